"""Word pieces: their places, the case of their letters, and marks around two places."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.understand.encoder.session import FOLDER
from dateline.understand.encoder.wordpieces import (
    CLS,
    SEP,
    SOURCE_CLOSE,
    SOURCE_OPEN,
    TARGET_CLOSE,
    TARGET_OPEN,
    Pieces,
    Wordpieces,
    joined,
    marked,
    shifted,
    slice_pieces,
)

TEXT = "The U.S. sanctioned Vulin’s Telekommunikationsministerium."


@cache
def _cutter() -> Wordpieces:
    return Wordpieces.read(FOLDER / "reader.tokenizer.json")


def cut(text: str) -> Pieces:
    return _cutter().cut(text)


def test_places_are_those_of_the_text() -> None:
    pieces = cut(TEXT)
    assert TEXT[pieces.starts[0] : pieces.ends[0]] == "The"
    assert TEXT[pieces.starts[-1] : pieces.ends[-1]] == "."
    assert "".join(TEXT[s:e] for s, e in zip(pieces.starts, pieces.ends, strict=True)) == TEXT.replace(
        " ", ""
    )


def test_a_rare_word_is_cut_and_its_pieces_go_on_with_it() -> None:
    pieces = cut(TEXT)
    start = TEXT.index("Telekom")
    inside = [
        inner
        for place, inner in zip(pieces.starts, pieces.inner, strict=True)
        if start <= place < len(TEXT) - 1
    ]
    assert len(inside) > 2
    assert inside == [False] + [True] * (len(inside) - 1)


@pytest.mark.parametrize(
    ("word", "case"), [("army", 0), ("Army", 1), ("A", 1), ("NATO", 2), ("iPad", 3), ("1914", 0), (",", 0)]
)
def test_the_case_of_letters_is_kept(word: str, case: int) -> None:
    assert cut(word).cases[0] == case


def test_pieces_know_no_case_themselves() -> None:
    assert cut("army").words == cut("ARMY").words


def test_nothing_is_cut_into_nothing() -> None:
    assert len(cut("")) == 0
    assert len(cut(" \n\t")) == 0


def test_texts_that_follow_one_another_are_as_one() -> None:
    first, second = "The army left.", "Rebels came."
    whole = cut(f"{first} {second}")
    assert joined([cut(first), shifted(cut(second), len(first) + 1)]) == whole
    assert slice_pieces(whole, 0, len(cut(first))) == cut(first)


def test_marks_stand_around_the_two_places() -> None:
    text = "France met Italy."
    pieces = cut(text)
    words, cases = marked(pieces, (0, 6), (11, 16))
    france, met, italy, stop = pieces.words
    assert words == [
        CLS, SOURCE_OPEN, france, SOURCE_CLOSE, met, TARGET_OPEN, italy, TARGET_CLOSE, stop, SEP,
    ]  # fmt: skip
    assert len(cases) == len(words)


def test_marks_close_at_the_end_of_the_text() -> None:
    words, _ = marked(cut("France met Italy"), (11, 16), (0, 6))
    assert words[1] == TARGET_OPEN
    assert words[-2:] == [SOURCE_CLOSE, SEP]


def test_a_place_that_holds_no_piece_is_not_marked() -> None:
    words, _ = marked(cut("France met Italy"), (400, 410), (0, 6))
    assert SOURCE_OPEN not in words
    assert TARGET_OPEN in words


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_cut_in_order(text: str) -> None:
    pieces = cut(text)
    assert all(0 <= start <= end <= len(text) for start, end in zip(pieces.starts, pieces.ends, strict=True))
    assert list(pieces.starts) == sorted(pieces.starts)
    assert not pieces.inner[:1] or not pieces.inner[0]
    assert len(pieces.cases) == len(pieces.inner) == len(pieces)
