"""A change that a repair makes to a block's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# An address is looked for in one run of characters at a time: a search over the whole block is quadratic.
_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"://|www\.|=|\w\.\w{2,20}[/?]|@")


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters ``start`` to ``end`` of a block are to become ``result``, by a rule, on evidence."""

    start: int
    end: int
    result: str
    rule: str
    evidence: str


def address_places(block: str) -> frozenset[int]:
    """The places in a block that lie in an address ("https://…?x=1"), where a mark is a mark."""
    return frozenset(
        place
        for chunk in _CHUNK.finditer(block)
        if _ADDRESS.search(chunk.group())
        for place in range(chunk.start(), chunk.end())
    )
