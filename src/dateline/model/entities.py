"""Who is who: entities, their names, offices and listings, each with its source and the snapshot it stood in."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class Held(StrEnum):
    """Whether something held on a day: what the data say, which may be that they cannot say."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A day, known as exactly as its source tells: the first and the last day that it can be.

    None is an open side: ``Bounds(None, date(2021, 7, 1))`` is "on 1 July 2021 or before".
    """

    earliest: date | None
    latest: date | None

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError(f"a day lies between its bounds, not {self.earliest}..{self.latest}")

    @classmethod
    def parse(cls, text: str) -> Bounds:
        """A day, month or year in ISO 8601: ``2020-10-28``, ``2020-10``, ``2020``.

        Raises:
            ValueError: it is none of these, or no such day exists.
        """
        match = _PARTIAL.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is no day, month or year like 2020-10-28, 2020-10 or 2020")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None  # noqa: S101  # the pattern has it
        first = date(year, month or 1, day or 1)
        last_day = calendar.monthrange(year, month or 12)[1]
        return cls(first, date(year, month or 12, day or last_day))

    @classmethod
    def day(cls, day: date) -> Bounds:
        """A day that is known exactly."""
        return cls(day, day)

    def __str__(self) -> str:
        first, last = self.earliest, self.latest
        if first is None or last is None:
            return f"by {last}" if last else f"after {first}" if first else "unknown"
        if first == last:
            return first.isoformat()
        if first.day == 1 and last == date(
            last.year, last.month, calendar.monthrange(last.year, last.month)[1]
        ):
            if (first.year, first.month) == (last.year, last.month):
                return first.isoformat()[:7]
            if first.month == 1 and last.month == 12 and first.year == last.year:
                return first.isoformat()[:4]
        return f"between {first} and {last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """From when to when something held.

    Attributes:
        start: its first day; None where the source does not tell.
        end: its last day; None where it had not ended on ``as_of``.
        as_of: the day of the snapshot; what was open then is not known for later days.
    """

    start: Bounds | None = None
    end: Bounds | None = None
    as_of: date | None = None

    def on(self, first: date, last: date | None = None) -> Held:
        """Whether it held on a day, or on all days from ``first`` to ``last``.

        YES and NO only where the data say so whatever the exact days were; UNKNOWN otherwise, and after ``as_of``
        where the end is open.
        """
        last = last or first
        start, end = self.start, self.end
        if start and start.earliest and last < start.earliest:
            return Held.NO
        if end and end.latest and first > end.latest:
            return Held.NO
        begun = start is not None and start.latest is not None and start.latest <= first
        if end is not None:
            going = end.earliest is not None and last <= end.earliest
        else:
            going = self.as_of is not None and last <= self.as_of
        return Held.YES if begun and going else Held.UNKNOWN

    def may_overlap(self, first: date, last: date) -> bool:
        """Whether it may have held on some day from ``first`` to ``last``; an open end goes on."""
        begins = self.start.earliest if self.start else None
        ends = self.end.latest if self.end else None
        return not (begins and begins > last) and not (ends and ends < first)

    def __str__(self) -> str:
        start = str(self.start) if self.start else "unknown"
        end = str(self.end) if self.end else f"open on {self.as_of}" if self.as_of else "open"
        return f"{start} to {end}"


class NameType(StrEnum):
    """What a name is to its owner."""

    PRIMARY = "primary"
    ALIAS = "alias"
    WEAK = "weak"
    NATIVE = "native"
    TRANSLITERATION = "transliteration"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityName:
    """One name of an entity, with the script it is written in (ISO 15924: ``Latn``, ``Cyrl`` …)."""

    text: str
    kind: NameType
    script: str = "Latn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, organisation, company or vessel in reference data.

    Attributes:
        id: unique among all sources: a Wikidata item (``Q11074974``), or the source's own id with the source before
            it (``us-sdn-43736``).
        schema: the FollowTheMoney schema: ``Person``, ``Organization``, ``Company``, ``PublicBody``, ``LegalEntity``,
            ``Vessel``, ``Airplane``.
        names: the primary one first, at least one.
        countries: ISO 3166-1 alpha-3 codes of nationality or seat.
        wikidata: its Wikidata item, if known.
        gender: ``m``, ``f``, or None.
        born: day of birth, or of foundation.
        role: PLOVER sector of a group (``REB``, ``IGO`` …).
        source: where it can be checked.
        snapshot: id of the snapshot it stood in.
    """

    id: str
    schema: str
    names: tuple[EntityName, ...]
    countries: tuple[str, ...] = ()
    wikidata: str | None = None
    gender: str | None = None
    born: Bounds | None = None
    role: str | None = None
    source: str
    snapshot: str

    def __post_init__(self) -> None:
        if not self.names:
            raise ValueError("an entity has a name")

    @property
    def name(self) -> str:
        """The primary name."""
        return self.names[0].text


