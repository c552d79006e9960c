"""Dated facts: what happened on which day.

The facts are in ``data/anchors.yaml``. A text that speaks of one of them was written on that day or later;
with "last
year" beside it, in a certain year.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, Final

import yaml

from dateline.errors import DataError
from dateline.model import Precision

_NEAR: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One dated fact.

    Attributes:
        id: unique.
        start: the day it happened.
        precision: how exact ``start`` is.
        what: the fact in words.
        source: where the date can be checked.
        groups: for each group of words a pattern; a sentence speaks of the fact if all are found close
        together.
    """

    id: str
    start: date
    precision: Precision
    what: str
    source: str
    groups: tuple[re.Pattern[str], ...]
    literals: tuple[tuple[str, ...], ...]

    def may_be_in(self, text: str) -> bool:
        """Whether the text holds a word of each group at all: a quick test before ``find``."""
        return all(any(word in text for word in words) for words in self.literals)

    def find(self, sentence: str) -> tuple[int, int] | None:
        """Where the sentence speaks of the fact: from the first to the last of its words; None if it does
        not."""
        spans: list[tuple[int, int]] = []
        for group in self.groups:
            match = group.search(sentence)
            if match is None:
                return None
            spans.append(match.span())
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        return (start, end) if end - start <= _NEAR else None


@functools.cache
def load_anchors() -> tuple[Anchor, ...]:
    """All facts, as the data file orders them.

    Raises:
        DataError: the data file does not have its form.
    """
    source = resources.files("dateline.lexicon").joinpath("data", "anchors.yaml")
    data: dict[str, list[dict[str, Any]]] = yaml.safe_load(source.read_text(encoding="utf-8"))
    try:
        return tuple(map(_event, data["events"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"not a list of dated facts: {error}", where="anchors.yaml") from error


def anchors_in(sentence: str) -> Iterator[tuple[Anchor, int, int]]:
    """The facts that a sentence speaks of, each with the place of its words."""
    for anchor in load_anchors():
        found = anchor.find(sentence) if anchor.may_be_in(sentence) else None
        if found is not None:
            yield anchor, *found


def _event(entry: dict[str, Any]) -> Anchor:
    return Anchor(
        id=entry["id"],
        start=_day(entry["date"]),
        precision=Precision(entry["precision"]),
        what=entry["what"],
        source=entry["source"],
        groups=tuple(_any_of(words) for words in entry["words"]),
        literals=tuple(tuple(word.rstrip("*") for word in words) for words in entry["words"]),
    )


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} is not a date")
    return value


def _any_of(words: list[str]) -> re.Pattern[str]:
    """A pattern for any of some words; an asterisk stands for any ending."""
    parts = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(parts)})(?!\w)")
