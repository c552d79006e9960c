"""What the site tells of its data: versions, snapshots, counts, licences, accuracy, known failures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec

from dateline import __version__
from dateline.errors import DataError
from dateline.lexicon.data_files import read_yaml
from dateline.lexicon.reference import shipped_snapshot
from dateline.store.database import Database
from dateline.store.provenances import MadeBy, made_by
from dateline.store.records import Counts
from dateline.store.reference import StoredSnapshot, StoreReference
from dateline.store.view import View

_PACKAGE = "dateline.serve"
_LICENCE = re.compile(r"LICENSE-(?P<name>.+)-(?P<version>\d[\d.]*)\.txt")


class LibraryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of ``libraries`` in ``data/about.yaml``."""

    licence: str
    what: str


class SourceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of ``sources`` in ``data/about.yaml``."""

    name: str
    address: str
    licence: str
    what: str


class _About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    libraries: dict[str, LibraryEntry]
    sources: list[SourceEntry]
    failures: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Something that the site sends to browsers, with the address of its licence."""

    name: str
    version: str
    licence: str
    what: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """All of it.

    Attributes:
        version: of Dateline.
        made_by: what made the facts in the database, and how many articles each.
        snapshots: of the reference data, the shipped one first.
        accuracy: a table; its first row names the columns.
    """

    version: str
    made_by: tuple[MadeBy, ...]
    counts: Counts
    snapshots: tuple[StoredSnapshot, ...]
    libraries: tuple[Library, ...]
    sources: tuple[SourceEntry, ...]
    accuracy: tuple[tuple[str, ...], ...]
    failures: tuple[str, ...]


def tell(database: Database) -> About:
    """Everything that the page on the data says.

    Raises:
        StoreError: the database cannot be read.
    """
    shipped = StoredSnapshot(number=0, snapshot=shipped_snapshot(), lists=(), newest=True)
    with database.reading() as connection:
        made = made_by(connection)
    told = _told()
    return About(
        version=__version__,
        made_by=made,
        counts=View(database).counts(),
        snapshots=(shipped, *StoreReference(database).snapshots()),
        libraries=libraries(),
        sources=tuple(told.sources),
        accuracy=accuracy(),
        failures=tuple(told.failures),
    )


@cache
def libraries() -> tuple[Library, ...]:
    """What lies in ``static/vendor``, by the licence files there.

    Raises:
        DataError: ``data/about.yaml`` has no entry for one of them.
    """
    entries = _told().libraries
    found = []
    for file in sorted(
        (resources.files(_PACKAGE) / "static" / "vendor").iterdir(), key=lambda file: file.name
    ):
        match = _LICENCE.fullmatch(file.name)
        if match is None:
            continue
        entry = entries.get(match["name"])
        if entry is None:
            raise DataError(
                f"has no entry for {match['name']}", where="data/about.yaml", action="add its licence"
            )
        found.append(
            Library(
                name=match["name"],
                version=match["version"],
                licence=entry.licence,
                what=entry.what,
                address=f"/static/vendor/{file.name}",
            )
        )
    return tuple(found)


@cache
def accuracy() -> tuple[tuple[str, ...], ...]:
    """The table of ``docs/accuracy.md``, as ``make docs`` wrote it into the package."""
    text = (resources.files(_PACKAGE) / "data" / "accuracy.json").read_bytes()
    return msgspec.json.decode(text, type=tuple[tuple[str, ...], ...])


@cache
def _told() -> _About:
    return read_yaml("about.yaml", _About, package=_PACKAGE)
