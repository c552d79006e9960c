"""What passed between two entities: events and statements in either direction, by month, with their scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, distinct, func, not_, or_, select

from dateline.model import EventType, Quad
from dateline.store import parts, schema
from dateline.store.codebook import QUADS, codebook
from dateline.store.entity_view import Scope, direction_of, said_within, within_scope
from dateline.store.numbered import facts_numbered, said_numbered
from dateline.store.records import Fact, Said

WAYS = ("to", "by", "between")
"""From the first to the second; from the second to the first; to one another alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairMonth:
    """What passed in a month in one direction.

    Attributes:
        month: "2024-05".
        way: one of WAYS.
        quads: how many acts of each class; all reports of one count once.
        scale: mean of the conflict-cooperation scores of the codebook, -10 to 10; None where there are only statements.
        statements: how many statements, in the direction of speaker to who is spoken to or of.
    """

    month: str
    way: str
    quads: dict[Quad, int] = field(default_factory=dict)
    scale: float | None = None
    statements: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSaid:
    """A statement of one of two, to or of the other.

    Attributes:
        way: ``to`` if the first speaks, ``by`` if the second does.
        addressed: whether it is to the other; if not, the other is named in what was said.
    """

    way: str
    addressed: bool
    said: Said


def pair_months(connection: Connection, one: str, other: str, scope: Scope) -> tuple[PairMonth, ...]:
    """Events and statements between two by month and direction, in order."""
    events, when = schema.events.c, parts.month(parts.day())
    found = _between(one, other, scope).subquery("found")
    query = (
        select(when, found.c.way, events.type, events.mode, func.count(distinct(parts.act())))
        .select_from(found)
        .join(schema.events, events.id == found.c.id)
        .where(parts.day().is_not(None))
        .group_by(when, found.c.way, events.type, events.mode)
    )
    rows: defaultdict[tuple[str, str], list[tuple[str, str | None, int]]] = defaultdict(list)
    for month, way, kind, mode, count in connection.execute(query):
        rows[month, way].append((kind, mode, count))
    said = {(way, month): n for way, month, n in _said_months(connection, one, other, scope)}
    keys = sorted({*rows, *((month, way) for way, month in said)})
    return tuple(
        _month(month, way, rows.get((month, way), ()), said.get((way, month), 0)) for month, way in keys
    )


def pair_events(
    connection: Connection, one: str, other: str, scope: Scope, *, way: str | None = None, limit: int = 50
) -> tuple[tuple[str, Fact], ...]:
    """The newest events between two, each with its direction.

    Args:
        connection: to the database.
        one: id of the first.
        other: id of the second.
        scope: which events.
        way: of one direction only.
        limit: at most so many.
    """
    events = schema.events.c
    found = _between(one, other, scope).subquery("found")
    query = (
        select(events.id, found.c.way)
        .join(schema.events, events.id == found.c.id)
        .join(schema.articles, schema.articles.c.id == events.article_id)
        .where(parts.no_copy())
        .order_by(parts.day().desc(), events.article_id.desc(), events.position, found.c.way)
        .limit(limit)
    )
    if way is not None:
        query = query.where(found.c.way == way)
    rows = connection.execute(query).all()
    facts = {fact.id: fact for fact in facts_numbered(connection, [row.id for row in rows])}
    return tuple((row.way, facts[row.id]) for row in rows if row.id in facts)


def pair_said(
    connection: Connection, one: str, other: str, scope: Scope, *, way: str | None = None, limit: int = 50
) -> tuple[PairSaid, ...]:
    """The newest statements of one of two to the other, or that name the other; arguments as for events."""
    articles, said = schema.articles.c, schema.statements.c
    found: list[tuple[Any, str, bool]] = []
    for direction, speaker, heard in (("to", one, other), ("by", other, one)):
        if way not in (None, direction):
            continue
        addressed = parts.says(heard, "addressee")
        about = and_(parts.said_of(heard), not_(func.coalesce(addressed, False)))
        for condition, to in ((addressed, True), (about, False)):
            query = (
                _statements(speaker, condition, scope, said.id, articles.published_latest)
                .order_by(articles.published_latest.desc(), said.id.desc())
                .limit(limit)
            )
            found += ((row, direction, to) for row in connection.execute(query))
    found.sort(key=lambda item: (str(item[0].published_latest or ""), item[0].id), reverse=True)
    chosen = found[:limit]
    texts = {one.id: one for one in said_numbered(connection, [row.id for row, _, _ in chosen])}
    return tuple(
        PairSaid(way=direction, addressed=to, said=texts[row.id])
        for row, direction, to in chosen
        if row.id in texts
    )


def _between(one: str, other: str, scope: Scope) -> Select[Any]:
    """``id`` and ``way`` of the events that both take part in, those beside one another left out; each once a way."""
    mine = parts.taking_part(one).subquery("mine")
    theirs = schema.participants.alias("theirs")
    events = schema.events.c
    way = direction_of(mine.c.side, theirs.c.side, events.reciprocal)
    same = and_(mine.c.side == theirs.c.side, mine.c.position == theirs.c.position)
    return (
        select(events.id, way.label("way"))
        .select_from(mine)
        .join(schema.events, events.id == mine.c.event_id)
        .join(theirs, and_(theirs.c.event_id == events.id, not_(same)))
        .join(schema.articles, schema.articles.c.id == events.article_id)
        .where(parts.is_participant(other, theirs), way != "beside", *within_scope(scope))
        .distinct()
    )


def _said_months(
    connection: Connection, one: str, other: str, scope: Scope
) -> Iterable[tuple[str, str, int]]:
    when = parts.month(schema.articles.c.published_latest)
    for way, speaker, heard in (("to", one, other), ("by", other, one)):
        condition = or_(parts.says(heard, "addressee"), parts.said_of(heard))
        query = _statements(speaker, condition, scope, when, func.count()).group_by(when)
        for month, count in connection.execute(query):
            if month is not None:
                yield way, month, count


def _statements(speaker: str, condition: ColumnElement[bool], scope: Scope, *columns: Any) -> Select[Any]:
    said, articles = schema.statements.c, schema.articles.c
    return (
        select(*columns)
        .select_from(schema.statements)
        .join(schema.articles, articles.id == said.article_id)
        .where(parts.says(speaker, "speaker"), condition, parts.no_copy(), *said_within(scope))
    )


def _month(month: str, way: str, rows: Iterable[tuple[str, str | None, int]], statements: int) -> PairMonth:
    codes = codebook()
    quads: defaultdict[Quad, int] = defaultdict(int)
    total, scores = 0, 0.0
    for kind, mode, count in rows:
        event_type = EventType(kind)
        quads[quad_of(event_type)] += count
        scores += codes.score(event_type, mode) * count
        total += count
    return PairMonth(
        month=month,
        way=way,
        quads=dict(quads),
        scale=round(scores / total, 2) if total else None,
        statements=statements,
    )


def quad_of(event_type: EventType) -> Quad:
    """The class that the codebook puts a type into."""
    return QUADS[codebook().quads[event_type] - 1]
