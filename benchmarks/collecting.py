"""Collecting from a server on the loopback, next to bare requests in the same run; feeds, next to feedparser."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import feedparser
import httpx

from dateline.collect.clock import SystemClock
from dateline.collect.collector import Collector
from dateline.collect.exchange import Client
from dateline.collect.feeds import read_feed
from dateline.collect.state import State
from dateline.collect.timing import Timing
from dateline.model import NewSource
from dateline.settings import Settings
from dateline.store.collect_hosts import Hosts
from dateline.store.collect_sources import Sources
from dateline.store.collect_urls import Urls
from dateline.store.collect_view import CollectView
from dateline.store.database import open_database

PAGES = 600
BODY = (
    b"<html><body><article>"
    + b"<p>Officials met in the capital on Friday.</p>" * 600
    + b"</article></body></html>"
)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """A list, pages, and no robots.txt."""
        base = f"http://{self.headers['Host']}"
        if self.path == "/list":
            body = "\n".join(f"{base}/{number}" for number in range(PAGES)).encode()
        else:
            body = BODY + self.path.encode()
        missing = self.path in ("/robots.txt", "/.well-known/tdmrep.json")
        self.send_response(404 if missing else 200)
        self.send_header("Content-Type", "text/plain" if self.path == "/list" else "text/html")
        self.send_header("Content-Length", "0" if missing else str(len(body)))
        self.end_headers()
        if not missing:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def main() -> None:
    """Print pages a second, and the ratios."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    bare = _seconds(lambda: _bare(base))
    first, again = _collect(base)
    print(f"bare requests, one after the other: {PAGES / bare:6.0f} pages/s")
    print(
        f"collector, state and pages kept:    {PAGES / first:6.0f} pages/s, {bare / first:.2f} of bare requests"
    )
    print(f"a second run with nothing new:      {again:6.2f} s for {PAGES} known addresses")
    server.shutdown()
    _feeds()


def _bare(base: str) -> None:
    with httpx.Client() as client:
        for number in range(PAGES):
            client.get(f"{base}/{number}")


def _collect(base: str) -> tuple[float, float]:
    settings = Settings(collect_private="yes", collect_pace=1e-6, collect_per_host=8)
    timing = Timing(pace=0.0, per_host=8, patience=0.0)
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder, "d.db")) as database:
        Sources(database).add(NewSource(address=f"{base}/list"), datetime.now(UTC))

        def once() -> None:
            state = State(Sources(database), Urls(database), Hosts(database))
            with Client(settings, allow_private=True) as client:
                Collector(state, client, settings, timing=timing, clock=SystemClock(), rhythm=900).run(
                    once=True
                )

        first = _seconds(once)
        states = CollectView(database).states()
        if states != {"fetched": PAGES}:
            raise SystemExit(f"not all pages were had: {states}")
        return first, _seconds(once)


def _feeds() -> None:
    item = (
        "<item><title>Officials met</title><link>https://n.example/{0}</link><guid>{0}</guid><description>"
        "&lt;p&gt;They met there.&lt;/p&gt;</description><pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate></item>"
    )
    items = "".join(item.format(number) for number in range(200))
    feed = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
    )
    ours = _seconds(lambda: [read_feed(feed, "x") for _ in range(20)]) / 20
    theirs = _seconds(lambda: [feedparser.parse(BytesIO(feed)) for _ in range(5)]) / 5
    print(f"a feed of 200 items: {ours * 1000:.1f} ms; feedparser takes {theirs / ours:.0f} times as long")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
