"""Facts by their numbers, in the order of the numbers given; and the entities that their mentions are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from dateline.store import schema
from dateline.store.facts import FactFilter, SaidFilter, facts_from, facts_query, said_from, said_query
from dateline.store.records import Fact, Said
from dateline.store.schema_reference import links as links_table


def facts_numbered(connection: Connection, numbers: Sequence[int]) -> tuple[Fact, ...]:
    """The events of the newest versions with these numbers, in this order; the others are left out."""
    query = facts_query(FactFilter()).where(schema.events.c.id.in_(numbers))
    found = {fact.id: fact for fact in facts_from(connection, connection.execute(query).all())}
    return tuple(found[number] for number in numbers if number in found)


def said_numbered(connection: Connection, numbers: Sequence[int]) -> tuple[Said, ...]:
    """The statements of the newest versions with these numbers, in this order; the others are left out."""
    query = said_query(SaidFilter()).where(schema.statements.c.id.in_(numbers))
    found = {said.id: said for said in said_from(connection, connection.execute(query).all())}
    return tuple(found[number] for number in numbers if number in found)


def linked_in(connection: Connection, articles: Collection[int]) -> dict[tuple[int, int], str]:
    """The ids of the entities that mentions of these articles are linked to, by article and position of the mention."""
    links = links_table.c
    query = select(links.article_id, links.mention, links.entity).where(
        links.article_id.in_(set(articles)), links.entity.is_not(None)
    )
    return {(article, mention): entity for article, mention, entity in connection.execute(query)}
