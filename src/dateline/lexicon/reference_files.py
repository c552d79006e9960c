"""The shipped reference data as their files write them: ``reference/*.yaml``. The forms, and their checks."""

from __future__ import annotations

import datetime
from functools import cache
from importlib import resources
from typing import Any

import msgspec
import yaml

from dateline.errors import DataError
from dateline.model import Bounds, OfficeKind

# Dates are read as text, so that 2020 and 2020-10 keep their precision; and "no" is not a truth value.
_TEXT_ONLY = frozenset({"timestamp", "int", "float"})


class Term(msgspec.Struct, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """``{from: 1987, to: 2010-05}``; absent where unknown or open."""

    start: str | None = None
    end: str | None = None


class OfficeEntry(Term, forbid_unknown_fields=True):
    """One term of office."""

    position: str = ""
    kind: OfficeKind = OfficeKind.OTHER
    country: str | None = None
    organisation: str | None = None
    acting: bool = False
    source: str | None = None
    note: str | None = None


class ListingEntry(Term, forbid_unknown_fields=True):
    """One entry on a sanctions list."""

    list: str = ""
    programme: str | None = None
    id: str | None = None
    source: str | None = None
    note: str | None = None


class PersonEntry(msgspec.Struct, forbid_unknown_fields=True):
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


class BodyEntry(msgspec.Struct, forbid_unknown_fields=True):
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


class ReferenceFile(msgspec.Struct, forbid_unknown_fields=True):
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


@cache
def read_files() -> dict[str, ReferenceFile]:
    """All files by name, without their ending.

    Raises:
        DataError: a file does not have the form, or a date in it is none.
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


def bounds(text: str | None) -> Bounds | None:
    """A date of a file; None stays None.

    Raises:
        DataError: it is no date.
    """
    try:
        return Bounds.parse(text) if text else None
    except ValueError as error:
        raise DataError(str(error), where="reference") from None
