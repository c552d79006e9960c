"""Full-text search by SQLite's FTS5: what is special to it is here.

Two indexes hold no text of their own, but point at ``articles`` and ``sentences``; triggers keep them in step
with every row that is written, whoever writes it. Words match without regard to case and accents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Integer,
    Select,
    bindparam,
    column,
    select,
    table,
    text,
)
from sqlalchemy.exc import DatabaseError

from dateline.store.search_terms import Terms

_DATED = "CROSS JOIN articles a ON a.id = articles_fts.rowid"
_WITHIN = (
    " AND (:since IS NULL OR coalesce(a.published_latest, a.published_earliest) >= :since)"
    " AND (:until IS NULL OR coalesce(a.published_earliest, a.published_latest) <= :until)"
)


def create_index(connection: Connection, indexes: Mapping[str, tuple[str, ...]]) -> None:
    """Make the indexes over existing tables, with the triggers that keep them in step."""
    for name, columns in indexes.items():
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


def out_of_step(connection: Connection, indexes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The tables whose index is not that of their texts."""
    for name in indexes:
        index = f"{name}_fts"
        try:
            connection.exec_driver_sql(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        except DatabaseError:
            yield name


def expression(terms: Terms) -> str:
    """FTS5 expression for a text that holds all that is wanted and nothing that is not."""
    wanted = " AND ".join(_quoted(term) for term in terms.wanted)
    return f"({wanted})" + "".join(f" NOT {_quoted(term)}" for term in terms.unwanted)


def matches(source: FromClause, name: str, terms: Terms) -> ColumnElement[bool]:
    """That a row of a searched table, or of an alias of it, matches."""
    index = table(f"{name}_fts", column("rowid", Integer))
    value: BindParameter[str] = bindparam("searched", expression(terms), unique=True)
    found = select(index.c.rowid).where(text(f"{name}_fts MATCH :searched").bindparams(value))
    condition: ColumnElement[bool] = source.c.id.in_(found)
    return condition


def ranked_last(
    _connection: Connection, terms: Terms, most: int, since: date | None, until: date | None
) -> Any:
    """Of the articles that match and may be of these days, so many that were read last, as ``id`` and ``rank``.

    The smaller the rank, the better. A word in a headline counts most.
    """
    dated = since is not None or until is not None
    found = text(
        # Where days are asked for, they are cut out first.
        "SELECT articles_fts.rowid AS id, bm25(articles_fts, 4.0, 1.0) AS rank FROM articles_fts"  # noqa: S608  # of fixed parts
        " WHERE articles_fts MATCH :ranked_terms AND articles_fts.rowid >= (SELECT min(id) FROM ("
        f"SELECT articles_fts.rowid AS id FROM articles_fts {_DATED if dated else ''}"
        f" WHERE articles_fts MATCH :ranked_terms {_WITHIN if dated else ''}"
        " ORDER BY articles_fts.rowid DESC LIMIT :ranked_most))"
    )
    days = _days(since, until) if dated else {}
    bound = found.bindparams(ranked_terms=expression(terms), ranked_most=most, **days)
    return bound.columns(column("id", Integer), column("rank", Float))


def some_articles(
    _connection: Connection, terms: Terms, most: int, since: date | None, until: date | None
) -> Any:
    """The numbers (``id``) of articles that match and may be of these days, so many at most."""
    dated = since is not None or until is not None
    found = text(
        f"SELECT articles_fts.rowid AS id FROM articles_fts {_DATED if dated else ''}"  # noqa: S608  # of fixed parts
        # Most articles are read as they come out, so that the last ones are those since a day.
        f" WHERE articles_fts MATCH :some_terms {_WITHIN if dated else ''}"
        f" {'ORDER BY articles_fts.rowid DESC' if since else ''} LIMIT :some_most"
    )
    days = _days(since, until) if dated else {}
    bound = found.bindparams(some_terms=expression(terms), some_most=most, **days)
    return bound.columns(column("id", Integer))


def _days(since: date | None, until: date | None) -> Mapping[str, str | None]:
    return {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None}


def last_sentences(_connection: Connection, terms: Terms, most: int) -> Select[tuple[int]]:
    """The numbers (``id``) of the sentences that match, so many at most, those read last."""
    index = table("sentences_fts", column("rowid", Integer))
    value: BindParameter[str] = bindparam("searched", expression(terms), unique=True)
    condition = text("sentences_fts MATCH :searched").bindparams(value)
    return select(index.c.rowid.label("id")).where(condition).order_by(index.c.rowid.desc()).limit(most)


def _quoted(term: tuple[str, bool]) -> str:
    words, begins = term
    return f'"{words}"' + (" *" if begins else "")
