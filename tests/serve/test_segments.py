from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Span
from dateline.serve.segments import Marked, segments

TEXTS = st.text(max_size=40)
SPANS = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda ends: Span(min(ends), max(ends)))
MARKS = st.lists(SPANS, max_size=8).map(
    lambda spans: [Marked(span, number) for number, span in enumerate(spans)]
)


@given(TEXTS, MARKS)
def test_no_letter_is_lost_and_none_changes_its_place(text: str, marks: list[Marked[int]]) -> None:
    found = segments(text, marks)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.text and piece.span.of(text) == piece.text for piece in found)


@given(TEXTS, MARKS, SPANS)
def test_a_part_of_a_text_is_cut_as_it_stands(text: str, marks: list[Marked[int]], part: Span) -> None:
    assert "".join(piece.text for piece in segments(text, marks, part)) == part.of(text)


@given(TEXTS, MARKS)
def test_each_letter_has_the_marks_that_cover_it(text: str, marks: list[Marked[int]]) -> None:
    for piece in segments(text, marks):
        for place in range(piece.span.start, piece.span.end):
            covering = {each.mark for each in marks if each.span.start <= place < each.span.end}
            assert set(piece.marks) == covering


@given(TEXTS, MARKS)
def test_the_innermost_mark_comes_first(text: str, marks: list[Marked[int]]) -> None:
    length = {each.mark: len(each.span) for each in marks}
    for piece in segments(text, marks):
        assert [length[mark] for mark in piece.marks] == sorted(length[mark] for mark in piece.marks)


@given(TEXTS, MARKS)
def test_a_text_is_cut_only_where_a_mark_begins_or_ends(text: str, marks: list[Marked[int]]) -> None:
    ends = {end for each in marks for end in (each.span.start, each.span.end)}
    found = segments(text, marks)
    assert all(piece.span.start in ends for piece in found[1:])


def test_nested_and_crossing_marks() -> None:
    text = "Serbia's minister met"
    marks = [Marked(Span(0, 17), "minister"), Marked(Span(0, 6), "state"), Marked(Span(9, 21), "met")]
    assert [(piece.text, piece.marks) for piece in segments(text, marks)] == [
        ("Serbia", ("state", "minister")),
        ("'s ", ("minister",)),
        ("minister", ("met", "minister")),
        (" met", ("met",)),
    ]
