from __future__ import annotations

import threading
from pathlib import Path

import pytest
from fastapi import HTTPException
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputRejectedError, Reason
from dateline.model import Reading
from dateline.serve.api import ApiSettings
from dateline.serve.api.limits import Buckets, Places
from tests.serve.api_site import FREE, as_read, client, fill


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 20)), max_size=60))
def test_no_client_gets_more_than_its_bucket_and_what_flows_in(steps: list[tuple[float, int]]) -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=10, clock=clock)
    taken = 0
    for seconds, tokens in steps:
        clock.now += seconds
        if buckets.take("a", tokens) == 0:
            taken += min(tokens, 10)
        assert taken <= 10 + clock.now + 1e-6


def test_who_waits_as_long_as_told_gets_in() -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=2, clock=clock)
    assert [buckets.take("a") for _ in range(2)] == [0, 0]
    wait = buckets.take("a")
    assert wait == pytest.approx(1)
    assert buckets.take("b") == 0
    clock.now += wait
    assert buckets.take("a") == 0


def test_too_many_requests_are_answered_by_429(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 1)
    site = client(tmp_path / "a.db", api=ApiSettings(per_minute=60, burst=3))
    answers = [site.get("/api/v1/articles") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert "too many requests" in answers[-1].json()["error"]
    yente = site.get("/api/yente/catalog")
    assert (yente.status_code, set(yente.json())) == (429, {"detail", "error"})
    assert yente.headers["retry-after"]


def test_places_are_taken_and_given_back() -> None:
    places = Places("work", at_once=1, waiting=1)
    places.enter()
    waiting = threading.Thread(target=places.enter)
    waiting.start()
    while places._taken < 2:  # until it waits
        pass
    with pytest.raises(HTTPException, match="all places are taken") as refused:
        places.enter()
    assert refused.value.status_code == 503
    places.leave()
    waiting.join(5)
    places.leave()
    with places.place():
        pass


def test_pages_are_read_one_at_a_time_and_too_many_are_refused(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 1)
    go, busy, most = threading.Event(), [0], [0]

    def slow(address: str, content: bytes) -> Reading:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        go.wait(10)
        busy[0] -= 1
        return as_read(address, content)

    statuses: list[int] = []
    with client(tmp_path / "a.db", read=slow, api=ApiSettings(per_minute=0, reads_waiting=2)) as site:

        def ask() -> None:
            statuses.append(site.post("/api/v1/read", content=b"<p>page").status_code)
            if statuses.count(503) == 2:
                go.set()

        threads = [threading.Thread(target=ask) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert sorted(statuses) == [200, 200, 200, 503, 503]
    assert most[0] == 1


def test_a_page_is_read_from_json_and_from_bytes(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 1)
    got: list[tuple[str, bytes]] = []

    def read(address: str, content: bytes) -> Reading:
        got.append((address, content))
        return as_read(address, content)

    site = client(tmp_path / "a.db", read=read)
    answer = site.post("/api/v1/read", json={"address": "https://a.example/x", "html": "<p>Željko"})
    assert answer.status_code == 200
    assert answer.json()["article"]["headline"]["value"]
    assert "content" not in answer.json()["page"]
    site.post("/api/v1/read", json={"text": "plain"})
    site.post("/api/v1/read?address=x", content=b"\xff\xfe<p>", headers={"content-type": "text/html"})
    assert got == [
        ("https://a.example/x", "<p>Željko".encode("utf-8-sig")),
        ("-", b"plain"),
        ("x", b"\xff\xfe<p>"),
    ]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "text/html", 422),
        (b"  \n", "text/html", 422),
        (b"{", "application/json", 422),
        (b"[1]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"html": 1}', "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"html": "a", "text": "b"}', "application/json", 422),
        (b'{"address": ["x"], "text": "b"}', "application/json", 422),
        (b'{"text": "\\ud800"}', "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b"\xff\xfe\x00", "application/json", 422),
        (b"<p>" + b"x" * 3000, "text/html", 413),
        (b'{"text": "' + b"x" * 3000 + b'"}', "application/json", 413),
        (b"x" * 3_000_000, "text/html", 413),
    ],
)
def test_what_is_no_page_is_refused(tmp_path: Path, body: bytes, kind: str, status: int) -> None:
    fill(tmp_path / "a.db", 1)
    site = client(tmp_path / "a.db", read=as_read, api=ApiSettings(per_minute=0, max_page_bytes=2000))
    answer = site.post("/api/v1/read", content=body, headers={"content-type": kind})
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]


def test_a_body_without_a_length_is_counted_while_it_comes(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 1)
    site = client(tmp_path / "a.db", read=as_read, api=ApiSettings(per_minute=0, max_page_bytes=2000))
    answer = site.post("/api/v1/read", content=(b"x" * 100_000 for _ in range(100)))
    assert answer.status_code == 413


def test_a_site_that_does_not_read_says_so(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 1)
    answer = client(tmp_path / "a.db").post("/api/v1/read", content=b"<p>x")
    assert answer.status_code == 501
    assert "dateline read" in answer.json()["error"]


def test_a_page_that_cannot_be_read_is_told_why(tmp_path: Path) -> None:
    fill(tmp_path / "a.db", 1)

    def refuse(address: str, content: bytes) -> Reading:
        raise InputRejectedError(Reason.NO_ARTICLE, "there is no article in it", where=address)

    answer = client(tmp_path / "a.db", read=refuse, api=FREE).post("/api/v1/read", content=b"<p>x")
    assert (answer.status_code, answer.json()) == (422, {"error": "-: there is no article in it"})
