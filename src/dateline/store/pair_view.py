"""What passed between two entities: events and statements in either direction, by month, with their scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    distinct,
    func,
    not_,
    null,
    select,
    union_all,
)

from dateline.model import EventType, Quad
from dateline.store import parts, schema, schema_keys
from dateline.store.codebook import QUADS, codebook
from dateline.store.entity_view import REPORTS, SIDES, Scope, direction_of, events_of, said_by
from dateline.store.filed import EVENTS, STATEMENTS, Asked, Place, Under, newest, places
from dateline.store.incidents import first_reports
from dateline.store.keys import EVERYTHING
from dateline.store.numbered import facts_numbered, said_numbered
from dateline.store.records import Fact, Said

WAYS = ("to", "by", "between")
"""From the first to the second; from the second to the first; to one another alike."""

HEARD = ("addressee", "named")

MOST_PAIRED = 5000
"""So many events or statements of two are counted at most: the newest ones."""


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


def pair_months(
    connection: Connection, one: str, other: str, scope: Scope
) -> tuple[tuple[PairMonth, ...], bool]:
    """Events and statements between two by month and direction, in order; of all days.

    Where there are very many, the newest are looked through; whether there are more is told beside.
    """
    places_ = places(connection, EVENTS, _both(one, other, scope), most=MOST_PAIRED + 1).cte("places")
    recent = _newest_of(places_)
    rows: defaultdict[tuple[str, str], list[tuple[str, str | None, int]]] = defaultdict(list)
    when, events = parts.month(parts.day()), schema.events.c
    found = _ways(recent, one, other).subquery("found")
    query = (
        select(when, found.c.way, events.type, events.mode, func.count(distinct(parts.act())))
        .select_from(found)
        .join(schema.events, events.id == found.c.id)
        .where(parts.day().is_not(None))
        .group_by(when, found.c.way, events.type, events.mode)
    )
    looked = 0
    for month, way, kind, mode, count in connection.execute(union_all(query, _all_of(places_, 4))):
        if month is None:
            looked = count
        else:
            rows[month, way].append((kind, mode, count))
    said: dict[tuple[str, str], int] = {}
    capped = looked > MOST_PAIRED
    for way, month, count in _said_months(connection, one, other, scope):
        if month is None:
            capped |= count > MOST_PAIRED
        else:
            said[way, month] = count
    keys = sorted({*rows, *((month, way) for way, month in said)})
    months = (
        _month(month, way, rows.get((month, way), ()), said.get((way, month), 0)) for month, way in keys
    )
    return tuple(months), capped


def _newest_of(places_: Any) -> Select[Any]:
    """The numbers at all places but the one that tells that there are more; one may come twice."""
    order = (places_.c.day.desc().nulls_last(), places_.c.number.desc())
    return select(places_.c.number).order_by(*order).limit(MOST_PAIRED)


def _all_of(places_: Any, columns: int) -> Select[Any]:
    """How many places there are, after so many columns that hold nothing: one more row of a query over them."""
    nothing: list[Any] = [null().label(f"none_{place}") for place in range(columns)]
    return select(*nothing, func.count()).select_from(places_)


def pair_events(
    connection: Connection, one: str, other: str, scope: Scope, *, way: str | None = None, limit: int = 50
) -> tuple[tuple[str, Fact], ...]:
    """The newest acts between two, each with its direction, by the newest report that is no copy.

    Args:
        connection: to the database.
        one: id of the first.
        other: id of the second.
        scope: which events.
        way: of one direction only.
        limit: at most so many.
    """
    asked, size = _both(one, other, scope, copies=False), 4 * limit
    while True:
        candidates = [place.number for place in newest(connection, EVENTS, asked, limit=size)]
        given = schema.events.c.id.in_(candidates)
        ways: defaultdict[int, list[str]] = defaultdict(list)
        for row in connection.execute(
            _ways(select(schema.events.c.id.label("number")).where(given), one, other)
        ):
            if way in (None, row.way):
                ways[row.id].append(row.way)
        found = [(each, number) for number in candidates for each in sorted(ways[number])]
        if len(found) >= limit * REPORTS or len(candidates) < size or size >= MOST_PAIRED:
            break
        size *= 4
    numbered = list(dict.fromkeys(number for _, number in found[: limit * REPORTS]))
    first = set(first_reports(connection, numbered, limit))
    chosen = [(each, number) for each, number in found if number in first][:limit]
    facts = {fact.id: fact for fact in facts_numbered(connection, [number for _, number in chosen])}
    return tuple((each, facts[number]) for each, number in chosen if number in facts)


def pair_said(
    connection: Connection, one: str, other: str, scope: Scope, *, way: str | None = None, limit: int = 50
) -> tuple[PairSaid, ...]:
    """The newest statements of one of two to the other, or that name the other; arguments as for events."""
    found: dict[int, tuple[Place, str, bool]] = {}
    for direction, speaker, heard in (("to", one, other), ("by", other, one)):
        if way not in (None, direction):
            continue
        for side in HEARD:
            asked = said_by(speaker, "speaker", scope, Under((heard,), (side,)))
            for place in newest(connection, STATEMENTS, asked, limit=limit):
                found.setdefault(place.number, (place, direction, side == "addressee"))
    ordered = sorted(found.values(), key=lambda item: (str(item[0].day or ""), item[0].number), reverse=True)
    chosen = ordered[:limit]
    texts = {one.id: one for one in said_numbered(connection, [place.number for place, _, _ in chosen])}
    return tuple(
        PairSaid(way=direction, addressed=to, said=texts[place.number])
        for place, direction, to in chosen
        if place.number in texts
    )


def _both(one: str, other: str, scope: Scope, *, copies: bool = True) -> Asked:
    return events_of(one, scope, Under((other,), SIDES), sides=SIDES, copies=copies)


def _ways(chosen: Select[Any], one: str, other: str) -> Select[Any]:
    """``id`` and ``way`` of these events that both take part in, those beside one another left out; each once a way."""
    few, events = chosen.subquery("few"), schema.events.c
    mine, theirs = schema_keys.event_keys.alias("mine"), schema_keys.event_keys.alias("theirs")
    way = direction_of(mine.c.side, theirs.c.side, events.reciprocal)
    same = and_(mine.c.side == theirs.c.side, mine.c.position == theirs.c.position)

    def part(row: Any, key: str) -> ColumnElement[bool]:
        # Not by the index of keys: each of the few is looked up by its number.
        return and_(row.c.event_id == few.c.number, row.c.key.concat("") == key, row.c.side.in_(SIDES))

    return (
        select(events.id, way.label("way"))
        .select_from(few)
        .join(mine, part(mine, one))
        .join(theirs, and_(part(theirs, other), not_(same)))
        .join(schema.events, events.id == few.c.number)
        .where(way != "beside")
        .distinct()
    )


def _said_months(
    connection: Connection, one: str, other: str, scope: Scope
) -> Iterable[tuple[str, str | None, int]]:
    """Direction, month and number of statements; without a month, how many were looked through."""
    files = schema_keys.statement_keys.c
    when: Any = parts.month(files.day)
    for way, speaker, heard in (("to", one, other), ("by", other, one)):
        asked = said_by(speaker, "speaker", scope, Under((heard,), HEARD))
        places_ = places(connection, STATEMENTS, asked, most=MOST_PAIRED + 1).cte("places")
        recent = _newest_of(places_)
        query = (
            select(when, func.count())
            .where(files.statement_id.in_(recent), files.key.concat("") == EVERYTHING, files.day.is_not(None))
            .group_by(when)
        )
        for month, count in connection.execute(union_all(query, _all_of(places_, 1))):
            yield way, month, count


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
