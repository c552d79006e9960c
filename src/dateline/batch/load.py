"""Parts into a database, through the writer: a shard whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from dateline.batch.marker import Marker, broken_part, part_name, read_marker, shards_in
from dateline.batch.part_reader import read_parts, rows_of
from dateline.batch.places import Depot
from dateline.errors import DataError, StoreError, UsageError
from dateline.model import Rejected
from dateline.store.database import Database
from dateline.store.known import PageKey, all_known
from dateline.store.writer import Writer

_KEYS = ("address", "digest", "fetched")
_REFUSALS = (*_KEYS, "reason", "message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of one shard.

    Attributes:
        outcomes: how many pages were new, unchanged or replaced.
        skipped: all of its pages were in the database.
        failure: why it was not loaded; nothing of it is in the database then that was not before.
    """

    shard: str
    outcomes: dict[str, int] = field(default_factory=dict)
    skipped: bool = False
    failure: str = ""


def load_parts(folder: str, database: Database) -> Iterator[Loaded]:
    """Load the shards of a depot, in the order of their names.

    Raises:
        UsageError: there is no finished shard in the folder.
    """
    depot = Depot(folder)
    shards = shards_in(depot)
    if not shards:
        raise UsageError(
            "there are no parts",
            where=folder,
            action="name the folder that was given to `dateline batch --out`",
        )
    for shard in shards:
        try:
            yield _load(depot, shard, database)
        except (DataError, StoreError) as error:
            yield Loaded(shard=shard, failure=str(error))


def _load(depot: Depot, shard: str, database: Database) -> Loaded:
    marker = read_marker(depot, shard)
    if marker is None:
        raise DataError("its marker is gone", where=shard, action="run the batch again")
    broken = broken_part(depot, marker)
    if broken:
        raise DataError(
            "is missing, or not as it was written",
            where=f"{depot.url}/{broken}",
            action="run the batch again: it makes this shard anew",
        )
    with database.reading() as connection:
        if all_known(connection, _keys(depot, marker), marker.provenance):
            return Loaded(shard=shard, skipped=True)
    outcomes: Counter[str] = Counter()
    with Writer(database).together() as pages:
        for item in read_parts(depot, marker):
            if isinstance(item, Rejected):
                pages.reject(item)
                outcomes["rejected"] += 1
            else:
                outcomes[pages.write(item).value] += 1
    return Loaded(shard=shard, outcomes=dict(outcomes))


def _keys(depot: Depot, marker: Marker) -> Iterator[PageKey]:
    for table, columns in (("pages", _KEYS), ("rejects", _REFUSALS)):
        with depot.open(part_name(table, marker.shard)) as stream:
            for row in rows_of(stream, columns):
                yield PageKey(**row)
