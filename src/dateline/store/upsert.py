"""Rows that may be there already. SQLite and PostgreSQL write it alike, but SQLAlchemy has it for each apart."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def _insert(connection: Connection, table: Table) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def insert_new(connection: Connection, table: Table) -> Any:
    """Insert rows, but for those whose key is there."""
    return _insert(connection, table).on_conflict_do_nothing()


def add_to(connection: Connection, table: Table, column: str) -> Any:
    """Insert rows; of those whose key is there, add the amount in this column to what is there."""
    statement = _insert(connection, table)
    keys = [each.name for each in table.primary_key]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={column: table.c[column] + statement.excluded[column]}
    )
