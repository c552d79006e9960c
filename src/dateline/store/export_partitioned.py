"""Parquet in folders by day and type, as Hive lays them out: DuckDB, polars, pandas and Spark read only what they need.

events/day=2024-05-03/type=CONSULT/part-0.parquet
statements/day=2024-05-03/type=promise/part-0.parquet
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dateline.errors import StoreError, UsageError
from dateline.store import export_tables
from dateline.store.export import Content, Exported, Format, contents_of, said_filter
from dateline.store.export_tables import TableRow
from dateline.store.facts import FactFilter
from dateline.store.view import View

PARTITIONS = {"day": "day", "type": "text"}
"""The columns that are in the folders' names: the first day a fact can be of, and its type (a statement's kind)."""

_OPEN_FILES = 256
_GROUP_ROWS = 1 << 16


def export_partitioned(
    view: View, out: Path, wanted: FactFilter, *, content: Content | None = None
) -> tuple[Exported, ...]:
    """Write the facts that meet the conditions into ``out/events`` and ``out/statements``.

    Each of the two takes the place of one that an earlier export wrote, when it is whole.

    Raises:
        UsageError: a folder of that name holds other things, or the conditions do not fit statements.
        StoreError: the database cannot be read, or the folder cannot be written.
    """
    kinds = contents_of(Format.PARQUET, wanted, content, directory=True)
    for kind in kinds:
        _check_replaceable(out / kind.value)
    return tuple(_write(view, out / kind.value, wanted, kind) for kind in kinds)


def _check_replaceable(folder: Path) -> None:
    others = (
        [path.name for path in folder.iterdir() if not path.name.startswith("day=")]
        if folder.is_dir()
        else []
    )
    if others or (folder.exists() and not folder.is_dir()):
        raise UsageError(
            f"holds other things ({', '.join(sorted(others)[:3]) or 'a file'})",
            where=str(folder),
            action="name another folder by --out",
        )


def _write(view: View, folder: Path, wanted: FactFilter, kind: Content) -> Exported:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as scratch:
            made, before = Path(scratch) / "made", Path(scratch) / "before"
            rows = _write_rows(view, made, wanted, kind)
            if folder.exists():
                folder.rename(before)
            made.rename(folder)
            shutil.rmtree(before, ignore_errors=True)
    except OSError as error:
        raise StoreError(
            f"cannot be written: {error.strerror or error}",
            where=str(folder),
            action="name another place by --out",
        ) from error
    return Exported(path=folder, content=kind, rows=rows, form=Format.PARQUET)


def _write_rows(view: View, made: Path, wanted: FactFilter, kind: Content) -> int:
    if kind is Content.STATEMENTS:
        with view.all_statements(said_filter(wanted)) as statements:
            rows = _statements(export_tables.statement_rows(statements))
            return _write_dataset(made, export_tables.STATEMENT_COLUMNS, rows)
    with view.all_facts(wanted) as facts:
        return _write_dataset(made, export_tables.EVENT_COLUMNS, _events(export_tables.event_rows(facts)))


def _events(rows: Iterable[TableRow]) -> Iterator[TableRow]:
    for row in rows:
        yield {**row, "day": row["date"] or row["enddate"], "type": row["event"]}


def _statements(rows: Iterable[TableRow]) -> Iterator[TableRow]:
    for row in rows:
        yield {**row, "day": row["published_earliest"] or row["published_latest"], "type": row["kind"]}


def _write_dataset(made: Path, columns: dict[str, str], rows: Iterable[TableRow]) -> int:
    import pyarrow as pa
    import pyarrow.dataset as ds

    form = export_tables.arrow_schema(columns | export_tables.SOURCE_COLUMNS | PARTITIONS)
    folders = ds.partitioning(export_tables.arrow_schema(PARTITIONS), flavor="hive")
    count = 0

    def parts() -> Iterator[Any]:
        nonlocal count
        for batch in export_tables.batches(rows):
            count += len(batch)
            yield pa.RecordBatch.from_pylist(batch, schema=form)

    made.mkdir()
    ds.write_dataset(
        parts(),
        made,
        schema=form,
        format="parquet",
        partitioning=folders,
        basename_template="part-{i}.parquet",
        file_options=ds.ParquetFileFormat().make_write_options(compression="zstd"),
        max_open_files=_OPEN_FILES,
        max_rows_per_group=_GROUP_ROWS,
        use_threads=False,
    )
    return count
