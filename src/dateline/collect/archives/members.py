"""A file inside an archive of files, as a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Protocol

from dateline.collect.archives.entries import Entry, PassedOver, too_large
from dateline.collect.compression import GZIP_MAGIC, gunzip_bounded
from dateline.collect.files import media_type
from dateline.errors import InputRejectedError, Reason
from dateline.model import Page

_STEP = 1 << 16


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def claimed_type(member: str) -> str | None:
    """The media type that the name of a member claims; None if it is no page."""
    return media_type(Path(member))


def passed_over(member: str) -> Entry:
    """A member that is no page, counted by how its name ends."""
    ending = PurePosixPath(member).suffix.lower()[:12] or "no ending"
    return Entry(place=f"member {member}", item=PassedOver(why=ending))


def page_of_member(archive: str, member: str, stream: _Readable, fetched: datetime, *, limit: int) -> Page:
    """Read a member within the limit, decompressing gzip.

    Raises:
        InputRejectedError: TOO_LARGE, BROKEN_COMPRESSION or EMPTY.
    """
    content = bounded(stream, limit)
    if content.startswith(GZIP_MAGIC):
        content = gunzip_bounded([content], where=f"{archive}/{member}", limit=limit)
    if not content.strip():
        raise InputRejectedError(Reason.EMPTY, "is empty")
    return Page(
        address=f"{archive}/{member}", content=content, fetched=fetched, content_type=claimed_type(member)
    )


def bounded(stream: _Readable, limit: int) -> bytes:
    """All of a stream.

    Raises:
        InputRejectedError: TOO_LARGE.
    """
    return b"".join(_within(stream, limit))


def _within(stream: _Readable, limit: int) -> Iterator[bytes]:
    size = 0
    while part := stream.read(_STEP):
        size += len(part)
        if size > limit:
            raise too_large(limit)
        yield part