class OfficeKind(StrEnum):
    """What an office is, whatever its title in one state or another."""

    HEAD_OF_STATE = "head-of-state"
    HEAD_OF_GOVERNMENT = "head-of-government"
    DEPUTY_HEAD_OF_STATE = "deputy-head-of-state"
    DEPUTY_HEAD_OF_GOVERNMENT = "deputy-head-of-government"
    FOREIGN = "foreign"
    DEFENCE = "defence"
    INTERIOR = "interior"
    FINANCE = "finance"
    JUSTICE = "justice"
    SECURITY = "security"
    INTELLIGENCE = "intelligence"
    SPOKESPERSON = "spokesperson"
    ARMED_FORCES = "armed-forces"
    PARLIAMENT = "parliament"
    PARTY = "party"
    CENTRAL_BANK = "central-bank"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    GOVERNOR = "governor"
    MAYOR = "mayor"
    AMBASSADOR = "ambassador"
    OPPOSITION = "opposition"
    HEAD_OF_ORGANISATION = "head-of-organisation"
    MINISTER = "minister"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A post that an entity held (FollowTheMoney Position and Occupancy).

    Attributes:
        holder: id of the entity.
        position: its English title, without the country.
        country: alpha-3 code of the state; None for an office of an organisation alone.
        organisation: usual short name of the organisation, if the office is of one.
        acting: held for the time being.
    """

    holder: str
    position: str
    kind: OfficeKind
    country: str | None = None
    organisation: str | None = None
    acting: bool = False
    term: Term
    source: str
    snapshot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An entry on a sanctions list (FollowTheMoney Sanction).

    Attributes:
        entity: id of the entity.
        list: short name of the list's keeper: ``us``, ``eu``, ``uk``, ``un``, ``ca``, ``ch`` …
        authority: the keeper in words, if the source tells.
        programme: the programme or regime, as the list writes it.
        entry: the list's own number for it.
    """

    entity: str
    list: str
    authority: str | None = None
    programme: str | None = None
    entry: str | None = None
    term: Term
    source: str
    snapshot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The version of a source that was looked at.

    Attributes:
        id: ``source@version``.
        source: short name: ``shipped``, ``us-sdn``, ``un``, ``opensanctions`` …
        version: the date or number that the source gives its version, else the day it was taken.
        taken: the day it stands for.
        address: where the bytes came from.
        sha256: of the bytes, in hexadecimal.
        records: how many entities it holds.
    """

    id: str
    source: str
    version: str
    taken: date
    address: str
    sha256: str
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that one source says of one entity."""

    entity: Entity
    offices: tuple[Office, ...] = ()
    listings: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One reason for or against a candidate: the feature's name, what it added or took, and why, in words."""

    feature: str
    amount: float
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entity that a mention may name, with its score (0 to 1) and what the score is made of.

    ``latitude`` and ``longitude`` (degrees, WGS 84) are set for states and places.
    """

    entity: str
    name: str
    score: float
    features: tuple[Weighed, ...]
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Which entity a mention names.

    Attributes:
        mention: index of the mention in the reading.
        chosen: None where nobody in the reference data is meant, or none can be told from the others (NIL).
        rejected: the best others, at most two.
        rule: what linked it: ``name``, ``surname``, ``title``, ``same-article``, ``state``, ``place``.
    """

    mention: int
    chosen: Candidate | None
    rejected: tuple[Candidate, ...] = ()
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeThen:
    """An office, and whether it was held on the day that was asked about."""

    office: Office
    held: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingThen:
    """A listing, and whether it stood on the day that was asked about."""

    listing: Listing
    held: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the reference data say of an entity as of a day (or an interval of days).

    Attributes:
        first, last: the days asked about; None where the article has no date.
        offices, listings: those that held then, or may have.
        lists: the complete lists that were looked at, each with the day of its snapshot: of these, one that is not
            among the listings did not hold the entity then.
    """

    entity: Entity
    first: date | None
    last: date | None
    offices: tuple[OfficeThen, ...] = ()
    listings: tuple[ListingThen, ...] = ()
    lists: tuple[tuple[str, date], ...] = ()


class ClaimResult(StrEnum):
    """What the lists say of a claim in the text."""

    CONFIRMED = "confirmed"
    NOT_FOUND = "not found"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim in the text about a listing ("who is under U.S. sanctions"), held against the lists.

    Attributes:
        mention: index of the mention it speaks of.
        start, end: its place in the article's text.
        sentence: index of its sentence.
        list: the list it names (``us``), or None for any.
        result: what the lists say as of the article's date.
        says: why, in words, with list, programme, dates and snapshot.
    """

    mention: int
    start: int
    end: int
    sentence: int
    list: str | None
    result: ClaimResult
    says: str


class Judgement(StrEnum):
    """What a person says of a name and an entity. Of several judgements the newest counts."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A person's judgement on whether a name is an entity's: who judged, when and why."""

    name: str
    entity: str
    judgement: Judgement
    who: str
    judged: datetime
    why: str | None = None
