"""Pages that are kept: what is shared, with whom, for how long, and how much of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from dateline.model import EventType
from dateline.serve.app import ServeSettings
from dateline.serve.kept_pages import Kept, KeptPages, KeptSettings, Pages, key_of
from dateline.store.database import open_database
from dateline.store.people import People
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.serve.accounts.given import PEOPLE, READER, REVIEWER, Visitor, hashed, visitor
from tests.serve.small_site import numbered

HOUR = KeptSettings(seconds=3600)


@contextmanager
def news(path: Path, kept: KeptSettings) -> Iterator[Visitor]:
    with open_database(path) as database:
        Writer(database).write(numbered(1, published="2024-03-10"))
        for new, actor in PEOPLE(hashed()):
            People(database).add(new, actor)
    with visitor(ServeSettings(database=path, kept=kept)) as one:
        yield one


def write(path: Path, number: int) -> None:
    """As `dateline read` does in a process of its own: by another connection."""
    with open_database(path) as database:
        Writer(database).write(numbered(number, published="2024-04-10"))


def headlines(one: Visitor) -> int:
    return len(one.get("/headlines.json").json())


def test_a_page_is_as_new_as_the_database(tmp_path: Path) -> None:
    with news(tmp_path / "news.db", KeptSettings()) as anybody:
        first = anybody.get("/")
        assert anybody.get("/").content == first.content
        assert headlines(anybody) == 1
        write(tmp_path / "news.db", 2)
        assert headlines(anybody) == 2
        assert anybody.get("/").content != first.content


def test_a_page_may_be_some_seconds_older_where_that_is_set(tmp_path: Path) -> None:
    with news(tmp_path / "news.db", HOUR) as anybody:
        assert headlines(anybody) == 1
        write(tmp_path / "news.db", 2)
        assert headlines(anybody) == 1
        assert len(anybody.get("/headlines.json?country=SRB").json()) == 2  # it was not asked for before


def test_who_is_signed_in_sees_the_database_and_own_pages(tmp_path: Path) -> None:
    with news(tmp_path / "news.db", HOUR) as anybody:
        article = f"/articles/{anybody.get('/headlines.json').json()[0]['article']}"
        public = anybody.get(article)
        reader, reviewer = anybody.another(), anybody.another()
        reader.sign_in(READER)
        reviewer.sign_in(REVIEWER)
        pages = [one.get(article) for one in (reader, reviewer)]
        for page, name in zip(pages, ("Rea Person", "Viv Person"), strict=True):
            assert name in page.text
            assert "form-token" in page.text
            assert page.headers["cache-control"] == "private, no-store"
        assert "Viv Person" not in pages[0].text
        stranger = anybody.another().get(article)
        assert stranger.content == public.content
        assert "Person" not in stranger.text
        assert "form-token" not in stranger.text
        assert headlines(anybody) == 1  # what people do here (to sign in) has it looked at anew
        write(tmp_path / "news.db", 2)
        assert headlines(anybody) == 1
        assert headlines(reader) == 2
        reader.post("/sign-out", "/account")
        assert "Rea Person" not in reader.get(article).text
        assert "Sign in" in reader.get(article).text


def test_whole_texts_are_for_who_may_read_them(tmp_path: Path) -> None:
    with news(tmp_path / "news.db", HOUR) as anybody:
        address = f"/articles/{anybody.get('/headlines.json').json()[0]['article']}.json"
        reader = anybody.another()
        reader.sign_in(READER)
        whole = reader.get(address)  # the first to ask for it
        part = anybody.another().get(address)
        assert len(whole.content) > len(part.content)
        assert reader.get(address).content == whole.content
        assert anybody.another().get(address).content == part.content


def test_a_verdict_is_seen_at_once(tmp_path: Path) -> None:
    with news(tmp_path / "news.db", HOUR) as anybody:
        event = View(anybody.database).facts(event_type=EventType.COERCE)[0].id
        before = {fact["id"] for fact in anybody.get("/events.json").json()["events"]}
        assert event in before
        reviewer = anybody.another()
        reviewer.sign_in(REVIEWER)
        place = f"/facts/e{event}/verdict"
        assert reviewer.post(place, place, verdict="reject", reason="not so").status_code == 303
        for one in (reviewer, anybody, anybody.another()):
            assert {fact["id"] for fact in one.get("/events.json").json()["events"]} == before - {event}


def test_a_token_is_asked_for_each_time(tmp_path: Path) -> None:
    with news(tmp_path / "news.db", HOUR) as anybody:
        anybody.get("/")
        wrong = anybody.get("/", headers={"authorization": "Bearer wrong"})
        assert wrong.status_code == 401


def test_security_headers_and_compression_stay(tmp_path: Path) -> None:
    with news(tmp_path / "news.db", HOUR) as anybody:
        first, again = (anybody.get("/") for _ in range(2))
        assert first.headers.raw == again.headers.raw
        assert "default-src 'none'" in again.headers["content-security-policy"]
        assert again.headers["content-encoding"] == "gzip"
        plain = anybody.get("/", headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.text == again.text


def test_the_api_counts_and_tags_each_request(tmp_path: Path) -> None:
    with news(tmp_path / "news.db", HOUR) as anybody:
        first = anybody.get("/api/v1/articles")
        assert first.headers["etag"]
        same = anybody.get("/api/v1/articles", headers={"if-none-match": first.headers["etag"]})
        assert same.status_code == 304
        write(tmp_path / "news.db", 2)
        assert len(anybody.get("/api/v1/articles").json()["items"]) == 2


# What the middleware does with an application of any kind.


class Asked:
    """An application that tells how often it was asked, and answers as its query says."""

    def __init__(self) -> None:
        self.times = 0
        self.state = 0
        self.now = 0.0
        self.gate: asyncio.Event | None = None
        routes = [Route("/{rest:path}", self.answer, methods=["GET", "HEAD", "POST"])]
        self.kept = KeptPages(
            Starlette(routes=routes),
            settings=KeptSettings(most_bytes=80_000, seconds=10),
            state=self.state_now,
            clock=lambda: self.now,
        )

    async def state_now(self) -> int:
        return self.state

    async def answer(self, request: Request) -> Response:
        self.times += 1
        number = self.times
        if self.gate is not None:
            await self.gate.wait()
        asked = request.query_params
        size = int(asked.get("size", 10))
        headers = {name: asked[name] for name in ("cache-control", "set-cookie") if name in asked}
        if "stream" in asked:
            return StreamingResponse(iter([b"x" * 1000] * (size // 1000)), headers=headers)
        return PlainTextResponse(
            f"{number} ".ljust(size), status_code=int(asked.get("status", 200)), headers=headers
        )


@pytest.fixture
def asked() -> Asked:
    return Asked()


def client(asked: Asked) -> TestClient:
    return TestClient(asked.kept)


@pytest.mark.parametrize(
    "query",
    ["set-cookie=a%3Db", "cache-control=private", "cache-control=no-store", "status=404", "status=503"],
)
def test_what_is_of_one_visitor_or_of_a_moment_is_not_kept(asked: Asked, query: str) -> None:
    one = client(asked)
    for number in (1, 2, 3):
        assert one.get(f"/about?{query}").text.split() == [str(number)]
        one.cookies.clear()
    assert len(asked.kept.pages) == 0


@pytest.mark.parametrize(
    "path",
    ["/account", "/sign-in", "/screen", "/watches", "/watches/3", "/feeds/secret.atom", "/api/v1/articles",
     "/search/complete.json", "/events.csv", "/review", "/sources", "/facts/e1/verdict", "/static/site.css"],
)  # fmt: skip
def test_other_paths_are_not_kept(asked: Asked, path: str) -> None:
    one = client(asked)
    assert [one.get(path).text.strip() for _ in range(2)] == ["1", "2"]


@pytest.mark.parametrize("header", ["cookie", "authorization", "range"])
def test_who_sends_such_a_header_gets_an_answer_of_their_own(asked: Asked, header: str) -> None:
    one = client(asked)
    assert one.get("/").text.strip() == "1"
    assert one.get("/", headers={header: "a=b"}).text.strip() == "2"
    assert one.get("/").text.strip() == "1"


def test_host_path_query_and_compression_tell_pages_apart(asked: Asked) -> None:
    one = client(asked)
    other = [
        ("/", {}), ("/?a=1", {}), ("/?a=2", {}), ("/map", {}), ("/", {"host": "evil.example"}),
        ("/", {"accept-encoding": "identity"}),
    ]  # fmt: skip
    answers = [one.get(path, headers=headers).text for path, headers in other]
    assert len(set(answers)) == len(other)
    assert [one.get(path, headers=headers).text for path, headers in other] == answers
    assert one.head("/").status_code == 200
    assert one.post("/").text.strip() == str(len(other) + 2)


def test_when_it_is_looked_at_the_database(asked: Asked) -> None:
    one = client(asked)
    assert one.get("/").text.strip() == "1"
    asked.state, asked.now = 1, 9.9
    assert one.get("/").text.strip() == "1"
    asked.now = 10
    assert one.get("/").text.strip() == "2"
    asked.now = 1000
    assert one.get("/").text.strip() == "2"  # nothing has changed
    asked.state = 2
    assert one.get("/").text.strip() == "2"  # it was found to be of now a moment ago
    one.post("/facts/e1/verdict")
    assert one.get("/").text.strip() == "4"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9000)), max_size=60))
def test_no_more_is_kept_than_may_be(requests: list[tuple[int, int]]) -> None:
    pages = Pages(most_bytes=24_000)
    for number, size in requests:
        key = ("host", "/", f"q={number}".encode(), False)
        page = Kept([(b"a", b"b")], bytes(size), 0, 0.0)
        pages.put(key, page)
        found = pages.get(key)
        assert found is (page if page.size + len(key[2]) <= 3000 else None)
        assert pages.taken <= 24_000
        assert pages.taken == sum(kept.size + len(key[2]) for key, kept in pages._pages.items())


def test_what_was_asked_for_longest_ago_gives_way() -> None:
    pages = Pages(most_bytes=10 * 1500)
    keys = [("host", "/", f"q={number:02}".encode(), False) for number in range(30)]
    for key in keys:
        pages.put(key, Kept([], bytes(480), 0, 0.0))
        pages.get(keys[0])
    assert [number for number, key in enumerate(keys) if pages.get(key)] == [0, *range(21, 30)]


def test_large_answers_come_whole_and_are_not_kept(asked: Asked) -> None:
    one = client(asked)
    for query, size in (("size=10000", 10000), ("size=10001", 10001), ("size=200000&stream=1", 200_000)):
        assert [len(one.get(f"/?{query}").content) for _ in range(2)] == [size, size]
    assert asked.times == 6
    assert len(asked.kept.pages) == 0


async def ask(asked: Asked, address: str = "/") -> bytes:
    path, _, query = address.partition("?")
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    await asked.kept(scope, receive, send)
    return b"".join(message.get("body", b"") for message in sent).split()[0]


@pytest.mark.parametrize(("query", "made"), [("", 1), ("?set-cookie=a%3Db", 5)])
def test_what_many_ask_for_at_once_is_made_once(asked: Asked, query: str, made: int) -> None:
    async def all_at_once() -> list[bytes]:
        asked.gate = asyncio.Event()
        tasks = [asyncio.create_task(ask(asked, f"/map{query}")) for _ in range(5)]
        await asyncio.sleep(0.01)
        assert asked.times == 1
        asked.gate.set()
        return await asyncio.gather(*tasks)

    assert len(set(asyncio.run(all_at_once()))) == made
    assert asked.times == made


def test_who_gives_up_keeps_nobody_waiting(asked: Asked) -> None:
    async def given_up() -> bytes:
        asked.gate = asyncio.Event()
        first, second = (asyncio.create_task(ask(asked)) for _ in range(2))
        await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.sleep(0.01)
        asked.gate.set()
        return await second

    assert asyncio.run(given_up()) == b"2"


def test_who_reads_slowly_keeps_nobody_waiting(asked: Asked) -> None:
    async def slow() -> bytes:
        stuck = asyncio.Event()

        async def send(message: Any) -> None:
            await stuck.wait()

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
        reader = asyncio.create_task(asked.kept(scope, receive, send))
        await asyncio.sleep(0.01)
        answer = await ask(asked)
        stuck.set()
        await reader
        return answer

    assert asyncio.run(slow()) == b"1"


def test_a_path_with_a_line_break_is_no_other() -> None:
    scope = {"type": "http", "method": "GET", "path": "/about\n", "query_string": b"", "headers": []}
    assert key_of(scope) is None
