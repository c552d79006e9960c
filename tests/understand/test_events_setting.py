"""Place and date of an event: those of its own clause."""

from __future__ import annotations

from datetime import date
from functools import cache

from dateline.model import BlockKind, DateEstimate, Event, Mention, Paragraph, Precision, Span
from dateline.understand.events import EventCoder
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences
from dateline.understand.times import find_times

_DAY = date(2023, 7, 12)
_PUBLISHED = DateEstimate(earliest=_DAY, latest=_DAY, precision=Precision.DAY, reasons=("the test says so",))


@cache
def _tools() -> tuple[Analyst, MentionFinder, EventCoder]:
    return Analyst.load(), MentionFinder.load(), EventCoder.load()


def _code(text: str) -> tuple[dict[str, Event], tuple[Mention, ...]]:
    analyst, finder, coder = _tools()
    paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
    analyses = analyst.analyse(text, split_sentences(text, (paragraph,)))
    mentions = finder.find(text, analyses)
    events = coder.code(text, analyses, mentions, find_times(text, analyses, _PUBLISHED))
    return {event.type.value: event for event in events}, mentions


def test_the_date_of_a_relative_clause_stays_there() -> None:
    events, _ = _code("NATO, which bombed Serbia in 1999, praised the talks.")
    bombing = events["ASSAULT"].date
    assert bombing is not None
    assert bombing.earliest == date(1999, 1, 1)
    assert events["SUPPORT"].date is None
    assert events["SUPPORT"].auxiliaries == ()


def test_the_date_of_saying_is_not_that_of_what_is_said() -> None:
    events, _ = _code("Russia will deploy troops near Finland, the deputy foreign minister said on Monday.")
    assert events["MOBILIZE"].date is None


def test_a_participle_shares_the_date_of_its_clause() -> None:
    events, _ = _code("The United States imposed sanctions on Vulin on Tuesday, accusing him of corruption.")
    imposed = events["SANCTION"].date
    assert imposed is not None
    assert imposed.earliest == date(2023, 7, 11)


def test_a_place_in_what_is_alleged_is_not_where_the_act_was() -> None:
    text = "The United States imposed sanctions on Vulin, accusing him of aiding Russian influence in Bosnia."
    events, _ = _code(text)
    assert events["SANCTION"].place is None


def test_the_city_and_not_the_country_that_qualifies_it() -> None:
    text = "Sudan's army and the rebels signed a ceasefire in the Saudi city of Jeddah."
    events, mentions = _code(text)
    place = events["SUPPORT"].place
    assert place is not None
    assert mentions[place].span.of(text) == "Jeddah"
