"""Keys that two spellings of one name share: what the database and the linker look names up by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from anyascii import anyascii

_WORD = re.compile(r"[a-z0-9]+")
_SILENT = re.compile(r"[’'ʼʹ`´]")
_MOST = 400
_NUMERAL = re.compile(r"[ivx]+")  # of kings and popes
MARK = "?"
"""Stands for a letter that was lost, as U+FFFD does."""
_LOST = re.compile("\ufffd")
_MARKED = re.compile(r"[a-z0-9?]+")
_DOUBLE = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans("wzcqgxdbf", "vskkkktpv", "aeiouyjh")
_WORDS = 4


def plain_words(name: str) -> list[str]:
    """The words of a name in small ASCII letters: ``Aleksandar Vučić`` → ``["aleksandar", "vucic"]``.

    At most the first 400 characters are looked at.
    """
    return _WORD.findall(_SILENT.sub("", anyascii(_SILENT.sub("", name[:_MOST])).casefold()))


def entity_key(name: str) -> str:
    """The words of a name in the order of the alphabet: ``VULIN, Aleksandar`` → ``"aleksandar vulin"``."""
    return " ".join(sorted(plain_words(name)))


def lone_names(name: str) -> Iterator[str]:
    """What newspapers call a person by in one word: the last word of the name, and the first of a family-first name.

    ``Emmanuel Macron`` → ``macron``; ``Xi Jinping`` gives both words, as the order is not known here.
    """
    words = plain_words(name)
    while len(words) > 1 and _NUMERAL.fullmatch(words[-1]):
        words.pop()
    if words:
        yield words[-1]
    if 1 < len(words) <= 3:
        yield words[0]


def sound_keys(name: str) -> set[str]:
    """Keys of which two spellings of a person's name share at least one, as a rule.

    Of each two words: the consonants of one, and how those of the other begin; and the consonants of all words, in the
    order of the alphabet. Vowels, double letters and which of two letters that sound alike is written make no
    difference. So a name is found of which one word is spelled quite differently, or has lost letters, or is written
    together with the next.

    Args:
        name: letters that were lost are marked by ``?`` or U+FFFD; each key then ends where a word has lost one, and
            stands for all keys that begin so.
    """
    marked = _LOST.sub(MARK, name[:_MOST])
    words = [
        word for word in _MARKED.findall(_SILENT.sub("", _plain(marked))) if len(word) > 2 or word[0] == MARK
    ]
    sounds = [_sound(word) for word in words]
    keys = set() if MARK in marked else {f"={''.join(sorted(''.join(sounds)))}"}
    if len(sounds) > _WORDS:
        sounds = [*sounds[:2], *sounds[-2:]]
    for one, other in permutations(sounds, 2):
        if MARK not in one:
            keys.add(_begun(f"{one} {other[:1]}"))
    return keys


def _begun(key: str) -> str:
    return key.partition(MARK)[0]


def _plain(text: str) -> str:
    return MARK.join(anyascii(part).casefold() for part in text.split(MARK))


def _sound(word: str) -> str:
    """A word's consonants, one letter for those that sound alike; up to the first letter that was lost."""
    return _DOUBLE.sub(r"\1", word.translate(_SOUNDS)) or "a"
