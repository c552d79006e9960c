"""Occasions that come back: summits, forums and conferences, each edition with its days and place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import msgspec

from dateline.lexicon.data_files import read_yaml

_NOT_NOW = re.compile(
    r"\b(?:last|next|previous|upcoming|forthcoming|later this|will|would|planned|ahead of|before the|since the|"
    r"(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_REACH = 60


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One edition: its days and its place."""

    first: date
    last: date
    place: str


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    words: list[str]
    source: str
    editions: list[Edition]


@dataclass(frozen=True, slots=True)
class Told:
    """An occasion that a sentence tells of as going on or just over.

    Attributes:
        words: how the text calls it.
        editions: those it may be, all of them if no place is told.
        source: where their days can be checked.
    """

    words: str
    editions: tuple[Edition, ...]
    source: str


def occasions_in(sentence: str) -> Iterator[Told]:
    """The occasions that a sentence tells of; not those of another time ("last year's summit", "will meet at")."""
    for entry, pattern in _patterns():
        match = pattern.search(sentence)
        if match is None:
            continue
        around = sentence[max(0, match.start() - _REACH) : match.end() + _REACH]
        if _NOT_NOW.search(around):
            continue
        here = tuple(edition for edition in entry.editions if edition.place in around)
        yield Told(match[0], here or tuple(entry.editions), entry.source)


@cache
def _patterns() -> tuple[tuple[_Entry, re.Pattern[str]], ...]:
    entries = read_yaml("occasions.yaml", list[_Entry])
    return tuple(
        (entry, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, entry.words))})(?!\w)")) for entry in entries
    )
