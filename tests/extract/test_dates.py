from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dateline.extract.dates import date_from_evidence, find_dates, parse_date
from dateline.extract.dates_clues import address_clue, sentences_of
from dateline.model import DateEstimate, Precision

FETCHED = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAYS = st.dates(date(1990, 1, 1), date(2039, 12, 31))
MONTHS = """
January February March April May June July August September October November December
Januar Februar März April Mai Juni Juli August September Oktober November Dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
"""
ENGLISH, GERMAN, FRENCH, SPANISH, POLISH, RUSSIAN = (line.split() for line in MONTHS.strip().splitlines())


def evidence(text: str, address: str = "-", date_lines: tuple[str, ...] = ()) -> DateEstimate | None:
    return date_from_evidence(text, address=address, fetched=FETCHED, date_lines=date_lines)


def span(estimate: DateEstimate | None) -> tuple[date | None, date | None]:
    assert estimate is not None
    return estimate.earliest, estimate.latest


class TestParse:
    @given(DAYS)
    def test_what_is_written_in_words_is_read_back(self, day: date) -> None:
        number = day.month - 1
        for text in (
            f"{ENGLISH[number]} {day.day}, {day.year}",
            f"Published {day.day} {ENGLISH[number]} {day.year}",
            f"{ENGLISH[number][:3]}. {day.day}, {day.year}",
            f"{day.day}. {GERMAN[number]} {day.year}",
            f"Le {day.day} {FRENCH[number]} {day.year}",
            f"{day.day} de {SPANISH[number]} de {day.year}",
            f"{day.day} {POLISH[number]} {day.year}",
            f"{day.day} {RUSSIAN[number]} {day.year} г.",
            f"{day.year}年{day.month}月{day.day}日",
            day.isoformat(),
            f"{day.year}/{day.month:02}/{day.day:02}",
        ):
            assert span(parse_date(text)) == (day, day), text

    @given(DAYS)
    def test_figures_are_read_as_told_and_both_ways_if_nothing_tells(self, day: date) -> None:
        day_first, month_first = f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"
        assert span(parse_date(day_first, prefer_day_first=True)) == (day, day)
        assert span(parse_date(month_first, prefer_day_first=False)) == (day, day)
        assert span(parse_date(f"{day:%d.%m.%Y}")) == (day, day)
        either = parse_date(day_first)
        assert either is not None
        assert either.earliest is not None
        assert either.latest is not None
        assert either.earliest <= day <= either.latest
        assert day in (either.earliest, either.latest)
        if day.day > 12 or day.day == day.month:
            assert either.earliest == either.latest
        else:
            assert either.precision is Precision.INTERVAL

    @given(
        st.datetimes(datetime(1990, 1, 2), datetime(2039, 12, 30)).map(
            lambda each: each.replace(microsecond=0)
        ),
        st.integers(-11 * 4, 13 * 4),
    )
    def test_moments_are_read_back_with_their_zone(self, moment: datetime, quarters: int) -> None:
        moment = moment.replace(tzinfo=timezone(timedelta(minutes=15 * quarters)))
        for text in (
            moment.isoformat(),
            moment.strftime("%Y-%m-%d %H:%M:%S %z"),
            moment.strftime("%d %B %Y %H:%M:%S %z"),
        ):
            estimate = parse_date(text)
            assert estimate is not None
            assert estimate.moment == moment, text
            assert estimate.moment.utcoffset() == moment.utcoffset()
            assert estimate.earliest == moment.date()

    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("Published Sept. 4, 2024 10:03 AM", "2024-09-04T10:03:00"),
            ("Updated 4:30 p.m. EDT, September 4, 2024", "2024-09-04T16:30:00-04:00"),
            ("Wed 4 Sep 2024 12.15 BST", "2024-09-04T12:15:00+01:00"),
            ("Fri Apr 28 19:20:36 CEST 2023", "2023-04-28T19:20:36+02:00"),
            ("4. September 2024, 18:41 Uhr", "2024-09-04T18:41:00"),
            ("le 3 août 2023 à 14h30", "2023-08-03T14:30:00"),
            ("12 AM, May 5, 2024", "2024-05-05T00:00:00"),
            ("1700000000", "2023-11-14T22:13:20+00:00"),
            ("1700000000000", "2023-11-14T22:13:20+00:00"),
            ("2024-04-22T13:19+02:00", "2024-04-22T13:19:00+02:00"),
            ("2024-04-22T13:19:05.250Z", "2024-04-22T13:19:05.250000+00:00"),
        ],
    )
    def test_times(self, text: str, moment: str) -> None:
        estimate = parse_date(text)
        assert estimate is not None
        assert estimate.moment is not None
        assert estimate.moment.isoformat() == moment
        assert estimate.precision is Precision.SECOND

    def test_a_month_alone(self) -> None:
        estimate = parse_date("Issue of May 2024")
        assert span(estimate) == (date(2024, 5, 1), date(2024, 5, 31))
        assert estimate is not None
        assert estimate.precision is Precision.MONTH

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "31 June 2024",
            "2023-02-30",
            "32/13/2024",
            "May I go?",
            "room 2024",
            "192.168.20.24",
            "v1.2.2024.5",
        ],
    )
    def test_what_is_no_date(self, text: str) -> None:
        assert parse_date(text) is None

    @given(st.text(alphabet="0123456789-/.:, TZ+apmMayJun年月日", max_size=40))
    def test_any_text_is_read_without_error(self, text: str) -> None:
        estimate = parse_date(text)
        assert estimate is None or estimate.earliest is not None

    def test_dates_in_running_text_in_order(self) -> None:
        text = "On 3 May 2021 it began; by March 7, 2024 it was over (2024-03-08)."
        found = [(text[start:end], estimate.earliest) for start, end, estimate in find_dates(text)]
        assert found == [
            ("3 May 2021", date(2021, 5, 3)),
            ("March 7, 2024", date(2024, 3, 7)),
            ("2024-03-08", date(2024, 3, 8)),
        ]


