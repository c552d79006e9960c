"""The marker of a shard: written last, it says that all parts are there, and what they hold."""

from __future__ import annotations

from pathlib import Path

import msgspec

from dateline.batch.part_writer import PartFile
from dateline.batch.places import Depot, FileState
from dateline.batch.shards import Shard
from dateline.errors import DataError
from dateline.model import Provenance

FORM = 1
"""The number of the layout of parts and markers; another one is not read."""

FOLDER = "_shards"


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """What a finished shard holds. The same shard gives the same marker, to the byte.

    Attributes:
        form: see :data:`FORM`.
        shard: its name.
        inputs: the state that each input was in.
        provenance: the versions that made the facts.
        articles: how many pages were read.
        rejected: how many were not, each in ``rejects`` with its reason.
        passed_over: how many entries of archives were no pages, by why.
        parts: table → rows, bytes and SHA-256 of its part.
    """

    form: int
    shard: str
    inputs: tuple[FileState, ...]
    provenance: Provenance
    articles: int
    rejected: int
    passed_over: dict[str, int]
    parts: dict[str, PartFile]


def marker_name(shard: str) -> str:
    """Where the marker of a shard lies in the depot."""
    return f"{FOLDER}/{shard}.json"


def part_name(table: str, shard: str) -> str:
    """Where the part of a table lies in the depot."""
    return f"{table}/{shard}.parquet"


def shards_in(depot: Depot) -> list[str]:
    """The names of the shards that have a marker, in order."""
    return [name.removesuffix(".json") for name in depot.names(FOLDER) if name.endswith(".json")]


def read_marker(depot: Depot, shard: str) -> Marker | None:
    """The marker of a shard; None if there is none.

    Raises:
        DataError: it cannot be read, or is of another form.
    """
    data = depot.read(marker_name(shard))
    if data is None:
        return None
    where = f"{depot.url}/{marker_name(shard)}"
    try:
        marker = msgspec.json.decode(data, type=Marker)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DataError(f"is no marker: {error}", where=where, action="run the batch again") from None
    if marker.form != FORM or marker.shard != shard:
        raise DataError(
            "is a marker of another form, or of another shard", where=where, action="run the batch again"
        )
    return marker


def write_marker(depot: Depot, marker: Marker, scratch: Path) -> None:
    """Say that a shard is finished."""
    made = scratch / "marker.json"
    made.write_bytes(
        msgspec.json.format(msgspec.json.encode(marker, order="deterministic"), indent=1) + b"\n"
    )
    depot.put(made, marker_name(marker.shard))


def broken_part(depot: Depot, marker: Marker) -> str | None:
    """The first part that is not what the marker says, read and hashed; None if all are well."""
    for table, part in marker.parts.items():
        name = part_name(table, marker.shard)
        if depot.digest(name) != (part.bytes, part.sha256):
            return name
    return None


def is_finished(depot: Depot, shard: Shard, inputs: tuple[FileState, ...], provenance: Provenance) -> bool:
    """Whether a shard was done before, from these inputs by these versions, and its parts are whole."""
    try:
        marker = read_marker(depot, shard.name)
    except DataError:
        return False
    if marker is None or marker.inputs != inputs or marker.provenance != provenance:
        return False
    return broken_part(depot, marker) is None
