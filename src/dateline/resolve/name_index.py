"""Many names, searched at once: the best matches of a name without comparing it with all.

Words lead to the names that hold them: equal words, other spellings, pet forms, and words that sound alike but
for one letter. Of the names so found, those go to ``compare_words`` that have the letters of the query, or words
of enough length in common with it; the most promising first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from dateline.resolve.name_keys import SOUNDS, WordKeys, to_sounds
from dateline.resolve.name_words import NameKind, NameWords, name_words
from dateline.resolve.names import FEATURES, THRESHOLD, NameScore, compare_words

Places = npt.NDArray[np.integer]

_ONES = np.ones(len(SOUNDS), np.float32)
# From a letter's number to that of its sound; the last for what is none.
_SOUND_CODES = np.array([SOUNDS.find(to_sounds(chr(code)) or " ") % (len(SOUNDS) + 1) for code in range(128)])
_REMEMBERED = 1024
# So many letters, by sound, may either name have that the other has not, where a word was not found.
_MISSING_SOUNDS = 2
# And so many, in either, where words are written together.
_OTHER_SOUNDS = 1
# What the words of the shorter name may differ by in all, and what each takes off.
_EDITS = 4
_EDIT = FEATURES["spelling"].weight
_SHARE = FEATURES["share"].weight
_NUMBERS = min(FEATURES[feature].weight for feature in ("series", "numbers", "number_more"))
_FAR = _EDITS + 1
_FAR_SHARE = 0.75
# What a letter that differs in sound counts at least, but for few.
_SOUND = 0.75


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name that was found: which, under what id it was given, and how well it agrees."""

    name: str
    id: str
    score: NameScore


class NameIndex:
    """Names to search. Built once by ``build``, it does not change.

    The same instance must not be searched from two threads at a time.
    """

    def __init__(self, parts: dict[NameKind, _Part]) -> None:
        self._parts = parts

    @classmethod
    def build(cls, entries: Iterable[tuple[str, str, NameKind]]) -> NameIndex:
        """An index of names.

        Args:
            entries: of each name the name, an id (that several names may share) and of what it is.
        """
        by_kind: dict[NameKind, list[tuple[str, str]]] = {}
        for name, key, kind in entries:
            by_kind.setdefault(kind, []).append((name, key))
        return cls({kind: _Part(found, kind) for kind, found in by_kind.items()})

    def __len__(self) -> int:
        return sum(len(part.names) for part in self._parts.values())

    def search(
        self, name: str, kind: NameKind = NameKind.PERSON, limit: int = 5, threshold: float = THRESHOLD
    ) -> list[NameHit]:
        """The names that agree best with a name, the best first.

        Args:
            name: what is looked for, in any script.
            kind: of what; only names of the same kind are found.
            limit: the most names to return.
            threshold: the least score. Below ``THRESHOLD`` some names that reach it will not be found.

        Returns:
            at most ``limit`` names; of the same score, those given first to ``build``.
        """
        part = self._parts.get(kind)
        return part.search(name_words(name, kind), limit, threshold) if part else []


@dataclass(frozen=True, slots=True)
class _Found:
    """What a word of a query leads to: names, words that may stand for it, and words spelled like it in one way."""

    names: Places
    standing: Places
    spelled: Places


