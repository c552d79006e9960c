"""What the codebook and the COW project say of an event: quad category, score, country number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from dateline.model import EventType, Quad

QUADS = (
    Quad.VERBAL_COOPERATION,
    Quad.MATERIAL_COOPERATION,
    Quad.VERBAL_CONFLICT,
    Quad.MATERIAL_CONFLICT,
)
"""In the order of their numbers, from 1."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """The tables that exports draw on.

    Attributes:
        columns: POLECAT's columns, in order.
        quads: number of the quad category of each type.
        scores: conflict–cooperation score by type and mode; mode None is the type's own.
        cow: Correlates of War number by ISO 3166-1 alpha-3 code.
    """

    columns: tuple[str, ...]
    quads: MappingProxyType[EventType, int]
    scores: MappingProxyType[tuple[EventType, str | None], float]
    cow: MappingProxyType[str, int]

    def score(self, event_type: EventType, mode: str | None) -> float:
        """The score of the mode; of the type, where the codebook gives the mode none."""
        own = self.scores[event_type, None]
        return self.scores.get((event_type, mode), own)


@cache
def codebook() -> Codebook:
    """Read the tables that are shipped with the package."""
    export, countries = _shipped("polecat.yaml"), _shipped("cow.yaml")
    scores: dict[tuple[EventType, str | None], float] = {}
    for name, entry in export["types"].items():
        scores[EventType(name), None] = float(entry["score"])
        for mode, score in entry.get("modes", {}).items():
            scores[EventType(name), mode] = float(score)
    return Codebook(
        columns=tuple(export["columns"]),
        quads=MappingProxyType({EventType(name): entry["quad"] for name, entry in export["types"].items()}),
        scores=MappingProxyType(scores),
        cow=MappingProxyType(countries["codes"]),
    )


def _shipped(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files("dateline.store").joinpath(name).read_text("utf-8"))
    return loaded
