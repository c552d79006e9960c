"""Clues to when a text was written: what an address, a dateline and the sentences say, each with its
weight."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final
from urllib.parse import unquote, urlsplit

from dateline.extract.dates_printed import find_dates, month_number
from dateline.lexicon.anchors import Anchor, load_anchors

_MAX_TEXT: Final = 100_000
_MAX_SENTENCE: Final = 1_000
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ADDRESS_PATTERNS: Final = (
    re.compile(
        r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>0?[1-9]|1[0-2])[/-](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(
        rf"/(?P<year>(?:19|20)\d\d)/(?P<name>{_MONTHS})[a-z]*/(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)", re.I
    ),
    re.compile(r"(?<!\d)(?P<year>20[0-4]\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20[0-4]\d)_(?P<month>0[1-9]|1[0-2])_(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>0[1-9]|[12]\d|3[01])-(?P<month>0[1-9]|1[0-2])-(?P<year>20[0-4]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>0[1-9]|1[0-2])(?=[/-]|$)"),
    re.compile(r"/(?P<year>20[0-4]\d)(?=/)"),
)
_DATELINE: Final = re.compile(
    r"^\W{0,3}(?P<place>[A-Z][A-Z'’./-]+(?:[ ,]+[A-Z][A-Za-z'’./-]+){0,5}),?\s+"
    r"(?:(?P<day1>[0-3]?\d)\s+(?P<name1>[A-Za-z]{3,9})\.?|(?P<name2>[A-Za-z]{3,9})\.?\s+(?P<day2>[0-3]?\d))"
    r"(?:,?\s+(?P<year>20\d\d))?\s*(?:\([^()]{2,40}\))?\s*[-–—:]",
    re.MULTILINE,
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])[\"'”’)]?\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")
_ABBREVIATION: Final = re.compile(
    r"(?:\b[A-Z]\.|\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Col|Lt|Sgt|Prof|St|No|vs|Inc|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec)\.)$"
)
_AHEAD: Final = re.compile(
    r"\b(?:will|would|shall|plans?|planned|planning|expect\w*|schedul\w+|due|until|by|before|deadline|upcoming"
    r"|next|coming|future|ahead of|set to|aims?|target\w*|from|valid|expir\w+|through|forecast\w*"
    r"|project\w+)\b",
    re.IGNORECASE,
)
_YEAR_PAST: Final = re.compile(r"\b(?:in|since|during|back in)\s+(?P<year>20[0-4]\d)(?![\d/-])")
_PAST: Final = re.compile(r"\b(?:was|were|had|did|began|took|came|went|saw|fell|rose|[a-z]{3,}ed)\b")
_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip
_RELATIVE: Final = re.compile(
    r"\b(?P<when>(?:earlier |later )?(?:last|this|next) (?:year|month|week)|yesterday"
    r"|(?P<about>more than |over |nearly |almost |about |around |just |some )?"
    rf"(?P<number>{'|'.join(_NUMBERS)}|\d\d?)"
    r" (?P<unit>year|month|week|day)s? ago)\b",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(
    r"[;:]|,? (?:who|which|when|while|after|before|and|but|as|since|because|where)\b|, "
)


class Weight(IntEnum):
    """How much a clue counts against another that contradicts it."""

    YEAR_IN_TEXT = 1
    DATE_IN_TEXT = 2
    FACT = 3
    RELATIVE = 4
    ADDRESS_YEAR = 5
    ADDRESS = 6
    DATELINE = 7
    DATE_LINE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """A span of days that the text was written in, if the clue holds; None where it leaves an end open."""

    weight: Weight
    earliest: date | None
    latest: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlessDay:
    """A dateline's day of a year it does not name."""

    month: int
    day: int
    reason: str


def address_clue(address: str) -> Clue | None:
    """The date in the path of an address: a day, else a month, else a year.

    >>> address_clue("https://example.org/2024/09/04/talks").earliest
    datetime.date(2024, 9, 4)
    """
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return None
    for pattern in _ADDRESS_PATTERNS:
        for match in pattern.finditer(path):
            groups = match.groupdict()
            month = month_number(groups["name"]) if groups.get("name") else int(groups.get("month") or 0)
            span = span_of(int(groups["year"]), month or None, int(groups.get("day") or 0) or None)
            if span is not None:
                weight = Weight.ADDRESS if month else Weight.ADDRESS_YEAR
                return Clue(
                    weight=weight,
                    earliest=span[0],
                    latest=span[1],
                    reason=f'"{match[0].strip("/")}" in the address',
                )
    return None


def span_of(year: int, month: int | None = None, day: int | None = None) -> tuple[date, date] | None:
    """First and last day of a day, month or year; None if there is no such day."""
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def dateline_clue(text: str) -> Clue | YearlessDay | None:
    """The day in a dateline ("BELGRADE, Sept 4 (Reuters) –"), with its year if it has one."""
    for match in _DATELINE.finditer(text[:3000]):
        month = month_number(match["name1"] or match["name2"])
        day = int(match["day1"] or match["day2"])
        if month is None or span_of(2024, month, day) is None:
            continue
        printed = match[0].strip(" -–—:")
        if match["year"] is None:
            return YearlessDay(month=month, day=day, reason=f'dateline "{printed}"')
        span = span_of(int(match["year"]), month, day)
        if span is not None:
            return Clue(
                weight=Weight.DATELINE, earliest=span[0], latest=span[1], reason=f'dateline "{printed}"'
            )
    return None


