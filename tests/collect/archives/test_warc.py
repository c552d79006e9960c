"""WARCs as crawlers leave them: coded bodies, damage, cuts and bombs; all is told with its place."""

from __future__ import annotations

import gzip
import io
import zlib
from datetime import UTC, datetime

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.archives.entries import Entry, PassedOver
from dateline.collect.archives.warc import read_warc
from dateline.errors import Reason
from dateline.model import Page, Rejected
from tests.batch.given import WHEN, record, warc_record

LIMIT = 100_000
BODIES = [b"<p>page %d</p>" % number * 60 for number in range(4)]
RECORDS = [warc_record(f"https://a.example/{number}", body) for number, body in enumerate(BODIES)]
PLAIN = b"".join(RECORDS)
MEMBERS = [gzip.compress(data, mtime=0) for data in RECORDS]
PACKED = b"".join(MEMBERS)


def read(data: bytes) -> list[Entry]:
    return list(read_warc(io.BytesIO(data), "a.warc", max_page_bytes=LIMIT))


def pages(entries: list[Entry]) -> list[bytes]:
    return [entry.item.content for entry in entries if isinstance(entry.item, Page)]


def refusals(entries: list[Entry]) -> list[tuple[str, Reason]]:
    return [(entry.place, entry.item.reason) for entry in entries if isinstance(entry.item, Rejected)]


@pytest.mark.parametrize("data", [PLAIN, PACKED, gzip.compress(PLAIN, mtime=0)])
def test_pages_come_with_address_time_and_charset(data: bytes) -> None:
    entries = read(data)
    assert pages(entries) == BODIES
    first = entries[0].item
    assert isinstance(first, Page)
    assert (first.address, first.fetched) == ("https://a.example/0", WHEN)
    assert first.content_type == "text/html; charset=utf-8"
    assert entries[0].place == "offset 0"


def test_places_are_offsets_in_the_file() -> None:
    assert [entry.place for entry in read(PACKED)] == [
        f"offset {sum(map(len, MEMBERS[:number]))}" for number in range(4)
    ]


def test_what_is_no_page_is_counted_by_why() -> None:
    others = [
        warc_record("https://a.example/x", b"", status="404 Not Found"),
        warc_record("https://a.example/x.png", b"\x89PNG", headers="Content-Type: image/png"),
        warc_record("https://a.example/robots.txt", b"User-agent: *", headers="Content-Type: text/plain"),
        record(b"20240501 a.example 1.2.3.4", "dns:a.example", kind="response", media="text/dns"),
        record(b"GET / HTTP/1.1\r\n\r\n", "https://a.example/", kind="request", media="application/http"),
    ]
    entries = read(b"".join(others))
    assert [entry.item for entry in entries] == [
        PassedOver(why=why) for why in ("status 404", "image/png", "robots.txt", "text/dns")
    ]


def test_resources_and_converted_texts_are_pages_too() -> None:
    data = record(b"<p>x</p>", "https://a.example/r", kind="resource", media="text/html") + record(
        b"news", "https://a.example/c", kind="conversion", media="text/plain"
    )
    assert pages(read(data)) == [b"<p>x</p>", b"news"]


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(BODIES[0], mtime=0)),
        ("deflate", zlib.compress(BODIES[0])),
        ("br", brotli.compress(BODIES[0])),
        ("br, gzip", gzip.compress(brotli.compress(BODIES[0]), mtime=0)),
        ("identity", BODIES[0]),
        ("gzip", BODIES[0]),  # decoded by the crawler, which left the header
    ],
)
def test_bodies_are_decoded(coding: str, packed: bytes) -> None:
    headers = f"Content-Type: text/html\r\nContent-Encoding: {coding}"
    assert pages(read(warc_record("https://a.example/", packed, headers=headers))) == [BODIES[0]]


def test_chunks_are_joined() -> None:
    body = b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"
    headers = "Content-Type: text/html\r\nTransfer-Encoding: chunked"
    assert pages(read(warc_record("https://a.example/", body, headers=headers))) == [b"hello world"]


