"""Who somebody was, in words: offices, listings, and what the data cannot say."""

from __future__ import annotations

from itertools import takewhile

from dateline.lexicon.countries import load_countries
from dateline.lexicon.office_kinds import BESIDE
from dateline.model import Held, Listing, ListingThen, Office, OfficeThen, Profile, Term

_LISTS = {"us": "US", "eu": "EU", "uk": "UK", "un": "UN", "ca": "Canadian", "ch": "Swiss", "au": "Australian"}


def office_in_words(office: Office) -> str:
    """ "Deputy Prime Minister of Serbia since 2024-05-02"."""
    acting = "Acting " if office.acting else ""
    return f"{acting}{office.position}{_of(office)} {term_in_words(office.term)}".strip()


def listing_in_words(listing: Listing) -> str:
    """ "on the US list since 2023-07-11 (BALKANS-EO14033, 43736)"."""
    inside = ", ".join(part for part in (listing.programme, listing.entry) if part)
    told = f"on the {_LISTS.get(listing.list, listing.list.upper())} list {term_in_words(listing.term)}"
    return f"{told.strip()} ({inside})" if inside else told.strip()


def term_in_words(term: Term) -> str:
    """ "since 2024-05-02", "2020-10-28 to 2022-10-27"; nothing where no date is known."""
    if term.start and term.end:
        return f"{term.start} to {term.end}"
    if term.start:
        return f"since {term.start}"
    return f"until {term.end}" if term.end else "(dates unknown)"


def profile_in_words(profile: Profile) -> str:
    """One line: what it held and on which lists it stood on the article's day; what is unknown says so."""
    parts = [_then(then, office_in_words(then.office)) for then in _main_offices(profile)]
    parts += [_then(then, listing_in_words(then.listing)) for then in profile.listings]
    listed = {then.listing.list for then in profile.listings}
    clear = [f"{name.upper()} (as of {day})" for name, day in profile.lists if name not in listed]
    if clear:
        parts.append(f"not on: {', '.join(clear)}")
    return "; ".join(parts)


def _main_offices(profile: Profile) -> list[OfficeThen]:
    """Those surely held; before them, where these tell little, those that may have been and stand first; all if none
    is sure.

    A minister who leads a party is not the leader of a party alone, though the days that an article may be of are more
    than a term.
    """
    sure = [then for then in profile.offices if then.held is Held.YES]
    if not sure:
        return list(profile.offices)
    first: list[OfficeThen] = []
    if all(then.office.kind in BESIDE for then in sure):
        more = takewhile(lambda then: then.held is not Held.YES, profile.offices)
        first = [then for then in more if then.office.kind not in BESIDE]
    return first + sure


def _then(then: OfficeThen | ListingThen, words: str) -> str:
    return words if then.held is Held.YES else f"perhaps {words}"


def _of(office: Office) -> str:
    if office.organisation:
        return "" if office.organisation in office.position else f" of {office.organisation}"
    country = load_countries().by_code(office.country) if office.country else None
    return f" of {country.name}" if country and country.name not in office.position else ""
