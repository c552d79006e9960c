"""Which names of many may match some that are asked, and what their scores cannot exceed.

Words lead to the names that hold them. Of these, those are kept that have the letters of the query, or words of
enough length in common with it. All queries of a batch are gone through at once, as pairs of a query and a name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dateline.resolve.name_arrays import (
    Floats,
    Places,
    Values,
    WeakWords,
    letter_mask,
    parts_of,
    sound_counts,
    spread,
)
from dateline.resolve.name_lookup import (
    EDIT,
    EDITS,
    FAR,
    SHARE,
    STANDING,
    FoundWord,
    NameWordFinder,
    Spelled,
    Word,
)
from dateline.resolve.name_words import NameKind, NameWords
from dateline.resolve.names import FEATURES, THRESHOLD

Flags = npt.NDArray[np.bool_]

# So many letters, by sound, may either name have that the other has not, where a word was not found.
_MISSING_SOUNDS = 2
# And so many, in either, where words are written together.
_OTHER_SOUNDS = 1
# So many more letters than sounds may two names differ in.
_MORE_LETTERS = 3
_NUMBERS = min(FEATURES[feature].weight for feature in ("series", "numbers"))
_NUMBER_MORE = FEATURES["number_more"].weight
_EXTRA = {NameKind.PERSON: FEATURES["extra_word"].weight, NameKind.BODY: FEATURES["extra_weak"].weight}


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Queries and names that may match: the place of each in the batch and in the table."""

    queries: Places
    names: Places

    def at(self, places: Places | Flags) -> _Pairs:
        return _Pairs(self.queries[places], self.names[places])


class _Counted:
    """What is counted once in each of many names, to tell which are nearly of the same letters."""

    def __init__(self, names: Sequence[NameWords]) -> None:
        texts = ["".join(name.same) for name in names]
        self.sizes = np.array([len(name.same) for name in names], np.int32)
        # Words that are more than an initial.
        self.named = np.array([sum(len(word) > 1 for word in name.same) for name in names], np.int32)
        self.sounds = sound_counts(texts)
        self.letters = self.sounds.sum(axis=1)
        self.letter_sets = np.array([letter_mask(text) for text in texts], np.uint32)


class _Batch(_Counted):
    """Names that are asked, with what their words lead to.

    Attributes:
        asked: their words, each once.
        found: what each of these leads to.
        word_at: for each query the places of its words among them; -1 beyond its last.
        firsts, short: of each word the first letter, and whether it is no more.
    """

    def __init__(self, queries: Sequence[NameWords], finder: NameWordFinder) -> None:
        super().__init__(queries)
        self.queries = queries
        places: dict[Word, int] = {}
        self.word_at = np.full((len(queries), max(self.sizes, default=0)), -1, np.int32)
        for row, query in zip(self.word_at, queries, strict=True):
            for at, (word, same) in enumerate(zip(query.words, query.same, strict=True)):
                row[at] = places.setdefault(Word(word, same, query.bare), len(places))
        self.asked = list(places)
        self.found: list[FoundWord] = finder.find(self.asked)
        self.spelled = Spelled.of(self.asked)
        self.firsts = np.array([ord(asked.word[0]) for asked in self.asked], np.int32)
        self.short = np.array([len(asked.word) == 1 for asked in self.asked], np.bool_)
        self.longest = np.array([max(map(len, query.same), default=0) + 2 for query in queries], np.int32)


