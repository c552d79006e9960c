"""Countries and territories: names, adjectives, peoples, capitals, and what stands for their governments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import msgspec
import pycountry

from dateline.lexicon.data_files import read_yaml

_SAME_IN_PLURAL = ("ese", "ss", "sh", "ois")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A state or territory.

    Attributes:
        code: ISO 3166-1 alpha-3; ``XKX`` for Kosovo; the ISO 3166-3 code of a state that is gone.
        alpha2: ISO 3166-1 alpha-2 (``XK`` for Kosovo); None for a state that is gone.
        name: short English name.
        names: all its names, the short one first, the official one among them.
        adjectives: "Serbian"; may be empty.
        people: words for its people, singular and plural.
        capitals: cities where its government sits.
        seats: buildings, streets and by-names that stand for its government.
        until: the last year of a state that is gone.
    """

    code: str
    alpha2: str | None
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Countries:
    """All countries, with look-ups that ignore case and a leading "the"."""

    all: tuple[Country, ...]
    _codes: Mapping[str, Country]
    _names: Mapping[str, Country]
    _adjectives: Mapping[str, Country]
    _people: Mapping[str, Country]
    _capitals: Mapping[str, Country]
    _seats: Mapping[str, Country]

    def __iter__(self) -> Iterator[Country]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def by_code(self, code: str) -> Country | None:
        """The country with this alpha-3 or alpha-2 code."""
        return self._codes.get(code.upper())

    def by_name(self, name: str) -> Country | None:
        """The country with this name, short or long ("Serbia", "Republic of Serbia", "UK")."""
        return self._names.get(_key(name))

    def by_adjective(self, word: str) -> Country | None:
        """The country that this adjective belongs to ("Serbian")."""
        return self._adjectives.get(_key(word))

    def by_people(self, word: str) -> Country | None:
        """The country whose people this word names ("Serbs")."""
        return self._people.get(_key(word))

    def by_capital(self, city: str) -> Country | None:
        """The country that this city is the capital of."""
        return self._capitals.get(_key(city))

    def by_seat(self, seat: str) -> Country | None:
        """The country whose government this seat stands for ("the Kremlin")."""
        return self._seats.get(_key(seat))


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of ``countries.yaml``."""

    code: str
    name: str
    also: list[str] = []
    adjectives: list[str] = []
    people: list[str] | None = None
    capitals: list[str] = []
    seats: list[str] = []
    until: int | None = None


@cache
def load_countries() -> Countries:
    """The countries of ``data/countries.yaml`` with their codes and official names from pycountry.

    Raises:
        DataError: the file does not have the form that its heading describes.
    """
    countries = tuple(_country(entry) for entry in read_yaml("countries.yaml", list[_Entry]))
    codes = {c.code: c for c in countries} | {c.alpha2: c for c in countries if c.alpha2}
    return Countries(
        countries,
        MappingProxyType(codes),
        _index(countries, lambda c: c.names),
        _index(countries, lambda c: c.adjectives),
        _index(countries, lambda c: c.people),
        _index(countries, lambda c: c.capitals),
        _index(countries, lambda c: c.seats),
    )


def _country(entry: _Entry) -> Country:
    record = pycountry.countries.get(alpha_3=entry.code)
    official = _in_speaking_order(str(getattr(record, "official_name", ""))) if record else ""
    names = dict.fromkeys(name for name in (entry.name, *entry.also, official) if name)
    return Country(
        code=entry.code,
        alpha2=str(record.alpha_2) if record else "XK" if entry.code == "XKX" else None,
        name=entry.name,
        names=tuple(names),
        adjectives=tuple(entry.adjectives),
        people=tuple(_peoples(entry.adjectives) if entry.people is None else entry.people),
        capitals=tuple(entry.capitals),
        seats=tuple(entry.seats),
        until=entry.until,
    )


def _in_speaking_order(name: str) -> str:
    """ "Bolivia, Plurinational State of" is said "Plurinational State of Bolivia"."""
    first, comma, rest = name.partition(", ")
    return f"{rest} {first}" if comma and rest.endswith(" of") else name


def _peoples(adjectives: Iterable[str]) -> Iterator[str]:
    """The words for a people where they are the adjective and its plural."""
    for adjective in adjectives:
        yield adjective
        if not adjective.endswith(_SAME_IN_PLURAL):
            yield f"{adjective}s"


def _index(
    countries: Iterable[Country], words: Callable[[Country], Iterable[str]]
) -> MappingProxyType[str, Country]:
    """From word to country; a state that exists wins over one that is gone, else the first one wins."""
    index: dict[str, Country] = {}
    for country in sorted(countries, key=lambda c: c.until is not None):
        for word in words(country):
            index.setdefault(_key(word), country)
    return MappingProxyType(index)


def _key(word: str) -> str:
    return word.replace("’", "'").casefold().removeprefix("the ")
