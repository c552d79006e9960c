from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.understand.tokens import tokenise, words


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Serbia’s vote didn't pass.", "Serbia|’s|vote|did|n't|pass|."),
        ("They cannot, and can’t, go.", "They|can|not|,|and|ca|n’t|,|go|."),
        ("The leaders’ plan (see p. 4)", "The|leaders|’|plan|(|see|p.|4|)"),
        ("U.S.-led forces left the U.S.", "U.S.-led|forces|left|the|U.S."),
        ("Gen. O’Hara paid $2.5bn at 10:30 a.m. today", "Gen.|O’Hara|paid|$|2.5bn|at|10:30|a.m.|today"),
        ("a 12-year-old, pro-Western ex-king", "a|12-year-old|,|pro-Western|ex-king"),
        (
            "AT&T rose 3.5% – @press says https://example.org/a?b=1.",
            "AT&T|rose|3.5|%|–|@press|says|https://example.org/a?b=1|.",
        ),
        ("“No,” Vučić said…", "“|No|,|”|Vučić|said|…"),
        ("al-Sa'adi and/or J. K. Lee", "al-Sa'adi|and|/|or|J.|K.|Lee"),
        ("Zoe\u0308 stayed", "Zoe\u0308|stayed"),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    assert "|".join(words(text, 0, len(text))) == tokens


@given(st.text(max_size=80))
def test_tokens_are_in_order_and_lose_only_white_space(text: str) -> None:
    spans = tokenise(text, 0, len(text))
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_very_long_text_is_cut_in_linear_time() -> None:
    assert len(tokenise("a" * 100_000, 0, 100_000)) == 1
    assert len(tokenise("a-" * 50_000, 0, 100_000)) >= 1
    assert len(tokenise("a.b" * 33_000, 0, 99_000)) >= 1
    assert len(tokenise("'" * 100_000, 0, 100_000)) == 100_000
