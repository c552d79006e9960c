"""Statements: who said, thought, promised or asked what, to whom.

The encoder finds cues, sources and content and ties them together; the cue lexicon (``cues``) says what kind
of statement a cue makes. Direct speech that goes on after its paragraph is added to the statement that it
goes on with. The ways of drawing the spans follow PolNeAR (Newell, Margolin, Ruths, LREC 2018): content with
its quotation marks and its "that"; cue with its auxiliaries; speaker with titles and appositions.

Polarity is what the speaker stands for: negated if the content's main verb is negated or the cue turns it
("denied that", "refused to", "did not say that"), and affirmed if both are ("did not deny that").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from dateline.model import (
    Event,
    Mention,
    Participant,
    Polarity,
    Span,
    Statement,
    StatementKind,
)
from dateline.understand.analysis import Analysis
from dateline.understand.cues import CueLexicon, load_cues
from dateline.understand.encoder.reader import SeenStatement, SeenWindow
from dateline.understand.quotations import Quotation, find_quotations
from dateline.understand.statements_cues import Reading, read_cue

_FLOOR = 0.5
_SPEECH_WORDS = 4
_MOST_OF_IT = 0.5
_NEAR = 300  # characters between what is said and where it goes on
_MARKS = ("“", '"', "''", "„", "«")
_RELATIVES = (", who ", ", which ", " who ", ", whose ", ", a ", ", an ")


@dataclass(frozen=True, slots=True)
class _Found:
    """A statement before it is tied to mentions and events; ``addressee`` as a span."""

    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    addressee: Span | None
    kind: StatementKind
    score: float
    sentence: int


@dataclass(frozen=True, slots=True)
class StatementFinder:
    """Finds statements in what the encoder saw.

    Attributes:
        lexicon: the cues.
        plain: True to draw the parts as the project's corpus does, and speakers without their relative clauses; False
            to draw them as PolNeAR does, with attitudes.
        floor: the score under which a statement is not given out.
        lean: added to the score of "no part of an attribution"; less than 0 finds more.
    """

    lexicon: CueLexicon
    plain: bool = True
    floor: float = _FLOOR
    lean: float = 0.0

    @classmethod
    def load(cls) -> Self:
        """With the shipped lexicon.

        Raises:
            DataError: if the lexicon's files do not have the form.
        """
        return cls(load_cues())

    def find(
        self,
        text: str,
        seen: Sequence[SeenWindow],
        analyses: Sequence[Analysis],
        mentions: Sequence[Mention],
        events: Sequence[Event],
    ) -> tuple[Statement, ...]:
        """The statements of an article, in the order of their cues.

        Args:
            text: the article's text.
            seen: what the encoder saw in it.
            analyses: its sentences taken apart, in order.
            mentions: who is named in it; speakers and addressees are linked to them.
            events: what happens in it; those in the content of a statement are linked to it.
        """
        scenes = {a.sentence.index: a for a in analyses}
        found: list[_Found] = []
        for window in seen:
            told = window.statements(self.lean, plain=self.plain)
            made = [one for one in told if one.content and one.score >= self.floor]
            found += [statement for one in made if (statement := self._found(one, window)).content]
            _go_on(found, window.loose_content(self.lean, plain=self.plain))
        found = _carry_on(text, found, find_quotations(text, analyses), analyses)
        linker = _Linker.of(mentions, events)
        result: list[Statement] = []
        for one in found:
            reading = read_cue(self.lexicon, scenes[one.sentence], one.cue, one.content, one.kind)
            result.append(self._statement(len(result), one, reading, linker, text))
        return tuple(result)

    def _found(self, one: SeenStatement, window: SeenWindow) -> _Found:
        sentence = next(
            (s.index for s in window.window.sentences if s.span.start <= one.cue.start < s.span.end),
            window.window.sentences[0].index,
        )
        addressee = None if one.addressee is None else window.mentions[one.addressee].span
        pieces = _belonging(one, window) if self.plain else one.content
        content = tuple(part for piece in pieces for part in _without(piece, one.cue))
        return _Found(one.cue, one.source, content, addressee, StatementKind(one.kind), one.score, sentence)

    def _statement(self, index: int, one: _Found, reading: Reading, linker: _Linker, text: str) -> Statement:
        source = _plain(one.source, text) if one.source and self.plain else one.source
        return Statement(
            index=index,
            speaker=linker.participant(source),
            cue=one.cue,
            content=one.content,
            addressee=linker.participant(one.addressee),
            kind=reading.kind,
            polarity=Polarity.NEGATED if reading.negated else Polarity.AFFIRMED,
            quoted=any(mark in span.of(text) for span in one.content for mark in _MARKS),
            sentence=one.sentence,
            events=linker.events_in(one.content),
            rule=f"reader; kind by {reading.rule}",
            score=round(min(one.score, 0.99), 3),
        )


def _belonging(one: SeenStatement, window: SeenWindow) -> list[Span]:
    """The pieces of content in the cue's sentence, and of others those that are most of their sentence: no scraps."""
    sentences = [sentence.span for sentence in window.window.sentences]
    return [p for p in one.content if any(_counts(p, sentence, one.cue) for sentence in sentences)]


