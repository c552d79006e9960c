"""What the database says of the entities of its articles: the profiles, and the imported reference data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select, union

from dateline.model import (
    Bounds,
    Entity,
    EntityName,
    Listing,
    NameKind,
    Office,
    OfficeKind,
    Term,
)
from dateline.store.ftm_entities import Known
from dateline.store.profile_json import decode_profile
from dateline.store.schema_reference import (
    entities,
    entity_names,
    links,
    listings,
    offices,
    profiles,
    snapshots,
)

BATCH = 100

Among = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""The condition, on the number of an article, that it is one of those that are written."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A snapshot: its id in words, its day, and the day of the newest one of its source."""

    name: str
    day: date
    newest: date


def each_known(connection: Connection, among: Among) -> Iterator[Known]:
    """The entities that are linked to, or have a profile in, these articles: each once, by key, a few in memory.

    Imported reference data stand before profiles, as they may be newer.

    Raises:
        DataError: a profile cannot be read.
    """
    taken = _taken(connection)
    for keys in _keys(connection, among).partitions(BATCH):
        found = {row.entity: Known(row.entity) for row in keys}
        _add_imported(connection, found, taken)
        _add_profiles(connection, found, among)
        _add_names(connection, found)
        yield from found.values()


def _keys(connection: Connection, among: Among) -> Any:
    linked = select(links.c.entity).where(links.c.entity.is_not(None), among(links.c.article_id))
    profiled = select(profiles.c.entity).where(among(profiles.c.article_id))
    return connection.execute(union(linked, profiled).order_by("entity"))


def _add_profiles(connection: Connection, found: Mapping[str, Known], among: Among) -> None:
    query = (
        select(profiles.c.entity, profiles.c.profile)
        .where(profiles.c.entity.in_(list(found)), among(profiles.c.article_id))
        .order_by(profiles.c.entity, profiles.c.article_id)
    )
    last: tuple[str, str] | None = None
    for row in connection.execute(query):
        if (row.entity, row.profile) == last:  # many articles of one day say the same
            continue
        last = (row.entity, row.profile)
        profile = decode_profile(row.profile)
        who = found[row.entity]
        if not any(entity.snapshot == profile.entity.snapshot for entity in who.entities):
            who.entities.append(profile.entity)
        for standing in profile.standings:
            who.add(standing.fact)


def _add_names(connection: Connection, found: Mapping[str, Known]) -> None:
    """The name that links give to an entity of which nothing else is known."""
    bare = [key for key, who in found.items() if not who.entities]
    query = select(links.c.entity, links.c.name).where(links.c.entity.in_(bare), links.c.name.is_not(None))
    for row in connection.execute(query.distinct().order_by(links.c.name)):
        found[row.entity].name = found[row.entity].name or row.name


def _add_imported(connection: Connection, found: Mapping[str, Known], taken: Mapping[int, _Taken]) -> None:
    query = select(entities).where(entities.c.key.in_(list(found))).order_by(entities.c.id)
    rows = connection.execute(query).all()
    numbers = [row.id for row in rows]
    names = _parts(connection, entity_names, numbers)
    held = _parts(connection, offices, numbers)
    listed = _parts(connection, listings, numbers)
    for row in rows:
        who = found[row.key]
        who.entities.append(_entity(row, names[row.id], taken[row.last_snapshot].name))
        for part in held[row.id]:
            who.add(_office(part, row.key, taken[part.last_snapshot]))
        for part in listed[row.id]:
            who.add(_listing(part, row.key, taken[part.last_snapshot]))


def _parts(connection: Connection, table: Table, numbers: Sequence[int]) -> dict[int, list[Row[Any]]]:
    query = select(table).where(table.c.entity_id.in_(numbers)).order_by(table.c.id)
    parts: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        parts[row.entity_id].append(row)
    return parts


def _taken(connection: Connection) -> dict[int, _Taken]:
    rows = connection.execute(select(snapshots)).all()
    newest: dict[str, date] = {}
    for row in rows:
        newest[row.source] = max(row.taken, newest.get(row.source, row.taken))
    return {row.id: _Taken(f"{row.source}@{row.version}", row.taken, newest[row.source]) for row in rows}


def _entity(row: Row[Any], names: Sequence[Row[Any]], snapshot: str) -> Entity:
    first = EntityName(text=row.name, kind=NameKind.PRIMARY)
    others = [EntityName(text=name.text, kind=NameKind(name.kind), script=name.script) for name in names]
    return Entity(
        id=row.key,
        schema=row.schema,
        names=(first, *(name for name in others if name.text != row.name)),
        countries=row.countries,
        wikidata=row.wikidata,
        gender=row.gender,
        born=_bounds(row.born_earliest, row.born_latest),
        role=row.role,
        source=row.reference,
        snapshot=snapshot,
    )


def _office(row: Row[Any], key: str, taken: _Taken) -> Office:
    return Office(
        holder=key,
        position=row.position,
        kind=OfficeKind(row.kind),
        country=row.country,
        organisation=row.organisation,
        acting=row.acting,
        term=_term(row, taken),
        source=row.reference,
        snapshot=taken.name,
    )


def _listing(row: Row[Any], key: str, taken: _Taken) -> Listing:
    return Listing(
        entity=key,
        list=row.list,
        authority=row.authority,
        programme=row.programme,
        entry=row.entry,
        term=_term(row, taken),
        source=row.reference,
        snapshot=taken.name,
    )


def _term(row: Row[Any], taken: _Taken) -> Term:
    """The term; what is gone from the newest snapshot ended between the two."""
    end = _bounds(row.end_earliest, row.end_latest)
    if end is None and taken.newest > taken.day:
        end = Bounds(taken.day, taken.newest)
    return Term(start=_bounds(row.start_earliest, row.start_latest), end=end, as_of=taken.day)


def _bounds(earliest: date | None, latest: date | None) -> Bounds | None:
    return Bounds(earliest, latest) if earliest or latest else None