class _Part:
    """The names of one kind."""

    def __init__(self, entries: Sequence[tuple[str, str]], kind: NameKind) -> None:
        self.names = entries
        self._kind = kind
        self._extra = FEATURES["extra_word" if kind is NameKind.PERSON else "extra_weak"].weight
        self._taken = [name_words(name, kind) for name, _ in entries]
        self._whole: dict[str, list[int]] = {}
        vocabulary: dict[str, int] = {}
        words: list[int] = []
        for place, taken in enumerate(self._taken):
            self._whole.setdefault(taken.letters, []).append(place)
            words.extend([vocabulary.setdefault(word, len(vocabulary)) for word in taken.same])
        self._counts = np.array([len(taken.same) for taken in self._taken], np.int32)
        self._words = np.array(words, np.int32)
        self._ends = np.cumsum(self._counts)
        self._vocabulary = np.array([*vocabulary, ""], object)
        self._sounding = np.array([*to_sounds("\n".join(vocabulary)).split("\n"), ""], object)
        self._firsts = np.array([ord(word[0]) for word in vocabulary], np.int32)
        self._lengths = np.array([len(word) for word in vocabulary], np.int32)
        self._keys = WordKeys(vocabulary, kind, self._taken)
        self._postings, self._starts = _invert(self._words, self._counts, len(vocabulary))
        self._sounds = _sound_counts(["".join(taken.same) for taken in self._taken])
        self._hits = np.zeros(len(self.names), np.int16)
        self._named = np.array([sum(len(word) > 1 for word in taken.same) for taken in self._taken], np.int32)
        self._number_keys: dict[tuple[str, ...], int] = {}
        self._numbers = np.array(
            [self._number_keys.setdefault(taken.numbers, len(self._number_keys)) for taken in self._taken],
            np.int32,
        )
        # Common words are what takes long to find.
        self._found = lru_cache(maxsize=_REMEMBERED)(self._find)
        self._lone = np.flatnonzero(self._counts == 1)
        self._initials: dict[str, list[int]] = {}
        if kind is NameKind.BODY:
            for place, taken in enumerate(self._taken):
                if len(taken.words) > 1:
                    self._initials.setdefault(_initials(taken), []).append(place)

    def search(self, query: NameWords, limit: int, threshold: float) -> list[NameHit]:
        places, bounds = self._candidates(query)
        found: list[tuple[float, int, NameScore]] = []
        worst = threshold
        for place, bound in zip(places, bounds, strict=True):
            if bound < worst:
                break
            score = compare_words(query, self._taken[place], self._kind)
            if score.score >= worst:
                found.append((-score.score, place, score))
                if len(found) >= 2 * limit:
                    found = sorted(found, key=lambda hit: hit[:2])[:limit]
                    worst = max(worst, -found[-1][0])
        found.sort(key=lambda hit: hit[:2])
        return [NameHit(*self.names[place], score) for _, place, score in found[:limit]]

    def _candidates(self, query: NameWords) -> tuple[list[int], list[float]]:
        """Names to compare, with what their scores cannot exceed, the most promising first."""
        whole = self._found_whole(query)
        found = [
            self._found(word, same, query.bare) for word, same in zip(query.words, query.same, strict=True)
        ]
        hits = self._hits
        for word in found:
            hits[word.names] += 1
        if len(query.words) == 1:
            hits[self._lone[self._other_sounds(query, self._lone) <= _MISSING_SOUNDS]] += 1
        hits[whole] = 0
        places = np.flatnonzero(hits)
        matched = hits[places]
        hits[places] = 0
        places = places[self._may_fit(query, places, matched)]
        bounds = self._bounds(query, places, found)
        kept = np.flatnonzero(bounds > 0)
        order = kept[np.argsort(-bounds[kept], kind="stable")]
        return whole + places[order].tolist(), [1.0] * len(whole) + bounds[order].tolist()

    def _find(self, word: str, same: str, bare: bool) -> _Found:
        standing = self._keys.standing_for(word, same, bare)
        spelled = self._keys.spelled_like(word)
        likely = self._keys.sounding(word, same) | standing | spelled if len(word) > 1 else set()
        words = _array(likely)
        starts = self._starts[words]
        counts = self._starts[words + 1] - starts
        begins = np.cumsum(counts) - counts
        names = self._postings[np.repeat(starts - begins, counts) + np.arange(counts.sum())]
        return _Found(names, _array(standing), _array(spelled))

    def _found_whole(self, query: NameWords) -> list[int]:
        """Names written with the same letters, and acronyms."""
        found = set(self._whole.get(query.letters, ()))
        if self._kind is NameKind.BODY:
            if len(query.words) == 1:
                found.update(self._initials.get(query.words[0], ()))
            else:
                short = self._whole.get(_initials(query), ())
                found.update(place for place in short if self._counts[place] == 1)
        return sorted(found)

    def _may_fit(self, query: NameWords, places: Places, matched: Places) -> npt.NDArray[np.bool_]:
        """Which names have a number of words that may match, and enough words that were found.

        One word of the shorter name may be too far off to be found, if the letters of both are nearly the same.
        """
        counts = self._counts[places]
        fits = np.abs(counts - len(query.words)) <= (1 - THRESHOLD) / self._extra + 1
        if self._kind is NameKind.PERSON:
            fits &= (counts == 1) == (len(query.words) == 1)
        named = self._named[places]
        shorter = np.minimum(named, sum(len(word) > 1 for word in query.words))
        short_of = shorter - matched
        fits &= short_of <= 1
        doubtful = np.flatnonzero(fits & (short_of > 0))
        fits[doubtful[self._other_sounds(query, places[doubtful]) > _MISSING_SOUNDS]] = False
        return np.asarray(fits)

    def _other_sounds(self, query: NameWords, places: Places) -> npt.NDArray[np.float32]:
        """How many letters, by sound, a name has that the query has not, or the query that it has not."""
        gap = self._sounds[places] - _sound_counts(["".join(query.same)])[0]
        return np.asarray((np.abs(gap) @ _ONES + np.abs(gap @ _ONES)) / 2)

    def _bounds(self, query: NameWords, places: Places, found: Sequence[_Found]) -> npt.NDArray[np.float64]:
        """What the scores of names cannot exceed; 0 where they cannot match.

        The words of the shorter name must each have a word in the other that is near in letters, or known to
        stand for it; or the letters of the names must be nearly the same, written together or apart.
        """
        counts = self._counts[places]
        if not len(places):
            return np.zeros(0)
        begins = np.cumsum(counts) - counts
        rows = np.repeat(self._ends[places] - counts - begins, counts) + np.arange(counts.sum())
        words = self._words[rows]
        known, back = np.unique(words, return_inverse=True)
        distances = self._distances(query, known, found)[:, back]
        mine = np.minimum.reduceat(distances, begins, axis=1).sum(axis=0)
        theirs = np.add.reduceat(distances.min(axis=0), begins)
        extra = counts - len(query.words)
        differ = np.where(extra > 0, mine, np.where(extra < 0, theirs, np.maximum(mine, theirs)))
        longest = max(len(word) for word in query.same) + 2
        share = differ / np.minimum(counts, len(query.words)) / longest
        bounds = 1.0 - self._extra * np.abs(extra) - _EDIT * differ - _SHARE * share
        numbers = self._number_keys.get(query.numbers, -1)
        bounds[self._numbers[places] != numbers] -= _NUMBERS
        bounds[differ > _EDITS] = 0.0
        apart = np.flatnonzero((bounds < THRESHOLD) & (extra != 0))
        if len(apart):
            near = apart[self._other_sounds(query, places[apart]) <= _OTHER_SOUNDS]
            bounds[near] = 1.0 - self._extra
        return bounds

    def _distances(self, query: NameWords, known: Places, found: Sequence[_Found]) -> npt.NDArray[np.float64]:
        """How many letters each word of the query differs from known words; half of one if it stands for it."""
        words, sounds = self._vocabulary[known].tolist(), self._sounding[known].tolist()
        mine = [to_sounds(word) for word in query.same]
        distances = cdist(query.same, words, scorer=OSA.distance, score_cutoff=_EDITS).astype(np.float64)
        by_sound = cdist(mine, sounds, scorer=OSA.distance, score_cutoff=_EDITS)
        lengths = np.maximum.outer([len(word) for word in query.same], self._lengths[known])
        far = distances > np.minimum(_EDITS, _FAR_SHARE * lengths)
        distances = np.maximum(0.5 * distances, _SOUND * by_sound)
        distances[far] = _FAR
        for row, word, others in zip(distances, query.words, found, strict=True):
            for numbers, most in ((others.spelled, 1.0), (others.standing, 0.5)):
                places = _places_of(numbers, known)
                row[places] = np.minimum(row[places], most)
            if self._kind is NameKind.PERSON:
                initial = self._firsts[known] == ord(word[0])
                if len(word) > 1:
                    initial &= self._lengths[known] == 1
                row[initial] = np.minimum(row[initial], 0.5)
        return distances


def _array(numbers: set[int]) -> Places:
    return np.fromiter(numbers, np.int32, len(numbers))


def _places_of(wanted: Places, known: Places) -> Places:
    """Where numbers stand among known ones, which are sorted."""
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.asarray(places[known[places] == wanted])


def _initials(name: NameWords) -> str:
    return "".join(word[0] for word in name.words)


def _sound_counts(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """How often each sound stands in each text."""
    codes = _SOUND_CODES[np.frombuffer("".join(texts).encode("ascii"), np.uint8)]
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    counted = np.bincount(rows * (len(SOUNDS) + 1) + codes, minlength=len(texts) * (len(SOUNDS) + 1))
    return counted.reshape(len(texts), -1)[:, :-1].astype(np.float32)


def _invert(words: Places, counts: Places, size: int) -> tuple[Places, Places]:
    """From words of names to names of words: the places of names by word, and where each word's begin."""
    rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    order = np.argsort(words, kind="stable")
    starts = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(words, minlength=size), out=starts[1:])
    return rows[order], starts
