"""Organisations in the news, each with its names, PLOVER sector and state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import msgspec

from dateline.lexicon.data_files import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation: its names (the full one first), its sector, and the state it belongs to, if any."""

    names: tuple[str, ...]
    role: str
    country: str | None = None

    @property
    def name(self) -> str:
        """The full name."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Organisations:
    """All organisations. A name may stand for several (``AFP``: a news agency, a police force)."""

    all: tuple[Organisation, ...]
    _names: Mapping[str, tuple[Organisation, ...]]

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self.all)

    def by_name(self, name: str) -> tuple[Organisation, ...]:
        """The organisations with exactly this name (upper and lower case matter: ``WHO`` is not "who")."""
        return self._names.get(name.replace("’", "'"), ())


class _Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: list[str]
    country: str | None = None


class _Sector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: str
    organisations: list[_Named]


@cache
def load_organisations() -> Organisations:
    """The organisations of ``data/organisations.yaml``.

    Raises:
        DataError: the file does not have the form that its heading describes.
    """
    organisations = tuple(
        Organisation(names=tuple(entry.names), role=sector.role, country=entry.country)
        for sector in read_yaml("organisations.yaml", list[_Sector])
        for entry in sector.organisations
    )
    index: dict[str, tuple[Organisation, ...]] = {}
    for organisation in organisations:
        for name in organisation.names:
            index[name] = (*index.get(name, ()), organisation)
    return Organisations(organisations, MappingProxyType(index))
