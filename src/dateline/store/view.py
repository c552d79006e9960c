"""Reading the database: what a command or a site gets. Nothing can be written through a view."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, true

from dateline.errors import Reason
from dateline.model import EventType, MentionKind, Reading, StatementKind
from dateline.store import facts, schema, schema_keys, search
from dateline.store.conditions import within
from dateline.store.database import Database
from dateline.store.fact_lists import events_asked, statements_asked
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.filed import EVENTS, STATEMENTS, newest
from dateline.store.identify import FactId, FactIds, Located, ids_of, locate
from dateline.store.keys import EVERYTHING
from dateline.store.load import date_of, load_reading
from dateline.store.numbered import facts_numbered, said_numbered
from dateline.store.records import Counts, Fact, Headline, RejectedPage, Said, Source

BEGINNING = 80


@dataclass(frozen=True, slots=True)
class View:
    """What is in a database, read-only.

    Each call sees one state of the database. Articles are of the newest version at their address, unless they
    are asked for by number. All calls raise StoreError if the database cannot be read.
    """

    database: Database

    def headlines(
        self, limit: int = 20, *, offset: int = 0, since: date | None = None, until: date | None = None
    ) -> tuple[Headline, ...]:
        """The articles, newest first.

        Args:
            limit: at most so many.
            offset: leave out so many first.
            since, until: days, both included, that the article may be of.
        """
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
            .where(*within(articles.published_earliest, articles.published_latest, since, until))
            .order_by(articles.published_latest.desc().nulls_last(), pages.fetched.desc(), articles.id.desc())
            .limit(limit)
            .offset(offset)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).all()
            authors = _authors(connection, [row.id for row in found])
        return tuple(_headline(row, authors.get(row.id, ())) for row in found)

    def find(self, article: str) -> int | None:
        """The number of an article, from its number or its address (or the address that it gives itself)."""
        articles, pages = schema.articles.c, schema.pages.c
        joined = select(articles.id).join(schema.pages, pages.id == articles.page_id)
        queries = [
            joined.where(pages.address == article, articles.current == true()),
            joined.where(articles.canonical == article, articles.current == true()).order_by(
                articles.id.desc()
            ),
        ]
        if article.isascii() and article.isdigit() and len(article) < len(str(2**63)):
            queries.insert(0, joined.where(articles.id == int(article)))
        with self.database.reading() as connection:
            for query in queries:
                number: int | None = connection.execute(query).scalars().first()
                if number is not None:
                    return number
        return None

    def article(self, article: int) -> Reading | None:
        """Everything that was read from the page of this article; None if there is no such article."""
        with self.database.reading() as connection:
            return load_reading(connection, article)

    def version(self, address: str, digest: str) -> int | None:
        """The number of the article on the page of this address with this content."""
        pages = schema.pages.c
        query = select(schema.articles.c.id).join(schema.pages)
        with self.database.reading() as connection:
            found = connection.execute(query.where(pages.address == address, pages.digest == digest))
            number: int | None = found.scalar_one_or_none()
            return number

    def fact_ids(self, article: int) -> FactIds:
        """The identifiers of the facts of an article, in the order of its reading."""
        with self.database.reading() as connection:
            return ids_of(connection, article)

    def fact(self, wanted: FactId) -> Located | None:
        """One fact, of a newest version or not, with all that was read with it; None if there is none."""
        with self.database.reading() as connection:
            return locate(connection, wanted)

    def facts(
        self,
        *,
        actor: str | None = None,
        recipient: str | None = None,
        event_type: EventType | None = None,
        since: date | None = None,
        until: date | None = None,
        text: str | None = None,
        limit: int = 50,
    ) -> tuple[Fact, ...]:
        """The events that meet all of the conditions, newest first; see :class:`FactFilter`.

        Raises:
            UsageError: a name has no letters, or the text query is broken.
        """
        wanted = FactFilter(
            actor=actor, recipient=recipient, type=event_type, since=since, until=until, text=text
        )
        with self.database.reading() as connection:
            if text is not None:
                return facts.find_facts(connection, wanted, limit=limit)
            return _newest_facts(connection, wanted, limit)

    def statements(
        self,
        *,
        speaker: str | None = None,
        addressee: str | None = None,
        kind: StatementKind | None = None,
        since: date | None = None,
        until: date | None = None,
        about: str | None = None,
        limit: int = 50,
    ) -> tuple[Said, ...]:
        """The statements that meet all of the conditions; see :class:`SaidFilter`.

        Raises:
            UsageError: a name has no letters, or the query is broken.
        """
        wanted = SaidFilter(
            speaker=speaker, addressee=addressee, kind=kind, since=since, until=until, about=about
        )
        with self.database.reading() as connection:
            if about is not None:
                return facts.find_said(connection, wanted, limit=limit)
            return _newest_said(connection, wanted, limit)

    @contextmanager
    def all_facts(self, wanted: FactFilter) -> Iterator[Iterator[Fact]]:
        """All such events, one after the other, as of the moment the block was entered."""
        with self.database.reading() as connection:
            yield facts.each_fact(connection, wanted)

    @contextmanager
    def all_statements(self, wanted: SaidFilter) -> Iterator[Iterator[Said]]:
        """All such statements, one after the other, as of the moment the block was entered."""
        with self.database.reading() as connection:
            yield facts.each_said(connection, wanted)

    def story(self, article: int) -> dict[MentionKind, tuple[str, ...]]:
        """The names that an article mentions, by kind, each once, in the order they first stand in it."""
        mentions = schema.mentions.c
        query = (
            select(mentions.kind, mentions.name)
            .where(mentions.article_id == article, mentions.refers_to == mentions.position)
            .order_by(mentions.position)
        )
        names: dict[MentionKind, dict[str, None]] = {}
        with self.database.reading() as connection:
            for row in connection.execute(query):
                names.setdefault(MentionKind(row.kind), {})[row.name] = None
        return {kind: tuple(found) for kind, found in names.items()}

    def search(
        self, query: str, *, limit: int = 20, since: date | None = None, until: date | None = None
    ) -> tuple[search.Hit, ...]:
        """The articles that match, best first; see :func:`dateline.store.search.parse` for the query.

        Raises:
            UsageError: the query is broken.
        """
        terms = search.parse(query)
        with self.database.reading() as connection:
            return search.find_articles(connection, terms, limit=limit, since=since, until=until)

    def only_newest(self, query: str, *, since: date | None = None, until: date | None = None) -> int | None:
        """How many articles, those read last, a search for frequent words ranks; None where it ranks all.

        Raises:
            UsageError: the query is broken.
            StoreError: the database cannot be read.
        """
        terms = search.parse(query)
        with self.database.reading() as connection:
            return search.MOST_RANKED if search.is_cut(connection, terms, since, until) else None

    def rejected(self, limit: int = 100) -> tuple[RejectedPage, ...]:
        """The inputs that could not be read, the last ones first."""
        pages = schema.pages.c
        query = (
            select(pages.address, pages.reason, pages.message, pages.fetched, pages.size)
            .where(pages.status == "rejected")
            .order_by(pages.id.desc())
            .limit(limit)
        )
        with self.database.reading() as connection:
            return tuple(
                RejectedPage(
                    address=row.address,
                    reason=Reason(row.reason),
                    message=row.message,
                    fetched=row.fetched,
                    size=row.size,
                )
                for row in connection.execute(query)
            )

    def counts(self) -> Counts:
        """How much is in the database."""
        pages = schema.pages.c
        with self.database.reading() as connection:

            def count(table: Any, *conditions: ColumnElement[bool]) -> int:
                query = select(func.count()).select_from(table).where(*conditions)
                return int(connection.execute(query).scalar_one())

            totals = schema_keys.key_totals.c
            filed = select(totals.what, totals.number).where(totals.key == EVERYTHING)
            numbers = {row.what: row.number for row in connection.execute(filed)}
            return Counts(
                pages=count(schema.pages),
                rejected=count(schema.pages, pages.status == "rejected"),
                **{f"{what}s": numbers.get(what, 0) for what in COUNTED},
            )


def _newest_facts(connection: Connection, wanted: FactFilter, limit: int) -> tuple[Fact, ...]:
    """Read off the files: in the order of days; those of an article in its own."""
    asked = events_asked(connection, wanted)
    found = facts_numbered(connection, [one.number for one in newest(connection, EVENTS, asked, limit=limit)])
    in_article = sorted(found, key=lambda one: (-one.source.article, one.position))
    return tuple(sorted(in_article, key=lambda one: one.latest or one.earliest or date.min, reverse=True))


def _newest_said(connection: Connection, wanted: SaidFilter, limit: int) -> tuple[Said, ...]:
    asked = statements_asked(connection, wanted)
    found = said_numbered(
        connection, [one.number for one in newest(connection, STATEMENTS, asked, limit=limit)]
    )
    in_article = sorted(found, key=lambda one: (-one.source.article, one.position))
    return tuple(sorted(in_article, key=lambda one: _published(one.source) or date.min, reverse=True))


def _published(source: Source) -> date | None:
    return source.published.latest if source.published else None


COUNTED = ("article", "sentence", "mention", "event", "statement")


def _count(table: Any) -> Any:
    query = select(func.count()).select_from(table).where(table.c.article_id == schema.articles.c.id)
    return query.correlate(schema.articles).scalar_subquery()


def _authors(connection: Connection, articles: list[int]) -> dict[int, tuple[str, ...]]:
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
