"""``dateline read`` as a user runs it: a real process, real files, a real database."""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.batch.given import sample_pages, write_warc

SAMPLES = Path(__file__).parents[2] / "samples" / "pages"
DATELINE = Path(sys.executable).with_name("dateline")


def run(*arguments: str | Path, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [DATELINE, *arguments], cwd=cwd, input=stdin, capture_output=True, check=False, timeout=120
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def read_all(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[bytes]]:
    folder = tmp_path_factory.mktemp("read")
    return folder, run("read", SAMPLES, cwd=folder)


def test_a_directory_is_read_and_what_is_no_article_is_told(
    read_all: tuple[Path, subprocess.CompletedProcess[bytes]],
) -> None:
    folder, done = read_all
    assert done.returncode == 1
    errors = done.stderr.decode().splitlines()
    assert errors[0].startswith("rejected (no-article):")
    assert "sign-in.html: no article on this page" in errors[0]
    assert errors[-1] == "7 new, 1 rejected → dateline.db"
    assert "Finland joins NATO" in done.stdout.decode()
    statuses = rows(folder / "dateline.db", "select status, count(*) from pages group by 1 order by 1")
    assert [count for _, count in statuses] == [7, 1]


@pytest.mark.slow
def test_reading_on_two_processors_tells_the_same(
    read_all: tuple[Path, subprocess.CompletedProcess[bytes]], tmp_path: Path
) -> None:
    _, alone = read_all
    done = run("read", SAMPLES, "--jobs", "2", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (alone.returncode, alone.stdout, alone.stderr)


@pytest.mark.slow
def test_reading_again_changes_nothing(read_all: tuple[Path, subprocess.CompletedProcess[bytes]]) -> None:
    folder, _ = read_all
    before = rows(folder / "dateline.db", "select count(*), max(id) from events")
    again = run("read", SAMPLES, cwd=folder)
    assert again.stderr.decode().splitlines()[-1] == "7 unchanged, 1 rejected → dateline.db"
    assert rows(folder / "dateline.db", "select count(*), max(id) from events") == before


def test_one_page_is_shown_whole(tmp_path: Path) -> None:
    done = run("read", SAMPLES / "us-sanctions-vulin.html.gz", cwd=tmp_path)
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert "SANCTION" in shown
    assert "Milica Jovanovska" in shown
    assert "set aside" in shown


def test_json_is_one_object_a_page_and_makes_no_database(tmp_path: Path) -> None:
    done = run("read", "--json", SAMPLES, cwd=tmp_path)
    readings = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(readings) == 7
    assert list(tmp_path.iterdir()) == []
    for reading in readings:
        text = reading["article"]["text"]
        assert reading["events"]
        for event in reading["events"]:
            span = event["trigger"]
            assert span["text"] == text[span["start"] : span["end"]] != ""
            assert reading["sentences"][event["sentence"]]["span"]["start"] <= span["start"]


@pytest.mark.slow
def test_standard_input_plain_and_packed(tmp_path: Path) -> None:
    content = (SAMPLES / "finland-joins-nato.html").read_bytes()
    plain = run("read", "-", "--json", cwd=tmp_path, stdin=content)
    packed = run("read", "-", "--json", cwd=tmp_path, stdin=gzip.compress(content))
    one, two = json.loads(plain.stdout), json.loads(packed.stdout)
    assert one["article"] == two["article"]
    assert (
        one["article"]["headline"]["value"]
        == "Finland joins NATO, doubling the alliance's border with Russia"
    )


@pytest.mark.slow
def test_archives_are_read_page_by_page(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", sample_pages()[3:])
    done = run("read", "a.warc.gz", cwd=tmp_path)
    told = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert told[0].startswith("rejected (no-article): https://samples.example/sign-in.html")
    over = "3 entries of archives that are no pages passed over (3 image/png)"
    assert told[-1] == f"2 new, 1 rejected; {over} → dateline.db"
    addresses = [address for (address,) in rows(tmp_path / "dateline.db", "select address from pages")]
    assert addresses == [page.address for page in sample_pages()[3:]]


@pytest.fixture
def site() -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=SAMPLES))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_addresses_are_fetched(tmp_path: Path, site: str) -> None:
    done = run("read", f"{site}/finland-joins-nato.html", f"{site}/none.html", cwd=tmp_path)
    assert done.returncode == 1
    assert f"rejected (not-found): {site}/none.html: the server answered 404" in done.stderr.decode()
    assert rows(tmp_path / "dateline.db", "select address from pages order by 1") == [
        (f"{site}/finland-joins-nato.html",),
        (f"{site}/none.html",),
    ]


def test_bad_inputs_are_one_line_each_and_the_rest_go_on(tmp_path: Path) -> None:
    bad = {
        "empty.html": b"",
        "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        "bomb.html.gz": gzip.compress(b"\0" * 200_000_000),
        "cut.html.gz": gzip.compress(b"<p>news</p>" * 1000)[:50],
        "nested.html": b"<div>" * 1_500_000,
        "short.txt": b"hello",
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    good = SAMPLES / "khartoum-ceasefire.txt"
    done = run("read", *sorted(bad), "none.html", good, cwd=tmp_path)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert lines[-1] == f"1 new, {len(bad) + 1} rejected → dateline.db"
    assert len([line for line in lines if line.startswith("rejected (")]) == len(bad) + 1
    stored = rows(
        tmp_path / "dateline.db", "select address, reason from pages where status = 'rejected' order by 1"
    )
    assert dict(stored) == {
        "bomb.html.gz": "too-large",
        "cut.html.gz": "broken-compression",
        "empty.html": "empty",
        "nested.html": "too-deep",
        "none.html": "not-found",
        "picture.html": "binary",
        "short.txt": "no-article",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("read",), "Missing argument"),
        (("read", "--db", "/", "x.html"), "is a directory"),
        (("read", "--db", "no/such/folder/a.db", "-"), "no/such/folder"),
        (("raed",), "No such command 'raed'"),
        (("evaluate", "relations", "none.tsv"), "none.tsv: no such file or directory"),
        (("facts",), "dateline.db"),
        (("explain", "e1"), "dateline.db"),
    ],
)
def test_usage_errors_end_with_2(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr.decode()


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    connection = sqlite3.connect(foreign)
    connection.execute("create table recipes (name text)")
    connection.commit()
    connection.close()
    before = foreign.read_bytes()
    done = run("read", SAMPLES / "khartoum-ceasefire.txt", "--db", foreign, cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.decode().strip().splitlines()) == 1
    assert foreign.read_bytes() == before
