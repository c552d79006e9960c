from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.serve.small_site import usual


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return usual(Path(tmp_path_factory.mktemp("entities")) / "news.db")


def test_a_state_tells_what_those_who_belong_to_it_did(site: TestClient) -> None:
    answer = site.get("/entities/iso-SRB")
    assert answer.status_code == 200
    assert "<h1><bdi>Serbia</bdi></h1>" in answer.text
    assert "imposed sanctions" in answer.text
    found = site.get("/entities/iso-SRB.json").json()
    assert found["sides"] == {"actor": 8, "recipient": 4}
    assert found["articles"] == 4
    partner = next(one for one in found["partners"] if one["key"] == "iso-RUS")
    assert (partner["name"], partner["by"], partner["between"], partner["to"]) == ("Russia", 4, 4, 0)
    assert partner["types"] == {"CONSULT": 4, "SANCTION": 4}


def test_with_whom_and_where_is_asked_for_when_it_is_seen(site: TestClient) -> None:
    page = site.get("/entities/iso-SRB", params={"type": "consult", "as_of": "2024-01-01"}).text
    address = "/entities/iso-SRB/partners?type=consult"
    assert f'hx-get="{address}"' in page
    assert f'<a href="{address}">' in page  # for who runs no scripts
    assert 'href="/pairs/iso-SRB/iso-RUS"' not in page
    part = site.get(address).text
    assert "<h1><a" in part
    assert 'href="/pairs/iso-SRB/iso-RUS"' in part
    found, whole = (site.get(f"/entities/iso-SRB{path}").json() for path in ("/partners.json", ".json"))
    assert found == {name: whole[name] for name in ("partners", "places", "capped")}
    narrow = site.get("/entities/iso-SRB/partners.json", params={"type": "consult"}).json()
    assert {kind for one in narrow["partners"] for kind in one["types"]} == {"CONSULT"}
    none = site.get("/entities/iso-SRB/partners", params={"since": "2100-01-01"}).text
    assert "No such event tells." in none


def test_a_person_of_a_profile_has_offices_and_listings(site: TestClient) -> None:
    answer = site.get("/entities/Q100", params={"as_of": "2024-01-01"})
    assert answer.status_code == 200
    for words in ("Foreign Minister", "BALKANS", "List of US", "Жељко Марић", "<rect"):
        assert words in answer.text
    found = site.get("/entities/Q100.json", params={"as_of": "2024-01-01"}).json()
    assert [one["held"] for one in found["then"]["offices"]] == ["yes"]
    before = site.get("/entities/Q100.json", params={"as_of": "2001-01-01"}).json()
    assert before["then"]["offices"] == []
    assert len(found["said"]) == 4
    assert found["who"]["kind"] == "person"


def test_a_shipped_person_is_known_without_any_article(site: TestClient) -> None:
    found = site.get("/entities/Q11074974.json", params={"as_of": "2023-08-01"}).json()
    assert found["who"]["name"] == "Aleksandar Vulin"
    assert any(one["listing"]["list"] == "us" for one in found["then"]["listings"])
    assert site.get("/entities/Q11074974").status_code == 200


def test_a_place_tells_what_happened_there(site: TestClient) -> None:
    found = site.get("/entities/geonames-42.json").json()
    assert found["sides"] == {"place": 4}
    assert [event["type"] for event in found["events"]] == ["CONSULT"] * 4
    assert found["places"][0]["latitude"] == 55.0
    for address in ("/entities/geonames-42", "/entities/geonames-42/partners"):
        assert "Port Selby" in site.get(address).text


def test_months_types_and_what_did_not_happen_narrow_down(site: TestClient) -> None:
    def events(**asked: str) -> list[str]:
        return [event["type"] for event in site.get("/entities/iso-SRB.json", params=asked).json()["events"]]

    assert len(events()) == 12
    assert events(type="sanction") == ["SANCTION"] * 4
    assert "COERCE" in events()
    assert "COERCE" not in events(real="1")
    assert events(since="2024-03-01", until="2024-03-31") == ["COERCE"]
    months = site.get("/entities/iso-SRB.json", params={"since": "2024-03-01"}).json()["months"]
    assert {one["month"] for one in months} >= {"2023-12", "2024-03", "2024-05"}


def test_hostile_names_can_do_no_harm(site: TestClient) -> None:
    for address in (
        "/entities/iso-SRB",
        "/entities/iso-RUS/partners",
        "/pairs/iso-SRB/iso-RUS",
        "/events",
        "/map",
    ):
        text = site.get(address).text
        assert "<script>alert" not in text
        assert "\u202e" not in text
        assert "style=" not in text
        assert "<script>" not in text


@pytest.mark.parametrize("key", ["iso-ZZZ", "iso-srb", "Q0", "geonames-x", "geonames-" + "9" * 40, "'--"])
def test_who_is_not_known_is_not_found(site: TestClient, key: str) -> None:
    assert site.get(f"/entities/{key}").status_code == 404
    assert site.get(f"/entities/{key}/partners").status_code == 404
    assert site.get(f"/pairs/{key}/iso-SRB").status_code == 404


@pytest.mark.parametrize("asked", ["as_of=x", "since=2024-13-01", "type=HUG", "until=" + "9" * 400])
def test_what_cannot_be_understood_is_told(site: TestClient, asked: str) -> None:
    for address in ("/entities/iso-SRB.json", "/entities/iso-SRB/partners.json"):
        answer = site.get(f"{address}?{asked}")
        assert answer.status_code == (200 if "partners" in address and "as_of" in asked else 400)
        assert ("error" in answer.json()) is (answer.status_code == 400)
