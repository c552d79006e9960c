"""Whether a database has changed: a number that is another one after each commit, by whomever."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from dateline.store.database import Database, translated

_SQLITE = "PRAGMA data_version"
_POSTGRESQL = "SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"


@dataclass(slots=True)
class Changes:
    """Tells whether a database has changed; may be asked from several threads.

    SQLite tells a connection that another one has committed, so that this keeps a connection of its own, by which
    nothing is ever written. PostgreSQL tells the number of its next transaction, which those in other databases of the
    server use up too.
    """

    database: Database
    _link: Any = (
        None  # a connection of the driver: what SQLAlchemy does around it takes longer than the question
    )
    _pooled: Any = None  # what closes it
    _lock: Lock = field(default_factory=Lock)

    @property
    def quick(self) -> bool:
        """Whether asking takes microseconds, for it goes to no server."""
        return not isinstance(self.database.place, str)

    def number(self) -> int:
        """A number that differs from an earlier one if anything was committed since then.

        Raises:
            StoreError: the database cannot be read.
        """
        with self._lock, translated(self.database.place):
            try:
                if self._link is None:
                    self._link = self._own_link()
                return int(self._link.execute(_SQLITE if self.quick else _POSTGRESQL).fetchone()[0])
            except BaseException:
                self._drop()
                raise

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._drop()

    def _own_link(self) -> Any:
        pooled = self.database.engine.raw_connection()
        pooled.detach()
        link: Any = pooled.dbapi_connection
        if not self.quick:
            link.autocommit = True
        self._pooled = pooled
        return link

    def _drop(self) -> None:
        if self._pooled is not None:
            self._pooled.close()
        self._pooled = self._link = None
