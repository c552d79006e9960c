from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import lxml.html
import pytest
from fastapi.testclient import TestClient

from dateline.model import Judgement
from dateline.resolve.screen import Query
from dateline.serve.api import ApiSettings
from dateline.serve.known import KnownReference
from dateline.store.database import open_database
from dateline.store.people import Role
from dateline.store.verdicts import Verdicts
from tests.serve.api_site import client, fill

VULIN = "Q11074974"
HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("screen") / "site.db"
    fill(found, 1)
    return found


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[TestClient]:
    with client(path) as found:
        yield found


def test_names_are_screened_as_of_a_day(site: TestClient) -> None:
    answer = site.post("/screen", data={"names": "Aleksandar Vulin\nNo Such Person", "day": "2013-01-01"})
    assert answer.status_code == 200
    text = answer.text
    assert "1 hit for 2 names, as of 2013-01-01" in text
    assert "Director of the Office for Kosovo" in text
    assert "US list since 2023-07-11" in text
    assert "No Such Person" in text
    assert answer.headers["cache-control"] == "no-store"


def test_a_file_with_a_heading_and_one_name_in_the_address(site: TestClient) -> None:
    rows = "name,country,born\nAlexander Vulin,RS,1972-10-02\nX,Atlantis,\n"
    answer = site.post("/screen", files={"file": ("names.csv", rows.encode())})
    assert VULIN in answer.text
    assert "the birth date agrees" in answer.text
    assert "row 2: country: &#39;Atlantis&#39;" in answer.text
    assert VULIN in site.get("/screen?name=Aleksandar%20Vulin").text
    assert site.get('/screen?name=name,country "x"').status_code == 200


def test_the_same_as_data(site: TestClient) -> None:
    assert site.get("/screen.json").json()["snapshots"][0]["source"] == "shipped"
    found = site.post("/screen.json", data={"names": "Aleksandar Vulin"}).json()
    hit = found["screened"]["names"][0]["hits"][0]
    assert (hit["entity"], hit["score"]) == (VULIN, 1.0)


def test_only_who_is_on_a_list(site: TestClient) -> None:
    names = "Aleksandar Vulin\nEmmanuel Macron"
    everybody = site.post("/screen.json", data={"names": names}).json()["screened"]["names"]
    listed = site.post("/screen.json", data={"names": names, "lists": ["us", "eu"]}).json()["screened"]
    assert [bool(name["hits"]) for name in everybody] == [True, True]
    assert [bool(name["hits"]) for name in listed["names"]] == [True, False]


def test_a_report_for_print_has_versions_and_snapshots(site: TestClient) -> None:
    text = site.post("/screen", data={"names": "Aleksandar Vulin", "view": "report"}).text
    for word in ("Screening report", "shipped@", "SHA-256", "Dateline 0.", "As of", "Verdict"):
        assert word in text
    assert "<script" not in text


def test_a_file_of_hits_runs_nothing_in_a_spreadsheet(site: TestClient) -> None:
    names = '"=Aleksandar Vulin"\n'
    answer = site.post("/screen", data={"names": f"name\n{names}", "view": "csv"})
    row = next(csv.DictReader(io.StringIO(answer.text)))
    assert row["name"] == "'=Aleksandar Vulin"
    assert row["entity"] == VULIN


def test_hostile_names_are_text(site: TestClient) -> None:
    text = site.post(
        "/screen", data={"names": "<script>alert(1)</script>\n\u202eVulin Aleksandar\u200b"}
    ).text
    assert "<script>alert" not in text
    tree = lxml.html.fromstring(text)
    assert not any("\u202e" in "".join(map(str, h3.itertext())) for h3 in tree.iter("h3"))
    assert not tree.xpath("//*[@style or @onclick]")
    assert all(script.get("src") for script in tree.iter("script"))


def test_every_control_has_a_label(site: TestClient) -> None:
    tree = lxml.html.fromstring(site.get("/screen").text)
    controls = list(tree.iter("input", "textarea", "select"))
    named = {label.get("for") for label in tree.iter("label")}
    assert len(controls) >= 5
    for control in controls:
        assert any(parent.tag == "label" for parent in control.iterancestors()) or control.get("id") in named


def test_without_sign_in_nobody_judges(path: Path, site: TestClient) -> None:
    assert "data-judgement" not in site.post("/screen", data={"names": "Aleksandar Vulin"}).text
    given = {"name": "Aleksandar Vulin", "entity": VULIN, "judgement": "different"}
    assert site.post("/screen/verdict", data=given, headers=HERE).status_code == 401
    with open_database(path) as database:
        assert Verdicts(database).history() == ()


