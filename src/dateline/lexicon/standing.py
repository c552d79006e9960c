"""What the reference data say of an entity as of a day: offices, listings, and which lists were looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dateline.model import Held, Listing, ListingThen, Office, OfficeThen, Profile, Record


def merge_records(records: Sequence[Record]) -> Record:
    """One record of several sources that speak of the same entity: the first one's entity, everybody's facts.

    A listing that two sources tell is kept once, from the source that knows its dates best.
    """
    first = records[0]
    if len(records) == 1:
        return first
    offices: dict[tuple[str, str | None, str, str], Office] = {}
    listings: dict[tuple[str, str | None], Listing] = {}
    for record in records:
        for office in record.offices:
            key = (office.kind.value, office.country, str(office.term.start), str(office.term.end))
            offices.setdefault(key, office)
        for listing in record.listings:
            entry = (listing.list, (listing.programme or "").casefold() or None)
            known = listings.get(entry)
            if known is None or (known.term.start is None and listing.term.start is not None):
                listings[entry] = listing
    return Record(entity=first.entity, offices=tuple(offices.values()), listings=tuple(listings.values()))


def profile_of(record: Record, first: date | None, last: date | None, lists: Mapping[str, date]) -> Profile:
    """Who it was on a day, or on some day from ``first`` to ``last``.

    Offices and listings that surely did not hold then are left out. With no day known there is nothing to tell.
    """
    offices: tuple[OfficeThen, ...] = ()
    listings: tuple[ListingThen, ...] = ()
    if first and last:
        offices = tuple(
            OfficeThen(office=office, held=held)
            for office in record.offices
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
