"""Ten simulated minutes of the newsroom, with faults and crashes: the database is exactly what it must be."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from dateline.cli.collecting import CollectorRun
from dateline.collect.exchange import Exchange
from dateline.collect.timing import Timing
from dateline.errors import Reason
from dateline.model import NewSource, Page, UrlState
from dateline.read import Reader
from dateline.settings import Settings
from dateline.store import schema
from dateline.store.collect_sources import Sources
from dateline.store.collect_view import CollectView
from dateline.store.database import Database, open_database
from dateline.store.schema_collect import inbox, urls
from dateline.store.view import View
from tests.collect.newsroom.plan import KINDS, Piece, plan
from tests.collect.newsroom.server import Server, SimulatedClock, serving
from tests.collect.newsroom.sites import GAZETTE, HOSTS, POST, TRIBUNE, WIRE, build, plain_list, sources

START = datetime(2024, 5, 4, 12, 0, tzinfo=UTC)
MINUTES = 10
PACE = 1.0
SETTINGS = Settings(
    fetch_seconds=5.0,
    max_page_bytes=1_000_000,
    user_agent="Dateline/test",
    collect_private="yes",
    max_redirects=4,
)
TIMING = Timing(
    pace=PACE,
    per_host=2,
    retry_first=20.0,
    retry_factor=2.0,
    hold_first=10.0,
    hold_most=60.0,
    robots_again=30.0,
    recheck_first=60.0,
    recheck_most=120.0,
)
Expected = dict[str, tuple[UrlState, Reason | None, int, tuple[str, ...]]]


class Crash(BaseException):
    """The collector ends here, between an answer and what would have been kept of it."""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def pieces_of(seed: int) -> tuple[Piece, ...]:
    """The plan, with what is old where there are dates, and without what needs a date where there are none."""
    found = []
    for piece in plan(HOSTS, seed):
        if piece.kind == "old":
            piece = replace(piece, host=GAZETTE)
        found.append(replace(piece, told=piece.told and piece.host not in (TRIBUNE, WIRE)))
    return tuple(found)


def expected_of(server: Server, piece: Piece) -> Expected:
    """What must be known of a piece in the end: by address, the state, why, how many bodies, and opt-outs."""
    kind = KINDS[piece.kind]
    address = server.at(piece.host, piece.path)
    bodies = 0
    if kind.state in (UrlState.READ, UrlState.REJECTED):
        bodies = 1 + len(piece.changes)
    if piece.kind == "noisy":
        bodies = -1  # as often as it was looked at
    found: Expected = {address: (kind.state, kind.reason, bodies, kind.opt_outs)}
    if piece.kind == "moved":
        found[f"{address}-now"] = (UrlState.READ, None, 1, ())
    elif piece.kind == "circle":
        found[f"{address}-now"] = (UrlState.FAILED, Reason.FETCH_FAILED, 0, ())
    elif piece.kind == "endless":
        tails = ["x" * count for count in range(1, SETTINGS.max_redirects + 1)]
        found |= {f"{address}{tail}": (UrlState.MOVED, None, 0, ()) for tail in tails[:-1]}
        found[f"{address}{tails[-1]}"] = (UrlState.FAILED, Reason.FETCH_FAILED, 0, ())
    return found


def contents_of(server: Server, piece: Piece) -> dict[str, list[bytes]]:
    """The bytes that must be in the database for each address, oldest first."""
    address = server.at(piece.host, piece.path)
    kind = KINDS[piece.kind]
    if piece.kind == "moved":
        return {f"{address}-now": [piece.html(START, 0)]}
    if kind.state is not UrlState.READ:
        return {}
    versions = [piece.html(START, version) for version in range(1 + len(piece.changes))]
    if piece.kind == "noisy":
        versions = [versions[0].replace(b"</body>", b"<script>var token = 0;</script></body>")]
    if piece.kind == "no image mining":
        head = b'</title><meta name="robots" content="noimageai">'
        versions = [body.replace(b"</title>", head) for body in versions]
    return {address: versions}


def collect(
    database: Database,
    server: Server,
    reader: Reader,
    until: datetime,
    on_exchange: Callable[[Exchange], None],
) -> CollectorRun:
    run = CollectorRun(
        database,
        SETTINGS,
        clock=server.clock,
        rhythm=60,
        timing=TIMING,
        resolver=server.resolve,
        on_exchange=on_exchange,
        load=lambda: reader,
    )
    run.stay(until)
    return run


def with_crashes(path: Path, server: Server, reader: Reader, crashes: Sequence[float]) -> set[float]:
    """Collect for ten minutes. At these seconds the collector dies at the next answer, and another one goes on.

    Returns:
        The seconds at which it died: answers of these may be lost, as nothing had been kept of them.
    """
    lost: set[float] = set()
    left = sorted(crashes)

    def on_exchange(exchange: Exchange) -> None:
        if left and server.clock.second >= left[0]:
            left.pop(0)
            lost.add(server.clock.second)
            raise Crash

    while server.clock.second < MINUTES * 60:
        with open_database(path) as database:
            try:
                collect(database, server, reader, START + timedelta(minutes=MINUTES), on_exchange)
            except Crash:
                continue
    assert not left
    return lost


@contextmanager
def newsroom(path: Path, seed: int):  # type: ignore[no-untyped-def]
    clock = SimulatedClock(START)
    pieces = pieces_of(seed)
    with serving(clock) as server:
        build(server, pieces)
        listed = path.parent / "list.txt"
        listed.write_text(plain_list(server, pieces))
        with open_database(path) as database:
            for address in (*sources(server), str(listed)):
                Sources(database).add(NewSource(address=address), START, files=True)
        yield server, pieces


@pytest.mark.parametrize(
    ("seed", "crashes"),
    [(1, (0.0, 3.5, 12.0, 61.0, 200.0, 430.0)), (2, ())],
)
@pytest.mark.slow
def test_ten_minutes(tmp_path: Path, reader: Reader, seed: int, crashes: Sequence[float]) -> None:
    path = tmp_path / "d.db"
    with newsroom(path, seed) as (server, pieces):
        lost = with_crashes(path, server, reader, crashes)
        with open_database(path, read_only=True) as database:
            check_addresses(database, server, pieces)
            check_articles(database, server, pieces, reader)
            check_counts(database, server, pieces)
        check_requests(server, pieces, lost)


def check_addresses(database: Database, server: Server, pieces: Sequence[Piece]) -> None:
    """Each address that was seen has the state that it must have, and there are no others."""
    wanted: Expected = {}
    for piece in pieces:
        wanted |= expected_of(server, piece)
    with database.reading() as connection:
        found = {
            row.address: (
                row.state,
                row.reason,
                row.bodies if expect(wanted, row.address) >= 0 else -1,
                row.opt_outs or (),
            )
            for row in connection.execute(select(urls))
        }
        assert connection.execute(select(inbox)).all() == [], "nothing waits to be read"
    assert found == wanted


def expect(wanted: Expected, address: str) -> int:
    return wanted[address][2] if address in wanted else 0


def check_articles(database: Database, server: Server, pieces: Sequence[Piece], reader: Reader) -> None:
    """Each version of each article is there, read as the reader reads it, the newest current; and no other."""
    view = View(database)
    count = 0
    for piece in pieces:
        for address, versions in contents_of(server, piece).items():
            for content in versions:
                page = Page(address=address, content=content, fetched=START)
                number = view.version(address, page.digest)
                assert number is not None, (piece, address)
                stored = view.article(number)
                assert stored is not None
                page = replace(page, fetched=stored.page.fetched, content_type=stored.page.content_type)
                assert stored == reader.read(page)
                count += 1
            newest = Page(address=address, content=versions[-1], fetched=START).digest
            assert current_digest(database, address) == [newest]
    with database.reading() as connection:
        assert len(connection.execute(select(schema.articles.c.id)).all()) == count
        rejected = connection.execute(
            select(schema.pages.c.address, schema.pages.c.reason).where(schema.pages.c.status == "rejected")
        ).all()
    forms = [(server.at(piece.host, piece.path), "no-article") for piece in pieces if piece.kind == "form"]
    assert [tuple(row) for row in rejected] == forms


def current_digest(database: Database, address: str) -> list[str]:
    query = (
        select(schema.pages.c.digest)
        .join(schema.articles, schema.articles.c.page_id == schema.pages.c.id)
        .where(schema.pages.c.address == address, schema.articles.c.current)
    )
    with database.reading() as connection:
        return list(connection.execute(query).scalars())


def check_counts(database: Database, server: Server, pieces: Sequence[Piece]) -> None:
    """What the state view says of each source."""
    found = {
        status.seen_as: status for status in CollectView(database).sources(server.clock.now(), within_days=30)
    }
    by_address = {status.address: status for status in CollectView(database).sources(server.clock.now())}
    for address in sources(server):
        status = by_address[address]
        host = re.sub(r"http://([^:]+):.*", r"\1", address)
        mine = [piece for piece in pieces if piece.host == host]
        wanted: Counter[str] = Counter()
        for piece in mine:
            wanted.update(state for state, *_ in expected_of(server, piece).values())
        assert status.states == dict(sorted(wanted.items())), host
        news = sum(len(versions) > 0 for piece in mine for versions in contents_of(server, piece).values())
        changes = sum(len(versions) - 1 for piece in mine for versions in contents_of(server, piece).values())
        assert (status.recent["new"], status.recent["changed"]) == (news, changes), host
        assert status.recent["seen"] == len(mine)
        assert status.failures == 0
    gazette = by_address[server.at(GAZETTE, "/feed.rss")]
    assert (gazette.name, gazette.unusable, gazette.seen_as) == ("Gazette", 2, "feed")
    assert gazette.recent["failed_looks"] == 1
    assert found["list"].unusable == 1


def check_requests(server: Server, pieces: Sequence[Piece], lost: set[float]) -> None:
    """Nothing was fetched twice, nothing that is forbidden was asked for, and no host was hurried."""
    bodies: Counter[str] = Counter()
    again: Counter[str] = Counter()
    times: dict[str, list[float]] = defaultdict(list)
    for asked, status in server.log:
        assert not asked.path.startswith(("/private/", "/reserved/"))
        if asked.path not in ("/robots.txt", "/.well-known/tdmrep.json"):
            bodies[server.at(asked.host, asked.path)] += status == 200
            again[server.at(asked.host, asked.path)] += status == 200 and asked.second in lost
            times[asked.host].append(asked.second)
    for piece in pieces:
        if KINDS[piece.kind].tagged and KINDS[piece.kind].state is UrlState.READ:
            faults = 1 if piece.kind in ("once cut off", "once broken") else 0
            for address, versions in contents_of(server, piece).items():
                wanted = len(versions) + faults
                assert wanted <= bodies[address] <= wanted + again[address], piece
    for host, seconds in times.items():
        pace = 3.0 if host == POST else PACE
        for earlier, later in pairwise(seconds):
            # A collector that starts anew does not know when its host was last asked.
            assert later - earlier >= pace - 1e-6 or (earlier == later and later in lost), host


def test_the_plan_has_all_kinds() -> None:
    kinds: Mapping[str, int] = Counter(piece.kind for piece in pieces_of(1))
    assert set(kinds) == set(KINDS)
    assert {piece.host for piece in pieces_of(1)} == set(HOSTS)
