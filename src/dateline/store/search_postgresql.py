"""Full-text search by PostgreSQL's ``tsvector``: what is special to it is here.

The words are cut and folded by a function of our own, so that they are those of FTS5, whatever the server's language.
A generated column holds them, and a GIN index finds them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Double,
    FromClause,
    Integer,
    Select,
    String,
    TableClause,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from dateline.errors import StoreError
from dateline.store.dialect import given
from dateline.store.search_terms import Terms
from dateline.store.words import words_of

COLUMN = "words"
"""The generated column of a table that is searched."""

_GAP = "xdatelinegapx"
"""Stands between headline and text while words are numbered, so that no phrase lies over both."""

_FIRST_LOOK = {"articles": 1_000, "sentences": 5_000}
"""In so many rows, the newest ones, words are looked for first, to know how often they come."""

_WIDER, _ENOUGH = 4, 1.5
"""Then in at least so many times as many, and so much more than should do."""

_READ = {"articles": 18, "sentences": 2}
"""What it takes to read the words of a row, where to pass one row in the index of words takes 1; as measured."""

_BY_NUMBER = {"enable_bitmapscan": "off", "enable_seqscan": "off"}
_BY_BOTH = {"enable_indexscan": "off", "enable_seqscan": "off", "work_mem": "'64MB'"}

_FOLD = r"""
CREATE FUNCTION dateline_fold(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        normalize(regexp_replace(replace(lower(normalize(given, NFD) COLLATE "und-x-icu"), 'ς', 'σ'),
            '([a-z])[\u0300-\u036f]+', '\1', 'g'), NFC) COLLATE "und-x-icu",
        '[^[:alnum:]]+', ' ', 'g')
