"""Events and statements as tables: sorted, a page at a time, with counts of what is among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
        options: by name of the facet, the most frequent values first.
    """

    total: int
    capped: bool
    options: dict[str, tuple[Option, ...]]


def event_page(
    connection: Connection,
    wanted: FactFilter,
    *,
    order: str = "-date",
    after: str | None = None,
    before: str | None = None,
    limit: int,
) -> TablePage[Fact]:
    """A page of events.

    Args:
        connection: to the database.
        wanted: which events.
        order: a name of EVENT_ORDERS, with ``-`` before it for the greatest first.
        after: as the page before told; ``before``, which counts less, as the page after told.
        limit: how many.

    Raises:
        UsageError: there is no such order, ``after`` was not told by a page, or a condition cannot be understood.
    """
    asked = _Asked(order=order, after=after, before=before, limit=limit)
    found = _keys(connection, event_keys(wanted), schema.events.c.id, EVENT_ORDERS, asked)
    return TablePage(rows=facts_numbered(connection, found.numbers), after=found.after, before=found.before)


def statement_page(
    connection: Connection,
    wanted: SaidFilter,
    *,
    order: str = "-date",
    after: str | None = None,
    before: str | None = None,
    limit: int,
) -> TablePage[Said]:
    """A page of statements; see :func:`event_page`.

    Raises:
        UsageError: as there.
    """
    asked = _Asked(order=order, after=after, before=before, limit=limit)
    found = _keys(connection, statement_keys(wanted), schema.statements.c.id, STATEMENT_ORDERS, asked)
    return TablePage(rows=said_numbered(connection, found.numbers), after=found.after, before=found.before)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which page is asked for."""

    order: str
    after: str | None
    before: str | None
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The numbers of a page, where the next one begins, and where the one before ends."""

    numbers: Sequence[int]
    after: str | None
    before: str | None


def _keys(
    connection: Connection,
    query: Select[Any],
    key: ColumnElement[int],
    orders: Mapping[str, ColumnElement[Any]],
    asked: _Asked,
) -> _Found:
    """A page is read from its edge: forwards from ``after``, or backwards from ``before`` and then turned round."""
    name, descending = asked.order.removeprefix("-"), asked.order.startswith("-")
    if name not in orders:
        known = ", ".join(orders)
        raise UsageError(f"there is no order {name!r}", where="sort", action=f"use one of {known}")
    value = type_coerce(orders[name], String)
    edge = asked.after if asked.after is not None else asked.before
    back = asked.after is None and asked.before is not None
    falls = descending is not back
    if edge is not None:
        query = query.where(_beyond(value, key, *_cursor(edge), descending=falls))
    ordered = (value.desc(), key.desc()) if falls else (value, key)
    rows = connection.execute(query.add_columns(value).order_by(*ordered).limit(asked.limit + 1)).all()
    more = len(rows) > asked.limit
    shown = rows[: asked.limit][:: -1 if back else 1]
    first, last = (_told(*shown[0]), _told(*shown[-1])) if shown else (None, None)
    return _Found(
        numbers=[row[0] for row in shown],
        after=last if more or back else None,
        before=first if (more if back else edge is not None) else None,
    )


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
        raise UsageError(
            f"{after!r} is no place in the table", where="after", action="begin at the first page"
        )
    return int(number), value if tilde else None
