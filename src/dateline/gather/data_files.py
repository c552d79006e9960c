"""The data of this room: YAML files beside the code."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from typing import Any

import yaml


def load(file: str) -> Any:
    """What is in a shipped YAML file."""
    return yaml.safe_load((resources.files("dateline.gather") / "data" / file).read_text("utf-8"))


def words(given: Iterable[object]) -> frozenset[str]:
    """Words, each of which is one: YAML reads ``on`` and ``no`` as truth values if they are not quoted.

    Raises:
        ValueError: one is none.
    """
    found = tuple(given)
    for one in found:
        if not isinstance(one, str):
            raise ValueError(f"{one!r} is no word; put it in quotes")
    return frozenset(str(one) for one in found)
