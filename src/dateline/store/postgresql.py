"""A database on a PostgreSQL server: how it is opened, and what the server says when that fails.

As in an SQLite file, one transaction writes at a time: it holds a lock that the others wait for. So what is written
is seen in the order of its numbers, and no transaction has to be run again because another came in between.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from dateline.errors import StoreError
from dateline.store.schema import APPLICATION_ID, REVISION
from dateline.store.sqlite import foreign, known

OLDEST = 15
POOL = 8
POOL_MOST = 44
"""A site answers from forty threads, each of which may hold two connections: a few more, so that one can go on."""
MARK = "Dateline"
"""The comment on ``alembic_version``: how we know our own."""

_ADDRESS = re.compile(r"(postgresql|postgres)://")
_INSTALL = "install it: pip install 'dateline[postgresql]'"
_AGAIN = "run this again"

REMEDIES: Mapping[str, tuple[str, str]] = {
    "25006": ("may not be written", "write to the primary server, as a user who may"),
    "40": ("another program was in the way; nothing was changed", _AGAIN),
    "42501": (
        "the user may not do this",
        "grant the rights: GRANT ALL ON DATABASE, and the schema public, TO the user",
    ),
    "53100": ("the disk is full; what was stored before is safe", "free some space, then run this again"),
    "53200": ("the server has no memory left", "give it more, or ask for less at once"),
    "53300": ("the server has no connection left", "raise max_connections, or run fewer programs at once"),
    "54": ("a name, an address or a text is too long for the server", "leave that page out"),
    "55P03": ("another program is writing to it", "wait for it to end, then run this again"),
    "57014": ("the server gave up on this", "raise statement_timeout"),
    "57P": ("the server is going down or coming up", _AGAIN),
    "58": ("the disk does not take or give the data", "check the server's disk and its log"),
    "XX": ("is damaged, or the server is faulty", "see the server's log; restore it from a copy"),
    "23": ("a fact refers to something that is not there", "report this as a fault of Dateline"),
    "08": ("the connection was lost; what was not acknowledged was not stored", _AGAIN),
}
"""Beginnings of PostgreSQL's error codes, with what they mean to the user and what to do."""

_REACHED: Mapping[str, tuple[str, str]] = {
    "Connection refused": ("no server listens there", "start PostgreSQL, or check host and port in --db"),
    "No such file or directory": (
        "no server listens there",
        "start PostgreSQL, or check host and port in --db",
    ),
    "could not translate host name": ("there is no such host", "check the host in --db"),
    "failed to resolve host": ("there is no such host", "check the host in --db"),
    "password authentication failed": (
        "the password or the user is wrong",
        "check them; a password can be given by PGPASSWORD or ~/.pgpass",
    ),
    "no password supplied": ("asks for a password", "give it by PGPASSWORD or ~/.pgpass"),
    "authentication failed": (
        "does not let this user in",
        "check the user in --db, and the server's pg_hba.conf",
    ),
    "no pg_hba.conf entry": (
        "does not let this user in",
        "check the user in --db, and the server's pg_hba.conf",
    ),
    "does not exist": ("there is no such database, or no such user", "make them: createuser, createdb"),
    "remaining connection slots": REMEDIES["53300"],
    "too many clients": REMEDIES["53300"],
    "too many connections": REMEDIES["53300"],
    "starting up": REMEDIES["57P"],
    "shutting down": REMEDIES["57P"],
    "timeout expired": ("does not answer", "check host and port in --db, and the network"),
    "invalid": ("the address cannot be understood", "write it so: postgresql://user@host:5432/name"),
    "missing": ("the address cannot be understood", "write it so: postgresql://user@host:5432/name"),
    "server closed the connection": REMEDIES["08"],
    "connection is lost": REMEDIES["08"],
    "terminating connection": REMEDIES["08"],
}
"""What the driver says where it gives no code."""

_PASSING = ("remaining connection slots", "too many clients", "starting up", "too many connections")
"""Why a connection may be had a moment later."""


def is_address(text: str) -> bool:
    """Whether this names a database on a server."""
    return _ADDRESS.match(text) is not None


def without_password(address: str) -> str:
    """The address as it may be shown."""
    hidden = re.sub(r"(?<=//)([^:/?@]*):[^/?@]*@", r"\1:***@", address)
    return re.sub(r"((?:^|[?&])(?:ssl)?password=)[^&]*", r"\1***", hidden)


def errors() -> tuple[type[Exception], ...]:
    """What the driver raises; none if it was never loaded."""
    driver = sys.modules.get("psycopg")
    return () if driver is None else (driver.Error,)


def explain(error: BaseException, where: str) -> StoreError:
    """What an error of PostgreSQL or its driver means, in one line."""
    code, said = str(getattr(error, "sqlstate", None) or ""), str(error)
    first = (said.splitlines() or [type(error).__name__])[0]
    for begin, (what, action) in REMEDIES.items():
        if code and code.startswith(begin):
            detail = f" ({first})" if begin in ("23", "54", "42501", "XX") else ""
            return StoreError(what + detail, where=where, action=action)
    if not code or code.startswith("28") or code == "3D000":
        for words, (what, action) in _REACHED.items():
            if words in said:
                return StoreError(what, where=where, action=action)
    return StoreError(f"the server says: {first}", where=where, action="check the address given by --db")


