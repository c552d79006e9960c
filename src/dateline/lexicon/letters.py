"""Words and names with letters beyond ASCII, and which of them fit a word that has lost such letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from dateline.errors import DataError
from dateline.lexicon.data_files import read_lines
from dateline.lexicon.reference import load_records

LOST = "?"
"""Stands for a lost letter in what `LetterLexicon.fitting` is asked."""

_KINDS = frozenset("npow")
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND = re.compile(r"[^\x00-\x7f]")


class LetterLexicon:
    """Words with letters beyond ASCII, to be looked up by what is left when these letters are lost.

    Args:
        words: as they are to be spelled; those in ASCII alone are passed over.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_letters: dict[str, list[str]] = {}
        self._by_bytes: dict[str, list[str]] = {}
        for word in words:
            letters = _BEYOND.sub(LOST, word)
            if letters == word:
                continue
            self._by_letters.setdefault(letters.lower(), []).append(word)
            octets = _BEYOND.sub(lambda match: LOST * len(match.group().encode()), word)
            self._by_bytes.setdefault(octets.lower(), []).append(word)

    def fitting(self, damaged: str) -> tuple[str, ...]:
        """The words that can have become ``damaged``, in its case.

        A mark stands for one letter that was not ASCII, or for one byte of such a letter in UTF-8 (then all
        do). The letters that are left must be the same.

        Args:
            damaged: a word with ``LOST`` for each mark.
        """
        found: list[str] = []
        left_over = [letter for letter in damaged if letter.isalpha()]
        shouted = len(left_over) > 1 and all(map(str.isupper, left_over))
        for word in self._by_letters.get(_BEYOND.sub(LOST, damaged).lower(), ()):
            cased = _in_case_of(word, damaged, shouted=shouted)
            if all(left in (LOST, letter) for left, letter in zip(damaged, cased, strict=True)):
                found.append(cased)
        for word in self._by_bytes.get(damaged.lower(), ()):
            cased = _in_case_of(word, damaged, shouted=shouted)
            if _BEYOND.sub(lambda match: LOST * len(match.group().encode()), cased) == damaged:
                found.append(cased)
        return tuple(dict.fromkeys(found))


def _in_case_of(word: str, damaged: str, *, shouted: bool) -> str:
    """A word in capitals where the damaged one is, or with a capital at its beginning."""
    if shouted:
        upper = word.upper()
        return upper if len(upper) == len(word) else word
    if damaged[:1].isupper() and word[:1].islower():
        return word[:1].upper() + word[1:]
    return word


@cache
def load_letters() -> LetterLexicon:
    """The lexicon shipped with Dateline: ``data/letters.txt``, and the names of people in the reference data.

    Raises:
        DataError: a line is not a word with a letter beyond ASCII, a tab and its kinds.
    """
    return LetterLexicon(dict.fromkeys((*letter_words(), *_reference_words())))


@cache
def letter_words() -> Mapping[str, str]:
    """Each word of ``data/letters.txt`` with its kinds: n name, p place, o organisation, w English word.

    Raises:
        DataError: a line does not have this form.
    """
    words: dict[str, str] = {}
    for line in read_lines("letters.txt"):
        word, _, kinds = line.partition("\t")
        if not _BEYOND.search(word) or not kinds or not set(kinds) <= _KINDS:
            raise DataError(f"not a word with its kinds: {line!r}", where="data/letters.txt")
        words[word] = kinds
    return words


@cache
def load_people() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """From each word beyond ASCII to the full names that hold it, each as its words in order.

    The names are those of ``data/letters_people.txt`` and of the people in the reference data.

    Raises:
        DataError: a line of ``data/letters_people.txt`` is not a name of two words or more.
    """
    people: dict[str, list[tuple[str, ...]]] = {}
    for line in read_lines("letters_people.txt"):
        words = tuple(_WORD.findall(line))
        if len(words) < 2:
            raise DataError(f"not a full name: {line!r}", where="data/letters_people.txt")
        _learn(people, words)
    for name in _reference_names():
        _learn(people, tuple(_WORD.findall(name)))
    return {word: tuple(dict.fromkeys(names)) for word, names in people.items()}


def _learn(people: dict[str, list[tuple[str, ...]]], words: tuple[str, ...]) -> None:
    for word in words if len(words) > 1 else ():
        if _BEYOND.search(word):
            people.setdefault(word, []).append(words)


def _reference_names() -> Iterator[str]:
    """The Latin names of people in the reference data that have a letter beyond ASCII."""
    for record in load_records():
        if record.entity.schema == "Person":
            for name in record.entity.names:
                if name.script == "Latn" and not name.text.isascii():
                    yield unicodedata.normalize("NFC", name.text)


def _reference_words() -> Iterator[str]:
    for name in _reference_names():
        yield from (word for word in _WORD.findall(name) if len(word) > 2 and not word.isascii())
