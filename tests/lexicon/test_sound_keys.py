from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.lexicon.name_keys import lone_names, sound_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aleksandar Vulin", "Alexander Wulin"),
        ("Aleksandar Vulin", "Aleksandar Vucin"),
        ("Aleksandar Vulin", "Александар Вулин"),
        ("Kim Jong Un", "KIM Jongun"),
        ("Sergey Viktorovich Lavrov", "Lavroff, Sergei"),
        ("Mohammed bin Salman", "Muhamad Salmaan"),
    ],
)
def test_two_spellings_share_a_key(one: str, other: str) -> None:
    assert sound_keys(one) & sound_keys(other)


@pytest.mark.parametrize(
    "damaged", ["Aleksandar Vu?i?", "Aleksandar ?uli?", "Aleksandar \ufffdu\ufffdin", "Al?ksandar Vulin"]
)
def test_of_a_damaged_name_the_beginnings_of_keys_are_left(damaged: str) -> None:
    whole = sound_keys("Aleksandar Vulin")
    assert any(key.startswith(begun) for key in whole for begun in sound_keys(damaged))


def test_a_name_without_sounds() -> None:
    assert sound_keys("") == {"="}
    assert sound_keys("?? ??") == set()


@given(st.text(max_size=60))
def test_any_text_has_few_keys(text: str) -> None:
    assert len(sound_keys(text)) <= 13


def test_the_number_of_a_king_is_no_name() -> None:
    assert list(lone_names("Felipe VI")) == ["felipe"]
