"""Keys that two spellings of one name share: what the database and the linker look names up by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anyascii import anyascii

_WORD = re.compile(r"[a-z0-9]+")
_SILENT = re.compile(r"[’'ʼʹ`´]")
_MOST = 400


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
    if words:
        yield words[-1]
    if 1 < len(words) <= 3:
        yield words[0]
