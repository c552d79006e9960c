"""Whether a text reports of games, in which "Brazil" is a team and not a state."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from dateline.lexicon.data_files import read_yaml

_RESULT = re.compile(r"(?<![\d–-])\d{1,3}\s?[–-]\s?\d{1,3}(?![\d–-])")
_LEAST = 3
_REACH = 250


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sure: list[str]
    near: list[str]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = read_yaml("sports.yaml", _Words)
    return _any_of(words.sure), _any_of([*words.sure, *words.near])


def _any_of(words: list[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: -len(word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def reports_games(text: str) -> bool:
    """Whether an article is about games: it has three words that are used of nothing else, or one and a result."""
    sure, _ = _patterns()
    found: set[str] = set()
    result = _RESULT.search(text) is not None
    for match in sure.finditer(text):
        found.add(match[0].casefold())
        if len(found) >= (1 if result else _LEAST):
            return True
    return False


def speaks_of_a_game(text: str, start: int, end: int) -> bool:
    """Whether a word of games, or a result, stands in the same paragraph near the characters ``start`` to ``end``."""
    first = max(text.rfind("\n", 0, start) + 1, start - _REACH)
    stop = text.find("\n", end)
    near = text[first : min(stop if stop >= 0 else len(text), end + _REACH)]
    return _RESULT.search(near) is not None or _patterns()[1].search(near) is not None
