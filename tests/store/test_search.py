from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.pool import StaticPool

from dateline.errors import UsageError
from dateline.model import Article, Sourced
from dateline.store.database import Database
from dateline.store.schema import articles
from dateline.store.search import Terms, create_index, matching, parse
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
