"""What later stages know of a sentence: tokens with tags, phrases, verb groups, and who stands where.

The types only; ``tagger``, ``chunks`` and ``syntax`` fill them. Token indexes count within the sentence,
character spans are places in ``Article.text``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dateline.model import Sentence, Span


@dataclass(frozen=True, slots=True)
class Token:
    """A word or punctuation mark; ``tag`` is its Penn Treebank tag, ``lemma`` is lower-case but for names."""

    span: Span
    text: str
    lemma: str
    tag: str


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A base noun phrase: tokens ``first`` (included) to ``last`` (excluded), and its head token.

    ``possessor`` is the token range of a leading genitive ("Serbia's"), which lies inside the phrase.
    """

    first: int
    last: int
    head: int
    possessor: tuple[int, int] | None = None


class Tense(StrEnum):
    """The tense of a verb group, as far as the form shows it."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb with its auxiliaries, negation and particle: tokens ``first`` to ``last`` (excluded).

    Attributes:
        head: token index of the main verb.
        lemma: lemma of the main verb, with its particle if it has one ("break off", "call for" is not one).
        passive: True for "was sanctioned", "sanctioned by" and "to be sanctioned".
        negated: True for "did not", "never", "no longer", "refused to" is not one.
        modal: lemma of the modal ("would", "may", "must"), or "".
        tense: past, present, future ("will", "is to", "is going to"), or none (infinitive, participle).
        form: Penn Treebank tag of the main verb.
        perfect: True for "has met", "had met".
        infinitive: True for "to meet".
    """

    first: int
    last: int
    head: int
    lemma: str
    passive: bool
    negated: bool
    modal: str
    tense: Tense
    form: str
    perfect: bool
    infinitive: bool


# The head and the label of each token.
Arcs = tuple[Sequence[int], Sequence[str]]


def _unparsed() -> Arcs:
    return (), ()


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """A sentence taken apart. Two are equal only if they are the same object: indexes of one are then cheap.

    Attributes:
        sentence: the sentence.
        tokens: in order.
        noun_phrases: base noun phrases, in order, without overlap.
        verb_groups: in order, without overlap.
        quotes: token ranges (excluded end) within quotation marks, marks included; a quotation that goes on
            from or into a neighbouring sentence reaches the edge of this one.
        parse: tells what depends on what. Most sentences tell no act and are never asked, so it works when it first is.
    """

    sentence: Sentence
    tokens: tuple[Token, ...]
    noun_phrases: tuple[NounPhrase, ...]
    verb_groups: tuple[VerbGroup, ...]
    quotes: tuple[tuple[int, int], ...]
    parse: Callable[[], Arcs] = _unparsed

    @property
    def heads(self) -> Sequence[int]:
        """For each token the one that it depends on, -1 for a root and punctuation; empty without a parser."""
        return self.parse()[0]

    @property
    def labels(self) -> Sequence[str]:
        """For each token the relation to its head (ClearNLP's: ``nsubj``, ``dobj`` …)."""
        return self.parse()[1]

    def span(self, first: int, last: int) -> Span:
        """The characters from token ``first`` to token ``last`` (excluded)."""
        return Span(self.tokens[first].span.start, self.tokens[last - 1].span.end)
