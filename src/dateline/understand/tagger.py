"""Parts of speech: a greedy averaged-perceptron tagger with a lexicon, in the Penn Treebank's tags.

After Collins (2002) and Honnibal's greedy tagger (2013). Words that have one tag only are looked up; for
the rest the weights of some twenty features are summed. Trained by ``python -m training.tagger``; see
``models/en/tagger.md``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import repeat
from typing import NamedTuple

import msgspec
import numpy as np
import simplemma

from dateline.understand import linear
from dateline.understand.tag_rules import mend

_DIGIT = re.compile(r"\d")
_OPENING = frozenset({"“", "„", "«", "‘", "``"})
_FIXED = {
    ".": ".", "!": ".", "?": ".", ",": ",", ":": ":", ";": ":", "…": ":", "...": ":",
    "—": ":", "–": ":", "-": ":", "--": ":",
    "(": "-LRB-", "[": "-LRB-", "{": "-LRB-", ")": "-RRB-", "]": "-RRB-", "}": "-RRB-",
    "“": "``", "„": "``", "«": "``", "‘": "``", "``": "``", "”": "''", "»": "''", "''": "''",
    "$": "$", "€": "$", "£": "$", "¥": "$", "US$": "$", "%": "NN", "&": "CC", "n't": "RB", "n’t": "RB",
    "'re": "VBP", "’re": "VBP", "'ve": "VBP", "’ve": "VBP",
    "'ll": "MD", "’ll": "MD", "'m": "VBP", "’m": "VBP",
}  # fmt: skip
_TITLE_SHARE = 0.7
_NAMELIKE = ("NNP", "NNPS", "NN", "NNS", "JJ", "VBG", "VBN")
_START, _START2, _END = "-S-", "-S2-", "-E-"
_MEMORY = 1 << 16
_FIELD = (1 << linear.BITS) - 1


class TaggerModel(msgspec.Struct, frozen=True):
    """What is stored.

    Attributes:
        tags: names of the tags, sorted.
        single: words that have one tag.
        allowed: tag numbers of frequent words that have several.
        names: words that are written with a capital more often than not, in lower case.
        weights: for each feature tag number → weight, scaled to integers.
    """

    tags: list[str]
    single: dict[str, int]
    allowed: dict[str, list[int]]
    names: list[str]
    weights: dict[str, dict[int, int]]

    def to_bytes(self) -> bytes:
        """The model file."""
        words = [*self.single, *self.allowed]
        numbers = [[number] for number in self.single.values()] + list(self.allowed.values())
        arrays = {
            "tags": linear.strings(self.tags),
            "names": linear.strings(self.names),
            "words": linear.strings(words),
            "single": np.array([len(self.single)], dtype=np.int32),
            "word_counts": np.array([len(row) for row in numbers], dtype=np.uint8),
            "word_tags": np.array([number for row in numbers for number in row], dtype=np.uint8),
            "features": linear.strings(list(self.weights)),
        }
        return linear.to_bytes(arrays | linear.sparse(list(self.weights.values())))


def shape(word: str) -> str:
    """A coarse picture of the word's letters: ``X`` capitals, ``x`` small, ``d`` digits, and marks."""
    if word.islower():
        return "x-" if "-" in word else "x"
    kind = "X" if word.isupper() else "Xx" if word[0].isupper() else "mx"
    return (
        kind
        + ("-" if "-" in word else "")
        + ("d" if _DIGIT.search(word) else "")
        + ("." if "." in word else "")
    )


def normal(word: str) -> str:
    """The word as features see it: in lower case, years and numbers pooled, apostrophes made straight."""
    first = word[0]
    if first.isdigit():
        return "!year" if word.isdigit() and len(word) == 4 else "!number"
    return word.lower().replace("’", "'")


class Place(NamedTuple):
    """A word that needs a decision, and what is known about its neighbours.

    Attributes:
        place: its number in the sentence.
        word: the word, with its case.
        kind: its ``shape``, with a mark at the head of a sentence.
        around: normal forms of the two words before, the word, and the two words after.
        ahead, ahead2: the tags of the two words after as far as the lexicon tells.
        before, before2: the tags of the last two words.
    """

    place: int
    word: str
    kind: str
    around: tuple[str, str, str, str, str]
    ahead: str
    ahead2: str
    before: str
    before2: str


def own_features(low: str, kind: str) -> tuple[str, ...]:
    """What the word itself shows."""
    return ("b", "w" + low, "s" + low[-3:], "t" + low[-2:], "q" + low[-4:], "p" + low[:2], "k" + kind)


