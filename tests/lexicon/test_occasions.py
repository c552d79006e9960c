from __future__ import annotations

import pytest

from dateline.lexicon.occasions import occasions_in


def test_an_occasion_with_its_place_is_one_edition() -> None:
    (told,) = occasions_in("They met at the G20 summit in Bali on Tuesday.")
    assert [str(edition.first) for edition in told.editions] == ["2022-11-15"]


def test_without_a_place_it_may_be_any() -> None:
    (told,) = occasions_in("During the economic forum in Vladivostok, where they met, they talked.")
    assert len(told.editions) > 5
    assert all(e.first <= e.last for e in told.editions)


@pytest.mark.parametrize(
    "sentence",
    ["They will meet at the G20 summit.", "At last year's NATO summit they met.", "They met on Monday."],
)
def test_those_of_another_time_are_left_out(sentence: str) -> None:
    assert list(occasions_in(sentence)) == []
