"""A stream of lines, plain or gzip, that is never longer in memory than a limit allows."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from dateline.collect.archives.entries import Budget, ByteStream, cut_off, damaged
from dateline.collect.compression import GZIP_MAGIC

_BUFFER = 1 << 18


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its end, or the beginning of one that is too long (``whole`` is False then)."""

    number: int
    content: bytes
    whole: bool


class _Raw(io.RawIOBase):
    """What io needs to buffer a stream; it tells the budget what it gives."""

    def __init__(self, stream: ByteStream, budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a memoryview is a buffer
        data = self._stream.read(len(buffer))
        self._budget.took(len(data))
        buffer[: len(data)] = data
        return len(data)


def lines_of(stream: ByteStream, *, limit: int) -> Iterator[Line]:
    """The lines of a stream, from 1.

    Args:
        limit: of a longer line only so many bytes are given; the rest is skipped.

    Raises:
        InputRejectedError: BROKEN_COMPRESSION where gzip data are damaged or cut off; TOO_LARGE for a bomb.
    """
    budget = Budget()
    buffered = io.BufferedReader(_Raw(stream, budget), _BUFFER)
    packed = buffered.peek(2)[:2] == GZIP_MAGIC
    plain = cast(BinaryIO, gzip.GzipFile(fileobj=buffered) if packed else buffered)
    number = 0
    try:
        while content := plain.readline(limit):
            number += 1
            budget.spend(len(content))
            whole = content.endswith(b"\n") or len(content) < limit
            if not whole:
                _skip_line(plain, budget)
            yield Line(number, content, whole)
    except EOFError:
        raise cut_off("the archive is cut off") from None
    except (OSError, zlib.error) as error:
        raise damaged(f"the archive is damaged: {error}") from None


def _skip_line(plain: BinaryIO, budget: Budget) -> None:
    while (rest := plain.readline(_BUFFER)) and not rest.endswith(b"\n"):
        budget.spend(len(rest))
