"""OFAC's lists in the advanced XML (``sdn_advanced.xml``, ``cons_advanced.xml``): two looks at the file.

Parties come before the entries that list them, so the first look puts the entries aside, and reads the value sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import BinaryIO

import msgspec
from lxml import etree

from dateline.collect.lists import days
from dateline.collect.lists.ofac_csv import AUTHORITY
from dateline.collect.lists.origin import Origin, Tally, names
from dateline.collect.lists.places import country_codes
from dateline.collect.lists.shelf import Shelf
from dateline.collect.lists.xml import elements, line_of, plain, text
from dateline.model import Bounds, Entity, Listing, NameType, Record, Term

ROOT = "Sanctions"
# In the order in which they are spoken.
_SPOKEN = ("First Name", "Middle Name", "Patronymic", "Maiden Name", "Last Name", "Matronymic")
_STATES = ("Nationality Country", "Citizenship Country", "Nationality of Registration", "Vessel Flag")


class _Entry(msgspec.Struct, frozen=True):
    """A party's place on a list."""

    programmes: list[str]
    starts: list[tuple[int, int, int]]


class _Values:
    """The value sets at the head of the file, and the state of each location."""

    def __init__(self) -> None:
        self._sets: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._types: dict[str, str] = {}
        self._locations: dict[str, str] = {}

    def read_sets(self, element: etree._Element) -> None:
        for one in element.iter():
            if isinstance(one.tag, str) and one.get("ID"):
                self._sets[one.tag][one.get("ID", "")] = " ".join((one.text or "").split())
                if one.tag == "PartySubType":
                    self._types[one.get("ID", "")] = one.get("PartyTypeID", "")

    def read_location(self, element: etree._Element) -> None:
        state = element.find("LocationCountry")
        if state is not None:
            self._locations[element.get("ID", "")] = self.word("Country", state.get("CountryID"))

    def word(self, kind: str, number: str | None) -> str:
        """The word for a number of a value set; empty if there is none."""
        return self._sets[kind].get(number or "", "")

    def location(self, number: str | None) -> str:
        """The state of a location."""
        return self._locations.get(number or "", "")

    def schema(self, subtype: str | None) -> str:
        """The FollowTheMoney schema of a party."""
        word = self.word("PartySubType", subtype)
        if word in ("Vessel", "Aircraft"):
            return "Vessel" if word == "Vessel" else "Airplane"
        kind = self.word("PartyType", self._types.get(subtype or ""))
        return "Person" if "Individual" in (word, kind) else "LegalEntity"


