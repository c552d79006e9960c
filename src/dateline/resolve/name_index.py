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

from dateline.resolve.name_arrays import (
    Floats,
    Places,
    Values,
    WeakWords,
    as_array,
    in_order_of_sound,
    invert,
    letter_mask,
    sound_counts,
)
from dateline.resolve.name_keys import WordKeys, to_sounds
from dateline.resolve.name_words import NameKind, NameWords, name_words
from dateline.resolve.names import FEATURES, THRESHOLD, NameScore, compare_words

_REMEMBERED = 4096
# So many letters, by sound, may either name have that the other has not, where a word was not found.
_MISSING_SOUNDS = 2
# And so many, in either, where words are written together.
_OTHER_SOUNDS = 1
# What the words of the shorter name may differ by in all, and what each takes off.
_EDITS = 4
_EDIT = FEATURES["spelling"].weight
_SHARE = FEATURES["share"].weight
_NUMBERS = min(FEATURES[feature].weight for feature in ("series", "numbers"))
_NUMBER_MORE = FEATURES["number_more"].weight
_EXTRA = {NameKind.PERSON: FEATURES["extra_word"].weight, NameKind.BODY: FEATURES["extra_weak"].weight}
_FAR_SHARE = 0.75
# What a letter that differs in sound counts at least, but for few: one too many, and one in place of another.
_SOUND, _OTHER_SOUND = 0.75, 1.0
# What a word differs by at most that stands for another; and one that is spelled like such a word.
_STANDING, _SPELLED = 0.5, 1.0
_FAR = 100.0
_MOST = np.array([_FAR, _SPELLED, _STANDING], np.float32)
# A word with more letters that the other has not, in either, is not near.
_OTHER_LETTERS = 4
# So many more letters than sounds may two names differ in.
_MORE_LETTERS = 3
_NONE: Places = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name that was found: which, under what id it was given, and how well it agrees."""

    name: str
    id: str
    score: NameScore


class NameIndex:
    """Names to search. Built once by ``build``, it does not change; several threads may search it at a time."""

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
    """What a word of a query leads to: names; and known words, in their order, with how many letters they differ."""

    names: Places
    words: Places
    apart: Floats


@dataclass(frozen=True, slots=True)
class _Query:
    """A name that is looked for, with what is counted in it once."""

    words: NameWords
    sounds: Floats
    letters: float
    letter_set: np.uint32
    named: int

    @classmethod
    def of(cls, words: NameWords) -> _Query:
        text = "".join(words.same)
        sounds = sound_counts([text])[0]
        return cls(words, sounds, float(sounds.sum()), np.uint32(letter_mask(text)), _named(words))


class _Part:
    """The names of one kind."""

    def __init__(self, entries: Sequence[tuple[str, str]], kind: NameKind) -> None:
        self.names = entries
        self._kind = kind
        self._taken = [name_words(name, kind) for name, _ in entries]
        self._whole: dict[str, list[int]] = {}
        for place, taken in enumerate(self._taken):
            self._whole.setdefault(taken.letters, []).append(place)
        self._vocabulary, self._sounding = in_order_of_sound({w for name in self._taken for w in name.same})
        vocabulary = {word: number for number, word in enumerate(self._vocabulary)}
        words = [vocabulary[word] for taken in self._taken for word in taken.same]
        self._counts = np.array([len(taken.same) for taken in self._taken], np.int32)
        self._named = np.array([_named(taken) for taken in self._taken], np.int32)
        self._numbers_of = vocabulary
        self._firsts = np.array([ord(word[0]) for word in vocabulary], np.int32)
        self._lengths = np.array([len(word) for word in vocabulary], np.int32)
        self._masks = np.array([letter_mask(word) for word in vocabulary], np.uint32)
        self._keys = WordKeys(vocabulary, kind, self._taken)
        self._words = np.array(words, np.int32)
        self._ends = np.cumsum(self._counts)
        self._postings, self._starts = invert(self._words, self._counts, len(vocabulary))
        texts = ["".join(taken.same) for taken in self._taken]
        self._sounds = sound_counts(texts)
        self._letter_sets = np.array([letter_mask(text) for text in texts], np.uint32)
        self._letters = self._sounds.sum(axis=1)
        self._numbers = Values([taken.numbers for taken in self._taken], ())
        self._forms = Values([taken.forms for taken in self._taken], frozenset())
        self._weak = WeakWords(self._taken) if kind is NameKind.BODY else None
        # Common words are what takes long to find.
        self._found = lru_cache(maxsize=_REMEMBERED)(self._find)
        self._lone = np.flatnonzero(self._counts == 1)
        self._initials: dict[str, list[int]] = {}
        if kind is NameKind.BODY:
            for place, taken in enumerate(self._taken):
                if len(taken.words) > 1:
                    self._initials.setdefault(_initials(taken), []).append(place)

    def search(self, words: NameWords, limit: int, threshold: float) -> list[NameHit]:
        query = _Query.of(words)
        places, bounds = self._candidates(query)
        found: list[tuple[float, int, NameScore]] = []
        worst = threshold
        for place, bound in zip(places, bounds, strict=True):
            if bound < worst:
                break
            score = compare_words(words, self._taken[place], self._kind)
            if score.score >= worst:
                found.append((-score.score, place, score))
                if len(found) >= 2 * limit:
                    found = sorted(found, key=lambda hit: hit[:2])[:limit]
                    worst = max(worst, -found[-1][0])
        found.sort(key=lambda hit: hit[:2])
        return [NameHit(*self.names[place], score) for _, place, score in found[:limit]]

    def _candidates(self, query: _Query) -> tuple[list[int], list[float]]:
        """Names to compare, with what their scores cannot exceed, the most promising first."""
        words = query.words
        whole = self._found_whole(words)
        found = [
            self._found(word, same, words.bare) for word, same in zip(words.words, words.same, strict=True)
        ]
        hits = np.zeros(len(self.names), np.int8)
        for word in found:
            hits[word.names] += 1  # once, even where a name has several of the words
        if len(words.words) == 1:
            hits[self._lone[self._alike(query, self._lone, _MISSING_SOUNDS)]] += 1
        hits[whole] = 0
        places = np.flatnonzero(hits)
        places = places[self._may_fit(query, places, hits[places])]
        bounds = self._bounds(query, places, found)
        kept = np.flatnonzero(bounds >= THRESHOLD)
        order = kept[np.argsort(-bounds[kept], kind="stable")]
        return whole + places[order].tolist(), [1.0] * len(whole) + bounds[order].tolist()

    def _find(self, word: str, same: str, bare: bool) -> _Found:
        if len(word) == 1:
            # Too many names have it.
            known = [self._numbers_of[same]] if same in self._numbers_of else []
            return _Found(_NONE, np.array(known, np.int32), np.zeros(len(known), np.float32))
        standing = self._keys.standing_for(word, same, bare)
        spelled = self._keys.spelled_like(word)
        others = self._keys.sounding(word, same)
        if spelled or standing:
            spelled = spelled - standing
            others = others - spelled - standing
        sounding = as_array(others)
        sounding = sounding[
            np.bitwise_count(self._masks[sounding] ^ np.uint32(letter_mask(same))) <= _OTHER_LETTERS
        ]
        words = np.concatenate([sounding, as_array(spelled), as_array(standing)])
        if not len(words):
            return _Found(_NONE, words, np.zeros(0, np.float32))
        apart = self._letters_apart([same], words.tolist())[0]
        if spelled or standing:
            np.minimum(apart, np.repeat(_MOST, [len(sounding), len(spelled), len(standing)]), out=apart)
        near = np.flatnonzero(apart <= (1 - THRESHOLD) / (_EDIT + _SHARE / (len(same) + 2)))
        near = near[np.argsort(words[near])]
        words, apart = words[near], apart[near]
        starts = self._starts[words]
        counts = self._starts[words + 1] - starts
        begins = np.cumsum(counts) - counts
        names = self._postings[np.repeat(starts - begins, counts) + np.arange(counts.sum())]
        return _Found(names, words, apart)

    def _letters_apart(self, same: Sequence[str], known: Sequence[int]) -> Floats:
        """How many letters words differ from known words, at least; far, if too many."""
        words = [self._vocabulary[number] for number in known]
        sounds = [self._sounding[number] for number in known]
        mine = [to_sounds(word) for word in same]
        apart = cdist(same, words, scorer=OSA.distance, score_cutoff=_EDITS, dtype=np.float32)
        by_sound = cdist(mine, sounds, scorer=OSA.distance, score_cutoff=_EDITS, dtype=np.float32)
        lengths, own = self._lengths[known], np.array([len(word) for word in same])[:, None]
        far = apart > np.minimum(_EDITS, _FAR_SHARE * np.maximum(own, lengths))
        apart = np.maximum(0.5 * apart, np.where(own == lengths, _OTHER_SOUND, _SOUND) * by_sound)
        apart[far] = _FAR
        return np.asarray(apart)

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

    def _may_fit(self, query: _Query, places: Places, matched: Places) -> npt.NDArray[np.bool_]:
        """Which names have a number of words that may match, and enough words that were found.

        One word of the shorter name may be too far off to be found, if the letters of both are nearly the same.
        """
        counts, size = self._counts[places], len(query.words.words)
        fits = np.abs(counts - size) <= (1 - THRESHOLD) / _EXTRA[self._kind] + 1
        if self._kind is NameKind.PERSON:
            fits &= (counts == 1) == (size == 1)
        short_of = np.minimum(self._named[places], query.named) - matched
        fits &= short_of <= 1
        doubtful = np.flatnonzero(fits & (short_of > 0))
        fits[doubtful[~self._alike(query, places[doubtful], _MISSING_SOUNDS)]] = False
        return np.asarray(fits)

    def _alike(self, query: _Query, places: Places, most: int) -> npt.NDArray[np.bool_]:
        """Which names have at most so many letters, by sound, that the query has not, and the query no more that they
        have not."""
        longer = self._letters[places] - query.letters
        alike = np.abs(longer) <= most
        near = np.flatnonzero(alike)
        if len(near):
            places = places[near]
            gap = np.abs(self._sounds[places] - query.sounds).sum(axis=1)
            letters = np.bitwise_count(self._letter_sets[places] ^ query.letter_set)
            alike[near] = ((gap + np.abs(longer[near])) / 2 <= most) & (letters <= 2 * most + _MORE_LETTERS)
        return np.asarray(alike)

    def _bounds(self, query: _Query, places: Places, found: Sequence[_Found]) -> Floats:
        """What the scores of names cannot exceed.

        The words of the shorter name must each have a word in the other that is near in letters, or known to
        stand for it; or the letters of the names must be nearly the same, written together or apart.
        """
        if not len(places):
            return np.zeros(0, np.float32)
        words = query.words
        counts, size = self._counts[places], len(words.words)
        differ = self._differ(words, places, found)
        longest = max(len(word) for word in words.same) + 2
        share = differ / np.minimum(counts, size) / longest
        bounds = 1.0 - self._left_over(query, places) - _EDIT * differ - _SHARE * share
        bounds[differ > _EDITS] = 0.0
        apart = np.flatnonzero((bounds < THRESHOLD) & (counts != size))
        bounds[apart[self._alike(query, places[apart], _OTHER_SOUNDS)]] = 1.0 - FEATURES["joined"].weight
        return np.asarray(bounds - self._other_numbers(words, places), np.float32)

    def _differ(self, query: NameWords, places: Places, found: Sequence[_Found]) -> Floats:
        """How many letters the words of the shorter name differ by in all, at least."""
        words, begins = self._words_of(places)
        apart = np.full((len(found), len(words)), _FAR, np.float32)
        for row, word in zip(apart, found, strict=True):
            if len(word.words):
                at = np.minimum(np.searchsorted(word.words, words), len(word.words) - 1)
                there = word.words[at] == words
                row[there] = word.apart[at[there]]
        differ = self._in_all(query, places, apart, words, begins)
        doubtful = np.flatnonzero(differ >= _FAR)
        if len(doubtful):
            # A word was not found: all are compared.
            words, begins = self._words_of(places[doubtful])
            known, back = np.unique(words, return_inverse=True)
            every = self._letters_apart(query.same, known.tolist())[:, back]
            differ[doubtful] = self._in_all(query, places[doubtful], every, words, begins)
        return differ

    def _words_of(self, places: Places) -> tuple[Places, Places]:
        """The words of these names, one name after the other, and where those of each begin."""
        counts = self._counts[places]
        begins = np.cumsum(counts) - counts
        rows = np.repeat(self._ends[places] - counts - begins, counts) + np.arange(counts.sum())
        return self._words[rows], begins

    def _in_all(
        self, query: NameWords, places: Places, apart: Floats, words: Places, begins: Places
    ) -> Floats:
        """From how much each word of the query differs from each of the names: the sum over the shorter name."""
        if self._kind is NameKind.PERSON:
            firsts, short = self._firsts[words], self._lengths[words] == 1
            for row, word in zip(apart, query.words, strict=True):
                initial = firsts == ord(word[0])
                if len(word) > 1:
                    initial &= short
                row[initial] = np.minimum(row[initial], _STANDING)
        mine = np.minimum.reduceat(apart, begins, axis=1).sum(axis=0)
        theirs = np.add.reduceat(apart.min(axis=0), begins)
        extra = self._counts[places] - len(query.words)
        return np.where(extra > 0, mine, np.where(extra < 0, theirs, np.maximum(mine, theirs)))

    def _left_over(self, query: _Query, places: Places) -> Floats:
        """What the words that one of the names has more take off, at least."""
        extra = self._counts[places] - len(query.words.words)
        more = np.abs(extra)
        takes = _EXTRA[self._kind]
        if self._weak is None:
            return np.asarray(takes * more, np.float32)
        theirs, mine = self._weak.left_over(query.words, places)
        weak = np.minimum(more, np.where(extra > 0, theirs, mine))
        return np.asarray(takes * weak + FEATURES["extra_name"].weight * (more - weak), np.float32)

    def _other_numbers(self, query: NameWords, places: Places) -> Floats:
        """What other numbers and legal forms take off, at least."""
        numbers, own = self._numbers.codes[places], self._numbers.code(query.numbers)
        takes = np.where((numbers == 0) != (own == 0), _NUMBER_MORE, np.where(numbers != own, _NUMBERS, 0.0))
        own = self._forms.code(query.forms)
        if own:
            forms = self._forms.codes[places]
            takes = takes + FEATURES["form"].weight * ((forms != 0) & (forms != own))
        return np.asarray(takes, np.float32)


def _initials(name: NameWords) -> str:
    return "".join(word[0] for word in name.words)


def _named(name: NameWords) -> int:
    """How many words are more than an initial."""
    return sum(len(word) > 1 for word in name.same)