def next_features(following: str) -> tuple[str, ...]:
    """What the next word shows."""
    return ("n" + following, "m" + following[-3:])


def ahead_features(ahead: str, ahead2: str) -> tuple[str, ...]:
    """What the lexicon tells about the next two words."""
    return ("g" + ahead, "r" + ahead + " " + ahead2)


def tag_features(kind: str, before: str, before2: str, ahead: str) -> tuple[str, ...]:
    """What the last two tags show."""
    return ("K" + kind + " " + before, "1" + before, "2" + before2 + " " + before, "h" + before + " " + ahead)


def pair_features(low: str, last: str, following: str, ahead: str, before: str) -> tuple[str, ...]:
    """What the word shows together with a neighbour."""
    return ("i" + ahead + " " + low, "j" + last + " " + low, "o" + low + " " + following,
            "3" + before + " " + low)  # fmt: skip


def features(place: Place) -> list[str]:
    """All features of one word."""
    last2, last, low, following, following2 = place.around
    return [
        *own_features(low, place.kind),
        "l" + last,
        "L" + last2,
        *next_features(following),
        "N" + following2,
        *ahead_features(place.ahead, place.ahead2),
        *tag_features(place.kind, place.before, place.before2, place.ahead),
        *pair_features(low, last, following, place.ahead, place.before),
    ]


def in_title_case(words: Sequence[str]) -> bool:
    """Whether the sentence is printed as a title ("Putin Meets Vulin in Vladivostok") or all in capitals."""
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    return len(long) > 2 and sum(not word[0].islower() for word in long) >= _TITLE_SHARE * len(long) + 1


def _straight_quotes(words: Sequence[str], tags: list[str | None]) -> None:
    """Straight marks open and close in turn; a single one after a word is a genitive if none is open."""
    double = single = False
    for index, word in enumerate(words):
        if word == '"':
            tags[index] = "''" if double else "``"
            double = not double
        elif word == "‘":
            single = True
        elif word in ("'", "’"):
            if single:
                tags[index], single = "''", False
            elif index and words[index - 1][-1:] in "sSzxZ":
                tags[index] = "POS"
            else:
                tags[index], single = ("``", True) if word == "'" else ("''", False)


class _Entry(NamedTuple):
    """What the lexicon tells about a word."""

    known: str | None
    normal: str
    guess: str
    kind: str


class _Sums:
    """The packed scores of groups of features, each remembered for what it rests on."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self.get = weights.get

        def total(names: Sequence[str]) -> int:
            return sum(map(weights.get, names, repeat(0)))

        self.own = lru_cache(_MEMORY)(lambda low, kind: total(own_features(low, kind)))
        self.next = lru_cache(_MEMORY)(lambda following: total(next_features(following)))
        self.ahead = lru_cache(_MEMORY)(lambda ahead, ahead2: total(ahead_features(ahead, ahead2)))
        self.tags = lru_cache(_MEMORY)(lambda *around: total(tag_features(*around)))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Which tags each word can have.

    Attributes:
        tags: all tags, sorted.
        single: words that have one tag.
        allowed: tags of frequent words that have several, the most frequent first.
        names: words that are written with a capital more often than not, in lower case.
    """

    tags: tuple[str, ...]
    single: Mapping[str, str]
    allowed: Mapping[str, tuple[str, ...]]
    names: frozenset[str]

    def decide(self, words: Sequence[str], best: Callable[[Place], str]) -> list[str]:
        """Tag a sentence, with ``best(place)`` for each word that needs a decision."""
        if not words:
            return []
        if in_title_case(words):
            words = [self._true_case(word) for word in words]
        entries = [self.entry(word) for word in words]
        known = self._known(words, entries)
        context = [_START2, _START, *(entry.normal for entry in entries), _END, _END]
        guess = [tag or entry.guess for tag, entry in zip(known, entries, strict=True)]
        guess += (_END, _END)
        tags: list[str] = []
        before2, before = _START2, _START
        for index, word in enumerate(words):
            tag = known[index]
            if tag is None:
                kind = entries[index].kind if index else entries[index].kind + "^"
                around = (context[index], context[index + 1], context[index + 2], context[index + 3],
                          context[index + 4])  # fmt: skip
                tag = best(
                    Place(index, word, kind, around, guess[index + 1], guess[index + 2], before, before2)
                )
            tags.append(tag)
            before2, before = before, tag
        return tags

    def entry(self, word: str) -> _Entry:
        """What is known of the word wherever it stands."""
        kind = shape(word)
        allowed = self.allowed.get(word)
        known = _FIXED.get(word) or self.single.get(word)
        return _Entry(known, normal(word), allowed[0] if allowed else "?" + kind, kind)

    def _known(self, words: Sequence[str], entries: Sequence[_Entry]) -> list[str | None]:
        """The tags that need no context."""
        tags = [entry.known for entry in entries]
        _straight_quotes(words, tags)
        if tags[0] is None and words[0].istitle() and words[0].lower() not in self.names:
            tags[0] = self.single.get(words[0].lower())
        return tags

    def _true_case(self, word: str) -> str:
        lowered = word.lower()
        known = self.knows(lowered) or self.knows(simplemma.lemmatize(lowered, lang="en"))
        return (
            lowered
            if known and lowered not in self.names
            else word.capitalize()
            if word.isupper() and known
            else word
        )

    def is_verb(self, word: str) -> bool:
        """Whether the word can be the base form of a verb."""
        return self.single.get(word) == "VB" or not {"VB", "VBP"}.isdisjoint(self.allowed.get(word, ()))

    def knows(self, word: str) -> bool:
        """Whether the word has an entry of its own."""
        return word in self.single or word in self.allowed


