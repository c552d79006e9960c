from __future__ import annotations

import unicodedata
from pathlib import Path

from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import EventType, Quad
from dateline.serve.marks import pieces, quad, query
from dateline.serve.plain import visible
from dateline.store.database import open_database
from dateline.store.records import Fact, Said
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import reading


@given(st.text())
def test_what_is_shown_has_no_letter_that_misleads(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(letter) for letter in shown if letter not in "\u200c\u200d"} & {
        "Cc",
        "Cf",
    }
    assert visible(shown) == shown


def test_joiners_stay_within_words_of_scripts_that_need_them() -> None:
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert visible("pay\u200cpal") == "paypal"
    assert visible("a\u202eb\u2066c") == "abc"
    assert visible("two\nlines") == "two lines"
    assert visible(None) == ""


def test_the_pieces_are_the_sentence(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as database:
        Writer(database).write(reading())
        facts: tuple[Fact | Said, ...] = (*View(database).facts(), *View(database).statements())
    assert len(facts) == 4
    for fact in facts:
        assert "".join(text for text, _ in pieces(fact)) == fact.sentence
    kinds = {what for fact in facts for _, what in pieces(fact)}
    assert {"actor", "recipient", "trigger", "place", "said"} <= kinds


def test_every_type_has_a_class() -> None:
    assert {quad(one) for one in EventType} == {one.value.replace(" ", "-") for one in Quad}


def test_a_query_is_changed_and_empty_fields_go() -> None:
    request = Request(
        {"type": "http", "query_string": b"actor=a%26b&type=&col=x&col=y&after=3", "headers": [], "path": "/"}
    )
    assert query(request, after=None) == "?actor=a%26b&col=x&col=y"
    assert query(request, actor=None, col=None, after="9~é") == "?after=9~%C3%A9"
    assert query(request, actor=None, col=None, after=None) == "?"
