from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Bounds, Entity, Held, Term

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-10-28", date(2020, 10, 28), date(2020, 10, 28)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_a_date_keeps_its_precision(text: str, first: date, last: date) -> None:
    bounds = Bounds.parse(text)
    assert (bounds.earliest, bounds.latest) == (first, last)
    assert str(bounds) == text


@pytest.mark.parametrize("text", ["", "28.10.2020", "2020-13", "2023-02-29", "20201028", "2020-1-1", "soon"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Bounds.parse(text)


@given(DAYS, DAYS)
def test_bounds_run_forward(one: date, other: date) -> None:
    if one > other:
        with pytest.raises(ValueError, match="between its bounds"):
            Bounds(one, other)
    else:
        assert Bounds(one, other).earliest == one


def test_open_sides_are_told() -> None:
    assert str(Bounds(None, date(2021, 7, 1))) == "by 2021-07-01"
    assert str(Bounds(date(2021, 7, 1), None)) == "after 2021-07-01"
    assert str(Bounds(date(2021, 7, 1), date(2021, 8, 2))) == "between 2021-07-01 and 2021-08-02"


def test_a_term_says_yes_no_or_unknown() -> None:
    term = Term(start=Bounds.parse("2020-10-28"), end=Bounds.parse("2022-10"), as_of=date(2025, 1, 31))
    assert term.on(date(2020, 10, 27)) is Held.NO
    assert term.on(date(2020, 10, 28)) is Held.YES
    assert term.on(date(2022, 10, 1)) is Held.YES
    assert term.on(date(2022, 10, 2)) is Held.UNKNOWN  # it ended on some day of October
    assert term.on(date(2022, 11, 1)) is Held.NO
    assert term.on(date(2020, 10, 1), date(2020, 11, 1)) is Held.UNKNOWN


def test_an_open_end_is_open_on_the_day_of_the_snapshot_and_unknown_after() -> None:
    term = Term(start=Bounds.parse("2024-05-02"), as_of=date(2025, 1, 31))
    assert term.on(date(2025, 1, 31)) is Held.YES
    assert term.on(date(2025, 2, 1)) is Held.UNKNOWN
    assert term.may_overlap(date(2030, 1, 1), date(2030, 1, 1))


def test_without_a_beginning_nothing_is_sure() -> None:
    assert Term(as_of=date(2025, 1, 31)).on(date(2020, 1, 1)) is Held.UNKNOWN
    assert Term(end=Bounds.parse("2010")).on(date(2011, 1, 1)) is Held.NO


@given(DAYS, st.integers(0, 4000), DAYS, st.integers(0, 400))
def test_what_surely_held_may_have_held(start: date, length: int, day: date, span: int) -> None:
    end = start + timedelta(days=length)
    term = Term(start=Bounds.day(start), end=Bounds.day(end), as_of=end)
    last = day + timedelta(days=span)
    held = term.on(day, last)
    assert (held is Held.NO) == (not term.may_overlap(day, last))
    assert (held is Held.YES) == (start <= day and last <= end)


def test_an_entity_has_a_name() -> None:
    with pytest.raises(ValueError, match="has a name"):
        Entity(id="x", schema="Person", names=(), source="s", snapshot="s@1")
