"""Records of a new snapshot in temporary tables, checked, before anything of the database is touched."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    func,
    select,
    true,
)

from dateline.errors import ListRejectedError
from dateline.lexicon.name_keys import entity_key, sound_keys
from dateline.lexicon.name_keys import lone_names as lone_words
from dateline.model import Bounds, Entity, Listing, Office, Record, Term
from dateline.store.columns import storable
from dateline.store.dialect import insert_all, prepare_for_sorting, raw_type
from dateline.store.schema_reference import entities, entity_names, listings, lone_names, name_sounds, offices

_BATCH = 2_000

ENTITY = (
    "schema",
    "name",
    "countries",
    "wikidata",
    "gender",
    "born_earliest",
    "born_latest",
    "role",
    "reference",
    "digest",
)
TERM = ("start_earliest", "start_latest", "end_earliest", "end_latest")
OFFICE = ("position", "kind", "country", "organisation", "acting", "told_open", *TERM, "reference")
NAME = ("text", "kind", "script", "name_key")
LISTING = ("list", "authority", "programme", "entry", *TERM, "reference")

_staged = MetaData()
"""The temporary tables. In them an entity has a number, and so has each row, to keep their order."""


def _temporary(name: str, *columns: Column[Any], of: Table, like: Sequence[str]) -> Table:
    """A temporary table with columns as those of a table of the database."""
    row = Column("row", Integer, primary_key=True, autoincrement=False)
    copied = (Column(each, raw_type(of.c[each])) for each in like)
    return Table(name, _staged, row, *columns, *copied, prefixes=["TEMPORARY"])


def _number() -> Column[int]:
    return Column("n", Integer, nullable=False)


new_entities = _temporary(
    "new_entities",
    _number(),
    Column("entity_id", Integer),
    Column("fresh", Boolean, nullable=False, server_default=true()),
    of=entities,
    like=("key", *ENTITY),
)
new_names = _temporary("new_names", _number(), of=entity_names, like=NAME)
new_words = _temporary("new_words", _number(), of=lone_names, like=("word",))
new_sounds = _temporary("new_sounds", _number(), of=name_sounds, like=("key",))
new_offices = _temporary("new_offices", _number(), of=offices, like=OFFICE)
new_listings = _temporary("new_listings", _number(), of=listings, like=LISTING)

_PARTS = (new_names, new_words, new_sounds, new_offices, new_listings)

Values = tuple[Any, ...]


class Staging:
    """Fills the temporary tables of a connection from records."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.records = 0
        self._rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in _staged.sorted_tables}
        self._counts: Counter[Table] = Counter()

    def fill(self, records: Iterable[Record], *, where: str) -> None:
        """Put all records in, in batches.

        Raises:
            ListRejectedError: two have the same id, or a part belongs to another entity than its record.
        """
        with self._connection.begin():
            _staged.create_all(self._connection, checkfirst=False)
            for record in records:
                self._add(record, where)
                if len(self._rows[new_names]) >= _BATCH:
                    self._flush()
            self._flush()
            self._check_keys(where)
            for table, column in (
                (new_entities, "key"),
                (new_entities, "n"),
                *((each, "n") for each in _PARTS),
            ):
                self._connection.exec_driver_sql(
                    f"CREATE INDEX ix_{table.name}_{column} ON {table.name} ({column})"
                )
            prepare_for_sorting(self._connection, self._rows)

    def lists(self) -> set[str]:
        """The sanctions lists that entries stand on."""
        return set(self._connection.execute(select(new_listings.c.list).distinct()).scalars())

    def _check_keys(self, where: str) -> None:
        key = new_entities.c.key
        twice = (
            select(key).group_by(key).having(func.count() > 1).order_by(func.min(new_entities.c.row)).limit(1)
        )
        found = self._connection.execute(twice).scalar()
        if found is not None:
            raise ListRejectedError(
                "two entries have this id", where=f"{where}, entry {found}", action="fetch the file again"
            )

    def _add(self, record: Record, where: str) -> None:
        entity = record.entity
        if any(office.holder != entity.id for office in record.offices) or any(
            listing.entity != entity.id for listing in record.listings
        ):
            raise ListRejectedError(
                "has an office or listing of another",
                where=f"{where}, entry {entity.id}",
                action="mend the list",
            )
        n = self.records + 1
        names = [
            (storable(name.text), name.kind.value, name.script, entity_key(name.text))
            for name in entity.names
        ]
        words = sorted(_words(record))
        self.records = n
        values = (storable(entity.id), *_entity_values(entity, names, words))
        self._put(new_entities, n, ("key", *ENTITY), [values])
        self._put(new_names, n, NAME, names)
        self._put(new_words, n, ("word",), [(word,) for word in words])
        sounds = sorted(sounds_of(entity.schema, [name.text for name in entity.names]))
        self._put(new_sounds, n, ("key",), [(sound,) for sound in sounds])
        self._put(new_offices, n, OFFICE, dict.fromkeys(map(_office_values, record.offices)))
        self._put(new_listings, n, LISTING, dict.fromkeys(map(_listing_values, record.listings)))

    def _put(self, table: Table, n: int, columns: Sequence[str], rows: Iterable[Values]) -> None:
        for values in rows:
            self._counts[table] += 1
            row = {"row": self._counts[table], "n": n}
            self._rows[table].append(row | dict(zip(columns, values, strict=True)))

    def _flush(self) -> None:
        for table, rows in self._rows.items():
            insert_all(self._connection, table, rows)
            rows.clear()


def _words(record: Record) -> set[str]:
    """What a person who held an office can be called by in one word."""
    if record.entity.schema != "Person" or not record.offices:
        return set()
    return {word for name in record.entity.names for word in lone_words(name.text)}


def sounds_of(schema: str, names: Iterable[str]) -> set[str]:
    """The keys by which an entity is found though its names are spelled in another way: only people are."""
    return {storable(key) for name in names for key in sound_keys(name)} if schema == "Person" else set()


def _entity_values(entity: Entity, names: Sequence[Values], words: Sequence[str]) -> Values:
    values = (
        entity.schema,
        storable(entity.name),
        json.dumps(entity.countries),
        entity.wikidata,
        entity.gender,
        *_bounds(entity.born),
        entity.role,
        storable(entity.source),
    )
    told = json.dumps((values, names, words), ensure_ascii=False, default=str)
    return (*values, hashlib.blake2b(told.encode(), digest_size=16).hexdigest())


def _office_values(office: Office) -> Values:
    term = office.term
    return (
        storable(office.position),
        office.kind.value,
        office.country,
        _text(office.organisation),
        office.acting,
        term.end is None and term.as_of is not None,
        *_term(term),
        storable(office.source),
    )


def _listing_values(listing: Listing) -> Values:
    return (
        storable(listing.list),
        _text(listing.authority),
        _text(listing.programme),
        _text(listing.entry),
        *_term(listing.term),
        storable(listing.source),
    )


def _text(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _term(term: Term) -> tuple[date | None, ...]:
    return (*_bounds(term.start), *_bounds(term.end))


def _bounds(bounds: Bounds | None) -> tuple[date | None, date | None]:
    return (bounds.earliest, bounds.latest) if bounds else (None, None)
