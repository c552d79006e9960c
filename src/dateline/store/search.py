"""Full-text search, by FTS5 in SQLite and by ``tsvector`` in PostgreSQL: the same operators, the same articles.

Words match without regard to case and accents. Which of the articles are best each of the two tells in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, func, select, true

from dateline.store import schema, search_postgresql, search_sqlite
from dateline.store.dialect import Fork, on_postgresql
from dateline.store.search_terms import Piece, Terms, marked, parse

__all__ = ["INDEXES", "Hit", "Piece", "Terms", "check_index", "create_index", "find_articles", "parse"]

INDEXES = {"articles": ("headline", "text"), "sentences": ("text",)}
"""Table → its columns that are searched."""

PASSAGES = 3

MOST_RANKED = 1500
"""So many articles that hold the words are ranked, those read last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found.

    Attributes:
        article: its number.
        headline: None if it has none.
        published: the last day it can be of; None if unknown.
        passages: its best sentences, in reading order, each cut into pieces; or the headline's.
    """

    article: int
    address: str
    headline: str | None
    published: date | None
    passages: tuple[tuple[Piece, ...], ...]


def may_be_of(since: date | None, until: date | None) -> Iterator[ColumnElement[bool]]:
    """That an article may be of these days, both included."""
    articles = schema.articles.c
    if since is not None:
        yield func.coalesce(articles.published_latest, articles.published_earliest) >= since
    if until is not None:
        yield func.coalesce(articles.published_earliest, articles.published_latest) <= until


def create_index(connection: Connection) -> None:
    """Make the indexes over existing tables; the database keeps them in step.

    Raises:
        StoreError: the server cannot fold letters.
    """
    _engine(connection).create_index(connection, INDEXES)


def check_index(connection: Connection) -> tuple[str, ...]:
    """The tables whose index is out of step with their texts."""
    return tuple(_engine(connection).out_of_step(connection, INDEXES))


def matching(source: FromClause, name: str, terms: Terms) -> ColumnElement[bool]:
    """That a row of a searched table, or of an alias of it, holds all of the terms.

    Args:
        source: the table or the alias.
        name: of the table.
        terms: from :func:`parse`.
    """
    return Fork(search_sqlite.matches(source, name, terms), search_postgresql.matches(source, terms))


def find_articles(
    connection: Connection,
    terms: Terms,
    *,
    limit: int,
    since: date | None = None,
    until: date | None = None,
) -> tuple[Hit, ...]:
    """The articles (newest versions) that hold all of the terms, best first.

    A match in a headline counts most.

    Args:
        connection: a reading transaction.
        terms: from :func:`parse`.
        limit: at most so many.
        since, until: days, both included, that an article may be of.
    """
    articles, pages = schema.articles.c, schema.pages.c
    found = _ranked(connection, terms, since, until)
    best = (
        select(found.c.id, found.c.rank)
        .join(schema.articles, articles.id == found.c.id)
        .where(articles.current == true(), *may_be_of(since, until))
        .order_by(found.c.rank, found.c.id.desc())
        .limit(limit)
        .cte("best")
        .prefix_with("MATERIALIZED")
    )
    query: Select[Any] = (
        select(articles.id, pages.address, articles.headline, articles.published_latest)
        .select_from(best)
        .join(schema.articles, articles.id == best.c.id)
        .join(schema.pages, pages.id == articles.page_id)
        .order_by(best.c.rank, articles.id.desc())
    )
    return hits_from(connection, terms, connection.execute(query).all())


def ranked_articles(
    connection: Connection, terms: Terms, since: date | None = None, until: date | None = None
) -> Select[Any]:
    """What :func:`find_articles` ranks, best first, as rows for :func:`hits_from` with their ``rank``."""
    articles, pages, found = schema.articles.c, schema.pages.c, _ranked(connection, terms, since, until)
    return (
        select(articles.id, pages.address, articles.headline, articles.published_latest, found.c.rank)
        .select_from(found)
        .join(schema.articles, articles.id == found.c.id)
        .join(schema.pages, pages.id == articles.page_id)
        .where(articles.current == true(), *may_be_of(since, until))
        .order_by(found.c.rank, articles.id.desc())
    )


def hits_from(connection: Connection, terms: Terms, rows: Sequence[Row[Any]]) -> tuple[Hit, ...]:
    """Rows of :func:`ranked_articles`, each with its best sentences."""
    texts: dict[int, list[str]] = {row.id: [] for row in rows}
    sentences = schema.sentences.c
    query = select(sentences.article_id, sentences.text).where(sentences.article_id.in_(texts))
    for article, text in connection.execute(query.order_by(sentences.article_id, sentences.position)):
        texts[article].append(text)
    return tuple(
        Hit(
            article=row.id,
            address=row.address,
            headline=row.headline,
            published=row.published_latest,
            passages=_passages(texts[row.id], terms) or (marked(row.headline or "", terms),),
        )
        for row in rows
    )


def last_sentences(connection: Connection, terms: Terms, most: int) -> Select[tuple[int]]:
    """A query for the numbers (``id``) of the sentences that hold all of the terms: so many at most, read last."""
    query: Select[tuple[int]] = _engine(connection).last_sentences(connection, terms, most)
    return query


def articles_matching(
    terms: Terms, since: date | None = None, until: date | None = None
) -> Select[tuple[int]]:
    """A query for the numbers of the articles that hold all of the terms and may be of these days."""
    held = matching(schema.articles, "articles", terms)
    return select(schema.articles.c.id).where(held, *may_be_of(since, until))


def is_cut(
    connection: Connection, terms: Terms, since: date | None = None, until: date | None = None
) -> bool:
    """Whether so many articles hold the terms that :func:`find_articles` ranks those only that were read last."""
    rows = _engine(connection).some_articles(connection, terms, MOST_RANKED + 1, since, until).subquery()
    return connection.execute(select(func.count()).select_from(rows)).scalar_one() > MOST_RANKED


def _ranked(connection: Connection, terms: Terms, since: date | None, until: date | None) -> Any:
    """The articles that match, with ``id`` and ``rank``, the smaller the better.

    Of what very many articles hold, those read last are ranked: to rank all would take seconds.
    """
    found = _engine(connection).ranked_last(connection, terms, MOST_RANKED, since, until).cte("found")
    return found.prefix_with("MATERIALIZED")


def _passages(texts: Sequence[str], terms: Terms) -> tuple[tuple[Piece, ...], ...]:
    """The sentences of an article that hold the most of what was searched for, in reading order."""
    found = [passage for text in texts if _matches(passage := marked(text, terms))]
    best = sorted(range(len(found)), key=lambda place: (-_matches(found[place]), place))[:PASSAGES]
    return tuple(found[place] for place in sorted(best))


def _matches(passage: tuple[Piece, ...]) -> int:
    return len({piece.text.casefold() for piece in passage if piece.match})


def _engine(connection: Connection) -> ModuleType:
    return search_postgresql if on_postgresql(connection) else search_sqlite
