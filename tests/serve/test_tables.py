from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Sourced
from dateline.serve.app import ServeSettings, create_app
from dateline.serve.pages import tables
from dateline.store import export_tables
from dateline.store.cells import harmless
from tests.serve.small_site import NOT_KEPT, numbered, site_with, usual


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return usual(Path(tmp_path_factory.mktemp("tables")) / "news.db", NOT_KEPT)


@pytest.mark.parametrize(
    "sort", ["date", "-date", "type", "-type", "score", "-score", "published", "-published"]
)
def test_pages_give_every_event_once_in_order(
    site: TestClient, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(tables, "PER_PAGE", 5)
    seen: list[int] = []
    after: str | None = None
    for _ in range(10):
        asked = {"sort": sort, **({"after": after} if after else {})}
        found = site.get("/events.json", params=asked).json()
        seen += [event["id"] for event in found["events"]]
        after = found["after"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 12 == found["facets"]["total"]


@pytest.mark.parametrize("sort", ["date", "-date", "type", "-score", "-published"])
@pytest.mark.parametrize("what", ["events", "statements"])
def test_pages_lead_back_as_they_led_on(
    site: TestClient, monkeypatch: pytest.MonkeyPatch, what: str, sort: str
) -> None:
    if what == "statements" and sort not in ("date", "-date", "-score"):
        return
    monkeypatch.setattr(tables, "PER_PAGE", 3 if what == "events" else 1)
    pages: list[dict[str, Any]] = [site.get(f"/{what}.json", params={"sort": sort}).json()]
    assert pages[0]["before"] is None
    while (after := pages[-1]["after"]) is not None:
        pages.append(site.get(f"/{what}.json", params={"sort": sort, "after": after}).json())
    assert len(pages) == 4
    found = pages[-1]
    for page in reversed(pages[:-1]):
        found = site.get(f"/{what}.json", params={"sort": sort, "before": found["before"]}).json()
        assert found[what] == page[what]
        assert found["after"] == page["after"]
    assert found["before"] is None
    text = site.get(f"/{what}", params={"sort": sort, "after": pages[0]["after"], "col": "date"}).text
    assert re.search(r'rel="prev" href="\?[^"]*before=', text)
    assert "after=" not in re.search(r'rel="prev" href="([^"]*)"', text)[1]  # type: ignore[index]


@pytest.mark.parametrize("what", ["events", "statements"])
def test_parquet_is_among_the_files(site: TestClient, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    assert f"/{what}.parquet" in site.get(f"/{what}").text
    table = pq.read_table(io.BytesIO(site.get(f"/{what}.parquet").content))
    assert table.num_rows == (12 if what == "events" else 4)
    monkeypatch.setattr(export_tables, "find_spec", lambda name: None)
    assert f"/{what}.parquet" not in site.get(f"/{what}").text
    answer = site.get(f"/{what}.parquet")
    assert answer.status_code == 400
    assert "pip install pyarrow" in answer.text


def test_files_hold_whole_texts_only_for_those_who_may_see_them(tmp_path: Path) -> None:
    wanted = numbered(1, published="2024-05-04")
    for whole in (False, True):
        site_with(tmp_path / f"{whole}.db", wanted)
        settings = ServeSettings(database=tmp_path / f"{whole}.db", full_text=whole)
        text = "".join(
            TestClient(create_app(settings)).get(f"/{one}.ftm").text for one in ("events", "statements")
        )
        assert ("bodyText" in text) is whole


def test_facets_count_and_narrow_down(site: TestClient) -> None:
    found = site.get("/events.json").json()
    options = {
        name: {one["value"]: one["count"] for one in values}
        for name, values in found["facets"]["options"].items()
    }
    assert options["type"] == {"CONSULT": 4, "COERCE": 4, "SANCTION": 4}
    assert options["actor"] == {"SRB": 8, "RUS": 8}
    assert options["source"] == {"The Gazette": 12}
    for name in ("type", "actor", "recipient", "source"):
        for value, count in options.get(name, {}).items():
            narrowed = site.get("/events.json", params={name: value}).json()["facets"]["total"]
            assert narrowed >= count  # who acts with one another is also acted on


def test_columns_are_chosen(site: TestClient) -> None:
    text = site.get("/events?col=date&col=rule").text
    assert '<th scope="col">Rule</th>' in text
    assert '<th scope="col">Sentence</th>' not in text
    assert '<th scope="col">Content</th>' in site.get("/statements").text


def test_place_and_entity_are_found(site: TestClient) -> None:
    def total(**asked: str) -> int:
        return int(site.get("/events.json", params=asked).json()["facets"]["total"])

    assert total(place="geonames-42") == total(place="Port Selby") == total(place="RUS") == 4
    assert total(place="SRB") == 0
    assert total(actor="Q100") == 4
    assert total(recipient="Q100") == 8
    assert total(text="border") == 4
    assert total(source="Nobody's") == 0


@pytest.mark.parametrize(
    "asked", ["sort=x", "after=-1", "after=99999999999999999999", "type=x", "text=%22", "actor=%21"]
)
def test_what_cannot_be_understood_is_told(site: TestClient, asked: str) -> None:
    for address in ("/events.json", "/events"):
        assert site.get(f"{address}?{asked}").status_code == 400


@pytest.mark.parametrize("form", ["csv", "jsonl", "polecat", "ftm"])
def test_files_hold_what_is_asked_for(site: TestClient, form: str) -> None:
    answer = site.get(f"/events.{form}", params={"type": "SANCTION"})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    lines = answer.text.splitlines()
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert [row["event"] for row in rows] == ["SANCTION"] * 4
        assert {row["quad_code"] for row in rows} == {"4"}
    elif form == "polecat":
        assert len(lines) == 5
        assert len(lines[0].split("\t")) == len(lines[1].split("\t")) == 40
    else:
        objects = [json.loads(line) for line in lines]
        assert len(objects) == 4 if form == "jsonl" else len(objects) > 4


def test_files_of_statements(site: TestClient) -> None:
    assert len(site.get("/statements.jsonl", params={"speaker": "Q100"}).text.splitlines()) == 4
    assert site.get("/statements.jsonl", params={"speaker": "Nobody"}).text == ""
    assert len(site.get("/statements.csv").text.splitlines()) == 5
    assert site.get("/statements.ftm").status_code == 200
    assert site.get("/statements.polecat").status_code == 400
    assert site.get("/statements.xls").status_code == 404
    assert site.get("/events.csv", params={"text": '"'}).status_code == 400


def test_a_spreadsheet_takes_nothing_for_a_formula(tmp_path: Path) -> None:
    wanted = numbered(1, published="2024-05-04")
    article = replace(wanted.article, headline=Sourced(value='=HYPERLINK("http://x")', source="h1"))
    site = site_with(tmp_path / "news.db", replace(wanted, article=article))
    rows = list(csv.DictReader(io.StringIO(site.get("/events.csv").text, newline="")))
    assert {row["headline"] for row in rows} == {'\'=HYPERLINK("http://x")'}
    assert all(float(row["event_scale"]) for row in rows)


@given(st.text() | st.integers() | st.floats())
def test_no_cell_begins_a_formula(value: object) -> None:
    cell = harmless(value)
    if isinstance(cell, str) and re.fullmatch(r"[+-]?\d+(\.\d+)?", cell) is None:
        assert cell.lstrip(" \n")[:1] not in tuple("=+-@\t\r＝＋－＠")
    assert cell == value or cell == f"'{value}" or value != value


def test_statements_in_order(site: TestClient) -> None:
    for sort in ("date", "-date", "kind", "speaker", "-score"):
        found = site.get("/statements.json", params={"sort": sort}).json()
        assert len(found["statements"]) == 4
    days = [one["source"]["published"]["latest"] for one in site.get("/statements.json").json()["statements"]]
    assert days == sorted(days, reverse=True)
