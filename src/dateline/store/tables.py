"""All tables of the schema, whichever module defines them, and what is kept in their columns in plain values."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.types import TypeEngine

import dateline.store
from dateline.store.columns import Instant
from dateline.store.dialect import raw_type
from dateline.store.schema import metadata

KINDS: dict[str, tuple[type[TypeEngine[Any]], type]] = {
    "boolean": (Boolean, bool),
    "integer": (Integer, int),
    "real": (Float, float),
    "date": (Date, date),
    "instant": (Instant, datetime),
    "text": (Text, str),
    "bytes": (LargeBinary, bytes),
}
"""What a column can hold → its type in SQLAlchemy, and the type of its values."""


def all_tables() -> Sequence[Table]:
    """Every table, each after those that it refers to. A module whose name begins with ``schema`` defines tables."""
    for module in pkgutil.iter_modules(dateline.store.__path__):
        if module.name.startswith("schema"):
            importlib.import_module(f"dateline.store.{module.name}")
    return metadata.sorted_tables


def kind_of(column: Column[Any]) -> str:
    """What a column holds, by a name of KINDS.

    Raises:
        TypeError: its type is none of them.
    """
    if isinstance(column.type, Instant):
        return "instant"
    kind = raw_type(column)
    for name, (known, _) in KINDS.items():
        if isinstance(kind, String if name == "text" else known):
            return name
    raise TypeError(f"{column.table.name}.{column.name}: {kind!r} is not among {', '.join(KINDS)}")


def columns_of(table: Table) -> list[tuple[str, str]]:
    """The names of the columns of a table, each with what it holds."""
    return [(str(column.name), kind_of(column)) for column in table.columns]


def plain_table(name: str, columns: Sequence[tuple[str, str]]) -> Table:
    """A table for reading and writing its plain values: JSON stays text, what is compressed stays so."""
    return Table(name, MetaData(), *(Column(each, KINDS[kind][0]()) for each, kind in columns))
