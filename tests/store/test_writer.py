from __future__ import annotations

import dataclasses
import itertools
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from sqlalchemy import text

from dateline.errors import Reason, StoreError
from dateline.model import Article, Provenance, Reading, Rejected
from dateline.store.database import Database, open_database
from dateline.store.verify import verify
from dateline.store.view import View
from dateline.store.writer import Outcome, Writer
from tests.store.contents import contents
from tests.store.factory import FIRST, NEWER, page, reading, readings

ADDRESS = "https://gazette.example/bridge"


def in_step(database: Database) -> bool:
    """Nothing is damaged, the full-text indexes hold just what the tables hold, no reference leads nowhere."""
    return verify(database).faults == ()


def test_what_was_written_comes_back(database: Database) -> None:
    assert Writer(database).write(reading()) is Outcome.NEW
    assert View(database).article(1) == reading()


def test_any_reading_comes_back_equal() -> None:
    with tempfile.TemporaryDirectory() as directory, open_database(Path(directory) / "d.db") as database:
        numbers = itertools.count()

        @settings(max_examples=40, deadline=None)
        @given(readings())
        def comes_back(wanted: Reading) -> None:
            address = f"{wanted.page.address}#{next(numbers)}"
            wanted = dataclasses.replace(wanted, page=dataclasses.replace(wanted.page, address=address))
            assert Writer(database).write(wanted) is Outcome.NEW
            number = View(database).find(address)
            assert number is not None
            assert View(database).article(number) == wanted

        comes_back()
        assert in_step(database)


def test_the_same_reading_again_changes_nothing(database: Database) -> None:
    writer = Writer(database)
    writer.write(reading())
    before = contents(database)
    assert writer.write(reading(page(hour=9))) is Outcome.UNCHANGED
    assert contents(database) == before


def test_a_newer_provenance_replaces_the_facts(database: Database) -> None:
    writer = Writer(database)
    writer.write(reading())
    newer = reading(provenance=NEWER, events=1)
    assert writer.write(newer) is Outcome.REPLACED
    assert View(database).article(1) == newer, "the article keeps its number"
    assert {fact.source.provenance for fact in View(database).facts()} == {NEWER}
    assert View(database).counts().events == 1
    assert in_step(database)


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(FIRST, code="0.1.1"),
        dataclasses.replace(FIRST, ontology="2.0-b"),
        dataclasses.replace(FIRST, models=()),
    ],
)
def test_any_change_of_provenance_counts(database: Database, other: Provenance) -> None:
    writer = Writer(database)
    writer.write(reading())
    assert writer.write(reading(provenance=other)) is Outcome.REPLACED
    assert writer.write(reading(provenance=other)) is Outcome.UNCHANGED


def test_every_fact_has_its_provenance(database: Database) -> None:
    Writer(database).write(reading())
    query = "SELECT count(*), count(p.id) FROM {} LEFT JOIN provenances p ON p.id = provenance_id"
    with database.reading() as connection:
        for table in ("articles", "sentences", "mentions", "times", "events", "statements"):
            rows, made_by = connection.execute(text(query.format(table))).one()
            assert rows == made_by > 0


def test_other_content_is_a_new_version(database: Database) -> None:
    writer, view = Writer(database), View(database)
    writer.write(reading())
    second = reading(page(version=2, hour=9), events=2)
    assert writer.write(second) is Outcome.NEW
    assert view.find(ADDRESS) == 2
    assert [item.article for item in view.headlines()] == [2]
    assert view.counts().events == 2
    assert view.article(1) == reading(), "the older one is kept"
    assert {hit.article for hit in view.search("bridge")} == {2}


def test_an_older_version_read_later_stays_older(database: Database) -> None:
    writer = Writer(database)
    writer.write(reading(page(version=2, hour=9)))
    assert writer.write(reading(page(version=1, hour=8))) is Outcome.NEW
    assert [item.article for item in View(database).headlines()] == [1]


