"""What servers compress bodies by, undone piece by piece and never beyond a limit."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import brotli

from dateline.collect.compression import broken, inflated, too_large

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, br, zstd"
"""For the Accept-Encoding header."""

_PIECE = 1 << 20
_MOST_LAYERS = 2
# RFC 9659: a body must not ask for a larger window than 8 MiB.
_WINDOW = {int(zstd.DecompressionParameter.window_log_max): 23}


def decoded(chunks: Iterable[bytes], encoding: str, *, where: str, limit: int) -> Iterator[bytes]:
    """A body without its Content-Encoding.

    Args:
        encoding: the value of the header; may name several, the last one applied last.

    Raises:
        InputRejectedError: TOO_LARGE; BROKEN_COMPRESSION, also for one that was not asked for.
    """
    names = [name for part in encoding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if len(names) > _MOST_LAYERS:
        raise broken(where, f"compressed {len(names)} times over")
    plain: Iterable[bytes] = chunks
    for name in reversed(names):
        undo = _DECODERS.get(name)
        if undo is None:
            raise broken(where, f"{name[:40]!r} was not asked for")
        plain = undo(plain, where, limit)
    return iter(plain)


def _gzip(chunks: Iterable[bytes], where: str, limit: int) -> Iterator[bytes]:
    return inflated(chunks, where=where, limit=limit)


def _brotli(chunks: Iterable[bytes], where: str, limit: int) -> Iterator[bytes]:
    decoder, size = brotli.Decompressor(), 0
    for chunk in chunks:
        data = chunk
        while True:
            with _told_as_broken(where, brotli.error):
                part: bytes = decoder.process(data, output_buffer_limit=_PIECE)
            size += len(part)
            if size > limit:
                raise too_large(where, limit)
            yield part
            if decoder.is_finished() or decoder.can_accept_more_data():
                break
            data = b""
    if not decoder.is_finished():
        raise broken(where, "the data ends too early")


def _zstd(chunks: Iterable[bytes], where: str, limit: int) -> Iterator[bytes]:
    decoder, size = zstd.ZstdDecompressor(options=_WINDOW), 0
    for chunk in chunks:
        data = chunk
        while True:
            if decoder.eof:
                if not data:
                    break
                decoder = zstd.ZstdDecompressor(options=_WINDOW)
            with _told_as_broken(where, zstd.ZstdError):
                part = decoder.decompress(data, _PIECE)
            size += len(part)
            if size > limit:
                raise too_large(where, limit)
            yield part
            if not decoder.eof and decoder.needs_input:
                break
            data = decoder.unused_data if decoder.eof else b""
    if not decoder.eof:
        raise broken(where, "the data ends too early")


@contextmanager
def _told_as_broken(where: str, failure: type[Exception]) -> Iterator[None]:
    try:
        yield
    except failure as error:
        raise broken(where, str(error)) from None


_DECODERS: dict[str, Callable[[Iterable[bytes], str, int], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "br": _brotli,
    "zstd": _zstd,
}
