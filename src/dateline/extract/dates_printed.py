"""Dates as they are printed, in the main European languages, and as machines write them."""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from importlib import resources
from typing import Any, Final

import yaml

from dateline.model import DateEstimate, Precision

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100
_MAX_TEXT: Final = 400

_CLOCK: Final = (
    r"(?P<hour>[01]?\d|2[0-3])(?:[:h]|(?<=\d)\.)(?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?))?"
)
_HOUR_HALF: Final = r"(?P<hour>1[0-2]|0?[1-9])\s*(?P<half>[ap]\.?\s?m\b\.?)"
_ZONE: Final = (
    r"\s*(?:\(?\b(?P<name>[A-Za-z]{2,4}|Z)\b\)?)?\s*(?P<offset>[+\-−]\d{2}:?\d{2}|[+\-−]\d{2}(?!\d))?"
)
_CLOCK_PATTERN: Final = re.compile(rf"(?<![\d:.]){_CLOCK}(?!\d){_ZONE}", re.IGNORECASE)
_HALF_PATTERN: Final = re.compile(rf"(?<![\d:.]){_HOUR_HALF}{_ZONE}", re.IGNORECASE)
_ISO: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:[T ]\s*(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)"
    r"(?::?(?P<second>[0-5]\d|60)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<offset>Z|(?:[+\-−]|\s)\d\d:?\d\d(?!:)|[+\-−]\d\d(?!\d))?)?",
    re.IGNORECASE,
)
_EPOCH: Final = re.compile(r"^\s*(\d{10})(\d{3})?\s*$")


@dataclass(frozen=True, slots=True)
class _Day:
    """A match of a date without its time: the days it can be, and how exact it is."""

    earliest: date
    latest: date
    precision: Precision
    start: int
    end: int
    note: str = ""


@functools.cache
def _tables() -> dict[str, Any]:
    source = resources.files("dateline.extract").joinpath("data", "dates.yaml")
    data: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return data


@functools.cache
def _months() -> dict[str, int]:
    return {name: int(number) for number, names in _tables()["months"].items() for name in names}


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    month = "(?P<name>" + "|".join(sorted(map(re.escape, _months()), key=len, reverse=True)) + r")(?!\w)\.?"
    year = r"(?P<year>(?:19|20)\d\d)(?!\d)"
    day = r"(?<![\d.:/])(?P<day>0?[1-9]|[12]\d|3[01])"
    of = r"(?:\s+(?:de|del|di|of|d'))?"
    raw = {
        "day-month-year": rf"{day}(?:st|nd|rd|th|er|º|ª|\.|-a)?[\s\-]*(?:of\s+)?{of}"
        rf"[\s\-]*{month}{of},?[\s\-]*{year}",
        "month-day-year": rf"(?<!\w){month}[\s\-]+(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d)"
        rf"[,.]?[\s\-]+{year}",
        "weekday-month-day-year": rf"(?<!\w){month}\s+(?P<day>\d\d?)\s+[\d:]{{5,8}}\s+"
        rf"(?:[A-Z+:\d]{{1,6}}\s+)?{year}",
        "year-month-day": rf"(?<!\d){year}[\s,]+{month}\s+(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)",
        "asian": r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>\d\d?)\s*月\s*(?P<day>\d\d?)\s*日",
        "korean": r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*년\s*(?P<month>\d\d?)\s*월\s*(?P<day>\d\d?)\s*일",
        "vietnamese": r"ngày\s+(?P<day>\d\d?)\s+tháng\s+(?P<month>\d\d?)\s+năm\s+(?P<year>(?:19|20)\d\d)",
        "numeric-year-first": r"(?<![\d/.\-])(?P<year>(?:19|20)\d\d)(?P<sep>[/.\-])"
        r"\s?(?P<month>0?[1-9]|1[0-2])(?P=sep)\s?(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)",
        "month-year": rf"(?<!\w)(?<!\d\s){month}{of},?[\s\-]+{year}",
        "compact": r"(?<!\d)(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in raw.items()}


