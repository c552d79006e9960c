"""Terms of offices and listings as bars: where each begins and ends on a line of a thousand parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateline.model import Bounds, Term

WIDTH = 1000
_YEAR = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One term, drawn.

    Attributes:
        label: what it is of.
        detail: whose it is, or the source, in words; may be empty.
        term: in words.
        key: id of another entity that the label names, if it does.
        maybe_start, maybe_width: the days on which it may have held.
        sure_start, sure_width: the days on which it surely held; width 0 where there is none.
    """

    label: str
    detail: str
    term: str
    key: str | None
    maybe_start: float
    maybe_width: float
    sure_start: float
    sure_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Termed:
    """A term with what it is of; see :class:`Bar`."""

    label: str
    term: Term
    detail: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars on one line of time, from ``first`` to ``last``; ``mark`` is where the day asked about lies, if in it."""

    first: date
    last: date
    rows: tuple[Bar, ...]
    mark: float | None = None


def bars_of(terms: Sequence[Termed], today: date, as_of: date | None = None) -> Bars | None:
    """The bars, those that began last first; None where no term has a day.

    An end that is open goes on to the day that the data stand for, and to today as what may be.
    """
    days = [day for one in terms for day in _days(one.term)]
    if not days:
        return None
    first = min([*days, *([as_of] if as_of else [])])
    last = max([today, *days, *([as_of] if as_of else [])])
    if (last - first).days < _YEAR:
        first = date(max(last.year - 2, 1), 1, 1)
    ordered = sorted(terms, key=lambda one: _begin(one.term) or date.min, reverse=True)
    mark = _place(as_of, first, last) if as_of else None
    rows = tuple(_bar(one, first, last, today) for one in ordered)
    return Bars(first=first, last=last, rows=rows, mark=mark)


def _days(term: Term) -> list[date]:
    bounds = [bound for bound in (term.start, term.end) if bound]
    return [day for bound in bounds for day in (bound.earliest, bound.latest) if day]


def _begin(term: Term) -> date | None:
    return (term.start.earliest or term.start.latest) if term.start else None


def _bar(one: Termed, first: date, last: date, today: date) -> Bar:
    start = one.term.start or Bounds(None, None)
    end = one.term.end
    begins, sure_from = start.earliest or start.latest or first, start.latest
    if end is None:
        sure_to, ends = one.term.as_of, max(today, one.term.as_of or today)
    else:
        sure_to, ends = end.earliest, end.latest or end.earliest or today
    left, right = _place(begins, first, last), _place(ends, first, last)
    sure_left = _place(sure_from, first, last) if sure_from else 0.0
    sure_right = _place(sure_to, first, last) if sure_from and sure_to else sure_left
    return Bar(
        label=one.label,
        detail=one.detail,
        term=str(one.term),
        key=one.key,
        maybe_start=left,
        maybe_width=round(max(right - left, 2.0), 1),
        sure_start=sure_left,
        sure_width=round(max(sure_right - sure_left, 0.0), 1),
    )


def _place(day: date, first: date, last: date) -> float:
    whole = max((last - first).days, 1)
    return round(min(max((day - first).days / whole, 0.0), 1.0) * WIDTH, 1)
