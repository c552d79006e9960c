"""Dates: printed ones read, and pages without one dated from evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from dateline.extract.dates_clues import (
    Clue,
    Weight,
    YearlessDay,
    address_clue,
    dateline_clue,
    span_of,
    text_clues,
)
from dateline.extract.dates_printed import find_dates, parse_date
from dateline.model import DateEstimate, Precision

_MAX_SET_ASIDE = 5

__all__ = ["date_from_evidence", "find_dates", "parse_date"]


def date_from_evidence(
    text: str, *, address: str, fetched: datetime, date_lines: Sequence[str] = ()
) -> DateEstimate | None:
    """Date a page or saved text that states no date for machines.

    The evidence, the strongest first: printed date lines; a dateline; a date in the address; dated facts
    with "last
    year" and the like beside them; titles that a person held from one day to another; facts, dates and
    years that
    the text looks back on (each a lower bound). What contradicts something stronger is set aside, and the
    reasons say so.

    Args:
        text: the article's text.
        address: where it was found; a file name is read too.
        fetched: when it was fetched; it was not written later.
        date_lines: lines of the page that were set aside as date lines.

    Returns:
        an interval with its reasons, ``stated`` only if a date line or a dateline gives the day; None if
        nothing
        is known but when it was fetched.
    """
    end = fetched.date()
    stated = _stated(date_lines, end)
    dateline = dateline_clue(text)
    if stated is not None and stated.earliest == stated.latest:
        return stated
    clues = list(_clues(stated, dateline, text, address))
    earliest, latest, reasons = _combined(clues, end)
    if isinstance(dateline, YearlessDay) and reasons:
        day = _day_within(dateline, earliest, latest)
        if day is not None:
            earliest = latest = day
            reasons.insert(0, f"{dateline.reason}, which fell in that time once")
    if not reasons:
        return None
    return _estimate(earliest, latest, tuple(reasons))


def _clues(
    stated: DateEstimate | None, dateline: Clue | YearlessDay | None, text: str, address: str
) -> Iterator[Clue]:
    if stated is not None:
        yield Clue(
            weight=Weight.DATE_LINE,
            earliest=stated.earliest,
            latest=stated.latest,
            reason=stated.reasons[0],
        )
    if isinstance(dateline, Clue):
        yield dateline
    found = address_clue(address)
    if found is not None:
        yield found
    yield from text_clues(text)


def _stated(date_lines: Sequence[str], end: date) -> DateEstimate | None:
    """The date that a date line prints: one of publication before one of an update, the exact before the
    vague."""
    estimates: list[tuple[bool, bool, DateEstimate]] = []
    for line in date_lines:
        estimate = parse_date(line)
        if estimate is None or estimate.earliest is None or estimate.earliest > end:
            continue
        vague = estimate.earliest != estimate.latest
        updated = any(
            word in line.casefold() for word in ("updat", "modif", "aktualis", "mis à jour", "edited")
        )
        reason = f'date line "{line.strip()}"'
        estimates.append((vague, updated, replace(estimate, reasons=(reason,))))
    return min(estimates, key=lambda each: each[:2])[2] if estimates else None


def _combined(clues: list[Clue], end: date) -> tuple[date | None, date, list[str]]:
    """Narrow the time down, clue by clue, the strongest first; set aside what contradicts."""
    earliest: date | None = None
    latest = end
    reasons: list[str] = []
    set_aside: list[str] = []
    for clue in sorted(clues, key=_order):
        start = max(filter(None, (earliest, clue.earliest)), default=None)
        finish = min(latest, clue.latest) if clue.latest else latest
        if start and start > finish:
            if clue.weight != Weight.YEAR_IN_TEXT:
                set_aside.append(f"set aside, as it contradicts that: {clue.reason}")
            continue
        if (start, finish) != (earliest, latest) or clue.weight >= Weight.ADDRESS:
            reasons.append(clue.reason)
        earliest, latest = start, finish
    return earliest, latest, reasons + list(dict.fromkeys(set_aside))[:_MAX_SET_ASIDE]


def _order(clue: Clue) -> tuple[int, int, int]:
    """Strong before weak; among equals the later start and then the earlier end, which says most."""
    start = -clue.earliest.toordinal() if clue.earliest else 0
    return -clue.weight, start, clue.latest.toordinal() if clue.latest else 0


def _day_within(dateline: YearlessDay, earliest: date | None, latest: date) -> date | None:
    """The day of a dateline if it fell within the time exactly once."""
    if earliest is None:
        return None
    days = []
    for year in range(earliest.year, latest.year + 1):
        span = span_of(year, dateline.month, dateline.day)
        if span is not None and earliest <= span[0] <= latest:
            days.append(span[0])
    return days[0] if len(days) == 1 else None


def _estimate(earliest: date | None, latest: date, reasons: tuple[str, ...]) -> DateEstimate:
    precision = Precision.INTERVAL
    if earliest is not None:
        if earliest == latest:
            precision = Precision.DAY
        elif (earliest, latest) == span_of(earliest.year, earliest.month):
            precision = Precision.MONTH
        elif (earliest, latest) == span_of(earliest.year):
            precision = Precision.YEAR
    stated = precision is Precision.DAY and reasons[0].startswith("dateline") and "fell in" not in reasons[0]
    return DateEstimate(earliest=earliest, latest=latest, precision=precision, stated=stated, reasons=reasons)
