"""``dateline collect --keep``: what is stored is in the archive, whatever ends the collector; and it reads the same."""

from __future__ import annotations

import os
import resource
import signal
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from dateline.cli.keep_warc import keeping
from dateline.collect.archives.archive import read_archive_file
from dateline.collect.archives.keeper import WarcKeeper
from dateline.collect.exchange import Exchange
from dateline.errors import StoreError, UsageError
from dateline.model import Page
from dateline.store import schema
from dateline.store.database import open_database
from tests.cli.test_collecting import (
    PAGES,
    acknowledged,
    add,
    call,
    complete,
    feed,
    in_child,
    newspaper,
    once,
    states,
)
from tests.collect.hostile import hostile, page, sends

NAMES = ("finland-joins-nato.html", "prespa-vote.html")
SAMPLES = [Path(__file__).parents[2] / "samples" / "pages" / name for name in NAMES]


def kept(path: Path) -> list[Page]:
    items = [entry.item for entry in read_archive_file(path, max_page_bytes=10_000_000)]
    assert all(isinstance(item, Page) for item in items), items
    return [item for item in items if isinstance(item, Page)]


def keep_once(database: Path, archive: Path) -> None:
    with keeping(archive) as on_page:
        once(database, on_page=on_page)


def paths_of(pages: list[Page]) -> set[str]:
    return {"/" + one.address.split("/", 3)[3] for one in pages}


def articles(path: Path) -> list[tuple[object, ...]]:
    columns = (schema.pages.c.address, schema.articles.c.headline, schema.articles.c.text)
    query = select(*columns).join(schema.pages, schema.pages.c.id == schema.articles.c.page_id)
    with open_database(path, read_only=True) as database, database.reading() as connection:
        return sorted(tuple(row) for row in connection.execute(query))


def test_the_archive_reads_as_the_same_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_COLLECT_PRIVATE", "yes")
    monkeypatch.setenv("DATELINE_COLLECT_PACE", "0.001")
    first, other, archive = (tmp_path / name for name in ("d.db", "other.db", "pages.warc.gz"))
    with hostile() as server:
        for number, sample in enumerate(SAMPLES):
            server.does[f"/{number}"] = sends(page(sample.read_bytes(), kind="text/html; charset=utf-8"))
        server.does["/feed"] = sends(feed(server, [*server.does, "/gone"]))
        call("sources", "add", f"{server.base}/feed", "--db", str(first))
        call("collect", "--keep", str(archive), "--db", str(first), code=1)
    call("read", str(archive), "--db", str(other))
    assert len(articles(first)) == len(SAMPLES) > 1
    assert articles(other) == articles(first)


def test_what_may_not_be_taken_is_not_kept(tmp_path: Path) -> None:
    """Neither a page that says so, nor what is no page."""
    path, archive = tmp_path / "d.db", tmp_path / "pages.warc.gz"
    with hostile() as server:
        server.does["/open"] = sends(page(b"<p>news"))
        server.does["/closed"] = sends(page(b"<p>news", "tdm-reservation: 1"))
        server.does["/feed"] = sends(feed(server, ["/open", "/closed", "/gone"]))
        add(path, f"{server.base}/feed")
        keep_once(path, archive)
    assert states(path)["refused", "opted-out"] == 1
    assert paths_of(kept(archive)) == {"/open"}


def keep_and_die(database: Path, archive: Path, *, pages: int, torn: int) -> None:
    """Be killed when so many pages were kept, the last not yet stored, and with so many bytes of it missing."""
    left = iter(range(pages - 1, -1, -1))
    with keeping(archive) as on_page:

        def on_one(exchange: Exchange) -> None:
            on_page(exchange)
            if next(left) == 0:
                os.truncate(archive, archive.stat().st_size - torn)
                os.kill(os.getpid(), signal.SIGKILL)

        once(database, on_page=on_one)


@pytest.mark.slow
def test_kill_9_leaves_all_that_was_stored_in_the_archive(tmp_path: Path) -> None:
    path, archive = tmp_path / "d.db", tmp_path / "pages.warc.gz"
    with newspaper() as server:
        add(path, f"{server.base}/feed")
        for pages, torn in ((1, 9), (7, 0), (5, 100)):
            before = acknowledged(path)
            ended = in_child(partial(keep_and_die, path, archive, pages=pages, torn=torn))
            assert ended == -signal.SIGKILL
            WarcKeeper(archive).close()  # cuts off what is torn
            assert len(acknowledged(path) - before) == pages - 1
            assert acknowledged(path) <= paths_of(kept(archive))
        assert in_child(lambda: keep_once(path, archive)) == 0
    complete(path)
    assert len(paths_of(kept(archive))) == PAGES


@pytest.mark.slow
def test_a_full_disk_ends_it_and_stores_nothing_that_is_not_kept(tmp_path: Path) -> None:
    path, archive = tmp_path / "d.db", tmp_path / "pages.warc.gz"
    with newspaper(size=2_000) as server:
        add(path, f"{server.base}/feed")
        WarcKeeper(archive).close()

        def in_little_space() -> None:
            with keeping(archive) as on_page:

                def on_full_disk(exchange: Exchange) -> None:
                    # Only while the archive is written: the limit is on each file, and the database is larger.
                    soft = resource.getrlimit(resource.RLIMIT_FSIZE)
                    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, soft[1]))
                    try:
                        on_page(exchange)
                    finally:
                        resource.setrlimit(resource.RLIMIT_FSIZE, soft)

                once(path, on_page=on_full_disk)

        assert in_child(in_little_space) == 3, "it says that there is no space"
        had = acknowledged(path)
        assert 0 < len(had) < PAGES
        assert had == paths_of(kept(archive))
        assert in_child(lambda: keep_once(path, archive)) == 0
    complete(path)
    assert len(paths_of(kept(archive))) == PAGES


def test_other_files_and_other_writers(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"name it ….warc.gz"), keeping(tmp_path / "pages.html"):
        pass
    archive = tmp_path / "pages.warc.gz"
    with keeping(archive), pytest.raises(StoreError, match="another program"), keeping(archive):
        pass
    with keeping(archive):
        pass
    with pytest.raises(StoreError, match="cannot be written"), keeping(tmp_path / "no" / "pages.warc.gz"):
        pass
