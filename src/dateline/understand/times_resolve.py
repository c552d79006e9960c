"""The days that a time expression means, seen from a day of reference."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.model import Precision
from dateline.understand.times_rules import TimeWords

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DAY = re.compile(r"\b([12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\b")
_UNIT = re.compile(r"(minute|hour|day|week|fortnight|month|year|decade)s?\b")
_LENGTHS = {"minute": 0, "hour": 0, "day": 1, "week": 7, "fortnight": 14}
_SOON, _LONG_AGO = 21, 344  # days: "called for a strike on March 23", said in March, is not of last year
_BACK = frozenset({"last", "past", "previous"})
_FORWARD = frozenset({"next", "coming", "following"})


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, how exact, and whether the text states them or the article's date tells them."""

    first: date
    last: date
    precision: Precision
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression in lower case, with single spaces, and its verb's tense: -1 past, 1 future, 0 unknown."""

    text: str
    tense: int
    words: TimeWords


Resolver = Callable[[Asked, date], Days | None]


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(asked: Asked) -> int | None:
    for word in asked.text.replace(",", " ").split():
        number = asked.words.months.get(word)
        if number:
            return number
    return None


def _year(asked: Asked) -> int | None:
    match = _YEAR.search(asked.text)
    return int(match.group()) if match else None


def _whole_month(year: int, month: int, *, stated: bool = False) -> Days:
    last = calendar.monthrange(year, month)[1]
    return Days(date(year, month, 1), date(year, month, last), Precision.MONTH, stated)


def _whole_year(year: int, *, stated: bool = False) -> Days:
    return Days(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, stated)


def _one_day(day: date, *, stated: bool = False) -> Days:
    return Days(day, day, Precision.DAY, stated)


def _part_of(asked: Asked, days: Days) -> Days:
    """ "early", "mid-", "late", "the end of": a third of the month or year."""
    third = (days.last - days.first).days // 3
    if re.match(r"(?:.*\s)?(?:early|at the start|at the beginning)\b", asked.text):
        return Days(days.first, days.first + timedelta(third), Precision.INTERVAL, days.stated)
    if re.match(r"(?:.*\s)?mid", asked.text):
        return Days(
            days.first + timedelta(third), days.last - timedelta(third), Precision.INTERVAL, days.stated
        )
    if re.match(r"(?:.*\s)?(?:late\b|(?:at )?the end of|end of)", asked.text):
        return Days(days.last - timedelta(third), days.last, Precision.INTERVAL, days.stated)
    return days


def full_date(asked: Asked, _: date) -> Days | None:
    """ "July 11, 2023", "11 July 2023", "2023-07-11"."""
    if re.match(r"\d{4}-", asked.text):
        year, month, day = (int(part) for part in asked.text.split("-"))
        found = _safe(year, month, day)
        return _one_day(found, stated=True) if found else None
    number, named = _year(asked), _month(asked)
    match = _DAY.search(_YEAR.sub("", asked.text))
    if number is None or named is None or match is None:
        return None
    found = _safe(number, named, int(match.group(1)))
    return _one_day(found, stated=True) if found else None


def month_year(asked: Asked, _: date) -> Days | None:
    """ "July 2023", "late July 2023"."""
    number, named = _year(asked), _month(asked)
    if number is None or named is None:
        return None
    return _part_of(asked, _whole_month(number, named, stated=True))


def day_of_month(asked: Asked, reference: date) -> Days | None:
    """ "July 11": of the year that lies nearest, before or after the reference as the verb tells."""
    named, match = _month(asked), _DAY.search(asked.text)
    if named is None or match is None:
        return None
    day = int(match.group(1))
    found = [_safe(reference.year + step, named, day) for step in (-1, 0, 1)]
    candidates = [c for c in found if c]
    if asked.tense < 0:
        candidates = [c for c in candidates if -_SOON <= (reference - c).days < _LONG_AGO] or candidates
    elif asked.tense > 0:
        candidates = [c for c in candidates if c >= reference] or candidates
    return _one_day(min(candidates, key=lambda c: abs((c - reference).days))) if candidates else None


