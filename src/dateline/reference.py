"""The reference data that commands and the site ask: the shipped ones, and what was imported into a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dateline.lexicon.reference import load_records, shipped_snapshot
from dateline.lexicon.standing import merge_records
from dateline.model import Judgements, Record
from dateline.resolve.reference import JoinedReference, Reference, shipped_reference
from dateline.resolve.screen import Screener, index_of
from dateline.store.database import Database
from dateline.store.reference import StoreReference
from dateline.store.verdicts import Verdicts


def reference_of(database: Database | None) -> Reference:
    """The shipped data, and those imported into ``database`` if one is given and has any."""
    imported = imported_reference(database)
    shipped = shipped_reference()
    return JoinedReference((shipped, imported)) if imported else shipped


def imported_reference(database: Database | None) -> StoreReference | None:
    """What was imported into a database; None if nothing was."""
    if database is None:
        return None
    reference = StoreReference(database)
    return reference if reference.snapshots() else None


def judgements_of(database: Database | None) -> Judgements:
    """What people said of entities in a database."""
    return Verdicts(database).judgements() if database else Judgements()


def versions_of(
    reference: StoreReference | None, judgements: Judgements | None = None
) -> tuple[tuple[str, str], ...]:
    """The sources in force with their versions, and that of the verdicts, for the provenance of what is read."""
    stored = reference.snapshots() if reference else ()
    sources = ((f"reference {one.snapshot.source}", one.snapshot.version) for one in stored if one.newest)
    judged = (("verdicts", str(judgements.version)),) if judgements and judgements.version else ()
    return (*sources, *judged)


def records_known(database: Database | None) -> Callable[[str], tuple[Record, ...]]:
    """From the id of an entity to all that each source says of it; empty if none knows it.

    What verdicts call the same is taken together: what it counts as stands first, and the shipped data before others.
    """
    imported = imported_reference(database)
    judged = judgements_of(database)
    shipped = {record.entity.id: record for record in load_records()}

    def known(identity: str) -> tuple[Record, ...]:
        return tuple(record for member in judged.members(identity) for record in own(member))

    def own(identity: str) -> tuple[Record, ...]:
        first = (shipped[identity],) if identity in shipped else ()
        return (*first, *(imported.record(identity) if imported else ()))

    return known


def screener_of(database: Database | None, wanted: frozenset[str]) -> Screener:
    """Finds people and organisations of the shipped data and of ``database``.

    Args:
        database: with imported lists, or None.
        wanted: only who stands or stood on one of these lists; all if empty.
    """
    imported = imported_reference(database)
    known = records_known(database)

    def fetch(identity: str) -> Record | None:
        records = known(identity)
        return merge_records(records) if records else None

    def everybody() -> Iterator[tuple[str, str, str]]:
        for record in load_records():
            for name in record.entity.names:
                yield name.text, record.entity.id, record.entity.schema
        if imported:
            yield from imported.names()

    lists = dict(imported.lists()) if imported else {}
    newest = max([shipped_snapshot().taken, *lists.values()])
    return Screener(index_of(everybody()), fetch, lists, newest, wanted)
