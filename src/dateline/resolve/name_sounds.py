"""How words sound: with one letter for all that sound alike, and without any one letter."""

from __future__ import annotations

import re
from functools import lru_cache

# Letters that sound alike, to one of them; h left out. Coarser than what a comparison allows.
_SOUNDS = str.maketrans("aeiouyjwzcqgdbfx", "aaaaaaavskkktpvk", "h")
SOUNDS = "aklmnprstv"
"""The letters that are left when all that sound alike are one."""
_DOUBLE = re.compile(r"(.)(?=\1)")
_SHORT = 4


def to_sounds(text: str) -> str:
    """A text with one letter for all that sound alike."""
    return text.translate(_SOUNDS)


@lru_cache(maxsize=1024)
def sounds(word: str) -> tuple[str, ...]:
    """How a word sounds, roughly, and what is left of that without any one letter (unless it is short)."""
    sound = _DOUBLE.sub("", word.translate(_SOUNDS)) or word
    if len(sound) < _SHORT:
        return (sound,)
    return (sound, *[sound[:at] + sound[at + 1 :] for at in range(len(sound))])
