"""Who an id means: a state, a place, or a person, organisation or group of the reference data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import select

from dateline.lexicon.countries import Country, load_countries
from dateline.lexicon.gazetteer import locate_country
from dateline.lexicon.reference import load_records
from dateline.lexicon.standing import merge_records, profile_of
from dateline.model import Entity, Office, OfficeKind, Profile, Record
from dateline.store.database import Database
from dateline.store.entity_view import linked_as
from dateline.store.ftm_reference import shipped
from dateline.store.parts import state_of
from dateline.store.reference import StoreReference
from dateline.store.schema_reference import gazetteer, profiles
from dateline.store.verdicts import Verdicts
from dateline.store.who import decode_profile

PLACE = "geonames-"

LEADERS = (
    OfficeKind.HEAD_OF_STATE,
    OfficeKind.HEAD_OF_GOVERNMENT,
    OfficeKind.FOREIGN,
    OfficeKind.DEFENCE,
)
"""The offices of a state that its page tells the holders of."""

_KINDS = {"Person": "person", "Vessel": "vessel", "Airplane": "aircraft", "Company": "company"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One who held an office of a state or organisation."""

    entity: str
    name: str
    office: Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom a page is about.

    Attributes:
        kind: state, place, person, organisation and so on, in a word.
        names: other names than ``name``.
        record: what the reference data say, all sources together; None for states and places.
        snapshots: the snapshots that say so.
        country: for a state itself; for others ``countries`` has the codes of the states they belong to.
        latitude, longitude: of a state or place, if they are known.
        holders: of a state or organisation: who held its offices.
        link: where it can be checked.
    """

    id: str
    name: str
    kind: str
    names: tuple[str, ...] = ()
    record: Record | None = None
    snapshots: tuple[str, ...] = ()
    country: Country | None = None
    countries: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    holders: tuple[Holder, ...] = ()
    link: str | None = None

    @property
    def is_state(self) -> bool:
        """Whether it is a state."""
        return self.country is not None


def who_is(database: Database, key: str) -> Who | None:
    """Whom an id means; None where neither the reference data nor the articles know it.

    Raises:
        StoreError: the database cannot be read.
        DataError: a profile in it cannot be read.
    """
    code = state_of(key)
    if code is not None:
        return _state(database, code)
    if key.startswith(PLACE):
        return _place(database, key)
    return _entity(database, key) or _only_linked(database, key)


def standing(database: Database, who: Who, day: date) -> Profile | None:
    """Who it was on a day; None where the reference data say nothing of it."""
    if who.record is None:
        return None
    return profile_of(who.record, day, day, StoreReference(database).lists())


def name_of(key: str, name: str | None = None) -> str:
    """What to call an entity in a list: states by their short names."""
    code = state_of(key)
    country = load_countries().by_code(code) if code else None
    return country.name if country else name or key


def _state(database: Database, code: str) -> Who | None:
    country = load_countries().by_code(code)
    if country is None or country.code != code:
        return None
    point = locate_country(code)
    return Who(
        id=f"iso-{code}",
        name=country.name,
        kind="state",
        names=country.names[1:],
        country=country,
        countries=(code,),
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        holders=_leaders(database, code),
    )


def _leaders(database: Database, code: str) -> tuple[Holder, ...]:
    stored = StoreReference(database)
    found = list(_shipped_holders().get(code, ()))
    if stored.snapshots():
        found += (
            Holder(entity=record.entity.id, name=record.entity.name, office=office)
            for kind in LEADERS
            for record, office in stored.holders(kind, code)
        )
    once = {(one.entity, one.office.kind, str(one.office.term.start)): one for one in reversed(found)}
    return tuple(once.values())


@cache
def _shipped_holders() -> Mapping[str, Sequence[Holder]]:
    """By alpha-3 code, or by name of the organisation."""
    found: defaultdict[str, list[Holder]] = defaultdict(list)
    for record in load_records():
        for office in record.offices:
            holder = Holder(entity=record.entity.id, name=record.entity.name, office=office)
            if office.organisation:
                found[office.organisation].append(holder)
            elif office.country and office.kind in LEADERS:
                found[office.country].append(holder)
    return found


def _place(database: Database, key: str) -> Who | None:
    number = key.removeprefix(PLACE)
    with database.reading() as connection:
        linked = linked_as(connection, key)
        row = None
        if number.isascii() and number.isdigit() and len(number) < len(str(2**63)):
            row = connection.execute(select(gazetteer).where(gazetteer.c.id == int(number))).first()
    link = f"https://www.geonames.org/{number}"
    if row is not None:
        codes = (row.country,) if row.country else ()
        where = {"latitude": row.latitude, "longitude": row.longitude}
        return Who(id=key, name=row.name, kind="place", countries=codes, link=link, **where)
    if linked is None:
        return None
    name, north, east, code = linked
    codes = (code,) if code else ()
    return Who(id=key, name=name, kind="place", countries=codes, link=link, latitude=north, longitude=east)


def _entity(database: Database, key: str) -> Who | None:
    members = Verdicts(database).on_entities().members(key)
    stored = StoreReference(database)
    records = [
        record
        for member in members
        for record in (*([shipped()[member]] if member in shipped() else []), *stored.record(member))
    ]
    if not records:
        profile = _newest_profile(database, key)
        if profile is None:
            return None
        records = [
            Record(
                entity=profile.entity,
                offices=tuple(one.office for one in profile.offices),
                listings=tuple(one.listing for one in profile.listings),
            )
        ]
    record = merge_records(records)
    entity = record.entity
    names = dict.fromkeys(name.text for one in records for name in one.entity.names)
    return Who(
        id=key,
        name=entity.name,
        kind=_kind(entity),
        names=tuple(name for name in names if name != entity.name),
        record=record,
        snapshots=tuple(dict.fromkeys(one.entity.snapshot for one in records)),
        countries=tuple(dict.fromkeys(code for one in records for code in one.entity.countries)),
        holders=_of_organisation(entity),
        link=f"https://www.wikidata.org/wiki/{entity.wikidata}" if entity.wikidata else entity.source,
    )


def _kind(entity: Entity) -> str:
    if entity.role == "REB":
        return "armed group"
    return _KINDS.get(entity.schema, "organisation")


def _of_organisation(entity: Entity) -> tuple[Holder, ...]:
    if entity.schema == "Person":
        return ()
    found = _shipped_holders()
    held = (one for name in entity.names for one in found.get(name.text, ()))
    return tuple({(one.entity, str(one.office.term)): one for one in held}.values())


def _newest_profile(database: Database, key: str) -> Profile | None:
    table = profiles.c
    query = select(table.profile).where(table.entity == key).order_by(table.article_id.desc()).limit(1)
    with database.reading() as connection:
        text = connection.execute(query).scalar_one_or_none()
    return decode_profile(text) if text is not None else None


def _only_linked(database: Database, key: str) -> Who | None:
    with database.reading() as connection:
        linked = linked_as(connection, key)
    if linked is None:
        return None
    name, north, east, code = linked
    codes = (code,) if code else ()
    return Who(id=key, name=name, kind="entity", countries=codes, latitude=north, longitude=east)
