from __future__ import annotations

import gzip
import math
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.lexicon.countries import load_countries
from dateline.lexicon.gazetteer import (
    STATE,
    Place,
    choose,
    distance_of,
    find_entries,
    locate,
    locate_country,
)
from dateline.lexicon.gazetteer_file import COLUMNS, Entry, GazetteerFile, load_gazetteer, name_key
from dateline.lexicon.places import load_places

KNOWN = [
    line.split("\t")
    for line in (Path(__file__).parent / "gazetteer_places.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
NEAR_KM = 50
SHARE = 0.95

DEGREES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def where(place: Place | None) -> tuple[str, str | None] | None:
    return (place.name, place.country) if place else None


def test_places_of_news_lie_where_they_do() -> None:
    missed = []
    for name, country, latitude, longitude in KNOWN:
        place = locate(name, country)
        if (
            place is None
            or distance_of(place.latitude, place.longitude, float(latitude), float(longitude)) > NEAR_KM
        ):
            missed.append((name, country, place))
    assert len(KNOWN) >= 150
    assert len(missed) <= len(KNOWN) * (1 - SHARE), missed


@pytest.mark.parametrize(
    ("name", "country", "near", "expected"),
    [
        ("Paris", None, (), ("Paris", "FRA")),
        ("Paris", "USA", (), ("Paris", "USA")),
        ("Paris", None, {"USA"}, ("Paris", "FRA")),
        ("Tripoli", None, (), ("Tripoli", "LBY")),
        ("Tripoli", None, {"LBN"}, ("Tripoli", "LBN")),
        ("Birmingham", None, ["USA", "CAN"], ("Birmingham", "USA")),
        ("Odessa", None, (), ("Odesa", "UKR")),
        ("Odessa", "USA", (), ("Odessa", "USA")),
        ("Georgia", None, (), ("Georgia", "GEO")),
        ("Georgia", None, {"USA"}, ("Georgia", "USA")),
        ("the Hague", None, (), ("The Hague", "NLD")),
        ("sana'a", "YEM", (), ("Sanaa", "YEM")),
        ("Saigon", "VNM", (), ("Ho Chi Minh City", "VNM")),
        ("Kharkiv oblast", "UKR", (), ("Kharkiv", "UKR")),
        ("city of Kharkiv", "UKR", (), ("Kharkiv", "UKR")),
        ("Mexico City", None, (), ("Mexico City", "MEX")),
        ("Sevastopol", "RUS", (), ("Sevastopol", "UKR")),
        ("the Black Sea", "UKR", (), ("Black Sea", None)),
        ("Black Sea", None, (), ("Black Sea", None)),
        ("Sevastopol", "FRA", (), None),
        ("Paris", "XXX", (), None),
        ("Asia", None, (), None),
        ("the Andes", None, (), None),
        ("Kashmir", None, (), ("Kashmir", None)),
        ("Nowhere at all", None, (), None),
        ("", None, (), None),
        ("=FRA", None, (), None),
        ("@", None, (), None),
    ],
)
def test_which_place_is_meant(
    name: str, country: str | None, near: tuple[str, ...], expected: tuple[str, str | None] | None
) -> None:
    assert where(locate(name, country, near)) == expected


def test_the_choice_gives_reasons_and_the_runner_up() -> None:
    place = locate("Tripoli", near={"LBN"})
    assert place is not None
    assert place.reasons == (
        "229,398 people live there",
        "the article speaks of Lebanon",
        "this is its usual name",
    )
    assert place.score == sum(weighed.amount for weighed in place.features)
    assert where(place.runner_up) == ("Tripoli", "LBY")
    kyiv = locate("Kyiv", "UKR")
    assert kyiv is not None
    assert kyiv.runner_up is None
    assert (kyiv.id, kyiv.feature) == (703448, "PPLC")


def test_every_state_lies_somewhere() -> None:
    for country in load_countries():
        place = locate_country(country.code)
        assert place is not None, country.name
        assert (place.name, place.country, place.feature) == (country.name, country.code, STATE)
        assert where(locate(country.name)) == where(place)
    assert locate_country("XXX") is None
    (told,) = locate_country("SRB").reasons  # type: ignore[union-attr]
    assert told == "it is a state, which lies where Belgrade does"
    (told,) = locate_country("ATA").reasons  # type: ignore[union-attr]
    assert told == "it is a state, which lies about its middle"


def test_most_places_of_the_lexicon_are_in_it() -> None:
    cities = [place for place in load_places() if place.city]
    lost = [place.name for place in cities if locate(place.name, place.country) is None]
    assert len(lost) < len(cities) * 0.01, lost
    regions = [place for place in load_places() if not place.city and place.country]
    lost = [place.name for place in regions if locate(place.name, place.country) is None]
    assert len(lost) < len(regions) * 0.2, lost


def test_the_file_is_sound() -> None:
    packed = (resources.files("dateline.lexicon") / "data" / "gazetteer.tsv.gz").read_bytes()
    assert len(packed) <= 1_500_000
    lines = gzip.decompress(packed).decode().splitlines()
    assert lines == sorted(set(lines))
    rows = [line.split("\t") for line in lines]
    whole = {(row[0], row[1]) for row in rows if len(row) == len(COLUMNS)}
    codes = {country.code for country in load_countries()}
    for row in rows:
        if len(row) == len(COLUMNS):
            key, _, name, country, latitude, longitude, _, _ = row
            assert abs(float(latitude)) <= 90
            assert abs(float(longitude)) <= 180
            assert not country or country in codes
            assert key in (name_key(name), f"={country}")
        else:
            _, other, number, kind = row
            assert (other[1:], number) in whole, row
            assert kind in ("news", "also")


@given(st.dictionaries(st.from_regex(r"[a-z0-9]{1,3}( [a-z0-9]{1,2})?", fullmatch=True), st.integers(1, 99)))
def test_each_name_is_found_and_no_other(places: dict[str, int]) -> None:
    lines = sorted(f"{key}\t{number}\tX\tFRA\t1\t2\t3\tPPL\n" for key, number in places.items())
    file = GazetteerFile("".join(lines).encode())
    for key, number in places.items():
        assert [entry.id for entry in file.entries(key)] == [number]
    for other in ("", "zzzz", "a b c", "é", "\t"):
        assert file.entries(other) == ()


@given(st.text(max_size=20), st.sampled_from([None, "FRA", "XXX"]))
def test_any_name_can_be_asked_for(name: str, country: str | None) -> None:
    place = locate(name, country, near=("USA",))
    assert place is None or (abs(place.latitude) <= 90 and abs(place.longitude) <= 180)


@given(DEGREES, DEGREES)
def test_distance(one: tuple[float, float], other: tuple[float, float]) -> None:
    far = distance_of(*one, *other)
    assert 0 <= far <= math.pi * 6371.1
    assert far == pytest.approx(distance_of(*other, *one), abs=1e-6)
    assert distance_of(*one, *one) == pytest.approx(0, abs=1e-6)


def test_other_entries_can_be_chosen_among() -> None:
    entries = {
        "port selby": [
            Entry(id=1, name="Port Selby", country="FRA", latitude=1, longitude=2, population=10),
            Entry(id=2, name="Port Selby", country="FRA", latitude=1.01, longitude=2, population=20),
            Entry(id=3, name="Selby", country="FRA", latitude=9, longitude=9, population=30, also=True),
        ]
    }
    found = find_entries("Port Selby district", None, lambda key: entries.get(key, []))
    place = choose(found, None)
    assert place is not None
    assert place.runner_up is not None
    assert (place.id, place.runner_up.id) == (2, 3), "what lies beside it is no runner-up"


def test_it_loads_quickly() -> None:
    """The first look-up, with nothing loaded before it but the modules."""
    code = (
        "import time; from dateline.lexicon.gazetteer import locate; start = time.process_time(); "
        "locate('Paris'); print(time.process_time() - start)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.3


def test_it_is_loaded_once() -> None:
    assert load_gazetteer() is load_gazetteer()
