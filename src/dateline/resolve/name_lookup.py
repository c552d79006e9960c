"""From the words that names are asked by to known words that are near, and to the names that hold those.

Words are looked up many at once: what is compared letter by letter is compared in one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from dateline.resolve.name_arrays import (
    Floats,
    Places,
    in_order_of_sound,
    invert,
    letter_mask,
    parts_of,
    spread,
)
from dateline.resolve.name_keys import WordKeys
from dateline.resolve.name_sounds import to_sounds
from dateline.resolve.name_words import NameKind, NameWords
from dateline.resolve.names import FEATURES, THRESHOLD

FAR = 100.0
"""How many letters words differ by that are not near."""
STANDING = 0.5
"""What a word differs by at most that stands for another."""
EDITS = 4
"""So many letters may words differ by."""
EDIT = FEATURES["spelling"].weight
SHARE = FEATURES["share"].weight

# What a word differs by at most that is spelled like one that stands for the other.
_SPELLED = 1.0
# By how a word was found: by its sound, by another spelling, as one that stands for it.
_MOST = np.array([FAR, _SPELLED, STANDING], np.float32)
_FAR_SHARE = 0.75
# What a letter that differs in sound counts at least, but for few: one too many, and one in place of another.
_SOUND, _OTHER_SOUND = 0.75, 1.0
# A word with more letters that the other has not, in either, is not near.
_OTHER_LETTERS = 4
_REMEMBERED = 4096
_NONE: Places = np.zeros(0, np.int32)
Texts = npt.NDArray[np.object_]


class Word(NamedTuple):
    """A word that is looked up: as it stands, that for all its spellings, and whether its script leaves vowels out."""

    word: str
    same: str
    bare: bool


@dataclass(frozen=True, slots=True)
class Spelled:
    """Words that are looked up, each as it stands for all its spellings: itself, its sound, what it is made of."""

    words: Texts
    sounds: Texts
    lengths: Places
    masks: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, words: Sequence[Word]) -> Spelled:
        """Take words apart."""
        same = [word.same for word in words]
        return cls(
            np.array(same, object),
            np.array([to_sounds(word) for word in same], object),
            np.array([len(word) for word in same], np.int32),
            np.array([letter_mask(word) for word in same], np.uint32),
        )


@dataclass(frozen=True, slots=True)
class FoundWord:
    """What a word leads to: names, some more than once; and known words, in their order, with how many letters they
    differ, at least."""

    names: Places
    words: Places
    apart: Floats


class NameWordFinder:
    """The words of names, found by how they are written, by how they sound, and by what they stand for."""

    def __init__(self, names: Sequence[NameWords], kind: NameKind) -> None:
        self._vocabulary, self._sounding = (
            np.array(words, object)
            for words in in_order_of_sound({word for name in names for word in name.same})
        )
        self._numbers = {word: number for number, word in enumerate(self._vocabulary)}
        self.firsts = np.array([ord(word[0]) for word in self._vocabulary], np.int32)
        self.lengths = np.array([len(word) for word in self._vocabulary], np.int32)
        self.words = np.array([self._numbers[word] for name in names for word in name.same], np.int32)
        self.counts = np.array([len(name.same) for name in names], np.int32)
        self._masks = np.array([letter_mask(word) for word in self._vocabulary], np.uint32)
        self._keys = WordKeys(self._numbers, kind, names)
        self._ends = np.cumsum(self.counts)
        self._postings, self._starts = invert(self.words, self.counts, len(self._vocabulary))
        # Common words are what takes long to find.
        self._remembered: dict[Word, FoundWord] = {}

    def __len__(self) -> int:
        return len(self._vocabulary)

    def find(self, words: Sequence[Word]) -> list[FoundWord]:
        """What each of some words, no two of them the same, leads to."""
        known = self._remembered
        new = [word for word in words if word not in known]
        fresh = dict(zip(new, self._find(new), strict=True))
        found = [fresh.get(word) or known[word] for word in words]
        if len(known) + len(fresh) > _REMEMBERED:
            known = self._remembered = {}  # another: a search beside this one may read the old
        known.update(fresh)
        return found

    def words_of(self, places: Places) -> tuple[Places, Places]:
        """The words of some names, one name after the other, and where those of each begin."""
        counts = self.counts[places]
        return self.words[spread(self._ends[places] - counts, counts)], np.cumsum(counts) - counts

    def letters_apart(self, spelled: Spelled, rows: Places, known: Places) -> Floats:
        """How many letters words differ from known words, at least; far, if too many.

        Args:
            spelled: the words.
            rows, known: pairs: which of the words with which known word.
        """
        apart = np.full(len(rows), FAR, np.float32)
        possible = np.abs(self.lengths[known] - spelled.lengths[rows]) <= EDITS
        possible &= np.bitwise_count(self._masks[known] ^ spelled.masks[rows]) <= 2 * EDITS
        near = np.flatnonzero(possible)
        letters = _distances(spelled.words[rows[near]], self._vocabulary[known[near]])
        own, lengths = spelled.lengths[rows[near]], self.lengths[known[near]]
        kept = letters <= np.minimum(EDITS, _FAR_SHARE * np.maximum(own, lengths))
        near, letters = near[kept], letters[kept]
        by_sound = _distances(spelled.sounds[rows[near]], self._sounding[known[near]])
        by_sound *= np.where((own == lengths)[kept], _OTHER_SOUND, _SOUND)
        apart[near] = np.maximum(0.5 * letters, by_sound)
        return apart

    def _find(self, words: Sequence[Word]) -> list[FoundWord]:
        """What words lead to; of a lone letter that it is known, as too many names have it."""
        spelled_out = [word for word in words if len(word.word) > 1]
        found = iter(self._near(spelled_out) if spelled_out else ())
        return [next(found) if len(word.word) > 1 else self._letter(word) for word in words]

    def _letter(self, word: Word) -> FoundWord:
        known = [self._numbers[word.same]] if word.same in self._numbers else []
        return FoundWord(_NONE, np.array(known, np.int32), np.zeros(len(known), np.float32))

    def _near(self, words: Sequence[Word]) -> list[FoundWord]:
        spelled = Spelled.of(words)
        rows, known, how = self._reached(words, spelled)
        apart = np.minimum(self.letters_apart(spelled, rows, known), _MOST[how])
        most = ((1 - THRESHOLD) / (EDIT + SHARE / (spelled.lengths + 2))).astype(np.float32)
        near = np.flatnonzero(apart <= most[rows])
        rows, known, apart = rows[near], known[near], apart[near]
        return [
            FoundWord(names, words, letters)
            for names, words, letters in zip(
                self._names_with(rows, known, len(words)),
                parts_of(known, rows, len(words)),
                parts_of(apart, rows, len(words)),
                strict=True,
            )
        ]

    def _reached(self, words: Sequence[Word], spelled: Spelled) -> tuple[Places, Places, Places]:
        """Which known words may be near: pairs of a word and a known word, in order, and how it was reached."""
        rows, known = self._keys.sounding([(word, same) for word, same, _ in words])
        kept = np.bitwise_count(self._masks[known] ^ spelled.masks[rows]) <= _OTHER_LETTERS
        kept &= np.abs(self.lengths[known] - spelled.lengths[rows]) <= EDITS
        others: list[AbstractSet[int]] = []
        for word, same, bare in words:
            others += (self._keys.spelled_like(word), self._keys.standing_for(word, same, bare))
        counts = [len(numbers) for numbers in others]
        numbers = np.fromiter(chain.from_iterable(others), np.int32, sum(counts))
        places, how = np.divmod(np.repeat(np.arange(len(others)), counts), 2)
        keys = np.concatenate([rows[kept], places]) * np.int64(len(self))
        keys += np.concatenate([known[kept], numbers])
        keys = keys * len(_MOST) + np.concatenate([np.zeros(kept.sum(), np.int64), how + 1])
        keys.sort()
        pairs, how = np.divmod(keys, len(_MOST))
        last = np.diff(pairs, append=-1) != 0  # how it stands for the word before how it is heard
        rows, known = np.divmod(pairs[last], len(self))
        return rows, known, how[last]

    def _names_with(self, rows: Places, known: Places, count: int) -> list[Places]:
        """The names that hold known words, for each row; a name that has several of its words comes for each."""
        starts = self._starts[known]
        held = self._starts[known + 1] - starts
        return parts_of(self._postings[spread(starts, held)], np.repeat(rows, held), count)


def _distances(one: Texts, two: Texts) -> Floats:
    return np.asarray(cpdist(one, two, scorer=OSA.distance, score_cutoff=EDITS, dtype=np.float32))
