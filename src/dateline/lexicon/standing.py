"""What the reference data say of an entity as of a day: offices, listings, and which lists were looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dateline.lexicon.office_kinds import title_words
from dateline.lexicon.organisations import load_organisations
from dateline.model import (
    Bounds,
    Held,
    Listing,
    ListingThen,
    Office,
    OfficeKind,
    OfficeThen,
    Profile,
    Record,
    Term,
)

_A_YEAR = 365
# Kinds that somebody may hold several offices of at a time.
_MANY = frozenset({OfficeKind.OTHER, OfficeKind.MINISTER})


def merge_records(records: Sequence[Record]) -> Record:
    """One record of several sources that speak of the same entity: the first one's entity, everybody's facts.

    A listing that two sources tell is kept once, from the source that knows its dates best; an office that they tell in
    other words is kept once too.
    """
    first = records[0]
    listings: dict[tuple[str, str | None], Listing] = {}
    for record in records:
        for listing in record.listings:
            entry = (listing.list, (listing.programme or "").casefold() or None)
            known = listings.get(entry)
            if known is None or (known.term.start is None and listing.term.start is not None):
                listings[entry] = listing
    return Record(
        entity=first.entity,
        offices=distinct_offices(o for r in records for o in r.offices),
        listings=tuple(listings.values()),
    )


def distinct_offices(offices: Iterable[Office]) -> tuple[Office, ...]:
    """Offices without those that others among them tell in other words: of each the one whose term is known best."""
    kept: list[Office] = []
    for office in offices:
        at = next((at for at, other in enumerate(kept) if _is_same(office, other)), None)
        if at is None:
            kept.append(office)
        elif _known(office.term) > _known(kept[at].term):
            kept[at] = office
    return tuple(kept)


def _known(term: Term) -> tuple[bool, date, int]:
    """How well a term is known: whether its end is, until when it is told, how exact its days are."""
    days = sum(
        (day.latest - day.earliest).days if day.earliest and day.latest else _A_YEAR
        for day in (term.start, term.end)
        if day
    )
    return term.end is not None, term.as_of or date.min, -days


def _is_same(one: Office, other: Office) -> bool:
    """Whether two offices of one person are one: of one body, begun together, and of one kind or one title.

    "High Representative for Foreign Affairs of EU" is "High Representative of the Union for Foreign Affairs of European
    Union".
    """
    if one.acting != other.acting or not _agree(one.term.start, other.term.start):
        return False
    if not _end_together(one.term, other.term):
        return False
    if (one.country, _body(one)) != (other.country, _body(other)):
        return False
    words, others = title_words(one.position), title_words(other.position)
    return (one.kind is other.kind and one.kind not in _MANY) or words <= others or others <= words


def _end_together(one: Term, other: Term) -> bool:
    """Whether the ends of two terms may be one; a term that is told to go on ends after the day that it is told for."""
    if one.end and other.end:
        return _agree(one.end, other.end)
    ended, lasting = (one, other) if one.end else (other, one)
    return not (ended.end and ended.end.latest and lasting.as_of and ended.end.latest < lasting.as_of)


def _agree(one: Bounds | None, other: Bounds | None) -> bool:
    """Whether two days may be one; two that are not known are."""
    if one is None or other is None:
        return one is other
    return not (
        (one.latest and other.earliest and one.latest < other.earliest)
        or (other.latest and one.earliest and other.latest < one.earliest)
    )


def _body(office: Office) -> str | None:
    if office.organisation is None:
        return None
    known = load_organisations().by_name(office.organisation)
    return known[0].name if known else office.organisation.casefold()


def profile_of(record: Record, first: date | None, last: date | None, lists: Mapping[str, date]) -> Profile:
    """Who it was on a day, or on some day from ``first`` to ``last``.

    Offices and listings that surely did not hold then are left out. With no day known there is nothing to tell.
    """
    offices: tuple[OfficeThen, ...] = ()
    listings: tuple[ListingThen, ...] = ()
    if first and last:
        offices = tuple(
            OfficeThen(office=office, held=held)
            for office in distinct_offices(record.offices)
            if (held := office.term.on(first, last)) is not Held.NO
        )
        listings = tuple(
            ListingThen(listing=listing, held=held)
            for listing in record.listings
            if (held := listing.term.on(first, last)) is not Held.NO
        )
    return Profile(
        entity=record.entity,
        first=first,
        last=last,
        offices=offices,
        listings=listings,
        lists=tuple(sorted(lists.items())),
    )
