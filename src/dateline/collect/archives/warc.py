"""WARC and WARC.gz (ISO 28500), as crawlers and Common Crawl write them.

Damage is told with its place, and reading goes on at the next record that is whole.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from dateline.collect.archives.entries import (
    PAGE_TYPES,
    ByteStream,
    Entry,
    PassedOver,
    cut_off,
    damaged,
    rejected,
    too_large,
)
from dateline.collect.archives.http import parse_answer
from dateline.errors import InputRejectedError
from dateline.model import Page, Rejected

_MEMBER = b"\x1f\x8b\x08"
_VERSION = b"WARC/1."
_STEP = 1 << 18
_HEADERS = 1 << 16
_OF_ANSWERS = (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.conversion)


def read_warc(stream: ByteStream, name: str, *, max_page_bytes: int) -> Iterator[Entry]:
    """All answers, resources and converted texts of a WARC, in order.

    Args:
        stream: at its beginning; one that can seek is read on behind damage.
        name: what to call the archive in messages.
        max_page_bytes: a larger page is rejected.
    """
    start, told_before = 0, False
    while True:
        reading = _Reading(stream, name, max_page_bytes, start)
        yield from reading.entries()
        if reading.failure is None:
            return
        again = told_before and not reading.seen  # the beginning of the damaged record was found
        if not again:
            yield rejected(name, reading.place, reading.failure)
        told_before = not again
        following = next_whole(stream, reading.position + 1) if stream.seekable() else None
        if following is None:
            return
        stream.seek(following)
        start = following


@dataclass(slots=True)
class _Reading:
    """One run through the records from ``start``, up to the end or to damage."""

    stream: ByteStream
    name: str
    limit: int
    start: int
    position: int = 0
    place: str = "offset 0"
    told: bool = False
    seen: int = 0
    failure: InputRejectedError | None = None

    def entries(self) -> Iterator[Entry]:
        """The entries; ``position`` and ``failure`` tell afterwards how it ended."""
        self.position = self.start
        records = iter(ArchiveIterator(self.stream, parse_http=False))  # type: ignore[arg-type]  # reads only
        self.place = f"offset {self.start}"
        while record := self._next(records):
            self.seen += 1
            self.position = record.stream_pos
            self.place = f"offset {self.position}"
            if record.record_type in _OF_ANSWERS or record.headers.get("Content-Length") is None:
                entry = self._entry(record)
                if entry is None:
                    return
                self.told = isinstance(entry.item, Rejected)
                yield entry
        if self.failure is None and self.stream.seekable():
            self._check_end()

    def _next(self, records: Iterator[WarcRecord]) -> WarcRecord | None:
        try:
            return next(records, None)
        except (OSError, ValueError) as error:
            self.place = f"after {self.place}"
            self._fails(error)
            return None

    def _fails(self, error: Exception) -> None:
        self.failure = damaged(f"the archive is damaged here: {error}")

    def _check_end(self) -> None:
        """See that nothing is left behind the last record: a member that is cut off early looks like the end."""
        if not self.seen:
            if self.stream.seek(0, io.SEEK_END) > self.start:
                self.failure = damaged("is no WARC, or cut off in its first record")
            return
        left = unfinished_member(self.stream, self.position)
        if left is not None and not (self.told and left == self.position):
            self.place = f"offset {left}"
            self.failure = cut_off()

    def _entry(self, record: WarcRecord) -> Entry | None:
        """The entry of a record; None if the archive is damaged inside it."""
        address = _address(record)
        try:
            item = _item(record, address, _block(record, self.limit), self.limit)
        except InputRejectedError as error:
            return rejected(self.name, self.place, error, address)
        except OSError as error:
            self._fails(error)
            return None
        return Entry(place=self.place, item=item)


def _address(record: WarcRecord) -> str | None:
    """The address, also where it stands in angle brackets, as some old tools wrote it."""
    address = record.headers.get("WARC-Target-URI")
    return address.strip().removeprefix("<").removesuffix(">") if address else None


def _block(record: WarcRecord, limit: int) -> bytes:
    length = record.content_length
    if record.headers.get("Content-Length") is None:
        raise cut_off("has no Content-Length, or its headers are cut off")
    if length > limit + _HEADERS:
        raise too_large(limit)
    block = record.reader.read(length) if length else b""
    while len(block) < length:
        more = record.reader.read(length - len(block))
        if not more:
            raise cut_off(f"{len(block):,} of its {length:,} bytes are there")
        block += more
    return block


def _item(record: WarcRecord, address: str | None, block: bytes, limit: int) -> Page | PassedOver:
    claimed = record.headers.get("Content-Type") or ""
    media, content_type, body = claimed.partition(";")[0].strip().lower(), claimed, block
    if media == "application/http":
        answer = parse_answer(block, limit=limit)
        if answer.status != 200:
            return PassedOver(why=f"status {answer.status}")
        media, content_type, body = answer.media_type, answer.content_type or "", answer.body
    elif record.record_type == WarcRecordType.response:
        return PassedOver(why=media or "no media type")
    if not address:
        raise damaged("has no WARC-Target-URI")
    if address.split("?")[0].endswith("/robots.txt"):
        return PassedOver(why="robots.txt")
    if media and media not in PAGE_TYPES:
        return PassedOver(why=media[:60])
    if len(body) > limit:
        raise too_large(limit)
    return Page(address=address, content=body, fetched=_moment(record), content_type=content_type or None)


def _moment(record: WarcRecord) -> datetime:
    try:
        return record.record_date.astimezone(UTC)
    except (ValueError, TypeError, AttributeError, OSError):
        raise damaged("its WARC-Date cannot be read") from None


def unfinished_member(stream: ByteStream, start: int) -> int | None:
    """Where a member of gzip begins that the stream ends inside; None if all are whole, or no gzip."""
    stream.seek(start)
    begins = position = start
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    while step := stream.read(_STEP):
        position += len(step)
        while step:
            try:
                inflater.decompress(step, _STEP)
                while inflater.unconsumed_tail:
                    inflater.decompress(inflater.unconsumed_tail, _STEP)
            except zlib.error:
                return None
            if not inflater.eof:
                break
            step = inflater.unused_data
            begins = position - len(step)
            inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    return begins if begins < position else None


def next_whole(stream: ByteStream, start: int) -> int | None:
    """Where the next record begins that can be read; None if there is none."""
    stream.seek(start)
    kept, offset = b"", start
    while step := stream.read(_STEP):
        window = kept + step
        for found in _beginnings(window):
            if _begins_record(window[found:]):
                return offset + found
        kept = window[-4096:]
        offset += len(window) - len(kept)
    return None


def _beginnings(window: bytes) -> Iterator[int]:
    for needle in (_MEMBER, b"\n" + _VERSION):
        found = window.find(needle)
        while found >= 0:
            yield found + (needle[:1] == b"\n")
            found = window.find(needle, found + 1)


def _begins_record(data: bytes) -> bool:
    if data.startswith(_VERSION):
        return True
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data[:4096], 16).startswith(_VERSION)
    except zlib.error:
        return False
