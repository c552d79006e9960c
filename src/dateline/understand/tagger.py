"""Parts of speech: a greedy averaged-perceptron tagger with a lexicon, in the Penn Treebank's tags.

After Collins (2002) and Honnibal's greedy tagger (2013). Words that have one tag only are looked up; for
the rest the weights of some twenty features are summed. Trained by ``python -m training.tagger``; see
``models/en/tagger.md``.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec
import simplemma

from dateline.errors import DataError

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


class TaggerModel(msgspec.Struct, frozen=True):
    """What is stored: tags, and for each feature its weights as ``[tag number, weight, …]``.

    Attributes:
        tags: names of the tags.
        single: words that have one tag.
        allowed: tag numbers of frequent words that have several.
        names: words that are written with a capital more often than not, in lower case.
        weights: flat lists, weights scaled to integers.
    """

    tags: list[str]
    single: dict[str, int]
    allowed: dict[str, list[int]]
    names: list[str]
    weights: dict[str, list[int]]


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


def features(
    index: int, word: str, context: Sequence[str], guess: Sequence[str], before: str, before2: str
) -> list[str]:
    """The features of one word.

    Args:
        index: its place in the sentence.
        word: the word, with its case.
        context: normal forms of the sentence's words with two marks before and two after.
        guess: each word's own tag as far as the lexicon tells ("" if it does not), padded as ``context``.
        before, before2: the tags of the last two words.
    """
    here = index + 2
    low = context[here]
    last, following = context[here - 1], context[here + 1]
    kind = shape(word)
    ahead = guess[here + 1]
    return [
        "b",
        "w" + low,
        "s" + low[-3:],
        "t" + low[-2:],
        "q" + low[-4:],
        "p" + low[:2],
        "k" + kind + ("^" if index == 0 else ""),
        "K" + kind + " " + before,
        "1" + before,
        "2" + before2 + " " + before,
        "3" + before + " " + low,
        "l" + last,
        "L" + context[here - 2],
        "n" + following,
        "N" + context[here + 2],
        "m" + following[-3:],
        "g" + ahead,
        "h" + before + " " + ahead,
        "i" + ahead + " " + low,
        "j" + last + " " + low,
        "o" + low + " " + following,
        "r" + ahead + " " + guess[here + 2],
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


@dataclass(frozen=True, slots=True)
class Tagger:
    """Gives each word of a sentence its Penn Treebank tag."""

    tags: tuple[str, ...]
    single: Mapping[str, str]
    allowed: Mapping[str, tuple[str, ...]]
    names: frozenset[str]
    weights: Mapping[str, Sequence[tuple[str, int]]]

    @staticmethod
    def load() -> Tagger:
        """The shipped model.

        Raises:
            DataError: if the model file is missing or damaged.
        """
        return _shipped()

    @staticmethod
    def of(model: TaggerModel) -> Tagger:
        """A tagger from what a model file holds."""
        tags = tuple(model.tags)
        weights = {
            name: tuple((tags[flat[place]], flat[place + 1]) for place in range(0, len(flat), 2))
            for name, flat in model.weights.items()
        }
        allowed = {word: tuple(tags[number] for number in numbers) for word, numbers in model.allowed.items()}
        single = {word: tags[number] for word, number in model.single.items()}
        return Tagger(tags, single, allowed, frozenset(model.names), weights)

    def tag(self, words: Sequence[str]) -> list[str]:
        """The tags of one sentence's words, in order."""
        return self.decide(words, self._best)

    def decide(self, words: Sequence[str], best: Callable[[int, str, list[str]], str]) -> list[str]:
        """Tag with ``best(place, word, features)`` for each word that needs a decision."""
        if in_title_case(words):
            words = [self._true_case(word) for word in words]
        known = self.known(words)
        context = [_START2, _START, *(normal(word) for word in words), _END, _END]
        guess = [
            "",
            "",
            *(tag or self._likely(word) for tag, word in zip(known, words, strict=True)),
            _END,
            _END,
        ]
        tags: list[str] = []
        before2, before = _START2, _START
        for index, word in enumerate(words):
            tag = known[index] or best(index, word, features(index, word, context, guess, before, before2))
            tags.append(tag)
            before2, before = before, tag
        return tags

    def known(self, words: Sequence[str]) -> list[str | None]:
        """The tags that need no context."""
        single = self.single
        tags: list[str | None] = [_FIXED.get(word) or single.get(word) for word in words]
        _straight_quotes(words, tags)
        if words and tags[0] is None and words[0].istitle() and words[0].lower() not in self.names:
            tags[0] = single.get(words[0].lower())
        return tags

    def _likely(self, word: str) -> str:
        allowed = self.allowed.get(word)
        return allowed[0] if allowed else ("?" + shape(word))

    def _true_case(self, word: str) -> str:
        lowered = word.lower()
        known = self._knows(lowered) or self._knows(simplemma.lemmatize(lowered, lang="en"))
        return (
            lowered
            if known and lowered not in self.names
            else word.capitalize()
            if word.isupper() and known
            else word
        )

    def _knows(self, word: str) -> bool:
        return word in self.single or word in self.allowed

    def _best(self, _: int, word: str, names: list[str]) -> str:
        scores: dict[str, int] = {}
        weights = self.weights
        allowed = self.allowed.get(word)
        for name in names:
            for tag, weight in weights.get(name, ()):
                scores[tag] = scores.get(tag, 0) + weight
        if allowed is None and word.istitle() and not self._knows(word.lower()):
            allowed = _NAMELIKE
        if allowed:
            return max(allowed, key=lambda tag: scores.get(tag, 0))
        return max(scores, key=lambda tag: (scores[tag], tag)) if scores else "NN"


@cache
def _shipped() -> Tagger:
    source = resources.files("dateline") / "models" / "en" / "tagger.json.gz"
    try:
        model = msgspec.json.decode(gzip.decompress(source.read_bytes()), type=TaggerModel)
    except (OSError, EOFError, msgspec.DecodeError) as error:
        raise DataError(
            f"cannot read the tagger ({error})", where=str(source), action="reinstall Dateline"
        ) from error
    return Tagger.of(model)
