"""Decisions on pairs → clusters: joined step by step, the surest first, while the mean over pairs is high."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def agglomerate(
    items: Sequence[T],
    scores: Mapping[tuple[T, T], float],
    threshold: float,
    *,
    joined: Iterable[tuple[T, T]] = (),
) -> tuple[tuple[T, ...], ...]:
    """Average-linkage clusters; a pair without a score counts as 0.

    The outcome depends on the order of ``items`` only where two joins are equally good: put them into an order of
    their own (by time and address), and it does not depend on how they arrived.

    Args:
        items: what to cluster, each once.
        scores: of pairs of items, either way round, each pair once.
        threshold: clusters are joined while the mean score over their pairs is at least this.
        joined: pairs that belong together whatever their score.

    Returns:
        The clusters, each in the order of ``items``, in the order of their first ones.
    """
    place = {item: number for number, item in enumerate(items)}
    groups = _Groups(len(items))
    for one, other in joined:
        groups.join(place[one], place[other])
    groups.weigh({(place[one], place[other]): score for (one, other), score in scores.items()})
    groups.agglomerate(threshold)
    return tuple(tuple(items[number] for number in members) for members in groups.members())


class _Groups:
    """Groups of numbers with the sums of scores between them; a group goes by its smallest number."""

    def __init__(self, size: int) -> None:
        self._members: dict[int, list[int]] = {number: [number] for number in range(size)}
        self._of = list(range(size))
        self._sums: dict[int, dict[int, float]] = {number: {} for number in range(size)}

    def members(self) -> list[list[int]]:
        return [sorted(members) for _, members in sorted(self._members.items())]

    def weigh(self, scores: Mapping[tuple[int, int], float]) -> None:
        for (one, other), score in scores.items():
            a, b = self._of[one], self._of[other]
            if a != b:
                self._sums[a][b] = self._sums[b][a] = self._sums[a].get(b, 0.0) + score

    def join(self, one: int, other: int) -> int:
        """Put the groups of two numbers together; the number of the new one."""
        kept, gone = sorted((self._of[one], self._of[other]))
        if kept == gone:
            return kept
        for number in self._members[gone]:
            self._of[number] = kept
        self._members[kept] += self._members.pop(gone)
        for third, total in self._sums.pop(gone).items():
            del self._sums[third][gone]
            if third != kept:
                total += self._sums[kept].get(third, 0.0)
                self._sums[kept][third] = self._sums[third][kept] = total
        return kept

    def agglomerate(self, threshold: float) -> None:
        heap = [
            entry for a, others in self._sums.items() for b in others if a < b for entry in self._entry(a, b)
        ]
        heapq.heapify(heap)
        while heap:
            lost, a, b, size = heapq.heappop(heap)
            if a not in self._members or b not in self._members or size != self._size(a, b):
                continue
            if -lost < threshold:
                return
            kept = self.join(a, b)
            for third in self._sums[kept]:
                for entry in self._entry(kept, third):
                    heapq.heappush(heap, entry)

    def _size(self, a: int, b: int) -> int:
        return len(self._members[a]) * len(self._members[b])

    def _entry(self, a: int, b: int) -> list[tuple[float, int, int, int]]:
        low, high = sorted((a, b))
        size = self._size(low, high)
        # Rounded, so that the order in which a sum was made does not decide.
        return [(-round(self._sums[low][high] / size, 9), low, high, size)]
