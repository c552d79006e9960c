"""Entities as FollowTheMoney writes them: Person, Organization …, with Position, Occupancy and Sanction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dateline.lexicon.countries import Country, load_countries
from dateline.model import Bounds, Entity, Listing, NameType, Office, OfficeKind, Term
from dateline.store.ftm import (
    Proxy,
    common_date,
    country_codes,
    entity_id,
    exact_date,
    made_id,
    proxy,
    web_address,
)

LEGAL = frozenset({"Person", "Organization", "Company", "PublicBody", "LegalEntity"})
"""Schemata that can do something: those that a mention may be resolved to, and that take part in an event."""

SCHEMATA = LEGAL | {"Vessel", "Airplane"}

_BORN = {"Person": "birthDate", "Vessel": "buildDate", "Airplane": "buildDate"}
_STATES = {"Person": "nationality", "Vessel": "flag", "PublicBody": "jurisdiction"}
_GENDERS = {"m": "male", "f": "female"}
_KEEPERS = {"uk": "gb", "us": "us", "eu": "eu", "un": "un", "ca": "ca", "ch": "ch", "au": "au", "jp": "jp"}
_KEEPERS |= {"nz": "nz", "fr": "fr", "be": "be", "ua": "ua", "cn": "cn", "ru": "ru", "za": "za"}

_STATE = "iso-"
_PLACES = ("geonames-", "place-")
"""What the keys of states and places begin with: links give these, they are in no list."""

_NATIONAL = "gov.national"
_TOPICS = {
    OfficeKind.HEAD_OF_STATE: ("gov.head", _NATIONAL),
    OfficeKind.HEAD_OF_GOVERNMENT: ("gov.head", _NATIONAL),
    OfficeKind.DEPUTY_HEAD_OF_STATE: ("gov.executive", _NATIONAL),
    OfficeKind.DEPUTY_HEAD_OF_GOVERNMENT: ("gov.executive", _NATIONAL),
    OfficeKind.FOREIGN: ("gov.executive", _NATIONAL),
    OfficeKind.DEFENCE: ("gov.executive", _NATIONAL),
    OfficeKind.INTERIOR: ("gov.executive", _NATIONAL),
    OfficeKind.FINANCE: ("gov.executive", _NATIONAL),
    OfficeKind.JUSTICE: ("gov.executive", _NATIONAL),
    OfficeKind.MINISTER: ("gov.executive", _NATIONAL),
    OfficeKind.SECURITY: ("gov.security", _NATIONAL),
    OfficeKind.INTELLIGENCE: ("gov.security", _NATIONAL),
    OfficeKind.ARMED_FORCES: ("gov.security", _NATIONAL),
    OfficeKind.PARLIAMENT: ("gov.legislative", _NATIONAL),
    OfficeKind.CENTRAL_BANK: ("gov.financial", _NATIONAL),
    OfficeKind.PROSECUTOR: ("gov.judicial",),
    OfficeKind.COURT: ("gov.judicial",),
    OfficeKind.AMBASSADOR: ("role.diplo",),
    OfficeKind.GOVERNOR: ("gov.state",),
    OfficeKind.MAYOR: ("gov.muni",),
    OfficeKind.PARTY: ("pol.party",),
}
_POLITICAL = frozenset(_TOPICS) | {OfficeKind.OPPOSITION}
"""Offices that make a politically exposed person; a spokesperson or the head of a company is none by that."""


@dataclass(slots=True)
class Known:
    """All that the database says of one entity. Who comes first counts where two sources differ.

    ``point`` (latitude and longitude) and ``country`` are those that links give a place.
    """

    key: str
    name: str | None = None
    point: tuple[float, float] | None = None
    country: str | None = None
    entities: list[Entity] = field(default_factory=list)
    offices: dict[str, Office] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)

    def add(self, fact: Office | Listing) -> None:
        """Take in an office or a listing; of the same one, what the newer snapshot says."""
        if isinstance(fact, Office):
            number = occupancy_id(self.key, fact)
            if _newer(fact, self.offices.get(number)):
                self.offices[number] = fact
        else:
            number = sanction_id(self.key, fact)
            if _newer(fact, self.listings.get(number)):
                self.listings[number] = fact

    @property
    def schema(self) -> str:
        """Its FollowTheMoney schema."""
        return schema_of(self.key, next((entity.schema for entity in self.entities), None))


def schema_of(key: str, told: str | None) -> str:
    """The schema of an entity: by its key if it is a state or a place, else as its source tells.

    LegalEntity where none is told, or one that we do not know.
    """
    if key.startswith(_STATE):
        return "PublicBody"
    if key.startswith(_PLACES):
        return "Address"
    return told if told in SCHEMATA else "LegalEntity"


def position_id(office: Office) -> str:
    """The same for all holders of an office."""
    return made_id("position", office.position.casefold(), office.country, office.organisation)


def occupancy_id(key: str, office: Office) -> str:
    """One for each term of an entity in an office."""
    return made_id("occupancy", key, position_id(office), _text(office.term.start))


def sanction_id(key: str, listing: Listing) -> str:
    """One for each entry of an entity on a list."""
    start = _text(listing.term.start)
    return made_id("sanction", key, listing.list, listing.entry, listing.programme, start)


def entity_proxies(found: Known) -> Iterator[Proxy]:
    """The entity, then its positions, its terms in them, and its entries on lists."""
    state = load_countries().by_code(found.key.removeprefix(_STATE)) if found.key.startswith(_STATE) else None
    if state is not None:
        yield _state(found.key, state)
    elif found.schema == "Address":
        yield _place(found)
    else:
        yield _entity(found)
    if found.schema == "Person":
        for number, office in found.offices.items():
            yield _position(office)
            yield _occupancy(number, found.key, office)
    for number, listing in found.listings.items():
        yield _sanction(number, found.key, listing)


def _newer(fact: Office | Listing, other: Office | Listing | None) -> bool:
    if other is None:
        return True
    mine, yours = fact.term.as_of, other.term.as_of
    return mine is not None and (yours is None or mine > yours)


def _text(bounds: Bounds | None) -> str | None:
    return str(bounds) if bounds else None


def _entity(found: Known) -> Proxy:
    schema = found.schema
    names: dict[str, NameType] = {}
    for name in (name for entity in found.entities for name in entity.names):
        names.setdefault(name.text, name.kind)
    primary = found.entities[0].name if found.entities else found.name or found.key
    weak = [name for name, kind in names.items() if kind is NameType.WEAK]
    states = country_codes(code for entity in found.entities for code in entity.countries)
    born = next((entity.born for entity in found.entities if entity.born), None)
    role = [entity.role for entity in found.entities]
    gender = next((entity.gender for entity in found.entities if entity.gender), None)
    return proxy(
        entity_id(found.key),
        schema,
        **{_STATES.get(schema, "country"): states, _BORN.get(schema, "incorporationDate"): common_date(born)},
        name=primary,
        alias=[name for name in names if name != primary and name not in weak],
        weakAlias=[name for name in weak if name != primary],
        gender=_GENDERS.get(gender or "") if schema == "Person" else None,
        classification=role if schema in LEGAL else None,
        wikidataId=[entity.wikidata for entity in found.entities],
        topics=_topics(found),
        sourceUrl=[web_address(entity.source) for entity in found.entities],
    )


def _state(key: str, state: Country) -> Proxy:
    """A state as one that acts: its government."""
    return proxy(
        entity_id(key),
        "PublicBody",
        name=state.name,
        alias=[name for name in state.names if name != state.name],
        country=country_codes([state.code]),
        topics=_NATIONAL,
    )


def _place(found: Known) -> Proxy:
    country = load_countries().by_code(found.country) if found.country else None
    parts = [found.name or found.key, *([country.name] if country else [])]
    latitude, longitude = found.point or (None, None)
    return proxy(
        entity_id(found.key),
        "Address",
        name=found.name,
        full=", ".join(parts),
        country=country_codes([found.country]),
        latitude=None if latitude is None else f"{latitude:.4f}",
        longitude=None if longitude is None else f"{longitude:.4f}",
    )


def _topics(found: Known) -> Iterator[str]:
    political = [office for office in found.offices.values() if office.kind in _POLITICAL]
    if found.schema == "Person" and political:
        yield "role.pep" if any(office.term.end is None for office in political) else "role.pep.frmr"
    if any(listing.term.end is None for listing in found.listings.values()):
        yield "sanction"


def _position(office: Office) -> Proxy:
    country = load_countries().by_code(office.country) if office.country else None
    whose = office.organisation or (country.name if country else None)
    return proxy(
        position_id(office),
        "Position",
        name=f"{office.position} ({whose})" if whose else office.position,
        country=country_codes([office.country]),
        topics=_TOPICS.get(office.kind),
    )


def _occupancy(number: str, key: str, office: Office) -> Proxy:
    term = office.term
    status = "ended" if term.end else "current" if term.as_of else "unknown"
    says = ["acting"] if office.acting else []
    says += [_in_words(term)] if _in_words(term) else []
    says += [f"open on {term.as_of}"] if term.as_of and not term.end else []
    return proxy(
        number,
        "Occupancy",
        holder=entity_id(key),
        post=position_id(office),
        startDate=common_date(term.start),
        endDate=common_date(term.end),
        status=status,
        description="; ".join(says),
        sourceUrl=web_address(office.source),
        publisher=office.snapshot,
    )


def _sanction(number: str, key: str, listing: Listing) -> Proxy:
    term = listing.term
    start = common_date(term.start)
    return proxy(
        number,
        "Sanction",
        entity=entity_id(key),
        authority=listing.authority or listing.list.upper(),
        authorityId=listing.entry,
        program=listing.programme,
        country=_KEEPERS.get(listing.list),
        startDate=start,
        listingDate=start,
        endDate=common_date(term.end),
        status="ended" if term.end else "active" if term.as_of else None,
        description=_in_words(term),
        sourceUrl=web_address(listing.source),
        publisher=listing.snapshot,
    )


def _in_words(term: Term) -> str:
    """The term, where its dates alone would say less than is known."""
    vague = [side for side in (term.start, term.end) if side and exact_date(side) is None]
    return f"from {_text(term.start) or 'unknown'} to {_text(term.end) or 'open'}" if vague else ""
