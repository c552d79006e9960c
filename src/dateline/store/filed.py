"""The newest articles, events or statements that are filed under some keys, read off an index by day.

The rarest key is gone through from the newest day down; the others are asked for each row. So neither what is in
millions of rows, nor what is in a few, makes a search look through a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)

from dateline.store import schema, schema_keys
from dateline.store.conditions import code_of, is_entity, is_state, plain_words
from dateline.store.keys import EVERYTHING, STATE
from dateline.store.verdicts import on_entities

MANY = 20_000
"""Names with more facts than this are not gone through one by one."""

FEW = 4000
"""A key with less facts than this is gone through, though words are asked for too."""

MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class Under:
    """A condition: filed under one of these keys, on one of these sides (any, if there are none)."""

    keys: tuple[str, ...]
    sides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A table of keys, with the table of what is filed and the days of that."""

    keys: Any
    what: str
    number: str
    earliest: Any
    latest: Any
    owner: Any

    def of(self, row: Any) -> Any:
        """The column of the number of what is filed."""
        return row.c[self.number]


ARTICLES = File(
    schema_keys.article_keys, "article", "article_id", schema.articles.c.published_earliest,
    schema.articles.c.published_latest, schema.articles,
)  # fmt: skip
EVENTS = File(
    schema_keys.event_keys, "event", "event_id", schema.events.c.when_earliest, schema.events.c.when_latest,
    schema.events,
)  # fmt: skip
STATEMENTS = File(
    schema_keys.statement_keys, "statement", "statement_id", schema.articles.c.published_earliest,
    schema.articles.c.published_latest, schema.statements,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Among:
    """A condition that few meet.

    Attributes:
        numbers: a query for the numbers of those that meet it, which may stop at some thousands.
        exact: the whole of it.
        looked: a query for what ``numbers`` looks through, not stopped.
        most: after so many of these it stops.
        told: what is looked at then, in words.
    """

    numbers: Select[Any]
    exact: ColumnElement[bool]
    looked: Select[Any]
    most: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a file.

    Attributes:
        under: the conditions, all of which must hold.
        since, until: days; what can be of one of them.
        last_day: whether instead its last day must be one of them.
        more: conditions on the table of what is filed, and on ``articles``.
        among: another condition, which is begun with unless a key has few.
    """

    under: tuple[Under, ...] = ()
    since: date | None = None
    until: date | None = None
    last_day: bool = False
    more: tuple[ColumnElement[bool], ...] = field(default=())
    among: Among | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ended or began: the day and number of the row."""

    day: date | None
    number: int


def total(connection: Connection, file: File, keys: Iterable[str]) -> int:
    """How many are filed under these keys, taken together; what is under two of them counts twice."""
    asked = {"keys": tuple(keys), "what": file.what}
    return int(connection.execute(_total(), asked).scalar_one() or 0)


@cache  # it is asked ten times for a page
def _total() -> Select[Any]:
    totals = schema_keys.key_totals.c
    among = totals.key.in_(bindparam("keys", expanding=True))
    return select(func.sum(totals.number)).where(among, totals.what == bindparam("what"))


def keys_beginning(connection: Connection, prefix: str, limit: int | None = None) -> list[str]:
    """The rest of the keys of articles that begin so, those of the most articles first."""
    totals = schema_keys.key_totals.c
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    query = (
        select(totals.key)
        .where(totals.what == "article", totals.number > 0, totals.key >= prefix, totals.key < after)
        .order_by(totals.number.desc(), totals.key)
        .limit(limit)
    )
    return [key.removeprefix(prefix) for key in connection.execute(query).scalars()]


def keys_of(connection: Connection, who: str) -> tuple[str, ...] | None:
    """What one is filed under who is told by words of a name, by the code of a state (which is no name), or by an id.

    None if there are too many such names.

    Raises:
        UsageError: there is no letter to look for.
    """
    words, code = plain_words(who), code_of(who)
    if is_state(who):
        return (f"{STATE}{code}",)
    table = schema_keys.name_words.c
    named = select(table.name).where(table.word == max(words.split(), key=len))
    if " " in words.strip():
        named = named.where((" " + table.name + " ").contains(words, autoescape=True))
    names = connection.execute(named.limit(MOST_NAMES + 1)).scalars().all()
    if len(names) > MOST_NAMES:
        return None
    keys = [f"name:{name}" for name in names]
    if code is not None:
        keys.append(f"{STATE}{code}")
    if is_entity(who):
        keys.append(on_entities(connection).counts_as(who))
    return tuple(keys)


def newest(
    connection: Connection,
    file: File,
    asked: Asked,
    *,
    limit: int,
    offset: int = 0,
    edge: Place | None = None,
    back: bool = False,
) -> list[Place]:
    """The newest of what is asked for, each once.

    Args:
        connection: a reading transaction.
        file: which file.
        asked: what is asked for.
        limit: at most so many.
        offset: leave out so many first.
        edge: begin after this one.
        back: instead go from the edge to newer ones, those next to it first; without an edge, from the oldest.
    """
    driver = _driver(connection, file, asked)
    needed = size = limit + offset
    while True:
        # The parts are put together here: what can be of several days is put in order apart.
        each = [
            connection.execute(
                _ordered(_beyond(part, row, file, edge, back=back), row, file, back=back).limit(size)
            ).all()
            for part, row in _parts(file, asked, driver)
        ]
        # One that is filed twice under a key takes two places, so that a part may be cut though it has too few.
        if all(len(rows) < size or len({number for number, _ in rows}) >= needed for rows in each):
            found = dict.fromkeys(Place(day, number) for rows in each for number, day in rows)
            return sorted(found, key=_rank, reverse=not back)[offset:needed]
        size *= 2


def _rank(place: Place) -> tuple[date, int]:
    return place.day or date.min, place.number


def numbers(connection: Connection, file: File, asked: Asked, *, most: int) -> Select[Any]:
    """A query for the numbers of the newest of what is asked for, for use in others."""
    rows = places(connection, file, asked, most=most).subquery()
    return select(rows.c.number).distinct()


def places(connection: Connection, file: File, asked: Asked, *, most: int) -> Select[Any]:
    """A query for ``number`` and ``day`` of the newest; one that is filed twice under a key may come twice."""
    return _query(file, asked, _driver(connection, file, asked), most)


def exceeds(connection: Connection, file: File, asked: Asked, most: int) -> bool:
    """Whether :func:`numbers` leaves some out."""
    rows = places(connection, file, asked, most=most + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(rows)).scalar_one()) > most


