from __future__ import annotations

import re
from pathlib import Path

import pytest

from dateline.store import schema
from dateline.store.database import open_database
from dateline.store.describe import describe, renewed

PAGE = Path(__file__).parents[2] / "docs" / "store.md"


def test_the_manual_describes_the_tables_as_they_are() -> None:
    page = PAGE.read_text("utf-8")
    assert renewed(page) == page, "run `python -m dateline.store.describe docs/store.md`"


def test_every_table_and_column_is_described() -> None:
    text = describe()
    for table in schema.metadata.tables.values():
        section = text.partition(f"### `{table.name}`\n")[2].partition("\n### ")[0]
        assert [f"`{column.name}`" for column in table.columns] == re.findall(r"^\| (`\w+`) ", section, re.M)


def test_a_page_without_a_place_for_the_tables() -> None:
    with pytest.raises(ValueError, match="no place"):
        renewed("# Nothing")


QUERIES = re.findall(r"```sql\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("query", QUERIES)
def test_the_manuals_queries_find_something(stored: Path, query: str) -> None:
    with open_database(stored, read_only=True) as database, database.reading() as connection:
        assert connection.exec_driver_sql(query).all()


def test_the_manual_has_queries() -> None:
    assert len(QUERIES) >= 6
