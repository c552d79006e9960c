"""Identifiers of facts: ``e12`` is an event, ``s7`` a statement, each by its number in the database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from dateline.errors import UsageError
from dateline.model import Event, Reading, Statement
from dateline.store import schema
from dateline.store.load import load_reading

_FORM = re.compile(r"\s*([es])([0-9]{1,18})\s*", re.IGNORECASE)


class FactKind(StrEnum):
    """What sort of fact it is; the value begins its identifier."""

    EVENT = "e"
    STATEMENT = "s"


@dataclass(frozen=True, slots=True)
class FactId:
    """The identifier of a fact in one database. Another reading of the page gives the fact a new one."""

    kind: FactKind
    number: int

    def __str__(self) -> str:
        return f"{self.kind}{self.number}"

    @classmethod
    def parse(cls, text: str) -> FactId:
        """Read an identifier as it is printed.

        Raises:
            UsageError: it has another form.
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise UsageError(
                "not the identifier of a fact",
                where=repr(text),
                action="e and a number for an event, s and a number for a statement, as `dateline facts` "
                "and `dateline show` print them, for example e12",
            )
        return cls(FactKind(match[1].lower()), int(match[2]))


@dataclass(frozen=True, slots=True)
class FactIds:
    """The identifiers of the facts of an article, in the order of its reading."""

    events: tuple[FactId, ...] = ()
    statements: tuple[FactId, ...] = ()

    def label(self, fact: Event | Statement) -> str:
        """The identifier of a fact of this article; empty where it is not known."""
        ids = self.events if isinstance(fact, Event) else self.statements
        return str(ids[fact.index]) if fact.index < len(ids) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """One fact within all that was read with it.

    Attributes:
        id: its identifier.
        article: the number of its article.
        current: False if there is a newer version of the page at the same address.
        fact: the event or the statement.
        reading: the reading that it is part of.
        ids: of all facts of that reading.
    """

    id: FactId
    article: int
    current: bool
    fact: Event | Statement
    reading: Reading
    ids: FactIds


def ids_of(connection: Connection, article: int) -> FactIds:
    """The identifiers of the facts of an article; none if there is no such article."""

    def of(table: Table, kind: FactKind) -> tuple[FactId, ...]:
        numbers = connection.execute(_numbers(table), {"article": article}).scalars()
        return tuple(FactId(kind, number) for number in numbers)

    return FactIds(of(schema.events, FactKind.EVENT), of(schema.statements, FactKind.STATEMENT))


@cache
def _numbers(table: Table) -> Select[Any]:
    return select(table.c.id).where(table.c.article_id == bindparam("article")).order_by(table.c.position)


def locate(connection: Connection, wanted: FactId) -> Located | None:
    """A fact with its reading; None if there is no such fact."""
    table: Any = schema.events if wanted.kind is FactKind.EVENT else schema.statements
    query = (
        select(table.c.article_id, table.c.position, schema.articles.c.current)
        .join(schema.articles, schema.articles.c.id == table.c.article_id)
        .where(table.c.id == wanted.number)
    )
    row = connection.execute(query).one_or_none()
    reading = None if row is None else load_reading(connection, row.article_id)
    if row is None or reading is None:
        return None
    facts = reading.events if wanted.kind is FactKind.EVENT else reading.statements
    return Located(
        id=wanted,
        article=row.article_id,
        current=row.current,
        fact=facts[row.position],
        reading=reading,
        ids=ids_of(connection, row.article_id),
    )
