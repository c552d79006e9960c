"""The page of an entity: whether it is one with another is judged there, and followed."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest
from fastapi.testclient import TestClient

from dateline.store.database import open_database
from dateline.store.people import Role
from dateline.store.verdicts import Verdicts
from dateline.store.writer import Writer
from tests.serve.api_site import client
from tests.store.factory import linked, page, reading
from tests.store.test_judging import LISTED, as_listed

HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_database(tmp_path / "site.db") as database:
        writer = Writer(database)
        writer.write(linked(reading(page("https://gazette.example/1"))))
        writer.write(as_listed(linked(reading(page("https://gazette.example/2")))))
    return tmp_path / "site.db"


def judge(site: TestClient, judgement: str, **more: str) -> int:
    given = {"other": "Q100", "judgement": judgement, "why": "born then", **more}
    answer = site.post(f"/entities/{LISTED}/verdict", data=given, headers=HERE, follow_redirects=False)
    return answer.status_code


def test_who_reviews_makes_two_one_and_takes_it_back(path: Path) -> None:
    site = client(path, user="Ana")
    tree = lxml.html.fromstring(site.get(f"/entities/{LISTED}").text)
    buttons = [button for button in tree.iter("button") if button.get("name") == "judgement"]
    assert [button.get("value") for button in buttons] == ["same", "different", "unsure"]
    assert judge(site, "same") == 303
    moved = site.get(f"/entities/{LISTED}?type=SANCTION", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (307, "/entities/Q100?type=SANCTION")
    for ending in (".json", "/partners", "/partners.json"):
        moved = site.get(f"/entities/{LISTED}{ending}", follow_redirects=False)
        assert (moved.status_code, moved.headers["location"]) == (307, f"/entities/Q100{ending}")
    one = site.get(f"/entities/{LISTED}.json").json()
    assert (one["who"]["id"], one["articles"]) == ("Q100", 2)
    assert "born then" in site.get("/entities/Q100").text
    assert judge(site, "unsure") == 303
    assert [site.get(f"/entities/{key}.json").json()["articles"] for key in (LISTED, "Q100")] == [1, 1]


def test_what_makes_no_sense_is_refused(path: Path) -> None:
    site = client(path, user="Ana")
    assert judge(site, "maybe") == 422
    assert judge(site, "same", other="Q999999999") == 422
    assert judge(site, "same", why="x" * 5000) == 422
    assert judge(site, "same", other=LISTED) == 400
    with open_database(path) as database:
        assert Verdicts(database).history() == ()


def test_nobody_else_judges(path: Path) -> None:
    assert judge(client(path), "same") == 401
    reader = client(path, user="Rea", role=Role.READER)
    assert 'class="judge"' not in reader.get(f"/entities/{LISTED}").text
    assert judge(reader, "same") == 403
