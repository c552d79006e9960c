"""Writes the parts of one shard as Parquet, a few megabytes in memory at a time, and always to the same bytes."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from dateline.batch.part_rows import PartRows
from dateline.batch.places import digest_of
from dateline.batch.tables import TABLES, table_schema
from dateline.model import Provenance
from dateline.store.rows import Row

PAGES_A_BATCH = 8
GROUP_BYTES = 4 << 20
GROUP_ROWS = 1 << 16


class PartFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one part: so a broken one is found."""

    rows: int
    bytes: int
    sha256: str


class PartsWriter:
    """Writes the tables of a shard into a folder, a file each. Use it as a context manager.

    Rows are turned to Arrow every few pages, and a row group is written as soon as it is large enough, so that
    the memory does not depend on how long the shard is.

    Args:
        folder: where the files go, named ``TABLE.parquet``.
        provenance: what makes the facts; kept in each file.
    """

    def __init__(self, folder: Path, provenance: Provenance) -> None:
        marks = {"dateline.provenance": msgspec.json.encode(provenance)}
        self._tables = {
            name: _TableWriter(folder / f"{name}.parquet", table_schema(name).with_metadata(marks))
            for name in TABLES
        }
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._pages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for table in self._tables.values():
            table.close()

    def write(self, rows: PartRows) -> None:
        """Add the rows of one page."""
        for name, items in rows.items():
            self._rows[name] += items
        self._pages += 1
        if self._pages >= PAGES_A_BATCH:
            self._flush()

    def finish(self) -> dict[str, PartFile]:
        """Write what is left, and close the files; table → what is known of its part."""
        self._flush()
        return {name: table.finish() for name, table in self._tables.items()}

    def _flush(self) -> None:
        for name, items in self._rows.items():
            if items:
                self._tables[name].add(items)
        self._rows.clear()
        self._pages = 0


class _TableWriter:
    def __init__(self, path: Path, form: pa.Schema) -> None:
        self._path, self._form = path, form
        self._writer = pq.ParquetWriter(path, form, compression="zstd", compression_level=3)
        self._batches: list[pa.RecordBatch] = []
        self._bytes = self._waiting = self._rows = 0

    def add(self, items: list[Row]) -> None:
        batch = pa.RecordBatch.from_pylist(items, schema=self._form)
        self._batches.append(batch)
        self._bytes += batch.nbytes
        self._waiting += batch.num_rows
        if self._bytes >= GROUP_BYTES or self._waiting >= GROUP_ROWS:
            self._write_group()

    def finish(self) -> PartFile:
        self._write_group()
        self.close()
        with self._path.open("rb") as stream:
            size, digest = digest_of(stream)
        return PartFile(rows=self._rows, bytes=size, sha256=digest)

    def close(self) -> None:
        self._writer.close()

    def _write_group(self) -> None:
        if self._waiting:
            table = pa.Table.from_batches(self._batches, schema=self._form)
            self._writer.write_table(table, row_group_size=self._waiting)
            del table
        self._rows += self._waiting
        self._batches, self._bytes, self._waiting = [], 0, 0
        pa.default_memory_pool().release_unused()
