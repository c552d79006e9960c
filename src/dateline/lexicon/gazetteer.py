"""Where a place lies: the shipped gazetteer asked by name, with reasons for the choice among places of one name."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dateline.lexicon.countries import Country, load_countries
from dateline.lexicon.gazetteer_file import Entry, entries_of, name_key
from dateline.lexicon.places import load_places
from dateline.model import Weighed

EARTH_KM = 6371.0
SAME_KM = 20.0
"""Places of one name that lie nearer to one another are taken for one."""

STATE = "PCL"
CAPITAL = "PPLC"

# What a place without a known population counts for: a state more than any city, a region as a large city.
_PEOPLE = {STATE: 1e10, "PPL": 1e4, "PPLX": 1e4}
_PEOPLE_OF_REGION = 1e6

_NEAR = 3.5
_OTHER_NAME = -1.5
_USUAL_NAME = 1.0
_CAPITAL = 1.5
_IN_NEWS = 1.0
_CLAIMED = -1.0
_DIVISION = -1.0

_KINDS = frozenset(
    {"city", "county", "department", "district", "governorate", "municipality", "oblast", "prefecture"}
    | {"province", "raion", "region", "state"}
)

# Whose places may be told as those of another state: claimed, held, or belonging to it.
_ALSO_IN = {
    "CHN": ("HKG", "MAC", "TWN"),
    "ISR": ("PSE", "SYR"),
    "PSE": ("ISR",),
    "RUS": ("UKR",),
    "SRB": ("XKX",),
    "MAR": ("ESH",),
    "USA": ("PRI", "GUM", "VIR", "ASM", "MNP"),
    "FRA": ("GLP", "MTQ", "GUF", "REU", "MYT", "NCL", "PYF"),
    "GBR": ("GIB", "FLK", "BMU", "JEY", "GGY", "IMN", "CYM", "VGB"),
    "NLD": ("ABW", "CUW", "SXM"),
    "DNK": ("GRL", "FRO"),
    "FIN": ("ALA",),
    "AUS": ("NFK", "CXR"),
    "NOR": ("SJM",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with its coordinates, and why it was chosen.

    Attributes:
        id: its number in GeoNames; None for a place that was added by hand.
        name: its usual name.
        country: ISO 3166-1 alpha-3 code; None if it lies in none or in several.
        latitude, longitude: degrees, WGS 84; a region lies in its middle, a state in its capital.
        population: 0 if it is not known.
        feature: GeoNames feature code.
        score: the sum of ``features``; to compare places of one name by, not a probability.
        features: what spoke for it and against it.
        runner_up: the next best place of the name, if there is one.
    """

    id: int | None
    name: str
    country: str | None
    latitude: float
    longitude: float
    population: int
    feature: str
    score: float
    features: tuple[Weighed, ...]
    runner_up: Place | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """The features in words."""
        return tuple(weighed.says for weighed in self.features)


def locate(name: str, country: str | None = None, near: Collection[str] = ()) -> Place | None:
    """Where a place lies.

    Args:
        name: as a newspaper writes it; a leading "the", case and accents do not matter.
        country: alpha-3 code of the state it lies in, if that is told. Only places there come into question, and in
            territories that belong to it or that it claims.
        near: alpha-3 codes of the states the article speaks of: a place there is preferred to a larger one elsewhere,
            unless that is very much larger.

    Returns:
        The place, or None where the gazetteer has none of this name (in that state).
    """
    return choose(find_entries(name, country), country, near)


def find_entries(
    name: str, country: str | None = None, lookup: Callable[[str], Sequence[Entry]] = entries_of
) -> Sequence[Entry]:
    """The places that a name may mean, a state among them; without the kind ("city", "region") if need be.

    Args:
        name: as a newspaper writes it.
        country: the state that is told, if any; a name that is found there with its kind is not cut.
        lookup: from a key to the places of that name.
    """
    whole = [*_states(name), *lookup(name_key(name))]
    if country is None and _spans_states(name):
        return [entry for entry in whole if entry.country is None]
    if any(_is_in(entry, country) for entry in whole):
        return whole
    words = name_key(name).split()
    if len(words) > 1 and words[-1] in _KINDS:
        return [*whole, *lookup(" ".join(words[:-1]))]
    if len(words) > 2 and words[0] in _KINDS and words[1] == "of":
        return [*whole, *lookup(" ".join(words[2:]))]
    return whole


