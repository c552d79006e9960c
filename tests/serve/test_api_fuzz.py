"""Anything at all, sent to every address that the API describes: answered with sense, never with 500."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.serve.api.cursor import LONGEST, from_cursor, to_cursor
from dateline.store.paging import DayPlace, RankPlace
from dateline.store.pairs import PairPlace
from tests.serve.api_site import as_read, client, fill

Asked = list[tuple[str, str | int | float | bool | None]]
STATUSES = {200, 400, 404, 405, 413, 415, 422}
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ODD = st.sampled_from(
    [
        "'",
        '"',
        '""',
        "*",
        "-",
        "-a",
        '"a" -"a"',
        "%",
        "_",
        "\\",
        "NULL",
        "NaN",
        "inf",
        "-1",
        "0",
        "1",
        "99999999999999999999",
        "1e308",
        "9999-12-31",
        "0001-01-01",
        "2024-02-30",
        "true",
        "[]",
        "{}",
        "Q11074974",
        "SRB",
        "·",
        "٣",
        "ﬀ",
        "\u0345",
        "\U0001f600",
        "a" * 400,
    ]
)
CURSORS = st.one_of(
    st.builds(DayPlace, st.none() | st.dates(), st.integers(), st.integers()),
    st.builds(PairPlace, st.integers(), ANY_TEXT, ANY_TEXT),
    st.builds(RankPlace, st.floats(allow_nan=False), st.integers()),
    ANY_TEXT,
).map(lambda place: to_cursor(place) or "")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("fuzz") / "site.db"
    fill(path)
    with client(path, read=as_read) as found:
        yield found


def _resolved(described: Any, schema: Any) -> Any:
    name = schema.get("$ref", "").rpartition("/")[2]
    return described["components"]["schemas"][name] if name else schema


def _value(described: Any, schema: Any) -> st.SearchStrategy[str]:
    """A value as it is described, or anything else."""
    options = [_resolved(described, one) for one in schema.get("anyOf", [schema])]
    right: list[st.SearchStrategy[str]] = [ODD, ANY_TEXT]
    for option in options:
        if "enum" in option:
            right.append(st.sampled_from(option["enum"]).map(str))
        elif option.get("type") == "integer":
            right.append(st.integers(option.get("minimum", -10), min(option.get("maximum", 99), 99)).map(str))
        elif option.get("format") == "date":
            right.append(st.dates().map(str))
    return st.one_of(right)


@st.composite
def _calls(draw: st.DrawFn, described: Any) -> tuple[str, str, Asked]:
    path = draw(st.sampled_from(sorted(described["paths"])))
    method = draw(st.sampled_from(sorted(described["paths"][path])))
    asked: Asked = []
    for one in described["paths"][path][method].get("parameters", ()):
        wanted: st.SearchStrategy[str] = (
            CURSORS if one["name"] == "cursor" else _value(described, one["schema"])
        )
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", quote(draw(wanted), safe=""))
        elif draw(st.booleans()):
            asked.append((one["name"], str(draw(wanted))))
    return method, path, asked


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_address_that_is_described_fails(site: TestClient, data: st.DataObject) -> None:
    described = site.get("/api/openapi.json").json()
    method, path, asked = data.draw(_calls(described))
    body = data.draw(JSON) if method == "post" else None
    content = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"} if content is not None else {}
    answer = site.request(method, path, params=asked, content=content, headers=headers)
    assert answer.status_code in STATUSES, (answer.status_code, answer.text)
    if answer.status_code >= 400 and answer.headers["content-type"] == "application/json":
        assert answer.json()["error"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries=st.dictionaries(ANY_TEXT, JSON, max_size=3), schema=ANY_TEXT, name=ANY_TEXT | ODD)
def test_no_query_of_entities_fails(site: TestClient, queries: Any, schema: str, name: str) -> None:
    good = {"schema": schema or "Person", "properties": {"name": [name], "birthDate": name}}
    body = json.dumps({"queries": {**queries, "good": good}}).encode()
    answer = site.post("/api/yente/match/default", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 422), answer.text


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.text(max_size=80).map(lambda t: t.encode("utf-8", "surrogatepass")) | st.binary(max_size=80))
def test_no_list_of_names_fails(site: TestClient, names: bytes) -> None:
    answer = site.post("/screen", files={"file": ("x", names)})
    assert answer.status_code in (200, 400), answer.text


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=80), kind=st.sampled_from(["application/json", "text/html", "x/y", ""]))
def test_no_body_fails(site: TestClient, body: bytes, kind: str) -> None:
    for path in ("/api/v1/read", "/api/yente/match/default", "/screen", "/screen/verdict"):
        answer = site.post(path, content=body, headers={"content-type": kind})
        assert answer.status_code in STATUSES | {401, 411}, (path, answer.text)


@given(place=st.builds(DayPlace, st.none() | st.dates(), st.integers(0, 2**63 - 1), st.integers(0, 99)))
def test_a_cursor_leads_back_to_its_place(place: DayPlace) -> None:
    cursor = to_cursor(place)
    assert cursor is not None
    assert quote(cursor) == cursor
    assert from_cursor(cursor, DayPlace) == place


def test_no_cursor_is_as_long_as_may_be() -> None:
    longest = to_cursor(PairPlace(2**63 - 1, "Ž" * 1000, "Ž" * 1000))
    assert longest is not None
    assert len(longest) <= LONGEST


def test_the_data_survive(site: TestClient, tmp_path: Path) -> None:
    assert len(site.get("/api/v1/events?limit=200").json()["items"]) == 15
