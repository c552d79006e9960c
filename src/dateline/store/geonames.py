"""Importing GeoNames: its dump of places (``allCountries.txt``, ``cities500.txt``, one state) into the gazetteer."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import BinaryIO

from sqlalchemy import Connection, Table, delete, func, insert, select

from dateline.errors import ListRejectedError
from dateline.lexicon.countries import load_countries
from dateline.lexicon.gazetteer_file import is_latin_name, name_key
from dateline.model import Snapshot
from dateline.store.columns import storable
from dateline.store.database import Database
from dateline.store.schema_reference import gazetteer, gazetteer_names, snapshots
from dateline.store.upsert import insert_new

SOURCE = "geonames"

COLUMNS = 19
BATCH = 1000
_LONGEST_LINE = 1 << 20
_CLASSES = ("P", "A")
_HISTORICAL = frozenset(
    {"ADM1H", "ADM2H", "ADM3H", "ADM4H", "ADM5H", "ADMDH", "PCLH", "PPLH", "PPLCH", "PPLQ"}
)
_FETCH = "fetch the file again from https://download.geonames.org/export/dump and unpack it"


@dataclass(frozen=True, slots=True, kw_only=True)
class GeonamesImported:
    """What an import did.

    Attributes:
        snapshot: the version that was imported; its records are the places.
        names: how many names the places have.
        passed_over: how many lines were left out, by GeoNames' feature class (mountains, rivers, schools …); ``old``
            for places and divisions that are no more.
    """

    snapshot: Snapshot
    names: int
    passed_over: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the dump, checked."""

    number: int
    name: str
    names: tuple[str, ...]
    latitude: float
    longitude: float
    feature: str
    country: str | None
    admin1: str | None
    admin2: str | None
    population: int

    def row(self) -> tuple[object, ...]:
        """The row of ``gazetteer``."""
        return (
            self.number,
            self.name,
            self.country,
            self.admin1,
            self.admin2,
            self.latitude,
            self.longitude,
            self.population,
            self.feature,
        )

    def name_rows(self) -> Iterator[tuple[object, ...]]:
        """The rows of ``gazetteer_names``: each key once, the usual name first."""
        usual = {name_key(self.name)}
        others = {name_key(name) for name in self.names if is_latin_name(name)} - usual
        yield from ((key, self.number, False) for key in usual if key)
        yield from ((key, self.number, True) for key in sorted(others) if key)


def import_geonames(
    stream: BinaryIO, database: Database, *, address: str = "-", taken: date | None = None
) -> GeonamesImported:
    """Import a dump of GeoNames' main table, in place of what was imported before.

    Populated places and divisions of states are kept, other features passed over. Everything is written in one
    transaction: a dump with a fault leaves the database as it was. Memory does not grow with the dump.

    Args:
        stream: the unpacked dump: UTF-8, 19 columns between tabs, one place a line.
        database: where to.
        address: where the bytes came from, for the snapshot and for messages.
        taken: the day the dump stands for; by default today.

    Raises:
        ListRejectedError: a line is not of that form (the message has its number), a number stands twice, or there is
            no place in it.
        StoreError: the database cannot be written.
    """
    reader = _Reader(stream, address)
    with database.writing() as connection:
        connection.execute(delete(gazetteer_names))
        connection.execute(delete(gazetteer))
        places, names = _write(connection, reader)
        if not places:
            raise ListRejectedError("has no populated place and no division", where=address, action=_FETCH)
        found = connection.execute(select(func.count()).select_from(gazetteer)).scalar_one()
        if found != places:
            raise ListRejectedError(
                f"has {places - found:,} lines whose number stands before", where=address, action=_FETCH
            )
        day = taken or datetime.now(UTC).date()
        snapshot = Snapshot(
            id=f"{SOURCE}@{day}",
            source=SOURCE,
            version=day.isoformat(),
            taken=day,
            address=address,
            sha256=reader.digest.hexdigest(),
            records=places,
        )
        _note(connection, snapshot)
    return GeonamesImported(snapshot=snapshot, names=names, passed_over=dict(reader.passed_over))


