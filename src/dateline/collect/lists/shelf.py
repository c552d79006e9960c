"""Parts put aside on the disk until their owner comes by, so that a file in any order is read in constant memory."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

import msgspec

_Part = TypeVar("_Part")
_BATCH = 5_000


class Shelf(Generic[_Part]):
    """Parts by the key of their owner, in a temporary SQLite file. Use it as a context manager.

    Put everything first, then ask.
    """

    def __init__(self, form: type[_Part]) -> None:
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(form)
        self._folder = tempfile.TemporaryDirectory(prefix="dateline-")
        self._link = sqlite3.connect(Path(self._folder.name) / "shelf.db", isolation_level=None)
        self._link.execute("PRAGMA journal_mode = OFF")
        self._link.execute("PRAGMA synchronous = OFF")
        self._link.execute(
            "CREATE TABLE parts (number INTEGER PRIMARY KEY, owner TEXT NOT NULL, part BLOB NOT NULL)"
        )
        self._link.execute("BEGIN")
        self._waiting: list[tuple[str, bytes]] = []
        self._indexed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._link.close()
        self._folder.cleanup()

    def put(self, owner: str, part: _Part) -> None:
        """Put a part aside."""
        self._waiting.append((owner, self._encoder.encode(part)))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def of(self, owner: str) -> list[_Part]:
        """The parts of one owner, in the order they were put."""
        self._settle()
        found = self._link.execute("SELECT part FROM parts WHERE owner = ? ORDER BY number", (owner,))
        return [self._decoder.decode(part) for (part,) in found]

    def groups(self) -> Iterator[tuple[str, list[_Part]]]:
        """All owners with their parts, in the order in which each was named first."""
        self._settle()
        query = (
            "SELECT owner, part FROM parts JOIN (SELECT owner, min(number) AS first FROM parts GROUP BY owner)"
            " USING (owner) ORDER BY first, number"
        )
        owner: str | None = None
        parts: list[_Part] = []
        for name, part in self._link.execute(query):
            if owner is not None and name != owner:
                yield owner, parts
                parts = []
            owner = name
            parts.append(self._decoder.decode(part))
        if owner is not None:
            yield owner, parts

    def _flush(self) -> None:
        self._link.executemany("INSERT INTO parts (owner, part) VALUES (?, ?)", self._waiting)
        self._waiting.clear()

    def _settle(self) -> None:
        if self._waiting:
            self._flush()
        if not self._indexed:
            self._link.execute("CREATE INDEX by_owner ON parts (owner)")
            self._indexed = True
