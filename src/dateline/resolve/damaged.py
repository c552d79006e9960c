"""Names that have lost letters, found again among names that are known.

A lost letter is a question mark or U+FFFD, one for the letter or one for each of its bytes; or the name is
mojibake, perhaps with bytes lost on the way. Whatever is left must stand where it stood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

LOST = "?"
"""Stands for a lost letter, as U+FFFD does."""

_ASCII = 0x7F
_MARKS = re.compile(r"[?\ufffd]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# The share of letters that may be lost, and how many must be left.
_MOST_LOST = 0.6
_LEAST_LEFT = 2
# What UTF-8 is taken for when it becomes mojibake.
_ENCODINGS = ("cp1252", "latin-1", "cp1250", "cp1251", "mac-roman", "cp437", "cp850")


def is_damaged(name: str) -> bool:
    """Whether a name has marks for lost letters."""
    return _MARKS.search(name) is not None


@dataclass(frozen=True, slots=True)
class Restored:
    """A name found again: ``name`` as it is spelled, and how it was found (``letters``, ``bytes``, ``mojibake``,
    with `` of a word`` where only one word of a known name was given)."""

    name: str
    how: str


class DamagedNames:
    """Looks up damaged names.

    Args:
        names: full names as they are to be spelled. Their words can be looked up too.
    """

    def __init__(self, names: Iterable[str]) -> None:
        full = list(dict.fromkeys(unicodedata.normalize("NFC", name).strip() for name in names))
        words = list(dict.fromkeys(word for name in full for word in _WORD.findall(name) if len(word) > 2))
        self._tables = (("", _Table(full)), (" of a word", _Table(words)))

    def restore(self, damaged: str) -> Restored | None:
        """The one name, or word of a name, that can have become this; none if several can, or none.

        Lost letters are first taken for letters beyond ASCII, as those are what is lost in practice; if no
        known name fits, for any letters.

        Args:
            damaged: a name with marks for lost letters, or in mojibake. An undamaged name gives none.
        """
        damaged = unicodedata.normalize("NFC", damaged).strip()
        for suffix, table in self._tables:
            for text, how in _readings(damaged):
                found = _cased(table.fitting(text), text)
                if len(found) == 1:
                    return Restored(found[0], how + suffix)
                if found:
                    return None
        return None


def _readings(damaged: str) -> Iterator[tuple[str, str]]:
    """A damaged name as it is, and as it may have been before it became mojibake, with a mark for each letter lost."""
    if _MARKS.search(damaged):
        yield damaged.replace("\ufffd", LOST), "letters"
    if damaged.isascii():
        return
    seen = {damaged}
    for encoding in _ENCODINGS:
        text = _undone(damaged, encoding)
        if text is not None and text not in seen:
            seen.add(text)
            yield text, "mojibake"


def _undone(damaged: str, encoding: str) -> str | None:
    """Mojibake read as it was meant, with marks for what cannot be; none if it is none."""
    octets = bytearray()
    for letter in damaged:
        try:
            octets += letter.encode(encoding)
        except UnicodeEncodeError:
            if letter != "\ufffd" and ord(letter) > 0x9F:
                return None
            octets += bytes([ord(letter)]) if ord(letter) < 0x100 else b"\xff"
    text = unicodedata.normalize("NFC", octets.decode("utf-8", errors="replace"))
    whole = text.replace("\ufffd", LOST)
    return whole if len(text) < len(damaged) or "\ufffd" in damaged else None


def _cased(found: list[str], damaged: str) -> list[str]:
    """Those of several names whose capitals are those that are left; or all, in capitals where the damaged one is."""
    same = [name for name in found if _shape(name, damaged)]
    if same:
        return same
    left = [letter for letter in damaged if letter.isalpha()]
    if len(left) > 1 and all(map(str.isupper, left)):
        return list(dict.fromkeys(name.upper() for name in found))
    return found


def _shape(name: str, damaged: str) -> bool:
    return len(name) == len(damaged) and all(
        left in (LOST, letter) for left, letter in zip(damaged, name, strict=True)
    )


class _Table:
    """Names by length, each as a row of letters in small, and as a row with a letter's code for each of its bytes."""

    def __init__(self, names: Iterable[str]) -> None:
        by_length: dict[int, tuple[list[str], list[list[int]]]] = {}
        for name in names:
            codes = _codes(name)
            octets = [code for letter, code in zip(name, codes, strict=True) for _ in letter.encode()]
            for row in (codes, octets) if len(octets) > len(codes) else (codes,):
                found, rows = by_length.setdefault(len(row), ([], []))
                found.append(name)
                rows.append(row)
        self._rows = {
            length: (found, np.array(rows, np.int32)) for length, (found, rows) in by_length.items()
        }

    def fitting(self, damaged: str) -> list[str]:
        """The names that can have become this: those that lost only letters beyond ASCII, if there are any."""
        codes = np.array(_codes(damaged), np.int32)
        lost = codes == ord(LOST)
        left = sum(letter.isalpha() for letter in damaged)
        if len(codes) not in self._rows or left < max(_LEAST_LEFT, (1 - _MOST_LOST) * (left + lost.sum())):
            return []
        names, rows = self._rows[len(codes)]
        fits = np.flatnonzero((rows[:, ~lost] == codes[~lost]).all(axis=1))
        beyond = (rows[fits][:, lost] > _ASCII).all(axis=1)
        best = fits[beyond] if beyond.any() else fits
        return list(dict.fromkeys(names[place] for place in best))


def _codes(text: str) -> list[int]:
    """The letters in small, as numbers."""
    return [ord(small) if len(small := letter.lower()) == 1 else ord(letter) for letter in text]
