from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, insert, select
from sqlalchemy.pool import StaticPool

from dateline.errors import UsageError
from dateline.model import Article, Sourced
from dateline.store import schema, search, search_postgresql
from dateline.store.database import Database
from dateline.store.schema import articles
from dateline.store.search import Terms, create_index, matching, parse, ranked_articles
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import NEWER, page, reading


@pytest.mark.parametrize(
    ("query", "wanted", "unwanted"),
    [
        ("Vučić", [("Vučić", False)], []),
        ("NATO  Serbia", [("NATO", False), ("Serbia", False)], []),
        ('"far east" port', [("far east", False), ("port", False)], []),
        ("“far east”", [("far east", False)], []),
        ("sanction* -EU", [("sanction", True)], [("EU", False)]),
        ('talks -"far east"', [("talks", False)], [("far east", False)]),
        ("U.S.-led", [("U.S.-led", False)], []),
        ("NOT (AND) OR", [("NOT", False), ("(AND)", False), ("OR", False)], []),
        ("headline:x ^y", [("headline:x", False), ("^y", False)], []),
        ("a -- b", [("a", False), ("b", False)], []),
    ],
)
def test_queries(query: str, wanted: list[tuple[str, bool]], unwanted: list[tuple[str, bool]]) -> None:
    assert parse(query) == Terms(tuple(wanted), tuple(unwanted))


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ('"far east', "left open"),
        ("", "no word"),
        ("--- !?", "no word"),
        ("-EU", "no word"),
        ('""', "no word"),
    ],
)
def test_broken_queries(query: str, what: str) -> None:
    with pytest.raises(UsageError, match=what) as caught:
        parse(query)
    assert caught.value.action


@pytest.fixture(scope="module")
def bare() -> Connection:
    """A full-text index over one small text."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    connection = engine.connect()
    connection.exec_driver_sql("CREATE TABLE articles (id INTEGER PRIMARY KEY, headline TEXT, text TEXT)")
    connection.exec_driver_sql("CREATE TABLE sentences (id INTEGER PRIMARY KEY, text TEXT)")
    create_index(connection)
    connection.exec_driver_sql("INSERT INTO sentences VALUES (1, 'One word and another')")
    return connection


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters() | st.sampled_from('"*-:^()+ ')))
def test_no_query_is_an_error_of_the_database(bare: Connection, query: str) -> None:
    try:
        terms = parse(query)
    except UsageError:
        return
    bare.execute(select(articles.c.id).where(matching(articles, "articles", terms))).all()


def found(database: Database, query: str) -> list[int]:
    return [hit.article for hit in View(database).search(query)]


def test_words_match_without_case_and_accents(database: Database) -> None:
    Writer(database).write(reading())
    for query in ("maric", "MARIĆ", "Zeljko marić", "sanct*", '"close the border"', "promises border"):
        assert found(database, query) == [1], query
    for query in ("marica", '"border close"', "border -sylvania", "sanct"):
        assert found(database, query) == [], query


def test_passages_are_marked(database: Database) -> None:
    Writer(database).write(reading())
    (hit,) = View(database).search('maric "close the border"')
    marked = [[piece.text for piece in passage if piece.match] for passage in hit.passages]
    assert marked == [["Marić"], ["Marić", "close the border"], ["Marić"]]
    assert hit.headline == "Minister of Freedonia promises Sylvania a new bridge"
    assert str(hit.published) == "2024-05-04"


def test_a_match_in_the_headline_comes_first(database: Database) -> None:
    plain = reading(page("https://b.example/"))
    dull = dataclasses.replace(plain.article, headline=Sourced(value="Nothing to see", source="h1"))
    Writer(database).write(reading(page("https://a.example/")))
    Writer(database).write(dataclasses.replace(plain, article=dull))
    assert found(database, "bridge") == [1, 2]


def test_a_headline_that_is_in_no_sentence_is_a_passage(database: Database) -> None:
    plain = reading()
    article = Article(
        text="", paragraphs=(), headline=Sourced(value="Flood in Port Selby", source="og:title")
    )
    Writer(database).write(
        dataclasses.replace(
            plain, article=article, sentences=(), mentions=(), times=(), events=(), statements=()
        )
    )
    (hit,) = View(database).search("flood")
    assert [piece.text for passage in hit.passages for piece in passage if piece.match] == ["Flood"]


def test_the_index_follows_a_replacement(database: Database) -> None:
    Writer(database).write(reading())
    newer = reading(provenance=NEWER)
    article = dataclasses.replace(newer.article, text=newer.article.text.replace("Duval", "Dumas"))
    Writer(database).write(dataclasses.replace(newer, article=article))
    assert found(database, "Duval") == []
    assert found(database, "Dumas") == [1]


DAY = date(2024, 5, 1)


def write_plainly(database: Database, texts: list[str]) -> None:
    """An article for each text, one day later than the one before."""
    hour = datetime(2024, 6, 1, tzinfo=UTC)
    common = {"provenance_id": 1, "current": True, "published_precision": "day", "published_stated": True}
    with database.writing() as connection:
        connection.execute(insert(schema.provenances).values(id=1, code="1", ontology="1", models=()))
        for number, words in enumerate(texts, start=1):
            day = DAY + timedelta(days=number)
            connection.execute(
                insert(schema.pages).values(
                    id=number,
                    address=f"a/{number}",
                    digest=f"{number:064x}",
                    size=0,
                    fetched=hour,
                    status="read",
                )
            )
            connection.execute(
                insert(articles).values(
                    id=number,
                    page_id=number,
                    text=words,
                    published_earliest=day,
                    published_latest=day,
                    **common,
                )
            )


@pytest.mark.parametrize("each", [1, 2, 5, 19, 40, 41])
def test_of_many_articles_those_read_last_are_ranked(
    database: Database, monkeypatch: pytest.MonkeyPatch, each: int
) -> None:
    """However seldom the word is; and however old the days that are asked for."""
    monkeypatch.setattr(search, "MOST_RANKED", 4)
    monkeypatch.setitem(search_postgresql._FIRST_LOOK, "articles", 3)
    held = [number for number in range(1, 41) if number % each == 0]
    held = held or [1, 2, 39, 40]  # a word that came up lately, and had been there long ago
    write_plainly(database, ["a harbour" if number in held else "a town" for number in range(1, 41)])
    for until in (None, DAY + timedelta(days=20)):
        wanted = [number for number in held if until is None or DAY + timedelta(days=number) <= until]
        with database.reading() as connection:
            rows = connection.execute(ranked_articles(connection, parse("harbour"), None, until)).all()
            assert sorted(row.id for row in rows) == wanted[-4:]
            assert search.is_cut(connection, parse("harbour"), None, until) == (len(wanted) > 4)


def test_nothing_is_found_where_nothing_is(database: Database) -> None:
    with database.reading() as connection:
        assert search.find_articles(connection, parse("harbour"), limit=5) == ()
