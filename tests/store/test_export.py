from __future__ import annotations

import csv
import dataclasses
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dateline.errors import StoreError, UsageError
from dateline.model import EventType
from dateline.store.codebook import codebook
from dateline.store.database import Database
from dateline.store.export import Content, Format, export, export_to_stream
from dateline.store.facts import FactFilter
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import page, reading

EVERYTHING = FactFilter()


@pytest.fixture
def view(database: Database) -> View:
    Writer(database).write(reading())
    Writer(database).write(reading(page("https://gazette.example/two"), events=2))
    return View(database)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_json_lines(view: View, tmp_path: Path) -> None:
    (file,) = export(view, Format.JSONL, tmp_path / "all.jsonl", EVERYTHING)
    records = lines(file.path)
    assert file.rows == len(records) == 7
    assert [record["record"] for record in records] == ["event"] * 5 + ["statement"] * 2
    consult = records[0]
    assert (consult["event"], consult["mode"], consult["context"]) == (["CONSULT"], ["visit"], ["diplomatic"])
    assert (consult["quad_code"], consult["event_scale"]) == (1, 4.0)
    assert consult["actor"][0] == {
        "code": "FRE",
        "sector": "GOV",
        "entity_text": "Freedonia's Foreign Minister, Željko Marić",
        "name": "Željko Marić",
        "office": "Foreign Minister",
        "kind": "person",
    }
    assert consult["event_loc"]["resolved_place"] == "Port Selby"
    assert consult["event_text"] == ["met"]
    assert consult["provenance"]["models"] == {"lines": "1", "roots": "3"}
    sanction = records[2]
    assert (sanction["date"], sanction["enddate"], sanction["date_source"]) == (
        "2023-01-01",
        "2023-12-31",
        "text",
    )
    said = records[-1]
    assert (said["kind"], said["polarity"], said["speaker"]["name"]) == ("pledge", "negated", "Željko Marić")
    assert len({record["id"] for record in records}) == len(records)


def test_identifiers_are_the_same_in_every_database(view: View, database: Database, tmp_path: Path) -> None:
    before = {
        record["id"] for record in lines(export(view, Format.JSONL, tmp_path / "1.jsonl", EVERYTHING)[0].path)
    }
    Writer(database).write(reading(provenance=dataclasses.replace(reading().provenance, code="9")))
    after = {
        record["id"] for record in lines(export(view, Format.JSONL, tmp_path / "2.jsonl", EVERYTHING)[0].path)
    }
    assert before == after


def test_csv(view: View, tmp_path: Path) -> None:
    events, statements = export(view, Format.CSV, tmp_path / "tables", EVERYTHING)
    assert (events.path.name, statements.path.name) == ("events.csv", "statements.csv")
    with events.path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == events.rows == 5
    assert rows[0]["actor"] == "Željko Marić; Ana Duval"
    assert rows[0]["actor_country"] == "FRE; SYL"
    assert rows[0]["reciprocal"] == "true"
    assert rows[1]["auxiliary"] == "future; negation"
    assert rows[1]["date_source"] == "published"
    with statements.path.open(encoding="utf-8", newline="") as stream:
        (said, _) = csv.DictReader(stream)
    assert said["content"] == "that Freedonia would not close the border"


def test_parquet(view: View, tmp_path: Path) -> None:
    events, statements = export(view, Format.PARQUET, tmp_path, EVERYTHING)
    rows = pq.read_table(events.path).to_pylist()
    assert len(rows) == 5
    assert rows[0]["actor"] == ["Željko Marić", "Ana Duval"]
    assert rows[0]["date"] == date(2024, 5, 3)
    assert rows[0]["mode"] == "visit"
    assert rows[2]["mode"] is None
    assert pq.read_table(statements.path).num_rows == 2


def test_polecat(view: View, tmp_path: Path) -> None:
    (file,) = export(view, Format.POLECAT, tmp_path / "p.txt", EVERYTHING)
    table = [line.split("\t") for line in file.path.read_text("utf-8").splitlines()]
    assert tuple(table[0]) == codebook().columns
    assert all(len(row) == 40 for row in table)
    consult, coerce, sanction, *_ = (dict(zip(table[0], row, strict=True)) for row in table[1:])
    known = {name: value for name, value in consult.items() if value}
    identifier = known.pop("Event ID")
    assert known == {
        "Event Date": "2024-05-03",
        "Event Type": "CONSULT",
        "Event Mode": "visit",
        "Intensity": "4",
        "Quad Code": "VERBAL COOPERATION",
        "Contexts": "diplomatic",
        "Actor Name": "Željko Marić; Ana Duval",
        "Actor Country": "FRE; SYL",
        "Primary Actor Sector": "GOV",
        "Actor Sectors": "GOV; GOV",
        "Actor Title": "Foreign Minister; President",
        "Actor Name Raw": "Freedonia's Foreign Minister, Željko Marić; President Ana Duval",
        "Placename": "Port Selby",
        "Country": "SYL",
        "Raw Placename": "Port Selby",
        "Source": "The Gazette",
        "Publication Date": "2024-05-04",
        "Story People": "Željko Marić; Ana Duval",
        "Story Locations": "Freedonia; Sylvania; Port Selby",
        "Language": "en",
        "Version": "dateline 0.1.0, ontology 2.0-a, lines 1; roots 3",
    }
    assert identifier
    assert coerce["Recipient Name"] == "the border"
    assert (sanction["Quad Code"], sanction["Intensity"]) == ("MATERIAL CONFLICT", "-6")
    assert sanction["Event Date"] == "", "known only to the year"


