"""The collector with its database: killed, out of space, without a network; and the commands."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from dateline.cli import dateline
from dateline.cli.collecting import CollectorRun
from dateline.collect.clock import Clock, SystemClock
from dateline.collect.timing import Timing
from dateline.errors import StoreError, UsageError
from dateline.model import NewSource, Page, Reading
from dateline.read import Reader
from dateline.settings import Settings
from dateline.store import schema
from dateline.store.collect_alone import alone
from dateline.store.collect_sources import Sources
from dateline.store.collect_view import CollectView
from dateline.store.database import open_database
from dateline.store.schema_collect import inbox, urls
from dateline.store.schema_gathered import tellings
from tests.collect.hostile import HostileServer, hostile, in_turn, page, sends
from tests.store.factory import reading

SETTINGS = Settings(
    fetch_seconds=1.0,
    user_agent="Dateline/test",
    collect_private="yes",
    max_redirects=3,
    max_page_bytes=1_000_000,
)
TIMING = Timing(
    pace=0.0, per_host=4, retry_first=0.05, retry_factor=1.0, hold_first=0.1, hold_most=0.1, patience=0.5
)
PAGES = 40


class StandIn:
    """A reader that finds the same article on each page: what is read is not what these tests are about."""

    def stream(self, pages: Sequence[Page]) -> Iterator[Reading]:
        for one in pages:
            yield reading(one)


def run_of(path_or_database: Any, *, clock: Clock | None = None, **more: Any) -> CollectorRun:
    settings: dict[str, Any] = {"timing": TIMING, "load": lambda: cast(Reader, StandIn()), **more}
    return CollectorRun(path_or_database, SETTINGS, clock=clock or SystemClock(), rhythm=900, **settings)


def once(path: Path, **more: Any) -> CollectorRun:
    with open_database(path) as database:
        run = run_of(database, **more)
        run.once()
    return run


def add(path: Path, *addresses: str) -> None:
    with open_database(path) as database:
        for address in addresses:
            Sources(database).add(NewSource(address=address), datetime.now(UTC), files=True)


def feed(server: HostileServer, paths: Sequence[str]) -> bytes:
    items = "".join(f"<item><link>{server.base}{path}</link></item>" for path in paths)
    return page(f"<rss><channel><title>x</title>{items}</channel></rss>".encode(), kind="application/rss+xml")


def states(path: Path) -> Counter[tuple[str, str | None]]:
    with open_database(path, read_only=True) as database, database.reading() as connection:
        return Counter((row.state, row.reason) for row in connection.execute(select(urls)))


def acknowledged(path: Path) -> set[str]:
    """The paths of the addresses whose page the database has, read or waiting to be."""
    with open_database(path, read_only=True) as database, database.reading() as connection:
        found = connection.execute(select(urls.c.address).where(urls.c.bodies > 0)).scalars()
        return {"/" + address.split("/", 3)[3] for address in found}


def complete(path: Path) -> None:
    with open_database(path, read_only=True) as database, database.reading() as connection:
        assert connection.execute(select(inbox)).all() == []
        rows = connection.execute(select(urls.c.state, urls.c.bodies)).all()
        assert [tuple(row) for row in rows] == [("read", 1)] * PAGES
        assert len(connection.execute(select(schema.articles.c.id)).all()) == PAGES
        assert len(connection.execute(select(tellings.c.article_id)).all()) == PAGES, "all are gathered"


@contextmanager
def newspaper(size: int = 200) -> Iterator[HostileServer]:
    """A feed of pages, each of which takes a moment."""
    chance = random.Random(7)
    with hostile() as server:
        paths = [f"/{number}" for number in range(PAGES)]
        server.does["/feed"] = sends(feed(server, paths))
        for path in paths:
            noise = chance.randbytes(size).hex().encode()
            server.does[path] = sends(page(b"<p>news " + path.encode() + noise), pause=0.004)
        yield server


def in_child(work: Callable[[], object], patience: float | None = None) -> int:
    """Run this in a process of its own, killed without warning after so many seconds; how it ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except StoreError:
            os._exit(3)
        except BaseException:
            os._exit(4)
    if patience is not None:
        time.sleep(patience)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return -status if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)


def test_kill_9_loses_nothing_and_fetches_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "d.db"
    chance = random.Random(3)
    with newspaper() as server:
        add(path, f"{server.base}/feed")
        killed = 0
        for _ in range(60):
            had, asked = acknowledged(path), len(server.paths())
            ended = in_child(lambda: once(path), chance.uniform(0.15, 0.6) if killed < 6 else None)
            assert not had & set(server.paths()[asked:]), "what it had was not asked for again"
            assert had <= acknowledged(path), "what it had is still there"
            killed += ended == -signal.SIGKILL
            if ended == 0 and killed:
                break
        assert killed
    complete(path)


