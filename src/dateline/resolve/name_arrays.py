"""Arrays over many names: their sounds, their words turned round, values as numbers, words that say little."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from dateline.resolve.name_rules import body_rules
from dateline.resolve.name_sounds import SOUNDS, to_sounds
from dateline.resolve.name_words import NameWords

Places = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float32]
_T = TypeVar("_T", bound=np.generic)

# From a letter's number to that of its sound; the last for what is none.
_SOUND_CODES = np.array([SOUNDS.find(to_sounds(chr(code)) or " ") % (len(SOUNDS) + 1) for code in range(128)])
_BITS = 64


def sound_counts(texts: Sequence[str]) -> Floats:
    """How often each sound stands in each text (plain letters): a row for each."""
    codes = _SOUND_CODES[np.frombuffer("".join(texts).encode("ascii"), np.uint8)]
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    counted = np.bincount(rows * (len(SOUNDS) + 1) + codes, minlength=len(texts) * (len(SOUNDS) + 1))
    return counted.reshape(len(texts), -1)[:, :-1].astype(np.float32)


def in_order_of_sound(words: Collection[str]) -> tuple[list[str], list[str]]:
    """Words and how they sound, letter by letter: what sounds alike is close together, in memory too."""
    if not words:
        return [], []
    pairs = sorted(zip(to_sounds("\n".join(words)).split("\n"), words, strict=True))
    # Split anew, as strings lie in memory in the order in which they are made.
    ordered, sounds = ("\n".join(pair[at] for pair in pairs).split("\n") for at in (1, 0))
    return ordered, sounds


def letter_mask(word: str) -> int:
    """Which letters stand in a word of plain letters: a bit for each; digits share bits with them."""
    mask = 0
    for letter in word.encode():
        mask |= 1 << (letter & 31)
    return mask


def invert(words: Places, counts: Places, size: int) -> tuple[Places, Places]:
    """From words of names to names of words: the places of names by word, and where each word's begin."""
    rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    order = np.argsort(words, kind="stable")
    starts = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(words, minlength=size), out=starts[1:])
    return rows[order], starts


def spread(starts: Places, counts: Places) -> Places:
    """Stretches of numbers, one after the other: so many from each start."""
    begins = np.cumsum(counts) - counts
    return np.repeat(starts - begins, counts) + np.arange(counts.sum())


def parts_of(values: npt.NDArray[_T], rows: Places, count: int) -> list[npt.NDArray[_T]]:
    """Values in the order of the rows they are of, cut into what is of each row."""
    bounds = np.searchsorted(rows, np.arange(count + 1)).tolist()
    return [values[start:end] for start, end in pairwise(bounds)]


class Values:
    """One value for each name, as a number: 0 for the empty one."""

    def __init__(self, values: Sequence[Hashable], empty: Hashable) -> None:
        self._known: dict[Hashable, int] = {empty: 0}
        self.codes = np.array([self._known.setdefault(v, len(self._known)) for v in values], np.int32)

    def code(self, value: Hashable) -> int:
        """The number of a value; -1 if no name has it."""
        return self._known.get(value, -1)


class WeakWords:
    """Which words that say little ("bank", "group") stand in each name of a body."""

    def __init__(self, names: Sequence[NameWords]) -> None:
        weak = sorted(body_rules().weak)
        # More words than bits would share one: a word too few is then thought to be left over, never one too many.
        self._bit = {word: 1 << at % _BITS for at, word in enumerate(weak)}
        self._masks = np.array([self.mask(name) for name in names], np.uint64)

    def left_over(self, own: npt.NDArray[np.uint64], places: Places) -> tuple[Places, Places]:
        """How many such words each name has that a query has not, and the query that the name has not.

        Args:
            own: which words the query has, by ``mask``, for each name.
            places: of the names.
        """
        theirs = self._masks[places]
        return np.bitwise_count(theirs & ~own), np.bitwise_count(own & ~theirs)

    def mask(self, name: NameWords) -> int:
        """Which of the words stand in a name: a bit for each."""
        mask = 0
        for word in name.same:
            mask |= self._bit.get(word, 0)
        return mask
