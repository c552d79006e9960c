"""Who acts on whom: events summed by pairs of states or of names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, and_, case, cast, func, or_, select

from dateline.model import Auxiliary, Quad
from dateline.store import facts, schema
from dateline.store.codebook import QUADS, codebook
from dateline.store.database import Database
from dateline.store.facts import FactFilter
from dateline.store.paging import Numbered
from dateline.store.verdicts import counting

_NOT_REAL = (Auxiliary.NEGATION, Auxiliary.FUTURE, Auxiliary.HYPOTHETICAL)


@dataclass(frozen=True, slots=True)
class PairPlace:
    """A place among pairs, those with the most events first."""

    events: int
    actor: str
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What one side did to the other.

    Attributes:
        actor, recipient: alpha-3 codes of states, or names; of a reciprocal event each is both.
        events: how many.
        happened: of these, how many are told as having happened or happening.
        quads: how many of each of the four classes.
    """

    actor: str
    recipient: str
    events: int
    happened: int
    quads: dict[Quad, int]


def find_pairs(
    database: Database, wanted: FactFilter, after: PairPlace | None, limit: int, *, by_name: bool = False
) -> Numbered[Pair]:
    """The pairs in such events, those with the most events first.

    Args:
        database: where to look.
        wanted: which events count.
        after: the place of the last pair seen.
        limit: at most so many.
        by_name: pairs of names; by default of states.

    Raises:
        UsageError: a name has no letters, or the text query is broken.
        StoreError: the database cannot be read.
    """
    with database.reading() as connection:
        wanted = counting(connection, wanted)
    pairs = _pairs(wanted, by_name=by_name).subquery()
    query = select(pairs).order_by(pairs.c.events.desc(), pairs.c.actor, pairs.c.recipient).limit(limit + 1)
    if after is not None:
        column = pairs.c
        query = query.where(
            or_(
                column.events < after.events,
                and_(column.events == after.events, column.actor > after.actor),
                and_(
                    column.events == after.events,
                    column.actor == after.actor,
                    column.recipient > after.recipient,
                ),
            )
        )
    with database.reading() as connection:
        rows = connection.execute(query).all()
    found = tuple(_pair(row) for row in rows[:limit])
    last = PairPlace(found[-1].events, found[-1].actor, found[-1].recipient) if len(rows) > limit else None
    return Numbered(found, last)


def _pair(row: Any) -> Pair:
    quads = {quad: int(row._mapping[f"quad_{place}"]) for place, quad in enumerate(QUADS)}
    return Pair(
        actor=row.actor, recipient=row.recipient, events=row.events, happened=row.happened, quads=quads
    )


def _pairs(wanted: FactFilter, *, by_name: bool) -> Select[Any]:
    """One row a pair; each event counts once in it, however many of one side take part."""
    events, numbers = schema.events.c, codebook().quads
    chosen = facts.facts_query(wanted).with_only_columns(
        events.id, events.type, events.auxiliaries, events.reciprocal
    )
    event = chosen.cte("chosen")
    actors, recipients = schema.participants.alias("actors"), schema.participants.alias("recipients")
    one, other = (actors.c.name, recipients.c.name) if by_name else (actors.c.country, recipients.c.country)
    mutual = and_(event.c.reciprocal, recipients.c.side == "actor", one != other)
    each = (
        select(event.c.id, event.c.type, event.c.auxiliaries, one.label("actor"), other.label("recipient"))
        .join(actors, and_(actors.c.event_id == event.c.id, actors.c.side == "actor"))
        .join(
            recipients,
            and_(recipients.c.event_id == event.c.id, or_(recipients.c.side == "recipient", mutual)),
        )
        .where(one.is_not(None), other.is_not(None))
        .distinct()
        .subquery()
    )
    unreal = or_(*(cast(each.c.auxiliaries, Text).like(f'%"{auxiliary.value}"%') for auxiliary in _NOT_REAL))
    return select(
        each.c.actor,
        each.c.recipient,
        func.count().label("events"),
        func.sum(case((unreal, 0), else_=1)).label("happened"),
        *(
            func.sum(
                case(
                    (
                        each.c.type.in_(
                            [kind.value for kind, number in numbers.items() if number == place + 1]
                        ),
                        1,
                    ),
                    else_=0,
                )
            ).label(f"quad_{place}")
            for place in range(len(QUADS))
        ),
    ).group_by(each.c.actor, each.c.recipient)
