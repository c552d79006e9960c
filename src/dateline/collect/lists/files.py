"""A list on the disk: its files opened, decompressed, and told apart."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from dateline.collect.compression import GZIP_MAGIC, inflated
from dateline.collect.lists.formats import PARSERS, Format, last_day, look
from dateline.collect.lists.origin import CHECK, Origin, Tally
from dateline.collect.lists.sources import Source, beside
from dateline.errors import InputRejectedError, ListRejectedError, Reason
from dateline.model import Record

_CHUNK = 1 << 20
PARTS = ("alt", "add")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """An open list.

    Attributes:
        stream: its bytes, decompressed; can be set back.
        parts: the files that belong to it, by name of the part.
        version, day: what it tells of itself.
        sha256: of its bytes, and those of its parts.
        size: how many bytes it has.
    """

    name: str
    stream: BinaryIO
    parts: Mapping[str, Path]
    format: Format
    version: str | None
    day: date | None
    sha256: str
    size: int
    limit: int

    def records(self, source: str, version: str, taken: date, prefix: str, tally: Tally) -> Iterator[Record]:
        """Read the list.

        Raises:
            ListRejectedError: it is broken, or of another form than it seemed.
        """

        def open_part(part: str) -> BinaryIO | None:
            path = self.parts.get(part)
            return _opened(path, self.limit) if path else None

        origin = Origin(
            source=source, version=version, taken=taken, file=self.name, prefix=prefix, beside=open_part
        )
        return PARSERS[self.format](self.stream, origin, tally)


@contextmanager
def open_list(
    path: Path, source: Source, *, parts: Mapping[str, Path] | None = None, limit: int
) -> Iterator[ListFile]:
    """Open a list, and tell its form from its beginning.

    Args:
        parts: the files that belong to it; those that lie beside it under the usual names, by default.
        limit: the most bytes that are decompressed.

    Raises:
        InputRejectedError: NOT_FOUND, UNREADABLE, EMPTY, TOO_LARGE or BROKEN_COMPRESSION.
        ListRejectedError: it has another form than the source has.
    """
    name = path.name
    try:
        with _opened(path, limit) as stream:
            seen = look(stream)
            if seen.format not in source.formats or seen.format is None:
                is_form = f"is of the form {seen.format}" if seen.format else "is of no form that is known"
                what = f"{is_form}; {source.title} comes as {', '.join(source.formats)}"
                raise ListRejectedError(what, where=name, action=CHECK)
            found = _beside(path) if parts is None and seen.format is Format.OFAC_CSV else parts or {}
            sha256, size = _measured(stream, [found[part] for part in PARTS if part in found], limit)
            yield ListFile(
                name=name,
                stream=stream,
                parts=found,
                format=seen.format,
                version=seen.version,
                day=seen.day or last_day(stream, seen.format, name),
                sha256=sha256,
                size=size,
                limit=limit,
            )
    except FileNotFoundError:
        raise InputRejectedError(
            Reason.NOT_FOUND, "no such file", where=str(path), action="check the path"
        ) from None
    except OSError as error:
        what = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise InputRejectedError(
            Reason.UNREADABLE, what, where=str(path), action="check its permissions"
        ) from None


def _opened(path: Path, limit: int) -> BinaryIO:
    """The file, or what comes out of it where it is gzip."""
    file = path.open("rb")
    if not file.read(2).startswith(GZIP_MAGIC):
        file.seek(0)
        return file
    file.seek(0)
    plain = tempfile.TemporaryFile()  # noqa: SIM115  # closed by whoever asked
    try:
        with file:
            for piece in inflated(iter(lambda: file.read(_CHUNK), b""), where=path.name, limit=limit):
                plain.write(piece)
    except InputRejectedError:
        plain.close()
        raise
    plain.seek(0)
    return plain


def _beside(path: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for part in PARTS:
        name = beside(path.name, part)
        if name and path.with_name(name).is_file():
            found[part] = path.with_name(name)
    return found


def _measured(stream: BinaryIO, parts: list[Path], limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    for path in parts:
        with _opened(path, limit) as file:
            # The digest of each, so that bytes moved from one to the other change the whole.
            digest.update(hashlib.file_digest(file, "sha256").digest())  # type: ignore[arg-type]  # a binary file
    return digest.hexdigest(), size