$$"""

# A tsvector holds a megabyte at most. What is longer is searched in its beginning, and in each of its sentences.
_WORDS = f"""
CREATE FUNCTION dateline_words(head text, body text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    longest integer := 10000000;
BEGIN
    LOOP
        BEGIN
            RETURN ts_delete(
                setweight(to_tsvector('simple', dateline_fold(coalesce(head, '')) || ' {_GAP}'), 'A')
                || setweight(to_tsvector('simple', dateline_fold(left(coalesce(body, ''), longest))), 'D'),
                '{_GAP}');
        EXCEPTION WHEN program_limit_exceeded THEN
            longest := least(longest, length(body)) / 2;
        END;
    END LOOP;
END $$"""

_SHORT = """
CREATE FUNCTION dateline_words(body text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', dateline_fold(left(body, 50000)))
$$"""


def create_index(connection: Connection, indexes: Mapping[str, tuple[str, ...]]) -> None:
    """Make the generated columns and their indexes.

    Raises:
        StoreError: the server was built without ICU, which knows the letters of all languages.
    """
    query = text("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'")
    if connection.execute(query).first() is None:
        raise StoreError(
            "the server was built without ICU, by which words are found without case and accents",
            where="PostgreSQL",
            action="use a build with ICU, as Debian's, Red Hat's and PostgreSQL's own packages are",
        )
    for statement in (_FOLD, _WORDS, _SHORT):
        connection.exec_driver_sql(statement)
    for name, columns in indexes.items():
        made = f"dateline_words({', '.join(columns)})"
        connection.exec_driver_sql(
            f"ALTER TABLE {name} ADD COLUMN {COLUMN} tsvector GENERATED ALWAYS AS ({made}) STORED"
        )
        connection.exec_driver_sql(f"CREATE INDEX ix_{name}_{COLUMN} ON {name} USING gin ({COLUMN})")


def out_of_step(connection: Connection, indexes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The tables whose searched words are not those of their texts."""
    for name, columns in indexes.items():
        made = f"dateline_words({', '.join(columns)})"
        wrong = connection.exec_driver_sql(
            f"SELECT 1 FROM {name} WHERE {COLUMN} IS DISTINCT FROM {made} LIMIT 1"  # noqa: S608
        ).first()
        valid = connection.exec_driver_sql(
            f"SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_{name}_{COLUMN}'::regclass"  # noqa: S608
        ).scalar()
        if wrong is not None or not valid:
            yield name


def expression(terms: Terms) -> str:
    """A ``tsquery`` for a text that holds all that is wanted and nothing that is not; empty if there is no word."""
    wanted = [phrase for term in terms.wanted if (phrase := _phrase(term))]
    unwanted = [phrase for term in terms.unwanted if (phrase := _phrase(term))]
    return " & ".join([*wanted, *(f"!{each}" for each in unwanted)]) if wanted else ""


def matches(source: FromClause, terms: Terms) -> ColumnElement[bool]:
    """That a row of a searched table, or of an alias of it, matches."""
    found = expression(terms)
    return _words(source.name).op("@@", is_comparison=True)(_query(found)) if found else false()  # type: ignore[attr-defined]  # tables and aliases have names


def ranked_last(
    connection: Connection, terms: Terms, most: int, since: date | None, until: date | None
) -> Select[Any]:
    """Of the articles that match and may be of these days, so many that were read last, as ``id`` and ``rank``.

    The smaller the rank, the better. A word in a headline counts most.
    """
    # Each is looked up by its number: to ask for the words again would go through all that have them.
    known = some_articles(connection, terms, most, since, until).subquery("known")
    articles = table("articles", column("id", Integer))
    # As SQLite's: by how often the words stand in it, for its length; four times as much in the headline.
    weights = text("'{0.25, 0.25, 0.25, 1.0}'")
    rank = func.ts_rank(weights, _words("articles"), _query(expression(terms)), 1)
    ranked = select(articles.c.id, (-cast(rank, Double)).label("rank"))
    return ranked.select_from(known).join(articles, articles.c.id == known.c.id)


def some_articles(
    connection: Connection, terms: Terms, most: int, since: date | None, until: date | None
) -> Select[Any]:
    """The numbers (``id``) of articles that match and may be of these days: so many at most, those read last."""
    earliest, latest = (column(f"published_{end}", Date) for end in ("earliest", "latest"))
    articles = table("articles", column("id", Integer), earliest, latest)
    days = []
    if since is not None:
        days.append(func.coalesce(latest, earliest) >= since)
    if until is not None:
        days.append(func.coalesce(earliest, latest) <= until)
    return given(connection, _last(connection, articles, terms, most, days))


def last_sentences(connection: Connection, terms: Terms, most: int) -> Select[tuple[int]]:
    """The numbers (``id``) of the sentences that match, so many at most, those read last."""
    return given(connection, _last(connection, table("sentences", column("id", Integer)), terms, most))


def _last(
    connection: Connection,
    rows: TableClause,
    terms: Terms,
    most: int,
    conditions: Sequence[ColumnElement[bool]] = (),
) -> list[int]:
    """The numbers of the rows that match, so many at most, those with the greatest.

    The index of words does not know which rows are the newest, and to go from the newest row to older ones reads the
    words of each. Where the words come often the latter is done; else both indexes are put together, for so many of
    the newest rows as hold enough, by how often the words come in the very newest.
    """
    newest = connection.execute(select(func.max(rows.c.id))).scalar()
    if newest is None:
        return []

    def look(within: int, settings: Mapping[str, str]) -> list[int]:
        held = (
            select(rows.c.id)
            .where(matches(rows, terms), rows.c.id > newest - within, *conditions)
            .order_by(_last_first(rows))
            .limit(most)
        )
        if settings is _BY_BOTH:  # in no order, so that the index of numbers need not be followed
            every = held.order_by(None).limit(None).cte("held").prefix_with("MATERIALIZED")
            held = select(every.c.id).order_by(_last_first(every)).limit(most)
        with _planned(connection, settings):
            return list(connection.execute(held).scalars())

    within = _FIRST_LOOK[rows.name]
    found = look(within, _BY_NUMBER)
    often = (len(found) / within) ** 2 * newest > most * _READ[rows.name]
    while len(found) < most and within < newest:
        within *= max(_WIDER, math.ceil(_ENOUGH * most / len(found) if found else newest))
        found = look(within, _BY_NUMBER if often else _BY_BOTH)
        often = False  # a word may be of the newest rows alone
    return found


def _last_first(rows: Any) -> ColumnElement[Any]:
    """The order of what was read last as the index of the key has it, with NULL, which it never is, first."""
    order: ColumnElement[Any] = rows.c.id.desc().nulls_first()
    return order


@contextmanager
def _planned(connection: Connection, settings: Mapping[str, str]) -> Iterator[None]:
    """Tell the server which way to go: it takes words for cheap to compare."""
    connection.exec_driver_sql("; ".join(f"SET LOCAL {name} = {value}" for name, value in settings.items()))
    yield
    connection.exec_driver_sql("; ".join(f"RESET {name}" for name in settings))


def _words(source: str) -> ColumnElement[Any]:
    return literal_column(f"{source}.{COLUMN}", TSVECTOR)


def _query(expression: str) -> Any:
    return cast(literal(expression, String), TSQUERY)


def _phrase(term: tuple[str, bool]) -> str:
    words = words_of(term[0])
    if not words:
        return ""
    quoted = " <-> ".join(f"'{word}'" for word in words)
    return f"({quoted}{':*' if term[1] else ''})"
