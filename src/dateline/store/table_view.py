"""Events and statements as tables: sorted, a page at a time, with counts of what is among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    distinct,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from dateline.errors import UsageError
from dateline.store import schema
from dateline.store.fact_lists import events_asked, statements_asked
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.filed import EVENTS, STATEMENTS, Asked, File, Place, newest, numbers
from dateline.store.numbered import facts_numbered, said_numbered
from dateline.store.records import Fact, Said

COUNTED = 2000
"""So many facts are counted, and put in another order than that of days, at most: the newest ones."""

NEWEST = "-date"

OPTIONS = 12
"""So many values of a facet are told, the most frequent ones."""

BIGGEST = 2**63 - 1

T = TypeVar("T")

EVENT_ORDERS: Mapping[str, ColumnElement[Any]] = {
    "date": schema.events.c.when_latest,
    "type": schema.events.c.type,
    "score": schema.events.c.score,
    "published": schema.articles.c.published_latest,
}
STATEMENT_ORDERS: Mapping[str, ColumnElement[Any]] = {
    "date": schema.articles.c.published_latest,
    "kind": schema.statements.c.kind,
    "speaker": schema.statements.c.speaker_key,
    "score": schema.statements.c.score,
}
"""What a table can be sorted by; with a minus before it, the greatest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A value that facts can be narrowed down to, and how many have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage(Generic[T]):
    """One page of a table.

    Attributes:
        rows: the facts.
        after: where the next page begins; None on the last one.
    """

    rows: tuple[T, ...]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What is among the facts.

    Attributes:
        total: how many there are, COUNTED at most.
        capped: whether there are more, which are not counted.
        options: by name of the facet, the most frequent values first.
    """

    total: int
    capped: bool
    options: dict[str, tuple[Option, ...]]


def event_page(
    connection: Connection, wanted: FactFilter, *, order: str = NEWEST, after: str | None = None, limit: int
) -> TablePage[Fact]:
    """A page of events.

    Args:
        connection: to the database.
        wanted: which events.
        order: a name of EVENT_ORDERS, with ``-`` before it for the greatest first.
        after: as the page before told.
        limit: how many.

    Raises:
        UsageError: there is no such order, ``after`` was not told by a page, or a condition cannot be understood.
    """
    if order == NEWEST:
        numbers, following = _newest(connection, EVENTS, events_asked(connection, wanted), after, limit)
    else:
        chosen = schema.events.c.id.in_(newest_events(connection, wanted))
        query = select(schema.events.c.id).join(schema.articles).where(chosen)
        numbers, following = _keys(connection, query, schema.events.c.id, EVENT_ORDERS, order, after, limit)
    return TablePage(rows=facts_numbered(connection, numbers), after=following)


def statement_page(
    connection: Connection, wanted: SaidFilter, *, order: str = NEWEST, after: str | None = None, limit: int
) -> TablePage[Said]:
    """A page of statements; see :func:`event_page`.

    Raises:
        UsageError: as there.
    """
    if order == NEWEST:
        asked = statements_asked(connection, wanted)
        numbers, following = _newest(connection, STATEMENTS, asked, after, limit)
    else:
        key = schema.statements.c.id
        query = select(key).join(schema.articles).where(key.in_(newest_statements(connection, wanted)))
        numbers, following = _keys(connection, query, key, STATEMENT_ORDERS, order, after, limit)
    return TablePage(rows=said_numbered(connection, numbers), after=following)


def newest_events(connection: Connection, wanted: FactFilter) -> Select[Any]:
    """A query for the numbers of such events of the newest versions, COUNTED and one more at most, the newest ones."""
    return numbers(connection, EVENTS, events_asked(connection, wanted), most=COUNTED + 1)


def newest_statements(connection: Connection, wanted: SaidFilter) -> Select[Any]:
    """The same of statements."""
    return numbers(connection, STATEMENTS, statements_asked(connection, wanted), most=COUNTED + 1)


def event_facets(connection: Connection, wanted: FactFilter) -> Facets:
    """How many such events there are, by type, state of actor and recipient, and source.

    Raises:
        UsageError: a condition cannot be understood.
    """
    events, part = schema.events.c, schema.participants.c
    last = newest_events(connection, wanted).cte("last")

    def side(name: str) -> Select[Any]:
        state = func.coalesce(part.country, "")  # so that it does not begin with the index of states
        return (
            select(literal(name), state, func.count(distinct(part.event_id)))
            .join(last, last.c.number == part.event_id)
            .where(part.side == name, state != "")
            .group_by(state)
        )

    counted = select(func.count()).select_from(last)
    return _facets(
        connection,
        select(literal("total"), literal(""), counted.scalar_subquery()),
        select(literal("type"), events.type, func.count())
        .join(last, last.c.number == events.id)
        .group_by(events.type),
        side("actor"),
        side("recipient"),
        _by_source(schema.events, last),
    )


def statement_facets(connection: Connection, wanted: SaidFilter) -> Facets:
    """How many such statements there are, by kind, state of speaker and addressee, and source.

    Raises:
        UsageError: a condition cannot be understood.
    """
    said = schema.statements.c
    last = newest_statements(connection, wanted).cte("last")

    def by(name: str, column: ColumnElement[Any]) -> Select[Any]:
        return (
            select(literal(name), column, func.count())
            .join(last, last.c.number == said.id)
            .where(column.is_not(None))
            .group_by(column)
        )

    counted = select(func.count()).select_from(last)
    return _facets(
        connection,
        select(literal("total"), literal(""), counted.scalar_subquery()),
        by("kind", said.kind),
        by("speaker", said.speaker_country),
        by("addressee", said.addressee_country),
        _by_source(schema.statements, last),
    )


def _by_source(table: Any, last: Any) -> Select[Any]:
    site = schema.articles.c.site
    return (
        select(literal("source"), site, func.count())
        .select_from(table)
        .join(last, last.c.number == table.c.id)
        .join(schema.articles, schema.articles.c.id == table.c.article_id)
        .where(site.is_not(None))
        .group_by(site)
    )


def _facets(connection: Connection, *queries: Select[Any]) -> Facets:
    found: defaultdict[str, list[Option]] = defaultdict(list)
    total = 0
    for name, value, count in connection.execute(union_all(*queries)):
        if name == "total":
            total = count
        else:
            found[name].append(Option(value=value, count=count))
    options = {
        name: tuple(sorted(values, key=lambda option: (-option.count, option.value))[:OPTIONS])
        for name, values in found.items()
    }
    return Facets(total=min(total, COUNTED), capped=total > COUNTED, options=options)


def _newest(
    connection: Connection, file: File, asked: Asked, after: str | None, limit: int
) -> tuple[Sequence[int], str | None]:
    """The numbers of a page in the order of days, and where the next one begins."""
    place = None
    if after is not None:
        number, day = _cursor(after)
        place = Place(_day(day), number)
    found = newest(connection, file, asked, limit=limit + 1, after=place)
    shown = found[:limit]
    following = _told(shown[-1].number, shown[-1].day) if len(found) > limit else None
    return [one.number for one in shown], following


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _no_place(text) from None


def _keys(
    connection: Connection,
    query: Select[Any],
    key: ColumnElement[int],
    orders: Mapping[str, ColumnElement[Any]],
    order: str,
    after: str | None,
    limit: int,
) -> tuple[Sequence[int], str | None]:
    """The numbers of a page, and where the next one begins."""
    name, descending = order.removeprefix("-"), order.startswith("-")
    if name not in orders:
        known = ", ".join(orders)
        raise UsageError(f"there is no order {name!r}", where="sort", action=f"use one of {known}")
    value = type_coerce(orders[name], String)
    if after is not None:
        query = query.where(_beyond(value, key, *_cursor(after), descending=descending))
    ordered = (value.desc(), key.desc()) if descending else (value, key)
    rows = connection.execute(query.add_columns(value).order_by(*ordered).limit(limit + 1)).all()
    more = len(rows) > limit
    shown = rows[:limit]
    following = _told(shown[-1][0], shown[-1][1]) if more else None
    return [row[0] for row in shown], following


def _beyond(
    value: ColumnElement[Any], key: ColumnElement[int], number: int, last: str | None, *, descending: bool
) -> ColumnElement[bool]:
    """What comes after a row in the order; SQLite puts NULL before everything."""
    later = key < number if descending else key > number
    if last is None:
        rest = and_(value.is_(None), later)
        return rest if descending else or_(value.is_not(None), rest)
    if descending:
        return or_(value < last, and_(value == last, later), value.is_(None))
    return or_(value > last, and_(value == last, later))


def _told(number: int, value: Any) -> str:
    return str(number) if value is None else f"{number}~{value}"


def _cursor(after: str) -> tuple[int, str | None]:
    number, tilde, value = after.partition("~")
    if not (number.isascii() and number.isdigit() and int(number) <= BIGGEST):
        raise _no_place(after)
    return int(number), value if tilde else None


def _no_place(after: str | None) -> UsageError:
    return UsageError(f"{after!r} is no place in the table", where="after", action="begin at the first page")
