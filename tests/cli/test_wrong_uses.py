"""Wrong uses of the commands: each is told in words that say what to do, with the exit code that is documented."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.store.database import open_database
from dateline.store.writer import Writer
from tests.store.factory import reading


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database and all kinds of files that are not what they should be."""
    home = tmp_path_factory.mktemp("wrong")
    with open_database(home / "a.db") as database:
        Writer(database).write(reading())
    (home / "folder").mkdir()
    (home / "text.db").write_text("not a database")
    (home / "empty.csv").touch()
    (home / "latin.csv").write_bytes("name\nJosé\n".encode("latin-1"))
    (home / "wide.csv").write_bytes("name\nJosé\n".encode("utf-16"))
    (home / "bytes.html").write_bytes(b"PK\x03\x04\x00\x01\xff\xfe")
    (home / "broken.warc").write_bytes(b"WARC/1.0\r\nWARC-Type: resp")
    return home


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dateline", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("read missing.html --db b.db", 1, "no such file (check the path)"),
        ("read ftp://example.org/x --db b.db", 1, "an address begins with http:// or https://"),
        ("read bytes.html --db b.db", 1, "give an HTML or text file"),
        ("read broken.warc --db b.db", 1, "headers are cut off"),
        ("read folder --db folder", 2, "is a directory (name a file in it)"),
        ("read folder --db text.db", 2, "is not an SQLite database"),
        ("read folder --jobs 0 --db b.db", 2, "not in the range"),
        ("read folder --db postgresql://127.0.0.1:9/x", 2, "no server listens there (start PostgreSQL"),
        ("facts --db none.db", 2, "make one by: dateline read"),
        ("facts --db a.db --since 2024-13-45", 2, "write it as YYYY-MM-DD"),
        ("facts --db a.db --type NOPE", 2, "the types are AGREE"),
        ("show x --db a.db", 2, "dateline headlines lists the articles"),
        ("explain zz --db a.db", 2, "for example e12"),
        ("screen empty.csv", 2, "is empty (give a name in each row)"),
        ("screen latin.csv", 2, "save it as UTF-8"),
        ("screen wide.csv", 2, "save it as UTF-8"),
        ("screen folder", 2, "is a directory (name a file in it)"),
        ("screen missing.csv", 2, "no such file (check the path)"),
        ("export --format csv --out folder/none/x.csv --db a.db", 2, "name another place by --out"),
        ("sources add notaurl --db a.db", 2, "neither an http(s) address nor a file"),
        ("collect --db b.db", 2, "dateline sources add ADDRESS"),
        ("collect --db a.db --every 5", 2, "write 90s, 15m, 2h or 1d"),
        ("backup folder/none/x --db a.db", 2, "check the path"),
        ("restore text.db --db r.db", 2, "is no whole backup"),
        ("move a.db a.db", 2, "has rows (name a new database)"),
        ("prune --db a.db", 2, "give a day, a site, or both"),
        ("batch missing.warc --out out", 1, "no such file (check the path)"),
        ("load folder --db a.db", 2, "dateline batch --out"),
        ("serve --db text.db", 2, "is not an SQLite database"),
        ("nonsense", 2, "No such command"),
    ],
)
def test_what_is_wrong_is_told(folder: Path, arguments: str, code: int, message: str) -> None:
    result = run(folder, *arguments.split())
    told = " ".join(result.stderr.split())
    assert message in told
    assert "Traceback" not in told
    assert result.returncode == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "dateline", "export", "--format", "jsonl", "--db", "a.db"],
            cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert "Traceback" not in result.stderr
    assert "No space left" in result.stderr
    assert result.returncode == 2


def test_a_port_that_is_taken(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "a.db", tmp_path / "a.db")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run(tmp_path, "serve", "--db", "a.db", "--port", port)
    assert port in result.stderr
    assert "Traceback" not in result.stderr
    assert result.returncode == 2