def month(asked: Asked, reference: date) -> Days | None:
    """ "in March": the last one that has begun, or the next one if the verb is in the future."""
    named = _month(asked)
    if named is None:
        return None
    words = asked.text.split()
    year = reference.year
    if "next" in words or (asked.tense > 0 and "last" not in words):
        year += named < reference.month or (named == reference.month and "next" in words)
    elif named > reference.month or (named == reference.month and "last" in words):
        year -= 1
    return _part_of(asked, _whole_month(year, named))


def year(asked: Asked, _: date) -> Days | None:
    """ "in 2019", "late 2019"."""
    number = _year(asked)
    return _part_of(asked, _whole_year(number, stated=True)) if number else None


def decade(asked: Asked, _: date) -> Days | None:
    """ "the 1990s"."""
    match = re.search(r"\d{3}0", asked.text)
    if match is None:
        return None
    first = int(match.group())
    return _part_of(asked, Days(date(first, 1, 1), date(first + 9, 12, 31), Precision.INTERVAL, stated=True))


def season_year(asked: Asked, _: date) -> Days | None:
    """ "the summer of 2019"."""
    number = _year(asked)
    return _season(asked, number, stated=True) if number else None


def _season(asked: Asked, number: int, *, stated: bool = False) -> Days | None:
    for name, (first, last) in asked.words.seasons.items():
        if re.search(rf"\b{name}\b", asked.text):
            end = number + (last < first)
            return Days(
                date(number, first, 1),
                date(end, last, calendar.monthrange(end, last)[1]),
                Precision.INTERVAL,
                stated,
            )
    return None


