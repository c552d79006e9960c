"""Which articles a statement is about: one, or a block of them by their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, and_, bindparam, func, select

from dateline.store import schema


@dataclass(frozen=True, slots=True)
class Chosen:
    """One article, or those from ``first`` to ``last``, both included."""

    first: int
    last: int | None = None

    @property
    def one(self) -> bool:
        """Whether it is one article; it is asked for otherwise than a block."""
        return self.last is None

    @property
    def numbers(self) -> dict[str, int]:
        """The values that :func:`numbered` asks for."""
        return {"article": self.first} if self.last is None else {"first": self.first, "last": self.last}


def numbered(column: Any, *, one: bool) -> ColumnElement[bool]:
    """That a column has the number of a chosen article."""
    if one:
        found: ColumnElement[bool] = column == bindparam("article", type_=Integer)
        return found
    return and_(column >= bindparam("first", type_=Integer), column <= bindparam("last", type_=Integer))


def of_articles(number: Any, owner: Any, *, one: bool) -> ColumnElement[bool]:
    """That a column has the number of a fact, a row of ``owner``, of the chosen articles."""
    found: ColumnElement[bool] = number.in_(select(owner.id).where(numbered(owner.article_id, one=one)))
    return found


def blocks(connection: Connection, size: int) -> Iterator[Chosen]:
    """All articles there are, in blocks of as many numbers."""
    first, last = connection.execute(
        select(func.min(schema.articles.c.id), func.max(schema.articles.c.id))
    ).one()
    if first is not None:
        for start in range(first, last + 1, size):
            yield Chosen(start, start + size - 1)
