"""A database in one SQLite file: whose it is, how it is opened, and what SQLite says when that fails."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from dateline.errors import StoreError
from dateline.store.schema import APPLICATION_ID, REVISION

MAGIC = b"SQLite format 3\x00"
_CHECKED = "check the file, or name another by --db"

REMEDIES: Mapping[str, tuple[str, str]] = {
    "SQLITE_BUSY": ("another program is writing to it", "wait for it to end, then run this again"),
    "SQLITE_LOCKED": ("another program is writing to it", "wait for it to end, then run this again"),
    "SQLITE_FULL": (
        "the disk is full; what was stored before is safe",
        "free some space, then run this again",
    ),
    "SQLITE_IOERR": ("the disk does not take or give the data", "check the disk and its free space"),
    "SQLITE_READONLY": ("may not be written", "change its permissions, or name another file by --db"),
    "SQLITE_PERM": ("may not be opened", "change its permissions, or name another file by --db"),
    "SQLITE_CANTOPEN": ("cannot be opened", "check that the file and its directory can be read and written"),
    "SQLITE_NOTADB": ("is not an SQLite database", "name another file by --db"),
    "SQLITE_CORRUPT": ("is damaged", "restore it from a copy, or read the pages into a new file"),
    "SQLITE_TOOBIG": ("a text or page is too large for the database", "leave that page out"),
    "SQLITE_CONSTRAINT": (
        "a fact refers to something that is not there",
        "report this as a fault of Dateline",
    ),
}
"""SQLite's primary error names, with what they mean to the user and what to do."""


