"""Which articles (or events) are compared at all: those that share enough keys."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

LEAST_SHARED = 2
"""Keys that two articles must share to be compared."""


class Keyed(Protocol):
    """What has keys."""

    @property
    def keys(self) -> tuple[int, ...]:
        """The keys, each once."""


K = TypeVar("K", bound=Keyed)


def pairs(items: Iterable[K], least: int = LEAST_SHARED) -> Iterator[tuple[K, K]]:
    """All pairs that share at least so many keys, each once, the one that came first first."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    seen: list[K] = []
    for item in items:
        shared = Counter(number for key in item.keys for number in holders[key])
        for number in sorted(number for number, count in shared.items() if count >= least):
            yield seen[number], item
        for key in item.keys:
            holders[key].append(len(seen))
        seen.append(item)
