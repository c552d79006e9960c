"""Who takes part in an act: mentions, and those that a thing leads to."""

from __future__ import annotations

import pytest

from dateline.model import Event
from tests.understand.test_events import code


def _named(text: str, event: Event) -> tuple[list[str], list[str]]:
    return [p.span.of(text) for p in event.actors], [p.span.of(text) for p in event.recipients]


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("Germany condemned the missile strike of Russia.", "Russia"),
        ("Slovakia rejected Hungary's bid.", "Hungary"),
        ("Poland deployed troops along the border with Belarus.", "Belarus"),
        ("The United States deported thousands of people.", "thousands of people"),
    ],
)
def test_a_thing_leads_to_its_party(text: str, recipient: str) -> None:
    (event,) = code(text)
    assert any(recipient in name for name in _named(text, event)[1])


def test_a_title_and_the_name_behind_it_are_one() -> None:
    text = "Its spokesman, Dmitry Peskov, accused NATO of an encroachment on Russia's security."
    event = next(e for e in code(text) if e.type == "ACCUSE")
    assert _named(text, event) == (["Its spokesman, Dmitry Peskov"], ["NATO"])


def test_who_acts_in_the_next_clause_receives_nothing() -> None:
    text = "Egypt has sent medical supplies to Sudan, and the World Food Programme resumed its deliveries."
    event = next(e for e in code(text) if e.type == "AID")
    assert _named(text, event) == (["Egypt"], ["Sudan"])


def test_its_is_whoever_was_named_last_where_a_person_acts() -> None:
    text = "Ukrainian President Volodymyr Zelenskyy congratulated Finland and praised its decision."
    assert [_named(text, event)[1] for event in code(text)] == [["Finland"], ["Finland"]]


def test_a_name_right_behind_the_verb_receives() -> None:
    text = "NATO Secretary General Jens Stoltenberg promised Finland security guarantees."
    event = next(e for e in code(text) if e.type == "AGREE")
    assert _named(text, event)[1] == ["Finland"]
