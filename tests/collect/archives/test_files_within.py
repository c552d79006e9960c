"""Zip, tar, WACZ: each page with its name and time; bombs, cuts and tricks are told and never fill the memory."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.archives import entries as given_limits
from dateline.collect.archives.archive import read_archive
from dateline.collect.archives.entries import Budget, Entry, PassedOver
from dateline.collect.archives.kinds import ArchiveKind
from dateline.collect.archives.zipped import MOST_DIRECTORY
from dateline.errors import Reason
from dateline.model import Page, Rejected
from tests.batch.given import warc_record

LIMIT = 50_000
WHEN = datetime(2024, 5, 6, 7, 8, 10, tzinfo=UTC)
FILES = {
    "news/one.html": b"<p>one</p>",
    "news/two.htm.gz": gzip.compress(b"<p>two</p>", mtime=0),
    "news/logo.png": b"\x89PNG",
    "three.txt": b"three",
}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10)), content, compress_type=method)
    return stream.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), int(WHEN.timestamp())
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def read(data: bytes, kind: ArchiveKind) -> list[Entry]:
    return list(read_archive(io.BytesIO(data), "a", kind, max_page_bytes=LIMIT, fetched=WHEN))


def told(entries: list[Entry]) -> list[tuple[str, Reason]]:
    return [(entry.place, entry.item.reason) for entry in entries if isinstance(entry.item, Rejected)]


BOTH = pytest.mark.parametrize(
    ("make", "kind"),
    [
        (zipped, ArchiveKind.ZIP),
        (tarred, ArchiveKind.TAR),
        (lambda files: tarred(files, "w:gz"), ArchiveKind.TAR),
    ],
    ids=["zip", "tar", "tar.gz"],
)


@BOTH
def test_pages_have_their_names_times_and_types(make: object, kind: ArchiveKind) -> None:
    entries = read(make(FILES), kind)  # type: ignore[operator]
    assert [entry.item for entry in entries] == [
        Page(address="a/news/one.html", content=b"<p>one</p>", fetched=WHEN, content_type="text/html"),
        Page(address="a/news/two.htm.gz", content=b"<p>two</p>", fetched=WHEN, content_type="text/html"),
        PassedOver(why=".png"),
        Page(address="a/three.txt", content=b"three", fetched=WHEN, content_type="text/plain"),
    ]


@BOTH
def test_large_empty_and_broken_members_are_told_and_the_rest_is_read(
    make: object, kind: ArchiveKind
) -> None:
    files = {
        "big.html": b"x" * 300_000,
        "bomb.html.gz": gzip.compress(b"\0" * 10_000_000),
        "cut.html.gz": gzip.compress(b"<p>x</p>" * 99)[:-10],
        "empty.html": b" \n",
        "good.html": b"<p>good</p>",
    }
    entries = read(make(files), kind)  # type: ignore[operator]
    assert told(entries) == [
        ("member big.html", Reason.TOO_LARGE),
        ("member bomb.html.gz", Reason.TOO_LARGE),
        ("member cut.html.gz", Reason.BROKEN_COMPRESSION),
        ("member empty.html", Reason.EMPTY),
    ]
    assert isinstance(entries[-1].item, Page)


@BOTH
def test_an_archive_that_unpacks_without_end_is_stopped(
    make: object, kind: ArchiveKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Budget, "FREE", 100_000)
    monkeypatch.setattr(Budget, "MOST_TIMES", 3)
    files = {f"{number}.html": b" <p>" * 10_000 for number in range(200)}
    entries = read(make(files), kind)  # type: ignore[operator]
    if make is tarred:
        assert told(entries) == []  # what is not packed cannot be a bomb
        return
    assert [reason for _, reason in told(entries)] == [Reason.TOO_LARGE]
    assert len(entries) < 100


@pytest.mark.parametrize("kind", [ArchiveKind.ZIP, ArchiveKind.TAR, ArchiveKind.WACZ])
@given(data=st.binary(max_size=2000))
def test_noise_never_raises(kind: ArchiveKind, data: bytes) -> None:
    read(data, kind)


@given(cut=st.integers(20, len(tarred(FILES, "w:gz"))))
def test_a_tar_that_is_cut_off_never_raises(cut: int) -> None:
    read(tarred(FILES, "w:gz")[:cut], ArchiveKind.TAR)


def test_a_tar_that_is_cut_off_is_told() -> None:
    whole = tarred({"one.html": b"<p>one</p>" * 900, "two.html": b"<p>two</p>" * 900}, "w:gz")
    entries = read(whole[: len(whole) // 2], ArchiveKind.TAR)
    assert [reason for _, reason in told(entries)] == [Reason.BROKEN_COMPRESSION]


def test_a_zip_whose_list_claims_to_be_huge_is_refused_before_it_is_read() -> None:
    data = bytearray(zipped(FILES))
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into("<L", data, end + 12, MOST_DIRECTORY + 1)
    assert told(read(bytes(data), ArchiveKind.ZIP)) == [("the whole", Reason.TOO_LARGE)]


def test_a_tar_with_an_endless_header_is_refused() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("one.html")
        member.pax_headers = {"comment": "x" * 3_000_000}
        archive.addfile(member, io.BytesIO(b""))
    assert [reason for _, reason in told(read(stream.getvalue(), ArchiveKind.TAR))] == [
        Reason.BROKEN_COMPRESSION
    ]


def test_a_member_behind_a_password_is_told() -> None:
    data = bytearray(zipped({"one.html": b"<p>one</p>"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = data.find(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[place] |= 1
    assert told(read(bytes(data), ArchiveKind.ZIP)) == [("member one.html", Reason.BROKEN_COMPRESSION)]


def test_a_wacz_gives_the_pages_of_its_warcs_in_order() -> None:
    files = {
        "datapackage.json": b"{}",
        "archive/b.warc.gz": gzip.compress(warc_record("https://b.example/", b"<p>b</p>")),
        "archive/a.warc": warc_record("https://a.example/", b"<p>a</p>"),
        "pages/pages.jsonl": b"{}",
    }
    entries = read(zipped(files, zipfile.ZIP_STORED), ArchiveKind.WACZ)
    assert [entry.item.address for entry in entries if isinstance(entry.item, Page)] == [
        "https://a.example/",
        "https://b.example/",
    ]
    assert entries[0].place == "member archive/a.warc, offset 0"
    assert told(read(zipped(FILES), ArchiveKind.WACZ)) == [("the whole", Reason.UNREADABLE)]
    assert {"text/html"} <= given_limits.PAGE_TYPES