_NUMERIC: Final = re.compile(
    r"(?<![\d/.\-:])(?P<first>0?[1-9]|[12]\d|3[01])(?P<sep>[/.\-])\s?(?P<second>0?[1-9]|[12]\d|3[01])"
    r"(?P=sep)\s?(?P<year>(?:19|20)\d\d|\d\d)(?![\d/])(?!\.\d)"
)


def parse_date(text: str, *, prefer_day_first: bool | None = None) -> DateEstimate | None:
    """The first date in a printed line, with its time and zone where they stand beside it.

    Reads ISO 8601 and what programs print (``Fri Apr 28 19:20:36 CEST 2023``), seconds since 1970, dates
    with the
    month in words in about twenty European languages, numeric dates and East Asian ones.

    Args:
        text: a line such as "Published Sept. 4, 2024 10:03 AM" or "4. September 2024, 18:41 Uhr"; only its
        first
            400 characters are read.
        prefer_day_first: how to read 03/04/2024: True for 3 April, False for 4 March; None if that is not
        known,
            which gives both days as an interval.

    Returns:
        None if there is no date with a year. A month without a day has the precision ``MONTH``. A date
        that does
        not exist (31 June) is not a date.
    """
    text = text[:_MAX_TEXT]
    stamp = _from_epoch(text) or _from_iso(text)
    if stamp is not None:
        return stamp
    day = _first_day(text, prefer_day_first)
    if day is None:
        return None
    printed = text[day.start : day.end].strip()
    reason = f'printed as "{printed}"' + (f"; {day.note}" if day.note else "")
    if day.earliest != day.latest:
        return DateEstimate(
            earliest=day.earliest, latest=day.latest, precision=day.precision, reasons=(reason,)
        )
    moment = _moment(text, day)
    return DateEstimate(
        earliest=day.earliest,
        latest=day.latest,
        precision=Precision.SECOND if moment else Precision.DAY,
        moment=moment,
        reasons=(reason,),
    )


def find_dates(text: str) -> Iterator[tuple[int, int, DateEstimate]]:
    """Every full date (day, month in words or ISO, year) in running text: start, end, estimate, in text
    order."""
    names = ("day-month-year", "month-day-year", "year-month-day", "asian", "korean")
    patterns = [_patterns()[name] for name in names]
    found: list[_Day] = []
    for pattern in (*patterns, _ISO):
        for match in pattern.finditer(text):
            day = _named_day(match)
            if day is not None and not any(
                day.start < other.end and other.start < day.end for other in found
            ):
                found.append(day)
    for day in sorted(found, key=lambda each: each.start):
        reason = f'"{text[day.start : day.end]}" in the text'
        estimate = DateEstimate(
            earliest=day.earliest, latest=day.latest, precision=day.precision, reasons=(reason,)
        )
        yield day.start, day.end, estimate


def month_number(name: str) -> int | None:
    """The month that a name or its short form stands for, in any of the languages known."""
    return _months().get(name.strip().rstrip(".").lower())


def _from_epoch(text: str) -> DateEstimate | None:
    match = _EPOCH.match(text)
    if match is None:
        return None
    moment = datetime.fromtimestamp(int(match[1]), tz=timezone.utc)  # noqa: UP017
    if not 1990 <= moment.year <= _LAST_YEAR:
        return None
    return DateEstimate(
        earliest=moment.date(),
        latest=moment.date(),
        precision=Precision.SECOND,
        moment=moment,
        reasons=(f'seconds since 1970: "{text.strip()}"',),
    )


def _from_iso(text: str) -> DateEstimate | None:
    match = _ISO.search(text)
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    moment = None
    if match["hour"] is not None:
        moment = _at(day, match.groupdict(), _offset(match["offset"]) or _named_zone(text[match.end() :]))
    return DateEstimate(
        earliest=day,
        latest=day,
        precision=Precision.SECOND if moment else Precision.DAY,
        moment=moment,
        reasons=(f'written as "{match[0].strip()}"',),
    )


