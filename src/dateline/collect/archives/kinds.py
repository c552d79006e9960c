"""Which kind of archive a file is, by its name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath


class ArchiveKind(StrEnum):
    """The archives that can be read."""

    WARC = "warc"
    WACZ = "wacz"
    ZIP = "zip"
    TAR = "tar"
    LINES = "lines"
    MBOX = "mbox"
    EML = "eml"


_ENDINGS = {
    ".warc": ArchiveKind.WARC,
    ".warc.gz": ArchiveKind.WARC,
    ".warc.zst": ArchiveKind.WARC,
    ".wet": ArchiveKind.WARC,
    ".wet.gz": ArchiveKind.WARC,
    ".wacz": ArchiveKind.WACZ,
    ".zip": ArchiveKind.ZIP,
    ".tar": ArchiveKind.TAR,
    ".tar.gz": ArchiveKind.TAR,
    ".tgz": ArchiveKind.TAR,
    ".jsonl": ArchiveKind.LINES,
    ".jsonl.gz": ArchiveKind.LINES,
    ".ndjson": ArchiveKind.LINES,
    ".ndjson.gz": ArchiveKind.LINES,
    ".mbox": ArchiveKind.MBOX,
    ".mbox.gz": ArchiveKind.MBOX,
    ".eml": ArchiveKind.EML,
}
"""Longer endings are looked for first; case does not matter."""

OF_PAGES_ALONE = frozenset({ArchiveKind.WARC, ArchiveKind.WACZ, ArchiveKind.MBOX, ArchiveKind.EML})
"""Kinds that hold pages or mail by their nature; the others may hold anything, and are read only if named."""


def archive_kind(name: str) -> ArchiveKind | None:
    """The kind of archive that a file's name (or the path of an address) claims; None if it claims none."""
    last = PurePosixPath(name.split("?", 1)[0].replace("\\", "/")).name.lower()
    for ending in sorted(_ENDINGS, key=len, reverse=True):
        if last.endswith(ending):
            return _ENDINGS[ending]
    return None