class TestAddress:
    @pytest.mark.parametrize(
        ("address", "wanted"),
        [
            ("https://a.example/2024/09/04/talks", (date(2024, 9, 4), date(2024, 9, 4))),
            ("https://a.example/2024/sep/04/talks", (date(2024, 9, 4), date(2024, 9, 4))),
            ("https://a.example/news/talks-20240904.html", (date(2024, 9, 4), date(2024, 9, 4))),
            ("https://a.example/talks-2024-09-04", (date(2024, 9, 4), date(2024, 9, 4))),
            ("saved/2024-09-04 talks.txt", (date(2024, 9, 4), date(2024, 9, 4))),
            ("https://a.example/2024/09/talks", (date(2024, 9, 1), date(2024, 9, 30))),
            ("https://a.example/2024/talks", (date(2024, 1, 1), date(2024, 12, 31))),
        ],
    )
    def test_dates(self, address: str, wanted: tuple[date, date]) -> None:
        clue = address_clue(address)
        assert clue is not None
        assert (clue.earliest, clue.latest) == wanted

    @pytest.mark.parametrize(
        "address",
        [
            "https://a.example/story-123456789",
            "https://a.example/2024/13/40/",
            "-",
            "https://[x",
            "vision-2030",
        ],
    )
    def test_none(self, address: str) -> None:
        clue = address_clue(address)
        assert clue is None or clue.earliest != clue.latest


