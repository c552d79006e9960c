"""The United Kingdom's sanctions lists in CSV: the UK Sanctions List, and OFSI's consolidated list before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from dateline.collect.lists import days
from dateline.collect.lists.origin import Origin, Tally, names
from dateline.collect.lists.places import country_codes
from dateline.collect.lists.rows import Row, named_rows
from dateline.collect.lists.shelf import Shelf
from dateline.model import Bounds, Entity, Listing, NameType, Record, Term

_NAMES = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_NUMBERED = re.compile(r"\(\d+\)|[|;]")
_SCHEMATA = {"individual": "Person", "ship": "Vessel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """Which column holds what."""

    key: str
    kind: Sequence[str]
    name_kind: str
    strength: str
    script: str
    regime: str
    started: Sequence[str]
    born: str
    states: Sequence[str]
    seats: Sequence[str]
    source: str


UK_LIST = _Form(
    key="Unique ID",
    kind=("Individual, Entity, Ship", "Designation Type"),
    name_kind="Name type",
    strength="Alias strength",
    script="Name non-latin script",
    regime="Regime Name",
    started=("Date Designated",),
    born="D.O.B",
    states=("Nationality(/ies)", "Nationality"),
    seats=("Current believed flag of ship", "Address Country"),
    source="https://www.gov.uk/government/publications/the-uk-sanctions-list",
)
OFSI_LIST = _Form(
    key="Group ID",
    kind=("Group Type",),
    name_kind="Alias Type",
    strength="Alias Quality",
    script="Name Non-Latin Script",
    regime="Regime",
    started=("UK Sanctions List Date Designated", "Listed On"),
    born="DOB",
    states=("Nationality",),
    seats=("Country",),
    source="https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
)


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    name: str
    name_kind: str
    strength: str
    native: str
    regime: str
    started: str
    born: Sequence[str]
    states: Sequence[str]
    seats: Sequence[str]
    gender: str


def read_uk(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The entries of the UK Sanctions List: a name or address of an entry a row.

    Raises:
        ListRejectedError: the file has another form, or a date in it is none.
    """
    yield from _read(stream, origin, tally, UK_LIST)


def read_ofsi(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The entries of OFSI's consolidated list (``ConList.csv``).

    Raises:
        ListRejectedError: the file has another form, or a date in it is none.
    """
    yield from _read(stream, origin, tally, OFSI_LIST)


def _read(stream: BinaryIO, origin: Origin, tally: Tally, form: _Form) -> Iterator[Record]:
    needed = (form.key, "Name 6", "Name 1", form.name_kind, form.regime)
    with Shelf(_Part) as shelf:
        rows = named_rows(
            stream, origin, needed, is_head=lambda row: form.key in (cell.strip() for cell in row)
        )
        for line, row in rows:
            if not row[form.key].strip():
                raise origin.fault(f"a row without {form.key}", line=line)
            shelf.put(row[form.key].strip(), _part(row, form))
        for key, parts in shelf.groups():
            record = _record(key, parts, origin, form)
            if record is None:
                tally.count("entries without a name")
            else:
                yield record


def _part(row: Row, form: _Form) -> _Part:
    def cell(*columns: str) -> str:
        return next((found for column in columns if (found := row.get(column, "").strip())), "")

    def several(*columns: str) -> list[str]:
        return [part for found in _NUMBERED.split(cell(*columns)) if (part := found.strip())]

    return _Part(
        kind=cell(*form.kind).casefold(),
        name=" ".join(part for column in _NAMES if (part := cell(column)) and part != "0"),
        name_kind=cell(form.name_kind).casefold(),
        strength=cell(form.strength).casefold(),
        native=cell(form.script),
        regime=cell(form.regime),
        started=cell(*form.started),
        born=several(form.born),
        states=several(*form.states),
        seats=several(*form.seats),
        gender=cell("Gender").casefold(),
    )


def _record(key: str, parts: list[_Part], origin: Origin, form: _Form) -> Record | None:
    ordered = sorted(parts, key=lambda part: part.name_kind != "primary name")
    given = [(part.name, _kind(part)) for part in ordered if part.name]
    native = [(part.native, NameType.NATIVE) for part in parts if part.native]
    named = names(given[0][0], *given, *native) if given else names("", *native)
    if not named:
        return None
    person = parts[0].kind == "individual"
    try:
        born = days.hull(days.slashed(text) for part in parts for text in part.born)
        starts = {part.regime: start for part in parts if (start := days.slashed(part.started))}
    except ValueError as error:
        raise origin.fault(str(error), entity=key) from None
    identity = origin.id(key)
    entity = Entity(
        id=identity,
        schema=_SCHEMATA.get(parts[0].kind, "LegalEntity"),
        names=named,
        countries=country_codes(state for part in parts for state in (part.states if person else part.seats)),
        gender=next((part.gender[:1] for part in parts if part.gender in ("male", "female")), None),
        born=born,
        source=form.source,
        snapshot=origin.snapshot,
    )
    return Record(entity=entity, listings=_listings(identity, key, parts, starts, origin, form))


def _listings(
    identity: str, key: str, parts: list[_Part], starts: dict[str, Bounds], origin: Origin, form: _Form
) -> tuple[Listing, ...]:
    return tuple(
        Listing(
            entity=identity,
            list="uk",
            authority="United Kingdom",
            programme=regime or None,
            entry=key,
            term=Term(start=starts.get(regime), as_of=origin.taken),
            source=form.source,
            snapshot=origin.snapshot,
        )
        for regime in dict.fromkeys(part.regime for part in parts)
    )


def _kind(part: _Part) -> NameType:
    return NameType.WEAK if part.strength in ("weak", "low quality") else NameType.ALIAS