def _counts(piece: Span, sentence: Span, cue: Span) -> bool:
    """Whether a piece stands in a sentence with the cue, or is most of the sentence."""
    shared = min(piece.end, sentence.end) - max(piece.start, sentence.start)
    return shared > 0 and (sentence.contains(cue) or shared >= _MOST_OF_IT * (sentence.end - sentence.start))


def _without(piece: Span, hole: Span) -> list[Span]:
    """What is left of a piece beside the cue."""
    if not piece.overlaps(hole):
        return [piece]
    parts = [(piece.start, hole.start), (hole.end, piece.end)]
    return [Span(start, end) for start, end in parts if start < end]


def _plain(source: Span, text: str) -> Span:
    """The speaker without a relative clause or an apposition behind the name."""
    words = source.of(text)
    ends = [place for mark in _RELATIVES if (place := words.find(mark)) > 0]
    return Span(source.start, source.start + min(ends)) if ends else source


def _go_on(found: list[_Found], loose: Sequence[Span]) -> None:
    """Give what a paragraph without a cue attributes to the statement that ends right before it."""
    for span in loose:
        if found and 0 <= span.start - max(piece.end for piece in found[-1].content) <= _NEAR:
            found[-1] = replace(found[-1], content=(*found[-1].content, span))


def _carry_on(
    text: str, found: Sequence[_Found], quotations: Sequence[Quotation], analyses: Sequence[Analysis]
) -> list[_Found]:
    """Give direct speech that belongs to no statement to the one with direct speech right before it."""
    result = list(found)
    ends = {a.sentence.index: a.sentence.span.end for a in analyses}
    for quotation in quotations:
        if quotation.single or any(piece.overlaps(quotation.span) for one in result for piece in one.content):
            continue
        if quotation.words(text) < _SPEECH_WORDS or not _stands_alone(text, quotation):
            continue
        number = bisect_right([one.cue.start for one in result], quotation.span.start) - 1
        if number >= 0:
            one = result[number]
            last = max(one.cue.end, max(piece.end for piece in one.content), ends[one.sentence])
            if not text[last : quotation.span.start].strip(" \n\r\t.,\"”'’"):
                result[number] = replace(one, content=(*one.content, quotation.span))
    return result


def _stands_alone(text: str, quotation: Quotation) -> bool:
    """Whether direct speech begins a sentence."""
    before = text[max(0, quotation.span.start - 3) : quotation.span.start].rstrip(" ")
    return not before or before[-1] in '.!?\n”"'


@dataclass(frozen=True, slots=True)
class _Linker:
    """Ties statements to mentions and events."""

    mentions: Sequence[Mention]
    starts: Sequence[int]
    events: Mapping[int, Span]

    @classmethod
    def of(cls, mentions: Iterable[Mention], events: Iterable[Event]) -> _Linker:
        ordered = sorted(mentions, key=lambda mention: mention.span)
        return cls(ordered, [m.span.start for m in ordered], {e.index: e.trigger for e in events})

    def events_in(self, content: Sequence[Span]) -> tuple[int, ...]:
        """The events whose triggers lie in the content."""
        return tuple(
            index
            for index, trigger in self.events.items()
            if any(piece.contains(trigger) for piece in content)
        )

    def participant(self, span: Span | None) -> Participant | None:
        """A span with the mention that it is: the first name in it, or the first; none of two at one place."""
        if span is None:
            return None
        low = max(bisect_left(self.starts, span.start) - 1, 0)
        inside: list[Mention] = []
        for mention in self.mentions[low:]:
            if mention.span.start >= span.end:
                break
            if mention.span.overlaps(span):
                inside.append(mention)
        people = [m for m in inside if m.kind == "person" and not m.name.islower()]
        best = (people or [m for m in inside if not m.name.islower()] or inside or [None])[0]  # type: ignore[list-item]
        joint = best is not None and sum(m.span == best.span for m in inside) > 1
        return Participant(span=span, mention=None if best is None or joint else best.index)
