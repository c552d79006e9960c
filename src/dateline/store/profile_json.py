"""Profiles as JSON, and back: who an entity was on the date of an article."""

from __future__ import annotations

from datetime import date

import msgspec

from dateline.errors import DataError
from dateline.model import Entity, Held, Listing, Office, OfficeKind, Profile, Standing, Term


class _Fact(msgspec.Struct):
    """An office or a listing: which of them is told by ``holder``, which only an office has."""

    term: Term
    source: str
    snapshot: str
    holder: str | None = None
    position: str = ""
    kind: OfficeKind = OfficeKind.OTHER
    country: str | None = None
    organisation: str | None = None
    acting: bool = False
    entity: str = ""
    list: str = ""
    authority: str | None = None
    programme: str | None = None
    entry: str | None = None


class _Standing(msgspec.Struct):
    fact: _Fact
    held: Held


class _Profile(msgspec.Struct):
    entity: Entity
    first: date | None
    last: date | None
    standings: list[_Standing]
    lists: list[tuple[str, date]]


_decoder = msgspec.json.Decoder(_Profile)


def encode_profile(profile: Profile) -> str:
    """The profile as a JSON object."""
    return msgspec.json.encode(profile).decode()


def decode_profile(text: str) -> Profile:
    """The profile that was encoded.

    Raises:
        DataError: the text is no such thing.
    """
    try:
        found = _decoder.decode(text)
    except (msgspec.DecodeError, ValueError) as error:
        raise DataError(
            str(error), where="profile", action="read the article again, so that it is made anew"
        ) from error
    return Profile(
        entity=found.entity,
        first=found.first,
        last=found.last,
        standings=tuple(Standing(fact=_fact(item.fact), held=item.held) for item in found.standings),
        lists=tuple(found.lists),
    )


def _fact(item: _Fact) -> Office | Listing:
    if item.holder is not None:
        return Office(
            holder=item.holder,
            position=item.position,
            kind=item.kind,
            country=item.country,
            organisation=item.organisation,
            acting=item.acting,
            term=item.term,
            source=item.source,
            snapshot=item.snapshot,
        )
    return Listing(
        entity=item.entity,
        list=item.list,
        authority=item.authority,
        programme=item.programme,
        entry=item.entry,
        term=item.term,
        source=item.source,
        snapshot=item.snapshot,
    )
