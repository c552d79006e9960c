"""What the database tells of one entity: what it did and said, with whom, where, and which articles name it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, distinct, func, select, true

from dateline.model import EventType
from dateline.store import parts, schema, schema_reference
from dateline.store.numbered import facts_numbered, said_numbered
from dateline.store.records import Fact, Said

MOST_PARTNERS = 40


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
    """How many reports there are in a month ("2024-05") of one type; ``type`` is None for statements."""

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


def within_scope(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """The conditions of a scope on the tables of events and articles."""
    events = schema.events.c
    yield parts.newest()
    if scope.type is not None:
        yield events.type == scope.type.value
    if scope.since is not None:
        yield parts.day() >= scope.since
    if scope.until is not None:
        yield parts.day() <= scope.until
    if scope.real:
        yield parts.real()


def said_within(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """The conditions of a scope on the tables of statements and articles."""
    articles = schema.articles.c
    yield parts.newest()
    if scope.since is not None:
        yield articles.published_latest >= scope.since
    if scope.until is not None:
        yield articles.published_latest <= scope.until


def event_months(connection: Connection, key: str, scope: Scope) -> tuple[MonthCount, ...]:
    """Acts in which the entity takes part, or that happened there, by month and type; all reports of one count once."""
    events, when = schema.events.c, parts.month(parts.day())
    query = (
        _events_of(key, scope, when, events.type, func.count(distinct(parts.act())))
        .where(parts.day().is_not(None))
        .group_by(when, events.type)
        .order_by(when)
    )
    return tuple(
        MonthCount(month=month, type=EventType(kind), count=count)
        for month, kind, count in connection.execute(query)
    )


def statement_months(connection: Connection, key: str, scope: Scope) -> tuple[MonthCount, ...]:
    """Statements that the entity made, by the month of the article."""
    when = parts.month(schema.articles.c.published_latest)
    query = (
        select(when, func.count())
        .select_from(schema.statements)
        .join(schema.articles, schema.articles.c.id == schema.statements.c.article_id)
        .where(parts.says(key, "speaker"), parts.no_copy(), *said_within(scope), when.is_not(None))
        .group_by(when)
        .order_by(when)
    )
    return tuple(
        MonthCount(month=month, type=None, count=count) for month, count in connection.execute(query)
    )


def latest_events(connection: Connection, key: str, scope: Scope, limit: int) -> tuple[Fact, ...]:
    """The newest events in which the entity takes part, or that happened there."""
    events = schema.events.c
    query = (
        _events_of(key, scope, events.id)
        .where(parts.no_copy())
        .group_by(events.id)
        .order_by(parts.day().desc(), events.article_id.desc(), events.position)
        .limit(limit)
    )
    return facts_numbered(connection, connection.execute(query).scalars().all())


def count_sides(connection: Connection, key: str, scope: Scope) -> dict[str, int]:
    """How many events the entity is an actor, a recipient, or the place of."""
    taken = parts.concerning(key).subquery()
    events = schema.events.c
    query = (
        select(taken.c.side, func.count(distinct(parts.act())).label("events"))
        .join(schema.events, events.id == taken.c.event_id)
        .join(schema.articles, schema.articles.c.id == events.article_id)
        .where(*within_scope(scope))
        .group_by(taken.c.side)
    )
    return {row.side: row.events for row in connection.execute(query)}


def latest_said(
    connection: Connection, wanted: ColumnElement[bool], scope: Scope, limit: int
) -> tuple[Said, ...]:
    """The newest statements that meet a condition of :mod:`dateline.store.parts`."""
    said, articles = schema.statements.c, schema.articles.c
    query = (
        select(said.id)
        .join(schema.articles, articles.id == said.article_id)
        .where(wanted, parts.no_copy(), *said_within(scope))
        .order_by(articles.published_latest.desc(), said.article_id.desc(), said.position)
        .limit(limit)
    )
    return said_numbered(connection, connection.execute(query).scalars().all())


def partners(connection: Connection, key: str, scope: Scope) -> tuple[Partner, ...]:
    """Who else takes part in its events, those with most of them first; for a state, by states where there is one.

    One event counts once for each of them and direction, though several of a state may take part.
    """
    found: defaultdict[str, list[tuple[str, str, str, int]]] = defaultdict(list)
    for other, name, direction, kind, count in connection.execute(_together(key, scope)):
        found[other].append((name, direction, kind, count))
    gathered = (_partner(other, rows) for other, rows in found.items() if other != key)
    return tuple(sorted(gathered, key=lambda partner: (-partner.total, partner.name))[:MOST_PARTNERS])


def _together(key: str, scope: Scope) -> Select[Any]:
    mine = parts.taking_part(key).subquery("mine")
    events, links, other = schema.events.c, schema_reference.links, schema.participants
    them = parts.counterpart(other, links, by_state=parts.state_of(key) is not None)
    direction = direction_of(mine.c.side, other.c.side, events.reciprocal)
    counted = func.count(distinct(parts.act()))
    name = func.coalesce(func.max(links.c.name), func.max(other.c.name))
    same = and_(other.c.side == mine.c.side, other.c.position == mine.c.position)
    return (
        select(them, name, direction, events.type, counted)
        .select_from(mine)
        .join(schema.events, events.id == mine.c.event_id)
        .join(schema.articles, schema.articles.c.id == events.article_id)
        .join(other, and_(other.c.event_id == events.id, ~same))
        .outerjoin(links, and_(links.c.article_id == events.article_id, links.c.mention == other.c.mention))
        .where(*within_scope(scope))
        .group_by(them, direction, events.type)
    )


def direction_of(mine: Any, other: Any, reciprocal: Any) -> ColumnElement[str]:
    """``to``, ``by``, ``between`` or ``beside``, of the sides of two participants of one event."""
    return case(
        (and_(mine == "actor", other == "recipient"), "to"),
        (and_(mine == "recipient", other == "actor"), "by"),
        (and_(mine == "actor", reciprocal == true()), "between"),
        else_="beside",
    )


def _partner(key: str, rows: Iterable[tuple[str, str, str, int]]) -> Partner:
    ways: defaultdict[str, int] = defaultdict(int)
    types: defaultdict[EventType, int] = defaultdict(int)
    name = key
    for name, direction, kind, count in rows:  # noqa: B007 -- any of the names will do
        ways[direction] += count
        if direction != "beside":
            types[EventType(kind)] += count
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
    """Where the events happened that the entity takes part in."""
    return places(connection, _events_of(key, scope, schema.events.c.id), limit=limit)


def naming(connection: Connection, key: str, limit: int) -> tuple[Sequence[Naming], int]:
    """The newest articles that name the entity, and how many there are in all."""
    articles, pages = schema.articles.c, schema.pages.c
    named = and_(articles.id.in_(parts.named_in(key)), articles.current == true())
    query = (
        select(articles.id, articles.headline, articles.site, pages.address, articles.published_latest)
        .join(schema.pages, pages.id == articles.page_id)
        .where(named)
        .order_by(articles.published_latest.desc(), articles.id.desc())
        .limit(limit)
    )
    found = [
        Naming(article=number, headline=headline, site=site, address=address, published=published)
        for number, headline, site, address, published in connection.execute(query)
    ]
    count = select(func.count()).select_from(schema.articles).where(named)
    return found, int(connection.execute(count).scalar_one())


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


def _events_of(key: str, scope: Scope, *columns: Any) -> Select[Any]:
    taken = parts.concerning(key).subquery("taken")
    events = schema.events.c
    return (
        select(*columns)
        .select_from(schema.events)
        .join(schema.articles, schema.articles.c.id == events.article_id)
        .where(events.id.in_(select(taken.c.event_id)), *within_scope(scope))
    )
