"""All that a database holds, for comparing."""

from __future__ import annotations

from typing import Any

from dateline.store.database import Database
from dateline.store.transfer import plain_tables, rows_of


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that has any."""
    found = {}
    with database.reading() as connection:
        for table in plain_tables():
            with rows_of(connection, table) as rows:
                if kept := [tuple(row) for row in rows]:
                    found[table.name] = kept
    return found
