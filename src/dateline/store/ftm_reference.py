"""What the database says of the entities of its articles: the profiles, and the imported reference data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from dateline.lexicon.reference import load_records
from dateline.model import Record
from dateline.store.ftm_entities import Known
from dateline.store.reference import records_of
from dateline.store.schema import mentions
from dateline.store.schema_reference import links, profiles
from dateline.store.verdicts import on_entities
from dateline.store.who import decode_profile

BATCH = 100

Among = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""The condition, on the number of an article, that it is one of those that are written."""


def each_known(connection: Connection, among: Among) -> Iterator[Known]:
    """The entities that are linked to in these articles: each once, by key, a few in memory.

    Imported reference data stand before the shipped, and these before profiles, as they may be newer; a profile has
    only the offices and listings of the article's day.

    Raises:
        DataError: a profile cannot be read.
    """
    for keys in _keys(connection, among).partitions(BATCH):
        found = {row.entity: Known(row.entity) for row in keys}
        told = on_entities(connection)
        each = {member: who for key, who in found.items() for member in told.members(key)}
        _add_imported(connection, each)
        _add_shipped(each)
        _add_profiles(connection, found, among)
        _add_names(connection, found)
        yield from found.values()


def _keys(connection: Connection, among: Among) -> Any:
    # Not those with a profile alone: they count as another.
    linked = select(links.c.entity).where(links.c.entity.is_not(None), among(links.c.article_id))
    return connection.execute(linked.distinct().order_by(links.c.entity))


def _add_profiles(connection: Connection, found: Mapping[str, Known], among: Among) -> None:
    query = (
        select(profiles.c.entity, profiles.c.profile)
        .where(profiles.c.entity.in_(list(found)), among(profiles.c.article_id))
        .order_by(profiles.c.entity, profiles.c.article_id)
    )
    last: tuple[str, str] | None = None
    for row in connection.execute(query):
        if (row.entity, row.profile) == last:  # many articles of one day say the same
            continue
        last = (row.entity, row.profile)
        profile = decode_profile(row.profile)
        who = found[row.entity]
        if not any(entity.snapshot == profile.entity.snapshot for entity in who.entities):
            who.entities.append(profile.entity)
        for office in profile.offices:
            who.add(office.office)
        for listing in profile.listings:
            who.add(listing.listing)


def _add_names(connection: Connection, found: Mapping[str, Known]) -> None:
    """The name and the place that links give to an entity of which nothing else is known."""
    bare = [key for key, who in found.items() if not who.entities]
    same = (mentions.c.article_id == links.c.article_id) & (mentions.c.position == links.c.mention)
    columns = (links.c.entity, links.c.name, links.c.latitude, links.c.longitude, mentions.c.country)
    query = (
        select(*columns)
        .join(mentions, same)
        .where(links.c.entity.in_(bare), links.c.name.is_not(None))
        .distinct()
        .order_by(*columns)
    )
    for row in connection.execute(query):
        who = found[row.entity]
        who.name = who.name or row.name
        who.country = who.country or row.country
        if who.point is None and row.latitude is not None:
            who.point = (row.latitude, row.longitude)


def _add_imported(connection: Connection, each: Mapping[str, Known]) -> None:
    """What the imported data say, by every id that the entities have."""
    for key, records in records_of(connection, list(each)).items():
        for record in records:
            _add(each[key], record)


def _add_shipped(each: Mapping[str, Known]) -> None:
    for key, who in each.items():
        if key in shipped():
            _add(who, shipped()[key])


def _add(who: Known, record: Record) -> None:
    who.entities.append(record.entity)
    for office in record.offices:
        who.add(office)
    for listing in record.listings:
        who.add(listing)


@cache
def shipped() -> Mapping[str, Record]:
    """The shipped records by the ids of their entities."""
    return {record.entity.id: record for record in load_records()}
