from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Sentence, Span
from dateline.understand.analysis import Analysis
from dateline.understand.quotations import find_quotations


def found(text: str) -> list[str]:
    return [quotation.span.of(text) for quotation in find_quotations(text, lines(text))]


def lines(text: str) -> tuple[Analysis, ...]:
    return tuple(
        Analysis(Sentence(index=n, span=Span(*m.span()), paragraph=n), (), (), (), ())
        for n, m in enumerate(re.finditer(r"[^\n]+", text))
    )


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("“We will go,” she said.", ["“We will go,”"]),
        ('"We will go," she said. "Soon."', ['"We will go,"', '"Soon."']),
        ("''We will go,'' she said.", ["''We will go,''"]),
        ("„We will go”, she said.", ["„We will go”"]),
        ("«We will go», she said.", ["«We will go»"]),
        ("Norland ‘will not join’, says Hale", ["‘will not join’"]),
        ("Norland 'will not join', says Hale", ["'will not join'"]),
        ("The players' wives and the club's owners left.", []),
        ("“He told me, ‘Go home,’ and left,” she said.", ["“He told me, ‘Go home,’ and left,”"]),
        ("She said: “The end.\n\n“It is near.”", ["“The end.", "“It is near.”"]),
        ('A stray ” mark and a 5" nail.', []),
        ("A mark “ that opens nothing", []),
    ],
)
def test_quotations(text: str, quotations: list[str]) -> None:
    assert found(text) == quotations


def test_speech_that_runs_on_is_marked() -> None:
    text = "She said: “The end.\n\n“It is near.”"
    first, second = find_quotations(text, lines(text))
    assert first.run_on
    assert not second.run_on
    assert second.inner.of(text) == "It is near."
    assert second.words(text) == 3


@given(st.text(alphabet=st.sampled_from("ab .,“”\"'‘’\n«»")))
def test_quotations_are_in_order_and_apart(text: str) -> None:
    spans = [quotation.span for quotation in find_quotations(text, lines(text))]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.end <= len(text) and "\n" not in span.of(text) for span in spans)
