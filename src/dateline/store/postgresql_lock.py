"""A lock that a connection of its own holds on a PostgreSQL server, for longer than a transaction.

The server gives it back when that connection ends, whatever ended it: a restart, an administrator, a firewall that
cuts what is idle. Nothing tells the holder. So it is asked for again at the beginning of each transaction that
writes, on the same connection if that lives (where it is ours, asking again changes nothing), else on a new one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, event

from dateline.store.postgresql import errors
from dateline.store.schema import APPLICATION_ID

COLLECTING = 1
"""Tells the lock for one collector from others of ours."""

_LOG = logging.getLogger(__name__)


@contextmanager
def locked(engine: Engine, number: int, *, taken: Callable[[], Exception]) -> Iterator[None]:
    """Hold a lock while the block runs; every transaction of the engine that writes makes sure of it first.

    Args:
        engine: of a database on a server.
        number: which lock.
        taken: makes what is raised where another holds it: now, or when it was lost and taken by another.

    Raises:
        psycopg.Error, sqlalchemy.exc.DBAPIError: the server cannot be reached.
    """
    held = _Held(engine, number)

    def before_writing(connection: Connection) -> None:
        if connection.get_execution_options().get("dateline_writes", False) and not held.hold():
            raise taken()

    try:
        if not held.hold():
            raise taken()
        # After the listener that waits for the writer's place: who has waited long is asked when its turn comes.
        event.listen(engine, "begin", before_writing)
        try:
            yield
        finally:
            event.remove(engine, "begin", before_writing)
    finally:
        held.let_go()


class _Held:
    """The lock, and the connection that holds it."""

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine, self._number = engine, number
        self._connection: Connection | None = None
        self._one_at_a_time = Lock()

    def hold(self) -> bool:
        """Whether the lock is ours, after it was asked for."""
        with self._one_at_a_time:
            lost = False
            if self._connection is not None:
                try:
                    return self._ask(self._connection)
                except errors() as error:
                    _LOG.debug("the connection that held the lock is gone: %s", error)
                    lost = True
                    self._close()
            self._connection = self._connect()
            mine = self._ask(self._connection)
            if lost and mine:
                _LOG.warning("the lock was lost with its connection, and was taken again")
            return mine

    def let_go(self) -> None:
        """Give it back at once, and the connection: the server takes a moment to see that one has ended."""
        with self._one_at_a_time:
            if self._connection is not None:
                link: Any = self._connection.connection.dbapi_connection
                with suppress(*errors()):  # it was lost, and the lock with it
                    link.execute("SELECT pg_advisory_unlock_all()")  # it counts how often it was asked for
            self._close()

    def _connect(self) -> Connection:
        connection = self._engine.connect()
        connection.detach()
        link: Any = connection.connection.dbapi_connection
        link.autocommit = True
        link.execute("SET idle_session_timeout = 0")  # it is idle by design
        return connection

    def _ask(self, connection: Connection) -> bool:
        link: Any = connection.connection.dbapi_connection
        (mine,) = link.execute(f"SELECT pg_try_advisory_lock({APPLICATION_ID}, {self._number})").fetchone()
        return bool(mine)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            link: Any = connection.connection.dbapi_connection
            link.close()  # never fails; what SQLAlchemy does before it closes one would, on one that is lost
            connection.invalidate()
            connection.close()
