from __future__ import annotations

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from dateline.store import schema, schema_collect, schema_gathered
from dateline.store.database import open_database
from dateline.store.migrations import configuration

assert schema_collect.everything is schema_gathered.everything


def test_the_migrations_make_the_schema(tmp_path: Path) -> None:
    with open_database(tmp_path / "d.db") as database, database.reading() as connection:
        options = {
            "compare_type": True,
            "include_object": lambda item, name, kind, *_: not (kind == "table" and "_fts" in name),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, schema_collect.everything) == []


def test_names_of_constraints_are_those_of_the_schema(tmp_path: Path) -> None:
    with open_database(tmp_path / "d.db") as database, database.reading() as connection:
        inspector = inspect(connection)
        for table in schema_collect.everything.sorted_tables:
            found = {str(key["name"]) for key in inspector.get_foreign_keys(table.name)}
            wanted = {str(key.name) for key in table.foreign_key_constraints if key.name}
            assert wanted <= found or not wanted
            assert inspector.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"


def test_this_code_knows_the_newest_migration() -> None:
    scripts = ScriptDirectory.from_config(configuration())
    assert scripts.get_current_head() == schema.REVISION
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert all(re.fullmatch(r"\d{4}", revision) for revision in revisions), "newer is told by comparing these"


def test_foreign_keys_have_an_index(tmp_path: Path) -> None:
    """Without one, taking an article away would look through whole tables."""
    with open_database(tmp_path / "d.db") as database, database.reading() as connection:
        inspector = inspect(connection)
        for name in schema_collect.everything.tables:
            indexed = [tuple(index["column_names"]) for index in inspector.get_indexes(name)]
            indexed += [tuple(key["column_names"]) for key in inspector.get_unique_constraints(name)]
            indexed.append(tuple(inspector.get_pk_constraint(name)["constrained_columns"]))
            for key in inspector.get_foreign_keys(name):
                columns = tuple(key["constrained_columns"])
                if columns[0] in {"provenance_id", "first_snapshot", "last_snapshot", "next_snapshot"}:
                    continue  # provenances and snapshots are never taken away
                assert any(index[: len(columns)] == columns for index in indexed), (name, columns)


def test_every_column_is_explained() -> None:
    for table in schema_collect.everything.tables.values():
        assert table.comment, table.name
        for column in table.columns:
            assert column.comment, f"{table.name}.{column.name}"
