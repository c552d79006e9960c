from __future__ import annotations

import pytest

from dateline.lexicon.sports import reports_games, speaks_of_a_game


@pytest.mark.parametrize(
    "text",
    [
        "Brazil beat Germany 3-1 in the World Cup.",
        "The striker was offside before half-time.",
        "The goalkeeper of the national team, a former midfielder, left.",
    ],
)
def test_reports_of_games(text: str) -> None:
    assert reports_games(text)


@pytest.mark.parametrize(
    "text",
    [
        "Brazil beat Germany to the deal, a minister said.",
        "The council voted 3-1.",
        "Russia invaded Ukraine on 24 February 2022, weeks after the Olympics.",
        "",
    ],
)
def test_other_news(text: str) -> None:
    assert not reports_games(text)


def test_nearby_is_the_same_paragraph() -> None:
    text = "Brazil won the match.\n\nGermany has a new chancellor."
    assert speaks_of_a_game(text, 0, 6)
    assert not speaks_of_a_game(text, text.index("Germany"), text.index("Germany") + 7)