def test_a_page_that_goes_back_to_older_content(database: Database) -> None:
    writer, view = Writer(database), View(database)
    writer.write(reading(page(version=1, hour=8)))
    writer.write(reading(page(version=2, hour=9)))
    assert writer.write(reading(page(version=1, hour=10))) is Outcome.REPLACED
    assert view.find(ADDRESS) == 1
    assert writer.write(reading(page(version=1, hour=11))) is Outcome.UNCHANGED


def test_rejections(database: Database) -> None:
    writer, view = Writer(database), View(database)
    missing = Rejected(address="none.html", reason=Reason.NOT_FOUND, message="none.html: not found")
    assert writer.reject(missing) is Outcome.NEW
    assert writer.reject(missing) is Outcome.UNCHANGED
    assert writer.reject(dataclasses.replace(missing, reason=Reason.UNREADABLE)) is Outcome.REPLACED
    empty = Rejected(address=ADDRESS, reason=Reason.NO_ARTICLE, message="no article", page=page())
    assert writer.reject(empty) is Outcome.NEW
    found = {item.address: item for item in view.rejected()}
    assert found["none.html"].reason is Reason.UNREADABLE
    assert found[ADDRESS].size == len(page().content)
    assert writer.write(reading()) is Outcome.REPLACED, "now it can be read"
    assert [item.address for item in view.rejected()] == ["none.html"]
    assert writer.reject(empty) is Outcome.UNCHANGED, "a failure does not take facts away"
    assert view.article(1) == reading()


def test_letters_that_cannot_be_stored_keep_their_places(database: Database) -> None:
    odd = reading()
    article = dataclasses.replace(odd.article, text=odd.article.text.replace("bridge", "b\0\ud800dge"))
    Writer(database).write(dataclasses.replace(odd, article=article))
    back = View(database).article(1)
    assert back is not None
    assert back.article.text == odd.article.text.replace("bridge", "b\ufffd\ufffddge")
    assert in_step(database)


def broken_readings() -> list[Reading]:
    good = reading()
    event, statement, mention = good.events[1], good.statements[0], good.mentions[0]
    participant = dataclasses.replace(event.actors[0], mention=99)
    return [
        dataclasses.replace(good, events=(event,)),
        dataclasses.replace(good, statements=(dataclasses.replace(statement, events=(7,)),)),
        dataclasses.replace(good, events=(dataclasses.replace(event, index=0, actors=(participant,)),)),
        dataclasses.replace(
            good, mentions=(dataclasses.replace(mention, sentence=50),), events=(), statements=()
        ),
        dataclasses.replace(
            good, mentions=(dataclasses.replace(mention, refers_to=4),), events=(), statements=()
        ),
    ]


@pytest.mark.parametrize("broken", broken_readings())
def test_a_reading_that_refers_to_nothing_is_refused_whole(database: Database, broken: Reading) -> None:
    Writer(database).write(reading())
    before = contents(database)
    with pytest.raises(StoreError) as caught:
        Writer(database).write(dataclasses.replace(broken, page=page(version=2)))
    assert "\n" not in str(caught.value)
    assert contents(database) == before


def test_an_article_with_nothing_in_it(database: Database) -> None:
    bare = dataclasses.replace(
        reading(),
        article=Article(text="", paragraphs=()),
        sentences=(),
        mentions=(),
        times=(),
        events=(),
        statements=(),
    )
    Writer(database).write(bare)
    assert View(database).article(1) == bare
    assert View(database).headlines()[0].headline is None


# --- kill -9 ------------------------------------------------------------------------------------------------


def _series(start: int) -> Iterator[Reading]:
    """New pages, each followed by a second reading that replaces its facts."""
    for number in itertools.count(start):
        where = page(f"https://gazette.example/{number}")
        yield reading(where)
        yield reading(where, provenance=NEWER, events=2)


def _write_until_killed(path: Path, start: int, outlet: int) -> None:
    with open_database(path) as database:
        writer = Writer(database)
        for item in _series(start):
            writer.write(item)
            os.write(outlet, f"{item.page.address} {item.provenance.code}\n".encode())


