"""The places' file: form, states, and look-up."""

from __future__ import annotations

from dateline.lexicon.countries import load_countries
from dateline.lexicon.places import load_places

PLACES = load_places()


def test_there_are_enough_and_each_lies_in_a_country_that_exists() -> None:
    assert sum(place.country is not None for place in PLACES) >= 800
    for place in PLACES:
        assert place.country is None or load_countries().by_code(place.country), place.name


def test_no_place_is_listed_twice() -> None:
    names = [name for place in PLACES for name in place.names]
    assert len(names) == len(set(names))


def test_cities_regions_and_parts_of_the_world() -> None:
    city, region, part = (PLACES.by_name(name) for name in ("Vladivostok", "Donbas", "the Balkans"))
    assert city is not None
    assert (city.country, city.city) == ("RUS", True)
    assert region is not None
    assert (region.country, region.city) == ("UKR", False)
    assert part is not None
    assert part.country is None


def test_peoples_have_a_sector_and_a_state_that_exists() -> None:
    assert len(PLACES.peoples) > 30
    for people in PLACES.peoples:
        assert people.role in {"CVL", "REL"}
        assert people.country is None or load_countries().by_code(people.country)
