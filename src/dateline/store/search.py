"""Full-text search by SQLite's FTS5. All that is special to FTS5 is in this module.

Two indexes hold no text of their own, but point at ``articles`` and ``sentences``; triggers keep them in step
with every row that is written, whoever writes it. Words match without regard to case and accents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, column, func, select, table, text

from dateline.errors import UsageError
from dateline.store import schema
from dateline.store.columns import storable

INDEXES = {"articles": ("headline", "text"), "sentences": ("text",)}
"""Table → its columns that are searched; the index of a table is named ``<table>_fts``."""

OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use letters that mark a match on its way out of FTS5."""

PASSAGES = 3

MOST_RANKED = 4000
"""So many articles that hold the words are ranked, those read last."""

_DATED = "CROSS JOIN articles a ON a.id = articles_fts.rowid"
_WITHIN = (
    " AND (:since IS NULL OR coalesce(a.published_latest, a.published_earliest) >= :since)"
    " AND (:until IS NULL OR coalesce(a.published_earliest, a.published_latest) <= :until)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a passage, and whether it is what was searched for."""

    text: str
    match: bool


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


@dataclass(frozen=True, slots=True)
class Terms:
    """A query that was understood: what must be there, and what must not.

    Each term is a string of words, and whether its last word may go on (``sanction*``).
    """

    wanted: tuple[tuple[str, bool], ...]
    unwanted: tuple[tuple[str, bool], ...] = ()

    def all(self) -> str:
        """FTS5 expression for a text that holds all that is wanted and nothing that is not."""
        expression = " AND ".join(_quoted(term) for term in self.wanted)
        return f"({expression})" + "".join(f" NOT {_quoted(term)}" for term in self.unwanted)

    def any(self) -> str:
        """FTS5 expression for a text that holds something of what is wanted."""
        return " OR ".join(_quoted(term) for term in self.wanted)


def parse(query: str) -> Terms:
    """Understand what a user typed: words, ``"phrases in quotation marks"``, ``begin*``, ``-without``.

    Raises:
        UsageError: a quotation mark is left open, or there is no word to search for.
    """
    plain = re.sub("[“”„«»]", '"', query)
    if plain.count('"') % 2:
        raise UsageError("a quotation mark is left open", where=f"search {query!r}", action="close it")
    wanted: list[tuple[str, bool]] = []
    unwanted: list[tuple[str, bool]] = []
    for minus, phrase, word in re.findall(r'(-?)"([^"]*)"|([^\s"]+)', storable(plain)):
        term = phrase or word.rstrip("*").removeprefix("-")
        if any(letter.isalnum() for letter in term):
            excluded = minus or word.startswith("-")
            (unwanted if excluded else wanted).append((term, word.endswith("*")))
    if not wanted:
        raise UsageError(
            "there is no word to search for", where=f"search {query!r}", action='give words, or a "phrase"'
        )
    return Terms(tuple(wanted), tuple(unwanted))


def create_index(connection: Connection) -> None:
    """Make the indexes over existing tables, with the triggers that keep them in step."""
    for name, columns in INDEXES.items():
        names, new, old = (
            ", ".join(f"{prefix}{each}" for each in columns) for prefix in ("", "new.", "old.")
        )
        index = f"{name}_fts"
        gone = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608
        here = f"INSERT INTO {index} (rowid, {names}) VALUES (new.id, {new});"  # noqa: S608
        for statement in (
            f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{name}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 2')",
            f"CREATE TRIGGER {index}_insert AFTER INSERT ON {name} BEGIN {here} END",
            f"CREATE TRIGGER {index}_delete AFTER DELETE ON {name} BEGIN {gone} END",
            f"CREATE TRIGGER {index}_update AFTER UPDATE OF id, {names} ON {name} BEGIN {gone} {here} END",
        ):
            connection.exec_driver_sql(statement)


def check_index(connection: Connection) -> None:
    """Compare the indexes with the tables they stand for.

    Raises:
        sqlalchemy.exc.DatabaseError: they are out of step.
    """
    for name in INDEXES:
        index = f"{name}_fts"
        connection.exec_driver_sql(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608


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
    dated = since is not None or until is not None
    query = text(
        # Of what very many articles hold, those read last are ranked: to rank all would take seconds. Where days are
        # asked for, they are cut out first; what is shown is marked last.
        "WITH known AS (SELECT articles_fts.rowid AS id FROM articles_fts"  # noqa: S608  # of fixed parts
        f" {_DATED if dated else ''} WHERE articles_fts MATCH :terms {_WITHIN if dated else ''}"
        " ORDER BY articles_fts.rowid DESC LIMIT :most),"
        " ranked AS (SELECT articles_fts.rowid AS id, bm25(articles_fts, 4.0, 1.0) AS rank FROM articles_fts"
        " WHERE articles_fts MATCH :terms AND articles_fts.rowid >= (SELECT min(id) FROM known)),"
        " best AS MATERIALIZED (SELECT ranked.id, ranked.rank FROM ranked JOIN articles a ON a.id = ranked.id"
        f" WHERE a.current {_WITHIN if dated else ''} ORDER BY ranked.rank, a.id DESC LIMIT :limit)"
        " SELECT a.id, p.address, a.headline, a.published_latest, (SELECT highlight(articles_fts, 0, :open, :close)"
        " FROM articles_fts WHERE articles_fts MATCH :terms AND articles_fts.rowid = best.id) AS marked"
        " FROM best JOIN articles a ON a.id = best.id JOIN pages p ON p.id = a.page_id"
        " ORDER BY best.rank, a.id DESC"
    )
    values = {"terms": terms.all(), "limit": limit, "open": OPEN, "close": CLOSE, "most": MOST_RANKED}
    days = {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None}
    found = connection.execute(query, {**values, **(days if dated else {})})
    return tuple(hit_from(connection, terms, row) for row in found.all())


def hit_from(connection: Connection, terms: Terms, row: Row[Any]) -> Hit:
    """A row of an article with its headline as FTS5 marked it (``marked``), with its best sentences."""
    return Hit(
        article=row.id,
        address=row.address,
        headline=row.headline,
        published=date.fromisoformat(row.published_latest) if row.published_latest else None,
        passages=_passages(connection, terms, row.id) or (pieces(row.marked or ""),),
    )


def sentences_matching(terms: Terms, *, most: int | None = None) -> Select[tuple[int]]:
    """A query for the numbers of the sentences that hold all of the terms; at most so many, those read last."""
    index = table("sentences_fts", column("rowid", Integer))
    condition = text("sentences_fts MATCH :sentence_terms").bindparams(sentence_terms=terms.all())
    query = select(index.c.rowid).where(condition)
    return query if most is None else query.order_by(index.c.rowid.desc()).limit(most)


def articles_matching(
    terms: Terms, since: date | None = None, until: date | None = None
) -> Select[tuple[int]]:
    """A query for the numbers of the articles that hold all of the terms and may be of these days."""
    articles = schema.articles.c
    query = select(articles.id).where(articles.id.in_(_articles_with(terms)))
    if since is not None:
        query = query.where(func.coalesce(articles.published_latest, articles.published_earliest) >= since)
    if until is not None:
        query = query.where(func.coalesce(articles.published_earliest, articles.published_latest) <= until)
    return query


def _articles_with(terms: Terms) -> Select[tuple[int]]:
    index = table("articles_fts", column("rowid", Integer))
    condition = text("articles_fts MATCH :article_terms").bindparams(article_terms=terms.all())
    return select(index.c.rowid).where(condition)


def is_cut(
    connection: Connection, terms: Terms, since: date | None = None, until: date | None = None
) -> bool:
    """Whether so many articles hold the terms that :func:`find_articles` ranks those only that were read last."""
    dated = since is not None or until is not None
    query = articles_matching(terms, since, until) if dated else _articles_with(terms)
    rows = query.limit(MOST_RANKED + 1).subquery()
    return connection.execute(select(func.count()).select_from(rows)).scalar_one() > MOST_RANKED


def pieces(marked: str) -> tuple[Piece, ...]:
    """Cut a marked passage into its pieces."""
    found = []
    for position, part in enumerate(re.split(f"[{OPEN}{CLOSE}]", marked)):
        if part:
            found.append(Piece(text=part, match=position % 2 == 1))
    return tuple(found)


def _passages(connection: Connection, terms: Terms, article: int) -> tuple[tuple[Piece, ...], ...]:
    """The sentences of an article that hold the most of what was searched for, in reading order."""
    query = text(
        "SELECT s.position, highlight(sentences_fts, 0, :open, :close) AS marked"
        " FROM sentences_fts JOIN sentences s ON s.id = sentences_fts.rowid"
        " WHERE sentences_fts MATCH :terms AND s.article_id = :article"
        # The numbers of an article's sentences lie together: FTS5 need not look at those of all others.
        " AND sentences_fts.rowid BETWEEN (SELECT min(id) FROM sentences WHERE article_id = :article)"
        " AND (SELECT max(id) FROM sentences WHERE article_id = :article)"
        " ORDER BY s.position"
    )
    values = {"terms": terms.any(), "article": article, "open": OPEN, "close": CLOSE}
    found = [pieces(row.marked) for row in connection.execute(query, values)]
    best = sorted(range(len(found)), key=lambda place: (-_matches(found[place]), place))[:PASSAGES]
    return tuple(found[place] for place in sorted(best))


def _matches(passage: tuple[Piece, ...]) -> int:
    return len({piece.text.casefold() for piece in passage if piece.match})


def _quoted(term: tuple[str, bool]) -> str:
    words, begins = term
    return f'"{words}"' + (" *" if begins else "")
