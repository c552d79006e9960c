"""What the database tells of one entity: what it did and said, with whom, where, and which articles name it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, and_, distinct, func, select

from dateline.model import EventType
from dateline.store import parts, schema, schema_keys, schema_reference
from dateline.store.filed import (
    ARTICLES,
    EVENTS,
    STATEMENTS,
    Asked,
    Under,
    exceeds,
    newest,
    numbers,
    total,
)
from dateline.store.incidents import first_reports
from dateline.store.key_counts import month_counts, side_counts
from dateline.store.numbered import facts_numbered, said_numbered
from dateline.store.pair_keys import SIDES, direction_of
from dateline.store.records import Fact, Said

MOST_PARTNERS = 40

RECENT = 500
"""So many events of an entity are looked into for partners and places: the newest ones."""

REPORTS = 3
"""So many times as many events are looked at as acts are shown: several may report one."""

_TYPES = {kind.value: kind for kind in EventType}  # thousands are looked up for a page
CONCERNING = (*SIDES, "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which of the facts are asked for; None does not matter.

    Attributes:
        type: of an event; statements are left as they are.
        since, until: days, both included, of the last day that an event can be of, or an article was published.
        real: only what is told as having happened.
    """

    type: EventType | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    real: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """How many acts there are in a month ("2024-05") of one type; ``type`` is None for statements."""

    month: str
    type: EventType | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Another one who takes part in the same events.

    Attributes:
        key: id of the entity, or ``name:`` and the plain name where it is none that is known.
        name: as links or the article tell it.
        to, by, between, beside: events that the entity did to it; that it did to the entity; that both did to one
            another; that both did together to others or with no recipient.
        types: how many of each type, those beside left out.
    """

    key: str
    name: str
    to: int = 0
    by: int = 0
    between: int = 0
    beside: int = 0
    types: dict[EventType, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return self.to + self.by + self.between + self.beside


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """How many events happened at a place.

    Attributes:
        key: id of the place or state; None where the place is not known.
        country: alpha-3 code of the state it lies in.
        latitude, longitude: None where they are not known.
    """

    key: str | None
    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """An article that names an entity."""

    article: int
    headline: str | None
    site: str | None
    address: str
    published: datetime.date | None


def events_of(key: str, scope: Scope, *, sides: tuple[str, ...] = CONCERNING, copies: bool = True) -> Asked:
    """What to ask the file of events for: those that an entity has a part in; ``copies``: also in copied articles."""
    under = [Under((key,), sides)]
    if scope.type is not None:
        under.append(Under((f"type:{scope.type.value}",)))
    more = (*((parts.real(),) if scope.real else ()), *(() if copies else (parts.no_copy(),)))
    return Asked(under=tuple(under), since=scope.since, until=scope.until, last_day=True, more=more)


def said_in(key: str, sides: tuple[str, ...], scope: Scope) -> Asked:
    """What to ask the file of statements for: those that are filed so (speaker, addressee, named; of a pair as said).

    Those in copied articles are left out.
    """
    under = (Under((key,), sides),)
    more = (parts.no_copy(),)
    return Asked(under=under, since=scope.since, until=scope.until, last_day=True, more=more)


def event_months(connection: Connection, key: str, scope: Scope) -> tuple[MonthCount, ...]:
    """Acts in which the entity takes part, or that happened there, by month and type, of all days.

    All reports of one count once.
    """
    kind = scope.type.value if scope.type else None
    rows = month_counts(connection, key, ("event",), real=scope.real, kind=kind)
    return tuple(
        MonthCount(month=month, type=_TYPES[told], count=number) for _, month, told, number in rows if month
    )


def statement_months(connection: Connection, key: str) -> tuple[MonthCount, ...]:
    """Statements that the entity made, by the month of the article, of all days; those in copies are left out."""
    rows = month_counts(connection, key, ("speaker",))
    return tuple(MonthCount(month=row.month, type=None, count=row.number) for row in rows if row.month)


def latest_events(connection: Connection, key: str, scope: Scope, limit: int) -> tuple[Fact, ...]:
    """The newest acts in which the entity takes part, or that happened there, by the newest report that is no copy.

    Where acts are reported by very many, there can be fewer than the limit.
    """
    found = newest(connection, EVENTS, events_of(key, scope, copies=False), limit=limit * REPORTS)
    shown = first_reports(connection, [place.number for place in found], limit)
    return facts_numbered(connection, shown)


def count_sides(connection: Connection, key: str, scope: Scope) -> dict[str, int]:
    """How many acts the entity is an actor, a recipient, or the place of; of days, at most RECENT reports are seen."""
    if scope.since is None and scope.until is None:
        kind = scope.type.value if scope.type else None
        return side_counts(connection, key, CONCERNING, real=scope.real, kind=kind)
    recent = numbers(connection, EVENTS, events_of(key, scope), most=RECENT)
    files = schema_keys.event_keys.c
    query = (
        select(files.side, func.count(distinct(parts.act())))
        .join(schema.events, schema.events.c.id == files.event_id)
        .where(files.event_id.in_(recent), files.key == key, files.side.in_(CONCERNING))
        .group_by(files.side)
    )
    return {row.side: row[1] for row in connection.execute(query)}


def sides_are_capped(connection: Connection, key: str, scope: Scope) -> bool:
    """Whether :func:`count_sides` saw only the RECENT newest events."""
    of_days = scope.since is not None or scope.until is not None
    return of_days and _has_more(connection, key, events_of(key, scope))


def capped(connection: Connection, key: str, scope: Scope) -> tuple[str, ...]:
    """Of what of ``partners`` and ``places`` only the RECENT newest events were counted."""
    if not _has_more(connection, key, events_of(key, scope)):
        return ()
    together = _has_more(connection, key, events_of(key, scope, sides=SIDES))
    return (*(("partners",) if together else ()), "places")


def _has_more(connection: Connection, key: str, asked: Asked) -> bool:
    return total(connection, EVENTS, (key,)) > RECENT and exceeds(connection, EVENTS, asked, RECENT)


def latest_said(
    connection: Connection, key: str, sides: Sequence[str], scope: Scope, limit: int
) -> dict[str, tuple[Said, ...]]:
    """The newest statements of which the entity is the ``speaker`` or ``addressee``, or in which it is ``named``."""
    found = {
        side: [
            place.number
            for place in newest(connection, STATEMENTS, said_in(key, (side,), scope), limit=limit)
        ]
        for side in sides
    }
    every = list(dict.fromkeys(number for side in sides for number in found[side]))
    told = {one.id: one for one in said_numbered(connection, every)}
    return {side: tuple(told[number] for number in found[side] if number in told) for side in sides}


def partners(connection: Connection, key: str, scope: Scope) -> tuple[Partner, ...]:
    """Who else takes part in its events, those with most of them first; for a state, by states where there is one.

    Of an entity with more events, the RECENT newest count. One act counts once for each of them and direction,
    though several of a state may take part.
    """
    recent = numbers(connection, EVENTS, events_of(key, scope, sides=SIDES), most=RECENT)
    found: defaultdict[str, list[tuple[str, str, str, int]]] = defaultdict(list)
    totals: defaultdict[str, int] = defaultdict(int)
    for other, name, direction, kind, count in connection.execute(_together(key, recent)):
        found[other].append((name, direction, kind, count))
        totals[other] += count
    found.pop(key, None)
    ordered = sorted(found, key=lambda other: (-totals[other], found[other][-1][0]))[:MOST_PARTNERS]
    return tuple(_partner(other, found[other]) for other in ordered)


def _together(key: str, recent: Select[Any]) -> Select[Any]:
    few, mine = recent.subquery("few"), schema_keys.event_keys.alias("mine")
    events, links, other = schema.events.c, schema_reference.links, schema.participants
    them = parts.counterpart(other, links, by_state=parts.state_of(key) is not None)
    direction = direction_of(mine.c.side, other.c.side, events.reciprocal)
    counted = func.count(distinct(parts.act()))
    name = func.coalesce(func.max(links.c.name), func.max(other.c.name))
    same = and_(other.c.side == mine.c.side, other.c.position == mine.c.position)
    return (
        select(them, name, direction, events.type, counted)
        .select_from(few)
        # Not by the index of keys: each of the few is looked up by its number.
        .join(
            mine, and_(mine.c.event_id == few.c.number, mine.c.key.concat("") == key, mine.c.side.in_(SIDES))
        )
        .join(schema.events, events.id == few.c.number)
        .join(other, and_(other.c.event_id == events.id, ~same))
        .outerjoin(links, and_(links.c.article_id == events.article_id, links.c.mention == other.c.mention))
        .group_by(them, direction, events.type)
    )


def _partner(key: str, rows: Iterable[tuple[str, str, str, int]]) -> Partner:
    ways: defaultdict[str, int] = defaultdict(int)
    types: defaultdict[EventType, int] = defaultdict(int)
    name = key
    for name, direction, kind, count in rows:  # noqa: B007 -- any of the names will do
        ways[direction] += count
        if direction != "beside":
            types[_TYPES[kind]] += count
    return Partner(
        key=key,
        name=name,
        to=ways["to"],
        by=ways["by"],
        between=ways["between"],
        beside=ways["beside"],
        types=dict(sorted(types.items(), key=lambda item: -item[1])),
    )


def places(connection: Connection, numbers: Any, *, limit: int) -> tuple[PlaceCount, ...]:
    """Where events happened, most first.

    Args:
        connection: to the database.
        numbers: a query that gives the numbers of the events.
        limit: at most so many places.
    """
    events, mentions, links = schema.events.c, schema.mentions.c, schema_reference.links.c
    at = and_(mentions.article_id == events.article_id, mentions.position == events.place)
    linked = and_(links.article_id == events.article_id, links.mention == events.place)
    name = func.coalesce(links.name, mentions.name)
    query = (
        select(
            links.entity,
            name,
            func.max(mentions.country),
            func.max(links.latitude),
            func.max(links.longitude),
            func.count(distinct(events.id)).label("events"),
        )
        .select_from(schema.events)
        .join(schema.mentions, at)
        .outerjoin(schema_reference.links, linked)
        .where(events.id.in_(numbers))
        .group_by(links.entity, name)
        .order_by(func.count(distinct(events.id)).desc(), name)
        .limit(limit)
    )
    return tuple(
        PlaceCount(key=key, name=name, country=country, latitude=north, longitude=east, count=count)
        for key, name, country, north, east, count in connection.execute(query)
    )


def places_of(connection: Connection, key: str, scope: Scope, *, limit: int = 200) -> tuple[PlaceCount, ...]:
    """Where the events happened that the entity takes part in; of more than RECENT, the newest count."""
    recent = numbers(connection, EVENTS, events_of(key, scope), most=RECENT)
    return places(connection, recent, limit=limit)


def naming(connection: Connection, key: str, limit: int) -> tuple[Sequence[Naming], int]:
    """The newest articles that name the entity, and how many there are in all."""
    articles, pages = schema.articles.c, schema.pages.c
    found = [
        place.number for place in newest(connection, ARTICLES, Asked(under=(Under((key,)),)), limit=limit)
    ]
    query = (
        select(articles.id, articles.headline, articles.site, pages.address, articles.published_latest)
        .join(schema.pages, pages.id == articles.page_id)
        .where(articles.id.in_(found))
    )
    named = [
        Naming(article=number, headline=headline, site=site, address=address, published=published)
        for number, headline, site, address, published in connection.execute(query)
    ]
    ordered = sorted(named, key=lambda one: found.index(one.article))
    return ordered, total(connection, ARTICLES, (key,))


def linked_as(connection: Connection, key: str) -> tuple[str, float | None, float | None, str | None] | None:
    """Name, latitude, longitude and state that the links give to an entity; None if no article names it."""
    links, mentions = schema_reference.links.c, schema.mentions.c
    same = and_(mentions.article_id == links.article_id, mentions.position == links.mention)
    query = (
        select(links.name, links.latitude, links.longitude, mentions.country)
        .join(schema.mentions, same)
        .where(links.entity == key, links.name.is_not(None))
        .limit(1)
    )
    row = connection.execute(query).first()
    return (row[0], row[1], row[2], row[3]) if row else None
