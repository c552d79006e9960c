"""Keys that two spellings of one name share: what the database and the linker look names up by."""

from __future__ import annotations

import re

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
