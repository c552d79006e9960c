"""Facts by their numbers, in the order of the numbers given; and the entities that their mentions are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from dateline.store import schema
from dateline.store.correction_sql import any_verdicts
from dateline.store.facts import FactFilter, SaidFilter, facts_from, facts_query, said_from, said_query
from dateline.store.records import Fact, Said
from dateline.store.schema_reference import links as links_table


def facts_numbered(connection: Connection, numbers: Sequence[int]) -> tuple[Fact, ...]:
    """The events of the newest versions with these numbers, in this order; the others are left out."""
    query = _events(any_verdicts(connection)).where(schema.events.c.id.in_(numbers))
    found = {fact.id: fact for fact in facts_from(connection, connection.execute(query).all())}
    return tuple(found[number] for number in numbers if number in found)


def said_numbered(connection: Connection, numbers: Sequence[int]) -> tuple[Said, ...]:
    """The statements of the newest versions with these numbers, in this order; the others are left out."""
    query = _statements(any_verdicts(connection)).where(schema.statements.c.id.in_(numbers))
    found = {said.id: said for said in said_from(connection, connection.execute(query).all())}
    return tuple(found[number] for number in numbers if number in found)


@cache
def _events(judged: bool) -> Select[Any]:
    """Events that are not rejected; made once, for it is long, and short where nobody has judged anything."""
    return facts_query(FactFilter(rejected=not judged))


@cache
def _statements(judged: bool) -> Select[Any]:
    return said_query(SaidFilter(rejected=not judged))


def linked_in(connection: Connection, articles: Collection[int]) -> dict[tuple[int, int], str]:
    """The ids of the entities that mentions of these articles are linked to, by article and position of the mention."""
    links = links_table.c
    query = select(links.article_id, links.mention, links.entity).where(
        links.article_id.in_(set(articles)), links.entity.is_not(None)
    )
    return {(article, mention): entity for article, mention, entity in connection.execute(query)}
