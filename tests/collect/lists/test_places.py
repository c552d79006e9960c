from __future__ import annotations

import pytest

from dateline.collect.lists.places import Seat, country_code, keeper_of, keepers, seat_of, wikidata_states
from dateline.lexicon.countries import load_countries


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("rs", "SRB"),
        ("SRB", "SRB"),
        ("xk", "XKX"),
        ("su", "SUN"),
        ("gb-sct", "GBR"),
        ("Russian Federation", "RUS"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Korea, North", "PRK"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Türkiye", "TUR"),
        ("south-korea", "KOR"),
        ("congo-kinshasa", "COD"),
        ("Sylvania", None),
        ("", None),
        ("00", None),
    ],
)
def test_names_of_states(name: str, code: str | None) -> None:
    assert country_code(name) == code


def test_seats_of_offices() -> None:
    assert seat_of("united-kingdom") == Seat(country="GBR")
    assert seat_of("georgia-us") == Seat(country="USA", region="Georgia")
    assert seat_of("georgia") == Seat(country="GEO")
    assert seat_of("transnistria") == Seat(body="Transnistria")
    assert seat_of("sylvania") is None


def test_the_items_of_states_are_of_states_and_each_of_one() -> None:
    codes = list(wikidata_states().values())
    assert len(codes) == len(set(codes))
    assert all(load_countries().by_code(code) for code in codes)
    assert wikidata_states()["Q403"] == "SRB"


def test_keepers() -> None:
    assert len({keeper.short for keeper in keepers()}) == len(keepers())
    for one in (
        keeper_of(dataset="us_ofac_sdn"),
        keeper_of(title="US OFAC Consolidated (non-SDN) List"),
        keeper_of(authority="Office of Foreign Assets Control"),
    ):
        assert one is not None
        assert one.short == "us"
    assert keeper_of(dataset="wd_peps", title="Wikidata", authority="Somebody") is None
