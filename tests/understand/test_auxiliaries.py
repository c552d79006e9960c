"""The auxiliary modes: negation, future, hypothetical, historical."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from dateline.model import Auxiliary, DateEstimate, Precision, Sentence, Span, TimeExpression
from dateline.understand.auxiliaries import auxiliaries
from dateline.understand.events import EventCoder
from dateline.understand.frames_view import View
from dateline.understand.parse import Analyst


@cache
def _tools() -> tuple[Analyst, EventCoder]:
    return Analyst.load(), EventCoder.load()


def found(text: str, times: tuple[TimeExpression, ...] = (), year: int | None = None) -> set[str]:
    """The auxiliary modes of the weightiest act."""
    analyst, coder = _tools()
    whole = Sentence(index=0, span=Span(0, len(text)), paragraph=0)
    view = View(analyst.analyse(text, (whole,))[0])
    act = max(coder.acts(view), key=lambda a: a.weight)
    return {mode.value for mode in auxiliaries(view, act, coder.ontology, times, year)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya arrested three smugglers.", set()),
        ("Kenya did not arrest the smugglers.", {"negation"}),
        ("The army never attacked the village.", {"negation"}),
        ("Kenya will arrest the smugglers.", {"future"}),
        ("Kenya intends to deport the smugglers.", {"future"}),
        ("Kenya could deport the smugglers.", {"hypothetical"}),
        ("If Kenya deported the smugglers, Uganda might complain.", {"hypothetical"}),
        ("Kenya considered deporting the smugglers.", {"hypothetical"}),
        ("Kenya arrested three smugglers last year.", {"historical"}),
        ("Kenya had arrested the smugglers before the vote.", {"historical"}),
        ("The two states met five years ago, and Kenya met Uganda.", {"historical"}),
    ],
)
def test_modes_of_an_act(text: str, expected: set[str]) -> None:
    assert found(text) == expected


def test_a_date_long_before_the_report_is_historical() -> None:
    text = "In 2014 Russia attacked Crimea."
    year = DateEstimate(
        earliest=dt.date(2014, 1, 1),
        latest=dt.date(2014, 12, 31),
        precision=Precision.YEAR,
        reasons=("named",),
    )
    time = TimeExpression(span=Span(3, 7), sentence=0, date=year, rule="year")
    assert found(text, (time,), 2022) == {Auxiliary.HISTORICAL}
    assert found(text, (time,), 2014) == set()


def test_an_accepted_intention_is_one_category_not_category_and_mode() -> None:
    assert found("Kenya agreed to meet Uganda.") == set()
    assert found("Kenya refused to meet Uganda.") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Serbia spoke of its stance against joining NATO.", {"negation"}),
        ("Serbia kept its aspiration to join the European Union.", {"hypothetical"}),
        ("Serbia would not attack Kosovo, arrest its leaders or deport its people.", {"negation"}),
    ],
)
def test_what_an_act_hangs_on(text: str, expected: set[str]) -> None:
    assert expected <= found(text)
