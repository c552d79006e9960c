"""One collector at a time on a database, as two would fetch the same pages.

The lock ends with the process, however that ends: on a file beside an SQLite database it is the operating system's,
on a server it is held by a connection, and taken again if that is lost.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.errors import StoreError, UsageError
from dateline.store.database import Database, translated
from dateline.store.postgresql_lock import COLLECTING, locked


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Be the only collector on a database.

    Raises:
        UsageError: another one is at work; also raised by the next write in the block, if the lock was lost with its
            connection to a server and another collector took it.
        StoreError: the file beside the database cannot be made, or the server cannot be reached.
    """
    with _file(database) if isinstance(database.place, Path) else _server(database):
        yield


@contextmanager
def _file(database: Database) -> Iterator[None]:
    path = Path(f"{database.path}-collect")
    try:
        file = path.open("a")
    except OSError as error:
        raise StoreError(
            error.strerror or str(error), where=str(path), action="check the folder's permissions"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _taken(database) from None
        yield


@contextmanager
def _server(database: Database) -> Iterator[None]:
    with (
        translated(database.place),
        locked(database.engine, COLLECTING, taken=lambda: _taken(database)),
    ):
        yield


def _taken(database: Database) -> UsageError:
    return UsageError("another collector is at work on it", where=database.name, action="stop that one first")