def not_looked_at(connection: Connection, file: File, asked: Asked) -> str | None:
    """What alone is looked at, in words, where the search began with a condition that too many meet; else None."""
    few = asked.among
    if few is None or _driver(connection, file, asked) is not few:
        return None
    return few.told if is_more(connection, few.looked, few.most) else None


def is_more(connection: Connection, query: Select[Any], most: int) -> bool:
    """Whether a query gives more rows than this."""
    rows = query.limit(most + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(rows)).scalar_one()) > most


def _driver(connection: Connection, file: File, asked: Asked) -> Under | Among:
    """The condition to begin with: the one that the fewest meet."""
    if asked.among is None and len(asked.under) == 1 and len(asked.under[0].keys) == 1:
        return asked.under[0]
    best: Under | Among = asked.among or Under((EVERYTHING,))
    least: int | None = FEW if asked.among else None
    for under in asked.under:
        size = total(connection, file, under.keys)
        one = len(under.keys) == 1
        if (one or size <= MANY) and (least is None or size < least):
            best, least = under, size
    return best


def _query(file: File, asked: Asked, driver: Under | Among, size: int) -> Select[Any]:
    """``number`` and ``day``, the newest first."""
    ordered = [_ordered(part, row, file).limit(size) for part, row in _parts(file, asked, driver)]
    if len(ordered) == 1:
        return ordered[0]
    both = union_all(*(select(part.subquery()) for part in ordered)).subquery()
    query = select(both.c.number, both.c.day)
    return query.order_by(both.c.day.desc().nulls_last(), both.c.number.desc()).limit(size)


def _ordered(query: Select[Any], row: Any, file: File, *, back: bool = False) -> Select[Any]:
    if back:
        return query.order_by(row.c.day.nulls_first(), file.of(row))
    return query.order_by(row.c.day.desc().nulls_last(), file.of(row).desc())


def _parts(file: File, asked: Asked, driver: Under | Among) -> Iterator[tuple[Select[Any], Any]]:
    """What can be of one day, and what can be of several, each read off the index by day; few are gone through once."""
    for wide in (False, True) if isinstance(driver, Under) else (None,):
        yield _part(file, asked, driver, wide)


