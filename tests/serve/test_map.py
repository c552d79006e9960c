from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.serve.small_site import numbered, site_with, usual


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return usual(Path(tmp_path_factory.mktemp("map")) / "news.db")


def test_points_lie_where_the_place_does(site: TestClient) -> None:
    found = site.get("/map.json").json()["map"]
    assert (found["total"], found["placed"]) == (12, 4)
    (point,) = found["points"]
    assert (point["latitude"], point["longitude"], point["exact"]) == (55.0, 37.0, True)
    assert point["place"]["count"] == 4


def test_a_place_that_is_not_known_lies_in_its_state(tmp_path: Path) -> None:
    wanted = numbered(1, published="2024-05-04")
    links = tuple(link for link in wanted.links if link.mention != 4)
    site = site_with(tmp_path / "news.db", replace(wanted, links=links))
    (point,) = site.get("/map.json").json()["map"]["points"]
    assert (point["exact"], round(point["latitude"])) == (False, 56)
    assert "at the capital of its state" in site.get("/map").text


def test_days_narrow_the_places_down_but_not_the_months(site: TestClient) -> None:
    every, none = site.get("/map.json").json(), site.get("/map.json?since=2030-01-01").json()
    assert none["map"]["points"] == []
    assert none["months"] == every["months"]
    assert site.get("/map?since=2030-01-01").status_code == 200
    assert site.get("/map?since=x").status_code == 400
