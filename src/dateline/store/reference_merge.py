"""From the temporary tables of a new snapshot into the database: whole sets of rows at a time."""

# ruff: noqa: S608 -- names of columns and tables are our own constants

from __future__ import annotations

import re

from sqlalchemy import Connection, text

from dateline.store.dialect import on_postgresql
from dateline.store.reference_staging import ENTITY, LISTING, OFFICE

_NO_SNAPSHOT = -1
_NAME = re.compile(r":(source|new|old)\b")


def stated(connection: Connection, table: str = "e") -> str:
    """SQL for an entity as a JSON object: its row and its names."""
    fields = ", ".join(f"'{column}', {table}.{column}" for column in ENTITY if column != "digest")
    of = f"FROM entity_names WHERE entity_id = {table}.id"
    if on_postgresql(connection):
        return f"json_build_object({fields}, 'names', (SELECT json_agg(text ORDER BY id) {of}))::text"
    return f"""json_object({fields}, 'names', (SELECT json_group_array(text) FROM
        (SELECT text {of} ORDER BY id)))"""


def merge(connection: Connection, *, source: str, snapshot: int, previous: int | None) -> None:
    """Bring the rows of a source to a new snapshot. A row that stands as before only gets its last snapshot moved.

    Args:
        connection: inside a transaction, with the temporary tables filled.
        source: its name.
        snapshot: number of the new snapshot, whose row is there.
        previous: number of the one before it.
    """
    before = _NO_SNAPSHOT if previous is None else previous
    names = {"source": source, "new": snapshot, "old": before}
    _run(
        connection,
        """UPDATE new_entities SET entity_id = e.id, fresh = e.digest <> new_entities.digest
           FROM entities AS e WHERE e.source = :source AND e.key = new_entities.key""",
        names,
    )
    _keep_versions(connection, names)
    _entities(connection, names)
    _names(connection)
    for table, columns in (("offices", OFFICE), ("listings", LISTING)):
        _rows(connection, table, columns, names)


def _run(connection: Connection, statement: str, names: dict[str, object] | None = None) -> None:
    connection.execute(
        text(statement), {name: names[name] for name in _NAME.findall(statement)} if names else {}
    )


def _keep_versions(connection: Connection, names: dict[str, object]) -> None:
    """How entities stood that have changed, or had been gone."""
    _run(
        connection,
        f"""INSERT INTO entity_versions (entity_id, last_snapshot, next_snapshot, stated)
            SELECT e.id, e.last_snapshot, :new, {stated(connection)}
            FROM new_entities AS n JOIN entities AS e ON e.id = n.entity_id
            WHERE n.fresh OR e.last_snapshot <> :old""",
        names,
    )


def _entities(connection: Connection, names: dict[str, object]) -> None:
    columns = ", ".join(ENTITY)
    _run(
        connection,
        f"""UPDATE entities SET {", ".join(f"{column} = n.{column}" for column in ENTITY)}
            FROM new_entities AS n WHERE entities.id = n.entity_id AND n.fresh""",
    )
    _run(
        connection,
        "UPDATE entities SET last_snapshot = :new WHERE id IN (SELECT entity_id FROM new_entities)",
        names,
    )
    _run(
        connection,
        f"""INSERT INTO entities (source, key, {columns}, first_snapshot, last_snapshot)
            SELECT :source, key, {columns}, :new, :new FROM new_entities WHERE entity_id IS NULL ORDER BY n""",
        names,
    )
    _run(
        connection,
        """UPDATE new_entities SET entity_id = e.id FROM entities AS e
           WHERE new_entities.entity_id IS NULL AND e.source = :source AND e.key = new_entities.key""",
        names,
    )


def _names(connection: Connection) -> None:
    fresh = "(SELECT entity_id FROM new_entities WHERE fresh)"
    for table in ("entity_names", "lone_names", "name_sounds"):
        _run(connection, f"DELETE FROM {table} WHERE entity_id IN {fresh}")
    _run(
        connection,
        """INSERT INTO entity_names (entity_id, text, kind, script, name_key)
           SELECT e.entity_id, n.text, n.kind, n.script, n.name_key
           FROM new_names AS n JOIN new_entities AS e USING (n) WHERE e.fresh ORDER BY n.row""",
    )
    _run(
        connection,
        """INSERT INTO lone_names (entity_id, word)
           SELECT e.entity_id, w.word FROM new_words AS w JOIN new_entities AS e USING (n) WHERE e.fresh""",
    )
    _run(
        connection,
        """INSERT INTO name_sounds (key, entity_id)
           SELECT s.key, e.entity_id FROM new_sounds AS s JOIN new_entities AS e USING (n)
           WHERE e.fresh ORDER BY s.key, e.entity_id""",
    )


def _rows(connection: Connection, table: str, columns: tuple[str, ...], names: dict[str, object]) -> None:
    """Offices or listings: those that stood in the snapshot before go on, the others begin."""
    # The plus keeps SQLite from looking rows up by their content: only the entity narrows them down.
    form = "o.{0} IS NOT DISTINCT FROM s.{0}" if on_postgresql(connection) else "+o.{0} IS s.{0}"
    same = " AND ".join(form.format(column) for column in columns)
    _run(
        connection,
        f"""UPDATE {table} SET last_snapshot = :new WHERE id IN (
            SELECT o.id FROM new_{table} AS s JOIN new_entities AS e USING (n)
            JOIN {table} AS o ON o.entity_id = e.entity_id AND o.last_snapshot = :old AND {same})""",
        names,
    )
    listed = ", ".join(columns)
    _run(
        connection,
        f"""INSERT INTO {table} (entity_id, {listed}, first_snapshot, last_snapshot)
            SELECT e.entity_id, {", ".join(f"s.{column}" for column in columns)}, :new, :new
            FROM new_{table} AS s JOIN new_entities AS e USING (n)
            WHERE NOT EXISTS (SELECT 1 FROM {table} AS o WHERE o.entity_id = e.entity_id
                              AND o.last_snapshot = :new AND {same})
            ORDER BY s.row""",
        names,
    )