def test_who_is_signed_in_judges(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 1)
    site = client(tmp_path / "a.db", user="Ana")
    page = site.post("/screen", data={"names": "Aleksandar Vulin"}).text
    assert page.count("data-judgement") == 3
    assert 'tabindex="0"' in page
    given = {"name": "Aleksandar Vulin", "entity": VULIN, "judgement": "same", "why": "born that day"}
    answer = site.post("/screen/verdict", data=given, headers=HERE)
    assert answer.json()["who"] == "Ana"
    assert "same (Ana," in site.post("/screen", data={"names": "VULIN, Aleksandar"}).text
    site.post("/screen/verdict", data={**given, "judgement": "different"}, headers=HERE)
    screened = site.post("/screen.json", data={"names": "Aleksandar Vulin"}).json()["screened"]
    assert screened["names"][0]["hits"] == []
    assert screened["names"][0]["cleared"][0]["entity"] == VULIN
    with open_database(tmp_path / "a.db") as database:
        judged = [verdict.judgement for verdict in Verdicts(database).history()]
    assert judged == [Judgement.SAME, Judgement.DIFFERENT]


def test_readers_do_not_judge(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 1)
    site = client(tmp_path / "a.db", user="Rea", role=Role.READER)
    assert "data-judgement" not in site.post("/screen", data={"names": "Aleksandar Vulin"}).text
    given = {"name": "Aleksandar Vulin", "entity": VULIN, "judgement": "same"}
    assert site.post("/screen/verdict", data=given, headers=HERE).status_code == 403


@pytest.mark.parametrize(
    "change", [{"judgement": "maybe"}, {"name": " "}, {"entity": ""}, {"why": "x" * 5000}]
)
def test_verdicts_that_make_no_sense_are_refused(tmp_path: Path, change: dict[str, str]) -> None:
    fill(tmp_path / "a.db", 1)
    given = {"name": "x", "entity": "y", "judgement": "same", **change}
    site = client(tmp_path / "a.db", user="Ana")
    assert site.post("/screen/verdict", data=given, headers=HERE).status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"x-form-token": ""}, 403),
        ({"x-form-token": "0" * 64}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_verdicts_come_only_from_pages_of_the_site(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    fill(tmp_path / "a.db", 1)
    given = {"name": "x", "entity": "y", "judgement": "same"}
    site = client(tmp_path / "a.db", user="Ana")
    assert site.post("/screen/verdict", data=given, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("data", "file", "status"),
    [
        ({"names": "x\n" * 51}, None, 400),
        ({"names": "a" * 6000}, None, 413),
        ({}, b"\xff\xfe\x00x", 400),
        ({}, b"who,country\nx,RS\n", 400),
        ({}, b'name\n"' + b"x" * 4000, 200),
        ({}, b"name\n\x00\n", 200),
        ({}, b"x" * 2_000_000, 413),
        ({"names": "x", "day": "yesterday"}, None, 400),
        ({"names": "x", "day": "2024-13-45"}, None, 400),
        ({"names": "x", "view": "../../etc/passwd"}, None, 422),
        ({"names": "x", "threshold": "0"}, None, 422),
        ({"names": "x", "threshold": "nan"}, None, 422),
        ({"names": "", "day": ""}, None, 200),
    ],
)
def test_lists_that_cannot_be_screened_are_refused(
    path: Path, data: dict[str, str], file: bytes | None, status: int
) -> None:
    settings = ApiSettings(per_minute=0, screen_bytes=5000, screen_rows=50)
    site = client(path, api=settings)
    files = {"file": ("../../x.csv", file)} if file is not None else None
    answer = site.post("/screen", data=data, files=files)
    assert answer.status_code == status, answer.text
    assert "Traceback" not in answer.text


def test_the_index_is_built_once_and_searched_by_many(path: Path) -> None:
    with open_database(path) as database:
        known = KnownReference(database)
        found: list[str] = []

        def ask() -> None:
            for _ in range(5):
                hits = known.screen(Query(row=1, name="Alexander Vulin"), date(2024, 1, 1))
                found.append(hits[0].record.entity.id)

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        first = known._screener
        assert found == [VULIN] * 30
        known.screen(Query(row=1, name="x"), date(2024, 1, 1))
        assert known._screener is first
