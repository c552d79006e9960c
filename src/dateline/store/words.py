"""Words of a text as the search sees them: without case and accents. SQLite's FTS5 cuts and folds them alike.

A word is a run of letters and digits. Accents go from Latin letters only: they tell other scripts' letters apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_RUN = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_ACCENTS = re.compile("([a-z])[\u0300-\u036f]+")


def fold(text: str) -> str:
    """A text in small letters without the accents on Latin ones."""
    small = unicodedata.normalize("NFD", text).lower().replace("ς", "σ")
    return unicodedata.normalize("NFC", _ACCENTS.sub(r"\1", small))


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    return [word for word, _, _ in placed_words(text)]


def placed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """The folded words of a text, each with where it begins and ends in it."""
    for run in _RUN.finditer(text):
        folded = fold(run[0])
        if folded.isascii() or _is_word(folded):
            yield folded, run.start(), run.end()
        else:
            yield from ((word, run.start(), run.end()) for word in _RUN.findall(folded) if _is_word(word))


def _is_word(folded: str) -> bool:
    return all(unicodedata.category(letter)[0] == "L" or letter.isdecimal() for letter in folded)