def _part(file: File, asked: Asked, driver: Under | Among, wide: bool | None) -> tuple[Select[Any], Any]:
    """What can be of one day only, or (``wide``) of several, or both: the first are cut out by their day, without a
    look at the rows."""
    row = _alias(file.keys, "filed")
    number, day = file.of(row), row.c.day
    query = select(number.label("number"), day.label("day"))
    if wide is not None:
        query = query.where(row.c.wide == wide)
    if isinstance(driver, Under):
        query = query.where(*_filed(row, driver))
    else:
        few = driver.numbers.subquery("few")
        # Not by the index of keys: each of the few is looked up by its number.
        query = query.select_from(few).join(row, number == few.c[0]).where(row.c.key.concat("") == EVERYTHING)
    for under in asked.under:
        if under is not driver:
            query = query.where(is_filed(file, number, under))
    more = list(asked.more)
    if asked.among is not None and driver is not asked.among:
        more.append(asked.among.exact)
    if asked.since or asked.until:
        if not wide or asked.last_day:
            of_day = and_(*_between(day, asked))
            if wide is None and not asked.last_day:
                of_day = or_(
                    and_(row.c.wide == false(), of_day), _wide_of(file, asked, row, joined=bool(more))
                )
            query = query.where(of_day)
        else:
            more += _may_be(file, asked)
    if more:
        query = _with_owner(query.join(file.owner, file.owner.c.id == number), file).where(*more)
    return query, row


def _wide_of(file: File, asked: Asked, row: Any, *, joined: bool) -> ColumnElement[bool]:
    """That what can be of several days can be of those that are asked for."""
    dated = and_(*_may_be(file, asked))
    if not joined:
        owner = _with_owner(select(file.owner.c.id), file).where(file.owner.c.id == file.of(row))
        dated = owner.where(dated).correlate(row).exists()
    return and_(row.c.wide == true(), dated)


def _with_owner(query: Select[Any], file: File) -> Select[Any]:
    """With the article of what is filed, where it is not the article."""
    if file.owner is schema.articles:
        return query
    return query.join(schema.articles, schema.articles.c.id == file.owner.c.article_id)


def is_filed(file: File, number: Any, under: Under) -> ColumnElement[bool]:
    """That what has this number meets a condition."""
    other = _alias(file.keys, "filed_too")
    return exists().where(file.of(other) == number, *_filed(other, under, probed=True))


@cache  # an alias makes a column for each of the table's
def _alias(table: Any, name: str) -> Any:
    return table.alias(name)


def _filed(row: Any, under: Under, *, probed: bool = False) -> Iterable[ColumnElement[bool]]:
    # Where a row is known by its number, the index of keys is kept out of it: SQLite would begin there.
    key = row.c.key.concat("") if probed else row.c.key
    yield key == under.keys[0] if len(under.keys) == 1 else key.in_(under.keys)
    if under.sides:
        yield row.c.side.in_(under.sides)


def _between(day: ColumnElement[Any], asked: Asked) -> Iterable[ColumnElement[bool]]:
    if asked.since is not None:
        yield day >= asked.since
    if asked.until is not None:
        yield day <= asked.until


def _may_be(file: File, asked: Asked) -> Iterable[ColumnElement[bool]]:
    yield or_(file.earliest.is_not(None), file.latest.is_not(None))
    if asked.since is not None:
        yield or_(file.latest >= asked.since, file.latest.is_(None))
    if asked.until is not None:
        yield or_(file.earliest <= asked.until, file.earliest.is_(None))


def _beyond(query: Select[Any], row: Any, file: File, edge: Place | None, *, back: bool) -> Select[Any]:
    """What comes after a place in the order; before it, if ``back``."""
    if edge is None:
        return query
    day, number = row.c.day, file.of(row)
    if edge.day is None:
        undated = and_(day.is_(None), number > edge.number if back else number < edge.number)
        return query.where(or_(day.is_not(None), undated) if back else undated)
    if back:
        return query.where(day >= edge.day, or_(day > edge.day, number > edge.number))
    return query.where(or_(and_(day <= edge.day, or_(day < edge.day, number < edge.number)), day.is_(None)))
