"""The facts of an article with all that a panel tells of them: who, what, how sure, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.lexicon.words import role_in_words, why_event, why_statement
from dateline.model import (
    DateEstimate,
    Event,
    EventType,
    Link,
    Mention,
    MentionKind,
    Participant,
    Polarity,
    Reading,
    Span,
    Statement,
    StatementKind,
)
from dateline.serve.plain import standing
from dateline.store.identify import FactIds

CUT = " … "


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """Who takes part in a fact.

    Attributes:
        text: as written; ``name`` is the fullest form of the name in the article, or the text.
        entity: id of the entity it is linked to.
        who: number of the panel that tells of it; None if it is no mention.
    """

    text: str
    name: str
    country: str | None = None
    role: str | None = None
    entity: str | None = None
    who: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event. ``fact`` is its identifier in the database; ``why`` tells in words what made it."""

    number: int
    fact: str
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    standing: str
    reciprocal: bool
    actors: tuple[PartyView, ...]
    recipients: tuple[PartyView, ...]
    place: PartyView | None
    date: DateEstimate | None
    trigger: str
    sentence: str
    score: float
    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement; ``content`` is what was said, as far as its sentences are shown."""

    number: int
    fact: str
    kind: StatementKind
    polarity: Polarity
    quoted: bool
    speaker: PartyView | None
    addressee: PartyView | None
    cue: str
    content: str
    sentence: str
    events: tuple[int, ...]
    score: float
    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoView:
    """One who is named in the article: all mentions of the same one.

    Attributes:
        number: position of the first mention.
        written: the ways in which the name is written, each once.
        times: how often.
        links: how the mentions were linked, each way once.
    """

    number: int
    name: str
    kind: MentionKind
    title: str | None
    country: str | None
    role: str | None
    written: tuple[str, ...]
    times: int
    score: float
    rule: str
    links: tuple[Link, ...]


def events_of(reading: Reading, ids: FactIds) -> tuple[EventView, ...]:
    """The events of a reading, in their order."""
    linked = _entities(reading)
    return tuple(_event(reading, event, ids, linked) for event in reading.events)


def statements_of(reading: Reading, ids: FactIds, shown: Sequence[Span]) -> tuple[StatementView, ...]:
    """The statements of a reading, in their order.

    Args:
        shown: the parts of the text that may be shown; what was said outside of them is left out.
    """
    linked = _entities(reading)
    return tuple(_statement(reading, statement, ids, linked, shown) for statement in reading.statements)


def who_of(reading: Reading) -> tuple[WhoView, ...]:
    """Those who are named in a reading, in the order in which they first are."""
    groups: defaultdict[int, list[Mention]] = defaultdict(list)
    for mention in reading.mentions:
        groups[mention.refers_to].append(mention)
    links = {link.mention: link for link in reading.links}
    return tuple(_who(reading, number, group, links) for number, group in sorted(groups.items()))


def _who(reading: Reading, number: int, group: Sequence[Mention], links: Mapping[int, Link]) -> WhoView:
    first = group[0]
    ways: dict[tuple[str | None, str], Link] = {}
    for mention in group:
        link = links.get(mention.index)
        if link:
            ways.setdefault((link.chosen.entity if link.chosen else None, link.rule), link)
    text = reading.article.text
    return WhoView(
        number=number,
        name=first.name,
        kind=first.kind,
        title=next((mention.title for mention in group if mention.title), None),
        country=first.country,
        role=role_in_words(first.role) if first.role else None,
        written=tuple(dict.fromkeys(mention.span.of(text) for mention in group)),
        times=len(group),
        score=first.score,
        rule=first.rule,
        links=tuple(ways.values()),
    )


def _entities(reading: Reading) -> dict[int, str]:
    return {link.mention: link.chosen.entity for link in reading.links if link.chosen}


def _party(reading: Reading, participant: Participant, linked: Mapping[int, str]) -> PartyView:
    text = participant.span.of(reading.article.text)
    if participant.mention is None:
        return PartyView(text=text, name=text)
    mention = reading.mentions[participant.mention]
    return PartyView(
        text=text,
        name=mention.name or text,
        country=mention.country,
        role=mention.role,
        entity=linked.get(mention.index),
        who=mention.refers_to,
    )


def _event(reading: Reading, event: Event, ids: FactIds, linked: Mapping[int, str]) -> EventView:
    text = reading.article.text
    place = None
    if event.place is not None:
        span = reading.mentions[event.place].span
        place = _party(reading, Participant(span=span, mention=event.place), linked)
    return EventView(
        number=event.index,
        fact=ids.label(event),
        type=event.type,
        mode=event.mode,
        contexts=event.contexts,
        standing=standing(event.auxiliaries),
        reciprocal=event.reciprocal,
        actors=tuple(_party(reading, one, linked) for one in event.actors),
        recipients=tuple(_party(reading, one, linked) for one in event.recipients),
        place=place,
        date=event.date,
        trigger=event.trigger.of(text),
        sentence=reading.sentences[event.sentence].span.of(text),
        score=event.score,
        rule=event.rule,
        why=why_event(event, text),
    )


def _statement(
    reading: Reading, statement: Statement, ids: FactIds, linked: Mapping[int, str], shown: Sequence[Span]
) -> StatementView:
    text = reading.article.text

    def party(one: Participant | None) -> PartyView | None:
        return _party(reading, one, linked) if one else None

    return StatementView(
        number=statement.index,
        fact=ids.label(statement),
        kind=statement.kind,
        polarity=statement.polarity,
        quoted=statement.quoted,
        speaker=party(statement.speaker),
        addressee=party(statement.addressee),
        cue=statement.cue.of(text),
        content=CUT.join(_visible(text, span, shown) for span in statement.content),
        sentence=reading.sentences[statement.sentence].span.of(text),
        events=statement.events,
        score=statement.score,
        rule=statement.rule,
        why=why_statement(statement, text),
    )


def _visible(text: str, span: Span, shown: Sequence[Span]) -> str:
    """What of a span lies in the parts that are shown, with a sign where something is left out."""
    parts = [
        Span(max(span.start, each.start), min(span.end, each.end)) for each in shown if span.overlaps(each)
    ]
    if not parts:
        return CUT.strip()
    joined = CUT.join(part.of(text).strip() for part in parts)
    return joined if parts[-1].end == span.end else joined + CUT.rstrip()
