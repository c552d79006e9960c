"""The names of a file, one after the other: a CSV with a heading, or a name a line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from dateline.errors import UsageError
from dateline.lexicon.countries import load_countries
from dateline.model import Bounds
from dateline.resolve.names import NameKind
from dateline.resolve.screen import Query

# Headings that people use, in small letters → ours.
_HEADINGS = {
    "name": "name",
    "full_name": "name",
    "full name": "name",
    "caption": "name",
    "kind": "kind",
    "type": "kind",
    "schema": "kind",
    "country": "country",
    "nationality": "country",
    "countries": "country",
    "born": "born",
    "birth_date": "born",
    "birthdate": "born",
    "date_of_birth": "born",
    "dob": "born",
}
_BODIES = frozenset(
    {"body", "organisation", "organization", "company", "legalentity", "entity", "publicbody", "vessel"}
)
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be screened: its number, from 1, and why."""

    number: int
    why: str


def read_queries(stream: IO[bytes], where: str, refused: list[Refused]) -> Iterator[Query]:
    """The names of a stream; rows that cannot be screened go to ``refused``.

    Raises:
        UsageError: it is no UTF-8 text, or a CSV without a column for the name.
    """
    lines = _lines(stream, where)
    first = next(lines, None)
    if first is None:
        return
    headings = [_HEADINGS.get(cell.strip().lower(), "") for cell in next(csv.reader([first]))]
    if "name" in headings:
        rows: Iterator[Mapping[str, str]] = (
            dict(zip(headings, row, strict=False)) for row in csv.reader(lines) if row
        )
    elif "," in first and any(headings):
        raise UsageError("has no column for the name", where=where, action="call the column `name`")
    else:
        rows = ({"name": line} for line in _with(first, lines) if line.strip())
    for number, row in enumerate(rows, 1):
        query = _query(number, row)
        if isinstance(query, Refused):
            refused.append(query)
        else:
            yield query


def _with(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _lines(stream: IO[bytes], where: str) -> Iterator[str]:
    # Not by iteration, which would hide how far the stream was read.
    for number, line in enumerate(iter(stream.readline, b""), 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            place = f"{where}:{number}"
            raise UsageError(
                f"is not UTF-8: {error.reason}", where=place, action="save it as UTF-8"
            ) from None


def _query(number: int, row: Mapping[str, str]) -> Query | Refused:
    name = (row.get("name") or "").strip()
    if not any(letter.isalnum() for letter in name):
        return Refused(number, "has no name")
    if len(name) > _LONGEST:
        return Refused(number, f"the name is longer than {_LONGEST} characters")
    born = (row.get("born") or "").strip()
    try:
        bounds = Bounds.parse(born) if born else None
    except ValueError as error:
        return Refused(number, f"born: {error}")
    told = (row.get("country") or "").strip()
    country = load_countries().by_code(told) or load_countries().by_name(told) if told else None
    if told and country is None:
        return Refused(number, f"country: {told!r} is no country's name or ISO code")
    kind = (row.get("kind") or "").strip().lower()
    return Query(
        row=number,
        name=name,
        kind=NameKind.BODY if kind in _BODIES else NameKind.PERSON,
        country=country.code if country else None,
        born=bounds,
    )
