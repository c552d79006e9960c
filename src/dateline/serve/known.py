"""The reference data that the site asks: names indexed once in a process, when first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from dateline.lexicon.reference import shipped_snapshot
from dateline.model import Record
from dateline.reference import judgements_of, records_known, screener_of
from dateline.resolve.look_up import look_up
from dateline.resolve.reference import JoinedReference, MemoryReference, shipped_reference
from dateline.resolve.screen import THRESHOLD, Hit, Query, Screener
from dateline.store.database import Database
from dateline.store.reference import StoredSnapshot, StoreReference
from dateline.store.verdicts import Verdicts

_Version = tuple[int, ...]


@dataclass(slots=True)
class KnownReference:
    """The shipped and the imported data of a database; safe to ask from several threads.

    The index of names is built anew after an import.
    """

    database: Database
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _screener: Screener | None = None
    _built: _Version = ()
    _shipped: MemoryReference | None = None

    def snapshots(self) -> tuple[StoredSnapshot, ...]:
        """The shipped data, then what was imported, in its order."""
        shipped = shipped_snapshot()
        own = StoredSnapshot(number=0, snapshot=shipped, lists=(), newest=True)
        return (own, *StoreReference(self.database).snapshots())

    def records(self) -> Callable[[str], tuple[Record, ...]]:
        """From the id of an entity to what each source says of it; empty if none knows it."""
        return records_known(self.database)

    def screen(
        self,
        query: Query,
        day: date,
        *,
        wanted: frozenset[str] = frozenset(),
        limit: int = 5,
        threshold: float = THRESHOLD,
    ) -> tuple[Hit, ...]:
        """See :meth:`Screener.screen`; ``wanted`` are the lists on one of which an entity must stand or have stood."""
        with self._lock:  # an index can be searched by one thread at a time
            screener = replace(self._current(), wanted=wanted)
            return tuple(screener.screen(query, day, limit=limit, threshold=threshold))

    def look_up(self, name: str) -> list[Record]:
        """Who can be called so, by a full name or by a family name alone."""
        with self._lock:
            shipped = self._shipped = self._shipped or shipped_reference()
            joined = JoinedReference((shipped, StoreReference(self.database)))
            found = look_up(name, joined, judgements_of(self.database))
            return [one.record for one in found]

    def _current(self) -> Screener:
        snapshots = StoreReference(self.database).snapshots()
        version = (Verdicts(self.database).version(), *(one.number for one in snapshots))
        if self._screener is None or version != self._built:
            self._screener = screener_of(self.database, frozenset())
            self._built = version
        return self._screener
