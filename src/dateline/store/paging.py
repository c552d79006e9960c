"""Lists page by page: each page begins after the last row of the one before, so that new rows move nothing.

A place is what the rows are ordered by, as plain values; a page is asked for by the place of the last row seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from dateline.store import facts, schema, search
from dateline.store.conditions import within
from dateline.store.database import Database
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.load import date_of
from dateline.store.records import Fact, Headline, Said
from dateline.store.verdicts import counting

T = TypeVar("T")
BEGINNING = 80


@dataclass(frozen=True, slots=True)
class DayPlace:
    """A place among rows ordered by day (newest first, those without one last), article, and position in it."""

    day: date | None
    article: int
    position: int = 0


@dataclass(frozen=True, slots=True)
class RankPlace:
    """A place among articles that were searched for: the rank that FTS5 gave (smaller is better), and the article."""

    rank: float
    article: int


@dataclass(frozen=True, slots=True)
class Numbered(Generic[T]):
    """Rows of one page, and the place of the last one; None where no more follow."""

    items: tuple[T, ...]
    last: Any


@dataclass(frozen=True, slots=True)
class RankedHits(Numbered[search.Hit]):
    """Articles that were searched for; ``capped`` tells how many, those read last, were ranked where not all were."""

    capped: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """Which articles to give: since and until are days, both included, that the article may be of."""

    since: date | None = None
    until: date | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """The lists of a database. All calls raise StoreError if it cannot be read."""

    database: Database

    def facts(self, wanted: FactFilter, after: DayPlace | None, limit: int) -> Numbered[Fact]:
        """Events, newest first.

        Raises:
            UsageError: a name has no letters, or the text query is broken.
        """
        events = schema.events.c
        with self.database.reading() as connection:
            wanted = counting(connection, wanted)
        query = facts.facts_query(wanted).order_by(
            events.when_latest.desc().nulls_last(), events.article_id.desc(), events.position
        )
        if after is not None:
            query = query.where(_follows(events.when_latest, events.article_id, events.position, after))
        with self.database.reading() as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
            found = tuple(facts.facts_from(connection, rows[:limit]))
        more = len(rows) > limit
        last = DayPlace(found[-1].latest, found[-1].source.article, found[-1].position) if more else None
        return Numbered(found, last)

    def statements(self, wanted: SaidFilter, after: DayPlace | None, limit: int) -> Numbered[Said]:
        """Statements, those of the newest articles first.

        Raises:
            UsageError: a name has no letters, or the query is broken.
        """
        said, articles = schema.statements.c, schema.articles.c
        with self.database.reading() as connection:
            wanted = counting(connection, wanted)
        query = facts.said_query(wanted).order_by(
            articles.published_latest.desc().nulls_last(), said.article_id.desc(), said.position
        )
        if after is not None:
            query = query.where(_follows(articles.published_latest, said.article_id, said.position, after))
        with self.database.reading() as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
            found = tuple(facts.said_from(connection, rows[:limit]))
        if len(rows) <= limit:
            return Numbered(found, None)
        published = found[-1].source.published
        day = published.latest if published else None
        return Numbered(found, DayPlace(day, found[-1].source.article, found[-1].position))

    def fact(self, number: int) -> Fact | None:
        """The event with this number, of a newest version; None if there is none."""
        query = facts.facts_query(FactFilter()).where(schema.events.c.id == number)
        with self.database.reading() as connection:
            return next(facts.facts_from(connection, connection.execute(query).all()), None)

    def statement(self, number: int) -> Said | None:
        """The statement with this number, of a newest version; None if there is none."""
        query = facts.said_query(SaidFilter()).where(schema.statements.c.id == number)
        with self.database.reading() as connection:
            return next(facts.said_from(connection, connection.execute(query).all()), None)

    def articles(self, wanted: ArticleFilter, after: DayPlace | None, limit: int) -> Numbered[Headline]:
        """Articles (newest versions), newest first."""
        articles, pages = schema.articles.c, schema.pages.c
        query = (
            select(
                schema.articles,
                pages.address,
                func.substr(articles.text, 1, BEGINNING).label("beginning"),
                _count(schema.events).label("events"),
                _count(schema.statements).label("statements"),
            )
            .join(schema.pages, pages.id == articles.page_id)
            .where(articles.current == true())
            .where(
                *within(articles.published_earliest, articles.published_latest, wanted.since, wanted.until)
            )
            .order_by(articles.published_latest.desc().nulls_last(), articles.id.desc())
        )
        if wanted.site is not None:
            query = query.where(articles.site == wanted.site)
        if after is not None:
            query = query.where(_follows(articles.published_latest, articles.id, None, after))
        with self.database.reading() as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
            authors = _authors(connection, [row.id for row in rows[:limit]])
        found = tuple(_headline(row, authors.get(row.id, ())) for row in rows[:limit])
        last = DayPlace(rows[limit - 1].published_latest, rows[limit - 1].id) if len(rows) > limit else None
        return Numbered(found, last)

    def search(
        self,
        query: str,
        after: RankPlace | None,
        limit: int,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> RankedHits:
        """Articles that match, best first; see :func:`dateline.store.search.parse` for the query.

        Args:
            since, until: days, both included, that an article may be of.

        Raises:
            UsageError: the query is broken.
        """
        terms = search.parse(query)
        with self.database.reading() as connection:
            ranked = search.ranked_articles(connection, terms, since, until)
            if after is not None:
                rank, article = ranked.selected_columns.rank, schema.articles.c.id
                ranked = ranked.where(
                    or_(rank > after.rank, and_(rank == after.rank, article < after.article))
                )
            rows = connection.execute(ranked.limit(limit + 1)).all()
            found = search.hits_from(connection, terms, rows[:limit])
            cut = search.is_cut(connection, terms, since, until)
        last = RankPlace(rows[limit - 1].rank, rows[limit - 1].id) if len(rows) > limit else None
        return RankedHits(found, last, search.MOST_RANKED if cut else None)


def _follows(
    day: ColumnElement[Any], article: ColumnElement[int], position: ColumnElement[int] | None, after: DayPlace
) -> ColumnElement[bool]:
    """That a row comes after a place."""
    later = article < after.article
    if position is not None:
        later = or_(later, and_(article == after.article, position > after.position))
    if after.day is None:
        return and_(day.is_(None), later)
    return or_(day < after.day, day.is_(None), and_(day == after.day, later))


def _count(table: Any) -> Any:
    query = select(func.count()).select_from(table).where(table.c.article_id == schema.articles.c.id)
    return query.correlate(schema.articles).scalar_subquery()


def _authors(connection: Connection, articles: Sequence[int]) -> dict[int, tuple[str, ...]]:
    table = schema.authors
    query = (
        select(table).where(table.c.article_id.in_(articles)).order_by(table.c.article_id, table.c.position)
    )
    names: dict[int, tuple[str, ...]] = {}
    for row in connection.execute(query):
        names[row.article_id] = (*names.get(row.article_id, ()), row.name or row.handle)
    return names


def _headline(row: Row[Any], authors: tuple[str, ...]) -> Headline:
    return Headline(
        article=row.id,
        address=row.address,
        headline=row.headline,
        beginning=row.beginning,
        site=row.site,
        published=date_of(row, "published"),
        authors=authors,
        events=row.events,
        statements=row.statements,
    )
