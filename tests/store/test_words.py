"""Words are cut and folded alike by FTS5, by PostgreSQL, and in Python."""

from __future__ import annotations

import sqlite3
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.store.database import Database
from dateline.store.words import fold, placed_words, words_of

SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK UNIFIED", "HIRAGANA", "HANGUL")
LETTERS = [
    letter
    for number in [*range(0x20, 0x3400), *range(0x4E00, 0x4F00), *range(0xAC00, 0xAD00)]
    if unicodedata.category(letter := chr(number)) in ("Lu", "Ll", "Lo", "Nd")
    and unicodedata.name(letter).startswith(SCRIPTS)
]
SIGNS = " .,;:-–—'’“”\"!?()/_@#€\n"
TEXTS = st.text(st.sampled_from(LETTERS) | st.sampled_from(SIGNS) | st.sampled_from("aezAEZ019éćŽ\u0301"))


def by_fts5(texts: list[str]) -> list[list[str]]:
    link = sqlite3.connect(":memory:")
    link.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 2')")
    link.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    link.executemany("INSERT INTO t (rowid, x) VALUES (?, ?)", enumerate(texts))
    found: list[list[str]] = [[] for _ in texts]
    for term, place in link.execute("SELECT term, doc FROM v ORDER BY doc, offset"):
        found[place].append(term)
    link.close()
    return found


def test_single_letters_are_folded_as_by_fts5() -> None:
    folded = by_fts5(LETTERS)
    other = [letter for letter, there in zip(LETTERS, folded, strict=True) if words_of(letter) != there]
    assert len(other) < len(LETTERS) * 0.03, "but for rare letters"
    assert not [letter for letter in other if letter < "\u0180" and letter != "ſ"], (
        "in no European language's own letters"
    )


def test_words_are_those_of_postgresql(postgresql_database: Database) -> None:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(TEXTS, min_size=40, max_size=40))
    def same(texts: list[str]) -> None:
        with postgresql_database.reading() as connection:
            query = (
                "SELECT array_agg(words ORDER BY n) FROM (SELECT n, (SELECT array_agg(lexeme ORDER BY place)"
            )
            query += " FROM unnest(dateline_words(t)) u (lexeme, places, weights), unnest(u.places) place) AS words"
            query += " FROM unnest(%(texts)s::text[]) WITH ORDINALITY x (t, n)) y"
            found = [
                connection.exec_driver_sql(
                    query.replace("array_agg(words ORDER BY n)", "words"), {"texts": [one]}
                )
                .scalars()
                .one()
                for one in texts[:3]
            ]
        for text, there in zip(texts[:3], found, strict=True):
            assert words_of(text) == (there or []), text

    same()


@given(TEXTS)
def test_places_are_those_of_the_words(text: str) -> None:
    for word, start, end in placed_words(text):
        assert word in fold(text[start:end])


def test_words() -> None:
    assert words_of("U.S.-led talks: “Đorđević”, Vučić’s café. 3.5% ΣΑΣ Йорданов") == [
        *("u", "s", "led", "talks", "đorđevic", "vucic", "s", "cafe", "3", "5", "σασ", "йорданов")
    ]
