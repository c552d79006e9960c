from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.serve.small_site import usual


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return usual(Path(tmp_path_factory.mktemp("pairs")) / "news.db")


def _pair(site: TestClient, one: str, other: str, **asked: str) -> Any:
    answer = site.get(f"/pairs/{one}/{other}.json", params=asked)
    assert answer.status_code == 200
    return answer.json()


def test_directions_are_told_apart(site: TestClient) -> None:
    found = _pair(site, "iso-SRB", "iso-RUS")
    assert sorted((way, event["type"]) for way, event in found["events"]) == [
        *[("between", "CONSULT")] * 4,
        *[("by", "SANCTION")] * 4,
    ]
    by_way = {(one["month"], one["way"]): one for one in found["months"]}
    assert by_way["2023-12", "by"]["quads"] == {"material conflict": 4}
    assert by_way["2023-12", "by"]["scale"] < 0 < by_way["2024-05", "between"]["scale"]
    assert by_way["2024-05", "between"]["quads"] == {"verbal cooperation": 4}


def test_turned_round_it_is_the_same_the_other_way(site: TestClient) -> None:
    turned = {"to": "by", "by": "to", "between": "between"}
    one, other = _pair(site, "iso-SRB", "iso-RUS"), _pair(site, "iso-RUS", "iso-SRB")
    assert sorted((turned[way], event["id"]) for way, event in one["events"]) == sorted(
        (way, event["id"]) for way, event in other["events"]
    )
    assert sorted(
        (turned[m["way"]], m["month"], m["scale"] or 0.0, m["statements"]) for m in one["months"]
    ) == sorted((m["way"], m["month"], m["scale"] or 0.0, m["statements"]) for m in other["months"])


def test_statements_are_those_of_one_to_the_other(site: TestClient) -> None:
    said = _pair(site, "iso-SRB", "iso-RUS")["said"]
    assert [(one["way"], one["addressed"]) for one in said] == [("to", True)] * 4
    assert _pair(site, "iso-RUS", "iso-SRB")["said"][0]["way"] == "by"


def test_a_point_gives_the_sentences_of_its_month(site: TestClient) -> None:
    found = _pair(site, "iso-SRB", "iso-RUS", month="2023-12", way="by")
    assert [event["type"] for _, event in found["events"]] == ["SANCTION"] * 4
    assert found["said"] == []
    page = site.get("/pairs/iso-SRB/iso-RUS?month=2023-12&way=by").text
    assert "The sentences of 2023-12" in page
    assert 'href="/pairs/iso-RUS/iso-SRB?month=2023-12&amp;way=to"' in page


def test_a_person_and_a_state(site: TestClient) -> None:
    found = _pair(site, "Q100", "iso-RUS")
    assert {way for way, _ in found["events"]} == {"by", "between"}
    assert _pair(site, "iso-RUS", "Q100")["events"][0][0] in {"to", "between"}


def test_nobody_is_a_pair_with_itself_by_one_part_alone(site: TestClient) -> None:
    found = _pair(site, "iso-SRB", "iso-SRB")
    assert found["events"] == []


@pytest.mark.parametrize("asked", ["month=2024-13", "month=0000-01", "month=x", "way=up", "month=2024-1"])
def test_what_cannot_be_understood_is_told(site: TestClient, asked: str) -> None:
    assert site.get(f"/pairs/iso-SRB/iso-RUS?{asked}").status_code == 400


def test_the_last_month_of_all(site: TestClient) -> None:
    assert site.get("/pairs/iso-SRB/iso-RUS?month=9999-12").status_code == 200
