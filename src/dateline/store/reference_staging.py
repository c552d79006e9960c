"""Records of a new snapshot in temporary tables, checked, before anything of the database is touched."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from dateline.errors import ListRejectedError
from dateline.lexicon.name_keys import entity_key, lone_names, sound_keys
from dateline.model import Bounds, Entity, Listing, Office, Record, Term
from dateline.store.columns import storable

_BATCH = 2_000
_TERM = "start_earliest TEXT, start_latest TEXT, end_earliest TEXT, end_latest TEXT"

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
LISTING = ("list", "authority", "programme", "entry", *TERM, "reference")

_TABLES = (
    f"""CREATE TEMP TABLE new_entities (n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
        {", ".join(ENTITY)}, entity_id INTEGER, fresh INTEGER NOT NULL DEFAULT 1)""",
    "CREATE TEMP TABLE new_names (n INTEGER, text TEXT, kind TEXT, script TEXT, name_key TEXT)",
    "CREATE TEMP TABLE new_words (n INTEGER, word TEXT)",
    "CREATE TEMP TABLE new_sounds (n INTEGER, key TEXT)",
    f"CREATE TEMP TABLE new_offices (n INTEGER, {', '.join(OFFICE)})",
    f"CREATE TEMP TABLE new_listings (n INTEGER, {', '.join(LISTING)})",
)

Values = tuple[Any, ...]


class Staging:
    """Fills the temporary tables of a connection from records."""

    def __init__(self, link: sqlite3.Connection) -> None:
        self._link = link
        self.records = 0
        for statement in _TABLES:
            link.execute(statement)
        self._names: list[Values] = []
        self._words: list[Values] = []
        self._sounds: list[Values] = []
        self._offices: list[Values] = []
        self._listings: list[Values] = []

    def fill(self, records: Iterable[Record], *, where: str) -> None:
        """Put all records in, in batches.

        Raises:
            ListRejectedError: two have the same id, or a part belongs to another entity than its record.
        """
        self._link.execute("BEGIN")
        for record in records:
            self._add(record, where)
            if len(self._names) >= _BATCH:
                self._flush()
        self._flush()
        self._link.execute("COMMIT")

    def lists(self) -> set[str]:
        """The sanctions lists that entries stand on."""
        return {name for (name,) in self._link.execute("SELECT DISTINCT list FROM new_listings")}

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
        try:
            self._link.execute(
                f"INSERT INTO new_entities (n, key, {', '.join(ENTITY)}) VALUES (?, ?{', ?' * len(ENTITY)})",  # noqa: S608
                (n, storable(entity.id), *_entity_values(entity, names, words)),
            )
        except sqlite3.IntegrityError:
            raise ListRejectedError(
                "two entries have this id", where=f"{where}, entry {entity.id}", action="fetch the file again"
            ) from None
        self.records = n
        self._names += [(n, *values) for values in names]
        self._words += [(n, word) for word in words]
        self._sounds += [(n, key) for key in sounds_of(entity.schema, [name.text for name in entity.names])]
        self._offices += [(n, *values) for values in dict.fromkeys(map(_office_values, record.offices))]
        self._listings += [(n, *values) for values in dict.fromkeys(map(_listing_values, record.listings))]

    def _flush(self) -> None:
        for table, rows in (
            ("new_names", self._names),
            ("new_words", self._words),
            ("new_sounds", self._sounds),
            ("new_offices", self._offices),
            ("new_listings", self._listings),
        ):
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                self._link.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
                rows.clear()


def _words(record: Record) -> set[str]:
    """What a person who held an office can be called by in one word."""
    if record.entity.schema != "Person" or not record.offices:
        return set()
    return {word for name in record.entity.names for word in lone_names(name.text)}


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
    told = json.dumps((values, names, words), ensure_ascii=False)
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


def _term(term: Term) -> tuple[str | None, ...]:
    return (*_bounds(term.start), *_bounds(term.end))


def _bounds(bounds: Bounds | None) -> tuple[str | None, str | None]:
    if bounds is None:
        return (None, None)
    return tuple(day.isoformat() if day else None for day in (bounds.earliest, bounds.latest))  # type: ignore[return-value]  # two in, two out
