"""What takes seconds to make of a database, made anew beside the requests when the database has changed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable
from threading import Condition, Thread
from typing import Generic, TypeVar

from sqlalchemy import Connection

from dateline.errors import DatelineError
from dateline.store.database import Database

_LOG = logging.getLogger(__name__)

SECONDS = 60.0
"""It is made anew no more often than this."""

SHARE = 20
"""Nor more often than this many times as long as it takes to make."""

PATIENCE = 1.0
"""So many seconds who asks waits for the first one."""

T = TypeVar("T")


class Renewed(Generic[T]):
    """Keeps the newest that was made. May be asked from several threads; none of them makes it.

    Args:
        database: what it is made of.
        state: tells whether it would come out otherwise now.
        make: makes it.
        seconds: it is made anew no more often than this, nor than :data:`SHARE` tells; 0 for whenever it can be.
    """

    def __init__(
        self,
        database: Database,
        *,
        state: Callable[[Connection], Hashable],
        make: Callable[[Connection], T],
        seconds: float = SECONDS,
    ) -> None:
        self._database = database
        self._state_of = state
        self._make = make
        self._seconds = seconds
        self._changed = Condition()
        self._thread: Thread | None = None
        self._state: Hashable = None
        self._due = float("-inf")
        self._value: T | None = None
        self.version = 0

    def get(self, patience: float = PATIENCE) -> T | None:
        """The newest that was made; it may be older than the database. None if the first one is not ready in time."""
        with self._changed:
            if self._thread is None and time.monotonic() >= self._due:
                self._thread = Thread(target=self._renew, name="renewing", daemon=True)
                self._thread.start()
            if self._value is None and patience > 0:
                self._changed.wait_for(lambda: self._thread is None, timeout=patience)
            return self._value

    def settle(self) -> None:
        """Wait until nothing is being made."""
        with self._changed:
            self._changed.wait_for(lambda: self._thread is None)

    def _renew(self) -> None:
        start = time.monotonic()
        try:
            with self._database.reading() as connection:
                state = self._state_of(connection)
                if self.version == 0 or state != self._state:
                    self._value, self._state = self._make(connection), state
                    self.version += 1
        except DatelineError as error:  # it is kept as it was; the next who asks has it tried again
            _LOG.warning("names could not be made ready: %s", error)
        finally:
            end = time.monotonic()
            with self._changed:
                if self._seconds:
                    self._due = end + max(self._seconds, SHARE * (end - start))
                self._thread = None
                self._changed.notify_all()
