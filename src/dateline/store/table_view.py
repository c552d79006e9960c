"""Events and statements as tables: sorted, a page at a time, with counts of what is among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    distinct,
    func,
    literal,
    or_,
    select,
    union_all,
)

from dateline.errors import UsageError
from dateline.store import schema
from dateline.store.facts import FactFilter, SaidFilter, fact_conditions, said_conditions
from dateline.store.numbered import facts_numbered, said_numbered
from dateline.store.parts import newest
from dateline.store.records import Fact, Said

COUNTED = 50_000
"""So many facts are counted at most, the newest ones."""

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

_READ: Mapping[type, Callable[[str], Any]] = {date: date.fromisoformat, float: float}
"""How a value of an order is read from an address."""


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
    connection: Connection, wanted: FactFilter, *, order: str = "-date", after: str | None = None, limit: int
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
    numbers, following = _keys(
        connection, event_keys(wanted), schema.events.c.id, EVENT_ORDERS, order, after, limit
    )
    return TablePage(rows=facts_numbered(connection, numbers), after=following)


def statement_page(
    connection: Connection, wanted: SaidFilter, *, order: str = "-date", after: str | None = None, limit: int
) -> TablePage[Said]:
    """A page of statements; see :func:`event_page`.

    Raises:
        UsageError: as there.
    """
    key = schema.statements.c.id
    numbers, following = _keys(connection, statement_keys(wanted), key, STATEMENT_ORDERS, order, after, limit)
    return TablePage(rows=said_numbered(connection, numbers), after=following)


def event_keys(wanted: FactFilter) -> Select[Any]:
    """The numbers of such events of the newest versions."""
    events = schema.events.c
    query = select(events.id).join(schema.articles, schema.articles.c.id == events.article_id)
    if wanted.text is not None:
        query = query.join(schema.sentences, _same_sentence(events))
    return query.where(newest(), *fact_conditions(wanted))


def statement_keys(wanted: SaidFilter) -> Select[Any]:
    """The numbers of such statements of the newest versions."""
    said = schema.statements.c
    query = select(said.id).join(schema.articles, schema.articles.c.id == said.article_id)
    return query.where(newest(), *said_conditions(wanted))


def event_facets(connection: Connection, wanted: FactFilter) -> Facets:
    """How many such events there are, by type, state of actor and recipient, and source.

    Raises:
        UsageError: a condition cannot be understood.
    """
    events, part = schema.events.c, schema.participants.c
    last = event_keys(wanted).order_by(events.when_latest.desc()).limit(COUNTED + 1).cte("last")

    def side(name: str) -> Select[Any]:
        return (
            select(literal(name), part.country, func.count(distinct(part.event_id)))
            .join(last, last.c.id == part.event_id)
            .where(part.side == name, part.country.is_not(None))
            .group_by(part.country)
        )

    counted = select(func.count()).select_from(last)
    return _facets(
        connection,
        select(literal("total"), literal(""), counted.scalar_subquery()),
        select(literal("type"), events.type, func.count())
        .join(last, last.c.id == events.id)
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
    order = schema.articles.c.published_latest.desc()
    last = statement_keys(wanted).order_by(order).limit(COUNTED + 1).cte("last")

    def by(name: str, column: ColumnElement[Any]) -> Select[Any]:
        return (
            select(literal(name), column, func.count())
            .join(last, last.c.id == said.id)
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


def _same_sentence(table: Any) -> ColumnElement[bool]:
    sentences = schema.sentences.c
    return and_(sentences.article_id == table.article_id, sentences.position == table.sentence)


def _by_source(table: Any, last: Any) -> Select[Any]:
    site = schema.articles.c.site
    return (
        select(literal("source"), site, func.count())
        .select_from(table)
        .join(last, last.c.id == table.c.id)
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
    value = orders[name]
    if after is not None:
        query = query.where(_beyond(value, key, *_cursor(after, value), descending=descending))
    ordered = (value.desc(), key.desc()) if descending else (value, key)
    rows = connection.execute(query.add_columns(value).order_by(*ordered).limit(limit + 1)).all()
    more = len(rows) > limit
    shown = rows[:limit]
    following = _told(shown[-1][0], shown[-1][1]) if more else None
    return [row[0] for row in shown], following


def _beyond(
    value: ColumnElement[Any], key: ColumnElement[int], number: int, last: Any, *, descending: bool
) -> ColumnElement[bool]:
    """What comes after a row in the order; NULL comes before everything."""
    later = key < number if descending else key > number
    if last is None:
        rest = and_(value.is_(None), later)
        return rest if descending else or_(value.is_not(None), rest)
    if descending:
        return or_(value < last, and_(value == last, later), value.is_(None))
    return or_(value > last, and_(value == last, later))


def _told(number: int, value: Any) -> str:
    return str(number) if value is None else f"{number}~{value}"


def _cursor(after: str, order: ColumnElement[Any]) -> tuple[int, Any]:
    """The number and the value of the last row of the page before."""
    number, tilde, told = after.partition("~")
    read = _READ.get(order.type.python_type, str)
    try:
        if not (number.isascii() and number.isdigit() and int(number) <= BIGGEST):
            raise ValueError(number)
        return int(number), read(told) if tilde else None
    except ValueError:
        raise UsageError(
            f"{after!r} is no place in the table", where="after", action="begin at the first page"
        ) from None
