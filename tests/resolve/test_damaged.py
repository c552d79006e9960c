from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.damaged import DamagedNames, Restored

NAMES = [
    "Željko Obradović", "Aleksandar Vučić", "Sanja Ajanović", "Sanja Ajanovič", "Joško Gvardiol", "Jana Maláčová",
    "Ana Rowe", "Ondřej Babiš",
]  # fmt: skip
INDEX = DamagedNames(NAMES)


@pytest.mark.parametrize(
    ("damaged", "name", "how"),
    [
        ("?eljko Obradovi?", "Željko Obradović", "letters"),
        ("\ufffdeljko Obradovi\ufffd", "Željko Obradović", "letters"),
        ("??eljko Obradovi??", "Željko Obradović", "letters"),
        ("?EL?KO OBRADOVI?", "ŽELJKO OBRADOVIĆ", "letters"),
        ("Aleks?ndar Vu?i?", "Aleksandar Vučić", "letters"),
        ("Aleksandar VuÄ\x8diÄ‡", "Aleksandar Vučić", "mojibake"),
        ("Aleksandar VuÄ\ufffdiÄ‡", "Aleksandar Vučić", "mojibake"),
        ("Vu?i?", "Vučić", "letters of a word"),
    ],
)
def test_restored(damaged: str, name: str, how: str) -> None:
    assert INDEX.restore(damaged) == Restored(name, how)


@pytest.mark.parametrize(
    "damaged",
    ["Sanja Ajanovi?", "Aleksandar Vučić", "Ana Rowe", "???????????", "Emmanuel Macr?n", "", "?", "A?? ????"],
)
def test_left_alone(damaged: str) -> None:
    assert INDEX.restore(damaged) is None


@given(st.sampled_from(NAMES), st.sets(st.integers(0, 20), max_size=4))
def test_never_another_name(name: str, places: set[int]) -> None:
    damaged = "".join("?" if at in places else letter for at, letter in enumerate(name))
    found = INDEX.restore(damaged)
    assert found is None or found.name == name


@given(st.text(max_size=30))
def test_any_text_may_be_looked_up(text: str) -> None:
    INDEX.restore(text)
