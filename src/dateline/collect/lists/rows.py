"""Lines, CSV rows and JSON lines of a binary stream, with the numbers of their lines."""

from __future__ import annotations

import csv
import sys
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import BinaryIO

import msgspec

from dateline.collect.lists.origin import Origin

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
_BOM = b"\xef\xbb\xbf"
_LONGEST = 50_000_000

Row = Mapping[str, str]


def raw_lines(stream: BinaryIO, origin: Origin) -> Iterator[tuple[int, bytes]]:
    """The lines of a stream with their numbers from 1, the byte order mark taken off.

    Raises:
        ListRejectedError: the stream is compressed and damaged or cut off, or a line is endless.
    """
    number = 0
    try:
        while line := stream.readline(_LONGEST):
            number += 1
            if len(line) == _LONGEST:
                raise origin.fault(f"a line of more than {_LONGEST:,} bytes", line=number)
            yield number, line.removeprefix(_BOM) if number == 1 else line
    except (EOFError, zlib.error) as error:
        raise origin.fault(f"cannot be decompressed: {error}", line=number) from None
    except OSError as error:
        raise origin.fault(f"cannot be read: {error}", line=number) from None


def text_lines(stream: BinaryIO, origin: Origin) -> Iterator[str]:
    """The lines as text.

    Raises:
        ListRejectedError: a line is not UTF-8.
    """
    for number, line in raw_lines(stream, origin):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise origin.fault(
                f"is not UTF-8: byte {byte:#04x} in column {error.start + 1}", line=number
            ) from None


def csv_rows(stream: BinaryIO, origin: Origin, *, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the number of its last line.

    Raises:
        ListRejectedError: it is not UTF-8, or a quotation is not closed.
    """
    reader = csv.reader(text_lines(stream, origin), delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise origin.fault(f"is not sound CSV: {error}", line=reader.line_num) from None
        if row is None:
            return
        yield reader.line_num, row


def named_rows(
    stream: BinaryIO,
    origin: Origin,
    needed: Collection[str],
    *,
    delimiter: str = ",",
    is_head: Callable[[list[str]], bool] | None = None,
) -> Iterator[tuple[int, Row]]:
    """The rows of a CSV file as mappings from column to value.

    Args:
        needed: columns that must be there.
        is_head: tells the row with the names of the columns, where notes stand above it.

    Raises:
        ListRejectedError: columns are missing, or a row has another number of values than the head.
    """
    rows = csv_rows(stream, origin, delimiter=delimiter)
    head: list[str] = []
    for line, row in rows:
        if is_head is None or is_head(row):
            head = [column.strip() for column in row]
            break
        if line > 10:
            break
    missing = [column for column in needed if column not in head]
    if missing:
        raise origin.fault(f"is of another form: it has no column {missing[0]!r}", line=1)
    for line, row in rows:
        if not any(row):
            continue
        if len(row) != len(head):
            what = f"{len(row)} values where there are {len(head)} columns: the row is broken or cut off"
            raise origin.fault(what, line=line)
        yield line, dict(zip(head, row, strict=True))


def json_lines(
    stream: BinaryIO, origin: Origin, decoder: msgspec.json.Decoder[object]
) -> Iterator[tuple[int, object]]:
    """One JSON value a line, as the decoder's type; brackets and commas of an array over many lines are passed over.

    Raises:
        ListRejectedError: a line is not JSON or not of that type.
    """
    for number, line in raw_lines(stream, origin):
        text = line.strip().removesuffix(b",")
        if text in (b"", b"[", b"]"):
            continue
        try:
            yield number, decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise origin.fault(f"is not the JSON it should be: {error}", line=number) from None
