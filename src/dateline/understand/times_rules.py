"""The words of time expressions, and the pattern made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import msgspec

from dateline.lexicon.data_files import read_yaml


class TimeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of ``rules/times.yaml``; the heading of each says what it is."""

    months: dict[str, int]
    weekdays: dict[str, int]
    seasons: dict[str, tuple[int, int]]
    numbers: dict[str, tuple[int, int]]
    days: dict[str, int]
    future_verbs: list[str]
    scheduled_verbs: list[str]


@dataclass(frozen=True, slots=True)
class TimeRules:
    """The words and the patterns, by the name of their rule, the first that fits at a place wins."""

    words: TimeWords
    pattern: re.Pattern[str]
    future_verbs: frozenset[str]
    scheduled_verbs: frozenset[str]


@cache
def load_time_rules() -> TimeRules:
    """The rules of ``rules/times.yaml``.

    Raises:
        DataError: the file does not have the form that its headings describe.
    """
    words = read_yaml("times.yaml", TimeWords, "dateline.understand", "rules")
    parts = _parts(words)
    whole = "|".join(f"(?P<{name}>{pattern})" for name, pattern in parts.items())
    return TimeRules(
        words,
        re.compile(rf"(?<![\w$€£-])(?:{whole})(?![\w]|-\w)", re.IGNORECASE),
        frozenset(words.future_verbs),
        frozenset(words.scheduled_verbs),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _parts(words: TimeWords) -> Mapping[str, str]:
    """The pattern of each rule. Months must begin with a capital: "may" and "march" are verbs as well."""
    month = f"(?-i:{_any(_capitalised(words.months))})"
    weekday = f"(?-i:{_any(_capitalised(words.weekdays))})"
    year = r"(?:1[5-9]|20)\d\d"
    day = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
    unit = r"(?:minute|hour|day|week|fortnight|month|year|decade)"
    number = rf"(?:\d{{1,3}}|{_any(words.numbers)})"
    since = r"(?:(?:ever\s+)?since|until|till|by|before|after)\s+"
    part = (
        r"(?:(?:earlier|later|late|early|mid-?|at\s+the\s+(?:start|beginning|end)\s+of|the\s+end\s+of)\s*)?"
    )
    nth = r"(?:\s+(?:morning|afternoon|evening|night))?"
    season = f"(?:{_any(words.seasons)})"
    rough = r"(?:(?:about|around|nearly|almost|over|more\s+than|less\s+than)\s+)?"
    ways = r"(?:last|past|next|coming|previous|following)"
    length = rf"(?:{unit}|weekend|{season}|quarter|century)"
    date_and_month = rf"(?:{month}\s+{day}|(?:the\s+)?{day}\s+(?:of\s+)?{month})"
    before_year = (
        rf"(?:in|{since}|during|from|of|between|around|late|early|mid-?|summer|the\s+year|year|end\s+of)"
    )
    before_month = rf"(?:in|during|{since}|last|next|this|of|from|late|early|mid-?|throughout)"
    return {
        "iso_date": rf"{year}-[01]\d-[0-3]\d",
        "full_date": rf"(?:{since})?(?:{weekday},?\s+)?{date_and_month},?\s+{year}",
        "month_year": rf"(?:{since})?{part}{month},?\s+(?:of\s+)?{year}",
        "day_of_month": rf"(?:{since})?(?:{weekday},?\s+)?{date_and_month}",
        "season_year": rf"{part}(?:the\s+)?{season}\s+(?:of\s+)?{year}",
        "decade": rf"{part}(?:the\s+)?(?:early\s+|late\s+|mid-)?(?:1[5-9]|20)\d0s",
        "ago": rf"{rough}{number}\s+(?:and\s+a\s+half\s+)?{unit}s?\s+ago",
        "span_of_units": rf"(?:in|over|during|for|within)\s+the\s+{ways}\s+(?:{number}\s+)?{unit}s?",
        "in_units": rf"in\s+{number}\s+{unit}s?(?:['’]s?\s+time)?",
        "relative_unit": rf"(?:{since})?{part}(?:(?:the\s+)?{ways}|this)\s+{length}",
        "relative_weekday": rf"(?:{since})?(?:last|next|this|this\s+coming|this\s+past)\s+{weekday}{nth}",
        "relative_month": rf"(?:{since})?(?:last|next|this)\s+{month}",
        "named_day": rf"(?:{since})?(?:{_any(words.days)})",
        "weekday": rf"(?:{since})?{weekday}{nth}",
        "year": rf"{before_year}\s*(?:early\s+|late\s+|mid-?)?{year}",
        "bare_year": rf"(?<=\(){year}(?=\))",
        "month": rf"(?:{before_month}\s*)+{month}(?!,?\s+(?:of\s+)?(?:{year}|{day}\b))",
    }


def _capitalised(words: Iterable[str]) -> list[str]:
    return [word.capitalize() for word in words]