class NameTable:
    """The names of one kind, counted and turned round so that those which may match others are found."""

    def __init__(self, names: Sequence[NameWords], kind: NameKind) -> None:
        self._person = kind is NameKind.PERSON
        self._extra_word = _EXTRA[kind]
        self._size = len(names)
        self._counted = _Counted(names)
        self._finder = NameWordFinder(names, kind)
        self._numbers = Values([name.numbers for name in names], ())
        self._forms = Values([name.forms for name in names], frozenset())
        self._weak = None if self._person else WeakWords(names)
        self._lone = np.flatnonzero(self._counted.sizes == 1)
        self._whole: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            self._whole.setdefault(name.letters, []).append(place)
        self._initials: dict[str, list[int]] = {}
        if not self._person:
            for place, name in enumerate(names):
                if len(name.words) > 1:
                    self._initials.setdefault(_initials(name), []).append(place)

    def candidates(self, queries: Sequence[NameWords]) -> list[tuple[list[int], list[float]]]:
        """For each query the names to compare, with what their scores cannot exceed, the most promising first."""
        batch = _Batch(queries, self._finder)
        whole = [self._found_whole(query) for query in queries]
        pairs, matched = self._reached(batch, whole)
        pairs = pairs.at(self._may_fit(batch, pairs, matched))
        bounds = self._bounds(batch, pairs)
        kept = np.flatnonzero(bounds >= THRESHOLD)
        kept = kept[np.lexsort((-bounds[kept], pairs.queries[kept]))]
        pairs, bounds = pairs.at(kept), bounds[kept]
        return [
            (same + places.tolist(), [1.0] * len(same) + most.tolist())
            for same, places, most in zip(
                whole,
                parts_of(pairs.names, pairs.queries, len(queries)),
                parts_of(bounds, pairs.queries, len(queries)),
                strict=True,
            )
        ]

    def _reached(self, batch: _Batch, whole: Sequence[Sequence[int]]) -> tuple[_Pairs, Places]:
        """The names that words of each query lead to, and how many do; without those found whole."""
        lone = np.flatnonzero(batch.sizes == 1)
        longer = np.abs(self._counted.letters[self._lone] - batch.letters[lone, np.newaxis])
        rows, names = np.nonzero(longer <= _MISSING_SOUNDS)
        alike = _Pairs(lone[rows], self._lone[names])
        alike = alike.at(self._alike(batch, alike, _MISSING_SOUNDS))
        others = parts_of(alike.names, alike.queries, len(batch.queries))
        found, matched = [], []
        for row, words in enumerate(batch.word_at):
            count = np.zeros(self._size, np.uint16)
            for reached in (*(batch.found[at].names for at in words[: batch.sizes[row]]), others[row]):
                mark = np.zeros(self._size, np.uint16)
                mark[reached] = 1
                count += mark
            count[whole[row]] = 0
            found.append(np.flatnonzero(count > 0))
            matched.append(count[found[-1]])
        rows = np.repeat(np.arange(len(found)), [len(names) for names in found])
        return _Pairs(rows, np.concatenate(found)), np.concatenate(matched).astype(np.int32)

    def _found_whole(self, query: NameWords) -> list[int]:
        """Names written with the same letters, and acronyms."""
        found = set(self._whole.get(query.letters, ()))
        if not self._person:
            if len(query.words) == 1:
                found.update(self._initials.get(query.words[0], ()))
            else:
                short = self._whole.get(_initials(query), ())
                found.update(place for place in short if self._counted.sizes[place] == 1)
        return sorted(found)

    def _may_fit(self, batch: _Batch, pairs: _Pairs, matched: Places) -> Flags:
        """Which names have a number of words that may match, and enough words that were found.

        One word of the shorter name may be too far off to be found, if the letters of both are nearly the same.
        """
        counts, sizes = self._counted.sizes[pairs.names], batch.sizes[pairs.queries]
        fits = np.abs(counts - sizes) <= (1 - THRESHOLD) / self._extra_word + 1
        if self._person:
            fits &= (counts == 1) == (sizes == 1)
        short_of = np.minimum(self._counted.named[pairs.names], batch.named[pairs.queries]) - matched
        fits &= short_of <= 1
        doubtful = np.flatnonzero(fits & (short_of > 0))
        fits[doubtful[~self._alike(batch, pairs.at(doubtful), _MISSING_SOUNDS)]] = False
        return np.asarray(fits)

    def _alike(self, batch: _Batch, pairs: _Pairs, most: int) -> Flags:
        """Which names have at most so many letters, by sound, that the query has not, and the query no more that they
        have not."""
        longer = np.abs(self._counted.letters[pairs.names] - batch.letters[pairs.queries])
        alike = longer <= most
        near = np.flatnonzero(alike)
        pairs, longer = pairs.at(near), longer[near]
        letters = np.bitwise_count(self._counted.letter_sets[pairs.names] ^ batch.letter_sets[pairs.queries])
        close = np.flatnonzero(letters <= 2 * most + _MORE_LETTERS)
        alike[near] = False
        pairs, near, longer = pairs.at(close), near[close], longer[close]
        gap = np.abs(self._counted.sounds[pairs.names] - batch.sounds[pairs.queries]).sum(axis=1)
        alike[near] = (gap + longer) / 2 <= most
        return np.asarray(alike)

    def _bounds(self, batch: _Batch, pairs: _Pairs) -> Floats:
        """What the scores of names cannot exceed.

        The words of the shorter name must each have a word in the other that is near in letters, or known to
        stand for it; or the letters of the names must be nearly the same, written together or apart.
        """
        counts, sizes = self._counted.sizes[pairs.names], batch.sizes[pairs.queries]
        numbers = self._other_numbers(batch, pairs)
        bounds = 1.0 - self._left_over(batch, pairs)
        left = np.flatnonzero(bounds - numbers >= THRESHOLD)
        differ = self._differ(batch, pairs.at(left))
        bounds[left] -= EDIT * differ
        bounds[left] -= SHARE * differ / np.minimum(counts, sizes)[left] / batch.longest[pairs.queries[left]]
        bounds[left[differ > EDITS]] = 0.0
        apart = np.flatnonzero((bounds < THRESHOLD) & (counts != sizes))
        bounds[apart[self._alike(batch, pairs.at(apart), _OTHER_SOUNDS)]] = 1.0 - FEATURES["joined"].weight
        return np.asarray(bounds - numbers, np.float32)

    def _differ(self, batch: _Batch, pairs: _Pairs) -> Floats:
        """How many letters the words of the shorter name differ by in all, at least."""
        size = len(self._finder)
        near = np.concatenate(
            [
                np.zeros(0, np.int64),
                *(found.words + np.int64(at * size) for at, found in enumerate(batch.found)),
            ]
        )
        letters = np.concatenate([np.zeros(0, np.float32), *(found.apart for found in batch.found)])

        def found(asked: Places, known: Places) -> Floats:
            apart = np.full(len(asked), FAR, np.float32)
            if len(near):
                wanted = asked * np.int64(size) + known
                at = np.minimum(np.searchsorted(near, wanted), len(near) - 1)
                there = near[at] == wanted
                apart[there] = letters[at[there]]
            return apart

        def compared(asked: Places, known: Places) -> Floats:
            return self._finder.letters_apart(batch.spelled, asked, known)

        differ = self._in_all(batch, pairs, found)
        # Where a word was not found, all are compared.
        doubtful = np.flatnonzero(differ >= FAR)
        differ[doubtful] = self._in_all(batch, pairs.at(doubtful), compared)
        return differ

    def _in_all(
        self, batch: _Batch, pairs: _Pairs, letters_apart: Callable[[Places, Places], Floats]
    ) -> Floats:
        """From how much each word of a query differs from each of a name: the sum over the shorter of the two."""
        words, begins = self._finder.words_of(pairs.names)
        counts, sizes = self._counted.sizes[pairs.names], batch.sizes[pairs.queries]
        mine = np.zeros(len(begins), np.float32)
        least = np.full(len(words), np.inf, np.float32)
        for at in range(max(sizes, default=0)):
            having = np.flatnonzero(sizes > at)
            rows = spread(begins[having], counts[having])
            asked = np.repeat(batch.word_at[pairs.queries[having], at], counts[having])
            apart = letters_apart(asked, words[rows])
            if self._person:
                initial = self._finder.firsts[words[rows]] == batch.firsts[asked]
                initial &= batch.short[asked] | (self._finder.lengths[words[rows]] == 1)
                apart[initial] = np.minimum(apart[initial], STANDING)
            mine[having] += np.minimum.reduceat(apart, np.cumsum(counts[having]) - counts[having])
            least[rows] = np.minimum(least[rows], apart)
        theirs = np.add.reduceat(least, begins) if len(begins) else mine
        extra = counts - sizes
        return np.asarray(np.where(extra > 0, mine, np.where(extra < 0, theirs, np.maximum(mine, theirs))))

    def _left_over(self, batch: _Batch, pairs: _Pairs) -> Floats:
        """What the words that one of the names has more take off, at least."""
        extra = self._counted.sizes[pairs.names] - batch.sizes[pairs.queries]
        more = np.abs(extra)
        if self._weak is None:
            return np.asarray(self._extra_word * more, np.float32)
        own = np.array([self._weak.mask(query) for query in batch.queries], np.uint64)
        theirs, mine = self._weak.left_over(own[pairs.queries], pairs.names)
        weak = np.minimum(more, np.where(extra > 0, theirs, mine))
        takes = self._extra_word * weak + FEATURES["extra_name"].weight * (more - weak)
        return np.asarray(takes, np.float32)

    def _other_numbers(self, batch: _Batch, pairs: _Pairs) -> Floats:
        """What other numbers and legal forms take off, at least."""
        numbers = self._numbers.codes[pairs.names]
        own = np.array([self._numbers.code(query.numbers) for query in batch.queries])[pairs.queries]
        takes = np.where((numbers == 0) != (own == 0), _NUMBER_MORE, np.where(numbers != own, _NUMBERS, 0.0))
        forms = self._forms.codes[pairs.names]
        own = np.array([self._forms.code(query.forms) for query in batch.queries])[pairs.queries]
        takes += FEATURES["form"].weight * ((own != 0) & (forms != 0) & (forms != own))
        return np.asarray(takes, np.float32)


def _initials(name: NameWords) -> str:
    return "".join(word[0] for word in name.words)
