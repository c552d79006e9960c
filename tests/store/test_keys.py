"""What is filed stays what the other tables say, whatever is written, replaced, or goes back to what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, inspect, select

from dateline.model import Provenance
from dateline.store import schema_keys
from dateline.store.database import Database, open_database
from dateline.store.keys import file_everything, host_of
from dateline.store.writer import Writer
from tests.serve.small_site import numbered

FILES = (
    schema_keys.article_keys,
    schema_keys.event_keys,
    schema_keys.statement_keys,
    schema_keys.key_months,
    schema_keys.key_totals,
)


def filed(database: Database) -> list[set[tuple[object, ...]]]:
    with database.reading() as connection:
        return [
            {tuple(row) for row in connection.execute(select(table)) if getattr(row, "number", 1) != 0}
            for table in FILES
        ]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 2)), min_size=1, max_size=8)
)
def test_the_files_are_what_filing_everything_makes(
    steps: list[tuple[int, int, int]], tmp_path_factory: object
) -> None:
    path = Path(tmp_path_factory.mktemp("files")) / "news.db"  # type: ignore[attr-defined]
    with open_database(path) as database:
        for hour, (address, number, code) in enumerate(steps):
            reading = numbered(number, published=f"2024-05-0{number}")
            page = replace(
                reading.page,
                address=f"https://gazette.example/{address}",
                fetched=datetime(2024, 6, 1, hour, tzinfo=UTC),
            )
            provenance = Provenance(code=str(code), ontology="1", models=())
            Writer(database).write(replace(reading, page=page, provenance=provenance))
        as_written = filed(database)
        with database.writing() as connection:
            for table in (*FILES, schema_keys.name_words):
                connection.execute(delete(table))
            file_everything(connection)
        assert as_written == filed(database)
        assert as_written[0]


def test_filing_in_blocks_makes_the_same(database: Database) -> None:
    """Article after article or all at once; and the indexes are there again afterwards."""
    for number in (1, 2, 3):
        Writer(database).write(numbered(number, published=f"2024-05-0{number}"))
    as_written, indexed = filed(database), indexes(database)
    for at_once in (1, 2, 10_000):
        with database.writing() as connection:
            for table in (*FILES, schema_keys.name_words):
                connection.execute(delete(table))
            file_everything(connection, at_once=at_once)
        assert filed(database) == as_written
        assert indexes(database) == indexed


def indexes(database: Database) -> dict[str, list[str | None]]:
    with database.reading() as connection:
        known = inspect(connection)
        return {
            f"{table.name}.{index['name']}": list(index["column_names"])
            for table in FILES
            for index in known.get_indexes(table.name)
        }


def test_hosts() -> None:
    assert host_of("https://www.Gazette.example/a") == "gazette.example"
    assert host_of("http://gazette.example:8080/a") == "gazette.example:8080"
    assert host_of("notes/a.html") is None
    assert host_of(None) is None
    assert host_of("http://[broken") is None
