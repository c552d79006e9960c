"""The tables in words, for the manual: ``python -m dateline.store.describe docs/store.md``."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import Column
from sqlalchemy.dialects import sqlite

from dateline.store import schema_gathered  # noqa: F401 -- its tables too
from dateline.store.schema_collect import everything

BEGIN = "<!-- tables: written by `python -m dateline.store.describe`; change schema.py, not this part -->"
HEAD = "| column | type | what it holds |\n| --- | --- | --- |\n"
END = "<!-- end of tables -->"


def describe() -> str:
    """The tables and their columns in Markdown, from the schema."""
    parts = []
    for table in everything.sorted_tables:
        parts.append(f"### `{table.name}`\n\n{table.comment}\n\n{HEAD}")
        parts += [_row(column) for column in table.columns]
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def renewed(page: str) -> str:
    """The manual's page with the part between the marks written again.

    Raises:
        ValueError: the marks are not in the page.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the page has no place for the tables")
    return f"{before}{BEGIN}\n\n{describe()}\n{END}{after}"


def _row(column: Column[object]) -> str:
    kind = column.type.compile(dialect=sqlite.dialect()).lower()
    marks = []
    if column.primary_key:
        marks.append("key")
    single = (key for key in column.foreign_keys if key.constraint and len(key.constraint.columns) == 1)
    marks += [f"→ `{key.target_fullname}`" for key in single]
    if column.nullable:
        marks.append("may be NULL")
    detail = f" ({', '.join(marks)})" if marks else ""
    return f"| `{column.name}` | {kind} | {column.comment}{detail} |\n"


def main(paths: list[str]) -> None:
    """Write the tables into these pages, or print them if there is none."""
    for path in map(Path, paths):
        path.write_text(renewed(path.read_text("utf-8")), encoding="utf-8")
    if not paths:
        sys.stdout.write(describe())


if __name__ == "__main__":
    main(sys.argv[1:])
