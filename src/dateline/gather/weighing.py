"""Tables of features with weights, as data; a score says what it is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dateline.errors import DataError
from dateline.gather.data_files import load

_TELLING = 0.25
"""A feature that moved the log-odds by less is not told as a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """What a whole 1 of it adds to the log-odds, and what it means, in words."""

    weight: float
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How pairs of a kind are compared.

    Attributes:
        bias: the log-odds of a pair that has none of the features.
        link: a pair is joined from this score on.
        cluster: clusters are joined while their mean score is at least this.
        features: by name.
        limits: other numbers of the table, by name.
    """

    bias: float
    link: float
    cluster: float
    features: Mapping[str, Feature]
    limits: Mapping[str, float]

    def score(self, values: Mapping[str, float]) -> float:
        """The probability that belongs to these values, rounded."""
        odds = self.bias + sum(self.features[name].weight * value for name, value in values.items())
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))), 4)

    def reasons(self, values: Mapping[str, float]) -> tuple[str, ...]:
        """What moved the score, the weightiest first: ``rare words in common .41 (+3.3)``."""
        moved = [(self.features[name].weight * value, name, value) for name, value in values.items()]
        told = sorted(
            (one for one in moved if abs(one[0]) >= _TELLING), key=lambda one: (-abs(one[0]), one[1])
        )
        return tuple(f"{self.features[name].says} {value:.2f} ({by:+.1f})" for by, name, value in told)


@cache
def table(name: str) -> Table:
    """The shipped table ``name`` (``stories``, ``incidents``).

    Raises:
        DataError: the file does not have its form.
    """
    file = f"{name}.yaml"
    raw = load(file)
    try:
        return read_table(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"the table of features is broken: {error}",
            where=file,
            action="see the other tables for its form",
        ) from error


def read_table(raw: Mapping[str, Any]) -> Table:
    """A table from its data.

    Raises:
        KeyError, TypeError, ValueError: the data do not have their form.
    """
    known = {"bias", "link", "cluster", "features"}
    return Table(
        bias=float(raw["bias"]),
        link=float(raw["link"]),
        cluster=float(raw["cluster"]),
        features={
            name: Feature(weight=float(row["weight"]), says=str(row["says"]))
            for name, row in raw["features"].items()
        },
        limits={name: float(value) for name, value in raw.items() if name not in known},
    )
