"""Statements: who said, thought, promised or asked what, to whom.

Each cue of the lexicon (``cues``) is looked up in each sentence; what its content is follows from how it
stands (``statements_contents``), who speaks from the clause (``statements_speakers``). A cue counts if words
of its kind, standing that way, mostly were attributions in an annotated corpus. Direct speech that goes on
after its cue, in the same paragraph or in the next, is added to the statement. The ways of drawing the spans
follow PolNeAR (Newell, Margolin, Ruths, LREC 2018): content with its quotation marks and its "that"; cue
with its auxiliaries; speaker with titles and appositions.

Polarity is what the speaker stands for: negated if the content's main verb is negated or the cue turns it
("denied that", "refused to", "did not say that"), and affirmed if both are ("did not deny that").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from dateline.model import Event, Mention, MentionKind, Participant, Polarity, Span, Statement
from dateline.understand.analysis import Analysis
from dateline.understand.cues import CueLexicon, Frame, load_cues
from dateline.understand.quotations import Quotation, find_quotations
from dateline.understand.statements_candidates import Candidate, candidates
from dateline.understand.statements_scores import score
from dateline.understand.statements_shares import SAID, Shares, Standing, load_shares
from dateline.understand.statements_speakers import Range, is_finite, plain_speaker
from dateline.understand.statements_view import RELATIVES, View, views

_LEAST_WEIGHT = 0.42
_FLOOR = 0.45
_SPEECH_WORDS = 4
_NEAR = 3
_LONGEST_SENTENCE = (
    600  # tokens: beyond that it is a list or a broken page, and every pair of words would be weighed
)
_MARKS = ("“", '"', "''", "„", "«", "‘")
_NOUN_FRAMES = frozenset({Frame.OBJECT, Frame.PREPOSITION})
_NEGATIONS = frozenset({"not", "n't", "never", "no"})


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate that counts, as characters."""

    candidate: Candidate
    view: View
    cue: Span
    content: tuple[Span, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class StatementFinder:
    """Finds statements by a cue lexicon.

    Attributes:
        lexicon: the cues.
        shares: how many statements of a sort a reader would agree with.
        least: the weight from which a cue counts as an attribution.
        plain: True to give speakers without their relative clauses, and whom "who" stands for; False to give
            them as corpora do.
        floor: the score under which a statement is not given out; 0 gives out every attribution, attitudes
            and half-said things included.
    """

    lexicon: CueLexicon
    shares: Shares
    least: float = _LEAST_WEIGHT
    floor: float = _FLOOR
    plain: bool = True

    @classmethod
    def load(cls) -> Self:
        """With the shipped lexicon.

        Raises:
            DataError: if the lexicon's files do not have the form.
        """
        return cls(load_cues(), load_shares())

    def find(
        self,
        text: str,
        analyses: Sequence[Analysis],
        mentions: Sequence[Mention],
        events: Sequence[Event],
    ) -> tuple[Statement, ...]:
        """The statements of an article, in the order of their cues.

        Args:
            text: the article's text.
            analyses: its sentences taken apart, in order.
            mentions: who is named in it; speakers and addressees are linked to them.
            events: what happens in it; those in the content of a statement are linked to it.
        """
        quotations = find_quotations(text, analyses)
        found: list[_Found] = []
        for view in views(analyses, quotations, self.lexicon):
            found.extend(self._in_sentence(view))
        found = _without_stray(_carry_on(text, found, quotations), quotations)
        linker = _Linker.of(mentions, events)
        kept = []
        for one, around in zip(found, _surroundings(found), strict=True):
            weight = one.weight * self._share(one, around, linker)
            if weight >= self.floor:
                kept.append(replace(one, weight=weight))
        if self.plain:
            kept = [_with_plain_speaker(one) for one in kept]
        return tuple(linker.statement(index, one, text) for index, one in enumerate(kept))

    def _share(self, one: _Found, around: Sequence[tuple[Span, _Found]], linker: _Linker) -> float:
        """How many statements like this one a reader would agree with; ``around`` is what holds its cue."""
        view, candidate = one.view, one.candidate
        speaker = linker.participant(view, candidate.speaker)
        standing = Standing(
            nested=bool(around),
            opens=any(
                one.cue.start - span.start <= _NEAR and other.candidate.frame not in SAID
                for span, other in around
            ),
            linked=speaker is not None and speaker.mention is not None,
            quoted=view.quotation(candidate.cue[0]) is not None,
        )
        return self.shares.of(view, candidate, standing)

    def _in_sentence(self, view: View) -> list[_Found]:
        if len(view) > _LONGEST_SENTENCE:
            return []
        scored = []
        for candidate in candidates(view):
            weight = score(view, candidate)
            if weight >= self.least:
                scored.append((candidate, weight))
        kept: list[_Found] = []
        for candidate, weight in sorted(scored, key=lambda pair: (-pair[1], pair[0].cue)):
            one = _as_characters(view, candidate, weight)
            if one.content and not any(one.cue.overlaps(other.cue) for other in kept):
                kept.append(one)
        return sorted(kept, key=lambda one: one.cue)


def _with_plain_speaker(one: _Found) -> _Found:
    if one.candidate.speaker is None:
        return one
    speaker = plain_speaker(one.view, one.candidate.speaker)
    return replace(one, candidate=replace(one.candidate, speaker=speaker))


def _surroundings(found: Sequence[_Found]) -> list[list[tuple[Span, _Found]]]:
    """For each of the found, in the order of their cues, the content of others that holds its cue."""
    pieces = sorted(((span, one) for one in found for span in one.content), key=lambda pair: pair[0])
    result: list[list[tuple[Span, _Found]]] = []
    open_ones: list[tuple[Span, _Found]] = []
    place = 0
    for one in found:
        while place < len(pieces) and pieces[place][0].start <= one.cue.start:
            open_ones.append(pieces[place])
            place += 1
        open_ones = [pair for pair in open_ones if pair[0].end > one.cue.start]
        result.append([(s, other) for s, other in open_ones if other is not one and s.contains(one.cue)])
    return result


def _as_characters(view: View, candidate: Candidate, weight: float) -> _Found:
    """Token ranges to spans; content that reaches the edge of a longer quotation takes it in whole."""
    sentence = view.analysis.sentence.span
    cue = view.span(*candidate.cue)
    content: list[Span] = []
    for first, last in candidate.pieces:
        if first >= last:
            continue
        span = view.span(first, last)
        for quotation in view.quotations:
            leaks = quotation.span.start < sentence.start or quotation.span.end > sentence.end
            if leaks and quotation.span.overlaps(span) and not quotation.span.overlaps(cue):
                span = Span(min(span.start, quotation.span.start), max(span.end, quotation.span.end))
        content.append(span)
    return _Found(candidate, view, cue, tuple(_without(_joined(content), cue)), weight)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """In order, those that overlap made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def _without(spans: Iterable[Span], hole: Span) -> list[Span]:
    """The spans without what they share with ``hole``."""
    result: list[Span] = []
    for span in spans:
        if not span.overlaps(hole):
            result.append(span)
            continue
        if span.start < hole.start:
            result.append(Span(span.start, hole.start))
        if hole.end < span.end:
            result.append(Span(hole.end, span.end))
    return result


def _carry_on(text: str, found: list[_Found], quotations: Sequence[Quotation]) -> list[_Found]:
    """Give direct speech that no cue of its own attributes to the statement with direct speech before it."""
    result = list(found)
    starts = [quotation.span.start for quotation in quotations]
    cues = [one.cue.start for one in result]
    owners: dict[int, int] = {}
    for position, one in enumerate(result):
        for number in _within(one, quotations, starts):
            owners.setdefault(number, position)
    for number, quotation in enumerate(quotations):
        if number in owners or quotation.single:
            continue
        owner = owners.get(number - 1, bisect_right(cues, quotation.span.start) - 1)
        if owner >= 0 and _goes_on(text, result[owner], quotation):
            one = result[owner]
            result[owner] = replace(one, content=tuple(_joined((*one.content, quotation.span))))
            owners[number] = owner
    return result


def _without_stray(found: list[_Found], quotations: Sequence[Quotation]) -> list[_Found]:
    """Leave out what is said within direct speech that nobody is known to have spoken."""
    starts = [quotation.span.start for quotation in quotations]
    owned = {number for one in found for number in _within(one, quotations, starts)}
    result: list[_Found] = []
    for one in found:
        number = bisect_right(starts, one.cue.start) - 1
        inside = number >= 0 and quotations[number].span.contains(one.cue)
        if not inside or number in owned:
            result.append(one)
    return result


def _within(one: _Found, quotations: Sequence[Quotation], starts: Sequence[int]) -> Iterator[int]:
    """The quotations that lie in the content of a statement whose cue is not part of them."""
    for span in one.content:
        number = max(bisect_right(starts, span.start) - 1, 0)
        while number < len(quotations) and quotations[number].span.start < span.end:
            quotation = quotations[number].span
            if quotation.overlaps(span) and not quotation.contains(one.cue):
                yield number
            number += 1


def _goes_on(text: str, one: _Found, quotation: Quotation) -> bool:
    """Whether a stray quotation goes on with a statement: nothing but its own words stand between."""
    if quotation.words(text) < _SPEECH_WORDS or not _stands_alone(text, quotation):
        return False
    last = max(one.cue.end, one.content[-1].end, one.view.analysis.sentence.span.end)
    return not text[last : quotation.span.start].strip(" \n\r\t.,\"”'’")


def _stands_alone(text: str, quotation: Quotation) -> bool:
    """Whether direct speech begins a sentence."""
    before = text[max(0, quotation.span.start - 3) : quotation.span.start].rstrip(" ")
    return not before or before[-1] in '.!?\n”"'


@dataclass(frozen=True, slots=True)
class _Linker:
    """Ties statements to mentions and events."""

    mentions: Mapping[int, Sequence[Mention]]
    events: Sequence[Event]
    triggers: Sequence[int]

    @classmethod
    def of(cls, mentions: Iterable[Mention], events: Iterable[Event]) -> _Linker:
        by_sentence: dict[int, list[Mention]] = {}
        for mention in mentions:
            by_sentence.setdefault(mention.sentence, []).append(mention)
        ordered = sorted(events, key=lambda event: event.trigger)
        return cls(by_sentence, ordered, [event.trigger.start for event in ordered])

    def _events_in(self, content: Sequence[Span]) -> tuple[int, ...]:
        found: set[int] = set()
        for span in content:
            place = bisect_left(self.triggers, span.start)
            while place < len(self.events) and self.triggers[place] < span.end:
                if span.contains(self.events[place].trigger):
                    found.add(self.events[place].index)
                place += 1
        return tuple(sorted(found))

    def statement(self, index: int, one: _Found, text: str) -> Statement:
        candidate, view = one.candidate, one.view
        negated = _negated(view, candidate) != candidate.turned
        return Statement(
            index=index,
            speaker=self.participant(view, candidate.speaker),
            cue=one.cue,
            content=one.content,
            addressee=self.participant(view, candidate.addressee),
            kind=candidate.kind,
            polarity=Polarity.NEGATED if negated else Polarity.AFFIRMED,
            quoted=any(mark in span.of(text) for span in one.content for mark in ("“", '"', "''", "„", "«")),
            sentence=view.analysis.sentence.index,
            events=self._events_in(one.content),
            rule=candidate.rule,
            score=round(one.weight, 3),
        )

    def participant(self, view: View, place: Range | None) -> Participant | None:
        """Who or what stands at ``place``, with its mention."""
        if place is None or place[0] >= place[1]:
            return None
        span = view.span(*place)
        head = view.analysis.tokens[_head(view, place)].span
        named = self.mentions.get(view.analysis.sentence.index, ())
        mention = next((m for m in named if m.span.overlaps(head)), None)
        inside = [m for m in named if span.contains(m.head)]
        if mention is None and _coordinated(view, place) and inside:
            mention = inside[0]
        if mention is None or mention.name.islower():
            mention = _apposed(view, place, inside) or mention
        return Participant(span=span, mention=None if mention is None else mention.index)


def _coordinated(view: View, place: Range) -> bool:
    return any(view.word(i) in ("and", "or", "&") for i in range(*place))


def _apposed(view: View, place: Range, inside: Sequence[Mention]) -> Mention | None:
    """The person that an apposition names ("its spokesman, Dmitry Peskov")."""
    comma = next((i for i in range(*place) if view.word(i) == ","), None)
    if comma is None or view.word(comma + 1) in RELATIVES:
        return None
    start = view.analysis.tokens[comma].span.end
    near = (m for m in inside if 0 < m.head.start - start <= _NEAR)
    return next((m for m in near if m.kind is MentionKind.PERSON), None)


def _head(view: View, place: Range) -> int:
    """The token that a mention must cover to be this participant; of "who" the word that it refers to."""
    first, last = place
    if last - first == 1 and view.word(first) in RELATIVES and first > 0:
        return first - 2 if view.word(first - 1) == "," and first > 1 else first - 1
    phrase = view.phrases.get(first)
    return phrase.head if phrase is not None and first <= phrase.head < last else last - 1


def _negated(view: View, candidate: Candidate) -> bool:
    """Whether the main verb of the content is negated."""
    for first, last in candidate.pieces:
        for group in view.analysis.verb_groups:
            main = group.infinitive or (is_finite(group) and candidate.frame not in _NOUN_FRAMES)
            if first <= group.first < last and main and not _in_relative(view, group.first, first):
                return group.negated or view.word(group.first - 1) in _NEGATIONS
    return False


def _in_relative(view: View, verb: int, start: int) -> bool:
    """Whether a verb belongs to a relative clause ("the changes that I did not know of are …")."""
    for place in range(verb - 1, start, -1):
        if place in view.groups or view.word(place) == ",":
            return False
        if view.word(place) in RELATIVES:
            return (place - 1) in view.phrases
    return False
