"""OFAC's lists in CSV: ``sdn.csv`` or ``cons_prim.csv``, with the other names and addresses in files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from dateline.collect.lists import days
from dateline.collect.lists.origin import Origin, Tally, names
from dateline.collect.lists.places import country_codes
from dateline.collect.lists.rows import csv_rows
from dateline.collect.lists.shelf import Shelf
from dateline.model import Bounds, Entity, Listing, NameType, Record, Term

_COLUMNS = 12
_NOTHING = "-0-"
_END = "\x1a"
_SCHEMATA = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane"}
_KINDS = {"aka": NameType.ALIAS, "fka": NameType.ALIAS, "nka": NameType.ALIAS}
_BORN = re.compile(r"\bDOB ([^;.]+)")
_STATES = re.compile(r"\b(?:nationality|citizen|Nationality of Registration|Flag) ([^;.]+)")
_GENDER = re.compile(r"\bGender (Male|Female)\b")
_WEAK = re.compile(r"\b[afn]\.k\.a\. '([^']+)'")
_FOUNDED = re.compile(r"\bOrganization Established Date ([^;.]+)")
AUTHORITY = "U.S. Office of Foreign Assets Control"


def read_ofac_csv(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The entries of OFAC's list in CSV. Numbers of passports and other documents are left where they are.

    Raises:
        ListRejectedError: a row has another number of columns, or a date in it is none.
    """
    with Shelf(tuple[str, str]) as others, Shelf(str) as states:
        for row in _beside(origin, tally, "alt", 5):
            others.put(row[0], (row[2], row[3]))
        for row in _beside(origin, tally, "add", 6):
            states.put(row[0], row[4])
        for line, row in _rows(stream, origin, _COLUMNS):
            record = _record(row, line, others.of(row[0]), states.of(row[0]), origin)
            if record is None:
                tally.count("entries without a name")
            else:
                yield record


def _beside(origin: Origin, tally: Tally, part: str, columns: int) -> Iterator[list[str]]:
    stream = origin.beside(part)
    if stream is None:
        tally.count(f"missing file beside the list ({'other names' if part == 'alt' else 'addresses'})")
        return
    with stream:
        for _, row in _rows(stream, origin, columns):
            yield row


def _rows(stream: BinaryIO, origin: Origin, columns: int) -> Iterator[tuple[int, list[str]]]:
    for line, row in csv_rows(stream, origin):
        if row == [_END] or not row:
            continue
        if len(row) != columns or not row[0].strip().isdigit():
            what = f"is no row of OFAC's {columns} columns: the file is of another form, broken or cut off"
            raise origin.fault(what, line=line)
        yield line, ["" if value.strip() == _NOTHING else value.strip() for value in row]


def _record(
    row: list[str], line: int, others: list[tuple[str, str]], states: list[str], origin: Origin
) -> Record | None:
    uid, name, kind, programmes, remarks = row[0], row[1], row[2].casefold(), row[3], row[11]
    person = kind == "individual"
    also = [(spoken(text) if person else text, _KINDS.get(what, NameType.ALIAS)) for what, text in others]
    also += [(spoken(text) if person else text, NameType.WEAK) for text in _WEAK.findall(remarks)]
    named = names(spoken(name) if person else name, *also)
    if not named:
        return None
    gender = _GENDER.search(remarks)
    source = f"https://sanctionssearch.ofac.treas.gov/Details.aspx?id={uid}"
    key = origin.id(uid)
    entity = Entity(
        id=key,
        schema=_SCHEMATA.get(kind, "LegalEntity"),
        names=named,
        countries=country_codes(_STATES.findall(remarks) + [state for state in states if not person]),
        gender=gender[1][0].lower() if gender else None,
        born=_born(remarks, line, origin),
        source=source,
        snapshot=origin.snapshot,
    )
    listings = (
        Listing(
            entity=key,
            list="us",
            authority=AUTHORITY,
            programme=programme or None,
            entry=uid,
            term=Term(as_of=origin.taken),
            source=source,
            snapshot=origin.snapshot,
        )
        for programme in programmes.strip("[]").split("] [")
    )
    return Record(entity=entity, listings=tuple(dict.fromkeys(listings)))


def _born(remarks: str, line: int, origin: Origin) -> Bounds | None:
    try:
        found = _BORN.findall(remarks) or _FOUNDED.findall(remarks)
        return days.hull(days.worded(text) for text in found)
    except ValueError as error:
        raise origin.fault(str(error), line=line) from None


def spoken(name: str) -> str:
    """A person's name in the order it is spoken: ``VULIN, Aleksandar`` → ``Aleksandar VULIN``."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and ", " not in first else name
