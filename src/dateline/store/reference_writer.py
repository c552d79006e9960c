"""Importing a snapshot of reference data: checked whole, then written in one transaction, or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from dateline.errors import ListRejectedError, StoreError
from dateline.model import Record, Snapshot
from dateline.store.columns import storable
from dateline.store.database import Database, connect, translated
from dateline.store.reference_merge import merge
from dateline.store.reference_staging import Staging
from dateline.store.writer import Outcome

BUSY_SECONDS = 60.0
_CACHE_KIB = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did.

    Attributes:
        outcome: NEW, or UNCHANGED if these bytes were imported before.
        snapshot: the one that is in force now.
        previous: the one that was in force before it.
    """

    outcome: Outcome
    snapshot: Snapshot
    previous: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class ReferenceWriter:
    """Writes snapshots into a database. An import that fails leaves everything as it was."""

    database: Database

    def standing(self, head: Snapshot) -> Snapshot | None:
        """The snapshot in force that already holds these bytes, so that nothing is left to import; else None.

        Raises:
            ListRejectedError: the new snapshot is older than the one in force.
            StoreError: the database cannot be read.
        """
        with translated(self.database.path), closing(self._connect()) as link:
            _, newest = _newest(link, head.source)
            return newest if _is_known(head, newest) else None

    def write(
        self,
        head: Snapshot,
        records: Iterable[Record],
        *,
        complete: Sequence[str] = (),
        allow_shrink: bool = False,
    ) -> Imported:
        """Import a snapshot.

        Args:
            head: the snapshot; the number of its records is counted here.
            records: all that stands in it. Nothing is written before the last one was read.
            complete: the sanctions lists that are complete in it, if it has entries of them.
            allow_shrink: take it even if it has less than half of the entries of the one before.

        Raises:
            ListRejectedError: as :meth:`standing`; or it has no entries, two with one id, or too few; or its version
                was imported before with other bytes.
            StoreError: the database cannot be written.
        """
        if self.database.read_only:
            raise StoreError(
                "is open for reading only", where=str(self.database.path), action="open it for writing"
            )
        with translated(self.database.path), closing(self._connect()) as link:
            known = self.standing(head)
            if known is not None:
                return Imported(outcome=Outcome.UNCHANGED, snapshot=known, previous=known)
            staging = Staging(link)
            staging.fill(records, where=head.address)
            whole = replace(head, records=staging.records)
            link.execute("BEGIN IMMEDIATE")
            # Another import may have come in between; what is not committed is undone when the link is closed.
            number, newest = _newest(link, head.source)
            if _is_known(head, newest):
                assert newest is not None  # noqa: S101  # it is what is known
                return Imported(outcome=Outcome.UNCHANGED, snapshot=newest, previous=newest)
            _check_version(link, head)
            _check_size(whole, newest, allow_shrink=allow_shrink)
            # A list of which nothing is there is not complete in it, whatever the source holds as a rule.
            found = staging.lists()
            there = [name for name in complete if name in found]
            merge(link, source=head.source, snapshot=_insert(link, whole, there), previous=number)
            link.execute("COMMIT")
            return Imported(outcome=Outcome.NEW, snapshot=whole, previous=newest)

    def _connect(self) -> sqlite3.Connection:
        link = connect(self.database.path, busy_seconds=BUSY_SECONDS)
        link.execute("PRAGMA temp_store = FILE")
        link.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        return link


def _newest(link: sqlite3.Connection, source: str) -> tuple[int | None, Snapshot | None]:
    row = link.execute(
        "SELECT id, version, taken, address, sha256, records FROM snapshots WHERE source = ? ORDER BY id DESC LIMIT 1",
        (source,),
    ).fetchone()
    if row is None:
        return None, None
    number, version, taken, address, sha256, records = row
    return number, Snapshot(
        id=f"{source}@{version}",
        source=source,
        version=version,
        taken=date.fromisoformat(taken),
        address=address,
        sha256=sha256,
        records=records,
    )


def _is_known(head: Snapshot, newest: Snapshot | None) -> bool:
    """Whether the snapshot in force holds these bytes, of this day."""
    if newest is None:
        return False
    same = newest.sha256 == head.sha256
    if same and (newest.version == head.version or newest.taken == head.taken):
        return True
    if head.taken < newest.taken:
        raise ListRejectedError(
            f"stands for {head.taken}, and the snapshot of {head.source} in force for {newest.taken}",
            where=head.address,
            action="import snapshots in the order of their days, the oldest first, into a new database",
        )
    return False


def _check_version(link: sqlite3.Connection, head: Snapshot) -> None:
    query = "SELECT 1 FROM snapshots WHERE source = ? AND version = ?"
    if link.execute(query, (head.source, head.version)).fetchone():
        raise ListRejectedError(
            f"version {head.version} of {head.source} was imported before, with other content",
            where=head.address,
            action="give this one another name by --version",
        )


def _check_size(head: Snapshot, newest: Snapshot | None, *, allow_shrink: bool) -> None:
    if not head.records:
        raise ListRejectedError("has no entries", where=head.address, action="fetch the file again")
    if newest and head.records * 2 < newest.records and not allow_shrink:
        raise ListRejectedError(
            f"has {head.records:,} entries, less than half of the {newest.records:,} of {newest.taken}",
            where=head.address,
            action="fetch the file again, or give --allow-shrink if it did shrink",
        )


def _insert(link: sqlite3.Connection, head: Snapshot, complete: Sequence[str]) -> int:
    values = (
        head.source,
        storable(head.version),
        head.taken.isoformat(),
        storable(head.address),
        head.sha256,
        head.records,
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        json.dumps(list(complete)),
    )
    cursor = link.execute(
        "INSERT INTO snapshots (source, version, taken, address, sha256, records, imported, lists)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    return int(cursor.lastrowid or 0)
