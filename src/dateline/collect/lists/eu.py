"""The European Union's consolidated list of financial sanctions (format 1.1), in XML and in CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import msgspec
from lxml import etree

from dateline.collect.lists import days
from dateline.collect.lists.origin import Origin, Tally, names
from dateline.collect.lists.places import country_codes
from dateline.collect.lists.rows import Row, named_rows
from dateline.collect.lists.shelf import Shelf
from dateline.collect.lists.xml import elements, line_of, plain
from dateline.model import Bounds, Entity, Listing, NameType, Record, Term

ROOT = "export"
SOURCE = "https://webgate.ec.europa.eu/fsd/fsf"
COLUMNS = (
    "Entity_LogicalId",
    "Entity_EU_ReferenceNumber",
    "Entity_SubjectType",
    "Entity_Regulation_Programme",
    "NameAlias_WholeName",
)
_GENDERS = {"M": "m", "F": "f"}


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """What a row of the CSV, or an entry of the XML, says of an entry."""

    entry: str
    person: bool
    designated: str = ""
    regulations: Sequence[tuple[str, str]] = ()  # programme, day it came into force or was published
    names: Sequence[tuple[str, bool]] = ()  # text, strong
    states: Sequence[str] = ()
    gender: str = ""
    births: Sequence[tuple[str, str]] = ()  # from, to


def read_eu_xml(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The entries of the EU's list in XML. Numbers of passports and other documents are left where they are.

    Raises:
        ListRejectedError: the XML is broken or of another form, or a date in it is none.
    """
    for tag, element in elements(stream, origin, root=ROOT, wanted=("sanctionEntity",)):
        if tag == ROOT:
            continue
        key = element.get("logicalId") or element.get("euReferenceNumber") or ""
        if not key:
            raise origin.fault(
                "an entry has neither a logicalId nor a reference number", line=line_of(element)
            )
        yield from _told(_record(key, [_xml_part(plain(element))], origin), tally)


def _xml_part(element: etree._Element) -> _Part:
    subject = element.find("subjectType")
    kinds = {subject.get("code"), subject.get("classificationCode")} if subject is not None else set()
    person = bool(kinds & {"person", "P"})
    regulations = [
        (one.get("programme") or "", one.get("entryIntoForceDate") or one.get("publicationDate") or "")
        for one in element.findall("regulation")
    ]
    regulations += [("", one.get("publicationDate") or "") for one in element.iter("regulationSummary")]
    aliases = element.findall("nameAlias")
    return _Part(
        entry=element.get("euReferenceNumber") or "",
        person=person,
        designated=element.get("designationDate") or "",
        regulations=regulations,
        names=[(_whole(alias.get), alias.get("strong") != "false") for alias in aliases],
        states=[
            one.get("countryIso2Code") or one.get("countryDescription") or ""
            for one in (*element.findall("citizenship"), *(() if person else element.findall("address")))
        ],
        gender=next((alias.get("gender") or "" for alias in aliases if alias.get("gender")), ""),
        births=[
            _birth(one.get, "circa", "birthdate", "year", "yearRangeFrom", "yearRangeTo")
            for one in element.findall("birthdate")
        ],
    )


