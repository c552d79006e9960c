"""Files, directories and standard input."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from dateline.collect.archives.kinds import OF_PAGES_ALONE, archive_kind
from dateline.collect.compression import GZIP_MAGIC, gunzip_bounded, read_bounded
from dateline.errors import InputRejectedError, Reason
from dateline.model import Page

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
}
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of a directory found: the pages, and how many files of other kinds it passed over."""

    pages: tuple[Path, ...]
    passed_over: int


def media_type(path: Path) -> str | None:
    """The media type that a file's name claims, a ``.gz`` at its end apart; None if it claims none."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return MEDIA_TYPES.get(suffixes[-1]) if suffixes else None


def find_pages(directory: Path) -> Found:
    """All files under a directory whose names say that they are pages, WARCs or mail, in order of their paths.

    Raises:
        InputRejectedError: UNREADABLE, if the directory cannot be listed.
    """

    def refuse(error: OSError) -> None:
        raise _unreadable(Path(error.filename or directory), error)

    pages: list[Path] = []
    passed_over = 0
    for folder, folders, names in os.walk(directory, onerror=refuse):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if media_type(path) or archive_kind(name) in OF_PAGES_ALONE:
                pages.append(path)
            else:
                passed_over += 1
    return Found(tuple(sorted(pages)), passed_over)


def read_file(path: Path, *, max_bytes: int) -> Page:
    """Read one page from a file, decompressing gzip.

    Raises:
        InputRejectedError: NOT_FOUND, UNREADABLE, TOO_LARGE, BROKEN_COMPRESSION or EMPTY.
    """
    where = str(path)
    try:
        if path.is_dir():
            raise InputRejectedError(Reason.UNREADABLE, "is a directory", where=where)
        fetched = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        with path.open("rb") as stream:
            content = _read_stream(stream, where=where, max_bytes=max_bytes)
    except FileNotFoundError:
        meant = ":/" in where  # an address, of which a path keeps one stroke
        action = "an address begins with http:// or https://" if meant else "check the path"
        raise InputRejectedError(Reason.NOT_FOUND, "no such file", where=where, action=action) from None
    except OSError as error:
        raise _unreadable(path, error) from None
    return Page(address=where, content=content, fetched=fetched, content_type=media_type(path))


def read_stream(stream: BinaryIO, *, max_bytes: int) -> Page:
    """Read one page from standard input; its address is ``-``.

    Raises:
        InputRejectedError: TOO_LARGE, BROKEN_COMPRESSION or EMPTY.
    """
    content = _read_stream(stream, where="standard input", max_bytes=max_bytes)
    return Page(address="-", content=content, fetched=datetime.now(UTC))


def _read_stream(stream: BinaryIO, *, where: str, max_bytes: int) -> bytes:
    first = stream.read(_CHUNK)
    chunks = _chunks(first, stream)
    if first.startswith(GZIP_MAGIC):
        content = gunzip_bounded(chunks, where=where, limit=max_bytes)
    else:
        content = read_bounded(chunks, where=where, limit=max_bytes)
    if not content.strip():
        raise InputRejectedError(Reason.EMPTY, "is empty", where=where, action="save the page again")
    return content


def _chunks(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = stream.read(_CHUNK)


def _unreadable(path: Path, error: OSError) -> InputRejectedError:
    return InputRejectedError(
        Reason.UNREADABLE,
        f"cannot be read: {(error.strerror or str(error)).lower()}",
        where=str(path),
        action="check its permissions",
    )


def is_address(source: str) -> bool:
    """Whether a source given by the user is an http(s) address, not a path."""
    return source.lower().startswith(("http://", "https://"))


def expand(sources: Sequence[str]) -> tuple[tuple[str, ...], int, tuple[InputRejectedError, ...]]:
    """Replace directories among the sources by the pages in them.

    Returns:
        the sources to read, how many files of other kinds were passed over, and the directories that
        could not be listed.
    """
    expanded: list[str] = []
    passed_over = 0
    rejected: list[InputRejectedError] = []
    for source in sources:
        if source == "-" or is_address(source) or not Path(source).is_dir():
            expanded.append(source)
            continue
        try:
            found = find_pages(Path(source))
        except InputRejectedError as error:
            rejected.append(error)
            continue
        expanded.extend(str(path) for path in found.pages)
        passed_over += found.passed_over
    return tuple(expanded), passed_over, tuple(rejected)
