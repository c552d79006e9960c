"""From the parts of a shard back to readings and rejected inputs, in their order, a few pages in memory at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from types import SimpleNamespace
from typing import Any, BinaryIO, cast

import pyarrow.parquet as pq

from dateline.batch.marker import Marker, part_name
from dateline.batch.places import Depot
from dateline.batch.tables import PAGE
from dateline.errors import DataError, Reason
from dateline.model import Page, Profile, Reading, Rejected
from dateline.store.load import AnyRow, ReadingRows, assemble
from dateline.store.who import claim_of, decode_profile, link_of

_ROWS = 256
_PARTS = (
    "authors",
    "paragraphs",
    "furniture",
    "repairs",
    "sentences",
    "mentions",
    "times",
    "events",
    "statements",
)
_OF_EVENTS = ("participants", "evidence")
_OF_STATEMENTS = ("contents", "statement_events")
_WHO = ("links", "profiles", "claims")

PartRow = dict[str, Any]


def read_parts(depot: Depot, marker: Marker) -> Iterator[Reading | Rejected]:
    """The pages of a shard, in the order in which they were read.

    Raises:
        DataError: the parts do not fit one another.
    """
    with ExitStack() as stack:
        cursors = {table: _Cursor(depot, part_name(table, marker.shard), stack) for table in marker.parts}
        pages, rejects = cursors["pages"], cursors["rejects"]
        try:
            while (key := min(filter(None, (pages.key, rejects.key)), default=None)) is not None:
                if key == rejects.key:
                    yield _rejected(rejects.one(key))
                else:
                    yield _reading(cursors, key, marker)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(
                f"a part does not hold what it should: {error}",
                where=f"{depot.url}, {marker.shard}",
                action="remove its marker, and run the batch again",
            ) from error


class _Cursor:
    """Goes through a table whose rows are in the order of their pages."""

    def __init__(self, depot: Depot, name: str, stack: ExitStack) -> None:
        stream = stack.enter_context(depot.open(name))
        self._rows = rows_of(stream)
        self._next: PartRow | None = next(self._rows, None)

    @property
    def key(self) -> str | None:
        """The page of the next row; None at the end."""
        return self._next[PAGE] if self._next else None

    def take(self, key: str) -> list[PartRow]:
        """The rows of a page, which are the next ones."""
        taken = []
        while self._next is not None and self._next[PAGE] == key:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken

    def one(self, key: str) -> PartRow:
        """The only row of a page."""
        (row,) = self.take(key)
        return row


def rows_of(stream: BinaryIO, columns: Sequence[str] | None = None) -> Iterator[PartRow]:
    """The rows of a part, or some of their columns.

    No thread of Arrow's is started: one that still reads ahead when the process ends would abort it.
    """
    file = pq.ParquetFile(stream, pre_buffer=False)
    wanted = None if columns is None else list(columns)
    for batch in file.iter_batches(batch_size=_ROWS, columns=wanted, use_threads=False):
        yield from batch.to_pylist()


class _Row:
    """A row of a part, that gives its columns as a row of the database does."""

    __slots__ = ("_mapping",)

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._mapping = {name: _stored(name, value) for name, value in columns.items()}

    def __getattr__(self, name: str) -> Any:
        try:
            return self._mapping[name]
        except KeyError:
            raise AttributeError(name) from None


def _stored(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if name.endswith("_moment") and value is not None:
        return datetime.fromisoformat(value)
    return value


def _row(columns: Mapping[str, Any]) -> AnyRow:
    return cast(AnyRow, _Row(columns))


def _reading(cursors: Mapping[str, _Cursor], key: str, marker: Marker) -> Reading:
    page = cursors["pages"].one(key)
    article = {f"articles_{name}": value for name, value in cursors["articles"].one(key).items()}
    parts = {name: [_row(row) for row in cursors[name].take(key)] for name in _PARTS}
    who = {name: cursors[name].take(key) for name in _WHO}
    links = tuple(
        link_of(SimpleNamespace(**{**row, "features": json.loads(row["features"])})) for row in who["links"]
    )
    rows = ReadingRows(
        article=_row(article),
        parts=parts,
        of_events={name: _grouped(cursors[name].take(key), "event") for name in _OF_EVENTS},
        of_statements={name: _grouped(cursors[name].take(key), "statement") for name in _OF_STATEMENTS},
        links=links,
        profiles=_profiles(who["profiles"]),
        claims=tuple(claim_of(SimpleNamespace(**row)) for row in who["claims"]),
    )
    return assemble(_page(page), marker.provenance, rows)


def _profiles(rows: Sequence[PartRow]) -> tuple[Profile, ...]:
    return tuple(decode_profile(row["profile"]) for row in rows)


def _grouped(rows: Sequence[PartRow], owner: str) -> dict[int, list[AnyRow]]:
    groups: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        groups[row[owner]].append(_row(row))
    return groups


def _page(row: PartRow) -> Page:
    return Page(
        address=row["address"],
        content=row["content"],
        fetched=row["fetched"],
        content_type=row["content_type"],
    )


def _rejected(row: PartRow) -> Rejected:
    page = _page(row) if row["content"] is not None and row["fetched"] is not None else None
    return Rejected(address=row["address"], reason=Reason(row["reason"]), message=row["message"], page=page)