def read_ofac_advanced(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The entries of OFAC's list in the advanced XML. Numbers of documents are left where they are.

    Args:
        stream: must be seekable: it is read twice.

    Raises:
        ListRejectedError: the XML is broken or of another form, or a date in it is none.
    """
    values = _Values()
    beginning = stream.tell()
    with Shelf(_Entry) as entries:
        wanted = ("ReferenceValueSets", "Location", "SanctionsEntry")
        for tag, element in elements(stream, origin, root=ROOT, wanted=wanted):
            if tag == "ReferenceValueSets":
                values.read_sets(plain(element))
            elif tag == "Location":
                values.read_location(plain(element))
            elif tag == "SanctionsEntry":
                plain(element)
                entries.put(element.get("ProfileID", ""), _entry(element, values, origin))
        stream.seek(beginning)
        for tag, element in elements(stream, origin, root=ROOT, wanted=("DistinctParty",)):
            if tag == ROOT:
                continue
            line = line_of(element)
            record = _record(plain(element), line, values, entries, origin)
            if record is None:
                tally.count("entries without a name")
            else:
                yield record


def _entry(element: etree._Element, values: _Values, origin: Origin) -> _Entry:
    measures = element.findall("SanctionsMeasure")
    programmes = [
        comment
        for one in measures
        if values.word("SanctionsType", one.get("SanctionsTypeID")) in ("Program", "")
        and (comment := text(one, "Comment"))
    ]
    starts = [_day(one) for one in element.findall("EntryEvent/Date")]
    for year, month, day in starts:
        try:
            date(year, month or 1, day or 1)
        except ValueError as error:
            what = f"profile {element.get('ProfileID')}: {year}-{month}-{day}: {error}"
            raise origin.fault(what, line=line_of(element)) from None
    return _Entry(programmes, starts)


def _day(element: etree._Element | None) -> tuple[int, int, int]:
    parts = [text(element, part) for part in ("Year", "Month", "Day")]
    year, month, day = (int(part) if part.isdigit() else 0 for part in parts)
    return year, month, day


def _bounds(parts: tuple[int, int, int]) -> Bounds | None:
    year, month, day = parts
    return days.iso(f"{year:04}-{month:02}-{day:02}") if year else None


def _record(
    party: etree._Element, line: int | None, values: _Values, entries: Shelf[_Entry], origin: Origin
) -> Record | None:
    uid, profile = party.get("FixedRef", ""), party.find("Profile")
    if not uid or profile is None:
        raise origin.fault("a party without FixedRef or profile", line=line)
    schema = values.schema(profile.get("PartySubTypeID"))
    given = [name for identity in profile.findall("Identity") for name in _names(identity, values)]
    first = next((name for name, kind in given if kind is NameType.PRIMARY), given[0][0] if given else "")
    others = [(name, NameType.ALIAS if kind is NameType.PRIMARY else kind) for name, kind in given]
    named = names(first, *others)
    if not named:
        return None
    features = _features(profile, values)
    try:
        born = days.hull(
            _period(one) for one in features["Birthdate"] or features["Organization Established Date"]
        )
    except ValueError as error:
        raise origin.fault(f"{uid}: {error}", line=line) from None
    source = f"https://sanctionssearch.ofac.treas.gov/Details.aspx?id={uid}"
    entity = Entity(
        id=origin.id(uid),
        schema=schema,
        names=named,
        countries=country_codes(_states(features, values)),
        gender=_gender(features["Gender"], values),
        born=born,
        source=source,
        snapshot=origin.snapshot,
    )
    found = entries.of(profile.get("ID", ""))
    return Record(entity=entity, listings=_listings(found, uid, source, origin))


def _names(identity: etree._Element, values: _Values) -> Iterator[tuple[str, NameType]]:
    """The names of an identity, in the order in which they are spoken."""
    groups = {
        one.get("ID"): values.word("NamePartType", one.get("NamePartTypeID"))
        for one in identity.iter("NamePartGroup")
    }
    for alias in identity.findall("Alias"):
        low = alias.get("LowQuality") == "true"
        kind = (
            NameType.WEAK if low else NameType.PRIMARY if alias.get("Primary") == "true" else NameType.ALIAS
        )
        for documented in alias.findall("DocumentedName"):
            parts = [
                (groups.get(one.get("NamePartGroupID"), ""), " ".join((one.text or "").split()))
                for one in documented.iter("NamePartValue")
            ]
            parts.sort(key=lambda part: _SPOKEN.index(part[0]) if part[0] in _SPOKEN else -1)
            yield " ".join(part for _, part in parts if part), kind
            kind = NameType.ALIAS if kind is NameType.PRIMARY else kind  # the same name in another script


def _features(profile: etree._Element, values: _Values) -> defaultdict[str, list[etree._Element]]:
    found: defaultdict[str, list[etree._Element]] = defaultdict(list)
    for feature in profile.findall("Feature"):
        found[values.word("FeatureType", feature.get("FeatureTypeID"))] += feature.findall("FeatureVersion")
    return found


def _period(version: etree._Element) -> Bounds | None:
    period = version.find("DatePeriod")
    if period is None or any(side.get("Approximate") == "true" for side in period):
        return None
    begins = [one for path in ("Start/From", "Start/To") if (one := _bounds(_day(period.find(path))))]
    ends = [one for path in ("End/From", "End/To") if (one := _bounds(_day(period.find(path))))]
    return days.hull([*begins, *ends])


def _states(features: defaultdict[str, list[etree._Element]], values: _Values) -> Sequence[str]:
    return [
        values.location(place.get("LocationID"))
        for kind in _STATES
        for version in features[kind]
        for place in version.findall("VersionLocation")
    ]


def _gender(versions: list[etree._Element], values: _Values) -> str | None:
    for version in versions:
        for detail in version.findall("VersionDetail"):
            word = (
                values.word("DetailReference", detail.get("DetailReferenceID")) or (detail.text or "").strip()
            )
            if word in ("Male", "Female"):
                return word[0].lower()
    return None


def _listings(entries: list[_Entry], uid: str, source: str, origin: Origin) -> tuple[Listing, ...]:
    """A listing for each programme. The list dates the entry, not each programme: several days bound them all."""
    unnamed: list[str | None] = [None]
    found = (
        Listing(
            entity=origin.id(uid),
            list="us",
            authority=AUTHORITY,
            programme=programme,
            entry=uid,
            term=Term(start=days.hull(_bounds(start) for start in entry.starts), as_of=origin.taken),
            source=source,
            snapshot=origin.snapshot,
        )
        for entry in entries
        for programme in (entry.programmes or unnamed)
    )
    return tuple(dict.fromkeys(found))
