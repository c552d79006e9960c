from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.name_sounds import SOUNDS, sounds, to_sounds

letters = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=12)


def test_one_letter_for_all_that_sound_alike() -> None:
    assert to_sounds("wh") == "v"
    assert sounds("wolfgang")[0] == sounds("volfgang")[0]


def test_a_doubled_sound_counts_once() -> None:
    assert sounds("aattiyah")[0] == sounds("atiya")[0]


@given(letters)
def test_sounds_are_of_the_letters_that_are_left(word: str) -> None:
    assert set(to_sounds(word)) <= set(SOUNDS)


@given(letters, st.data())
def test_a_word_without_a_sound_is_heard_as_the_word(word: str, data: st.DataObject) -> None:
    whole, *less = sounds(word)
    at = data.draw(st.integers(0, len(whole) - 1)) if whole else 0
    assert not less or whole[:at] + whole[at + 1 :] in less