def open_server(address: str, *, create: bool, read_only: bool, busy_seconds: float) -> Engine:
    """An engine for the database at the address, whose schema was brought up to date.

    Raises:
        StoreError: as :func:`dateline.store.database.open_database`; or the server is too old, or keeps texts in
            another encoding than UTF-8.
        psycopg.Error, sqlalchemy.exc.DBAPIError: what the server says; the caller explains it.
    """
    where = without_password(address)
    engine = _engine(address, busy_seconds=busy_seconds, read_only=False)
    try:
        with engine.connect() as connection, connection.begin():
            _check_server(connection, where)
            revision = _identify(connection, where)
        if revision is None and (read_only or not create):
            raise StoreError(
                "there is no database of Dateline in it",
                where=where,
                action=f"make one by: dateline read PAGE --db {where}",
            )
        if revision != REVISION:
            _bring_up_to_date(engine, where)
    except BaseException:
        engine.dispose()
        raise
    if not read_only:
        return engine
    engine.dispose()
    return _engine(address, busy_seconds=busy_seconds, read_only=True)


def _check_server(connection: Connection, where: str) -> None:
    version, encoding = connection.exec_driver_sql(
        "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
    ).one()
    if version < OLDEST * 10_000:
        raise StoreError(
            f"is PostgreSQL {version // 10_000}", where=where, action=f"upgrade it to {OLDEST} or newer"
        )
    if encoding != "UTF8":
        raise StoreError(
            f"keeps its texts as {encoding}",
            where=where,
            action="make the database anew: createdb --encoding=UTF8 --template=template0 NAME",
        )


def _identify(connection: Connection, where: str) -> str | None:
    """The revision of our database; None if there is no table yet.

    Raises:
        StoreError: it is not ours, or of a newer schema.
    """
    tables = connection.exec_driver_sql(
        "SELECT relname, obj_description(oid, 'pg_class') FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = to_regnamespace(current_schema())"
    ).all()
    found: dict[str, str | None] = {name: comment for name, comment in tables}  # noqa: C416 -- rows are not pairs to mypy
    if not found:
        return None
    if found.get("alembic_version") != MARK:
        raise foreign(where)
    return known(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar(), where)


def _bring_up_to_date(engine: Engine, where: str) -> None:
    """Run the migrations in one transaction; whoever comes second finds nothing left to do."""
    from dateline.store.migrations import upgrade  # Alembic takes long to load, and is seldom needed

    with engine.connect() as connection:
        writer = connection.execution_options(dateline_writes=True)
        with writer.begin():
            if _identify(writer, where) != REVISION:
                upgrade(writer)
                writer.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{MARK}'")


def _engine(address: str, *, busy_seconds: float, read_only: bool) -> Engine:
    from dateline.store.postgresql_dialect import DatelineDialect  # loads what is needed for PostgreSQL alone

    try:
        import psycopg
    except ImportError as error:
        raise StoreError(
            "the driver for PostgreSQL is not installed", where=without_password(address), action=_INSTALL
        ) from error
    DatelineDialect.register()

    def make() -> Any:
        return _connect(psycopg, address, busy_seconds)

    engine = create_engine(
        "postgresql+dateline://",
        creator=make,
        poolclass=QueuePool,
        pool_size=POOL,
        max_overflow=POOL_MOST - POOL,
        pool_timeout=max(60.0, busy_seconds),
        pool_pre_ping=True,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        writes = options.get("dateline_writes", False)
        changes = writes or options.get("dateline_stages", False)
        link: Any = connection.connection.dbapi_connection
        level = psycopg.IsolationLevel
        # A writer sees what was committed while it waited; a reader sees one state.
        link.isolation_level = level.READ_COMMITTED if changes else level.REPEATABLE_READ
        link.read_only = read_only or not changes
        if writes:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")

    return engine


def _connect(driver: Any, address: str, busy_seconds: float) -> Any:
    """One connection; where the server has none left for the moment, a little later."""
    until, pause = time.monotonic() + busy_seconds, 0.05
    while True:
        try:
            link = driver.connect(address, fallback_application_name="dateline", prepare_threshold=None)
            break
        except driver.OperationalError as error:
            if time.monotonic() > until or not any(words in str(error) for words in _PASSING):
                raise
            time.sleep(pause)
            pause = min(pause * 2, 1.0)
    link.autocommit = True
    link.execute(
        f"SET lock_timeout = {int(busy_seconds * 1000)}; SET timezone = 'UTC'; SET client_encoding = 'UTF8';"
        " SET jit = off"  # to compile a question takes longer than to answer it
    )
    link.autocommit = False
    return link
