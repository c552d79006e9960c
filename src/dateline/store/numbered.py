"""Facts and headlines by their numbers, in the order of the numbers given."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from dateline.store import schema
from dateline.store.facts import FactFilter, SaidFilter, facts_from, facts_query, said_from, said_query
from dateline.store.records import Fact, Said


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
