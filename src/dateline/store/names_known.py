"""The names that are in a database: of entities that its articles are linked to, and of others that they name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, true

from dateline.model import MentionKind
from dateline.store import schema, schema_keys, schema_reference
from dateline.store.who import decode_profile

_NAMED = (MentionKind.PERSON.value, MentionKind.ORGANISATION.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A name; the usual name of its owner; whose it is (None: no entity is linked); whether that is a person."""

    name: str
    usual: str
    entity: str | None
    person: bool


def state_of_names(connection: Connection) -> tuple[int, int]:
    """Changes whenever an article is written or read anew."""
    sentences, articles = schema.sentences.c.id, schema.articles.c.id
    newest = [connection.execute(select(func.max(column))).scalar_one() for column in (sentences, articles)]
    return newest[0] or 0, newest[1] or 0


def known_names(connection: Connection, most: int) -> Iterator[KnownName]:
    """The names of all linked entities, and those that stand in the most articles without being linked.

    Args:
        connection: a reading transaction.
        most: of linked entities and of other names at most so many, those in the most articles.
    """
    profiles = schema_reference.profiles.c
    many = func.count().desc()
    query = select(profiles.entity, func.max(profiles.profile).label("profile")).group_by(profiles.entity)
    for row in connection.execute(query.order_by(many).limit(most)):
        entity = decode_profile(row.profile).entity
        for name in entity.names:
            yield KnownName(
                name=name.text, usual=entity.name, entity=entity.id, person=entity.schema == "Person"
            )
    mentions, links = schema.mentions.c, schema_reference.links.c
    linked = (links.article_id == mentions.article_id) & (links.mention == mentions.position)
    others = (
        select(mentions.name, mentions.kind)
        .join_from(schema.mentions, schema.articles)
        .outerjoin(schema_reference.links, linked)
        .where(
            schema.articles.c.current == true(),
            mentions.kind.in_(_NAMED),
            mentions.refers_to == mentions.position,
            links.entity.is_(None),
        )
        .group_by(mentions.name, mentions.kind)
        .order_by(many)
        .limit(most)
    )
    for row in connection.execute(others):
        if row.name:
            yield KnownName(
                name=row.name, usual=row.name, entity=None, person=row.kind == MentionKind.PERSON.value
            )


def articles_with(connection: Connection, entities: Collection[str]) -> dict[str, int]:
    """In how many articles (newest versions) each of these entities is named, by id; those in none are absent."""
    totals = schema_keys.key_totals.c
    query = select(totals.key, totals.number).where(
        totals.key.in_(entities), totals.what == "article", totals.number > 0
    )
    return {row.key: row.number for row in connection.execute(query)} if entities else {}
