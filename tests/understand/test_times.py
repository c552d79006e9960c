"""Time expressions in sentences written for these tests; the articles are dated Wednesday, 12 July 2023."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import BlockKind, DateEstimate, Paragraph, Precision, Span, TimeExpression
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences
from dateline.understand.times import find_times

ANALYST = Analyst.load()


def dated(first: date, last: date | None = None) -> DateEstimate:
    precision = Precision.INTERVAL if last else Precision.DAY
    return DateEstimate(earliest=first, latest=last or first, precision=precision, reasons=("for the test",))


PUBLISHED = dated(date(2023, 7, 12))


def find(text: str, published: DateEstimate | None = PUBLISHED) -> dict[str, TimeExpression]:
    paragraphs = (Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text))),)
    analyses = ANALYST.analyse(text, split_sentences(text, paragraphs))
    return {found.span.of(text): found for found in find_times(text, analyses, published)}


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("They met on July 11, 2023.", "July 11, 2023", "2023-07-11", "2023-07-11"),
        ("They met on Tuesday, 11 July 2023.", "Tuesday, 11 July 2023", "2023-07-11", "2023-07-11"),
        ("They met on 2019-07-11.", "2019-07-11", "2019-07-11", "2019-07-11"),
        ("The war began in 2019.", "2019", "2019-01-01", "2019-12-31"),
        ("It began in March 2019.", "March 2019", "2019-03-01", "2019-03-31"),
        ("It began in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31"),
        ("It began in the summer of 2014.", "the summer of 2014", "2014-06-01", "2014-08-31"),
        ("They met on 11 July.", "11 July", "2023-07-11", "2023-07-11"),
        ("They met on Dec. 3.", "Dec. 3", "2022-12-03", "2022-12-03"),
        ("They will meet on Dec. 3.", "Dec. 3", "2023-12-03", "2023-12-03"),
        ("They tried to enter it on Dec. 3 but were caught.", "Dec. 3", "2022-12-03", "2022-12-03"),
        ("They agreed to enter it on Dec. 3.", "Dec. 3", "2023-12-03", "2023-12-03"),
        ("The vote is scheduled for Dec. 3.", "Dec. 3", "2023-12-03", "2023-12-03"),
        ("The U.S. imposed sanctions last year.", "last year", "2022-01-01", "2022-12-31"),
        ("They met on Monday.", "Monday", "2023-07-10", "2023-07-10"),
        ("They met on Wednesday.", "Wednesday", "2023-07-12", "2023-07-12"),
        ("They met on Thursday.", "Thursday", "2023-07-06", "2023-07-06"),
        ("They will meet on Friday.", "Friday", "2023-07-14", "2023-07-14"),
        ("They plan to meet on Friday.", "Friday", "2023-07-14", "2023-07-14"),
        ("They met last Wednesday.", "last Wednesday", "2023-07-05", "2023-07-05"),
        ("They will meet next Wednesday.", "next Wednesday", "2023-07-19", "2023-07-19"),
        ("He arrived yesterday.", "yesterday", "2023-07-11", "2023-07-11"),
        ("He arrives tomorrow.", "tomorrow", "2023-07-13", "2023-07-13"),
        ("He arrived three days ago.", "three days ago", "2023-07-09", "2023-07-09"),
        ("He arrived two weeks ago.", "two weeks ago", "2023-06-25", "2023-07-01"),
        ("It will end next month.", "next month", "2023-08-01", "2023-08-31"),
        ("Talks failed this week.", "this week", "2023-07-10", "2023-07-16"),
        ("Talks failed earlier this year.", "earlier this year", "2023-01-01", "2023-07-12"),
        ("Tensions rose since Tuesday.", "since Tuesday", "2023-07-11", "2023-07-12"),
        ("Leaders will meet in September.", "September", "2023-09-01", "2023-09-30"),
        ("She resigned in May.", "May", "2023-05-01", "2023-05-31"),
        ("She resigned in October.", "October", "2022-10-01", "2022-10-31"),
        ("Prices rose in the past two weeks.", "in the past two weeks", "2023-06-28", "2023-07-12"),
        ("It will end in three days.", "in three days", "2023-07-15", "2023-07-15"),
    ],
)
def test_expressions(text: str, words: str, first: str, last: str) -> None:
    found = find(text)
    assert words in found, list(found)
    estimate = found[words].date
    assert estimate is not None
    assert (str(estimate.earliest), str(estimate.latest)) == (first, last)


def test_relative_expressions_need_the_articles_date() -> None:
    assert find("They met last year.", None)["last year"].date is None
    absolute = find("They met in 2019.", None)["2019"].date
    assert absolute is not None
    assert absolute.stated


def test_what_follows_from_the_articles_date_is_not_stated_and_says_so() -> None:
    estimate = find("They met last year.")["last year"].date
    assert estimate is not None
    assert not estimate.stated
    assert estimate.reasons == ('the text says "last year"', "the article is dated 2023-07-12")


def test_an_article_dated_by_an_interval_gives_an_interval() -> None:
    estimate = find("They met yesterday.", dated(date(2023, 7, 1), date(2023, 7, 12)))["yesterday"].date
    assert estimate is not None
    assert (estimate.earliest, estimate.latest) == (date(2023, 6, 30), date(2023, 7, 11))
    assert estimate.precision is Precision.INTERVAL


@pytest.mark.parametrize(
    "text",
    [
        "They may march again.",
        "A 27-year-old man in his thirties.",
        "Over 2000 people came in 2000 cars.",
        "It took in all 300 soldiers.",
        "He paid $1999 for it.",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert find(text) == {}


@given(st.dates(date(1990, 1, 1), date(2035, 12, 31)))
@settings(max_examples=40, deadline=None)
def test_a_weekday_in_the_past_lies_within_the_last_week(day: date) -> None:
    for name in ("Monday", "Thursday", "Sunday"):
        estimate = find(f"They met on {name}.", dated(day))[name].date
        assert estimate is not None
        assert estimate.earliest is not None
        assert timedelta(0) <= day - estimate.earliest < timedelta(7)
        assert estimate.earliest.strftime("%A") == name


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("last year", "2023-01-01", "2023-12-31"),
        ("this year", "2024-01-01", "2024-12-31"),
        ("Saturday", None, None),
        ("last month", None, None),
        ("yesterday", None, None),
        ("in 2019", "2019-01-01", "2019-12-31"),
    ],
)
def test_a_wide_date_tells_only_what_all_its_days_agree_on(
    words: str, first: str | None, last: str | None
) -> None:
    published = dated(date(2024, 5, 2), date(2024, 12, 31))
    (found,) = find(f"The two ministers met {words}.", published).values()
    if first is None or last is None:
        assert found.date is None
    else:
        assert found.date
        assert (str(found.date.earliest), str(found.date.latest)) == (first, last)


def test_a_date_of_some_days_still_tells_an_interval() -> None:
    found = find("They met on Monday.", dated(date(2023, 7, 10), date(2023, 7, 18)))["Monday"]
    assert found.date
    assert (found.date.earliest, found.date.latest) == (date(2023, 7, 10), date(2023, 7, 17))


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("The truce takes effect on Friday evening.", "Friday evening", date(2023, 7, 14)),
        ("Unions called for a strike on July 20.", "July 20", date(2023, 7, 20)),
        ("Unions called a strike on July 6.", "July 6", date(2023, 7, 6)),
    ],
)
def test_what_is_on_the_calendar_is_to_come(text: str, words: str, day: date) -> None:
    found = find(text)[words].date
    assert found
    assert found.earliest == day
