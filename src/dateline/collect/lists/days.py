"""Days as the lists write them, with the precision that they have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from dateline.model import Bounds

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {month: number for number, month in enumerate(_NAMES, start=1)}
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_WORDED = re.compile(r"(?:(\d{1,2}) )?(?:([A-Za-z]{3})[a-z]* )?(\d{4})")
_SLASHED = re.compile(r"(\d\d|dd)/(\d\d|mm)/(\d{4}|yyyy)", re.IGNORECASE)
# "circa 1960", "approximately 1960": how far off is not told, so nothing can be held against it.
_VAGUE = re.compile(r"\b(circa|approx|about|ca\.|c\.)", re.IGNORECASE)


def iso(text: str | None) -> Bounds | None:
    """A day that begins with ISO 8601 (``2020``, ``2020-10``, ``2020-10-28T…``); months and days may be 00.

    Returns:
        None if there is no date at all.

    Raises:
        ValueError: it looks like a date, and no such day exists.
    """
    match = _ISO.match((text or "").strip())
    if match is None:
        return None
    parts = [part for part in match.groups() if part is not None]
    while len(parts) > 1 and parts[-1] == "00":
        parts.pop()
    if parts[0] == "0000" or "00" in parts:
        return None
    return Bounds.parse("-".join(parts))


def worded(text: str | None) -> Bounds | None:
    """``04 Sep 1978``, ``Sep 1978``, ``1978``, ``1970 to 1972``, ``04 Sep 1978 to 07 Sep 1978``; None if it is vague.

    Raises:
        ValueError: no such day exists.
    """
    if not text or _VAGUE.search(text):
        return None
    first, to, last = text.strip().partition(" to ")
    begin, end = _one_worded(first), _one_worded(last) if to else None
    if begin is None or (to and end is None):
        return None
    return hull([begin, end] if end else [begin])


def _one_worded(text: str) -> Bounds | None:
    match = _WORDED.fullmatch(text.strip())
    if match is None:
        return None
    day, month, year = match.groups()
    if month is None:
        return None if day else Bounds.parse(year)
    number = _MONTHS.get(month.casefold())
    if number is None:
        raise ValueError(f"{text!r} has no month of the year")
    return Bounds.parse(f"{year}-{number:02}" + (f"-{int(day):02}" if day else ""))


def slashed(text: str | None) -> Bounds | None:
    """``28/10/2020``, day first; ``00/10/2020`` and ``dd/mm/2020`` where parts are unknown; also ISO 8601.

    Raises:
        ValueError: no such day exists.
    """
    plain = (text or "").strip()
    match = _SLASHED.match(plain)
    if match is None:
        return iso(plain)
    day, month, year = (part if part.isdigit() and int(part) else None for part in match.groups())
    if year is None:
        return None
    return Bounds.parse("-".join([year, *([month] if month else []), *([day] if month and day else [])]))


def hull(days: Iterable[Bounds | None]) -> Bounds | None:
    """The bounds that hold all of these days, where a list gives several for one; None of none."""
    known = [day for day in days if day is not None]
    if not known:
        return None
    first = [day.earliest for day in known]
    last = [day.latest for day in known]
    return Bounds(
        None if None in first else min(day for day in first if day),
        None if None in last else max(day for day in last if day),
    )


def by(day: date | None) -> Bounds | None:
    """On this day or before."""
    return Bounds(None, day) if day else None
