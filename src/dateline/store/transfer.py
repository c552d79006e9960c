"""All that a database holds, table by table in plain values: out of one database, into another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, inspect, select

from dateline.errors import StoreError
from dateline.store.database import Database
from dateline.store.dialect import copy, on_postgresql, settle_numbers, streamed
from dateline.store.tables import KINDS, all_tables, columns_of, plain_table

BATCH = 1_000
Values = Sequence[Any]
Told = Callable[[str, int], None]
"""Called with the name of a table and how many rows are done."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds in short: how many rows, and the SHA-256 of them all."""

    rows: int
    sha256: str


class Summed:
    """Passes rows on, each also as a line of JSON; its ``sum`` is of those that were passed on."""

    def __init__(self, rows: Iterable[Values], line: Callable[[bytes], object] | None = None) -> None:
        self._rows = rows
        self._line = line
        self._digest = hashlib.sha256()
        self._count = 0

    def __iter__(self) -> Iterator[Values]:
        encoder = msgspec.json.Encoder()
        for row in self._rows:
            values = tuple(row)
            if any(isinstance(value, float) and not isfinite(value) for value in values):
                raise StoreError("a number is not finite", where=f"row {values[0]}", action="mend that row")
            line = encoder.encode(values) + b"\n"
            self._digest.update(line)
            if self._line is not None:
                self._line(line)
            self._count += 1
            yield values

    @property
    def sum(self) -> Sum:
        """Of the rows so far."""
        return Sum(self._count, self._digest.hexdigest())


def decoder(columns: Sequence[tuple[str, str]]) -> msgspec.json.Decoder[tuple[Any, ...]]:
    """Reads a line of JSON back to the values of a row."""
    kinds = tuple(KINDS[kind][1] | None for _, kind in columns)
    return msgspec.json.Decoder(tuple[kinds])  # type: ignore[valid-type]  # made from the columns


def plain_tables() -> list[Table]:
    """All tables for their plain values, each after those that it refers to."""
    return [plain_table(table.name, columns_of(table)) for table in all_tables()]


@contextmanager
def rows_of(connection: Connection, table: Table) -> Iterator[Iterable[Values]]:
    """The rows of a table in the order of its key, a few in memory at a time."""
    key = inspect(connection).get_pk_constraint(table.name)["constrained_columns"]
    query = select(*table.columns).order_by(*(table.c[name] for name in key))
    with streamed(connection, query, BATCH) as found:
        yield found


def put(connection: Connection, table: Table, rows: Iterable[Values]) -> None:
    """Put rows into a table, whose numbers they keep."""
    names = list(table.columns.keys())
    if on_postgresql(connection):
        copy(connection, table, names, rows)
        return
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in batch])


def check_empty(connection: Connection, where: str) -> None:
    """See that no table has a row.

    Raises:
        StoreError: one has.
    """
    for table in plain_tables():
        if connection.execute(select(*list(table.columns)[:1]).limit(1)).first() is not None:
            raise StoreError(
                f"is not empty: its table {table.name} has rows", where=where, action="name a new database"
            )


def move(source: Database, target: Database, told: Told = lambda _name, _rows: None) -> dict[str, Sum]:
    """Copy everything from one database into another that is empty, in one transaction, and compare the two.

    Args:
        source: as it is at this moment; it is left as it is.
        target: of the same schema; it holds all or, after a failure, nothing.
        told: hears of every table that is done.

    Returns:
        What was moved, by table.

    Raises:
        StoreError: the target is not empty, one of the two fails, or what came in is not what went out.
    """
    sums = {}
    with source.reading() as outgoing, target.writing() as incoming:
        check_empty(incoming, target.name)
        for table in plain_tables():
            with rows_of(outgoing, table) as rows:
                moved = Summed(rows)
                put(incoming, table, moved)
            with rows_of(incoming, table) as rows:
                arrived = Summed(rows)
                for _ in arrived:
                    pass
            if arrived.sum != moved.sum:
                raise StoreError(
                    f"{table.name} did not arrive as they were",
                    where=target.name,
                    action="report this as a fault",
                )
            sums[table.name] = moved.sum
            told(table.name, moved.sum.rows)
        settle_numbers(incoming)
    return sums