def explain(error: BaseException, where: str) -> StoreError:
    """What an error of SQLite means, in one line."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    for known, (what, action) in REMEDIES.items():
        if name == known or name.startswith(f"{known}_"):
            if known == "SQLITE_CONSTRAINT":
                what = f"{what} ({error})"
            return StoreError(what, where=where, action=action)
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return StoreError(f"the database says: {first}", where=where, action=_CHECKED)


def open_file(file: Path, *, create: bool, read_only: bool, busy_seconds: float) -> Engine:
    """An engine for the file, whose schema was brought up to date.

    Raises:
        StoreError: as :func:`dateline.store.database.open_database`.
        sqlite3.Error, sqlalchemy.exc.DBAPIError: what SQLite says; the caller explains it.
    """
    try:
        _check_place(file, create=create and not read_only)
        revision = _identify(file, busy_seconds)
        if revision != REVISION:
            _check_writable(file)
            _bring_up_to_date(file, busy_seconds)
        elif not read_only:
            _check_writable(file)
        immutable = read_only and not _can_share(file)
    except OSError as error:
        what = error.strerror or str(error)
        raise StoreError(what, where=str(file), action="check the path and its permissions") from error
    return _engine(file, busy_seconds=busy_seconds, read_only=read_only, immutable=immutable)


def connect(
    file: Path, *, busy_seconds: float, read_only: bool = False, immutable: bool = False
) -> sqlite3.Connection:
    """One plain connection, set up as all of ours are.

    Foreign keys are checked, a commit is on the disk when it returns, and transactions begin only where we
    say so.
    """
    mode = "ro" if read_only else "rwc"
    flags = "&immutable=1" if immutable else ""
    link = sqlite3.connect(
        f"file:{quote(str(file.absolute()))}?mode={mode}{flags}",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    link.execute("PRAGMA foreign_keys = ON")
    link.execute("PRAGMA synchronous = FULL")
    if read_only:
        link.execute("PRAGMA query_only = ON")
    return link


@contextmanager
def new_file(file: Path, revision: str) -> Iterator[Engine]:
    """A new file with the tables of an older schema, or of this one."""
    _bring_up_to_date(file, 0.0, revision)
    engine = _engine(file, busy_seconds=0.0, read_only=False, immutable=False)
    try:
        yield engine
    finally:
        engine.dispose()


def _check_place(file: Path, *, create: bool) -> None:
    """See that there is a file, or a directory to make it in."""
    if file.is_dir():
        raise StoreError("is a directory", where=str(file), action="name a file in it")
    if file.exists():
        return
    if not create:
        raise StoreError(
            "there is no database", where=str(file), action=f"make one by: dateline read PAGE --db {file}"
        )
    if not file.parent.is_dir():
        raise StoreError("its directory does not exist", where=str(file), action=f"make {file.parent} first")


def _check_writable(file: Path) -> None:
    """See that the file and its directory (for SQLite's journal) can be written."""
    if file.exists() and not os.access(file, os.W_OK):
        what, action = REMEDIES["SQLITE_READONLY"]
        raise StoreError(what, where=str(file), action=action)
    if not os.access(file.parent, os.W_OK):
        raise StoreError(
            f"its directory {file.parent} may not be written",
            where=str(file),
            action="change its permissions, or name another file by --db",
        )


def _can_share(file: Path) -> bool:
    """Whether SQLite can make, or finds, the shared memory it needs beside a file that others may write."""
    return os.access(file.parent, os.W_OK) or Path(f"{file}-wal").exists()


def _identify(file: Path, busy_seconds: float) -> str | None:
    """The revision of our database; None if the file is new or empty.

    Raises:
        StoreError: it is not ours, or of a newer schema.
    """
    if not file.exists() or file.stat().st_size == 0:
        return None
    with file.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            what, action = REMEDIES["SQLITE_NOTADB"]
            raise StoreError(what, where=str(file), action=action)
    try:
        application, tables, revision = _marks(file, busy_seconds, read_only=True)
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith("SQLITE_READONLY"):
            raise
        # A writer was killed before the first commit; SQLite has to roll back before anybody can read.
        application, tables, revision = _marks(file, busy_seconds, read_only=False)
    if not tables and application in (0, APPLICATION_ID):
        return None
    if application != APPLICATION_ID or "alembic_version" not in tables:
        raise foreign(str(file))
    return known(revision, str(file))


def _marks(file: Path, busy_seconds: float, *, read_only: bool) -> tuple[int, set[str], str | None]:
    """Application number, names of the tables, and revision of any SQLite database."""
    immutable = read_only and not _can_share(file)
    link = connect(file, busy_seconds=busy_seconds, read_only=read_only, immutable=immutable)
    with closing(link):
        (application,) = link.execute("PRAGMA application_id").fetchone()
        tables = {name for (name,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if application != APPLICATION_ID or "alembic_version" not in tables:
            return application, tables, None
        row = link.execute("SELECT version_num FROM alembic_version").fetchone()
    return application, tables, row[0] if row else None


def foreign(where: str) -> StoreError:
    """The error for a database that is not ours."""
    return StoreError(
        "is a database of another program; nothing was changed in it",
        where=where,
        action="name another by --db",
    )


def known(revision: str | None, where: str) -> str | None:
    """The revision, if this code knows it. Ours are numbers, so a newer one is a larger one.

    Raises:
        StoreError: the schema is newer than this code.
    """
    if revision is not None and revision > REVISION:
        raise StoreError(
            f"was written by a newer Dateline (schema {revision}; this one knows {REVISION})",
            where=where,
            action="upgrade Dateline",
        )
    return revision


def _bring_up_to_date(file: Path, busy_seconds: float, revision: str = "head") -> None:
    """Run the migrations in one transaction; whoever comes second finds nothing left to do."""
    from dateline.store.migrations import upgrade  # Alembic takes long to load, and is seldom needed

    _use_write_ahead_log(file, busy_seconds)
    engine = _engine(file, busy_seconds=busy_seconds, read_only=False, immutable=False)
    try:
        with engine.connect() as connection:
            writer = connection.execution_options(dateline_writes=True)
            with writer.begin():
                writer.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                upgrade(writer, revision)
    finally:
        engine.dispose()


def _use_write_ahead_log(file: Path, busy_seconds: float) -> None:
    """Switch the journal once; SQLite does not wait for others here, so we do."""
    until = time.monotonic() + busy_seconds
    while True:
        try:
            with closing(connect(file, busy_seconds=busy_seconds)) as link:
                link.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _engine(file: Path, *, busy_seconds: float, read_only: bool, immutable: bool) -> Engine:
    def make() -> sqlite3.Connection:
        return connect(file, busy_seconds=busy_seconds, read_only=read_only, immutable=immutable)

    # A site answers from forty threads, each of which may hold two connections.
    engine = create_engine("sqlite://", creator=make, poolclass=QueuePool, pool_size=10, max_overflow=80)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("dateline_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
