"""Which acts are events in running news, and which only sound like one."""

from __future__ import annotations

import pytest

from tests.understand.test_events import code


@pytest.mark.parametrize(
    "text",
    [
        "NATO chief Jens Stoltenberg told reporters that Russia was getting the opposite.",
        "The new app allows users to save photos and lets them share links.",
        "The singer struggled with her weight and hit the chorus.",
        "A helmet protects your head and helps you stay safe.",
        "A spokeswoman for the company declined to comment.",
        "This live blog is closed.",
        "The French president struck up a conversation with the students.",
    ],
)
def test_everyday_acts_are_no_events(text: str) -> None:
    assert code(text) == ()


def test_what_is_alleged_is_no_event_of_its_own() -> None:
    events = code("Turkey accused Sweden of sheltering members of the Kurdistan Workers' Party.")
    assert [event.type for event in events] == ["ACCUSE"]


def test_what_somebody_is_against_is_no_event() -> None:
    events = code(
        "Serbia's president affirmed his stance against imposing sanctions on Russia or joining NATO."
    )
    assert not {"SANCTION", "COOPERATE"} & {event.type for event in events}


def test_an_aim_is_no_event() -> None:
    assert "COOPERATE" not in {event.type for event in code("Serbia works hard to join the European Union.")}


def test_an_attempt_on_a_life_is_one() -> None:
    (event,) = code("Militants tried to assassinate the prime minister of Libya.")
    assert event.type == "ASSAULT"


def test_a_stand_on_a_thing_has_no_recipient_but_keeps_it_as_evidence() -> None:
    text = "The Kremlin condemned the decision."
    (event,) = code(text)
    assert event.recipients == ()
    assert "the decision" in [span.of(text) for span in event.evidence]
