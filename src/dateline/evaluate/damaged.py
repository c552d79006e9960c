"""How many names that have lost letters are found again among names that are known."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from dateline.errors import DataError
from dateline.resolve.damaged import DamagedNames

_BEYOND = re.compile(r"[^\x00-\x7f]")
_SHARE_MORE = 1 / 3


def evaluate(path: Path) -> dict[str, float | int]:
    """Damage the names of a file in several ways and look each up among all of them.

    Args:
        path: a CSV with a column ``name``; names with a letter beyond ASCII are damaged.

    Returns:
        ``names``; ``full`` and ``surname``: the share of full names, and of last words with such a letter,
        that are restored where each such letter is a question mark; ``wrong``: of full names, restored to
        another; and the share of full names where each such letter is U+FFFD (``replacement``), a question
        mark for each of its bytes (``bytes``), mojibake (``mojibake``), mojibake with what Windows cannot
        show lost (``mojibake_lost``), or where a third of all other letters is lost too (``more``).

    Raises:
        DataError: the file has no such column, or no such name.
    """
    names = _read(path)
    damaged = [name for name in names if any(letter.isalpha() for letter in _BEYOND.findall(name))]
    if not damaged:
        raise DataError("has no name with a letter beyond ASCII", where=str(path))
    index = DamagedNames(names)
    result: dict[str, float | int] = {"names": len(damaged)}
    result["full"], result["wrong"] = _restored(index, damaged, _marks)
    surnames = sorted({name.split()[-1] for name in damaged if not name.split()[-1].isascii()})
    result["surname"], result["surname_wrong"] = _restored(index, surnames, _marks)
    for label, damage in _DAMAGES.items():
        result[label], _ = _restored(index, damaged, damage)
    return result


def _restored(index: DamagedNames, names: Sequence[str], damage: Callable[[str], str]) -> tuple[float, float]:
    """The shares of names that are restored, and restored wrongly."""
    right = wrong = 0
    for name in names:
        found = index.restore(damage(name))
        right += found is not None and found.name == name
        wrong += found is not None and found.name != name
    return right / max(1, len(names)), wrong / max(1, len(names))


def _marks(name: str) -> str:
    return _BEYOND.sub("?", name)


def _mojibake(name: str) -> str:
    """As browsers read it: bytes that Windows does not know stay as they are."""
    return "".join(
        chr(octet) if octet in b"\x81\x8d\x8f\x90\x9d" else bytes([octet]).decode("cp1252")
        for octet in name.encode()
    )


def _and_more(name: str) -> str:
    chance = random.Random(name)  # noqa: S311  the same letters each time
    return "".join(
        "?" if not letter.isascii() or (letter.isalpha() and chance.random() < _SHARE_MORE) else letter
        for letter in name
    )


_DAMAGES: dict[str, Callable[[str], str]] = {
    "replacement": lambda name: _BEYOND.sub("\ufffd", name),
    "bytes": lambda name: _BEYOND.sub(lambda match: "?" * len(match[0].encode()), name),
    "mojibake": _mojibake,
    "mojibake_lost": lambda name: name.encode().decode("cp1252", errors="replace"),
    "more": _and_more,
}


def _read(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if "name" not in (reader.fieldnames or ()):
                raise DataError("has no column name", where=str(path), action="give a CSV with one")
            return sorted({name for row in reader if (name := (row["name"] or "").strip())})
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"is no CSV in UTF-8: {error}", where=str(path)) from None
