"""Tar files of pages, plain or gzip, read as a stream."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast

from dateline.collect.archives.entries import BombError, Budget, ByteStream, Entry, damaged, rejected
from dateline.collect.archives.members import claimed_type, page_of_member, passed_over
from dateline.collect.compression import GZIP_MAGIC
from dateline.errors import InputRejectedError

_MOST_HEADER = 1 << 20
_EXTENDED = frozenset({tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK})
_BROKEN = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError)


class _Member(tarfile.TarInfo):
    """A header that refuses to be endless: tarfile reads the extended ones whole into memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> Any:
        if self.type in _EXTENDED and self.size > _MOST_HEADER:
            raise tarfile.ReadError("a header is too long")
        return super()._proc_member(archive)  # type: ignore[misc]  # tarfile's hook for this


class _Counted:
    """A stream that tells the budget what it gives."""

    def __init__(self, stream: Any, told: Any) -> None:
        self._stream, self._told = stream, told

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(size)
        self._told(len(data))
        return data


class _Rejoined:
    """A stream whose first bytes were looked at already."""

    def __init__(self, first: bytes, stream: ByteStream) -> None:
        self._first, self._stream = first, stream

    def read(self, size: int = -1) -> bytes:
        if not self._first:
            return self._stream.read(size)
        taken = self._first if size < 0 else self._first[:size]
        self._first = self._first[len(taken) :]
        return taken + (self._stream.read() if size < 0 else b"")


def read_tar(stream: ByteStream, name: str, *, max_page_bytes: int, fetched: datetime) -> Iterator[Entry]:
    """The pages in a tar file, in order.

    Args:
        fetched: for members without a date.
    """
    budget = Budget()
    first = stream.read(512)
    packed = _Counted(_Rejoined(first, stream), budget.took)
    plain = gzip.GzipFile(fileobj=cast(BinaryIO, packed)) if first.startswith(GZIP_MAGIC) else packed
    counted = cast(BinaryIO, _Counted(plain, budget.spend))
    place = "the beginning"
    try:
        with tarfile.open(fileobj=counted, mode="r|", tarinfo=_Member) as archive:
            for member in archive:
                archive.members = []  # type: ignore[attr-defined]  # else it keeps them all
                place = f"member {member.name}"
                entry = _entry(archive, member, name, max_page_bytes, fetched)
                if entry:
                    yield entry
    except InputRejectedError as error:
        yield rejected(name, f"after {place}", error)
    except _BROKEN as error:
        what = str(error) or type(error).__name__
        yield rejected(name, f"after {place}", damaged(f"the archive is damaged or cut off here: {what}"))


def _entry(
    archive: tarfile.TarFile, member: tarfile.TarInfo, name: str, limit: int, fetched: datetime
) -> Entry | None:
    if not member.isfile():
        return None
    if claimed_type(member.name) is None:
        return passed_over(member.name)
    opened = archive.extractfile(member)
    if opened is None:
        return None
    try:
        moment = datetime.fromtimestamp(member.mtime, UTC) if member.mtime > 0 else fetched
    except (ValueError, OverflowError, OSError):
        moment = fetched
    place = f"member {member.name}"
    try:
        page = page_of_member(name, member.name, opened, moment, limit=limit)
    except BombError:
        raise
    except InputRejectedError as error:
        return rejected(name, place, error)
    return Entry(place=place, item=page)
