"""The countries' file has the form it should, and its look-ups find what newspapers write."""

from __future__ import annotations

import pycountry
import pytest

from dateline.lexicon.countries import load_countries

COUNTRIES = load_countries()


def test_every_iso_country_is_there_once() -> None:
    codes = [country.code for country in COUNTRIES]
    assert len(codes) == len(set(codes))
    assert {country.alpha_3 for country in pycountry.countries} <= set(codes)


def test_codes_are_those_of_iso_or_of_states_that_are_gone_or_of_kosovo() -> None:
    gone = {str(country.alpha_3) for country in pycountry.historic_countries}
    for country in COUNTRIES:
        if country.until:
            assert country.code in gone
        elif country.code != "XKX":
            record = pycountry.countries.get(alpha_3=country.code)
            assert record is not None
            assert record.alpha_2 == country.alpha2


def test_no_word_is_empty_or_has_spaces_around_it() -> None:
    for country in COUNTRIES:
        words = (*country.names, *country.adjectives, *country.people, *country.capitals, *country.seats)
        assert all(word and word == word.strip() for word in words), country.code


def test_no_two_states_that_exist_share_a_short_name_or_a_seat() -> None:
    names = [country.name for country in COUNTRIES] + [
        seat for country in COUNTRIES for seat in country.seats
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Serbia", "SRB"),
        ("Republic of Serbia", "SRB"),
        ("U.S.", "USA"),
        ("the United States", "USA"),
        ("Bolivia", "BOL"),
        ("Plurinational State of Bolivia", "BOL"),
        ("Côte d’Ivoire", "CIV"),
        ("Kosovo", "XKX"),
        ("DR Congo", "COD"),
        ("USSR", "SUN"),
    ],
)
def test_by_name(name: str, code: str) -> None:
    country = COUNTRIES.by_name(name)
    assert country is not None
    assert country.code == code


@pytest.mark.parametrize(
    ("word", "code"),
    [("Serbian", "SRB"), ("Dutch", "NLD"), ("Swiss", "CHE"), ("Emirati", "ARE"), ("North Korean", "PRK")],
)
def test_by_adjective(word: str, code: str) -> None:
    country = COUNTRIES.by_adjective(word)
    assert country is not None
    assert country.code == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Serbs", "SRB"),
        ("Danes", "DNK"),
        ("Chinese", "CHN"),
        ("Iraqis", "IRQ"),
        ("Poles", "POL"),
        ("Thai", "THA"),
    ],
)
def test_by_people(word: str, code: str) -> None:
    country = COUNTRIES.by_people(word)
    assert country is not None
    assert country.code == code


def test_capitals_and_seats() -> None:
    capital, seat = COUNTRIES.by_capital("Belgrade"), COUNTRIES.by_seat("the Kremlin")
    assert capital is not None
    assert capital.code == "SRB"
    assert seat is not None
    assert seat.code == "RUS"


def test_unknown_words_are_in_no_country() -> None:
    assert COUNTRIES.by_name("Ruritania") is None
    assert COUNTRIES.by_adjective("green") is None
    assert COUNTRIES.by_code("ZZZ") is None
