from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.serve.plain import parties, plain, visible


@given(st.text())
def test_nothing_is_left_that_hides_or_turns(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    assert not any(
        unicodedata.bidirectional(letter) in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
        for letter in shown
    )
    assert not set(shown) & set("\u200b\u200e\u200f\u2060\ufeff\u00ad\n\r\t\x00\x1b\u2028")


def test_all_of_unicode_that_hides_is_known() -> None:
    """Held against Unicode itself: no control, mark of direction, surrogate or private letter stays."""
    for number in range(0x110000):
        letter = chr(number)
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} and letter not in "\u200c\u200d":
            assert visible(f"a{letter}b") in ("ab", "a b"), hex(number)


def test_a_hundred_marks_do_not_cover_the_lines_around() -> None:
    assert len(visible("a" + "\u0301" * 100)) == 7
    assert visible("Tiếng Việt") == "Tiếng Việt"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ana\u202e Duval\u200b", "Ana Duval"),
        ("Željko  Marić\n", "Željko Marić"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian needs it
        ("a\u200db", "ab"),
        (None, ""),
    ],
)
def test_names(text: str | None, shown: str) -> None:
    assert plain(text) == shown


def test_many_parties_are_counted() -> None:
    assert parties(("A", "B", "C", "D", "E")) == "A, B, C and 2 more"
    assert parties(("A",)) == "A"
