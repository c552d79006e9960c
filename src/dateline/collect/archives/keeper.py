"""Keeps what was fetched as WARC.gz (ISO 28500), one member a record, so that other programs can read it."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import io
import os
import uuid
import zlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from dateline import __version__
from dateline.collect.archives.warc import next_whole
from dateline.collect.compression import GZIP_MAGIC
from dateline.errors import StoreError

_STEP = 1 << 20
_CHANGED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers that speak of the body as it was sent; it is kept decoded, and they get ``X-Crawler-`` before them."""


class WarcKeeper:
    """Appends answers to a WARC.gz. Use it as a context manager.

    What :meth:`keep` returned for is on the disk. A record that was cut off by a crash is taken away when the file is
    opened the next time, so that the file can be read to its end.

    Args:
        path: the file; made if it is not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._lock: BinaryIO = path.open("ab")
        except OSError as error:
            raise self._unwritable(error) from None
        try:
            self._open()
        except BaseException:
            self._lock.close()
            raise

    def _open(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            length = _mend(self._path)
            self._stream: BinaryIO = self._path.open("ab")
        except BlockingIOError:
            raise StoreError(
                "is being written by another program",
                where=str(self._path),
                action="name another file by --keep",
            ) from None
        except OSError as error:
            raise self._unwritable(error) from None
        if length == 0:
            self._acknowledge(_information(self._path.name))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        self._lock.close()

    def keep(
        self, *, url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, time: datetime
    ) -> None:
        """Append one answer.

        Args:
            url: the address that was asked, after redirects.
            status: of the answer.
            headers: as they were sent, in order.
            body: decoded.
            time: when it was fetched.

        Raises:
            StoreError: the file cannot be written; it ends with the last whole record.
        """
        self._acknowledge(_response(url, status, headers, body, time))

    def _acknowledge(self, record: WarcRecord) -> None:
        try:
            self._append(record)
        except OSError as error:
            raise self._unwritable(error) from None

    def _append(self, record: WarcRecord) -> None:
        packed = io.BytesIO()
        with GzipWriter(packed, compression_level=6) as writer:
            record.write(writer, checksum_data=False)
        if self._stream.closed:  # it could not be mended when the disk was full
            _mend(self._path)
            self._stream = self._path.open("ab")
        end = self._stream.seek(0, os.SEEK_END)
        try:
            self._stream.write(packed.getvalue())
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError:
            self._take_back(end)
            raise

    def _take_back(self, end: int) -> None:
        """Cut off what a full disk let through; what cannot be cut now is cut when the file is opened again."""
        with suppress(OSError):
            self._stream.close()
        with self._path.open("rb+") as stream:
            stream.truncate(end)
        self._stream = self._path.open("ab")

    def _unwritable(self, error: OSError) -> StoreError:
        return StoreError(
            f"cannot be written: {error.strerror or error}",
            where=str(self._path),
            action="check the disk and its free space, or name another file by --keep",
        )


def _information(name: str) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo, _urn())
    record.record_date = datetime.now(UTC).replace(microsecond=0)
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    lines = (f"software: Dateline/{__version__}", "format: WARC File Format 1.1", "robots: obey")
    content = "".join(f"{line}\r\n" for line in lines).encode()
    record.set_bytes_content(content)
    record.headers["WARC-Block-Digest"] = _digest(content)
    return record


def _response(
    url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, time: datetime
) -> WarcRecord:
    block = _head(status, headers, len(body)) + body
    record = WarcRecord()
    record.init_headers(WarcRecordType.response, _urn())
    record.record_date = time.astimezone(UTC).replace(microsecond=0)
    record.headers["WARC-Target-URI"] = _one_line(url)
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.headers["WARC-Block-Digest"] = _digest(block)
    record.headers["WARC-Payload-Digest"] = _digest(body)
    record.set_bytes_content(block)
    return record


def _head(status: int, headers: Iterable[tuple[str, str]], length: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {status} {phrase}".rstrip()]
    for name, value in headers:
        marked = f"X-Crawler-{name}" if name.lower() in _CHANGED else name
        lines.append(f"{_one_line(marked)}: {_one_line(value)}")
    lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _urn() -> bytes:
    return f"uuid:{uuid.uuid4()}".encode()


def _mend(path: Path) -> int:
    """Take away a last member that is not whole; how long the file is then.

    Raises:
        StoreError: the file is of another kind, or damaged before its end; nothing was changed in it.
    """
    with path.open("rb+") as stream:
        whole, length = _whole_members(stream), stream.seek(0, os.SEEK_END)
        if whole == length:
            return whole
        if (whole == 0 and not _is_ours(stream)) or next_whole(stream, whole + 1) is not None:
            raise StoreError(
                f"is no WARC.gz, or is damaged at byte {whole:,}",
                where=str(path),
                action="name another file by --keep",
            )
        stream.truncate(whole)
    return whole


def _is_ours(stream: BinaryIO) -> bool:
    stream.seek(0)
    return GZIP_MAGIC.startswith(stream.read(2))


def _whole_members(stream: BinaryIO) -> int:
    """How many bytes from the beginning are whole members of gzip."""
    whole = position = 0
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    while step := stream.read(_STEP):
        position += len(step)
        while step:
            try:
                inflater.decompress(step)
            except zlib.error:
                return whole
            if not inflater.eof:
                break
            step = inflater.unused_data
            whole = position - len(step)
            inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    return whole
