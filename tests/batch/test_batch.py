"""``dateline batch`` and ``dateline load`` as a user runs them."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dateline.batch.load import load_parts
from dateline.batch.shards import plan
from dateline.batch.work import Order, State, reader_for, work
from dateline.collect.archives.kinds import ArchiveKind
from dateline.errors import UsageError
from dateline.model import Page, Reading, Rejected
from dateline.read import Reader
from dateline.settings import Settings
from dateline.store.database import Place, open_database
from dateline.store.verify import verify
from dateline.store.writer import Writer
from tests.batch.given import public_pages, sample_pages, write_warc

DATELINE = Path(sys.executable).with_name("dateline")

slow = pytest.mark.slow


def run(*arguments: str | Path, cwd: Path, code: int = 0) -> str:
    done = subprocess.run([DATELINE, *arguments], cwd=cwd, capture_output=True, check=False, timeout=300)
    told = done.stderr.decode()
    assert "Traceback" not in told, told
    assert done.returncode == code, told
    return told


def contents(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
    }


def dump(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    connection = sqlite3.connect(database)
    try:
        names = connection.execute(
            "select name from sqlite_master where type = 'table' order by 1"
        ).fetchall()
        return {name: sorted(connection.execute(f'select * from "{name}"'), key=repr) for (name,) in names}
    finally:
        connection.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Two WARCs of the samples and a folder of one page, done by two workers."""
    folder = tmp_path_factory.mktemp("batch")
    pages = sample_pages()
    write_warc(folder / "a.warc.gz", pages[:3])
    write_warc(folder / "b.warc.gz", pages[3:])
    (folder / "pages").mkdir()
    (folder / "pages" / "one.html").write_bytes(pages[0].content)
    (folder / "pages" / "empty.html").write_bytes(b"")
    (folder / "pages" / "logo.png").write_bytes(b"\x89PNG")
    told = run(
        "batch",
        "a.warc.gz",
        "b.warc.gz",
        "pages",
        "missing.html",
        "--out",
        "out",
        "--workers",
        "2",
        cwd=folder,
    )
    return folder, told


@slow
def test_each_shard_gets_a_part_per_table_and_a_marker(made: tuple[Path, str]) -> None:
    folder, told = made
    assert told.splitlines()[-1] == (
        "3 shards done; 6 pages read, 3 rejected; 1 files that are no pages passed over → out"
    )
    markers = sorted((folder / "out" / "_shards").iterdir())
    assert len(markers) == 3
    for path in markers:
        marker = json.loads(path.read_bytes())
        for table, part in marker["parts"].items():
            found = pq.read_metadata(folder / "out" / table / f"{marker['shard']}.parquet")
            assert found.num_rows == part["rows"]
    assert json.loads(markers[0].read_bytes())["passed_over"] == {"image/png": 3}
    assert not list((folder / "out").glob(".making-*"))


@slow
def test_what_could_not_be_read_is_kept_with_why_and_where(made: tuple[Path, str]) -> None:
    rejects = pq.read_table(made[0] / "out" / "rejects").to_pylist()
    assert sorted((row["address"], row["reason"]) for row in rejects) == [
        ("https://samples.example/sign-in.html", "no-article"),
        ("missing.html", "not-found"),
        ("pages/empty.html", "empty"),
    ]
    (signed,) = (row for row in rejects if row["reason"] == "no-article")
    assert signed["place"].startswith("offset ")
    assert signed["content"] in {page.content for page in sample_pages()}


@slow
def test_again_skips_what_is_finished_and_does_anew_what_is_broken(made: tuple[Path, str]) -> None:
    folder, _ = made
    before = contents(folder / "out")
    inputs = ("a.warc.gz", "b.warc.gz", "pages", "missing.html")
    part = next((folder / "out" / "events").glob("b.warc.gz-*"))
    data = bytearray(part.read_bytes())
    data[40] ^= 255
    part.write_bytes(data)
    told = run("batch", *inputs, "--out", "out", cwd=folder)
    assert told.count("skipped") == 3  # two lines, and the sum of them
    assert "done b.warc.gz-" in told
    assert contents(folder / "out") == before


@slow
def test_loading_gives_what_reading_gives(made: tuple[Path, str]) -> None:
    folder, _ = made
    told = run("load", "out", "--db", "loaded.db", cwd=folder)
    assert told.splitlines()[-1] == "all shards are in → loaded.db"
    inputs = ("a.warc.gz", "b.warc.gz", "empty.html", "one.html", "missing.html")
    names = [Path("pages") / name if name in ("empty.html", "one.html") else name for name in inputs]
    run("read", *names, "--db", "read.db", cwd=folder, code=1)
    assert dump(folder / "loaded.db") == dump(folder / "read.db")
    assert len(dump(folder / "read.db")["events"]) > 40
    again = run("load", "out", "--db", "read.db", cwd=folder)
    assert again.count("it is in the database") == 3
    assert dump(folder / "loaded.db") == dump(folder / "read.db")


