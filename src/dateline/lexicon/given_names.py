"""Given names, and the gender that they tell; surnames of office holders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dateline.errors import DataError
from dateline.lexicon.data_files import read_lines


@cache
def load_given_names() -> Mapping[str, str]:
    """Given name to ``m``, ``f`` or ``u`` (either, or not known).

    Raises:
        DataError: a line of ``data/given_names.txt`` is not a name, a tab and one of these letters.
    """
    names: dict[str, str] = {}
    for line in read_lines("given_names.txt"):
        name, _, gender = line.partition("\t")
        if not name or gender not in {"m", "f", "u"}:
            raise DataError(f"not a name and its gender: {line!r}", where="data/given_names.txt")
        names[name] = gender
    return MappingProxyType(names)


@cache
def load_surnames() -> frozenset[str]:
    """Surnames of people who hold or held offices."""
    return frozenset(read_lines("surnames.txt"))
