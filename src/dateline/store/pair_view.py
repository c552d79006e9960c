"""What passed between two entities: events and statements in either direction, by month, with their scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from dateline.model import EventType, Quad
from dateline.store.codebook import QUADS, codebook
from dateline.store.entity_view import REPORTS, Scope, events_of, said_in
from dateline.store.filed import EVENTS, STATEMENTS, File, newest
from dateline.store.incidents import first_reports
from dateline.store.key_counts import month_counts
from dateline.store.numbered import facts_numbered, said_numbered
from dateline.store.pair_keys import BACK, SAID, SAID_WAYS, WAYS, pair_key
from dateline.store.records import Fact, Said


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
    """Events and statements between two by month and direction, in order; of all days.

    All reports of one act count once, and statements in copies do not.
    """
    kind = scope.type.value if scope.type else None
    flip = _flip(one, other)
    acts: defaultdict[tuple[str, str], list[tuple[str, str | None, int]]] = defaultdict(list)
    said: dict[tuple[str, str], int] = {}
    key = pair_key(one, other)
    for row in month_counts(connection, key, WAYS, real=scope.real, kind=kind):
        event_type, _, mode = row.type.partition("/")
        acts[row.month, flip[row.what]].append((event_type, mode or None, row.number))
    for row in month_counts(connection, key, tuple(SAID_WAYS)):
        said[row.month, flip[row.what.removeprefix("said-")]] = row.number
    keys = sorted(key for key in {*acts, *said} if key[0])  # with a month
    return tuple(
        _month(month, way, acts.get((month, way), ()), said.get((month, way), 0)) for month, way in keys
    )


def pair_events(
    connection: Connection, one: str, other: str, scope: Scope, *, way: str | None = None, limit: int = 50
) -> tuple[tuple[str, Fact], ...]:
    """The newest acts between two, each with its direction, by the newest report that is no copy.

    Where acts are reported by very many, there can be fewer than the limit.

    Args:
        connection: to the database.
        one: id of the first.
        other: id of the second.
        scope: which events.
        way: of one direction only.
        limit: at most so many.
    """
    flip = _flip(one, other)
    sides = WAYS if way is None else (flip[way],)
    asked = events_of(pair_key(one, other), scope, sides=sides, copies=False)
    candidates = [place.number for place in newest(connection, EVENTS, asked, limit=limit * REPORTS)]
    ways = _sides(connection, EVENTS, candidates, one, other)
    found = [(flip[side], number) for number in candidates for side in ways[number] if side in sides]
    first = set(first_reports(connection, candidates, limit))
    chosen = [each for each in found if each[1] in first][:limit]
    facts = {fact.id: fact for fact in facts_numbered(connection, [number for _, number in chosen])}
    return tuple((each, facts[number]) for each, number in chosen if number in facts)


def pair_said(
    connection: Connection, one: str, other: str, scope: Scope, *, way: str | None = None, limit: int = 50
) -> tuple[PairSaid, ...]:
    """The newest statements of one of two to the other, or that name the other; arguments as for events."""
    flip = _flip(one, other)
    told = {side: (flip[of], side == of) for of, sides in SAID.items() for side in sides}
    sides = tuple(side for side, (direction, _) in told.items() if way in (None, direction))
    if not sides:
        return ()
    asked = said_in(pair_key(one, other), sides, scope)
    numbers = [place.number for place in newest(connection, STATEMENTS, asked, limit=limit)]
    found = _sides(connection, STATEMENTS, numbers, one, other)
    # Each is shown once: as what the first says rather than the second, and as to the other rather than about.
    ways = {
        number: sorted((told[side] for side in found[number] if side in sides), key=_rank)
        for number in numbers
    }
    texts = {one.id: one for one in said_numbered(connection, numbers)}
    return tuple(
        PairSaid(way=ways[number][0][0], addressed=ways[number][0][1], said=texts[number])
        for number in numbers
        if number in texts
    )


def _rank(told: tuple[str, bool]) -> tuple[bool, bool]:
    way, addressed = told
    return way != "to", not addressed


def _flip(one: str, other: str) -> Mapping[str, str]:
    """From the ways of the key to those from ``one`` to ``other``; and back."""
    return {way: way for way in WAYS} if one <= other else BACK


def _sides(
    connection: Connection, file: File, numbers: Sequence[int], one: str, other: str
) -> defaultdict[int, list[str]]:
    """By number the sides on which these are filed under a pair."""
    table = file.keys.c
    number = file.of(file.keys)
    # Not by the index of keys: each is looked up by its number.
    mine = table.key.concat("") == pair_key(one, other)
    query = select(number, table.side).where(number.in_(numbers), mine).order_by(number, table.side)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        found[row[0]].append(row.side)
    return found


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
