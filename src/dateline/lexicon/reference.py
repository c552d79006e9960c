"""The shipped reference data: who held which office, organisations, armed groups, and who is on which list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import msgspec

from dateline.lexicon.name_keys import plain_words
from dateline.lexicon.reference_files import (
    BodyEntry,
    ListingEntry,
    PersonEntry,
    ReferenceFile,
    bounds,
    read_files,
)
from dateline.lexicon.scripts import script_of
from dateline.model import Entity, EntityName, Listing, NameType, Office, Record, Snapshot, Term

SHIPPED = "shipped"


@cache
def shipped_snapshot() -> Snapshot:
    """The version of the shipped data: the newest day that a file stands for, and a digest of them all."""
    files = read_files()
    digest = hashlib.sha256(msgspec.json.encode(files)).hexdigest()
    taken = max(file.day for file in files.values())
    return Snapshot(
        id=f"{SHIPPED}@{taken}",
        source=SHIPPED,
        version=taken.isoformat(),
        taken=taken,
        address="dateline.lexicon/reference",
        sha256=digest,
        records=sum(len(f.people) + len(f.organisations) + len(f.groups) for f in files.values()),
    )


@cache
def load_records() -> tuple[Record, ...]:
    """Every person, organisation and group that is shipped, each once though two files may tell of it."""
    snapshot = shipped_snapshot().id
    found: dict[str, Record] = {}
    for file in read_files().values():
        for record in _records(file, snapshot):
            known = found.get(record.entity.id)
            found[record.entity.id] = _joined(known, record) if known else record
    return tuple(found.values())


def _records(file: ReferenceFile, snapshot: str) -> Iterator[Record]:
    for person in file.people:
        yield _person(person, file, snapshot)
    for body in (*file.organisations, *file.groups):
        yield _body(body, file, snapshot)


def _joined(one: Record, other: Record) -> Record:
    """What two files tell of one entity: all its names, offices and listings, none twice."""
    names = {name.text: name for name in (*other.entity.names, *one.entity.names)}
    first = one.entity.names[0]
    entity = replace(
        one.entity,
        names=(first, *(name for name in names.values() if name.text != first.text)),
        born=one.entity.born or other.entity.born,
        gender=one.entity.gender or other.entity.gender,
    )
    offices = {
        (o.kind, o.country, o.organisation, str(o.term.start)): o for o in (*other.offices, *one.offices)
    }
    listings = {(item.list, item.programme): item for item in (*other.listings, *one.listings)}
    return Record(entity=entity, offices=tuple(offices.values()), listings=tuple(listings.values()))


def _id(name: str, country: str, wikidata: str | None) -> str:
    """The Wikidata item, or a readable id of our own."""
    return wikidata or f"{SHIPPED}-{country.lower()}-{'-'.join(plain_words(name))}"


def _names(name: str, also: list[str], native: list[str]) -> tuple[EntityName, ...]:
    def one(text: str, kind: NameType) -> EntityName:
        return EntityName(text=text, kind=kind, script=script_of(text))

    others = [one(text, NameType.ALIAS) for text in also]
    return (one(name, NameType.PRIMARY), *others, *(one(text, NameType.NATIVE) for text in native))


def _person(entry: PersonEntry, file: ReferenceFile, snapshot: str) -> Record:
    key = _id(entry.name, entry.country, entry.wikidata)
    source = entry.source or file.source
    entity = Entity(
        id=key,
        schema="Person",
        names=_names(entry.name, entry.also, entry.native),
        countries=(entry.country,),
        wikidata=entry.wikidata,
        gender=entry.gender,
        born=bounds(entry.born),
        source=source,
        snapshot=snapshot,
    )
    offices = tuple(
        Office(
            holder=key,
            position=office.position,
            kind=office.kind,
            country=office.country or (None if office.organisation else entry.country),
            organisation=office.organisation,
            acting=office.acting,
            term=Term(start=bounds(office.start), end=bounds(office.end or entry.died), as_of=file.day),
            source=office.source or source,
            snapshot=snapshot,
        )
        for office in entry.offices
    )
    return Record(entity=entity, offices=offices, listings=_listings(key, entry.listings, file, snapshot))


def _listings(
    key: str, entries: list[ListingEntry], file: ReferenceFile, snapshot: str
) -> tuple[Listing, ...]:
    return tuple(
        Listing(
            entity=key,
            list=entry.list,
            programme=entry.programme,
            entry=entry.id,
            term=Term(start=bounds(entry.start), end=bounds(entry.end), as_of=file.day),
            source=entry.source or file.source,
            snapshot=snapshot,
        )
        for entry in entries
    )


def _body(entry: BodyEntry, file: ReferenceFile, snapshot: str) -> Record:
    key = _id(entry.name, entry.seat or "int", entry.wikidata)
    countries = tuple(entry.countries) or ((entry.seat,) if entry.seat else ())
    entity = Entity(
        id=key,
        schema="Organization",
        names=_names(entry.name, entry.also, entry.native),
        countries=countries,
        wikidata=entry.wikidata,
        born=bounds(entry.founded or (entry.active.start if entry.active else None)),
        role=entry.role,
        source=entry.source or file.source,
        snapshot=snapshot,
    )
    return Record(entity=entity, listings=_listings(key, entry.listings, file, snapshot))
