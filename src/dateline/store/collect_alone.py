"""One collector at a time on a database, as two would fetch the same pages.

The lock is the operating system's, on a file beside the database: it ends with the process, however that ends.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.errors import StoreError, UsageError
from dateline.store.database import Database


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Be the only collector on a database.

    Raises:
        UsageError: another one is at work.
        StoreError: the file beside the database cannot be made.
    """
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
            raise UsageError(
                "another collector is at work on it", where=str(database.path), action="stop that one first"
            ) from None
        yield
