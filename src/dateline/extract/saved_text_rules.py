"""The furniture phrases: what a line of furniture says, and what kind of furniture it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from dateline.errors import DataError
from dateline.model import FurnitureKind

_FILE = "saved_text_phrases.yaml"
# Longer lines are prose, whatever phrase they hold.
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """One rule of the phrase file.

    Attributes:
        name: in words, shown as the reason.
        kind: the kind of furniture.
        weight: how sure it is that a short line of this form is furniture, 0 to 1.
        opening: in one, its patterns that match from the beginning of a line; None if it has none.
        anywhere: in one, its other patterns; None if it has none.
    """

    name: str
    kind: FurnitureKind
    weight: float
    opening: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None

    def matches(self, line: str) -> bool:
        """Whether the line holds one of the phrases."""
        opens = self.opening is not None and self.opening.match(line)
        return bool(opens or (self.anywhere is not None and self.anywhere.search(line)))


class FurnitureRules:
    """The phrase file, ready to be matched.

    Args:
        rules: in the order in which they are tried.
    """

    def __init__(self, rules: tuple[FurnitureRule, ...]) -> None:
        self._by_weight = sorted(rules, key=lambda rule: -rule.weight)
        self._numbers = {rule.name: number for number, rule in enumerate(rules, start=1)}

    @classmethod
    def load(cls) -> FurnitureRules:
        """Reads the phrases shipped with Dateline.

        Raises:
            DataError: if the file does not have its form.
        """
        return _load()

    def best(self, line: str) -> FurnitureRule | None:
        """The rule with the greatest weight that matches the line (the first on a tie); None if none does."""
        if len(line) > _LONGEST:
            return None
        return next((rule for rule in self._by_weight if rule.matches(line)), None)

    def number(self, name: str) -> int:
        """The rule's place in the file, from 1."""
        return self._numbers[name]


@cache
def _load() -> FurnitureRules:
    text = resources.files("dateline.extract").joinpath(_FILE).read_text(encoding="utf-8")
    data: Any = yaml.safe_load(text)
    try:
        return FurnitureRules(tuple(_rule(entry) for entry in data["rules"]))
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise DataError(
            f"not a list of furniture rules: {error}", where=_FILE, action="restore the file"
        ) from error


def _rule(entry: dict[str, Any]) -> FurnitureRule:
    patterns = [str(pattern) for pattern in entry["patterns"]]
    return FurnitureRule(
        name=str(entry["name"]),
        kind=FurnitureKind(entry["kind"]),
        weight=float(entry["weight"]),
        opening=_joined([pattern for pattern in patterns if pattern.startswith("^")]),
        anywhere=_joined([pattern for pattern in patterns if not pattern.startswith("^")]),
    )


def _joined(patterns: Sequence[str]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
