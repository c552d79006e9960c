"""Dated facts: what happened on which day, who held which office from when to when.

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
from enum import StrEnum
from importlib import resources
from typing import Any, Final

import yaml

from dateline.errors import DataError
from dateline.model import Precision

_NEAR: Final = 90
_NOT_IN_OFFICE: Final = re.compile(
    r"\b(?:former|ex|then|late|future|incoming|outgoing|one-?time|vice|deputy|acting|candidate)[\s-]+"
    r"(?:(?-i:[A-Z])[\w.]*\s+){0,2}$",
    re.IGNORECASE,
)


class AnchorKind(StrEnum):
    """What a fact is: something that happened, or a term of office."""

    EVENT = "event"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One dated fact.

    Attributes:
        id: unique.
        start: the day it happened, or the first day in office.
        until: the last day in office; None if the term was open when the list was made, or for an event.
        precision: how exact ``start`` is.
        what: the fact in words.
        source: where the date can be checked.
        groups: for each group of words a pattern; a sentence speaks of the fact if all are found close
        together.
    """

    id: str
    kind: AnchorKind
    start: date
    until: date | None = None
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
        if self.kind is AnchorKind.OFFICE:
            return self._in_office(sentence)
        spans: list[tuple[int, int]] = []
        for group in self.groups:
            match = group.search(sentence)
            if match is None:
                return None
            spans.append(match.span())
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        return (start, end) if end - start <= _NEAR else None

    def _in_office(self, sentence: str) -> tuple[int, int] | None:
        """Where the person has the title, not "the former" one."""
        for match in self.groups[0].finditer(sentence):
            if not _NOT_IN_OFFICE.search(sentence[max(0, match.start() - 40) : match.start()]):
                return match.span()
        return None


@functools.cache
def load_anchors() -> tuple[Anchor, ...]:
    """All facts, events first, as the data file orders them.

    Raises:
        DataError: the data file does not have its form.
    """
    source = resources.files("dateline.lexicon").joinpath("data", "anchors.yaml")
    data: dict[str, list[dict[str, Any]]] = yaml.safe_load(source.read_text(encoding="utf-8"))
    try:
        return (*map(_event, data["events"]), *map(_office, data["offices"]))
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
        kind=AnchorKind.EVENT,
        start=_day(entry["date"]),
        precision=Precision(entry["precision"]),
        what=entry["what"],
        source=entry["source"],
        groups=tuple(_any_of(words) for words in entry["words"]),
        literals=tuple(tuple(word.rstrip("*") for word in words) for words in entry["words"]),
    )


def _office(entry: dict[str, Any]) -> Anchor:
    titles = "|".join(map(re.escape, entry["titles"]))
    first = "|".join(map(re.escape, entry.get("first_names", ())))
    last = "|".join(map(re.escape, entry["last_names"]))
    given = rf"(?:(?:{first})\s+)?" if first else ""
    of_state = r"(?:\s+of\s+(?:the\s+)?[A-Z]\w+(?:\s+[A-Z]\w+)?)?"
    pattern = rf"\b(?:{titles}){of_state},?\s+{given}(?:{last})(?!\w)"
    return Anchor(
        id=entry["id"],
        kind=AnchorKind.OFFICE,
        start=_day(entry["date"]),
        until=_day(entry["until"]) if "until" in entry else None,
        precision=Precision(entry["precision"]),
        what=entry["what"],
        source=entry["source"],
        groups=(re.compile(pattern),),
        literals=(tuple(entry["titles"]), tuple(entry["last_names"])),
    )


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} is not a date")
    return value


def _any_of(words: list[str]) -> re.Pattern[str]:
    """A pattern for any of some words; an asterisk stands for any ending."""
    parts = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(parts)})(?!\w)")
