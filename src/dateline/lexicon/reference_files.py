"""The shipped reference data as their files write them: ``reference/*.yaml``. The forms, and their checks."""

from __future__ import annotations

import datetime
import gzip
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import yaml

from dateline.errors import DataError
from dateline.model import Bounds, OfficeKind

# Dates are read as text, so that 2020 and 2020-10 keep their precision; and "no" is not a truth value.
_TEXT_ONLY = frozenset({"timestamp", "int", "float"})


class Term(
    msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}
):
    """``{from: 1987, to: 2010-05}``; absent where unknown or open."""

    start: str | None = None
    end: str | None = None


class OfficeEntry(Term, omit_defaults=True, forbid_unknown_fields=True):
    """One term of office."""

    position: str = ""
    kind: OfficeKind = OfficeKind.OTHER
    country: str | None = None
    organisation: str | None = None
    acting: bool = False
    source: str | None = None
    note: str | None = None


class ListingEntry(Term, omit_defaults=True, forbid_unknown_fields=True):
    """One entry on a sanctions list."""

    list: str = ""
    programme: str | None = None
    id: str | None = None
    source: str | None = None
    note: str | None = None


class PersonEntry(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A person with offices and listings."""

    name: str
    country: str
    gender: str | None = None
    also: list[str] = []
    native: list[str] = []
    born: str | None = None
    died: str | None = None
    wikidata: str | None = None
    source: str | None = None
    note: str | None = None
    offices: list[OfficeEntry] = []
    listings: list[ListingEntry] = []


class BodyEntry(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """An international organisation or an armed group."""

    name: str
    role: str
    also: list[str] = []
    native: list[str] = []
    wikidata: str | None = None
    seat: str | None = None
    founded: str | None = None
    ended: str | None = None
    members: list[str | dict[str, str | list[str | None] | None]] = []
    universal: bool = False
    countries: list[str] = []
    active: Term | None = None
    source: str | None = None
    note: str | None = None
    listings: list[ListingEntry] = []


class ReferenceFile(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """One file: the day as of which open terms were open, and where the facts can be checked."""

    as_of: str
    source: str
    people: list[PersonEntry] = []
    organisations: list[BodyEntry] = []
    groups: list[BodyEntry] = []

    @property
    def day(self) -> datetime.date:
        """``as_of`` as a day."""
        return datetime.date.fromisoformat(self.as_of)


def _loader() -> type:
    base: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    kept: dict[str, list[tuple[str, Any]]] = {}
    for first, rules in base.yaml_implicit_resolvers.items():  # type: ignore[attr-defined]
        kept[first] = [rule for rule in rules if rule[0].rpartition(":")[2] not in _TEXT_ONLY]
    return type("_Loader", (base,), {"yaml_implicit_resolvers": kept})


COMPILED = "reference.json.gz"
"""All files as one, which is read twenty times as quick: ``python -m dateline.lexicon.reference_files`` writes it."""


@cache
def read_files() -> dict[str, ReferenceFile]:
    """All files by name, without their ending, from the compiled form.

    Raises:
        DataError: it is missing or broken.
    """
    file = resources.files("dateline.lexicon") / "data" / COMPILED
    try:
        return msgspec.json.decode(gzip.decompress(file.read_bytes()), type=dict[str, ReferenceFile])
    except (OSError, EOFError, msgspec.DecodeError) as error:
        raise DataError(str(error), where=COMPILED, action="install Dateline anew") from error


def read_sources() -> dict[str, ReferenceFile]:
    """All files by name, without their ending, from what people write.

    Raises:
        DataError: a file does not have the form.
    """
    folder = resources.files("dateline.lexicon") / "reference"
    loader = _loader()
    found: dict[str, ReferenceFile] = {}
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name):
        try:
            data = yaml.load(file.read_text(encoding="utf-8"), loader)  # noqa: S506  # a safe loader
            found[file.name.removesuffix(".yaml")] = msgspec.convert(data, type=ReferenceFile)
        except (yaml.YAMLError, msgspec.ValidationError) as error:
            where = f"reference/{file.name}"
            raise DataError(str(error).replace("\n", " "), where=where) from error
    return found


def compile_sources() -> bytes:
    """The compiled form of what people write; the same bytes for the same files."""
    return gzip.compress(msgspec.json.encode(read_sources()), 9, mtime=0)


def bounds(text: str | None) -> Bounds | None:
    """A date of a file; None stays None.

    Raises:
        DataError: it is no date.
    """
    try:
        return Bounds.parse(text) if text else None
    except ValueError as error:
        raise DataError(str(error), where="reference") from None


if __name__ == "__main__":
    Path(__file__).with_name("data").joinpath(COMPILED).write_bytes(compile_sources())