def test_polecat_knows_numbers_of_countries(database: Database, tmp_path: Path) -> None:
    plain = reading()
    mentions = tuple(
        dataclasses.replace(mention, country={"FRE": "SRB", "SYL": "RUS"}[str(mention.country)])
        for mention in plain.mentions
    )
    Writer(database).write(dataclasses.replace(plain, mentions=mentions))
    (file,) = export(View(database), Format.POLECAT, tmp_path / "p.txt", FactFilter(type=EventType.SANCTION))
    head, row = (line.split("\t") for line in file.path.read_text("utf-8").splitlines())
    columns = dict(zip(head, row, strict=True))
    assert (columns["Actor COW"], columns["Recipient COW"]) == ("365", "345")


def test_a_tab_or_a_line_end_in_a_name_breaks_no_row(database: Database, tmp_path: Path) -> None:
    plain = reading()
    mentions = tuple(dataclasses.replace(mention, name="Želj\tko\nMarić") for mention in plain.mentions)
    Writer(database).write(dataclasses.replace(plain, mentions=mentions))
    (file,) = export(View(database), Format.POLECAT, tmp_path / "p.txt", EVERYTHING)
    table = file.path.read_text("utf-8").splitlines()
    assert len(table) == 4
    assert all(line.count("\t") == 39 for line in table)


def test_conditions(view: View, tmp_path: Path) -> None:
    wanted = FactFilter(type=EventType.CONSULT, since=date(2024, 1, 1))
    (file,) = export(view, Format.JSONL, tmp_path / "c.jsonl", wanted)
    assert [record["event"] for record in lines(file.path)] == [["CONSULT"], ["CONSULT"]]
    (file,) = export(view, Format.JSONL, tmp_path / "d.jsonl", FactFilter(since=date(2030, 1, 1)))
    assert (file.rows, file.path.read_bytes()) == (0, b"")


@pytest.mark.parametrize(
    ("form", "wanted", "content", "what"),
    [
        (Format.POLECAT, EVERYTHING, Content.STATEMENTS, "no form for statements"),
        (Format.JSONL, FactFilter(actor="x"), Content.ALL, "about events"),
        (Format.CSV, EVERYTHING, Content.ALL, "cannot hold"),
    ],
)
def test_what_cannot_be(
    view: View, tmp_path: Path, form: Format, wanted: FactFilter, content: Content, what: str
) -> None:
    with pytest.raises(UsageError, match=what):
        export(view, form, tmp_path / "x.out", wanted, content=content)
    assert not (tmp_path / "x.out").exists()


def test_a_file_appears_only_whole(view: View, tmp_path: Path) -> None:
    directory = tmp_path / "out"
    directory.mkdir()
    kept = directory / "e.csv"
    kept.write_text("old")
    with pytest.raises(UsageError):
        export(view, Format.CSV, kept, FactFilter(text='"open'))
    assert kept.read_text() == "old"
    assert list(directory.iterdir()) == [kept], "nothing is left behind"
    export(view, Format.CSV, kept, EVERYTHING)
    assert kept.read_text("utf-8").startswith("id,")


def test_a_place_that_cannot_be_written(view: View, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path / "file" / "x.csv", tmp_path / "no" / "x.csv", tmp_path / "file" / "directory"):
        with pytest.raises(StoreError, match="cannot be written") as caught:
            export(view, Format.CSV, out, EVERYTHING)
        assert "--out" in caught.value.action


def test_streams(view: View, tmp_path: Path) -> None:
    for form in (Format.JSONL, Format.CSV, Format.POLECAT):
        stream = io.BytesIO()
        export_to_stream(view, form, stream, EVERYTHING)
        (file,) = export(view, form, tmp_path / "f.x", EVERYTHING)
        assert stream.getvalue() == file.path.read_bytes()
    with pytest.raises(UsageError, match="needs a file"):
        export_to_stream(view, Format.PARQUET, io.BytesIO(), EVERYTHING)