@pytest.mark.parametrize(
    "body", [gzip.compress(b"a" * 5_000_000), brotli.compress(b"a" * 5_000_000)], ids=["gzip", "br"]
)
def test_a_bomb_in_a_body_stops_at_the_limit(body: bytes) -> None:
    coding = "gzip" if body[:2] == b"\x1f\x8b" else "br"
    headers = f"Content-Type: text/html\r\nContent-Encoding: {coding}"
    entries = read(warc_record("https://bomb.example/", body, headers=headers) + RECORDS[1])
    assert refusals(entries) == [("offset 0", Reason.TOO_LARGE)]
    assert pages(entries) == [BODIES[1]]


def test_a_record_above_the_limit_is_rejected_and_the_next_is_read() -> None:
    big = warc_record("https://big.example/", b"x" * 2_000_000)
    for data in (big + RECORDS[1], gzip.compress(big) + MEMBERS[1]):
        entries = read(data)
        assert refusals(entries) == [("offset 0", Reason.TOO_LARGE)]
        assert pages(entries) == [BODIES[1]]


def test_a_length_that_is_a_lie_is_told() -> None:
    entries = read(RECORDS[0].replace(b"Content-Length: ", b"Content-Length: 9999999") + RECORDS[1])
    assert refusals(entries) == [("offset 0", Reason.TOO_LARGE)]


def test_behind_damage_the_next_whole_record_is_read() -> None:
    damaged = bytearray(PACKED)
    middle = len(MEMBERS[0]) + len(MEMBERS[1]) // 2
    damaged[middle : middle + 30] = b"\0" * 30
    entries = read(bytes(damaged))
    assert pages(entries) == [BODIES[0], BODIES[2], BODIES[3]]
    assert [reason for _, reason in refusals(entries)] == [Reason.BROKEN_COMPRESSION]
    garbled = read(RECORDS[0] + b"no record at all\r\n" * 9 + RECORDS[1])
    assert pages(garbled) == BODIES[:2]
    assert len(refusals(garbled)) == 1


@given(cut=st.integers(1, len(PACKED) - 1))
def test_a_packed_archive_that_is_cut_off_is_always_told(cut: int) -> None:
    entries = read(PACKED[:cut])
    ends = [sum(map(len, MEMBERS[:number])) for number in range(5)]
    whole = sum(end <= cut for end in ends[1:])
    assert pages(entries) in (BODIES[:whole], BODIES[: whole + 1])  # perhaps its checksum alone is cut off
    assert len(refusals(entries)) == (0 if cut in ends else 1)


@given(data=st.binary(max_size=3000))
def test_noise_never_raises(data: bytes) -> None:
    for noise in (data, RECORDS[0][:200] + data, MEMBERS[0][:100] + data):
        read(noise)


@given(place=st.integers(0, len(PACKED) - 1), value=st.integers(0, 255))
def test_one_wrong_byte_harms_one_record_at_most(place: int, value: int) -> None:
    data = bytearray(PACKED)
    data[place] = value
    entries = read(bytes(data))
    assert len(set(BODIES) & set(pages(entries))) >= 3
    if len(set(BODIES) & set(pages(entries))) == 3:
        assert (
            refusals(entries)
            or any(isinstance(entry.item, PassedOver) for entry in entries)
            or len(pages(entries)) == 4
        )


def test_a_stream_that_cannot_seek_is_read_up_to_the_damage() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, offset: int, whence: int = 0, /) -> int:
            raise io.UnsupportedOperation("seek")

    whole = list(read_warc(Pipe(PACKED), "-", max_page_bytes=LIMIT))
    assert pages(whole) == BODIES
    broken = list(read_warc(Pipe(MEMBERS[0] + b"\0" * 50 + MEMBERS[1]), "-", max_page_bytes=LIMIT))
    assert pages(broken) == BODIES[:1]
    assert len(refusals(broken)) == 1


def test_an_empty_file_holds_nothing_and_another_file_is_told() -> None:
    assert read(b"") == []
    assert refusals(read(b"<html>not a WARC</html>" * 20)) == [("after offset 0", Reason.BROKEN_COMPRESSION)]


def test_a_record_without_address_or_time_is_rejected() -> None:
    entries = read(RECORDS[0].replace(b"WARC-Target-URI: https://a.example/0\r\n", b""))
    assert refusals(entries) == [("offset 0", Reason.BROKEN_COMPRESSION)]
    moment = datetime(2024, 9, 5, tzinfo=UTC)
    assert moment < WHEN
