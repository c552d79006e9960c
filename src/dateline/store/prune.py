"""Taking what is old out of a database, but nothing that a person has judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, delete, func, or_, select, true

from dateline.errors import UsageError
from dateline.store import schema
from dateline.store.database import Database
from dateline.store.keys import unfile_article
from dateline.store.schema_people import corrections

AT_ONCE = 200

Leaving = Callable[[Connection, Sequence[int]], None]
"""What is done with the numbers of articles before they go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was, or would be, taken out, and what stays because somebody judged a fact of it.

    Attributes:
        addresses: of which all versions go.
        pages, articles, events, statements: how many rows.
        bytes: of the pages, before compression.
        kept: addresses that meet the conditions but have a fact with a verdict.
    """

    addresses: int
    pages: int
    articles: int
    events: int
    statements: int
    bytes: int
    kept: int


def prune(
    database: Database,
    *,
    before: date | None = None,
    site: str | None = None,
    dry_run: bool = False,
    leaving: Leaving | None = None,
) -> Pruned:
    """Take out addresses with all versions of their articles, and all that was read from them.

    Args:
        database: open for writing.
        before: those whose newest version was published (or else fetched) before this day; also inputs that were
            rejected before it.
        site: those of this site, by its name as it stands in the database.
        dry_run: only tell what would be done.
        leaving: takes articles that go out of what is gathered over them, in the transaction that takes them out.

    Raises:
        UsageError: neither a day nor a site is given.
        StoreError: the database cannot be written. What was taken out before stays out.
    """
    if before is None and site is None:
        raise UsageError("nothing says what is to go", where="prune", action="give a day, a site, or both")
    pages = schema.pages.c
    judged = select(corrections.c.address)
    chosen = _chosen(before, site)
    with database.reading() as connection:
        total = connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
        free = chosen.where(pages.address.not_in(judged))
        going = list(connection.execute(free).scalars())
        counted = _count(connection, free)
    if not dry_run:
        for start in range(0, len(going), AT_ONCE):
            part = going[start : start + AT_ONCE]
            with database.writing() as connection:
                # A verdict may have been given in between.
                gone = and_(pages.address.in_(part), pages.address.not_in(judged))
                _unfile(connection, gone)
                if leaving:
                    leaving(connection, _articles_of(connection, gone))
                connection.execute(delete(schema.pages).where(gone))
    return Pruned(addresses=len(going), kept=total - len(going), **counted)


def _unfile(connection: Connection, gone: ColumnElement[bool]) -> None:
    """Take the articles of the pages that go out of the files, so that no count tells of them any more."""
    articles = schema.articles.c
    newest = select(articles.id).join(schema.pages, schema.pages.c.id == articles.page_id)
    for article in connection.execute(newest.where(gone, articles.current == true())).scalars().all():
        unfile_article(connection, article)


def _articles_of(connection: Connection, gone: ColumnElement[bool]) -> Sequence[int]:
    articles = schema.articles.c
    query = select(articles.id).join(schema.pages, schema.pages.c.id == articles.page_id).where(gone)
    return connection.execute(query.order_by(articles.id)).scalars().all()


def _chosen(before: date | None, site: str | None) -> Select[tuple[str]]:
    """The addresses that meet the conditions."""
    pages, articles = schema.pages.c, schema.articles.c
    current = articles.current == true()
    conditions: list[ColumnElement[bool]] = [current]
    if site is not None:
        conditions.append(articles.site == site)
    if before is not None:
        day = func.coalesce(articles.published_latest, articles.published_earliest)
        begin = datetime.combine(before, time(), UTC)
        conditions.append(or_(day < before, and_(day.is_(None), pages.fetched < begin)))
    read = select(pages.address).join(schema.articles, articles.page_id == pages.id).where(*conditions)
    wanted: ColumnElement[bool] = pages.address.in_(read)
    if before is not None and site is None:
        known = select(pages.address).where(pages.status == "read")
        wanted = or_(wanted, and_(pages.fetched < begin, pages.address.not_in(known)))
    return select(pages.address).where(wanted).distinct()


def _count(connection: Connection, addresses: Select[tuple[str]]) -> dict[str, int]:
    pages, articles = schema.pages.alias("gone"), schema.articles.c
    among = pages.c.address.in_(addresses)
    numbers = select(articles.id).where(articles.page_id.in_(select(pages.c.id).where(among)))

    def count(table: FromClause, condition: ColumnElement[bool]) -> int:
        return int(connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one())

    size = select(func.coalesce(func.sum(pages.c.size), 0)).where(among)
    return {
        "pages": count(pages, among),
        "articles": count(schema.articles, articles.id.in_(numbers)),
        "events": count(schema.events, schema.events.c.article_id.in_(numbers)),
        "statements": count(schema.statements, schema.statements.c.article_id.in_(numbers)),
        "bytes": int(connection.execute(size).scalar_one()),
    }
