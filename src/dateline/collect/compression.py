"""Decompression that stops at a limit, so that a small file cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from dateline.errors import InputRejectedError, Reason

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_PIECE = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"


def too_large(where: str, limit: int) -> InputRejectedError:
    """The error for a page above the limit."""
    return InputRejectedError(
        Reason.TOO_LARGE,
        f"more than {limit:,} bytes",
        where=where,
        action="set DATELINE_MAX_PAGE_BYTES higher to read it",
    )


def read_bounded(chunks: Iterable[bytes], *, where: str, limit: int) -> bytes:
    """Join chunks of bytes, refusing as soon as they are more than ``limit``.

    Raises:
        InputRejectedError: TOO_LARGE.
    """
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise too_large(where, limit)
        parts.append(chunk)
    return b"".join(parts)


def gunzip_bounded(chunks: Iterable[bytes], *, where: str, limit: int) -> bytes:
    """Decompress gzip (all members) or zlib data, refusing as soon as it is more than ``limit`` bytes.

    Raises:
        InputRejectedError: TOO_LARGE, or BROKEN_COMPRESSION for data that is damaged or cut off.
    """
    return b"".join(inflated(chunks, where=where, limit=limit))


def inflated(chunks: Iterable[bytes], *, where: str, limit: int) -> Iterator[bytes]:
    """The same, piece by piece, for what does not fit into memory.

    Raises:
        InputRejectedError: TOO_LARGE, or BROKEN_COMPRESSION for data that is damaged or cut off.
    """
    inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
    size = 0
    for chunk in chunks:
        data = chunk
        while data:
            if inflater.eof:
                inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
            try:
                part = inflater.decompress(data, min(limit - size + 1, _PIECE))
            except zlib.error as error:
                raise broken(where, str(error)) from None
            size += len(part)
            if size > limit:
                raise too_large(where, limit)
            yield part
            data = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            if inflater.eof and not data.strip(b"\0"):
                break
    if not inflater.eof:
        raise broken(where, "the data ends too early")


def broken(where: str, why: str) -> InputRejectedError:
    """The error for data that cannot be decompressed."""
    return InputRejectedError(
        Reason.BROKEN_COMPRESSION,
        f"cannot be decompressed: {why}",
        where=where,
        action="fetch the file again",
    )