def _run_and_kill(path: Path, start: int, patience: float) -> dict[str, str]:
    """Let a child write, kill it without warning; address → code version of what it had acknowledged."""
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(inlet)
            _write_until_killed(path, start, outlet)
        finally:
            os._exit(1)
    os.close(outlet)
    time.sleep(patience)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was at work when it was killed"
    with os.fdopen(inlet, encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    return dict(line.split() for line in lines)


def _kill_often(path: Path, times: int) -> int:
    chance = random.Random(7)
    acknowledged: dict[str, str] = {}
    for run in range(times):
        acknowledged |= _run_and_kill(path, run * 10_000, chance.uniform(0.02, 0.25))
    versions = {FIRST.code: reading(), NEWER.code: reading(provenance=NEWER, events=2)}
    with open_database(path) as database:
        view = View(database)
        assert in_step(database)
        assert view.counts().articles - len(acknowledged) <= times, "one unacknowledged page a run at most"
        for item in view.headlines(limit=100_000):
            stored = view.article(item.article)
            assert stored is not None
            expected = versions[stored.provenance.code]
            assert stored == dataclasses.replace(expected, page=page(item.address)), "nothing half-written"
            if acknowledged.pop(item.address, None) == NEWER.code:
                assert stored.provenance == NEWER
    assert not acknowledged, "all that was acknowledged is there"
    return view.database.path.stat().st_size


def test_kill_9_loses_nothing_acknowledged(tmp_path: Path) -> None:
    open_database(tmp_path / "d.db").close()
    assert _kill_often(tmp_path / "d.db", times=8) > 0


def test_kill_9_while_the_database_is_made(tmp_path: Path) -> None:
    chance = random.Random(11)
    for run in range(4):
        path = tmp_path / f"{run}.db"
        acknowledged = _run_and_kill(path, 0, chance.uniform(0.0, 0.06))
        with open_database(path) as database:
            assert View(database).counts().articles >= len(acknowledged)
            assert Writer(database).write(reading(page("https://gazette.example/after"))) is Outcome.NEW


@pytest.mark.slow
def test_kill_9_many_times(tmp_path: Path) -> None:
    open_database(tmp_path / "d.db").close()
    assert _kill_often(tmp_path / "d.db", times=150) > 0


# --- at the same time ---------------------------------------------------------------------------------------


def _fork_writer(path: Path, name: str, count: int) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with open_database(path) as database:
            for number in range(count):
                Writer(database).write(reading(page(f"https://{name}.example/{number}")))
                Writer(database).write(reading(page("https://shared.example/", version=number)))
        code = 0
    finally:
        os._exit(code)


def test_two_writers_and_a_reader_at_once(tmp_path: Path) -> None:
    """Two processes make the database and write into it, while this one reads."""
    path = tmp_path / "d.db"
    children = {_fork_writer(path, name, 15) for name in ("north", "south")}
    codes: list[int] = []
    with open_database(path) as database:
        seen = 0
        while children:
            facts = View(database).facts(limit=1000)
            whole = {fact.source.article for fact in facts}
            assert len(facts) == 3 * len(whole), "a reader sees whole articles only"
            assert len(whole) >= seen
            seen = len(whole)
            for child in list(children):
                done, status = os.waitpid(child, os.WNOHANG)
                if done:
                    codes.append(os.waitstatus_to_exitcode(status))
                    children.remove(child)
    assert codes == [0, 0]
    with open_database(path) as database:
        assert View(database).counts().articles == 31
        assert View(database).counts().pages == 45, "30 pages of their own, 15 versions of the shared one"
        assert in_step(database)


def test_threads_share_a_database(database: Database) -> None:
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(8):
                Writer(database).write(reading(page(f"https://{name}.example/{number}")))
                assert View(database).facts(actor="maric", limit=500)
        except BaseException as error:  # told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert View(database).counts().articles == 24
