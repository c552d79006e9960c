"""Opening a database, in an SQLite file or on a PostgreSQL server; what can go wrong is told in one line each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from dateline.errors import StoreError
from dateline.store import postgresql, sqlite
from dateline.store.dialect import wait_for_writers

BUSY_SECONDS = 15.0

Place: TypeAlias = Path | str
"""Where a database is: the path of an SQLite file, or the address of one on a PostgreSQL server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An open database. Close it, or use it as a context manager.

    Attributes:
        place: the file, or the address with all that it takes to connect, the password too.
        engine: SQLAlchemy's engine for it.
        read_only: True if nothing can be written through it.
    """

    place: Place
    engine: Engine
    read_only: bool

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        """How it is called in messages: the path, or the address without a password."""
        return name_of(self.place)

    @property
    def path(self) -> Path:
        """The file.

        Raises:
            StoreError: it is no file, but on a server.
        """
        if isinstance(self.place, Path):
            return self.place
        raise StoreError("is on a server, not in a file", where=self.name, action="name a file by --db")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database, and cannot change it.

        Raises:
            StoreError: the database cannot be read.
        """
        with translated(self.place), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is written whole when the block ends, or not at all.

        It takes the one writer's place at once, waiting for another writer if there is one.

        Raises:
            StoreError: the database cannot be written.
        """
        self.check_writable()
        with translated(self.place), self.engine.connect() as connection:
            writer = connection.execution_options(dateline_writes=True)
            with writer.begin():
                yield writer

    @contextmanager
    def alone(self, *, busy_seconds: float) -> Iterator[Connection]:
        """A connection of its own for tables that only it sees, closed for good when the block ends.

        Its transactions see what others commit, and may make temporary tables but not change the database; those begun
        after ``execution_options(dateline_writes=True)`` may, and take the one writer's place.

        Raises:
            StoreError: the database cannot be written.
        """
        self.check_writable()
        with translated(self.place), self.engine.connect() as connection:
            connection.detach()
            wait_for_writers(connection, busy_seconds)
            yield connection.execution_options(dateline_stages=True)

    def check_writable(self) -> None:
        """See that it was opened for writing.

        Raises:
            StoreError: it was not.
        """
        if self.read_only:
            raise StoreError("is open for reading only", where=self.name, action="open it for writing")


def open_database(
    place: Place, *, create: bool = True, read_only: bool = False, busy_seconds: float = BUSY_SECONDS
) -> Database:
    """Open a database, bringing an older schema up to date first.

    Args:
        place: the path of an SQLite file, or ``postgresql://user@host/name``.
        create: make the file, or the tables in an empty database of a server, if there are none.
        read_only: open for reading only; works in a directory that cannot be written.
        busy_seconds: how long to wait for another program that is writing.

    Raises:
        StoreError: there is no such database and ``create`` is False; it is not a Dateline database; its schema
            is newer than this code; it is locked; its directory or disk does not allow writing; the server cannot be
            reached, or does not let us in.
    """
    place = place_of(place)
    opener = postgresql.open_server if isinstance(place, str) else sqlite.open_file
    with translated(place):
        engine = opener(
            place,  # type: ignore[arg-type]  # each gets what it is chosen by
            create=create,
            read_only=read_only,
            busy_seconds=busy_seconds,
        )
    return Database(place=place, engine=engine, read_only=read_only)


def place_of(text: Place) -> Place:
    """What a user names a database by: an address as it is, anything else as a path."""
    return text if isinstance(text, str) and postgresql.is_address(text) else Path(text)


def name_of(place: Place) -> str:
    """How a database is called in messages: its path, or its address without a password."""
    return postgresql.without_password(place) if isinstance(place, str) else str(place)


@contextmanager
def translated(place: Place) -> Iterator[None]:
    """Turn what the database says into one line for the user.

    Raises:
        StoreError: in place of any error of the database in the block.
    """
    try:
        yield
    except DBAPIError as error:
        raise _explain(error.orig if error.orig is not None else error, place) from error
    except postgresql.errors() as error:
        raise _explain(error, place) from error
    except sqlite3.Error as error:
        raise _explain(error, place) from error
    except PoolTimeoutError as error:
        raise StoreError(
            "is asked for more at once than it is set up for",
            where=name_of(place),
            action="try again in a moment",
        ) from error


def _explain(error: BaseException, place: Place) -> StoreError:
    explain = postgresql.explain if isinstance(place, str) else sqlite.explain
    return explain(error, name_of(place))