class TestEvidence:
    def test_nothing_known_gives_nothing(self) -> None:
        assert evidence("The council met. Nobody agreed.") is None
        assert evidence("") is None

    def test_a_date_line_is_stated(self) -> None:
        lines = ("Updated 9 May 2024", "Published Sept. 4, 2023 10:03 AM")
        estimate = evidence("Text of 2020.", "https://a.example/2022/01/01/x", lines)
        assert span(estimate) == (date(2023, 9, 4), date(2023, 9, 4))
        assert estimate is not None
        assert estimate.stated
        assert estimate.moment == datetime(2023, 9, 4, 10, 3)

    def test_a_date_line_after_the_fetch_is_not_believed(self) -> None:
        assert evidence("Text.", date_lines=("Valid until 1 January 2031",)) is None

    def test_a_dateline_with_and_without_year(self) -> None:
        stated = evidence("BELGRADE, Sept 4, 2023 (Wire) – The talks went on.")
        assert span(stated) == (date(2023, 9, 4), date(2023, 9, 4))
        assert stated is not None
        assert stated.stated
        open_year = "BELGRADE, Sept 4 (Wire) – The talks went on."
        assert evidence(open_year) is None
        inferred = evidence(open_year, "https://a.example/2023/talks")
        assert span(inferred) == (date(2023, 9, 4), date(2023, 9, 4))
        assert inferred is not None
        assert not inferred.stated

    def test_an_address_is_inferred_and_contradiction_is_told(self) -> None:
        text = "Sweden joined NATO last year, and little has changed."
        estimate = evidence(text, "https://a.example/2022/05/06/nato")
        assert span(estimate) == (date(2022, 5, 6), date(2022, 5, 6))
        assert estimate is not None
        assert not estimate.stated
        assert any("set aside" in reason for reason in estimate.reasons)

    def test_dates_that_the_text_looks_back_on_are_lower_bounds(self) -> None:
        estimate = evidence("The bridge fell on 3 May 2021. It was built in 2009.")
        assert span(estimate) == (date(2021, 5, 3), FETCHED.date())
        assert estimate is not None
        assert estimate.precision is Precision.INTERVAL
        assert not estimate.stated

    def test_dates_to_come_are_no_bound(self) -> None:
        assert evidence("The bridge will be opened on 3 May 2025.") is None
        assert evidence("The fair is planned for 3 May 2031.") is None

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Sweden joined NATO last year.", (date(2025, 1, 1), date(2025, 12, 31))),
            ("Earlier this year Sweden joined NATO.", (date(2024, 3, 7), date(2024, 12, 31))),
            ("Last month Sweden joined NATO.", (date(2024, 4, 1), date(2024, 4, 30))),
            ("Sweden joined NATO two years ago.", (date(2025, 9, 5), date(2026, 6, 1))),
            (
                "It is over now: Sweden joined NATO.",
                (date(2024, 3, 7), date(2026, 6, 1)),
            ),
        ],
    )
    def test_facts_and_expressions_of_time(self, text: str, wanted: tuple[date, date]) -> None:
        assert span(evidence(text)) == wanted

    def test_another_clause_does_not_date_the_fact(self) -> None:
        text = "Sweden joined NATO, but the envoy who left last year did not see it."
        assert span(evidence(text)) == (date(2024, 3, 7), FETCHED.date())

    @given(
        st.lists(
            st.sampled_from(
                [
                    "Sweden joined NATO last year.",
                    "President Joe Biden spoke.",
                    "On 3 May 2021 it rained.",
                    "RIGA, March 4 - It rained.",
                    "Queen Elizabeth died two years ago.",
                    "It will end on 5 May 2027.",
                    "Earlier this month Hamas attacked Israel.",
                    "In 2019 nothing happened.",
                ]
            ),
            max_size=5,
        ),
        st.sampled_from(["-", "https://a.example/2023/04/05/x", "https://a.example/2025/x"]),
        st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    )
    def test_never_later_than_fetched_and_always_with_reasons(
        self, sentences: list[str], address: str, day: date
    ) -> None:
        fetched = datetime(day.year, day.month, day.day, tzinfo=UTC)
        estimate = date_from_evidence("\n".join(sentences), address=address, fetched=fetched)
        if estimate is not None:
            assert estimate.reasons
            assert estimate.latest is not None
            assert estimate.latest <= day
            assert not estimate.stated or estimate.precision is Precision.DAY


def test_sentences_do_not_end_at_abbreviations() -> None:
    text = "The U.S. spoke. Mr. Oak left on Sept. 4. He was late!\nNew line"
    assert sentences_of(text) == ["The U.S. spoke.", "Mr. Oak left on Sept. 4.", "He was late!", "New line"]


def test_the_names_of_months_and_zones() -> None:
    data = yaml.safe_load(
        resources.files("dateline.extract").joinpath("data", "dates.yaml").read_text("utf-8")
    )
    assert set(data) == {"months", "zones"}
    assert sorted(data["months"]) == list(range(1, 13))
    month_of: dict[str, int] = {}
    for number, names in data["months"].items():
        for name in names:
            assert name == name.lower().strip(".")
            assert month_of.setdefault(name, number) == number, name
            assert parse_date(f"7 {name} 2021") is not None, name
    assert all(-12 <= hours <= 14 for hours in data["zones"].values())