@slow
def test_a_shard_is_loaded_whole_or_not_at_all(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    run("batch", folder / "a.warc.gz", "--out", "out", cwd=tmp_path)
    run("batch", folder / "b.warc.gz", "--out", "out", cwd=tmp_path)
    broken = next((tmp_path / "out" / "statements").glob("b.warc.gz-*"))
    broken.write_bytes(broken.read_bytes()[:-3])
    told = run("load", "out", "--db", "a.db", cwd=tmp_path, code=1)
    assert "failed b.warc.gz-" in told
    assert "not as it was written" in told
    assert told.splitlines()[-1] == "1 shards FAILED"
    addresses = [row[1] for row in dump(tmp_path / "a.db")["pages"]]
    assert sorted(addresses) == sorted(page.address for page in sample_pages()[:3])


@slow
def test_a_shard_that_fails_is_named_and_the_rest_is_done(made: tuple[Path, str], tmp_path: Path) -> None:
    told = run("batch", "gone.warc.gz", made[0] / "a.warc.gz", "--out", "out", cwd=tmp_path, code=1)
    assert "failed gone.warc.gz-" in told
    assert "gone.warc.gz: no such file (check the path)" in told
    assert "1 shard done, 1 FAILED" in told
    assert "not finished: gone.warc.gz-" in told.splitlines()[-1]
    assert len(list((tmp_path / "out" / "_shards").iterdir())) == 1


@slow
def test_a_place_that_cannot_be_written_fails_every_shard(made: tuple[Path, str], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    told = run("batch", made[0] / "a.warc.gz", "--out", "out", cwd=tmp_path, code=1)
    assert "0 shards done, 1 FAILED" in told


@slow
def test_a_worker_that_is_killed_costs_nothing(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    inputs = [folder / "a.warc.gz", folder / "b.warc.gz"]
    run("batch", *inputs, "--out", "alone", cwd=tmp_path)
    batch = subprocess.Popen(
        [DATELINE, "batch", *inputs, "--out", "out"], cwd=tmp_path, stderr=subprocess.PIPE
    )
    try:
        end = time.monotonic() + 120
        while not (making := list((tmp_path / "out").glob(".making-*"))):
            assert time.monotonic() < end
            time.sleep(0.01)
        for child in _children(batch.pid):
            os.kill(child, signal.SIGKILL)
        _, told = batch.communicate(timeout=200)
    finally:
        batch.kill()
    assert making
    assert batch.returncode == 0, told.decode()
    assert contents(tmp_path / "alone") == {
        name: data for name, data in contents(tmp_path / "out").items() if not name.startswith(".making-")
    }


def _children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if int(stat[1]) == parent and b"spawn_main" in command:
                found.append(int(folder.name))
    return found


@pytest.mark.slow
def test_the_public_pages_give_the_same_on_one_and_two_workers(tmp_path: Path) -> None:
    pages = list(public_pages())
    if not pages:
        pytest.skip("../shared/data/extraction is not there")
    warcs = [write_warc(tmp_path / f"{number}.warc.gz", pages[number::3]) for number in range(3)]
    for workers in ("1", "2"):
        run("batch", *warcs, "--out", workers, "--workers", workers, cwd=tmp_path)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    run("load", "1", "--db", "loaded.db", cwd=tmp_path)
    run("read", *warcs, "--db", "read.db", "--jobs", "2", cwd=tmp_path)
    assert dump(tmp_path / "loaded.db") == dump(tmp_path / "read.db")


def test_a_shard_is_made_skipped_made_anew_and_loaded(tmp_path: Path) -> None:
    warc = write_warc(tmp_path / "a.warc.gz", sample_pages()[3:])
    (shard,) = plan([str(warc)]).shards
    order = Order(out=str(tmp_path / "out"), settings=Settings())
    done = work(shard, order)
    assert (done.state, done.articles, done.rejected, done.passed_over) == (State.DONE, 2, 1, 3)
    before = contents(tmp_path / "out")
    assert work(shard, order).state is State.SKIPPED
    part = tmp_path / "out" / "events" / f"{shard.name}.parquet"
    part.write_bytes(part.read_bytes()[:-1])
    assert work(shard, order).state is State.DONE
    assert contents(tmp_path / "out") == before
    reader = reader_for(None)
    with open_database(tmp_path / "loaded.db") as database:
        (loaded,) = load_parts(str(tmp_path / "out"), database)
        assert loaded.outcomes == {"new": 2, "rejected": 1}
        (again,) = load_parts(str(tmp_path / "out"), database)
        assert again.skipped
    with open_database(tmp_path / "read.db") as database:
        writer = Writer(database)
        for item in reader.stream(sample_pages()[3:]):
            writer.reject(item) if isinstance(item, Rejected) else writer.write(item)
    assert dump(tmp_path / "loaded.db") == dump(tmp_path / "read.db")
    warc.unlink()
    failed = work(shard, order)
    assert (failed.state, "no such file" in failed.message) == (State.FAILED, True)


def test_a_shard_is_loaded_into_a_database_of_either_kind(
    tmp_path: Path, new_place: Callable[[], Place]
) -> None:
    (shard,) = plan([str(write_warc(tmp_path / "a.warc.gz", sample_pages()[3:]))]).shards
    work(shard, Order(out=str(tmp_path / "out"), settings=Settings()))
    with open_database(new_place()) as database:
        (loaded,) = load_parts(str(tmp_path / "out"), database)
        assert loaded.outcomes == {"new": 2, "rejected": 1}
        assert next(iter(load_parts(str(tmp_path / "out"), database))).skipped
        assert verify(database).faults == ()


def test_a_fault_of_ours_on_one_page_is_told_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warc = write_warc(tmp_path / "a.warc.gz", sample_pages()[3:])
    (shard,) = plan([str(warc)]).shards
    real = Reader.read

    def fails(self: Reader, page: Page) -> Reading:
        if "sign-in" in page.address:
            raise ZeroDivisionError("by zero")
        return real(self, page)

    monkeypatch.setattr(Reader, "read", fails)
    done = work(shard, Order(out=str(tmp_path / "out"), settings=Settings()))
    assert (done.state, done.articles, done.rejected) == (State.DONE, 2, 1)
    (row,) = pq.read_table(tmp_path / "out" / "rejects").to_pylist()
    assert "a fault of Dateline: ZeroDivisionError: by zero" in row["message"]


def test_shards_are_archives_and_hundreds_of_files(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.html").touch()
    for name in ("x.warc.gz", "y.jsonl", "z.eml", "logo.png"):
        (tmp_path / name).touch()
    found = plan([str(tmp_path), str(tmp_path / "y.jsonl"), str(tmp_path / "0.html")], files_a_shard=2)
    assert [(shard.archive, len(shard.inputs)) for shard in found.shards] == [
        (ArchiveKind.WARC, 1),
        (ArchiveKind.EML, 1),
        (ArchiveKind.LINES, 1),
        (None, 2),
        (None, 2),
        (None, 1),
    ]
    assert found.passed_over == 2
    assert len({shard.name for shard in found.shards}) == 6


def test_a_list_as_common_crawl_has_it(tmp_path: Path) -> None:
    lines = b"crawl-data/CC-NEWS/2024/05/CC-NEWS-20240501000000-00001.warc.gz\n# no\n\n/abs/x.warc\n"
    folder = tmp_path / "crawl-data" / "CC-NEWS" / "2024" / "05"
    folder.mkdir(parents=True)
    (folder / "warc.paths.gz").write_bytes(gzip.compress(lines))
    here = [shard.inputs[0] for shard in plan([str(folder / "warc.paths.gz")]).shards]
    assert here == [
        f"{tmp_path}/crawl-data/CC-NEWS/2024/05/CC-NEWS-20240501000000-00001.warc.gz",
        "/abs/x.warc",
    ]
    away = plan([str(folder / "warc.paths.gz")], base="s3://commoncrawl/").shards[0].inputs[0]
    assert away == "s3://commoncrawl/crawl-data/CC-NEWS/2024/05/CC-NEWS-20240501000000-00001.warc.gz"
    (folder / "bad.paths.gz").write_bytes(gzip.compress(lines)[:20])
    with pytest.raises(UsageError, match="is no list"):
        plan([str(folder / "bad.paths.gz")])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("batch", "--out", "out"), "Missing argument"),
        (("batch", "x.warc"), "Missing option"),
        (("batch", "nothing.paths", "--out", "out"), "no such file"),
        (("batch", "x.warc", "--out", "out", "--address", "auto"), "--engine ray"),
        (("batch", "odd://x.warc", "--out", "out"), "cannot be reached"),
        (("batch", "https://a.example/news", "--out", "out"), "dateline read"),
        (("load", "nowhere"), "there are no parts"),
    ],
)
def test_usage_errors_end_with_2(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    assert message in run(*arguments, cwd=tmp_path, code=2)
