"""What is kept as WARC can be read by others, and a crash costs nothing that was acknowledged."""

from __future__ import annotations

import os
import resource
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from dateline.collect.archives.archive import read_archive_file
from dateline.collect.archives.keeper import WarcKeeper
from dateline.errors import InputRejectedError, StoreError
from dateline.model import Page

WHEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "br"),
    ("Content-Length", "7"),
    ("X-Odd", "two\r\nlines"),
]


def keep(path: Path, *bodies: bytes) -> None:
    with WarcKeeper(path) as keeper:
        for number, body in enumerate(bodies):
            keeper.keep(url=f"https://a.example/{number}", status=200, headers=HEADERS, body=body, time=WHEN)


def pages(path: Path) -> list[Page]:
    items = [entry.item for entry in read_archive_file(path, max_page_bytes=1_000_000)]
    assert all(isinstance(item, Page) for item in items), items
    return [item for item in items if isinstance(item, Page)]


def by_warcio(path: Path) -> list[tuple[str, str | None, bytes]]:
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            address: Any = record.rec_headers.get_header("WARC-Target-URI")
            found.append((record.rec_type, address, record.content_stream().read()))
            assert record.digest_checker.passed is not False
    return found


def test_what_is_kept_is_read_by_others_and_by_us(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    keep(path, b"<p>one</p>", "<p>žluť</p>".encode() * 1000)
    information, first, second = by_warcio(path)
    assert information[0] == "warcinfo"
    assert first == ("response", "https://a.example/0", b"<p>one</p>")
    assert second[2] == "<p>žluť</p>".encode() * 1000
    assert pages(path)[0] == Page(
        address="https://a.example/0",
        content=b"<p>one</p>",
        fetched=WHEN,
        content_type="text/html; charset=utf-8",
    )


def test_it_is_written_on_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    keep(path, b"one")
    keep(path, b"two")
    assert [page.content for page in pages(path)] == [b"one", b"two"]
    assert [kind for kind, _, _ in by_warcio(path)] == ["warcinfo", "response", "response"]


@pytest.mark.parametrize("kept", [1, 12, 60])
def test_a_record_cut_off_by_a_crash_is_taken_away(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "pages.warc.gz"
    keep(path, b"one")
    whole = path.stat().st_size
    keep(path, b"two")
    os.truncate(path, whole + kept)
    keep(path, b"three")
    assert [page.content for page in pages(path)] == [b"one", b"three"]


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes")
    with pytest.raises(StoreError, match="name another file"):
        WarcKeeper(path)
    assert path.read_text() == "my notes"


def test_damage_before_the_end_is_not_cut_away(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    keep(path, b"one", b"two", b"three")
    data = bytearray(path.read_bytes())
    data[400:430] = b"\0" * 30
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged at byte"):
        WarcKeeper(path)
    assert path.read_bytes() == bytes(data)


def test_a_full_disk_leaves_whole_records(tmp_path: Path) -> None:
    keeper = WarcKeeper(tmp_path / "pages.warc.gz")
    keeper.keep(url="https://a.example/", status=200, headers=HEADERS, body=b"one", time=WHEN)
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full")
    with pytest.raises(StoreError):
        WarcKeeper(full)
    keeper.close()
    assert [page.content for page in pages(tmp_path / "pages.warc.gz")] == [b"one"]


def test_it_goes_on_once_there_is_space(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    noise = os.urandom(50_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    given: dict[str, Any] = {"url": "https://a.example/", "status": 200, "headers": HEADERS, "time": WHEN}
    with WarcKeeper(path) as keeper:
        keeper.keep(body=b"one", **given)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
        try:
            for _ in range(2):
                with pytest.raises(StoreError, match="free space"):
                    keeper.keep(body=noise, **given)
                assert [page.content for page in pages(path)] == [b"one"]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        keeper.keep(body=noise, **given)
    assert [page.content for page in pages(path)] == [b"one", noise]


def test_an_archive_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputRejectedError, match="no such file"):
        list(read_archive_file(tmp_path / "none.warc", max_page_bytes=10))
    with pytest.raises(InputRejectedError, match="no archive"):
        list(read_archive_file(tmp_path / "none.html", max_page_bytes=10))
