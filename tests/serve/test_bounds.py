"""Where only the newest of very many are counted, the page and its data say so; where all are, they do not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dateline.serve.pages import tables
from dateline.store import entity_view, fact_lists, map_view, search, table_view
from tests.serve.small_site import NOT_KEPT, usual

BOUNDED = re.compile(r'<(?:p|span) class="(?:about )?bounded">(.*?)</(?:p|span)>', re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return usual(Path(tmp_path_factory.mktemp("bounds")) / "news.db", NOT_KEPT)


def told(site: TestClient, path: str, **asked: str) -> list[str]:
    return [" ".join(one.split()) for one in BOUNDED.findall(site.get(path, params=asked).text)]


def data(site: TestClient, path: str, **asked: str) -> Any:
    return site.get(f"{path}.json", params=asked).json()


@pytest.mark.parametrize(
    "path",
    ["/events", "/statements", "/map", "/entities/iso-SRB", "/pairs/iso-SRB/iso-RUS", "/search?q=border"],
)
def test_few_are_all_counted(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 200
    assert told(site, path) == []


@pytest.mark.parametrize("what", ["events", "statements"])
def test_tables(site: TestClient, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    every = data(site, f"/{what}")["facets"]
    assert (every["capped"], every["looked"]) == (False, None)
    monkeypatch.setattr(table_view, "COUNTED", every["total"])
    assert not data(site, f"/{what}")["facets"]["capped"]
    monkeypatch.setattr(table_view, "COUNTED", 2)
    found = data(site, f"/{what}")["facets"]
    assert (found["total"], found["capped"]) == (2, True)
    assert told(site, f"/{what}") == ["The newest 2 alone are counted beside the table."]
    monkeypatch.setattr(table_view, "SORTED", 3)
    monkeypatch.setattr(tables, "SORTED", 3)
    sorted_ = data(site, f"/{what}", sort="score")
    assert (len(sorted_[what]), sorted_["facets"]["total"], sorted_["facets"]["capped"]) == (3, 2, True)
    assert told(site, f"/{what}", sort="score") == [
        "The newest 2 alone are counted beside the table, and the newest 3 sorted."
    ]


def test_one_that_is_filed_twice_hides_no_bound(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of a state that act in one event take two places among the newest."""
    asked = {"recipient": "SRB"}
    every = data(site, "/events", **asked)["facets"]["total"]
    monkeypatch.setattr(table_view, "COUNTED", every - 1)
    assert data(site, "/events", **asked)["facets"]["capped"]


def test_words_and_sources(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, dict[str, str]] = {
        "words": {"text": "border"},
        "source": {"source": "The Gazette"},
    }
    for each in asked.values():
        found = data(site, "/events", **each)
        assert found["events"]
        assert found["facets"]["looked"] is None
    monkeypatch.setattr(fact_lists, "MOST_SENTENCES", 1)
    monkeypatch.setattr(fact_lists, "MOST_ARTICLES", 1)
    in_words = {
        "words": "the 1 sentences with the words that were read last",
        "source": "the newest 1 articles of the source",
    }
    for name, each in asked.items():
        assert data(site, "/events", **each)["facets"]["looked"] == in_words[name]
        assert told(site, "/events", **each) == [f"Looked at: {in_words[name]}."]
        assert data(site, "/map", **each)["map"]["looked"] == in_words[name]


def test_a_rare_key_is_gone_through_whole(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the search begins with another condition that few meet, all sentences are looked at."""
    monkeypatch.setattr(fact_lists, "MOST_SENTENCES", 1)
    assert data(site, "/events", text="border", type="CONSULT")["facets"]["looked"] is None


def test_the_map(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not data(site, "/map")["map"]["capped"]
    monkeypatch.setattr(map_view, "COUNTED", 2)
    found = data(site, "/map")
    assert (found["map"]["total"], found["map"]["capped"], found["months_capped"]) == (2, True, True)
    assert told(site, "/map") == [
        "The newest 2 events alone are in the months.",
        "There are more, which are not on the map.",
    ]


def test_entities(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data(site, "/entities/iso-SRB")["capped"] == []
    monkeypatch.setattr(entity_view, "RECENT", 2)
    assert data(site, "/entities/iso-SRB")["capped"] == ["partners", "places"]
    assert data(site, "/entities/iso-SRB", since="2020-01-01")["capped"] == ["sides", "partners", "places"]
    assert data(site, "/entities/iso-SRB/partners")["capped"] == ["partners", "places"]
    assert "The newest 2 events alone are counted." in told(site, "/entities/iso-SRB/partners")
    assert "(of the newest 2 of these days)" in told(site, "/entities/iso-SRB", since="2020-01-01")


def test_the_search(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data(site, "/search", q="border")["capped"] == []
    monkeypatch.setattr(search, "MOST_RANKED", 1)
    monkeypatch.setattr(fact_lists, "MOST_SENTENCES", 1)
    found = data(site, "/search", q="border")["capped"]
    assert found[0] == "the 1 articles with the words that were read last"
    assert found[1:] == ["the 1 sentences with the words that were read last"]
    assert told(site, "/search", q="border") == [f"The words are frequent. Looked at: {'; '.join(found)}."]
