"""From the temporary tables of a new snapshot into the database: whole sets of rows at a time."""

# ruff: noqa: S608 -- names of columns and tables are our own constants

from __future__ import annotations

import sqlite3

from dateline.store.reference_staging import ENTITY, LISTING, OFFICE

_NO_SNAPSHOT = -1


def stated(table: str = "e") -> str:
    """SQL for an entity as a JSON object: its row and its names."""
    fields = ", ".join(f"'{column}', {table}.{column}" for column in ENTITY if column != "digest")
    return f"""json_object({fields}, 'names', (SELECT json_group_array(text) FROM
        (SELECT text FROM entity_names WHERE entity_id = {table}.id ORDER BY id)))"""


def merge(link: sqlite3.Connection, *, source: str, snapshot: int, previous: int | None) -> None:
    """Bring the rows of a source to a new snapshot. A row that stands as before only gets its last snapshot moved.

    Args:
        link: inside a transaction, with the temporary tables filled.
        source: its name.
        snapshot: number of the new snapshot, whose row is there.
        previous: number of the one before it.
    """
    before = _NO_SNAPSHOT if previous is None else previous
    names = {"source": source, "new": snapshot, "old": before}
    link.execute(
        """UPDATE new_entities SET entity_id = e.id, fresh = e.digest <> new_entities.digest
           FROM entities AS e WHERE e.source = :source AND e.key = new_entities.key""",
        names,
    )
    _keep_versions(link, names)
    _entities(link, names)
    _names(link)
    for table, columns in (("offices", OFFICE), ("listings", LISTING)):
        _rows(link, table, columns, names)


def _keep_versions(link: sqlite3.Connection, names: dict[str, object]) -> None:
    """How entities stood that have changed, or had been gone."""
    link.execute(
        f"""INSERT INTO entity_versions (entity_id, last_snapshot, next_snapshot, stated)
            SELECT e.id, e.last_snapshot, :new, {stated()}
            FROM new_entities AS n JOIN entities AS e ON e.id = n.entity_id
            WHERE n.fresh OR e.last_snapshot <> :old""",
        names,
    )


def _entities(link: sqlite3.Connection, names: dict[str, object]) -> None:
    columns = ", ".join(ENTITY)
    link.execute(
        f"""UPDATE entities SET {", ".join(f"{column} = n.{column}" for column in ENTITY)}
            FROM new_entities AS n WHERE entities.id = n.entity_id AND n.fresh"""
    )
    link.execute(
        "UPDATE entities SET last_snapshot = :new WHERE id IN (SELECT entity_id FROM new_entities)", names
    )
    link.execute(
        f"""INSERT INTO entities (source, key, {columns}, first_snapshot, last_snapshot)
            SELECT :source, key, {columns}, :new, :new FROM new_entities WHERE entity_id IS NULL ORDER BY n""",
        names,
    )
    link.execute(
        """UPDATE new_entities SET entity_id = e.id FROM entities AS e
           WHERE new_entities.entity_id IS NULL AND e.source = :source AND e.key = new_entities.key""",
        names,
    )


def _names(link: sqlite3.Connection) -> None:
    fresh = "(SELECT entity_id FROM new_entities WHERE fresh)"
    for table in ("entity_names", "lone_names", "name_sounds"):
        link.execute(f"DELETE FROM {table} WHERE entity_id IN {fresh}")
    link.execute(
        """INSERT INTO entity_names (entity_id, text, kind, script, name_key)
           SELECT e.entity_id, n.text, n.kind, n.script, n.name_key
           FROM new_names AS n JOIN new_entities AS e USING (n) WHERE e.fresh ORDER BY n.rowid"""
    )
    link.execute(
        """INSERT INTO lone_names (entity_id, word)
           SELECT e.entity_id, w.word FROM new_words AS w JOIN new_entities AS e USING (n) WHERE e.fresh"""
    )
    link.execute(
        """INSERT INTO name_sounds (key, entity_id)
           SELECT s.key, e.entity_id FROM new_sounds AS s JOIN new_entities AS e USING (n)
           WHERE e.fresh ORDER BY s.key, e.entity_id"""
    )


def _rows(link: sqlite3.Connection, table: str, columns: tuple[str, ...], names: dict[str, object]) -> None:
    """Offices or listings: those that stood in the snapshot before go on, the others begin."""
    # The plus keeps SQLite from looking rows up by their content: only the entity narrows them down.
    same = " AND ".join(f"+o.{column} IS s.{column}" for column in columns)
    link.execute(
        f"""UPDATE {table} SET last_snapshot = :new WHERE id IN (
            SELECT o.id FROM new_{table} AS s JOIN new_entities AS e USING (n)
            JOIN {table} AS o ON o.entity_id = e.entity_id AND o.last_snapshot = :old AND {same})""",
        names,
    )
    listed = ", ".join(columns)
    link.execute(
        f"""INSERT INTO {table} (entity_id, {listed}, first_snapshot, last_snapshot)
            SELECT e.entity_id, {", ".join(f"s.{column}" for column in columns)}, :new, :new
            FROM new_{table} AS s JOIN new_entities AS e USING (n)
            WHERE NOT EXISTS (SELECT 1 FROM {table} AS o WHERE o.entity_id = e.entity_id
                              AND o.last_snapshot = :new AND {same})
            ORDER BY s.rowid""",
        names,
    )
