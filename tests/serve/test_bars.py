from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Bounds, Term
from dateline.serve.bars import WIDTH, Termed, bars_of

TODAY = date(2024, 6, 1)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def bounds(draw: st.DrawFn) -> Bounds | None:
    days = sorted(draw(st.lists(DAYS, min_size=0, max_size=2)))
    if not days:
        return None
    return Bounds(draw(st.sampled_from([days[0], None])), days[-1])


@given(st.lists(st.builds(Term, start=bounds(), end=bounds(), as_of=st.none() | DAYS)), st.none() | DAYS)
def test_bars_lie_on_their_line(terms: list[Term], as_of: date | None) -> None:
    drawn = bars_of([Termed(label="x", term=term) for term in terms], TODAY, as_of)
    if drawn is None:
        assert all(term.start is None and term.end is None for term in terms)
        return
    assert len(drawn.rows) == len(terms)
    for bar in drawn.rows:
        assert 0 <= bar.maybe_start <= WIDTH
        assert 0 < bar.maybe_width <= WIDTH + 2
        assert 0 <= bar.sure_start <= WIDTH
        assert 0 <= bar.sure_width <= WIDTH
    assert drawn.mark is None or 0 <= drawn.mark <= WIDTH


def test_an_open_term_is_sure_to_the_day_of_the_data_and_may_go_on() -> None:
    term = Term(start=Bounds.day(date(2020, 6, 1)), as_of=date(2022, 6, 1))
    drawn = bars_of([Termed(label="Minister", term=term)], TODAY)
    assert drawn is not None
    bar = drawn.rows[0]
    assert (bar.maybe_start, bar.maybe_width) == (0, WIDTH)
    assert 499 < bar.sure_width < 501


def test_the_last_that_began_stands_first() -> None:
    terms = [Term(start=Bounds.parse(year)) for year in ("2001", "2015", "2009")]
    drawn = bars_of([Termed(label=str(term.start), term=term) for term in terms], TODAY)
    assert drawn is not None
    assert [bar.label for bar in drawn.rows] == ["2015", "2009", "2001"]