def _shift_months(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    shifted, named = divmod(number, 12)
    return date(shifted, named + 1, min(day.day, calendar.monthrange(shifted, named + 1)[1]))


def _shift(day: date, count: int, unit: str) -> date:
    if unit in _LENGTHS:
        return day + timedelta(count * _LENGTHS[unit])
    return _shift_months(day, count * {"month": 1, "year": 12, "decade": 120}[unit])


def _count(asked: Asked) -> tuple[int, int]:
    match = re.search(r"\b\d{1,3}\b", asked.text)
    if match:
        return int(match.group()), int(match.group())
    for word in sorted(asked.words.numbers, key=len, reverse=True):
        if re.search(rf"\b{word}\b", asked.text):
            return asked.words.numbers[word]
    return 1, 1


def ago(asked: Asked, reference: date) -> Days | None:
    """ "two weeks ago": as exact as the unit is."""
    return _from_here(asked, reference, -1)


def in_units(asked: Asked, reference: date) -> Days | None:
    """ "in two weeks", said of the future; of the past it is how long something took, not when."""
    return _from_here(asked, reference, 1) if asked.tense > 0 else None


def _from_here(asked: Asked, reference: date, sign: int) -> Days | None:
    match = _UNIT.search(asked.text)
    if match is None:
        return None
    unit = match.group(1)
    ends = sorted(_shift(reference, sign * count, unit) for count in _count(asked))
    if unit in {"minute", "hour", "day"}:
        return Days(ends[0], ends[1], Precision.DAY if ends[0] == ends[1] else Precision.INTERVAL)
    if unit in {"week", "fortnight"}:
        return Days(ends[0] - timedelta(3), ends[1] + timedelta(3), Precision.INTERVAL)
    if unit == "month":
        return Days(_whole_month(ends[0].year, ends[0].month).first,
                    _whole_month(ends[1].year, ends[1].month).last, Precision.INTERVAL)  # fmt: skip
    return Days(date(ends[0].year, 1, 1), date(ends[1].year, 12, 31), Precision.INTERVAL)


def span_of_units(asked: Asked, reference: date) -> Days | None:
    """ "in the past two weeks", "over the next month": up to, or from, the reference."""
    match = _UNIT.search(asked.text)
    if match is None:
        return None
    back = any(word in _BACK for word in asked.text.split())
    far = _shift(reference, -_count(asked)[1] if back else _count(asked)[1], match.group(1))
    return Days(min(far, reference), max(far, reference), Precision.INTERVAL)


def _direction(asked: Asked) -> int:
    words = frozenset(asked.text.split())
    return -1 if words & _BACK else 1 if words & _FORWARD else 0


def relative_unit(asked: Asked, reference: date) -> Days | None:
    """ "last year", "next month", "this week", "earlier this year"."""
    step, text = _direction(asked), asked.text
    if "weekend" in text:
        saturday = reference - timedelta((reference.weekday() - 5) % 7)
        if step > 0 or (step == 0 and asked.tense > 0):
            saturday = reference + timedelta((5 - reference.weekday()) % 7)
        return Days(saturday, saturday + timedelta(1), Precision.INTERVAL)
    if re.search(r"\byear\b", text):
        return _so_far(asked, _whole_year(reference.year + step), reference)
    if re.search(r"\bmonth\b", text):
        there = _shift_months(reference, step)
        return _so_far(asked, _whole_month(there.year, there.month), reference)
    if re.search(r"\bweek\b", text):
        monday = reference - timedelta(reference.weekday()) + timedelta(7 * step)
        return _so_far(asked, Days(monday, monday + timedelta(6), Precision.INTERVAL), reference)
    if re.search(r"\bday\b", text):
        return None if "following" in text or "previous" in text else _one_day(reference + timedelta(step))
    if "quarter" in text:
        first = _shift_months(date(reference.year, (reference.month - 1) // 3 * 3 + 1, 1), 3 * step)
        return Days(first, _shift_months(first, 3) - timedelta(1), Precision.INTERVAL)
    if "decade" in text or "century" in text:
        length = 10 if "decade" in text else 100
        first_year = reference.year // length * length + step * length
        return Days(date(first_year, 1, 1), date(first_year + length - 1, 12, 31), Precision.INTERVAL)
    return _relative_season(asked, reference, step)


def _relative_season(asked: Asked, reference: date, step: int) -> Days | None:
    now = _season(asked, reference.year)
    if now is None:
        return None
    if step < 0:
        return now if now.last < reference else _season(asked, reference.year - 1)
    if step > 0:
        return now if now.first > reference else _season(asked, reference.year + 1)
    return now


def _so_far(asked: Asked, days: Days, reference: date) -> Days:
    """ "earlier this year" ends, and "later this year" begins, with the reference."""
    if re.search(r"\bearlier\b", asked.text) and days.first <= reference <= days.last:
        return Days(days.first, reference, Precision.INTERVAL)
    if re.search(r"\blater\b", asked.text) and days.first <= reference <= days.last:
        return Days(reference, days.last, Precision.INTERVAL)
    return _part_of(asked, days)


def named_day(asked: Asked, reference: date) -> Days | None:
    """ "yesterday", "tonight", "last night"."""
    for word in sorted(asked.words.days, key=len, reverse=True):
        if asked.text.endswith(word):
            return _one_day(reference + timedelta(asked.words.days[word]))
    return None


def weekday(asked: Asked, reference: date) -> Days | None:
    """ "on Monday": the last one up to the reference, or from it on if the verb is in the future."""
    number = next((asked.words.weekdays[w] for w in asked.text.split() if w in asked.words.weekdays), None)
    if number is None:
        return None
    step = _direction(asked)
    if step > 0 or (step == 0 and asked.tense > 0):
        ahead = (number - reference.weekday()) % 7
        return _one_day(reference + timedelta(ahead or (7 if step > 0 else 0)))
    back = (reference.weekday() - number) % 7
    return _one_day(reference - timedelta(back or (7 if step < 0 else 0)))


RESOLVERS: dict[str, Resolver] = {
    "iso_date": full_date,
    "full_date": full_date,
    "month_year": month_year,
    "day_of_month": day_of_month,
    "season_year": season_year,
    "decade": decade,
    "ago": ago,
    "span_of_units": span_of_units,
    "in_units": in_units,
    "relative_unit": relative_unit,
    "relative_weekday": weekday,
    "relative_month": month,
    "named_day": named_day,
    "weekday": weekday,
    "year": year,
    "bare_year": year,
    "month": month,
}
ABSOLUTE = frozenset({"iso_date", "full_date", "month_year", "season_year", "decade", "year", "bare_year"})
