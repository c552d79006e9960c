"""A change that a repair makes to a block's text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters ``start`` to ``end`` of a block are to become ``result``, by a rule, on evidence."""

    start: int
    end: int
    result: str
    rule: str
    evidence: str