def read_eu_csv(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The entries of the EU's list in CSV with semicolons: a name, address or birth of an entry a row.

    Raises:
        ListRejectedError: the file has another form, or a date in it is none.
    """
    with Shelf(_Part) as shelf:
        for line, row in named_rows(stream, origin, COLUMNS, delimiter=";"):
            if not row["Entity_LogicalId"].strip():
                raise origin.fault("a row without Entity_LogicalId", line=line)
            shelf.put(row["Entity_LogicalId"].strip(), _csv_part(row))
        for key, parts in shelf.groups():
            yield from _told(_record(key, parts, origin), tally)


def _csv_part(row: Row) -> _Part:
    def cell(column: str) -> str:
        return row.get(column, "").strip()

    person = bool(
        {cell("Entity_SubjectType"), cell("Entity_SubjectType_ClassificationCode")} & {"person", "P"}
    )
    prefixes = ("Entity_Regulation", "NameAlias_Regulation")
    regulations = [
        (cell("Entity_Regulation_Programme") if place == 0 else "", day)
        for place, prefix in enumerate(prefixes)
        if (day := cell(f"{prefix}_EntryIntoForceDate") or cell(f"{prefix}_PublicationDate")) or place == 0
    ]
    name = _whole(lambda key: cell(f"NameAlias_{key[0].upper()}{key[1:]}"))
    places = ("Citizenship",) if person else ("Citizenship", "Address")
    columns = ("Circa", "BirthDate", "Year", "YearRangeFrom", "YearRangeTo")
    birth = _birth(cell, *(f"BirthDate_{column}" for column in columns))
    return _Part(
        entry=cell("Entity_EU_ReferenceNumber"),
        person=person,
        designated=cell("Entity_DesignationDate"),
        regulations=regulations,
        names=[(name, True)] if name else [],
        states=[cell(f"{place}_CountryIso2Code") or cell(f"{place}_CountryDescription") for place in places],
        gender=cell("NameAlias_Gender"),
        births=[birth],
    )


def _whole(get: Callable[[str], str | None]) -> str:
    whole = get("wholeName") or ""
    return whole or " ".join(part for key in ("firstName", "middleName", "lastName") if (part := get(key)))


def _birth(get: Callable[[str], str | None], *keys: str) -> tuple[str, str]:
    """The first and the last day, month or year that a birth is told to be; empty if it is vague."""
    circa, day, year, first, last = (get(key) or "" for key in keys)
    if circa.casefold() in ("true", "1", "yes"):
        return ("", "")
    if first and last and first != "0" and last != "0":
        return (first, last)
    one = day or (year if year != "0" else "")
    return (one, one)


def _told(record: Record | None, tally: Tally) -> Iterator[Record]:
    if record is None:
        tally.count("entries without a name")
    else:
        yield record


def _record(key: str, parts: list[_Part], origin: Origin) -> Record | None:
    given = [
        (text, NameType.ALIAS if strong else NameType.WEAK) for part in parts for text, strong in part.names
    ]
    # The list marks no name as the first; a name in Latin letters is shown.
    given.sort(key=lambda name: (name[1] is NameType.WEAK, not name[0][:1].isascii()))
    named = names(given[0][0], *given) if given else ()
    if not named:
        return None
    try:
        born = days.hull(
            days.hull([days.slashed(a), days.slashed(b)]) for part in parts for a, b in part.births
        )
        start = _start(parts)
    except ValueError as error:
        raise origin.fault(str(error), entity=key) from None
    identity = origin.id(key)
    entity = Entity(
        id=identity,
        schema="Person" if parts[0].person else "LegalEntity",
        names=named,
        countries=country_codes(state for part in parts for state in part.states if state and state != "00"),
        gender=next((_GENDERS[part.gender] for part in parts if part.gender in _GENDERS), None),
        born=born,
        source=SOURCE,
        snapshot=origin.snapshot,
    )
    programmes = dict.fromkeys(name for part in parts for name, _ in part.regulations if name)
    listings = (
        Listing(
            entity=identity,
            list="eu",
            authority="European Union",
            programme=programme,
            entry=parts[0].entry or None,
            term=Term(start=start, as_of=origin.taken),
            source=SOURCE,
            snapshot=origin.snapshot,
        )
        for programme in (programmes or [None])
    )
    return Record(entity=entity, listings=tuple(listings))


def _start(parts: list[_Part]) -> Bounds | None:
    """When it was listed: the day of designation if told; else not after the first regulation that names it.

    A regulation that is told is often one that changed the entry later, so its day bounds the listing on one side only.
    """
    for part in parts:
        day = days.slashed(part.designated)
        if day:
            return day
    regulations = (days.slashed(day) for part in parts for _, day in part.regulations)
    latest = [day.latest for day in regulations if day and day.latest]
    return days.by(min(latest)) if latest else None
