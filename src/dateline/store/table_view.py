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
from dateline.store.fact_lists import events_asked, statements_asked
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.filed import EVENTS, STATEMENTS, Asked, File, Place, newest
from dateline.store.listed import Listed, listed
from dateline.store.numbered import facts_numbered, said_numbered
from dateline.store.records import Fact, Said

COUNTED = 1000
"""So many facts are counted beside a table at most: the newest ones."""

SORTED = 2000
"""So many are put in another order than that of days."""

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
        before: where the previous page ends; None on the first one.
    """

    rows: tuple[T, ...]
    after: str | None
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What is among the facts.

    Attributes:
        total: how many there are, COUNTED at most.
        capped: whether there are more, which are not counted.
        looked: what alone was looked at, in words; None where that is everything.
        options: by name of the facet, the most frequent values first.
    """

    total: int
    capped: bool
    looked: str | None
    options: dict[str, tuple[Option, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which page is asked for: it is read from its edge, forwards from ``after`` or backwards from ``before``.

    Attributes:
        limit: how many rows.
        order: what the table can be sorted by, with ``-`` before it for the greatest first.
        after: as the page before told; ``before``, which counts less, as the page after told.
    """

    limit: int
    order: str = NEWEST
    after: str | None = None
    before: str | None = None

    @property
    def most(self) -> int:
        """So many facts are looked at for it."""
        return COUNTED if self.order == NEWEST else max(SORTED, COUNTED)

    @property
    def back(self) -> bool:
        """Whether it is read backwards."""
        return self.after is None and self.before is not None

    @property
    def edge(self) -> tuple[int, str | None] | None:
        """Number and value of the row to begin beyond."""
        told = self.before if self.back else self.after
        return None if told is None else _cursor(told)

    def found(self, rows: Sequence[tuple[int, Any]]) -> _Found:
        """The page, of the rows beyond the edge (number, and value in the order), one more than asked for if there
        are more."""
        more = len(rows) > self.limit
        shown = rows[: self.limit][:: -1 if self.back else 1]
        first, last = (_told(*shown[0]), _told(*shown[-1])) if shown else (None, None)
        return _Found(
            numbers=[number for number, _ in shown],
            after=last if more or self.back else None,
            before=first if (more if self.back else self.after is not None) else None,
        )


def event_page(connection: Connection, wanted: FactFilter, page: Page) -> TablePage[Fact]:
    """A page of events.

    Raises:
        UsageError: there is no such order, the place was not told by a page, or a condition cannot be understood.
    """
    return _events_of(connection, _found(connection, _EVENTS, events_asked(connection, wanted), page))


def event_table(connection: Connection, wanted: FactFilter, page: Page) -> tuple[TablePage[Fact], Facets]:
    """A page of events, and how many there are by type, state of actor and recipient, and source.

    Raises:
        UsageError: as :func:`event_page`.
    """
    asked = events_asked(connection, wanted)
    newest = listed(connection, EVENTS, asked, most=page.most)
    found = _found(connection, _EVENTS, asked, page, newest)
    return _events_of(connection, found), _event_facets(connection, newest.first(COUNTED))


def _events_of(connection: Connection, found: _Found) -> TablePage[Fact]:
    return TablePage(rows=facts_numbered(connection, found.numbers), after=found.after, before=found.before)


def statement_page(connection: Connection, wanted: SaidFilter, page: Page) -> TablePage[Said]:
    """A page of statements; see :func:`event_page`.

    Raises:
        UsageError: as there.
    """
    return _said_of(connection, _found(connection, _STATEMENTS, statements_asked(connection, wanted), page))


def statement_table(connection: Connection, wanted: SaidFilter, page: Page) -> tuple[TablePage[Said], Facets]:
    """A page of statements, and how many there are by kind, state of speaker and addressee, and source.

    Raises:
        UsageError: as :func:`event_page`.
    """
    asked = statements_asked(connection, wanted)
    newest = listed(connection, STATEMENTS, asked, most=page.most)
    found = _found(connection, _STATEMENTS, asked, page, newest)
    return _said_of(connection, found), _statement_facets(connection, newest.first(COUNTED))


def _said_of(connection: Connection, found: _Found) -> TablePage[Said]:
    return TablePage(rows=said_numbered(connection, found.numbers), after=found.after, before=found.before)


def _event_facets(connection: Connection, newest: Listed) -> Facets:
    events, part = schema.events.c, schema.participants.c
    last = newest.numbers(connection).cte("last")
    number = last.c[0]
    state: Any = func.coalesce(part.country, "")  # so that it does not begin with the index of states
    return _facets(
        connection,
        newest,
        select(literal("type"), events.type, func.count())
        .join(last, number == events.id)
        .group_by(events.type),
        select(part.side, state, func.count(distinct(part.event_id)))
        .join(last, number == part.event_id)
        .where(part.side.in_(("actor", "recipient")), state != "")
        .group_by(part.side, state),
        _by_source(schema.events, last),
    )


def _statement_facets(connection: Connection, newest: Listed) -> Facets:
    said, last = schema.statements.c, newest.numbers(connection).cte("last")

    def by(name: str, column: ColumnElement[Any]) -> Select[Any]:
        return (
            select(literal(name), column, func.count())
            .join(last, last.c[0] == said.id)
            .where(column.is_not(None))
            .group_by(column)
        )

    return _facets(
        connection,
        newest,
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
        .join(last, last.c[0] == table.c.id)
        .join(schema.articles, schema.articles.c.id == table.c.article_id)
        .where(site.is_not(None))
        .group_by(site)
    )


def _facets(connection: Connection, newest: Listed, *queries: Select[Any]) -> Facets:
    found: defaultdict[str, list[Option]] = defaultdict(list)
    for name, value, count in connection.execute(union_all(*queries)):
        found[name].append(Option(value=value, count=count))
    options = {
        name: tuple(sorted(values, key=lambda option: (-option.count, option.value))[:OPTIONS])
        for name, values in found.items()
    }
    return Facets(total=len(newest.places), capped=newest.capped, looked=newest.looked, options=options)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The numbers of a page, where the next one begins, and where the one before ends."""

    numbers: Sequence[int]
    after: str | None
    before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A kind of facts: its file, its own table, and what that can be sorted by."""

    file: File
    facts: Any
    orders: Mapping[str, ColumnElement[Any]]


_EVENTS = _Table(file=EVENTS, facts=schema.events, orders=EVENT_ORDERS)
_STATEMENTS = _Table(file=STATEMENTS, facts=schema.statements, orders=STATEMENT_ORDERS)


def _found(
    connection: Connection, table: _Table, asked: Asked, page: Page, first: Listed | None = None
) -> _Found:
    """A page; ``first``: the newest, where these have been read."""
    if page.order != NEWEST:
        first = first or listed(connection, table.file, asked, most=page.most)
        key = table.facts.c.id
        query = select(key).join(schema.articles).where(key.in_(first.numbers(connection)))
        return _sorted(connection, query, key, table.orders, page)
    if page.edge is None and first is not None:
        return page.found([(place.number, place.day) for place in first.places[: page.limit + 1]])
    edge = None if page.edge is None else Place(_day(page.edge[1]), page.edge[0])
    places = newest(connection, table.file, asked, limit=page.limit + 1, edge=edge, back=page.back)
    return page.found([(place.number, place.day) for place in places])


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _no_place(text) from None


def _sorted(
    connection: Connection,
    query: Select[Any],
    key: ColumnElement[int],
    orders: Mapping[str, ColumnElement[Any]],
    page: Page,
) -> _Found:
    """A page in another order."""
    name, descending = page.order.removeprefix("-"), page.order.startswith("-")
    if name not in orders:
        known = ", ".join(orders)
        raise UsageError(f"there is no order {name!r}", where="sort", action=f"use one of {known}")
    value = orders[name]
    falls = descending is not page.back
    if page.edge is not None:
        number, told = page.edge
        query = query.where(_beyond(value, key, number, _read(told, value), descending=falls))
    ordered = (value.desc(), key.desc()) if falls else (value, key)
    rows = connection.execute(query.add_columns(value).order_by(*ordered).limit(page.limit + 1))
    return page.found([(number, told) for number, told in rows])


def _read(told: str | None, order: ColumnElement[Any]) -> Any:
    """A value of an order as an address tells it."""
    try:
        return None if told is None else _READ.get(order.type.python_type, str)(told)
    except ValueError:
        raise _no_place(told) from None


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


def _cursor(after: str) -> tuple[int, str | None]:
    number, tilde, value = after.partition("~")
    if not (number.isascii() and number.isdigit() and int(number) <= BIGGEST):
        raise _no_place(after)
    return int(number), value if tilde else None


def _no_place(after: str | None) -> UsageError:
    return UsageError(f"{after!r} is no place in the table", where="after", action="begin at the first page")
