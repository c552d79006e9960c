"""Everything that one fact rests on, gathered from its reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from dateline.cli.marks import Mark, Role, marks_of
from dateline.lexicon.words import why_event, why_statement
from dateline.model import (
    Event,
    Mention,
    Participant,
    Reading,
    Repair,
    Sentence,
    Span,
    Statement,
    TimeExpression,
)
from dateline.store.identify import Located
from dateline.store.reading_json import add_texts, page_as_form

_ARTICLE_FIELDS = ("headline", "authors", "published", "modified", "site", "language", "canonical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Who or what takes part in a fact.

    Attributes:
        role: as what.
        span: the words that say so.
        mention: the mention that these are or hold, if any.
        first: the first mention of the same one in the article.
    """

    role: Role
    span: Span
    mention: Mention | None
    first: Mention | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One fact with everything it rests on.

    Attributes:
        located: the fact, its identifier, and all that was read with it.
        marks: the words of the fact.
        sentences: those that hold words of the fact, in order.
        before, after: the sentences around them.
        parts: who takes part.
        times: what says when in these sentences.
        repairs: letters restored in these sentences.
        related: identifiers of the statements that an event lies in, or of the events that a statement holds.
        why: which rule or model made the fact, in words.
    """

    located: Located
    marks: tuple[Mark, ...]
    sentences: tuple[Sentence, ...]
    before: Sentence | None
    after: Sentence | None
    parts: tuple[Part, ...]
    times: tuple[TimeExpression, ...]
    repairs: tuple[Repair, ...]
    related: tuple[str, ...]
    why: str


def explanation(located: Located) -> Explanation:
    """Gather what a fact rests on."""
    reading, fact = located.reading, located.fact
    marks = marks_of(reading, fact)
    sentences = _sentences(reading, fact, marks)
    first, last = sentences[0].index, sentences[-1].index
    shown = {sentence.index for sentence in sentences}
    text = reading.article.text
    return Explanation(
        located=located,
        marks=marks,
        sentences=sentences,
        before=reading.sentences[first - 1] if first else None,
        after=reading.sentences[last + 1] if last + 1 < len(reading.sentences) else None,
        parts=tuple(_parts(reading, fact)),
        times=tuple(time for time in reading.times if time.sentence in shown),
        repairs=tuple(
            repair
            for repair in reading.article.repairs
            if any(sentence.span.overlaps(repair.span) for sentence in sentences)
        ),
        related=_related(located),
        why=why_event(fact, text) if isinstance(fact, Event) else why_statement(fact, text),
    )


def explanation_as_json(found: Explanation) -> str:
    """One JSON object: the same, each span with its text."""
    located = found.located
    reading, fact = located.reading, located.fact
    kind = "event" if isinstance(fact, Event) else "statement"
    form: dict[str, Any] = msgspec.to_builtins(
        {
            "fact": str(located.id),
            "record": kind,
            kind: fact,
            "why": found.why,
            "participants": found.parts,
            "sentences": found.sentences,
            "before": found.before,
            "after": found.after,
            "times": found.times,
            "repairs": found.repairs,
            "related": found.related,
            "article": {
                "number": located.article,
                "newest": located.current,
                **{name: getattr(reading.article, name) for name in _ARTICLE_FIELDS},
            },
            "page": page_as_form(reading.page),
            "provenance": {
                "code": reading.provenance.code,
                "ontology": reading.provenance.ontology,
                "models": dict(reading.provenance.models),
            },
        }
    )
    add_texts(form, reading.article.text)
    return msgspec.json.encode(form).decode()


def _sentences(reading: Reading, fact: Event | Statement, marks: Sequence[Mark]) -> tuple[Sentence, ...]:
    """The sentences that hold words of the fact; the one it belongs to in any case."""
    return tuple(
        sentence
        for sentence in reading.sentences
        if sentence.index == fact.sentence or any(sentence.span.overlaps(mark.span) for mark in marks)
    )


def _parts(reading: Reading, fact: Event | Statement) -> Iterator[Part]:
    for role, participant in _participants(fact):
        number = participant.mention
        mention = None if number is None else reading.mentions[number]
        yield _part(reading, role, participant.span, mention)
    if isinstance(fact, Event) and fact.place is not None:
        place = reading.mentions[fact.place]
        yield _part(reading, Role.PLACE, place.span, place)


def _part(reading: Reading, role: Role, span: Span, mention: Mention | None) -> Part:
    first = None if mention is None else reading.mentions[mention.refers_to]
    return Part(role=role, span=span, mention=mention, first=first)


def _participants(fact: Event | Statement) -> Iterator[tuple[Role, Participant]]:
    if isinstance(fact, Event):
        yield from ((Role.ACTOR, one) for one in fact.actors)
        yield from ((Role.RECIPIENT, one) for one in fact.recipients)
        return
    if fact.speaker is not None:
        yield Role.SPEAKER, fact.speaker
    if fact.addressee is not None:
        yield Role.ADDRESSEE, fact.addressee


def _related(located: Located) -> tuple[str, ...]:
    reading, fact = located.reading, located.fact
    if isinstance(fact, Statement):
        return tuple(located.ids.label(reading.events[index]) for index in fact.events)
    return tuple(located.ids.label(one) for one in reading.statements if fact.index in one.events)
