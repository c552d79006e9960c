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
from typing import Any

import msgspec

from dateline.store import export_tables, schema
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
from dateline.store.view import View

PIECE = 1 << 16
_IN_MEMORY = 1 << 20
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


class StreamForm(StrEnum):
    """What can be sent; POLECAT has no form for statements."""

    CSV = "csv"
    JSONL = "jsonl"
    POLECAT = "polecat"
    FTM = "ftm"


def stream_events(view: View, form: StreamForm, wanted: FactFilter) -> Iterator[bytes]:
    """All such events.

    Raises:
        UsageError: a condition cannot be understood; before the first piece.
        StoreError: the database cannot be read.
    """
    facts_query(wanted)  # what is wrong with a condition is told at once
    if form is StreamForm.FTM:
        return _ftm(view, wanted, None)
    facts = _facts(view, wanted)
    if form is StreamForm.CSV:
        columns = export_tables.EVENT_COLUMNS | export_tables.SOURCE_COLUMNS
        return _csv(columns, export_tables.event_rows(facts))
    if form is StreamForm.POLECAT:
        return _polecat(facts, view.story)
    return _lines(event_record(fact) for fact in facts)


def stream_statements(view: View, form: StreamForm, wanted: SaidFilter) -> Iterator[bytes]:
    """All such statements, in any form but POLECAT.

    Raises:
        UsageError: a condition cannot be understood; before the first piece.
        StoreError: the database cannot be read.
        ValueError: POLECAT is asked for.
    """
    said_query(wanted)
    if form is StreamForm.POLECAT:
        raise ValueError("POLECAT has no form for statements")
    if form is StreamForm.FTM:
        return _ftm(view, None, wanted)
    said = _statements(view, wanted)
    if form is StreamForm.CSV:
        columns = export_tables.STATEMENT_COLUMNS | export_tables.SOURCE_COLUMNS
        return _csv(columns, export_tables.statement_rows(said))
    return _lines(statement_record(one) for one in said)


def harmless(value: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula: an apostrophe before what would begin one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value


def _facts(view: View, wanted: FactFilter) -> Iterator[Fact]:
    key, last = schema.events.c.id, 0
    while True:
        with view.database.reading() as connection:
            query = facts_query(wanted).where(key > last).order_by(key).limit(BATCH)
            batch = list(facts_from(connection, connection.execute(query).all()))
        if not batch:
            return
        last = batch[-1].id
        yield from batch


def _statements(view: View, wanted: SaidFilter) -> Iterator[Said]:
    key, last = schema.statements.c.id, 0
    while True:
        with view.database.reading() as connection:
            query = said_query(wanted).where(key > last).order_by(key).limit(BATCH)
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
        yield stream.getvalue().encode()
        stream.seek(0)
        stream.truncate()
    yield stream.getvalue().encode()


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
            yield ("\t".join(" ".join(row.get(name, "").split()) for name in columns) + "\n").encode()

    return _pieces(lines())


def _ftm(view: View, wanted: FactFilter | None, said: SaidFilter | None) -> Iterator[bytes]:
    """FollowTheMoney needs one state of the database from end to end, so it is written down before it is sent."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as stream:
        write_ftm(view, stream, wanted, said, everything=False)  # type: ignore[arg-type]  # it is binary
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