class Tagger:
    """Gives each word of a sentence its Penn Treebank tag."""

    def __init__(self, lexicon: Lexicon, weights: Mapping[str, int]) -> None:
        """From a lexicon and the packed weights of features (``linear``)."""
        self._lexicon = lexicon
        self._sums = _Sums(weights)
        self._offset = linear.bias(len(lexicon.tags))
        number = {tag: place for place, tag in enumerate(lexicon.tags)}
        self._choices = lru_cache(_MEMORY)(
            lambda word: tuple((tag, linear.BITS * number[tag]) for tag in self._allowed(word))
        )

    @staticmethod
    def load() -> Tagger:
        """The shipped model.

        Raises:
            DataError: if the model file is missing or damaged.
        """
        return _shipped()

    @staticmethod
    def of(arrays: linear.Arrays) -> Tagger:
        """A tagger from the arrays of a model file."""
        tags = tuple(linear.names_of(arrays["tags"]))
        words, count = linear.names_of(arrays["words"]), int(arrays["single"][0])
        own = [tags[number] for number in arrays["word_tags"].tolist()]
        single = dict(zip(words[:count], own[:count], strict=True))
        allowed, place = {}, count
        for word, size in zip(words[count:], arrays["word_counts"].tolist()[count:], strict=True):
            allowed[word] = tuple(own[place : place + size])
            place += size
        lexicon = Lexicon(tags, single, allowed, frozenset(linear.names_of(arrays["names"])))
        weights = zip(linear.names_of(arrays["features"]), linear.packed(arrays, "", len(tags)), strict=True)
        return Tagger(lexicon, dict(weights))

    def tag(self, words: Sequence[str]) -> list[str]:
        """The tags of one sentence's words, in order."""
        tags = self.learnt(words)
        mend(words, tags, self._lexicon.is_verb)
        return tags

    def learnt(self, words: Sequence[str]) -> list[str]:
        """The tags before the rules of ``tag_rules``: what the parser learns from."""
        return self._lexicon.decide(words, self._best)

    def _allowed(self, word: str) -> tuple[str, ...]:
        """The tags to choose from; none for all."""
        allowed = self._lexicon.allowed.get(word)
        if allowed is None and word.istitle() and not self._lexicon.knows(word.lower()):
            return _NAMELIKE
        return allowed or ()

    def _best(self, place: Place) -> str:
        last2, last, low, following, following2 = place.around
        sums = self._sums
        get = sums.get
        total = (
            sums.own(low, place.kind)
            + sums.next(following)
            + sums.ahead(place.ahead, place.ahead2)
            + sums.tags(place.kind, place.before, place.before2, place.ahead)
            + get("l" + last, 0)
            + get("L" + last2, 0)
            + get("N" + following2, 0)
            + sum(map(get, pair_features(low, last, following, place.ahead, place.before), repeat(0)))
        )
        choices = self._choices(place.word)
        if not choices:
            tags = self._lexicon.tags
            return tags[linear.highest(linear.fields(total, len(tags), self._offset))]
        total += self._offset
        best, top = "", -1
        for tag, shift in choices:
            score = (total >> shift) & _FIELD
            if score > top:
                best, top = tag, score
        return best


@cache
def _shipped() -> Tagger:
    return Tagger.of(linear.load("tagger.npz"))