def test_a_full_disk_loses_nothing_and_fetches_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "d.db"

    def in_little_space() -> None:
        limit = path.stat().st_size + 700_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        once(path)

    with newspaper(size=50_000) as server:
        add(path, f"{server.base}/feed")
        assert in_child(in_little_space) == 3, "it says that there is no space"
        had, asked = acknowledged(path), len(server.paths())
        assert 0 < len(had) < PAGES
        assert in_child(lambda: once(path)) == 0
        assert not had & set(server.paths()[asked:])
    complete(path)


@pytest.mark.slow
def test_one_that_stays_waits_for_space(tmp_path: Path) -> None:
    path = tmp_path / "d.db"

    class Cleaner(SystemClock):
        """When the collector waits a minute, somebody makes room."""

        def sleep(self, seconds: float) -> None:
            _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
            time.sleep(min(seconds, 0.05))

    def stays() -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 700_000, hard))
        with open_database(path) as database:
            clock = Cleaner()
            run_of(database, clock=clock).stay(clock.now() + timedelta(seconds=15))

    with newspaper(size=50_000) as server:
        add(path, f"{server.base}/feed")
        assert in_child(stays) == 0
    complete(path)


def test_a_dead_network_fails_nothing(tmp_path: Path) -> None:
    path = tmp_path / "d.db"
    alive = [True]

    def resolver(host: str, port: int) -> Sequence[str]:
        if not alive[0]:
            raise OSError("Network is unreachable")
        return ("127.0.0.1",)

    with hostile() as server:
        base = f"http://n.example:{server.port}"
        items = "".join(f"<item><link>{base}/{number}</link></item>" for number in range(5))
        server.does["/feed"] = sends(page(f"<rss><channel>{items}</channel></rss>".encode(), kind="text/xml"))

        def pull_the_plug(connection: Any, head: bytes) -> None:
            alive[0] = False

        server.does["*"] = pull_the_plug
        server.does["/robots.txt"] = server.does["/.well-known/tdmrep.json"] = sends(page(b""))
        add(path, f"{base}/feed")
        patient = replace(TIMING, hold_first=30.0, hold_most=30.0)
        once(path, resolver=resolver, timing=patient)
        assert sum(states(path).values()) == 5
        assert {state for state, _ in states(path)} <= {"to-fetch", "failed"}
        alive[0] = True
        server.does["*"] = sends(page(b"<p>news"))
        run = once(path, resolver=resolver)
    assert states(path) == {("read", None): 5}
    assert "5 new" in run.summary()


def test_a_hostile_site_ends_in_states(tmp_path: Path) -> None:
    """All at once: each address ends with its reason, and the good page among them is read."""
    path = tmp_path / "d.db"
    with hostile() as server:

        def endless(connection: Any, head: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            while True:
                connection.sendall(b"x" * 65536)

        ok = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        hop = "HTTP/1.1 302 Go\r\nLocation: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        server.does |= {
            "/good": sends(page(b"<p>news")),
            "/endless": endless,
            "/short": sends(ok + b"Content-Length: 900\r\n\r\n<p>half"),
            "/loris": sends(ok, b"X: y\r\n", pause=0.3, times=20, ending=server.ending),
            "/silent": lambda *_: (server.ending.wait(5), None)[1],
            "/headers": sends(ok + b"X: " + b"y" * 300_000 + b"\r\n\r\n"),
            "/broken": sends(page(b"not gzip", "Content-Encoding: gzip")),
            "/out": sends(hop.format("file:///etc/passwd").encode()),
            "/self": sends(hop.format("/self").encode()),
            "/flaky": in_turn(
                sends(b""), sends(page(b"", kind="text/html")), sends(page(b"<p>news at last"))
            ),
        }
        names = [name for name in server.does if name != "*"]
        server.does["/feed"] = sends(feed(server, names))
        server.does["/bad-feed"] = sends(page(b"<rss><!ENTITY a 'b'>", kind="text/xml"))
        server.does["/slow-feed"] = sends(
            ok + b"\r\n<rss>", b"<item/>", pause=0.3, times=20, ending=server.ending
        )
        add(path, f"{server.base}/feed", f"{server.base}/bad-feed", f"{server.base}/slow-feed")
        once(path, timing=replace(TIMING, most_tries=3))
    with open_database(path, read_only=True) as database:
        found = {
            one.address.rpartition("/")[2]: (one.state, one.reason) for one in CollectView(database).urls()
        }
        failed = [(one.failures, one.reason) for one in CollectView(database).sources(datetime.now(UTC))]
    assert found == {
        "good": ("read", None),
        "flaky": ("read", None),
        "endless": ("failed", "too-large"),
        "short": ("failed", "fetch-failed"),
        "loris": ("failed", "too-slow"),
        "silent": ("failed", "too-slow"),
        "headers": ("failed", "fetch-failed"),
        "broken": ("failed", "broken-compression"),
        "out": ("failed", "fetch-failed"),
        "self": ("failed", "fetch-failed"),
    }
    assert failed[0] == (0, None)
    assert failed[1][0] >= 1
    assert failed[1][1] == "unreadable"
    assert failed[2][1] == "too-slow"


