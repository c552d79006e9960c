"""Offices, ranks and callings: the words that tell what a person is, with their PLOVER sector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import msgspec

from dateline.lexicon.data_files import read_yaml


@dataclass(frozen=True, slots=True)
class Offices:
    """Heads of office phrases, in lower case, to the PLOVER sector of who holds them."""

    singular: Mapping[str, str]
    plural: Mapping[str, str]

    def role(self, head: str) -> str | None:
        """The sector of an office by its head, singular or plural, in any case."""
        word = head.casefold()
        return self.singular.get(word) or self.plural.get(word)


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: str
    heads: list[str]
    plurals: list[str] = []


@cache
def load_offices() -> Offices:
    """The offices of ``data/offices.yaml``; the first sector that lists a head has it.

    Raises:
        DataError: the file does not have the form that its heading describes.
    """
    singular: dict[str, str] = {}
    plural: dict[str, str] = {}
    for group in read_yaml("offices.yaml", list[_Group]):
        for head in group.heads:
            singular.setdefault(head, group.role)
            if not head.endswith("."):
                plural.setdefault(f"{head}s", group.role)
        for head in group.plurals:
            plural.setdefault(head, group.role)
    return Offices(MappingProxyType(singular), MappingProxyType(plural))