class _Reader:
    """The lines that are kept; counts the others, and takes the digest of them all."""

    def __init__(self, stream: BinaryIO, address: str) -> None:
        self._stream = stream
        self._address = address
        self._codes = {country.alpha2: country.code for country in load_countries() if country.alpha2}
        self.digest = hashlib.sha256()
        self.passed_over: Counter[str] = Counter()

    def __iter__(self) -> Iterator[_Line]:
        number = 0
        while line := self._stream.readline(_LONGEST_LINE):
            number += 1
            self.digest.update(line)
            try:
                fields = self._fields(line)
                if fields[6] not in _CLASSES or fields[7] in _HISTORICAL:
                    self.passed_over["old" if fields[6] in _CLASSES else fields[6] or "none"] += 1
                    continue
                yield self._line(fields)
            except ValueError as error:
                where = f"{self._address} line {number}"
                raise ListRejectedError(str(error), where=where, action=_FETCH) from None

    def _fields(self, line: bytes) -> list[str]:
        if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
            raise ValueError("is longer than a megabyte")
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise ValueError(f"is not UTF-8 at byte {error.start + 1}") from None
        fields = text.rstrip("\r\n").split("\t")
        if len(fields) != COLUMNS:
            raise ValueError(f"has {len(fields)} columns, not {COLUMNS}")
        return fields

    def _line(self, fields: list[str]) -> _Line:
        key, name, plain, others, latitude, longitude, _, feature, country = fields[:9]
        if not name.strip():
            raise ValueError("has no name")
        return _Line(
            number=_whole(key, "number", least=1),
            name=storable(name.strip()),
            names=(plain, *others.split(",")),
            latitude=_degrees(latitude, "latitude", 90),
            longitude=_degrees(longitude, "longitude", 180),
            feature=_code(feature, "feature code"),
            country=self._country(country),
            admin1=_code(fields[10], "division") or None,
            admin2=storable(fields[11]) or None,
            population=_whole(fields[14] or "0", "population", least=0),
        )

    def _country(self, code: str) -> str | None:
        if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise ValueError(f"{code!r} is no country code of two capital letters")
        return self._codes.get(code)  # the codes of states that are gone stand for none


def _whole(text: str, what: str, *, least: int) -> int:
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) <= 18) or int(text) < least:
        raise ValueError(f"{text!r} is no {what}")
    return int(text)


def _degrees(text: str, what: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is no {what}") from None
    if not math.isfinite(value) or abs(value) > most:
        raise ValueError(f"the {what} {text} is not within {most} degrees")
    return value


def _code(text: str, what: str) -> str:
    if len(text) > 20 or not text.isprintable():
        raise ValueError(f"{text!r} is no {what}")
    return text


def _write(connection: Connection, lines: _Reader) -> tuple[int, int]:
    """Write the places and their names in batches; how many of each."""
    place, name = insert_new(connection, gazetteer), insert_new(connection, gazetteer_names)
    places = names = 0
    rest = iter(lines)
    while batch := list(islice(rest, BATCH)):
        connection.execute(place, [_named(gazetteer, line.row()) for line in batch])
        spellings = [row for line in batch for row in line.name_rows()]
        if spellings:
            connection.execute(name, [_named(gazetteer_names, row) for row in spellings])
        places += len(batch)
        names += len(spellings)
    return places, names


def _named(table: Table, row: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(table.columns.keys(), row, strict=True))


def _note(connection: Connection, snapshot: Snapshot) -> None:
    """Put down the snapshot, in place of one of the same day."""
    same = (snapshots.c.source == SOURCE, snapshots.c.version == snapshot.version)
    connection.execute(delete(snapshots).where(*same))
    row = {
        "source": SOURCE,
        "version": snapshot.version,
        "taken": snapshot.taken,
        "address": snapshot.address,
        "sha256": snapshot.sha256,
        "records": snapshot.records,
        "imported": datetime.now(UTC),
        "lists": (),
    }
    connection.execute(insert(snapshots).values(row))
