"""Importing a snapshot of reference data: checked whole, then written in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from dateline.errors import ListRejectedError
from dateline.model import Record, Snapshot
from dateline.store.database import Database
from dateline.store.dialect import use_disk_for_temporary
from dateline.store.reference_merge import merge
from dateline.store.reference_staging import Staging
from dateline.store.schema_reference import snapshots
from dateline.store.writer import Outcome

BUSY_SECONDS = 60.0


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
        with self.database.reading() as connection:
            _, newest = _newest(connection, head.source)
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
        self.database.check_writable()
        known = self.standing(head)
        if known is not None:
            return Imported(outcome=Outcome.UNCHANGED, snapshot=known, previous=known)
        with self.database.alone(busy_seconds=BUSY_SECONDS) as connection:
            use_disk_for_temporary(connection)
            staging = Staging(connection)
            staging.fill(records, where=head.address)
            whole = replace(head, records=staging.records)
            with connection.execution_options(dateline_writes=True).begin():
                # Another import may have come in between.
                number, newest = _newest(connection, head.source)
                if _is_known(head, newest):
                    assert newest is not None  # noqa: S101  # it is what is known
                    return Imported(outcome=Outcome.UNCHANGED, snapshot=newest, previous=newest)
                _check_version(connection, head)
                _check_size(whole, newest, allow_shrink=allow_shrink)
                # A list of which nothing is there is not complete in it, whatever the source holds as a rule.
                found = staging.lists()
                there = tuple(name for name in complete if name in found)
                new = _insert(connection, whole, there)
                merge(connection, source=head.source, snapshot=new, previous=number)
            return Imported(outcome=Outcome.NEW, snapshot=whole, previous=newest)


def _newest(connection: Connection, source: str) -> tuple[int | None, Snapshot | None]:
    query = select(snapshots).where(snapshots.c.source == source).order_by(snapshots.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    if row is None:
        return None, None
    return row.id, Snapshot(
        id=f"{source}@{row.version}",
        source=source,
        version=row.version,
        taken=row.taken,
        address=row.address,
        sha256=row.sha256,
        records=row.records,
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


def _check_version(connection: Connection, head: Snapshot) -> None:
    same = (snapshots.c.source == head.source, snapshots.c.version == head.version)
    if connection.execute(select(snapshots.c.id).where(*same)).first():
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


def _insert(connection: Connection, head: Snapshot, complete: Sequence[str]) -> int:
    row = {
        "source": head.source,
        "version": head.version,
        "taken": head.taken,
        "address": head.address,
        "sha256": head.sha256,
        "records": head.records,
        "imported": datetime.now(UTC),
        "lists": complete,
    }
    return int(connection.execute(insert(snapshots).values(row).returning(snapshots.c.id)).scalar_one())
