"""A whole database as one file, the same from SQLite and from PostgreSQL, and back into either.

The file is a ZIP: ``dateline.json`` tells versions, tables and columns; ``tables/NAME.jsonl`` has a line of JSON a row;
``sums.json``, written last, has the count and the SHA-256 of each table.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import Connection

from dateline import __version__
from dateline.errors import StoreError
from dateline.store.database import Database, Place, open_database, place_of
from dateline.store.dialect import settle_numbers
from dateline.store.schema import REVISION
from dateline.store.tables import KINDS, all_tables, columns_of, plain_table
from dateline.store.transfer import (
    Sum,
    Summed,
    Told,
    Values,
    check_empty,
    decoder,
    plain_tables,
    put,
    rows_of,
)

FORMAT = 1
HEAD, SUMS = "dateline.json", "sums.json"
_DAMAGED = "restore from another backup"


class Head(msgspec.Struct, frozen=True):
    """What stands in ``dateline.json``.

    Attributes:
        format: of the archive.
        dateline: version of the program that made it.
        schema: revision of the schema.
        made: when, UTC.
        tables: name → names and kinds of the columns, each table after those that it refers to.
    """

    format: int
    dateline: str
    schema: str
    made: datetime
    tables: dict[str, list[tuple[str, str]]]


def backup(database: Database, file: Path, told: Told = lambda _name, _rows: None) -> dict[str, Sum]:
    """Write all that a database holds at this moment into an archive. Others may go on writing meanwhile.

    The file appears under its name when it is whole and on the disk.

    Args:
        database: the database.
        file: the archive; one of this name is replaced.
        told: hears of every table that is done.

    Returns:
        What was written, by table.

    Raises:
        StoreError: the database cannot be read, or the file not written.
    """
    head = Head(
        format=FORMAT,
        dateline=__version__,
        schema=REVISION,
        made=datetime.now(UTC),
        tables={str(table.name): columns_of(table) for table in all_tables()},
    )
    sums = {}
    with (
        _replacing(file) as stream,
        database.reading() as connection,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr(HEAD, msgspec.json.encode(head))
        for table in plain_tables():
            with (
                archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as lines,
                rows_of(connection, table) as rows,
            ):
                written = Summed(rows, lines.write)
                for _ in written:
                    pass
            sums[table.name] = written.sum
            told(table.name, written.sum.rows)
        archive.writestr(SUMS, msgspec.json.encode({name: asdict(one) for name, one in sums.items()}))
    return sums


def restore(file: Path, place: Place, told: Told = lambda _name, _rows: None) -> dict[str, Sum]:
    """Make a database from an archive: whole, or not at all.

    Args:
        file: the archive, of this schema or an older one.
        place: the new database: a file that does not exist, or an empty database of a server.
        told: hears of every table that is done.

    Returns:
        What was restored, by table.

    Raises:
        StoreError: the archive is damaged, or of a newer Dateline; there is something in the database already; or it
            cannot be written.
    """
    place = place_of(place)
    with _reading(file) as (archive, head):
        if isinstance(place, Path):
            return _restore_file(archive, head, file, place, told)
        with open_database(place) as database, database.writing() as connection:
            check_empty(connection, database.name)
            if head.schema != REVISION:
                raise StoreError(
                    f"is of schema {head.schema}, and the database of {REVISION}",
                    where=str(file),
                    action="restore it into an SQLite file, which is brought up to date, and move that",
                )
            return _load(connection, archive, head, file, told)


def _restore_file(
    archive: zipfile.ZipFile, head: Head, file: Path, place: Path, told: Told
) -> dict[str, Sum]:
    from dateline.store.sqlite import new_file

    if place.exists() and place.stat().st_size:
        raise StoreError("is there already", where=str(place), action="name a new file by --db")
    part = place.with_name(f"{place.name}.part")
    try:
        part.unlink(missing_ok=True)
        with new_file(part, head.schema) as database_engine:
            database = Database(place=part, engine=database_engine, read_only=False)
            with database.writing() as connection:
                sums = _load(connection, archive, head, file, told)
        open_database(part).close()  # brings an older schema up to date
        part.replace(place)
    except OSError as error:
        raise StoreError(error.strerror or str(error), where=str(place), action="check the path") from error
    finally:
        for beside in ("", "-wal", "-shm"):
            Path(f"{part}{beside}").unlink(missing_ok=True)
    return sums


def _load(
    connection: Connection, archive: zipfile.ZipFile, head: Head, file: Path, told: Told
) -> dict[str, Sum]:
    known = msgspec.json.decode(archive.read(SUMS), type=dict[str, Sum])
    sums = {}
    for name, columns in head.tables.items():
        with archive.open(f"tables/{name}.jsonl") as lines:
            read = Summed(_rows(lines, columns))
            put(connection, plain_table(name, columns), read)
        if read.sum != known.get(name):
            raise StoreError(f"{name} are not as they were written", where=str(file), action=_DAMAGED)
        sums[name] = read.sum
        told(name, read.sum.rows)
    settle_numbers(connection)
    return sums


def _rows(lines: Any, columns: list[tuple[str, str]]) -> Iterator[Values]:
    decode = decoder(columns).decode
    for line in lines:
        yield decode(line)


@contextmanager
def _reading(file: Path) -> Iterator[tuple[zipfile.ZipFile, Head]]:
    """An archive, and what it tells of itself; what is wrong with it is told in one line."""
    try:
        with zipfile.ZipFile(file) as archive:
            head = msgspec.json.decode(archive.read(HEAD), type=Head)
            if head.format != FORMAT or head.schema > REVISION:
                raise StoreError(
                    f"was made by a newer Dateline ({head.dateline}, schema {head.schema})",
                    where=str(file),
                    action="upgrade Dateline",
                )
            if any(kind not in KINDS for columns in head.tables.values() for _, kind in columns):
                raise StoreError("holds what this Dateline does not know", where=str(file), action=_DAMAGED)
            yield archive, head
    except FileNotFoundError as error:
        raise StoreError("there is no such file", where=str(file), action="check the path") from error
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, msgspec.MsgspecError) as error:
        raise StoreError(f"is no whole backup ({error})", where=str(file), action=_DAMAGED) from error
    except zlib.error as error:
        raise StoreError("is damaged", where=str(file), action=_DAMAGED) from error
    except OSError as error:
        raise StoreError(error.strerror or str(error), where=str(file), action="check the path") from error


@contextmanager
def _replacing(file: Path) -> Iterator[BinaryIO]:
    """A file that takes its name when it is whole and on the disk; one of that name stays till then."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        what = error.strerror or str(error)
        raise StoreError(
            what, where=str(file), action="check the path, its permissions and the disk"
        ) from error
    finally:
        part.unlink(missing_ok=True)
