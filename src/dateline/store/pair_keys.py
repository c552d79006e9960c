"""What pairs of entities are filed under, so that all that passed between two is read off one index.

The key of a pair is both ids, the smaller first, with a space before each: `` iso-RUS iso-SRB``. So all pairs stand
together in an index, and apart from what else begins with an id. Its sides tell the way from
the first of them to the second: ``to``, ``by`` (the other way) and ``between`` (to one another) of events; of
statements ``to`` and ``by`` where one speaks to the other, ``about`` and ``about-by`` where one names the other in what
is said. In the counts by month statements are ``said-to`` and ``said-by``. What passes within one (two of a state, say)
is filed under its pair with itself, as ``to``, ``between`` or ``about``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    case,
    distinct,
    func,
    insert,
    literal,
    not_,
    select,
    true,
)

from dateline.store import parts, schema, schema_keys
from dateline.store.chosen import Chosen, of_articles

WAYS = ("to", "by", "between")
"""From the first to the second; from the second to the first; to one another alike."""

SIDES = ("actor", "recipient")
SAID = {"to": ("to", "about"), "by": ("by", "about-by")}
"""By the way of a statement its sides: to the other, and about the other."""

SAID_WAYS = {f"said-{way}": sides for way, sides in SAID.items()}

BACK = {"to": "by", "by": "to", "between": "between"}
"""The way seen from the other of the two."""


def pair_key(one: str, other: str) -> str:
    """The key of two; the same whichever is told first."""
    return "".join(f" {key}" for key in sorted((one, other)))


def is_pair(key: Any) -> ColumnElement[bool]:
    """That a key is that of a pair."""
    return and_(key >= " ", key < "!")


def direction_of(mine: Any, other: Any, reciprocal: Any) -> ColumnElement[str]:
    """``to``, ``by``, ``between`` or ``beside``, of the sides of two participants of one event."""
    return case(
        (and_(mine == "actor", other == "recipient"), "to"),
        (and_(mine == "recipient", other == "actor"), "by"),
        (and_(mine == "actor", reciprocal == true()), "between"),
        else_="beside",
    )


def file_pairs(connection: Connection, chosen: Chosen) -> None:
    """File the pairs of what is filed already of some articles."""
    for statement in _filings(one=chosen.one):
        connection.execute(statement, chosen.numbers)


@cache  # to put a query together takes as long as to ask it
def _filings(*, one: bool) -> tuple[Any, ...]:
    return tuple(
        insert(table).from_select([column.name for column in table.c], query)
        for table, query in (
            (schema_keys.event_keys, _event_pairs(one=one)),
            (schema_keys.statement_keys, _statement_pairs(one=one)),
        )
    )


def _entity(row: Any) -> ColumnElement[bool]:
    return and_(row.c.key != "", row.c.key.not_like("%:%"))


def _both(one: Any, other: Any) -> Any:
    return literal(" ").concat(one).concat(" ").concat(other)


def _event_pairs(*, one: bool) -> Select[Any]:
    events = schema.events.c
    mine, theirs = (schema_keys.event_keys.alias(name) for name in ("mine", "theirs"))
    way = direction_of(mine.c.side, theirs.c.side, events.reciprocal)
    same = and_(mine.c.side == theirs.c.side, mine.c.position == theirs.c.position)
    key = _both(mine.c.key, theirs.c.key)
    query = (
        select(mine.c.event_id, key, way, literal(0, Integer), mine.c.wide, mine.c.day, mine.c.type, mine.c.real)
        .select_from(mine)
        .join(theirs, and_(theirs.c.event_id == mine.c.event_id, mine.c.key <= theirs.c.key, not_(same)))
        .join(schema.events, events.id == mine.c.event_id)
        .where(*(row.c.side.in_(SIDES) for row in (mine, theirs)), *map(_entity, (mine, theirs)), way != "beside")
        .where(not_(and_(mine.c.key == theirs.c.key, way == "by")))
        .distinct()
    )  # fmt: skip
    return query.where(of_articles(mine.c.event_id, events, one=one))


def _statement_pairs(*, one: bool) -> Select[Any]:
    speaker, heard = (schema_keys.statement_keys.alias(name) for name in ("speaker", "heard"))
    first = speaker.c.key <= heard.c.key
    key = case((first, _both(speaker.c.key, heard.c.key)), else_=_both(heard.c.key, speaker.c.key))
    to = heard.c.side == "addressee"
    side = case((and_(first, to), "to"), (to, "by"), (first, "about"), else_="about-by")
    query = (
        select(speaker.c.statement_id, key, side, speaker.c.wide, speaker.c.day)
        .select_from(speaker)
        .join(heard, heard.c.statement_id == speaker.c.statement_id)
        .where(speaker.c.side == "speaker", heard.c.side.in_(("addressee", "named")))
        .where(*map(_entity, (speaker, heard)))
        .distinct()
    )
    return query.where(of_articles(speaker.c.statement_id, schema.statements.c, one=one))


def said_way(side: Any) -> ColumnElement[str]:
    """What a statement of a pair is counted as, by its side."""
    return case(*((side.in_(sides), what) for what, sides in SAID_WAYS.items()))


def with_mode() -> ColumnElement[str]:
    """What an event of a pair is counted as: its type, with its mode after a slash if it has one."""
    events = schema.events.c
    return events.type.concat(case((events.mode.is_(None), ""), else_=literal("/").concat(events.mode)))


def month_of(day: Any) -> ColumnElement[str]:
    """The month of a day; empty where none is known."""
    return func.coalesce(parts.month(day), "")


def pair_month_counts(*, one: bool) -> Iterator[Select[Any]]:
    """Queries for how many events and statements of each pair there are in a month, as ``key_months`` has them."""
    files, events = schema_keys.event_keys.c, schema.events.c
    month, kind = month_of(files.day), with_mode()
    acts = (
        select(files.key, files.side, month, kind, files.real, func.count(distinct(files.event_id)))
        .join_from(schema_keys.event_keys, schema.events, events.id == files.event_id)
        .where(is_pair(files.key))
        .group_by(files.key, files.side, month, kind, files.real)
    )
    yield acts.where(of_articles(files.event_id, events, one=True)) if one else acts
    said = schema_keys.statement_keys.c
    month, what = month_of(said.day), said_way(said.side)
    told = (
        select(said.key, what, month, literal(""), true(), func.count(distinct(said.statement_id)))
        .where(is_pair(said.key))
        .group_by(said.key, what, month)
    )
    yield told.where(of_articles(said.statement_id, schema.statements.c, one=True)) if one else told
