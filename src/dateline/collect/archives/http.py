"""An HTTP answer as it lies in an archive: status, headers, and the body without its transport coding."""

from __future__ import annotations

import io
from dataclasses import dataclass

from fastwarc.stream_io import BrotliReader, GzipReader, ZstdReader
from fastwarc.warc import HeaderMap

from dateline.collect.archives.entries import damaged, too_large, unreadable

_HEAD = 1 << 16
_MOST_CODINGS = 3
_HEX = b"0123456789abcdefABCDEF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server said.

    Attributes:
        status: 0 if the status line cannot be read.
        media_type: in small letters, without parameters; empty if none was sent.
        content_type: the header as it was sent.
        body: the bytes, decoded.
    """

    status: int
    media_type: str
    content_type: str | None
    body: bytes


def parse_answer(block: bytes, *, limit: int) -> Answer:
    """Read an HTTP message; the body is decoded only where it is of use (status 200).

    Raises:
        InputRejectedError: UNREADABLE, BROKEN_COMPRESSION or TOO_LARGE.
    """
    if not block.startswith(b"HTTP/"):
        raise unreadable("has no status line of HTTP")
    stream = io.BytesIO(block)
    headers = HeaderMap(encoding="latin1")
    try:
        used = headers.parse(stream)
    except (OSError, ValueError):
        raise unreadable("its HTTP headers cannot be read") from None
    declared = headers.get("Content-Type")
    status = headers.status_code or 0
    body = _decoded(block[used:], headers, limit) if status == 200 else b""
    return Answer(
        status=status,
        media_type=(declared or "").partition(";")[0].strip().lower(),
        content_type=declared,
        body=body,
    )


def _decoded(body: bytes, headers: HeaderMap, limit: int) -> bytes:
    """The body without chunks and compression. One that is plain already, whatever its headers say, stays."""
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower() and _looks_chunked(body):
        body = _joined(body)
    codings = [coding.strip().lower() for coding in (headers.get("Content-Encoding") or "").split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if len(codings) > _MOST_CODINGS:
        raise damaged(f"is compressed {len(codings)} times over")
    for coding in reversed(codings):
        body = _uncompressed(body, coding, limit)
    if len(body) > limit:
        raise too_large(limit)
    return body


def _uncompressed(body: bytes, coding: str, limit: int) -> bytes:
    source = io.BytesIO(body)
    if coding in ("gzip", "x-gzip"):
        return _read(GzipReader(source), limit) if body.startswith(b"\x1f\x8b") else body
    if coding == "deflate":
        return _read(GzipReader(source, zlib=True), limit)
    if coding == "br":
        return _read(BrotliReader(source), limit) if body.lstrip()[:1] != b"<" else body
    if coding == "zstd":
        return _read(ZstdReader(source), limit) if body.startswith(b"\x28\xb5\x2f\xfd") else body
    raise damaged(f"is compressed by {coding[:40]!r}, which is not known")


def _joined(body: bytes) -> bytes:
    """The chunks of a body as one (RFC 9112, section 7.1), without their extensions and what follows them."""
    parts: list[bytes] = []
    place = 0
    while True:
        end = body.find(b"\n", place)
        size = body[place:end].split(b";", 1)[0].strip() if end >= 0 else b""
        if not size or not all(letter in _HEX for letter in size) or len(size) > 8:
            raise damaged("a chunk of its body has no size")
        length, start = int(size, 16), end + 1
        if length == 0:
            return b"".join(parts)
        if len(body) < start + length:
            raise damaged("a chunk of its body is cut off")
        parts.append(body[start : start + length])
        place = start + length
        place += 2 if body[place : place + 2] == b"\r\n" else 1


def _looks_chunked(body: bytes) -> bool:
    size = body[:20].split(b"\r\n", 1)[0].split(b";", 1)[0].strip()
    return bool(size) and all(letter in _HEX for letter in size)


def _read(reader: GzipReader | BrotliReader | ZstdReader, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        while part := reader.read(_HEAD):
            size += len(part)
            if size > limit:
                raise too_large(limit)
            parts.append(part)
    except (OSError, ValueError) as error:
        raise damaged(f"its body cannot be decoded: {error}") from None
    return b"".join(parts)
