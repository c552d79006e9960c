"""One shard, from its inputs to its parts and the marker: what a worker does, whatever engine it runs under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from dateline.batch.marker import FORM, Marker, is_finished, marker_name, part_name, write_marker
from dateline.batch.part_rows import rows_of_reading, rows_of_rejected
from dateline.batch.part_writer import PartFile, PartsWriter
from dateline.batch.places import Depot, FileState, Place, reported
from dateline.batch.shards import Shard
from dateline.collect.archives.archive import read_archive
from dateline.collect.archives.entries import Entry, PassedOver
from dateline.collect.archives.members import claimed_type
from dateline.collect.files import read_stream
from dateline.errors import DatelineError, InputRejectedError, Reason
from dateline.model import Page, Reading, Rejected
from dateline.read import Reader
from dateline.reference import imported_reference, judgements_of, versions_of
from dateline.settings import Settings
from dateline.store.database import open_database


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What holds for all shards of a batch.

    Attributes:
        out: the depot's address.
        reference: a database whose imported reference data are asked too.
    """

    out: str
    settings: Settings
    reference: str | None = None


class State(StrEnum):
    """What became of a shard."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a worker reports of a shard; ``message`` says why it failed."""

    shard: str
    state: State
    articles: int = 0
    rejected: int = 0
    passed_over: int = 0
    message: str = ""


@cache
def reader_for(reference: str | None) -> Reader:
    """The reader of this process, loaded once."""
    database = open_database(reference, create=False, read_only=True) if reference else None
    imported, judged = imported_reference(database), judgements_of(database)
    if imported is None and database is not None:
        database.close()
    return Reader.load(imported, versions_of(imported, judged), judged)


def work(shard: Shard, order: Order) -> Outcome:
    """Do one shard, unless it is finished. Nothing is raised for what is wrong with its inputs or the depot.

    Returns:
        FAILED with the reason if the shard could not be read or its parts could not be written; the depot then has no
        marker for it.
    """
    try:
        return _do(shard, order)
    except DatelineError as error:
        return Outcome(shard=shard.name, state=State.FAILED, message=str(error))
    except Exception as error:
        message = f"{shard.inputs[0]}: {type(error).__name__}: {error}"
        return Outcome(shard=shard.name, state=State.FAILED, message=message)


def _do(shard: Shard, order: Order) -> Outcome:
    depot = Depot(order.out)
    reader = reader_for(order.reference)
    inputs = _states(shard)
    if is_finished(depot, shard, inputs, reader.provenance):
        return Outcome(shard=shard.name, state=State.SKIPPED)
    depot.remove(marker_name(shard.name))  # from here on the parts may be neither the old nor the new ones
    tally = _Tally()
    with depot.scratch() as scratch:
        with PartsWriter(scratch, reader.provenance) as writer, reported(order.out):
            for number, entry in enumerate(_kept(_entries(shard, order.settings), tally)):
                _write(writer, reader, entry, f"{shard.key}-{number:08d}", tally)
            parts = writer.finish()
        for table in parts:
            depot.put(scratch / f"{table}.parquet", part_name(table, shard.name))
        write_marker(depot, _marker(shard, inputs, reader, tally, parts), scratch)
    return Outcome(
        shard=shard.name,
        state=State.DONE,
        articles=tally.articles,
        rejected=tally.rejected,
        passed_over=tally.passed_over.total(),
    )


class _Tally:
    def __init__(self) -> None:
        self.articles = self.rejected = 0
        self.passed_over: Counter[str] = Counter()


def _marker(
    shard: Shard,
    inputs: tuple[FileState, ...],
    reader: Reader,
    tally: _Tally,
    parts: dict[str, PartFile],
) -> Marker:
    return Marker(
        form=FORM,
        shard=shard.name,
        inputs=inputs,
        provenance=reader.provenance,
        articles=tally.articles,
        rejected=tally.rejected,
        passed_over=dict(tally.passed_over),
        parts=parts,
    )


def _states(shard: Shard) -> tuple[FileState, ...]:
    """The state of each input. An archive that is not there fails the shard; a single page is one reject of many."""
    states = []
    for name in shard.inputs:
        try:
            states.append(Place(name).state())
        except InputRejectedError:
            if shard.archive is not None:
                raise
            states.append(FileState(path=name, size=-1, version="missing"))
    return tuple(states)


def _entries(shard: Shard, settings: Settings) -> Iterator[Entry]:
    if shard.archive is None:
        for name in shard.inputs:
            yield Entry(place="", item=_single(name, settings))
        return
    (name,) = shard.inputs
    place = Place(name)
    with place.opened() as stream, reported(name):
        yield from read_archive(
            stream, name, shard.archive, max_page_bytes=settings.max_page_bytes, fetched=_time(place)
        )


def _single(name: str, settings: Settings) -> Page | Rejected:
    """One file of a page, as ``dateline read`` takes it."""
    place = Place(name)
    try:
        with place.opened() as stream:
            page = read_stream(stream, max_bytes=settings.max_page_bytes)
    except InputRejectedError as error:
        message = str(error).replace("standard input", name)
        return Rejected(address=name, reason=error.reason, message=message)
    return Page(address=name, content=page.content, fetched=_time(place), content_type=claimed_type(name))


def _time(place: Place) -> datetime:
    """When a file was last changed; the beginning of time where its store does not tell."""
    filesystem, path = place.resolved()
    info: dict[str, Any] = filesystem.info(path)
    changed = info.get("mtime") or info.get("LastModified")
    if isinstance(changed, datetime):
        return changed.astimezone(UTC)
    return datetime.fromtimestamp(changed if isinstance(changed, int | float) else 0, UTC)


def _kept(entries: Iterator[Entry], tally: _Tally) -> Iterator[Entry]:
    for entry in entries:
        if isinstance(entry.item, PassedOver):
            tally.passed_over[entry.item.why] += 1
        else:
            yield entry


def _write(writer: PartsWriter, reader: Reader, entry: Entry, key: str, tally: _Tally) -> None:
    item = _read(reader, entry.item) if isinstance(entry.item, Page) else entry.item
    if isinstance(item, Rejected):
        tally.rejected += 1
        writer.write(rows_of_rejected(item, key, entry.place))
    elif isinstance(item, Reading):
        tally.articles += 1
        writer.write(rows_of_reading(item, key, entry.place))


def _read(reader: Reader, page: Page) -> Reading | Rejected:
    """A page read; one that Dateline itself fails on is told, and does not hold up a million others."""
    try:
        (result,) = reader.stream([page])
    except Exception as error:
        what = (
            f"{page.address}: a fault of Dateline: {type(error).__name__}: {error} (report it with the page)"
        )
        return Rejected(address=page.address, reason=Reason.UNREADABLE, message=what, page=page)
    return result
