from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient
from followthemoney import model

from tests.serve.api_site import client, fill

VULIN = "Q11074974"
MANY = {str(number): {"schema": "Person", "properties": {}} for number in range(101)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("yente") / "site.db"
    fill(path, 1)
    with client(path) as found:
        yield found


def check(entity: Mapping[str, Any]) -> None:
    """That FollowTheMoney takes an entity as it is: no property is unknown, no value is lost when cleaned."""
    schema = model.get(entity["schema"])
    assert schema is not None
    assert not schema.abstract
    for name, values in entity["properties"].items():
        found = schema.get(name)
        assert found is not None, (entity["schema"], name)
        for value in values:
            if isinstance(value, dict):
                assert found.type.name == "entity"
                inner = model.get(value["schema"])
                assert inner is not None
                assert found.range is not None
                assert inner.is_a(found.range)
                check(value)
            else:
                assert found.stub is False
                assert found.type.clean(value) is not None, (name, value)
    plain = {k: [v for v in vs if isinstance(v, str)] for k, vs in entity["properties"].items()}
    proxy = model.get_proxy({**entity, "properties": {k: v for k, v in plain.items() if v}}, cleaned=False)
    assert proxy.caption == entity["caption"] or not proxy.names


@pytest.mark.parametrize("identity", [VULIN, "Q1065", "Q7747"])
@pytest.mark.parametrize("nested", ["true", "false"])
def test_entities_are_ftm(site: TestClient, identity: str, nested: str) -> None:
    entity = site.get(f"/api/yente/entities/{identity}", params={"nested": nested}).json()
    assert entity["id"] == identity
    check(entity)
    has_nested = any(isinstance(v, dict) for vs in entity["properties"].values() for v in vs)
    assert has_nested == (nested == "true" and entity["schema"] == "Person")


def test_an_entity_has_its_sanctions_and_offices_within_it(site: TestClient) -> None:
    entity = site.get(f"/api/yente/entities/{VULIN}").json()
    sanction = entity["properties"]["sanctions"][0]
    assert sanction["properties"]["entity"] == [VULIN]
    post = entity["properties"]["positionOccupancies"][0]["properties"]["post"][0]
    assert post["schema"] == "Position"
    assert entity["target"]


def test_search_has_the_shape_of_yente(site: TestClient) -> None:
    answer = site.get("/api/yente/search/default?q=Aleksandar Vulin").json()
    assert set(answer) == {"limit", "offset", "total", "results", "facets"}
    assert answer["results"][0]["id"] == VULIN
    assert answer["total"]["value"] >= 1
    assert set(answer["facets"]) == {"countries", "topics", "datasets", "schema"}
    for entity in answer["results"]:
        check(entity)
    assert site.get("/api/yente/search/default?q=vulin").json()["results"][0]["id"] == VULIN
    assert site.get("/api/yente/search/default?q=Вулин").json()["results"][0]["id"] == VULIN


def test_search_filters(site: TestClient) -> None:
    def ids(**asked: Any) -> list[str]:
        answer = site.get("/api/yente/search/default", params={"q": "Aleksandar Vulin", **asked})
        return [entity["id"] for entity in answer.json()["results"]]

    assert VULIN in ids(countries="RS", topics="sanction", schema="Person", datasets="shipped")
    for other in (
        {"countries": "us"},
        {"topics": "crime"},
        {"schema": "Company"},
        {"datasets": "us-sdn"},
        {"exclude_schema": "Person"},
        {"exclude_dataset": "shipped"},
        {"offset": 200},
        {"limit": 0},
    ):
        assert VULIN not in ids(**other), other
    assert site.get("/api/yente/search/sanctions?q=Aleksandar Vulin").json()["results"]
    assert site.get("/api/yente/search/default?q=").json()["total"]["value"] == 0


def test_match_has_the_shape_of_yente(site: TestClient) -> None:
    queries = {
        "one": {
            "schema": "Person",
            "properties": {"name": ["Alexander Vulin"], "birthDate": ["1972-10-02"], "nationality": ["rs"]},
        },
        "two": {"schema": "Person", "properties": {"name": "Nobody Ofthisname"}},
        "three": {"id": "mine", "schema": "LegalEntity", "properties": {"name": ["United Nations"]}},
    }
    answer = site.post("/api/yente/match/default", json={"queries": queries})
    assert answer.headers["x-batch-size"] == "3"
    found = answer.json()
    assert set(found) == {"responses", "matcher", "limit"}
    first = found["responses"]["one"]
    assert set(first) == {"status", "results", "total", "query"}
    best = first["results"][0]
    assert (best["id"], best["match"]) == (VULIN, True)
    assert best["features"]["born"] > 0
    assert best["features"]["country"] > 0
    assert best["features"].keys() <= found["matcher"].keys()
    assert {"description", "coefficient", "url"} <= set(found["matcher"]["spelling"])
    check(best)
    assert found["responses"]["two"]["results"] == []
    assert found["responses"]["three"]["results"][0]["id"] == "Q1065"
    assert found["responses"]["three"]["query"]["id"] == "mine"


def test_what_differs_lowers_a_score(site: TestClient) -> None:
    def best(**properties: str) -> float:
        queries = {"q": {"schema": "Person", "properties": {"name": ["Aleksandar Vulin"], **properties}}}
        answer = site.post("/api/yente/match/default?cutoff=0", json={"queries": queries}).json()
        return float(answer["responses"]["q"]["results"][0]["score"])

    assert best() == 1
    assert best(birthDate="1950") < 0.75
    assert best(nationality="br") < 1


def test_entities_can_be_left_out_of_a_match(site: TestClient) -> None:
    body = {"queries": {"q": {"schema": "Person", "properties": {"name": ["Aleksandar Vulin"]}}}}
    for asked in ("exclude_entity_ids=" + VULIN, "topics=crime", "exclude_schema=Person"):
        answer = site.post(f"/api/yente/match/default?{asked}", json=body).json()
        assert VULIN not in [entity["id"] for entity in answer["responses"]["q"]["results"]]


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("GET", "search/nothing?q=a", None, 404),
        ("GET", "entities/nobody", None, 404),
        ("GET", "entities/..%2f..%2fetc%2fpasswd", None, 404),
        ("GET", "search/default?q=a&limit=100000", None, 422),
        ("POST", "match/default", {"queries": {}}, 422),
        ("POST", "match/default", {"queries": MANY}, 422),
        ("POST", "match/default", {"queries": {"a": {"properties": {}}}}, 422),
        ("POST", "match/default", [], 422),
    ],
)  # fmt: skip
def test_errors_have_yentes_name_and_ours(
    site: TestClient, method: str, address: str, body: Any, status: int
) -> None:
    answer = site.request(method, f"/api/yente/{address}", json=body)
    assert answer.status_code == status
    if "%2f" not in address:
        assert set(answer.json()) == {"detail", "error"}


def test_a_body_that_is_no_text_has_both_names_too(site: TestClient) -> None:
    headers = {"content-type": "application/json"}
    answer = site.post("/api/yente/match/default", content=b"u\xff\x05", headers=headers)
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == {"detail", "error"}


def test_other_forms_of_queries_are_taken(site: TestClient) -> None:
    odd: tuple[dict[str, Any], ...] = (
        {"name": []},
        {"name": [None, "", "!!!"]},
        {"name": [1, 2.5, True]},
        {"name": ["x" * 5000]},
        {"name": ["Vulin"], "birthDate": ["not a day"], "country": ["Atlantis"]},
        {"name": ["\x00=1+1"]},
    )
    for properties in odd:
        body = {"queries": {"q": {"schema": "Nothing", "properties": properties}}}
        assert site.post("/api/yente/match/default", json=body).status_code == 200


def test_the_catalog_and_the_status(site: TestClient) -> None:
    names = [one["name"] for one in site.get("/api/yente/catalog").json()["datasets"]]
    assert names == ["default", "sanctions", "peps", "shipped"]
    for address in ("healthz", "readyz"):
        assert site.get(f"/api/yente/{address}").json() == {"status": "ok"}
