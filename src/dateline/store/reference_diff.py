"""What changed between two snapshots of a source: who came, who went, and whose entry changed, how."""

# ruff: noqa: S608 -- names of columns and tables are our own constants

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text

from dateline.errors import UsageError
from dateline.store.database import Database
from dateline.store.reference import StoredSnapshot, StoreReference
from dateline.store.reference_merge import stated
from dateline.store.reference_staging import LISTING, OFFICE


class Happened(StrEnum):
    """What became of an entity between two snapshots."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one entity.

    Attributes:
        entity: its id.
        name: its primary name as of now.
        details: what changed, each in words: "name: A → B", "listing ended: us SDGT".
    """

    what: Happened
    entity: str
    name: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed between two snapshots of a source."""

    old: StoredSnapshot
    new: StoredSnapshot
    changes: tuple[Change, ...]


# An entity stood in a snapshot if it had come and had not gone, and no gap lies over it.
_STANDS = """(e.first_snapshot <= {at} AND e.last_snapshot >= {at} AND NOT EXISTS (SELECT 1 FROM entity_versions AS v
    WHERE v.entity_id = e.id AND v.last_snapshot < {at} AND v.next_snapshot > {at}))"""
_IN_OLD, _IN_NEW = _STANDS.format(at=":old"), _STANDS.format(at=":new")
_ROW_CHANGED = """EXISTS (SELECT 1 FROM {table} AS r WHERE r.entity_id = e.id
    AND (r.first_snapshot <= :old AND r.last_snapshot >= :old)
     <> (r.first_snapshot <= :new AND r.last_snapshot >= :new))"""
_CHANGED = f"""(EXISTS (SELECT 1 FROM entity_versions AS v WHERE v.entity_id = e.id AND v.next_snapshot > :old
    AND v.last_snapshot < :new) OR {_ROW_CHANGED.format(table="offices")} OR {_ROW_CHANGED.format(table="listings")})"""


def difference(database: Database, source: str, old: str | None = None, new: str | None = None) -> Difference:
    """Compare two snapshots of a source.

    Args:
        database: where they were imported.
        source: its name.
        old, new: versions; by default the newest one and the one before it.

    Raises:
        UsageError: there are no such snapshots, or they are in the wrong order.
        StoreError: the database cannot be read.
    """
    first, second = _choose(StoreReference(database).snapshots(source), source, old, new)
    names = {"source": source, "old": first.number, "new": second.number}
    with database.reading() as connection:
        return Difference(old=first, new=second, changes=tuple(_changes(connection, names)))


def _choose(
    known: tuple[StoredSnapshot, ...], source: str, old: str | None, new: str | None
) -> tuple[StoredSnapshot, StoredSnapshot]:
    versions = {one.snapshot.version: one for one in known}
    for version in (old, new):
        if version is not None and version not in versions:
            raise UsageError(
                f"there is no version {version}",
                where=source,
                action=f"there are {', '.join(versions) or 'none'}",
            )
    if len(known) < 2:
        what = "only one snapshot was imported" if known else "no snapshot was imported"
        raise UsageError(what, where=source, action="dateline reference list shows what was imported")
    second = versions[new] if new is not None else known[-1]
    before = [one for one in known if one.number < second.number]
    first = versions[old] if old is not None else before[-1] if before else second
    if first.number >= second.number:
        raise UsageError("the first version must be the older one", where=source, action="give OLD, then NEW")
    return first, second


def _changes(connection: Connection, names: Mapping[str, Any]) -> Iterator[Change]:
    head = "SELECT e.id, e.key, e.name FROM entities AS e WHERE e.source = :source AND "
    for what, condition in (
        (Happened.CAME, f"{_IN_NEW} AND NOT {_IN_OLD}"),
        (Happened.WENT, f"{_IN_OLD} AND NOT {_IN_NEW}"),
        (Happened.CHANGED, f"{_IN_OLD} AND {_IN_NEW} AND {_CHANGED}"),
    ):
        for number, key, name in connection.execute(text(f"{head}{condition} ORDER BY e.key"), names).all():
            details = _details(connection, number, names) if what is Happened.CHANGED else ()
            if details or what is not Happened.CHANGED:
                yield Change(what=what, entity=key, name=name, details=details)


def _details(connection: Connection, number: int, names: Mapping[str, Any]) -> tuple[str, ...]:
    before, after = (_stated_at(connection, number, names[side]) for side in ("old", "new"))
    found = [*_fields(before, after)]
    for table, columns, word in (("offices", OFFICE, "office"), ("listings", LISTING, "listing")):
        old = _rows_at(connection, table, number, names["old"])
        new = _rows_at(connection, table, number, names["new"])
        found += [f"{word} gone or corrected: {_in_words(row, columns)}" for row in old if row not in new]
        found += [f"{word} new or corrected: {_in_words(row, columns)}" for row in new if row not in old]
    return tuple(found)


def _stated_at(connection: Connection, number: int, snapshot: int) -> dict[str, Any]:
    """How the entity stood in a snapshot: the first version that was followed later, or as it stands now."""
    query = """SELECT stated FROM entity_versions WHERE entity_id = :id AND next_snapshot > :at
        ORDER BY next_snapshot LIMIT 1"""
    found = connection.execute(text(query), {"id": number, "at": snapshot}).scalar_one_or_none()
    if found is None:
        found = connection.execute(
            text(f"SELECT {stated(connection)} FROM entities AS e WHERE id = :id"), {"id": number}
        ).scalar_one()
    whole: dict[str, Any] = json.loads(found)
    return whole


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"name gone: {name}" for name in before["names"] if name not in after["names"])
    yield from (f"name new: {name}" for name in after["names"] if name not in before["names"])
    for field in before:
        old, new = before[field], after.get(field)
        if old != new and field not in ("names", "reference"):
            yield f"{field.replace('_', ' ')}: {old or 'none'} → {new or 'none'}"


def _rows_at(connection: Connection, table: str, number: int, snapshot: int) -> list[tuple[Any, ...]]:
    columns = OFFICE if table == "offices" else LISTING
    query = f"""SELECT {", ".join(columns)} FROM {table}
        WHERE entity_id = :id AND first_snapshot <= :at AND last_snapshot >= :at ORDER BY id"""
    return [tuple(row) for row in connection.execute(text(query), {"id": number, "at": snapshot})]


def _in_words(row: tuple[Any, ...], columns: tuple[str, ...]) -> str:
    values = dict(zip(columns, row, strict=True))
    named = [values.get(key) for key in ("position", "country", "organisation", "list", "programme", "entry")]
    words = " ".join(str(value) for value in named if value)
    start, end = (_side(values[f"{side}_earliest"], values[f"{side}_latest"]) for side in ("start", "end"))
    return f"{words}, {start or 'start not told'} to {end or 'open'}"


def _side(earliest: date | str | None, latest: date | str | None) -> str:
    return str(earliest or "") if earliest == latest else f"{earliest or '…'}/{latest or '…'}"
