"""The consolidated list of the United Nations Security Council, in XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from dateline.collect.lists import days
from dateline.collect.lists.origin import Origin, Tally, ended, names
from dateline.collect.lists.places import country_codes
from dateline.collect.lists.xml import elements, line_of, text, texts
from dateline.model import Bounds, Entity, Listing, NameType, Record, Term

ROOT = "CONSOLIDATED_LIST"
SOURCE = "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list"
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_LOW = "low"


def read_un(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The entries of the UN's list. Numbers of passports and other documents are left where they are.

    Raises:
        ListRejectedError: the XML is broken or of another form, or a date in it is none.
    """
    for tag, element in elements(stream, origin, root=ROOT, wanted=("INDIVIDUAL", "ENTITY")):
        if tag == ROOT:
            continue
        record = _record(element, tag, origin)
        if record is None:
            tally.count("entries without a name")
        else:
            yield record


def _record(element: etree._Element, tag: str, origin: Origin) -> Record | None:
    entry, number = text(element, "REFERENCE_NUMBER"), text(element, "DATAID")
    if not entry and not number:
        raise origin.fault("an entry has neither a reference number nor a DATAID", line=line_of(element))
    aliases = [
        (name, NameType.WEAK if text(alias, "QUALITY").casefold() == _LOW else NameType.ALIAS)
        for alias in element.findall(f"{tag}_ALIAS")
        for name in (part.strip() for part in text(alias, "ALIAS_NAME").split(";"))
    ]
    own = [(name, NameType.NATIVE) for name in texts(element, "NAME_ORIGINAL_SCRIPT")]
    primary = " ".join(part for name in _PARTS if (part := text(element, name)))
    named = names(primary, *own, *aliases)
    if not named:
        return None
    key = origin.id(entry or number)
    gender = text(element, "GENDER").casefold()
    try:
        born = days.hull(_born(one) for one in element.findall("INDIVIDUAL_DATE_OF_BIRTH"))
        start, end = days.iso(text(element, "LISTED_ON")), days.iso(text(element, "DELISTED_ON"))
    except ValueError as error:
        raise origin.fault(f"{entry or number}: {error}", line=line_of(element)) from None
    states = texts(element, "NATIONALITY/VALUE") or texts(element, "ENTITY_ADDRESS/COUNTRY")
    entity = Entity(
        id=key,
        schema="Person" if tag == "INDIVIDUAL" else "Organization",
        names=named,
        countries=country_codes(states),
        gender=gender[:1] if gender in ("male", "female") else None,
        born=born,
        source=SOURCE,
        snapshot=origin.snapshot,
    )
    listing = Listing(
        entity=key,
        list="un",
        authority="United Nations Security Council",
        programme=text(element, "UN_LIST_TYPE") or None,
        entry=entry or None,
        term=Term(start=start, end=ended(end, origin.taken), as_of=origin.taken),
        source=SOURCE,
        snapshot=origin.snapshot,
    )
    return Record(entity=entity, listings=(listing,))


def _born(element: etree._Element) -> Bounds | None:
    kind = text(element, "TYPE_OF_DATE").casefold()
    if kind.startswith(("approx", "circa")):
        return None
    if kind == "between":
        return days.hull([days.iso(text(element, "FROM_YEAR")), days.iso(text(element, "TO_YEAR"))])
    return days.iso(text(element, "DATE")) or days.iso(text(element, "YEAR"))
