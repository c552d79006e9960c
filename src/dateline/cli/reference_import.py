"""What ``dateline reference import`` does: fetch or open a list, read it, write it as a snapshot."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

from dateline.collect.download import Downloader
from dateline.collect.files import is_address
from dateline.collect.lists.fetched import Fetched, fetch_list
from dateline.collect.lists.files import ListFile, open_list
from dateline.collect.lists.origin import Tally
from dateline.collect.lists.sources import Source, replaced_addresses, source_of
from dateline.errors import UsageError
from dateline.model import Record, Snapshot
from dateline.settings import Settings
from dateline.store.database import Database
from dateline.store.reference import StoreReference
from dateline.store.reference_diff import Happened, difference
from dateline.store.reference_writer import Imported, ReferenceWriter
from dateline.store.writer import Outcome

_EVERY = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user asked for."""

    source: str
    place: str | None = None
    address: str | None = None
    version: str | None = None
    taken: date | None = None
    allow_shrink: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done.

    Attributes:
        came, went, changed: how many entities, since the snapshot before.
        undated: the list tells no day, and stands for the day of its import.
    """

    imported: Imported
    passed_over: Tally
    came: int = 0
    went: int = 0
    changed: int = 0
    undated: bool = False


class Watch:
    """Bars on standard error for a person who waits. Use it as a context manager."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Watch:
        self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()

    def fetching(self, there: int, total: int | None) -> None:
        """So many bytes of a download are there."""
        self._show("fetching", there, total)

    def reading(self, entries: int, there: int, total: int) -> None:
        """So many entries were read, from so many bytes."""
        self._show(f"reading, {entries:,} entries", there, total)

    def _show(self, what: str, there: int, total: int | None) -> None:
        if self._task is None:
            self._task = self._progress.add_task(what)
        self._progress.update(self._task, description=what, completed=there, total=total)


def import_list(asked: Asked, database: Database, watch: Watch | None = None) -> Done:
    """Import a list.

    Raises:
        UsageError: the source, place or day cannot be meant.
        InputRejectedError: the list cannot be fetched or opened.
        ListRejectedError: the list is not sound, or does not fit to the snapshots before it.
        StoreError: the database cannot be written.
    """
    settings = Settings.from_environment(os.environ)
    source = source_of(asked.source)
    with ExitStack() as stack:
        path, fetched = _found(asked, source, settings, stack, watch)
        parts = fetched.parts if fetched else None
        opened = stack.enter_context(open_list(path, source, parts=parts, limit=settings.max_list_bytes))
        head, undated = _head(asked, opened, fetched)
        writer, tally = ReferenceWriter(database), Tally()
        known = _standing_undated(head, database) if undated else writer.standing(head)
        if known is not None:
            return Done(imported=Imported(outcome=Outcome.UNCHANGED, snapshot=known), passed_over=tally)
        prefix = source.prefix or asked.source
        records = opened.records(asked.source, head.version, head.taken, prefix, tally)
        imported = writer.write(
            head, _watched(records, opened, watch), complete=source.complete, allow_shrink=asked.allow_shrink
        )
    return replace(_counted(imported, tally, database), undated=undated)


def _standing_undated(head: Snapshot, database: Database) -> Snapshot | None:
    """The snapshot in force, if it holds these bytes: a list without a day that is imported again tells nothing new."""
    newest = next((one for one in StoreReference(database).snapshots(head.source) if one.newest), None)
    return newest.snapshot if newest and newest.snapshot.sha256 == head.sha256 else None


def _found(
    asked: Asked, source: Source, settings: Settings, stack: ExitStack, watch: Watch | None
) -> tuple[Path, Fetched | None]:
    """The file, and what is known of it if it was fetched."""
    if asked.place is not None and asked.address is not None:
        raise UsageError(
            "a file or address and --from are both given", where=asked.source, action="give one of them"
        )
    place = asked.place
    if place is not None and not is_address(place):
        return Path(place), None
    address = place or asked.address or replaced_addresses(settings.reference_addresses).get(asked.source)
    if address is None and source.address is None:
        raise UsageError(
            "no address is known for it",
            where=asked.source,
            action="give a file or an address after its name",
        )
    fetched = fetch_list(
        stack.enter_context(Downloader(settings)),
        asked.source,
        source,
        Path(settings.reference_dir).expanduser(),
        address=address,
        progress=watch.fetching if watch else lambda _there, _total: None,
    )
    return fetched.path, fetched


def _head(asked: Asked, opened: ListFile, fetched: Fetched | None) -> tuple[Snapshot, bool]:
    """The snapshot that a list is: its version and day as they were given, or as it or its server tells.

    A list of which nobody tells the day stands for the day of its import, and its version is that moment (True then).
    """
    now = datetime.now(UTC)
    today = now.date()
    told = opened.day or (fetched.day or today if fetched else None)
    undated = asked.taken is None and told is None
    taken = asked.taken or told or today
    # A day ahead may be the date already where the list is kept.
    if taken > today + timedelta(days=1):
        raise UsageError(f"{taken} is still to come", where=opened.name, action="give another day by --taken")
    own = opened.version or (fetched.version if fetched else None)
    version = asked.version or own or (f"{now:%Y-%m-%dT%H:%M:%S.%fZ}" if undated else taken.isoformat())
    head = Snapshot(
        id=f"{asked.source}@{version}",
        source=asked.source,
        version=version,
        taken=taken,
        address=fetched.address if fetched else asked.place or opened.name,
        sha256=opened.sha256,
        records=0,
    )
    return head, undated


def _watched(records: Iterable[Record], opened: ListFile, watch: Watch | None) -> Iterator[Record]:
    for number, record in enumerate(records, start=1):
        if watch is not None and number % _EVERY == 0:
            watch.reading(number, opened.stream.tell(), opened.size)
        yield record


def _counted(imported: Imported, tally: Tally, database: Database) -> Done:
    if imported.previous is None or imported.outcome is not Outcome.NEW:
        return Done(imported=imported, passed_over=tally)
    snapshot = imported.snapshot
    changes = difference(database, snapshot.source, imported.previous.version, snapshot.version).changes
    came, went, changed = (sum(one.what is what for one in changes) for what in Happened)
    return Done(imported=imported, passed_over=tally, came=came, went=went, changed=changed)
