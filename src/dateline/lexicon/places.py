"""Cities, regions and parts of the world that are in the news."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import msgspec

from dateline.lexicon.data_files import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place: its names, the state it lies in (None if in several), and whether it is a city.

    ``adjectives`` and ``people`` are for parts of the world ("Western", "Europeans").
    """

    names: tuple[str, ...]
    country: str | None = None
    city: bool = False
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The usual name."""
        return self.names[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A people or a faith: its names, its PLOVER sector, and the state where it mostly lives, if in one."""

    names: tuple[str, ...]
    role: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """All places, and the peoples that are not those of one state."""

    all: tuple[Place, ...]
    peoples: tuple[People, ...]
    _names: Mapping[str, Place]

    def __iter__(self) -> Iterator[Place]:
        return iter(self.all)

    def by_name(self, name: str) -> Place | None:
        """The best-known place with this name (upper and lower case matter)."""
        return self._names.get(name.replace("’", "'"))


class _Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    also: list[str] = []
    adjectives: list[str] = []
    people: list[str] = []


class _State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cities: list[str] = []
    regions: list[str] = []


class _People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: list[str]
    role: str
    country: str | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    peoples: list[_People]
    regions: list[_Region]
    countries: dict[str, _State]


@cache
def load_places() -> Places:
    """The places of ``data/places.yaml``.

    Raises:
        DataError: the file does not have the form that its heading describes.
    """
    file = read_yaml("places.yaml", _File)
    places = [
        Place(
            names=(region.name, *region.also),
            adjectives=tuple(region.adjectives),
            people=tuple(region.people),
        )
        for region in file.regions
    ]
    for code, state in file.countries.items():
        places += [Place(names=(name,), country=code, city=True) for name in state.cities]
        places += [Place(names=(name,), country=code) for name in state.regions]
    index: dict[str, Place] = {}
    for place in places:
        for name in place.names:
            index.setdefault(name, place)
    peoples = tuple(People(names=tuple(p.names), role=p.role, country=p.country) for p in file.peoples)
    return Places(tuple(places), peoples, MappingProxyType(index))
