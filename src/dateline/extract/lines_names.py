"""What the names of an element tell of what lies in it (``rules/containers.yaml``)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources

import yaml

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NAMING = frozenset({"class", "id", "itemprop", "data-component", "data-testid", "role"})


@cache
def container_headings() -> tuple[str, ...]:
    """The headings of ``rules/containers.yaml`` in their order, which is the order of their bits."""
    return tuple(_containers())


def bit(heading: str) -> int:
    """The bit of a container heading."""
    return 1 << container_headings().index(heading)


def names_of(attributes: dict[str, str]) -> int:
    """The bits of the headings that the names of an element fall under.

    Args:
        attributes: all of the element.
    """
    found = 0
    for name, value in attributes.items():
        if value and name in _NAMING:
            found |= _bits(value)
    return found


@lru_cache(maxsize=20_000)
def _bits(names: str) -> int:
    """The bits of the headings that the words of a class or id fall under."""
    words = _word_bits()
    found = 0
    for word in _WORD.findall(names[:300]):
        found |= words.get(word.lower(), 0)
    return found


@cache
def _word_bits() -> dict[str, int]:
    words: dict[str, int] = {}
    for number, listed in enumerate(_containers().values()):
        for word in listed:
            words[word] = words.get(word, 0) | 1 << number
    return words


@cache
def _containers() -> dict[str, list[str]]:
    source = resources.files("dateline.extract") / "rules" / "containers.yaml"
    loaded: dict[str, list[str]] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return loaded
