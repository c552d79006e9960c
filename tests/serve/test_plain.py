from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.serve.plain import parties, plain


@given(st.text())
def test_nothing_is_left_that_hides_or_turns(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    assert not any(
        unicodedata.bidirectional(letter) in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
        for letter in shown
    )
    assert not set(shown) & set("\u200b\u200e\u200f\u2060\ufeff\u00ad\n\r\t\x00\x1b\u2028")


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
