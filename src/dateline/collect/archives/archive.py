"""One call for all kinds of archives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dateline.collect.archives.entries import ByteStream, Entry
from dateline.collect.archives.kinds import ArchiveKind, archive_kind
from dateline.collect.archives.lines import read_lines
from dateline.collect.archives.mail import read_eml, read_mbox
from dateline.collect.archives.tarred import read_tar
from dateline.collect.archives.warc import read_warc
from dateline.collect.archives.zipped import read_wacz, read_zip
from dateline.errors import InputRejectedError, Reason


def read_archive(
    stream: ByteStream, name: str, kind: ArchiveKind, *, max_page_bytes: int, fetched: datetime
) -> Iterator[Entry]:
    """The entries of an archive, one by one, in their order; never more than one page of them in memory.

    Args:
        stream: at its beginning.
        name: what to call the archive; pages without an address of their own are called by it.
        kind: see :func:`archive_kind`.
        max_page_bytes: a larger page is rejected.
        fetched: for entries that do not tell when they were fetched: the time of the archive.
    """
    if kind is ArchiveKind.WARC:
        return read_warc(stream, name, max_page_bytes=max_page_bytes)
    if kind is ArchiveKind.WACZ:
        return read_wacz(stream, name, max_page_bytes=max_page_bytes)
    readers = {
        ArchiveKind.ZIP: read_zip,
        ArchiveKind.TAR: read_tar,
        ArchiveKind.LINES: read_lines,
        ArchiveKind.MBOX: read_mbox,
        ArchiveKind.EML: read_eml,
    }
    return readers[kind](stream, name, max_page_bytes=max_page_bytes, fetched=fetched)


def read_archive_file(path: Path, *, max_page_bytes: int) -> Iterator[Entry]:
    """The entries of an archive on the disk.

    Raises:
        InputRejectedError: NOT_FOUND or UNREADABLE; UNSUPPORTED_TYPE if its name is not that of an archive.
    """
    kind = archive_kind(path.name)
    if kind is None:
        raise InputRejectedError(Reason.UNSUPPORTED_TYPE, "is no archive that is known", where=str(path))
    try:
        with path.open("rb") as stream:
            fetched = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield from read_archive(stream, str(path), kind, max_page_bytes=max_page_bytes, fetched=fetched)
    except FileNotFoundError:
        raise InputRejectedError(
            Reason.NOT_FOUND, "no such file", where=str(path), action="check the path"
        ) from None
    except OSError as error:
        what = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise InputRejectedError(
            Reason.UNREADABLE, what, where=str(path), action="check its permissions"
        ) from None
