"""From what lists call a state to its code, and who keeps which list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import msgspec
import pycountry

from dateline.lexicon.countries import load_countries
from dateline.lexicon.data_files import read_yaml

_PACKAGE = "dateline.collect.lists"


class _Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: dict[str, str]
    regions: dict[str, list[str]]
    apart: dict[str, str]


class Keeper(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"short": "list"}):
    """Who keeps a list; see ``data/keepers.yaml``."""

    short: str
    name: str
    datasets: list[str] = []
    titles: list[str] = []
    words: list[str] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where an office of a table sits.

    Attributes:
        country: code of the state.
        region: name of the region, if it is one's.
        body: name of the body, if it is no state's.
    """

    country: str | None = None
    region: str | None = None
    body: str | None = None


@cache
def _places() -> _Places:
    return read_yaml("places.yaml", _Places, package=_PACKAGE)


@cache
def keepers() -> tuple[Keeper, ...]:
    """All keepers of lists that we know."""
    return tuple(read_yaml("keepers.yaml", list[Keeper], package=_PACKAGE))


@cache
def wikidata_states() -> Mapping[str, str]:
    """From Wikidata item to alpha-3 code."""
    codes = read_yaml("wikidata_states.yaml", dict[str, str], package=_PACKAGE)
    return {item: code for code, item in codes.items()}


@lru_cache(maxsize=20_000)
def country_code(name: str) -> str | None:
    """The alpha-3 code of a state by its code, name or slug; None if it is none that we know.

    ``ru``, ``RUS``, ``Russian Federation``, ``Korea, North``, ``gb-sct``, ``south-korea``.
    """
    plain = (
        " ".join(re.sub(r"\s*\(.*?\)\s*$", "", name).split())
        if name.endswith(")")
        else " ".join(name.split())
    )
    known, listed = load_countries(), _places().names
    if len(name) in (2, 3) and name.isascii() and name.isalpha():
        state = known.by_code(name)
        return state.code if state else listed.get(name.casefold())
    if re.fullmatch(r"[a-z]{2}-[a-z0-9]{2,3}", name):
        return country_code(name[:2])
    for text in (" ".join(name.split()), plain, plain.replace("-", " ")):
        state = known.by_name(text)
        found = listed.get(text.casefold().replace("’", "'")) or (state.code if state else None)
        if found:
            return found
    try:
        return str(pycountry.countries.lookup(plain).alpha_3)
    except LookupError:
        return None


def country_codes(names: Iterable[str]) -> tuple[str, ...]:
    """The codes of several states, each once; what is no state that we know is left out."""
    return tuple(dict.fromkeys(code for one in names if (code := country_code(one))))


@lru_cache(maxsize=2_000)
def seat_of(slug: str) -> Seat | None:
    """Where the offices of a table sit, by its slug: a state, a region of one, or a body apart; None if unknown."""
    places, plain = _places(), slug.casefold().replace("-", " ").strip()
    if plain in places.apart:
        return Seat(body=places.apart[plain] or None)
    for code, regions in places.regions.items():
        if plain in regions:
            return Seat(country=code, region=plain.removesuffix(" us").title())
    found = country_code(plain)
    return Seat(country=found) if found else None


def keeper_of(dataset: str = "", title: str = "", authority: str = "") -> Keeper | None:
    """Who keeps a list, by OpenSanctions' data set or its title, or by the authority's name."""
    words = authority.casefold()
    for keeper in keepers():
        if dataset in keeper.datasets or any(title.startswith(one) for one in keeper.titles if title):
            return keeper
    for keeper in keepers():
        if words and any(re.search(rf"\b{re.escape(word)}", words) for word in keeper.words):
            return keeper
    return None
