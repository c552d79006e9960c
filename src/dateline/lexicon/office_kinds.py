"""Which kind of office a title names: "Secretary of State" is the foreign minister, in the United States."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import msgspec

from dateline.lexicon.data_files import read_yaml
from dateline.model import OfficeKind

BESIDE = {OfficeKind.OPPOSITION: 1, OfficeKind.PARLIAMENT: 2, OfficeKind.PARTY: 3}
"""Kinds of office that tell less of who acts than one of the state, the higher the less."""

_SPACE = re.compile(r"\s+")


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    kind: OfficeKind
    has: list[str]
    without: list[str] = []
    countries: list[str] = []


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: OfficeKind
    has: re.Pattern[str]
    without: re.Pattern[str] | None
    countries: frozenset[str]


def office_kind(title: str, country: str | None = None) -> OfficeKind:
    """The kind of office that a title names.

    Args:
        title: with or without its country ("Deputy Prime Minister", "Minister of Foreign Affairs").
        country: alpha-3 code of the state, where known: some titles mean different offices in different states.

    Returns:
        ``other`` where no rule fits, and for former and would-be holders.
    """
    words = _SPACE.sub(" ", title.casefold()).strip()
    for rule in _rules():
        if rule.countries and country not in rule.countries:
            continue
        if rule.has.search(words) and not (rule.without and rule.without.search(words)):
            return rule.kind
    return OfficeKind.OTHER


_EMPTY = frozenset(
    [
        "minister",
        "ministry",
        "secretary",
        "of",
        "for",
        "the",
        "and",
        "federal",
        "state",
        "department",
        "affairs",
    ]
)


def title_words(title: str) -> frozenset[str]:
    """What tells a title from others: "Minister for Health" and "Health Minister" are both ``{"health"}``."""
    words = frozenset(re.findall(r"[^\W_]+", title.casefold()))
    return words - _EMPTY or words


@cache
def _rules() -> tuple[_Rule, ...]:
    entries = read_yaml("office_kinds.yaml", list[_Entry])
    return tuple(
        _Rule(e.kind, _any_of(e.has), _any_of(e.without) if e.without else None, frozenset(e.countries))
        for e in entries
    )


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    parts = (re.escape(phrase.casefold()).replace(r"\*", r"\w*") for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
