from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.lists.days import by, hull, iso, slashed, worded
from dateline.model import Bounds

DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@given(DAYS)
def test_every_day_in_every_writing(day: date) -> None:
    exactly = Bounds.day(day)
    assert iso(day.isoformat()) == iso(f"{day}T01:02:03Z") == exactly
    assert slashed(f"{day:%d}/{day:%m}/{day.year:04}") == exactly
    month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
        day.month - 1
    ]
    assert worded(f"{day:%d} {month} {day.year:04}") == exactly


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("1978", "1978"),
        ("1978-09-00", "1978-09"),
        ("1978-00-00", "1978"),
        ("0000-00-00", None),
        ("", None),
        ("unknown", None),
    ],
)
def test_days_that_are_known_in_part(text: str, bounds: str | None) -> None:
    assert iso(text) == (Bounds.parse(bounds) if bounds else None)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("00/09/1978", "1978-09"),
        ("dd/mm/1978", "1978"),
        ("00/00/1978", "1978"),
        ("1978-09", "1978-09"),
        ("nn", None),
        ("00/00/yyyy", None),
    ],
)
def test_slashed_days_that_are_known_in_part(text: str, bounds: str | None) -> None:
    assert slashed(text) == (Bounds.parse(bounds) if bounds else None)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("Sep 1978", Bounds.parse("1978-09")),
        ("September 1978", Bounds.parse("1978-09")),
        ("1970 to 1972", Bounds(date(1970, 1, 1), date(1972, 12, 31))),
        ("04 Sep 1978 to 07 Sep 1978", Bounds(date(1978, 9, 4), date(1978, 9, 7))),
        ("circa 1960", None),
        ("in the sixties", None),
        (None, None),
    ],
)
def test_worded_days(text: str | None, bounds: Bounds | None) -> None:
    assert worded(text) == bounds


@pytest.mark.parametrize(
    ("read", "text"), [(iso, "2023-02-29"), (slashed, "31/04/2020"), (worded, "31 Xyz 1970")]
)
def test_a_day_that_does_not_exist_is_refused(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match=r"day|month"):
        read(text)


@given(st.lists(DAYS, min_size=1))
def test_a_hull_holds_all_of_its_days(days: list[date]) -> None:
    whole = hull(Bounds.day(day) for day in days)
    assert whole == Bounds(min(days), max(days))


def test_a_hull_with_an_open_side_is_open_there() -> None:
    assert hull([by(date(2020, 1, 1)), Bounds.parse("2021")]) == Bounds(None, date(2021, 12, 31))
    assert hull([None, None]) is None
