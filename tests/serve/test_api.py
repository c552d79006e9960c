from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dateline.store import search
from dateline.store.database import open_database
from dateline.store.writer import Writer
from tests.serve.api_site import client, fill
from tests.store.factory import BODY, page, reading

LISTS = ("articles", "events", "statements", "entities", "pairs", "search?q=border", "snapshots")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("api") / "site.db"
    fill(found)
    return found


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[TestClient]:
    with client(path) as found:
        yield found


def walk(site: TestClient, what: str, limit: int) -> list[Any]:
    joint = "&" if "?" in what else "?"
    items: list[Any] = []
    cursor = ""
    while True:
        answer = site.get(f"/api/v1/{what}{joint}limit={limit}{cursor}")
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert len(found["items"]) <= limit
        items += found["items"]
        if found["next"] is None:
            return items
        cursor = f"&cursor={found['next']}"


@pytest.mark.parametrize("what", LISTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(limit=st.integers(1, 30))
def test_pages_of_any_size_hold_each_item_once_in_the_same_order(
    site: TestClient, what: str, limit: int
) -> None:
    assert walk(site, what, limit) == walk(site, what, 100)


def test_lists_hold_what_was_written(site: TestClient) -> None:
    assert len(walk(site, "articles", 2)) == 5
    assert len(walk(site, "events", 2)) == 15
    assert len(walk(site, "statements", 2)) == 5
    days = [item["published"] for item in walk(site, "articles", 2)]
    assert days[-1] is None
    assert [day["latest"] for day in days[:-1]] == sorted((day["latest"] for day in days[:-1]), reverse=True)


def test_new_rows_move_nothing_on_the_pages_after(tmp_path: Path) -> None:
    fill(tmp_path / "a.db")
    site = client(tmp_path / "a.db")
    first = site.get("/api/v1/events?limit=4").json()
    rest = site.get(f"/api/v1/events?limit=200&cursor={first['next']}").json()["items"]
    with open_database(tmp_path / "a.db") as database:
        Writer(database).write(reading(page("https://gazette.example/new"), published="2030-01-01"))
    again = site.get(f"/api/v1/events?limit=200&cursor={first['next']}").json()["items"]
    assert {item["id"] for item in rest} <= {item["id"] for item in again}
    assert not {item["id"] for item in first["items"]} & {item["id"] for item in again}


def test_filters_are_those_of_the_store(site: TestClient) -> None:
    assert {item["event"][0] for item in walk(site, "events?type=SANCTION", 50)} == {"SANCTION"}
    assert len(walk(site, "events?actor=SYL&recipient=FRE", 50)) == 5 + 5  # sanctions, and who met
    assert walk(site, "events?until=2020-01-01", 50) == []
    assert len(walk(site, "statements?speaker=maric&kind=pledge", 50)) == 5
    assert len(walk(site, "articles?since=2024-05-05", 50)) == 3
    assert walk(site, "events?text=sanctions", 50) == walk(site, "events?type=SANCTION", 50)


def test_pairs_count_events_once(site: TestClient) -> None:
    pairs = {(one["actor"], one["recipient"]): one for one in walk(site, "pairs", 50)}
    assert pairs["SYL", "FRE"]["events"] == 10
    assert pairs["SYL", "FRE"]["quads"]["material conflict"] == 5
    assert pairs["FRE", "SYL"]["events"] == 5  # who met, the other way round


def test_one_fact_and_one_article(site: TestClient) -> None:
    item = walk(site, "events", 50)[0]
    assert site.get(f"/api/v1/events/{item['number']}").json() == item
    said = walk(site, "statements", 50)[0]
    assert site.get(f"/api/v1/statements/{said['number']}").json() == said
    whole = site.get(f"/api/v1/articles/{item['article']}").json()
    assert [event["id"] for event in whole["event_list"]] == [f"{item['id'][:-1]}{n}" for n in range(3)]


def test_whole_texts_are_for_those_who_may_see_them(path: Path, site: TestClient) -> None:
    some = site.get("/api/v1/articles/1").json()
    assert not some["full_text"]
    assert [sentence["position"] for sentence in some["sentences"]] == [1, 2, 3]
    for other in (client(path, full_text=True), client(path, user="Ana")):
        whole = other.get("/api/v1/articles/1").json()
        assert whole["full_text"]
        assert [sentence["position"] for sentence in whole["sentences"]] == [0, 1, 2, 3]


def test_exports_hold_whole_texts_only_for_those_who_may_see_them(path: Path, site: TestClient) -> None:
    address = "/api/v1/events/export?format=ftm"
    assert "bodyText" not in site.get(address).text
    assert BODY[-40:-2] in client(path, full_text=True).get(address).text


@pytest.mark.parametrize("what", LISTS)
def test_what_has_not_changed_is_answered_by_304(site: TestClient, what: str) -> None:
    first = site.get(f"/api/v1/{what}")
    tag = first.headers["etag"]
    again = site.get(f"/api/v1/{what}", headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert site.get(f"/api/v1/{what}", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_tag_changes_with_what_is_tagged(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 1)
    site = client(tmp_path / "a.db")
    before = site.get("/api/v1/events").headers["etag"]
    with open_database(tmp_path / "a.db") as database:
        Writer(database).write(reading(page("https://gazette.example/new")))
    assert site.get("/api/v1/events", headers={"if-none-match": before}).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/articles/999", 404),
        ("/api/v1/articles/0", 422),
        ("/api/v1/articles/9223372036854775808", 422),
        ("/api/v1/articles/9223372036854775807", 404),
        ("/api/v1/articles/../../etc/passwd", 404),
        ("/api/v1/articles/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
        ("/api/v1/entities/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
        ("/api/v1/entities/..%5c..%5cwindows", 404),
        ("/api/v1/events/e12", 422),
        ("/api/v1/entities/nobody", 404),
        ("/api/v1/events?type=WAR", 422),
        ("/api/v1/events?since=yesterday", 422),
        ("/api/v1/events?limit=100000", 422),
        ("/api/v1/events?actor=!!!", 400),
        ("/api/v1/events?text=%22open", 400),
        ("/api/v1/search?q=", 400),
        ("/api/v1/search", 422),
        ("/api/v1/search?q=" + "a" * 301, 422),
        ("/api/v1/events?cursor=abc", 400),
        ("/api/v1/events?cursor=%00", 400),
        ("/api/v1/events?cursor=" + "a" * 9000, 422),
        ("/api/v1/events/export?format=exe", 422),
        ("/api/v1/nothing", 404),
    ],
)
def test_errors_are_told_in_words_with_their_status(site: TestClient, address: str, status: int) -> None:
    answer = site.get(address)
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert list(told) == ["error"]
    assert told["error"]
    assert "Traceback" not in answer.text
    assert "etc/passwd" not in answer.text or status == 404


def test_a_cursor_of_another_list_is_refused(site: TestClient) -> None:
    cursor = site.get("/api/v1/pairs?limit=1").json()["next"]
    assert site.get(f"/api/v1/events?cursor={cursor}").status_code == 400


INJECTIONS = (
    "' OR 1=1 --",
    "x'; DROP TABLE articles; --",
    '") OR 1=1 --',
    "%' ESCAPE '",
    "a UNION SELECT content FROM pages",
    "NEAR(a b)",
    "text : sanctions",
    "a AND OR NOT",
    "sanctions*",
    "^border",
    "{headline}: x",
    "a" * 299,
    "- " * 140 + "a",
    "a " * 149,
    "\x00border",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_looks_like_sql_or_fts_is_only_looked_for(site: TestClient, text: str) -> None:
    before = len(walk(site, "articles", 100))
    for name, address in (
        ("q", "search"),
        ("text", "events"),
        ("about", "statements"),
        ("actor", "events"),
        ("recipient", "pairs"),
        ("speaker", "statements"),
        ("name", "entities"),
        ("site", "articles"),
    ):
        answer = site.get(f"/api/v1/{address}", params={name: text})
        assert answer.status_code in (200, 400, 422), (name, answer.text)
        if name in ("name", "site", "actor") and answer.status_code == 200:
            assert answer.json()["items"] == []
    assert len(walk(site, "articles", 100)) == before


def test_answers_are_of_the_form_that_is_described(site: TestClient) -> None:
    described = site.get("/api/openapi.json").json()
    for what in (*LISTS, "articles/1", "events/1", "statements/1", "entities/Q11074974"):
        path = what.partition("?")[0]
        path = {
            "articles/1": "articles/{number}",
            "events/1": "events/{number}",
            "statements/1": "statements/{number}",
            "entities/Q11074974": "entities/{identity}",
        }.get(path, path)
        answers = described["paths"][f"/api/v1/{path}"]["get"]["responses"]
        schema = answers["200"]["content"]["application/json"]["schema"] | {
            "components": described["components"]
        }
        Draft202012Validator(schema).validate(site.get(f"/api/v1/{what}").json())
        assert {"400", "422", "429", "503"} <= set(answers)


def test_every_field_that_is_answered_is_described_on_the_page(site: TestClient) -> None:
    text = site.get("/api").text
    for word in (
        "/api/v1/events/export",
        "cursor",
        "/api/yente/match/{dataset}",
        "event_scale",
        "/api/v1/read",
    ):
        assert word in text
    assert "cdn" not in text.lower()
    assert "<script>" not in text
    assert "style=" not in text


def test_who_an_entity_was_is_told_as_of_the_day(site: TestClient) -> None:
    then = site.get("/api/v1/entities/Q11074974?day=2013-01-01").json()
    now = site.get("/api/v1/entities/Q11074974?day=2024-09-05").json()
    assert "Director of the Office for Kosovo" in then["offices"][0]["says"]
    assert then["listings"] == []
    assert "US list" in now["listings"][0]["says"]
    assert now["listings"][0]["snapshot"].startswith("shipped@")


def test_a_search_for_frequent_words_tells_what_alone_was_ranked(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "/api/v1/search?q=border&limit=2"
    assert site.get(asked).json()["capped"] is None
    monkeypatch.setattr(search, "MOST_RANKED", 3)
    assert site.get(asked).json()["capped"] == 3
    assert len(walk(site, "search?q=border", 2)) == 3
    narrowed = site.get(f"{asked}&since=2024-05-01&until=2024-05-03").json()
    assert narrowed["capped"] is None
