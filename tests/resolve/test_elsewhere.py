from __future__ import annotations

from datetime import date

import pytest

from dateline.model import Link, Mention, MentionKind
from dateline.resolve.elsewhere import MEANINGS
from dateline.resolve.link import link_mentions
from dateline.resolve.reference import MemoryReference
from tests.resolve.given import mention

DAY = date(2024, 9, 5)
COUNTRY, PLACE, PERSON = MentionKind.COUNTRY, MentionKind.PLACE, MentionKind.PERSON


def link(text: str, *mentions: Mention) -> Link:
    """The link of the last mention."""
    links = link_mentions(text, mentions, MemoryReference.of([]), DAY, DAY).links
    return next(link for link in links if link.mention == mentions[-1].index)


@pytest.mark.parametrize(
    "text",
    ["Brazil beat Germany 3-1 in the World Cup.", "In the World Cup Germany lost 1-3 to Brazil."],
)
def test_a_state_that_plays_is_a_team(text: str) -> None:
    found = link(text, mention(text, "Brazil", 0, kind=COUNTRY, country="BRA"))
    assert found.chosen is None
    assert found.rule == "team"
    assert found.rejected[0].entity == "iso-BRA"
    assert found.rejected[0].features[-1].says == MEANINGS["team"]
    assert found.rejected[0].score < 0.5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The World Cup in Brazil ended with a 3-1.", "Brazil"),
        ("Brazil recalled its ambassador.", "Brazil"),
        ("Germany won the World Cup 3-1.\n\nBrazil recalled its ambassador.", "Brazil"),
    ],
)
def test_a_state_is_a_state(text: str, name: str) -> None:
    found = link(text, mention(text, name, 0, kind=COUNTRY, country="BRA"))
    assert found.chosen is not None
    assert found.chosen.entity == "iso-BRA"


def test_a_namesake_of_a_place() -> None:
    text = "Paris Martin spoke. Paris was glad to live in Paris."
    person = mention(text, "Paris Martin", 0, kind=PERSON)
    assert link(text, person, mention(text, "Paris", 1, kind=PLACE, nth=1)).rule == "person"
    city = link(text, person, mention(text, "Paris", 1, kind=PLACE, nth=2))
    assert city.chosen is not None
    assert city.chosen.name == "Paris"


def test_part_of_another_name() -> None:
    text = "They went to East Los Angeles."
    assert link(text, mention(text, "Los Angeles", 0, kind=PLACE)).rule == "longer-name"


@pytest.mark.parametrize(
    ("text", "acts"), [("They came to the White House.", False), ("The White House said no.", True)]
)
def test_a_seat_of_government_acts_or_is_a_building(text: str, acts: bool) -> None:
    found = link(text, mention(text, "White House", 0, kind=COUNTRY, country="USA", rule="known seat"))
    assert (found.chosen is not None) is acts


@pytest.mark.parametrize(
    ("text", "adjective", "means"),
    [
        ("The Serbian Orthodox Church spoke.", "Serbian", "longer-name"),
        ("The Serbian swimming team arrived.", "Serbian", "team"),
        ("The Serbian plan failed.", "Serbian", None),
        ("The Serbian Parliament voted.", "Serbian", None),
    ],
)
def test_an_adjective_of_a_state_that_is_part_of_a_name_or_a_team(
    text: str, adjective: str, means: str | None
) -> None:
    found = link(text, mention(text, adjective, 0, kind=COUNTRY, country="SRB", rule="adjective"))
    assert (found.rule if found.chosen is None else None) == means


def test_a_part_of_a_place() -> None:
    text = "In the Riverside West constituency she won."
    assert link(text, mention(text, "Riverside", 0, kind=PLACE)).rule == "longer-name"


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("World Cup: Brazil, Belgium, Scotland win 2-0.", True),
        ("World Cup: Brazil lost 0-2 to Scotland, with a late goal.", True),
        ("World Cup: they won 2-0 on grass of Toronto, Scotland.", False),
        ("World Cup: they won 2-0 on grass of Scotland, Europe.", False),
    ],
)
def test_places_that_play_and_places_where_it_is(text: str, *, team: bool) -> None:
    found = link(text, mention(text, "Scotland", 0, kind=PLACE))
    assert (found.rule == "team") is team