def choose(entries: Iterable[Entry], country: str | None, near: Collection[str] = ()) -> Place | None:
    """The best of places of one name; see :func:`locate`. None if none of them lies where was told."""
    places = [
        _weighed(entry, country, near)
        for entry in entries
        if _is_in(entry, country) or _is_claimed(entry, country)
    ]
    places.sort(key=lambda place: (-place.score, place.id or 0, place.name))
    if not places:
        return None
    best = places[0]
    others = (other for other in places[1:] if distance_km(best, other) > SAME_KM)
    return replace(best, runner_up=next(others, None))


def locate_country(code: str) -> Place | None:
    """Where a state or territory lies: its capital, or for the few without one, about its middle."""
    country = load_countries().by_code(code)
    entry = _state(country) if country else None
    return choose([entry], None) if entry else None


def distance_km(one: Place, other: Place) -> float:
    """How far two places lie apart, on a sphere."""
    return distance_of(one.latitude, one.longitude, other.latitude, other.longitude)


def distance_of(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """How far two points lie apart in kilometres, on a sphere; in degrees."""
    first, second = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = (
        math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _is_in(entry: Entry, country: str | None) -> bool:
    return country is None or entry.country == country or (entry.country is None and entry.feature != STATE)


def _is_claimed(entry: Entry, country: str | None) -> bool:
    return country is not None and entry.country in _ALSO_IN.get(country, ())


def _states(name: str) -> Sequence[Entry]:
    country = load_countries().by_name(name)
    entry = _state(country) if country else None
    return [entry] if entry else []


def _spans_states(name: str) -> bool:
    """Whether it is a part of the world that no place of the same name is ever meant by: Asia, the Andes."""
    bare = name[4:] if name[:4].lower() == "the " else name
    known = load_places().by_name(bare) or load_places().by_name(f"the {bare}")
    return known is not None and known.country is None


def _state(country: Country) -> Entry | None:
    found = entries_of(f"={country.code}")
    return replace(found[0], country=country.code) if found else None


def _weighed(entry: Entry, country: str | None, near: Collection[str]) -> Place:
    features = [_people(entry)]
    if country is not None and not _is_in(entry, country):
        features.append(
            Weighed(
                feature="claimed",
                amount=_CLAIMED,
                says=f"{_whose(country)} was told, which claims or holds it",
            )
        )
    elif country is not None and entry.country is not None:
        features.append(Weighed(feature="country", amount=0.0, says=f"{_whose(country)} was told"))
    if entry.country in near:
        says = f"the article speaks of {_whose(entry.country)}"
        features.append(Weighed(feature="near", amount=_NEAR, says=says))
    features += _of_name(entry)
    state = load_countries().by_code(entry.country) if entry.feature == STATE and entry.country else None
    return Place(
        id=entry.id,
        name=state.name if state else entry.name,
        country=entry.country,
        latitude=entry.latitude,
        longitude=entry.longitude,
        population=entry.population,
        feature=entry.feature,
        score=sum(weighed.amount for weighed in features),
        features=tuple(features),
    )


def _of_name(entry: Entry) -> Iterator[Weighed]:
    """What the name tells; a state needs no more than that it is one."""
    if entry.feature == STATE:
        return
    if not entry.also:
        yield Weighed(feature="usual-name", amount=_USUAL_NAME, says="this is its usual name")
    elif not entry.in_news:
        yield Weighed(feature="other-name", amount=_OTHER_NAME, says="this is another of its names")
    if entry.feature.startswith("ADM") and entry.population:
        yield Weighed(feature="division", amount=_DIVISION, says="it is a division of a state, not a town")
    if entry.feature == CAPITAL:
        yield Weighed(feature="capital", amount=_CAPITAL, says="its state is governed from there")
    if entry.in_news:
        yield Weighed(feature="in-news", amount=_IN_NEWS, says="it is known from the news by this name")


def _people(entry: Entry) -> Weighed:
    """The larger the likelier: ten times as many people count for one."""
    if entry.feature == STATE:
        middle = entry.name == _whose(entry.country)
        where = "about its middle" if middle else f"where {entry.name} does"
        amount, says = math.log10(_PEOPLE[STATE]), f"it is a state, which lies {where}"
    elif entry.population:
        amount, says = math.log10(entry.population + 1), f"{entry.population:,} people live there"
    else:
        amount = math.log10(_PEOPLE.get(entry.feature, _PEOPLE_OF_REGION))
        says = "its population is not known"
    return Weighed(feature="population", amount=amount, says=says)


def _whose(code: str | None) -> str:
    country = load_countries().by_code(code) if code else None
    return country.name if country else str(code)
