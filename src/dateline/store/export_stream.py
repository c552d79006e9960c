"""Exports as they go over the wire: piece by piece, whatever their size, from a filter of events or statements.

Each piece is read in a transaction of its own, so that a slow reader holds nothing up. What is written while an export
runs may be in it or not; nothing is in it twice.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from dateline.store import export_tables, schema
from dateline.store.cells import harmless
from dateline.store.codebook import codebook
from dateline.store.export_ftm import write_ftm
from dateline.store.export_polecat import Story, polecat_row
from dateline.store.export_records import Record, event_record, statement_record
from dateline.store.facts import (
    BATCH,
    FactFilter,
    SaidFilter,
    facts_from,
    facts_query,
    said_from,
    said_query,
)
from dateline.store.records import Fact, Said
from dateline.store.verdicts import counting
from dateline.store.view import View

PIECE = 1 << 16
_IN_MEMORY = 1 << 20


class StreamForm(StrEnum):
    """What can be sent; POLECAT has no form for statements."""

    CSV = "csv"
    JSONL = "jsonl"
    POLECAT = "polecat"
    FTM = "ftm"
    PARQUET = "parquet"


def stream_events(view: View, form: StreamForm, wanted: FactFilter, *, whole: bool) -> Iterator[bytes]:
    """All such events; FollowTheMoney with the texts of the articles if ``whole``.

    Raises:
        UsageError: a condition cannot be understood; before the first piece.
        StoreError: the database cannot be read.
    """
    facts_query(wanted)  # what is wrong with a condition is told at once
    if form is StreamForm.FTM:
        return _ftm(view, wanted, None, whole=whole)
    facts = _facts(view, wanted)
    columns = export_tables.EVENT_COLUMNS | export_tables.SOURCE_COLUMNS
    if form is StreamForm.CSV:
        return _csv(columns, export_tables.event_rows(facts))
    if form is StreamForm.PARQUET:
        return _parquet(columns, export_tables.event_rows(facts))
    if form is StreamForm.POLECAT:
        return _polecat(facts, view.story)
    return _lines(event_record(fact) for fact in facts)


def stream_statements(view: View, form: StreamForm, wanted: SaidFilter, *, whole: bool) -> Iterator[bytes]:
    """All such statements, in any form but POLECAT; FollowTheMoney with the texts of the articles if ``whole``.

    Raises:
        UsageError: a condition cannot be understood; before the first piece.
        StoreError: the database cannot be read.
        ValueError: POLECAT is asked for.
    """
    said_query(wanted)
    if form is StreamForm.POLECAT:
        raise ValueError("POLECAT has no form for statements")
    if form is StreamForm.FTM:
        return _ftm(view, None, wanted, whole=whole)
    said = _statements(view, wanted)
    columns = export_tables.STATEMENT_COLUMNS | export_tables.SOURCE_COLUMNS
    if form is StreamForm.CSV:
        return _csv(columns, export_tables.statement_rows(said))
    if form is StreamForm.PARQUET:
        return _parquet(columns, export_tables.statement_rows(said))
    return _lines(statement_record(one) for one in said)


def _facts(view: View, wanted: FactFilter) -> Iterator[Fact]:
    key, last = schema.events.c.id, 0
    while True:
        with view.database.reading() as connection:
            query = facts_query(counting(connection, wanted)).where(key > last).order_by(key).limit(BATCH)
            batch = list(facts_from(connection, connection.execute(query).all()))
        if not batch:
            return
        last = batch[-1].id
        yield from batch


def _statements(view: View, wanted: SaidFilter) -> Iterator[Said]:
    key, last = schema.statements.c.id, 0
    while True:
        with view.database.reading() as connection:
            query = said_query(counting(connection, wanted)).where(key > last).order_by(key).limit(BATCH)
            batch = list(said_from(connection, connection.execute(query).all()))
        if not batch:
            return
        last = batch[-1].id
        yield from batch


def _csv(columns: Iterable[str], rows: Iterable[export_tables.TableRow]) -> Iterator[bytes]:
    names = tuple(columns)
    cells = ([harmless(export_tables.cell(row[name])) for name in names] for row in rows)
    return _pieces(_written(names, cells))


def _written(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(header)
    for row in rows:
        writer.writerow(row)
        yield stream.getvalue().encode("utf-8", "replace")
        stream.seek(0)
        stream.truncate()
    yield stream.getvalue().encode("utf-8", "replace")


def _lines(records: Iterable[Record]) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    return _pieces(encoder.encode(record) + b"\n" for record in records)


def _polecat(facts: Iterable[Fact], story: Callable[[int], Story]) -> Iterator[bytes]:
    columns = codebook().columns

    def lines() -> Iterator[bytes]:
        yield ("\t".join(columns) + "\n").encode()
        article, names = -1, Story()
        for fact in facts:
            if fact.source.article != article:
                article = fact.source.article
                names = story(article)
            row = polecat_row(fact, names)
            cells = (harmless(" ".join(row.get(name, "").split())) for name in columns)
            yield ("\t".join(cells) + "\n").encode("utf-8", "replace")

    return _pieces(lines())


class WithoutText:
    """A file that takes lines of FollowTheMoney, and leaves out the texts of articles."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, line: bytes) -> int:
        """Write one line."""
        form = msgspec.json.decode(line)
        if form["properties"].pop("bodyText", None) is None:
            return int(self._file.write(line))
        return int(self._file.write(msgspec.json.encode(form) + b"\n"))


def _parquet(columns: dict[str, str], rows: Iterable[export_tables.TableRow]) -> Iterator[bytes]:
    """A Parquet file ends with its table of contents, so it is written down before it is sent."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "export.parquet"
        export_tables.write_parquet(path, columns, rows)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _ftm(view: View, wanted: FactFilter | None, said: SaidFilter | None, *, whole: bool) -> Iterator[bytes]:
    """FollowTheMoney needs one state of the database from end to end, so it is written down before it is sent."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as stream:
        file: Any = stream if whole else WithoutText(stream)
        write_ftm(view, file, wanted, said, everything=False)
        stream.seek(0)
        while piece := stream.read(PIECE):
            yield piece


def _pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Small parts joined to pieces that are worth sending."""
    held: list[bytes] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
