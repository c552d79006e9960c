"""The fetcher against a real server on the loopback."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from dateline.collect.fetch import Fetcher
from dateline.errors import InputRejectedError, Reason
from dateline.settings import Settings

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A server whose answers a test sets, path by path, and which remembers who asked for what."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, self.headers.get("User-Agent", "")))
                answer = outer.answers.get(self.path, status(404))
                try:
                    answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep the test's output clean."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}"


def body(content: bytes, kind: str = "text/html; charset=utf-8", encoding: str = "") -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        if encoding:
            handler.send_header("Content-Encoding", encoding)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def status(code: int, location: str = "") -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        if location:
            handler.send_header("Location", location)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 10_000)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.http.shutdown()
    made.http.server_close()
    thread.join()


SETTINGS = Settings(max_page_bytes=100_000, fetch_seconds=1.0, max_redirects=3, user_agent="Dateline/test")


def refused(server: Server, path: str) -> InputRejectedError:
    with Fetcher(SETTINGS) as fetcher, pytest.raises(InputRejectedError) as caught:
        fetcher.fetch(server.base + path)
    assert server.base in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_page_and_who_asks_for_it(server: Server) -> None:
    server.answers["/a"] = body(b"<p>news</p>")
    with Fetcher(SETTINGS) as fetcher:
        page = fetcher.fetch(server.base + "/a")
        fetcher.fetch(server.base + "/a")
    assert (page.content, page.content_type) == (b"<p>news</p>", "text/html; charset=utf-8")
    assert page.address == server.base + "/a"
    assert server.asked == [
        ("/robots.txt", "Dateline/test"),
        ("/a", "Dateline/test"),
        ("/a", "Dateline/test"),
    ]


def test_robots_are_obeyed(server: Server) -> None:
    server.answers["/robots.txt"] = body(
        b"User-agent: dateline\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n", "text/plain"
    )
    server.answers["/open"] = server.answers["/private/a"] = body(b"<p>news</p>")
    assert refused(server, "/private/a").reason is Reason.FORBIDDEN_BY_ROBOTS
    assert "/private/a" not in [path for path, _ in server.asked]
    with Fetcher(SETTINGS) as fetcher:
        assert fetcher.fetch(server.base + "/open").content == b"<p>news</p>"


def test_a_redirect_into_what_robots_forbid(server: Server) -> None:
    server.answers["/robots.txt"] = body(b"User-agent: *\nDisallow: /private\n", "text/plain")
    server.answers["/a"] = status(302, "/private")
    server.answers["/private"] = body(b"<p>news</p>")
    assert refused(server, "/a").reason is Reason.FORBIDDEN_BY_ROBOTS


def test_robots_that_fail_forbid(server: Server) -> None:
    server.answers["/robots.txt"] = status(503)
    server.answers["/a"] = body(b"<p>news</p>")
    assert refused(server, "/a").reason is Reason.FORBIDDEN_BY_ROBOTS


def test_redirects_are_followed_to_a_limit(server: Server) -> None:
    server.answers["/1"] = status(301, "/2")
    server.answers["/2"] = status(307, server.base + "/3")
    server.answers["/3"] = body(b"<p>news</p>")
    server.answers["/loop"] = status(302, "/pool")
    server.answers["/pool"] = status(302, "/loop")
    server.answers["/away"] = status(302, "file:///etc/hostname")
    with Fetcher(SETTINGS) as fetcher:
        assert fetcher.fetch(server.base + "/1").address == server.base + "/3"
    assert "more than 3 redirects" in refused(server, "/loop").what
    assert "file:///etc/hostname" in refused(server, "/away").what


def test_gzip_and_its_bombs(server: Server) -> None:
    server.answers["/a"] = body(gzip.compress(b"<p>news</p>"), encoding="gzip")
    server.answers["/bomb"] = body(gzip.compress(b"\0" * 30_000_000), encoding="gzip")
    server.answers["/broken"] = body(b"\x1f\x8bnews", encoding="gzip")
    with Fetcher(SETTINGS) as fetcher:
        assert fetcher.fetch(server.base + "/a").content == b"<p>news</p>"
    assert refused(server, "/bomb").reason is Reason.TOO_LARGE
    assert refused(server, "/broken").reason is Reason.BROKEN_COMPRESSION


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (status(404), Reason.NOT_FOUND),
        (status(500), Reason.FETCH_FAILED),
        (body(b""), Reason.EMPTY),
        (body(b"\x89PNG", "image/png"), Reason.UNSUPPORTED_TYPE),
        (endless, Reason.TOO_LARGE),
        (drip, Reason.TOO_SLOW),
    ],
)
def test_what_is_no_page(server: Server, answer: Answer, reason: Reason) -> None:
    server.answers["/a"] = answer
    assert refused(server, "/a").reason is reason


def test_no_server_and_no_address() -> None:
    with Fetcher(SETTINGS) as fetcher:
        for address in ("http://127.0.0.1:1/a", "http://[::1", "http://", "http://exa mple/"):
            with pytest.raises(InputRejectedError) as caught:
                fetcher.fetch(address)
            assert caught.value.reason is Reason.FETCH_FAILED
            assert address in str(caught.value)