def _named_zone(rest: str) -> timezone | None:
    match = re.match(r"\s*\(?([A-Za-z]{2,4})\b", rest)
    hours = _tables()["zones"].get(match[1].casefold()) if match else None
    return timezone(timedelta(hours=hours)) if hours is not None else None


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text.upper() == "Z":
        return timezone.utc  # noqa: UP017
    digits = re.sub(r"\D", "", text)
    # A blank instead of the sign is a plus that was lost on its way through an address.
    sign = -1 if text.lstrip()[0] in "-−" else 1
    minutes = int(digits[:2]) * 60 + int(digits[2:4] or 0)
    return timezone(sign * timedelta(minutes=minutes)) if minutes < 24 * 60 else None


def _at(day: date, parts: dict[str, str | None], zone: timezone | None) -> datetime | None:
    """The moment on a day; None where there is no such time."""
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    second = min(59, int(parts.get("second") or 0))
    fraction = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    return datetime(
        day.year, day.month, day.day, hour, int(parts.get("minute") or 0), second, fraction, tzinfo=zone
    )


def _moment(text: str, day: _Day) -> datetime | None:
    """The time that stands behind the date, else before it, else within it."""
    rest = text[day.end :]
    inside = text[day.start : day.end]
    for place in (rest[:60], inside, text[: day.start][-40:]):
        match = _CLOCK_PATTERN.search(place) or _HALF_PATTERN.search(place)
        if match is None:
            continue
        parts = match.groupdict()
        hours = _tables()["zones"].get((parts["name"] or "").casefold())
        zone = timezone(timedelta(hours=hours)) if hours is not None else None
        return _at(day.earliest, parts, _offset(parts["offset"]) or zone)
    return None


def _first_day(text: str, prefer_day_first: bool | None) -> _Day | None:
    """The date that stands first in the text; of two that begin together the longer."""
    days: list[_Day] = []
    for pattern in _patterns().values():
        match = pattern.search(text)
        day = _named_day(match) if match else None
        if day is not None:
            days.append(day)
    numeric = _NUMERIC.search(text)
    day = _numeric_day(numeric, prefer_day_first) if numeric else None
    if day is not None:
        days.append(day)
    exact = [day for day in days if day.precision is not Precision.MONTH]
    rank: Callable[[_Day], tuple[int, int]] = lambda each: (each.start, each.start - each.end)  # noqa: E731
    return min(exact or days, key=rank, default=None)


def _named_day(match: re.Match[str]) -> _Day | None:
    groups = match.groupdict()
    if groups.get("name"):
        month = month_number(groups["name"])
    else:
        month = int(groups["month"])
    year = int(groups["year"])
    if month is None or not 1 <= month <= 12 or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if groups.get("day") is None:
        last = calendar.monthrange(year, month)[1]
        return _Day(
            date(year, month, 1), date(year, month, last), Precision.MONTH, match.start(), match.end()
        )
    try:
        day = date(year, month, int(groups["day"]))
    except ValueError:
        return None
    return _Day(day, day, Precision.DAY, match.start(), match.end())


def _numeric_day(match: re.Match[str], prefer_day_first: bool | None) -> _Day | None:
    """A date in figures; both readings where nothing decides between them."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if year < 100:
        year += 2000 if year < 70 else 1900
    if match["sep"] == "." or first > 12:
        prefer_day_first = True
    elif second > 12:
        prefer_day_first = False
    readings = []
    for day_first in (True, False):
        if prefer_day_first in (None, day_first):
            day, month = (first, second) if day_first else (second, first)
            try:
                readings.append(date(year, month, day))
            except ValueError:
                continue
    if not readings or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    earliest, latest = min(readings), max(readings)
    exact = earliest == latest
    note = "" if exact else "day and month could be either way round"
    precision = Precision.DAY if exact else Precision.INTERVAL
    return _Day(earliest, latest, precision, match.start(), match.end(), note)
