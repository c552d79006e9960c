"""Given names of many cultures with their gender, and surnames."""

from __future__ import annotations

import pytest

from dateline.lexicon.given_names import load_given_names, load_surnames


def test_there_are_enough_of_each_gender() -> None:
    genders = list(load_given_names().values())
    assert len(genders) >= 3000
    assert genders.count("m") > 1000
    assert genders.count("f") > 1000


def test_names_are_single_words_with_a_capital() -> None:
    for name in (*load_given_names(), *load_surnames()):
        assert name[0].isupper(), name
        assert " " not in name, name


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Aleksandar", "m"),
        ("Ursula", "f"),
        ("Mohammed", "m"),
        ("Narendra", "m"),
        ("Giorgia", "f"),
        ("Vladimir", "m"),
    ],
)
def test_gender(name: str, gender: str) -> None:
    assert load_given_names()[name] == gender


def test_surnames_of_office_holders() -> None:
    assert {"Macron", "Scholz", "Vulin"} <= load_surnames()