def sentences_of(text: str) -> list[str]:
    """The text cut into sentences, roughly; an abbreviation does not end one."""
    sentences: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if "\n" not in match[0] and _ABBREVIATION.search(
            text[max(start, match.start() - 12) : match.start()]
        ):
            continue
        sentences.append(text[start : match.start()].strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return [sentence[:_MAX_SENTENCE] for sentence in sentences if sentence]


def text_clues(text: str) -> Iterator[Clue]:
    """What the sentences tell: dates and years that they look back on, and dated facts that they speak of."""
    text = text[:_MAX_TEXT]
    anchors = [anchor for anchor in load_anchors() if anchor.may_be_in(text)]
    for sentence in sentences_of(text):
        yield from _date_clues(sentence)
        for anchor in anchors:
            found = anchor.find(sentence)
            if found is not None:
                yield from _anchor_clues(anchor, sentence, found)


def _date_clues(sentence: str) -> Iterator[Clue]:
    if _AHEAD.search(sentence) or not _PAST.search(sentence):
        return
    for _, _, estimate in find_dates(sentence):
        yield Clue(
            weight=Weight.DATE_IN_TEXT,
            earliest=estimate.earliest,
            latest=None,
            reason=f"looks back on {estimate.reasons[0]}, so it is not older than that",
        )
    for match in _YEAR_PAST.finditer(sentence):
        yield Clue(
            weight=Weight.YEAR_IN_TEXT,
            earliest=date(int(match["year"]), 1, 1),
            latest=None,
            reason=f'looks back on "{match[0]}", so it is not older than that',
        )


def _anchor_clues(anchor: Anchor, sentence: str, found: tuple[int, int]) -> Iterator[Clue]:
    fact = f"{anchor.what} on {anchor.start} ({anchor.source})"
    for match in _RELATIVE.finditer(sentence):
        if not _same_clause(sentence, found, match.span()):
            continue
        span = _relative_span(anchor.start, match)
        if span is not None:
            reason = f'"{match[0]}" beside the fact that {fact}'
            yield Clue(weight=Weight.RELATIVE, earliest=span[0], latest=span[1], reason=reason)
            return
    yield Clue(
        weight=Weight.FACT, earliest=anchor.start, latest=None, reason=f"speaks of the fact that {fact}"
    )


def _same_clause(sentence: str, fact: tuple[int, int], words: tuple[int, int]) -> bool:
    """Whether nothing that begins another clause stands between the fact and the expression of time."""
    if fact[0] <= words[0] <= fact[1]:
        return True
    between = sentence[words[1] : fact[0]] if words[1] <= fact[0] else sentence[fact[1] : words[0]]
    if words[1] <= fact[0] and re.fullmatch(r",? (?:the )?", between):
        return True
    return len(between) <= 80 and not _BREAK.search(between)


def _relative_span(fact: date, match: re.Match[str]) -> tuple[date | None, date | None] | None:
    """When a text was written that puts a fact of that day at that distance."""
    when = match["when"].casefold()
    if match["number"] is not None:
        return _ago_span(fact, match)
    if when == "yesterday":
        return fact + timedelta(days=1), fact + timedelta(days=1)
    unit = when.rsplit(" ", 1)[-1]
    step = 1 if " last " in f" {when}" else 0 if " this " in f" {when}" else -1
    if unit == "week":
        monday = fact - timedelta(days=fact.weekday()) + timedelta(weeks=step)
        span = (monday - timedelta(days=1), monday + timedelta(days=6))
    elif unit == "month":
        months = fact.year * 12 + fact.month - 1 + step
        month = span_of(months // 12, months % 12 + 1)
        if month is None:
            return None
        span = month
    else:
        span = (date(fact.year + step, 1, 1), date(fact.year + step, 12, 31))
    # What is still to come later this year was written before, what came earlier after it.
    if step == 0 and when.startswith("later"):
        return span[0], min(span[1], fact)
    return (max(span[0], fact), span[1]) if step == 0 else span


def _ago_span(fact: date, match: re.Match[str]) -> tuple[date | None, date | None]:
    """ "Two years ago" is taken to be half a year more or less, and so on for the smaller units."""
    word = match["number"].casefold()
    number = _NUMBERS.get(word) or int(word)
    days, slack = {"year": (365.25, 183), "month": (30.44, 20), "week": (7, 5), "day": (1, 1)}[
        match["unit"].casefold()
    ]
    middle = fact + timedelta(days=round(number * days))
    about = (match["about"] or "").strip().casefold()
    early, late = middle - timedelta(days=slack), middle + timedelta(days=slack)
    if about in {"more than", "over"}:
        early, late = middle, middle + timedelta(days=2 * slack)
    elif about in {"nearly", "almost"}:
        late = middle + timedelta(days=slack // 6)
    return max(early, fact), late
