"""What a user searches for, taken apart; and a passage with what was found in it marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.errors import UsageError
from dateline.store.columns import storable
from dateline.store.words import placed_words, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a passage, and whether it is what was searched for."""

    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """A query that was understood: what must be there, and what must not.

    Each term is a string of words, and whether its last word may go on (``sanction*``).
    """

    wanted: tuple[tuple[str, bool], ...]
    unwanted: tuple[tuple[str, bool], ...] = ()


def parse(query: str) -> Terms:
    """Understand what a user typed: words, ``"phrases in quotation marks"``, ``begin*``, ``-without``.

    Raises:
        UsageError: a quotation mark is left open, or there is no word to search for.
    """
    plain = re.sub("[“”„«»]", '"', query)
    if plain.count('"') % 2:
        raise UsageError("a quotation mark is left open", where=f"search {query!r}", action="close it")
    wanted: list[tuple[str, bool]] = []
    unwanted: list[tuple[str, bool]] = []
    for minus, phrase, word in re.findall(r'(-?)"([^"]*)"|([^\s"]+)', storable(plain)):
        term = phrase or word.rstrip("*").removeprefix("-")
        if any(letter.isalnum() for letter in term):
            excluded = minus or word.startswith("-")
            (unwanted if excluded else wanted).append((term, word.endswith("*")))
    if not wanted:
        raise UsageError(
            "there is no word to search for", where=f"search {query!r}", action='give words, or a "phrase"'
        )
    return Terms(tuple(wanted), tuple(unwanted))


def marked(passage: str, terms: Terms) -> tuple[Piece, ...]:
    """A passage cut into pieces: those that were searched for, and what lies between them."""
    words = list(placed_words(passage))
    pieces: list[Piece] = []
    done = 0
    for first, last in _runs(sorted(_found([word for word, _, _ in words], terms))):
        begin, end = words[first][1], words[last][2]
        if passage[done:begin]:
            pieces.append(Piece(text=passage[done:begin], match=False))
        pieces.append(Piece(text=passage[begin:end], match=True))
        done = end
    if passage[done:]:
        pieces.append(Piece(text=passage[done:], match=False))
    return tuple(pieces)


def _found(words: list[str], terms: Terms) -> Iterator[tuple[int, int]]:
    """The first and the last word of each place where something wanted stands."""
    for term, begins in terms.wanted:
        phrase = words_of(term)
        size = len(phrase)
        for place in range(len(words) - size + 1) if phrase else ():
            here = words[place : place + size]
            if phrase == here or (begins and phrase[:-1] == here[:-1] and here[-1].startswith(phrase[-1])):
                yield place, place + size - 1


def _runs(found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places that lie over one another made one."""
    first = last = -1
    for begin, end in found:
        if begin <= last:
            last = max(last, end)
            continue
        if first >= 0:
            yield first, last
        first, last = begin, end
    if first >= 0:
        yield first, last
