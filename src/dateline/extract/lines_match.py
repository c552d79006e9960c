"""Which lines of a page stand in a text that was found on it. Linear in the size of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Scripts without spaces between words count a letter as a word.
_LETTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(f"[{_LETTERS}]|[^\\W{_LETTERS}]+")
_SHINGLE = 3


def tokens(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return _TOKEN.findall(text.lower())


class Coverage:
    """A text, prepared to be asked how much of a line it holds."""

    def __init__(self, blocks: Iterable[str]) -> None:
        self._shingles: set[tuple[str, ...]] = set()
        self._short: set[tuple[str, ...]] = set()
        for block in blocks:
            words = tokens(block)
            self._short.add(tuple(words))
            self._shingles.update(zip(words, words[1:], words[2:], strict=False))

    def of(self, words: Sequence[str]) -> float:
        """The share of a line's three-word shingles in the text; a shorter line must be a block."""
        if len(words) < _SHINGLE:
            return float(tuple(words) in self._short) if words else 0.0
        shingles = list(zip(words, words[1:], words[2:], strict=False))
        return sum(shingle in self._shingles for shingle in shingles) / len(shingles)


def repeated(words: Sequence[Sequence[str]]) -> list[tuple[float, float]]:
    """For each line the share of it that stands already in earlier lines, and again in later ones."""
    shingled = [list(zip(found, found[1:], found[2:], strict=False)) for found in words]
    first: dict[tuple[str, ...], int] = {}
    last: dict[tuple[str, ...], int] = {}
    for number, shingles in enumerate(shingled):
        for shingle in shingles:
            first.setdefault(shingle, number)
            last[shingle] = number
    result = []
    for number, shingles in enumerate(shingled):
        size = len(shingles) or 1
        earlier = sum(first[shingle] < number for shingle in shingles)
        later = sum(last[shingle] > number for shingle in shingles)
        result.append((earlier / size, later / size))
    return result


def overlap(words: Sequence[str], other: frozenset[str]) -> float:
    """The share of a line's words that are among other words."""
    return sum(word in other for word in words) / len(words) if words else 0.0
