from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from dateline.model import Sourced
from dateline.serve.api import ApiSettings
from dateline.store.cells import harmless
from dateline.store.database import open_database
from dateline.store.export import Content, Format, export_to_stream
from dateline.store.facts import FactFilter
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.serve.api_site import client, fill
from tests.store.factory import page, reading

FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("export") / "site.db"
    fill(found)
    return found


@pytest.mark.parametrize("form", [Format.JSONL, Format.CSV, Format.POLECAT])
def test_exports_are_those_of_the_command_line(path: Path, form: Format) -> None:
    with open_database(path) as database:
        stream = io.BytesIO()
        export_to_stream(View(database), form, stream, FactFilter(), content=Content.EVENTS)
    answer = client(path).get(f"/api/v1/events/export?format={form}")
    assert answer.status_code == 200
    assert answer.content.decode() == stream.getvalue().decode()
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "content-length" not in answer.headers


def test_parquet_and_ftm_and_filters(path: Path) -> None:
    site = client(path)
    table = pq.read_table(io.BytesIO(site.get("/api/v1/events/export?format=parquet&type=SANCTION").content))
    assert table.num_rows == 5
    lines = site.get("/api/v1/statements/export?format=ftm").text.splitlines()
    assert sum(json.loads(line)["schema"] == "Article" for line in lines) == 5
    rows = site.get("/api/v1/statements/export?format=jsonl&kind=pledge").text.splitlines()
    assert len(rows) == 5
    assert site.get("/api/v1/events/export?until=1999-01-01").content == b""


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_run_by_a_spreadsheet(tmp_path: Path, text: str) -> None:
    told = reading(page())
    article = replace(
        told.article,
        headline=Sourced(value=text, source="h1"),
        site=Sourced(value=text, source="og:site_name"),
        language=Sourced(value=text, source="html lang"),
    )
    with open_database(tmp_path / "a.db") as database:
        Writer(database).write(replace(told, article=article))
    site = client(tmp_path / "a.db")
    for address in ("events/export?format=csv", "statements/export?format=csv"):
        rows = list(csv.reader(io.StringIO(site.get(f"/api/v1/{address}").text, newline="")))
        cells = [cell for row in rows for cell in row]
        assert any(cell.startswith("'") for cell in cells)
        assert not any(cell[:1] in ("=", "@", "\t", "\r", "＝") for cell in cells)
    for line in site.get("/api/v1/events/export?format=polecat").text.splitlines():
        assert not any(cell[:1] in ("=", "@", "＝") for cell in line.split("\t"))


def test_numbers_stay_numbers() -> None:
    assert [harmless(value) for value in ("-5", "+1.5", -5, None, "a=b", "- x")] == [
        "-5",
        "+1.5",
        -5,
        None,
        "a=b",
        "'- x",
    ]


def test_places_of_exports_are_given_back(path: Path) -> None:
    site = client(path, api=ApiSettings(per_minute=0, exports=1))
    for address in (
        "events/export",
        "events/export?text=%22",
        "events/export",
        "statements/export?format=csv",
    ):
        answer = site.get(f"/api/v1/{address}")
        assert answer.status_code == (400 if "%22" in address else 200)


def test_an_export_that_takes_too_long_is_cut_off_and_not_taken_for_whole(path: Path) -> None:
    app = client(path, api=ApiSettings(per_minute=0, exports=1, export_seconds=-1)).app
    with pytest.raises(RuntimeError, match="already started"):  # the connection is cut
        TestClient(app).get("/api/v1/events/export")
    assert app.state.api.exports._taken == 0  # type: ignore[attr-defined]
