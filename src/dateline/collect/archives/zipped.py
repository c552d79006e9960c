"""Zip files of pages, and WACZ: a zip that holds WARCs (https://specs.webrecorder.net/wacz)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

from dateline.collect.archives.entries import Budget, ByteStream, Entry, damaged, rejected, unreadable
from dateline.collect.archives.kinds import ArchiveKind, archive_kind
from dateline.collect.archives.members import claimed_type, page_of_member, passed_over
from dateline.collect.archives.warc import read_warc
from dateline.errors import InputRejectedError, Reason

MOST_DIRECTORY = 16 << 20
"""The list of members is held in memory; one of more bytes than this (about 200,000 members) is refused."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def read_zip(stream: ByteStream, name: str, *, max_page_bytes: int, fetched: datetime) -> Iterator[Entry]:
    """The pages in a zip file, in the order of its list.

    Args:
        stream: must be able to seek.
        fetched: for members without a date.
    """
    try:
        archive = _open(stream)
        budget = Budget(_size(stream))
    except InputRejectedError as error:
        yield rejected(name, "the whole", error)
        return
    with archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            if claimed_type(member.filename) is None:
                yield passed_over(member.filename)
                continue
            place = f"member {member.filename}"
            try:
                with archive.open(member) as opened:
                    moment = _moment(member, fetched)
                    page = page_of_member(name, member.filename, opened, moment, limit=max_page_bytes)
                entry = Entry(place=place, item=page)
                spent = len(page.content)
            except InputRejectedError as error:
                entry, spent = rejected(name, place, error), min(member.file_size, max_page_bytes)
            except _BROKEN as error:
                entry, spent = rejected(name, place, damaged(f"cannot be unpacked: {_said(error)}")), 0
            yield entry
            try:
                budget.spend(spent)
            except InputRejectedError as error:
                yield rejected(name, place, error)
                return


def read_wacz(stream: ByteStream, name: str, *, max_page_bytes: int) -> Iterator[Entry]:
    """The pages in the WARCs of a WACZ, in the order of their names; the place is the WARC and the offset in it."""
    try:
        archive = _open(stream)
    except InputRejectedError as error:
        yield rejected(name, "the whole", error)
        return
    with archive:
        warcs = sorted(
            (member for member in archive.infolist() if archive_kind(member.filename) is ArchiveKind.WARC),
            key=lambda member: member.filename,
        )
        if not warcs:
            yield rejected(name, "the whole", unreadable("holds no WARC", "check that it is a WACZ"))
        for member in warcs:
            inner = f"{name}/{member.filename}"
            try:
                with archive.open(member) as opened:
                    for entry in read_warc(opened, inner, max_page_bytes=max_page_bytes):
                        yield Entry(place=f"member {member.filename}, {entry.place}", item=entry.item)
            except _BROKEN as error:
                yield rejected(
                    name, f"member {member.filename}", damaged(f"cannot be unpacked: {_said(error)}")
                )


def _open(stream: ByteStream) -> zipfile.ZipFile:
    if not stream.seekable():
        raise unreadable("a zip file cannot be read from a pipe", "save it as a file first")
    if _directory_bytes(stream) > MOST_DIRECTORY:
        raise InputRejectedError(Reason.TOO_LARGE, "its list of members is too long", action="split the file")
    try:
        return zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise damaged(f"is no whole zip file: {_said(error)}") from None


def _directory_bytes(stream: ByteStream) -> int:
    """How long the list of members says it is, before anything is read of it (APPNOTE 4.3.12 to 4.3.16)."""
    size = _size(stream)
    stream.seek(max(0, size - (1 << 16) - 64))
    tail = stream.read((1 << 16) + 64)
    large = tail.rfind(b"PK\x06\x06")
    if 0 <= large <= len(tail) - 56:
        return int(struct.unpack_from("<Q", tail, large + 40)[0])
    end = tail.rfind(b"PK\x05\x06")
    return int(struct.unpack_from("<L", tail, end + 12)[0]) if 0 <= end <= len(tail) - 22 else 0


def _size(stream: ByteStream) -> int:
    return stream.seek(0, io.SEEK_END)


def _moment(member: zipfile.ZipInfo, otherwise: datetime) -> datetime:
    """When the member was written: zip files know no zones, so it is taken as UTC."""
    if member.date_time <= (1980, 1, 1, 0, 0, 0):
        return otherwise
    try:
        return datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        return otherwise


def _said(error: BaseException) -> str:
    return (str(error) or type(error).__name__).rstrip(".")
