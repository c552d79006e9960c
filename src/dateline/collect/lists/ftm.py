"""FollowTheMoney entities as JSON lines (OpenSanctions ``entities.ftm.json`` and any other): two looks at the file.

People and bodies, positions, occupancies and sanctions refer to one another by id and come in any order. The first
look puts the last three aside on the disk, the second one builds each record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from dateline.collect.lists import days
from dateline.collect.lists.origin import Origin, Tally, ended, names
from dateline.collect.lists.places import country_codes, keeper_of
from dateline.collect.lists.rows import json_lines
from dateline.collect.lists.shelf import Shelf
from dateline.lexicon.office_titles import is_acting, kind_of_post, without_country
from dateline.model import Bounds, Entity, EntityName, Listing, NameType, Office, Record, Term

SCHEMATA = frozenset({"Person", "Company", "Organization", "LegalEntity", "PublicBody", "Vessel", "Airplane"})
_ASIDE = frozenset({"Position", "Occupancy", "Sanction"})
_ITEM = re.compile(r"Q\d+")
_REGIONAL = frozenset({"gov.state", "gov.muni"})
_ROLES = (("gov.igo", "IGO"), ("pol.party", "PTY"), ("gov", "GOV"))


class Head(msgspec.Struct, frozen=True):
    """What tells what a line is."""

    id: str
    schema: str


class Item(msgspec.Struct, frozen=True):
    """One FollowTheMoney entity."""

    id: str
    schema: str
    caption: str | None = None
    properties: Mapping[str, list[Any]] = {}
    datasets: list[str] = []
    first_seen: str | None = None

    def all(self, *properties: str) -> list[str]:
        """The values of these properties, one after the other; nested entities give their ids."""
        values = (value for name in properties for value in self.properties.get(name, ()))
        plain = (value.get("id") if isinstance(value, dict) else value for value in values)
        return [value for value in plain if isinstance(value, str) and value.strip()]

    def first(self, *properties: str) -> str | None:
        """The first value of these properties."""
        return next(iter(self.all(*properties)), None)


class _Line(msgspec.Struct, frozen=True):
    number: int
    item: Item


def read_ftm(stream: BinaryIO, origin: Origin, tally: Tally) -> Iterator[Record]:
    """The people and bodies of a file of FollowTheMoney JSON lines, with their offices and sanctions.

    Args:
        stream: must be seekable: it is read twice.

    Raises:
        ListRejectedError: a line is not JSON or no entity, or a date in it is none.
    """
    with Shelf(_Line) as positions, Shelf(_Line) as occupancies, Shelf(_Line) as sanctions:
        beginning = stream.tell()
        any_entity = False
        heads, whole = msgspec.json.Decoder(Head), msgspec.json.Decoder(Item)
        decoder: Any = msgspec.json.Decoder(msgspec.Raw)
        for number, raw in json_lines(stream, origin, decoder):
            head = _decoded(heads, raw, number, origin)
            any_entity = any_entity or head.schema in SCHEMATA
            if head.schema in _ASIDE:
                line = _Line(number, _decoded(whole, raw, number, origin))
                if head.schema == "Position":
                    positions.put(head.id, line)
                else:
                    aside, owner = (
                        (occupancies, "holder") if head.schema == "Occupancy" else (sanctions, "entity")
                    )
                    for holder in line.item.all(owner):
                        aside.put(holder, line)
        if not any_entity:
            raise origin.fault("holds no people, companies or organisations")
        stream.seek(beginning)
        builder = _Builder(origin, tally, positions, occupancies, sanctions)
        for number, raw in json_lines(stream, origin, decoder):
            if _decoded(heads, raw, number, origin).schema in SCHEMATA:
                record = builder.record(_decoded(whole, raw, number, origin), number)
                if record is not None:
                    yield record


def _decoded(decoder: msgspec.json.Decoder[Any], raw: Any, line: int, origin: Origin) -> Any:
    try:
        return decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise origin.fault(f"is no FollowTheMoney entity: {error}", line=line) from None


class _Builder:
    """Builds records of the entities, with what was put aside for them."""

    def __init__(
        self,
        origin: Origin,
        tally: Tally,
        positions: Shelf[_Line],
        occupancies: Shelf[_Line],
        sanctions: Shelf[_Line],
    ) -> None:
        self._origin, self._tally = origin, tally
        self._positions, self._occupancies, self._sanctions = positions, occupancies, sanctions

    def record(self, item: Item, line: int) -> Record | None:
        named = _names(item)
        if not named:
            self._tally.count("entries without a name")
            return None
        key = item.id if _ITEM.fullmatch(item.id) else self._origin.id(item.id)
        source = item.first("sourceUrl", "wikipediaUrl") or _address(item)
        entity = Entity(
            id=key,
            schema=item.schema,
            names=named,
            countries=_countries(item),
            wikidata=_wikidata(item),
            gender=_gender(item.first("gender")),
            born=self._days(item, line, "birthDate", "incorporationDate"),
            role=_role(item),
            source=source,
            snapshot=self._origin.snapshot,
        )
        offices = (self._office(one, key) for one in self._occupancies.of(item.id))
        listings = (self._listing(one, key) for one in self._sanctions.of(item.id))
        return Record(
            entity=entity,
            offices=tuple(dict.fromkeys(office for office in offices if office)),
            listings=tuple(dict.fromkeys(listings)),
        )

    def _days(self, item: Item, line: int, *properties: str) -> Bounds | None:
        try:
            return days.hull(days.iso(value) for value in item.all(*properties))
        except ValueError as error:
            raise self._origin.fault(f"{item.id}: {error}", line=line) from None

    def _term(self, line: _Line, start: Bounds | None, *, known_open: bool, over: bool) -> Term:
        taken = self._origin.taken
        end = self._days(line.item, line.number, "endDate")
        if start and end and start.earliest and end.latest and end.latest < start.earliest:
            raise self._origin.fault(
                f"{line.item.id}: ends on {end}, before its start on {start}", line=line.number
            )
        end = ended(end, taken)
        if end is None and over:
            end = days.by(taken)
        return Term(start=start, end=end, as_of=taken if known_open or end else None)

    def _office(self, line: _Line, holder: str) -> Office | None:
        item = line.item
        post = next((found for key in item.all("post") for found in self._positions.of(key)), None)
        title = post.item.first("name") or post.item.caption if post else None
        if post is None or not title:
            self._tally.count("offices whose position is not in the file")
            return None
        country = next(iter(country_codes(post.item.all("country"))), None)
        regional = bool(_REGIONAL.intersection(post.item.all("topics")) or post.item.all("subnationalArea"))
        position = without_country(title, None if regional else country)
        status = (item.first("status") or "").casefold()
        start = self._days(item, line.number, "startDate") or self._days(item, line.number, "periodStart")
        return Office(
            holder=holder,
            position=position,
            kind=kind_of_post(position, country, regional=regional),
            country=country,
            organisation=None if country else post.item.first("organization"),
            acting=is_acting(title),
            term=self._term(line, start, known_open=status == "current", over=status == "ended"),
            source=item.first("sourceUrl") or post.item.first("sourceUrl") or _address(post.item),
            snapshot=self._origin.snapshot,
        )

    def _listing(self, line: _Line, entity: str) -> Listing:
        item = line.item
        start = self._days(item, line.number, "startDate") or self._days(item, line.number, "listingDate")
        if start is None and item.first_seen:
            seen = days.iso(item.first_seen)
            start = days.by(seen.latest) if seen else None
        authority = item.first("authority")
        return Listing(
            entity=entity,
            list=list_name(item.datasets, authority, item.first("country")),
            authority=authority,
            programme=item.first("programId", "program"),
            entry=item.first("authorityId", "unscId", "recordId"),
            term=self._term(line, start, known_open=True, over=item.first("status") == "ended"),
            source=item.first("sourceUrl", "programUrl") or _address(item),
            snapshot=self._origin.snapshot,
        )


def list_name(datasets: Iterable[str], authority: str | None, country: str | None = None) -> str:
    """The short name of the list that a sanction stands on: by its data set, its authority, or else the data set."""
    known = list(datasets)
    for dataset in known:
        keeper = keeper_of(dataset=dataset)
        if keeper:
            return keeper.short
    if known:
        return known[0].replace("_", "-")
    keeper = keeper_of(authority=authority or "")
    if keeper:
        return keeper.short
    return {"gb": "uk"}.get((country or "").casefold(), (country or "other").casefold())


def _names(item: Item) -> tuple[EntityName, ...]:
    given = item.all("name")
    caption = item.caption if item.caption in given or not given else given[0]
    others = [(text, NameType.ALIAS) for text in given]
    others += [(text, NameType.ALIAS) for text in item.all("alias", "previousName")]
    others += [(text, NameType.WEAK) for text in item.all("weakAlias", "abbreviation")]
    return names(caption or "", *others)


def _countries(item: Item) -> tuple[str, ...]:
    own = ("nationality", "citizenship") if item.schema == "Person" else ("country", "jurisdiction", "flag")
    return country_codes(item.all(*own)) or country_codes(item.all("country", "mainCountry"))


def _wikidata(item: Item) -> str | None:
    found = (one for one in (item.id, *item.all("wikidataId")) if _ITEM.fullmatch(one))
    return next(found, None)


def _gender(text: str | None) -> str | None:
    return {"male": "m", "m": "m", "female": "f", "f": "f"}.get((text or "").casefold())


def _role(item: Item) -> str | None:
    if item.schema == "Person":
        return None
    topics = item.all("topics")
    return next(
        (role for topic, role in _ROLES if any(t == topic or t.startswith(f"{topic}.") for t in topics)), None
    )


def _address(item: Item) -> str:
    return f"https://www.opensanctions.org/entities/{item.id}/"
