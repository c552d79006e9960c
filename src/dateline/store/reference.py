"""Imported reference data that can be asked: by name, by surname, by office, by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import Any

from rapidfuzz.fuzz import ratio
from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, or_, select

from dateline.lexicon.gazetteer import Place
from dateline.lexicon.name_keys import MARK, plain_words, sound_keys
from dateline.model import (
    Entity,
    EntityName,
    Listing,
    NameType,
    Office,
    OfficeKind,
    Record,
    Snapshot,
    Term,
)
from dateline.store import schema_reference as schema
from dateline.store.database import Database
from dateline.store.gazetteer import locate
from dateline.store.reference_terms import Series, bounds_of, runs, term_of

_AT_ONCE = 500
_MOST_SHARING, _MOST_ALIKE = 1000, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSnapshot:
    """A snapshot in a database.

    Attributes:
        number: number of its row; of two snapshots of a source, the later one has the higher.
        lists: the sanctions lists that are complete in it.
        newest: whether it is the one in force.
    """

    number: int
    snapshot: Snapshot
    lists: tuple[str, ...]
    newest: bool


@dataclass(frozen=True, slots=True)
class StoreReference:
    """The imported data of a database: what stood in the newest snapshot of each source.

    An entity with listings that are gone from the newest snapshot is there too, with these listings, their ends
    bounded by the days of the snapshots.
    """

    database: Database

    def named(self, keys: Collection[str]) -> Mapping[str, Sequence[Record]]:
        """The records that have a name with one of these keys (``entity_key``), by key; keys without any are absent."""
        names, entities = schema.entity_names.c, schema.entities.c
        found: defaultdict[str, dict[int, None]] = defaultdict(dict)
        with self.database.reading() as connection:
            series = _series(connection)
            for part in _parts([key for key in dict.fromkeys(keys) if key]):
                query = (
                    select(names.name_key, entities.id)
                    .join(schema.entities, entities.id == names.entity_id)
                    .where(names.name_key.in_(part), _visible(series))
                    .order_by(entities.id)
                )
                for key, number in connection.execute(query):
                    found[key][number] = None
            records = _load(connection, {n for numbers in found.values() for n in numbers}, series)
        return {key: tuple(records[number] for number in numbers) for key, numbers in found.items()}

    def surnamed(self, word: str) -> Sequence[Record]:
        """The people who hold or held an office and can be called by this one word, in plain small letters."""
        lone, entities = schema.lone_names.c, schema.entities.c
        with self.database.reading() as connection:
            series = _series(connection)
            query = (
                select(entities.id)
                .join(schema.lone_names, lone.entity_id == entities.id)
                .where(lone.word == word, _newest(series, schema.entities))
                .order_by(entities.id)
            )
            records = _load(connection, dict.fromkeys(connection.execute(query).scalars()), series)
        return tuple(records.values())

    def like(self, name: str) -> Sequence[Record]:
        """The people who may have a name that is this one spelled in another way, or with letters lost.

        Of those who share the most keys with it (``sound_keys``), the ones whose names have the most letters in common
        with it: some of them have quite another name.
        """
        sounds, entities = schema.name_sounds.c, schema.entities.c
        keys = sound_keys(name)
        damaged = MARK in name or "\ufffd" in name
        with self.database.reading() as connection:
            series = _series(connection)
            if not keys or not series:
                return ()
            fits = (
                or_(*(and_(sounds.key >= key, sounds.key < f"{key}\x7f") for key in sorted(keys)))
                if damaged
                else sounds.key.in_(sorted(keys))
            )
            query = (
                select(sounds.entity_id)
                .join(schema.entities, entities.id == sounds.entity_id)
                .where(fits, _visible(series))
                .group_by(sounds.entity_id)
                .order_by(func.count().desc(), sounds.entity_id)
                .limit(_MOST_SHARING)
            )
            found = _most_alike(connection, name, list(connection.execute(query).scalars()))
            return tuple(_load(connection, found, series).values())

    def holders(self, kind: OfficeKind, country: str) -> Sequence[tuple[Record, Office]]:
        """All who ever held an office of this kind in this state (alpha-3 code)."""
        offices = schema.offices.c
        with self.database.reading() as connection:
            series = _series(connection)
            query = select(offices.entity_id).where(
                offices.kind == kind.value, offices.country == country, _newest(series, schema.offices)
            )
            numbers = dict.fromkeys(connection.execute(query.order_by(offices.id)).scalars())
            records = _load(connection, numbers, series)
        return tuple(
            (record, office)
            for record in records.values()
            for office in record.offices
            if office.kind is kind and office.country == country
        )

    def place(self, name: str, country: str | None, near: Collection[str]) -> Place | None:
        """Where a place of this name lies, by the shipped gazetteer and the imported one."""
        with self.database.reading() as connection:
            return locate(connection, name, country, near)

    def lists(self) -> Mapping[str, date]:
        """The sanctions lists that are complete in these data, each with the day of its newest snapshot."""
        found: dict[str, date] = {}
        for one in self.snapshots():
            for name in one.lists if one.newest else ():
                found[name] = max(found.get(name, date.min), one.snapshot.taken)
        return found

    def record(self, identity: str) -> Sequence[Record]:
        """All that each source says of the entity with this id; empty if none knows it."""
        with self.database.reading() as connection:
            return records_of(connection, [identity]).get(identity, ())

    def names(self) -> Iterator[tuple[str, str, str]]:
        """Every name with the id and the FollowTheMoney schema of its entity, a few thousand in memory at a time."""
        names, entities = schema.entity_names.c, schema.entities.c
        with self.database.reading() as connection:
            query = (
                select(names.text, entities.key, entities.schema)
                .join(schema.entities, entities.id == names.entity_id)
                .where(_visible(_series(connection)))
                .order_by(names.id)
            )
            for row in connection.execute(query.execution_options(yield_per=5000)):
                yield row.text, row.key, row.schema

    def snapshots(self, source: str | None = None) -> tuple[StoredSnapshot, ...]:
        """The snapshots that were imported, those of one source in their order; of all sources, or of one."""
        table = schema.snapshots
        query = select(table).order_by(table.c.source, table.c.id)
        if source is not None:
            query = query.where(table.c.source == source)
        newest = select(func.max(table.c.id)).group_by(table.c.source)
        with self.database.reading() as connection:
            last = set(connection.execute(newest).scalars())
            return tuple(_stored(row, newest=row.id in last) for row in connection.execute(query))


def _most_alike(connection: Connection, name: str, people: Sequence[int]) -> list[int]:
    """Of these rows of entities those of which a name has words that are the most like those of ``name``."""
    names, asked = schema.entity_names.c, plain_words(name)
    best: dict[int, float] = {}
    for part in _parts(people):
        query = select(names.entity_id, names.name_key).where(names.entity_id.in_(part))
        for number, key in connection.execute(query):
            words = key.split()
            likeness = sum(max((ratio(one, other) for other in words), default=0.0) for one in asked)
            best[number] = max(best.get(number, 0.0), likeness - abs(len(words) - len(asked)))
    return nlargest(_MOST_ALIKE, people, key=lambda number: best.get(number, 0.0))


def records_of(connection: Connection, keys: Collection[str]) -> Mapping[str, Sequence[Record]]:
    """All that each source says of the entities with these ids, by id; ids that none knows are absent."""
    table = schema.entities.c
    series = _series(connection)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for part in _parts(list(keys)):
        query = select(table.key, table.id).where(table.key.in_(part), _visible(series)).order_by(table.id)
        for key, number in connection.execute(query):
            found[key].append(number)
    records = _load(connection, {n for numbers in found.values() for n in numbers}, series)
    return {key: tuple(records[number] for number in numbers) for key, numbers in found.items()}


def _stored(row: Row[Any], *, newest: bool) -> StoredSnapshot:
    snapshot = Snapshot(
        id=f"{row.source}@{row.version}",
        source=row.source,
        version=row.version,
        taken=row.taken,
        address=row.address,
        sha256=row.sha256,
        records=row.records,
    )
    return StoredSnapshot(number=row.id, snapshot=snapshot, lists=row.lists, newest=newest)


def _series(connection: Connection) -> Mapping[str, Series]:
    table = schema.snapshots.c
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(
        select(table.id, table.source, table.taken, table.version).order_by(table.id)
    ):
        found[row.source].append(row)
    return {
        source: Series(source, [r.id for r in rows], [r.taken for r in rows], [r.version for r in rows])
        for source, rows in found.items()
    }


def _newest(series: Mapping[str, Series], table: Any) -> ColumnElement[bool]:
    """That a row stood in the newest snapshot of its source: numbers of snapshots are of one source only."""
    return table.c.last_snapshot.in_([one.newest for one in series.values()])  # type: ignore[no-any-return]


def _visible(series: Mapping[str, Series]) -> ColumnElement[bool]:
    listed = exists().where(schema.listings.c.entity_id == schema.entities.c.id)
    return or_(_newest(series, schema.entities), listed)


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[place : place + _AT_ONCE] for place in range(0, len(items), _AT_ONCE))


def _load(
    connection: Connection, numbers: Collection[int], series: Mapping[str, Series]
) -> dict[int, Record]:
    """The records of these rows of entities, in the order asked for."""
    found: dict[int, Record] = {}
    for part in _parts(list(numbers)):
        names = _by_entity(connection, schema.entity_names, part)
        offices = _by_entity(connection, schema.offices, part)
        listings = _by_entity(connection, schema.listings, part)
        table = schema.entities
        for row in connection.execute(select(table).where(table.c.id.in_(part))):
            known = series[row.source]
            entity = _entity(row, names[row.id], known.id(row.last_snapshot))
            found[row.id] = Record(
                entity=entity,
                offices=tuple(
                    _office(office, entity, known)
                    for office in offices[row.id]
                    if office.last_snapshot == known.newest
                ),
                listings=_listings(listings[row.id], entity, known),
            )
    return {number: found[number] for number in numbers if number in found}


def _by_entity(connection: Connection, table: Any, part: Sequence[int]) -> Mapping[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(table).where(table.c.entity_id.in_(part)).order_by(table.c.id)):
        found[row.entity_id].append(row)
    return found


def _entity(row: Row[Any], names: Sequence[Row[Any]], snapshot: str) -> Entity:
    return Entity(
        id=row.key,
        schema=row.schema,
        names=tuple(EntityName(text=one.text, kind=NameType(one.kind), script=one.script) for one in names),
        countries=row.countries,
        wikidata=row.wikidata,
        gender=row.gender,
        born=bounds_of(row, "born"),
        role=row.role,
        source=row.reference,
        snapshot=snapshot,
    )


def _office(row: Row[Any], entity: Entity, series: Series) -> Office:
    end = bounds_of(row, "end")
    as_of = series.day(series.newest) if end or row.told_open else None
    return Office(
        holder=entity.id,
        position=row.position,
        kind=OfficeKind(row.kind),
        country=row.country,
        organisation=row.organisation,
        acting=row.acting,
        term=Term(start=bounds_of(row, "start"), end=end, as_of=as_of),
        source=row.reference,
        snapshot=entity.snapshot,
    )


def _listings(rows: Sequence[Row[Any]], entity: Entity, series: Series) -> tuple[Listing, ...]:
    found = tuple(runs(rows, series))
    return tuple(
        Listing(
            entity=entity.id,
            list=run.row.list,
            authority=run.row.authority,
            programme=run.row.programme,
            entry=run.row.entry,
            term=term_of(run, found, series),
            source=run.row.reference,
            snapshot=series.id(run.last),
        )
        for run in found
    )