def test_what_is_private_is_refused(tmp_path: Path) -> None:
    """Also if a public site redirects or links there."""
    path = tmp_path / "d.db"
    with hostile() as server:
        listed = tmp_path / "list.txt"
        listed.write_text(f"{server.base}/a\nhttp://localhost:{server.port}/b\n")
        add(path, str(listed))
        with open_database(path) as database:
            closed = Settings(fetch_seconds=1.0, user_agent="Dateline/test")
            CollectorRun(database, closed, clock=SystemClock(), rhythm=900, timing=TIMING).once()
        assert server.heads == []
    assert states(path) == {("refused", "private-address"): 2}


def test_only_one_collector_at_a_time(tmp_path: Path) -> None:
    with open_database(tmp_path / "d.db") as database, alone(database):
        second = alone(database)
        with pytest.raises(UsageError, match="another collector"):
            second.__enter__()
    with open_database(tmp_path / "d.db") as database, alone(database):
        pass


def test_a_page_that_trips_the_reader_does_not_come_again(tmp_path: Path) -> None:
    path = tmp_path / "d.db"

    class Trips:
        def stream(self, pages: Sequence[Page]) -> Iterator[Reading]:
            raise ZeroDivisionError

    with hostile() as server:
        server.does["/feed"] = sends(feed(server, ["/a"]))
        server.does["/a"] = sends(page(b"<p>news"))
        add(path, f"{server.base}/feed")
        run = once(path, load=lambda: cast(Reader, Trips()))
    assert states(path) == {("rejected", "unreadable"): 1}
    assert run.rejected == 1


# --- the commands -------------------------------------------------------------------------------------------


def call(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(dateline, arguments, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    assert (result.return_value or 0) == code, result.output
    return result


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_COLLECT_PRIVATE", "yes")
    monkeypatch.setenv("DATELINE_COLLECT_PACE", "0.001")
    db = ("--db", str(tmp_path / "d.db"))
    with hostile() as server:
        gone, private = "/gone", "/private/a"
        server.does["/robots.txt"] = sends(page(b"User-agent: *\nDisallow: /private", kind="text/plain"))
        server.does["/feed"] = sends(feed(server, [gone, private]))
        address = f"{server.base}/feed"
        with pytest.raises(UsageError, match="no sources"):
            call("collect", *db)
        assert "2 pages" in call("sources", "check", address).output
        assert "forbidden" in call("sources", "check", f"{server.base}/private/feed", code=1).output
        call("sources", "add", address, "--folder", "News/World", *db)
        with pytest.raises(UsageError, match="already"):
            call("sources", "add", address.upper().replace("/FEED", "/feed"), *db)
        assert address in call("sources", "list", *db).output
        collected = call("collect", *db, code=1)
        assert "1 refused, 1 failed" in collected.output
        (status,) = map(json.loads, call("sources", "status", "--json", *db).stdout.splitlines())
        assert status["states"] == {"failed": 1, "refused": 1}
        assert status["reasons"] == {"forbidden-by-robots": 1, "not-found": 1}
        assert "not-found" in call("sources", "urls", "--state", "failed", *db).output
        (row,) = map(
            json.loads, call("sources", "urls", "--json", "--state", "refused", *db).stdout.splitlines()
        )
        assert (row["address"], row["reason"]) == (server.base + private, "forbidden-by-robots")
        exported = call("sources", "export", *db).stdout
        call("sources", "pause", "1", *db)
        asked = len(server.paths())
        call("collect", *db)
        assert len(server.paths()) == asked, "nothing is asked of a source that rests"
        call("sources", "resume", address, *db)
        call("sources", "retry", address, *db)
        call("collect", *db, code=1)
        assert server.paths()[asked:].count(gone) == 1
        call("sources", "remove", address, *db)
    (tmp_path / "s.opml").write_text(exported)
    assert "1 added, 0 known" in call("sources", "import", str(tmp_path / "s.opml"), *db).output
    assert "0 added, 1 known" in call("sources", "import", str(tmp_path / "s.opml"), *db).output
    with open_database(tmp_path / "d.db") as database:
        ((_, source, _),) = Sources(database).all()
    assert (source.address, source.folder) == (address, "News/World")


@pytest.mark.parametrize("arguments", [("--every", "soon"), ("--for", "1h"), ("--every", "0m")])
def test_wrong_durations(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(Exception, match=r"span of time|that stays"):
        call("collect", *arguments, "--db", str(tmp_path / "d.db"))
