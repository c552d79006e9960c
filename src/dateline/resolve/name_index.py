"""Many names, searched at once: the best matches of a name without comparing it with all.

``NameTable`` tells which names may match, and what their scores cannot exceed; those go to ``score_from``, the
most promising first.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.resolve.name_candidates import NameTable
from dateline.resolve.name_words import NameKind, NameWords, name_words
from dateline.resolve.names import THRESHOLD, NameScore, score_from

# So many names are looked for at once: more take memory, and are hardly quicker.
_BATCH = 256
# Scores are of three places, what they cannot exceed is of seven or so.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name that was found: which, under what id it was given, and how well it agrees."""

    name: str
    id: str
    score: NameScore


class NameIndex:
    """Names to search. Built once by ``build``, it does not change; several threads may search it at a time."""

    def __init__(self, parts: dict[NameKind, _Part]) -> None:
        self._parts = parts

    @classmethod
    def build(cls, entries: Iterable[tuple[str, str, NameKind]]) -> NameIndex:
        """An index of names.

        Args:
            entries: of each name the name, an id (that several names may share) and of what it is.
        """
        by_kind: dict[NameKind, list[tuple[str, str]]] = {}
        for name, key, kind in entries:
            by_kind.setdefault(kind, []).append((name, key))
        return cls({kind: _Part(found, kind) for kind, found in by_kind.items()})

    def __len__(self) -> int:
        return sum(len(part.names) for part in self._parts.values())

    def search(
        self, name: str, kind: NameKind = NameKind.PERSON, limit: int = 5, threshold: float = THRESHOLD
    ) -> list[NameHit]:
        """The names that agree best with a name, the best first.

        Args:
            name: what is looked for, in any script.
            kind: of what; only names of the same kind are found.
            limit: the most names to return.
            threshold: the least score. Below ``THRESHOLD`` some names that reach it will not be found.

        Returns:
            at most ``limit`` names; of the same score, those given first to ``build``.
        """
        return self.search_many([(name, kind)], limit, threshold)[0]

    def search_many(
        self, names: Sequence[tuple[str, NameKind]], limit: int = 5, threshold: float = THRESHOLD
    ) -> list[list[NameHit]]:
        """The names that agree best with each of many names: what ``search`` gives for each, in less time.

        Args:
            names: what is looked for, each with of what it is the name.
            limit, threshold: as of ``search``, for each name.
        """
        hits: list[list[NameHit]] = [[] for _ in names]
        for kind, part in self._parts.items():
            places = [place for place, (_, of) in enumerate(names) if of is kind]
            for start in range(0, len(places), _BATCH):
                batch = places[start : start + _BATCH]
                found = part.search([names[place][0] for place in batch], limit, threshold)
                for place, best in zip(batch, found, strict=True):
                    hits[place] = best
        return hits


class _Part:
    """The names of one kind."""

    def __init__(self, entries: Sequence[tuple[str, str]], kind: NameKind) -> None:
        self.names = entries
        self._kind = kind
        self._taken = [name_words(name, kind) for name, _ in entries]
        self._table = NameTable(self._taken, kind)

    def search(self, names: Sequence[str], limit: int, threshold: float) -> list[list[NameHit]]:
        queries = [name_words(name, self._kind) for name in names]
        return [
            self._best(query, zip(places, bounds, strict=True), limit, threshold)
            for query, (places, bounds) in zip(queries, self._table.candidates(queries), strict=True)
        ]

    def _best(
        self, query: NameWords, candidates: Iterable[tuple[int, float]], limit: int, threshold: float
    ) -> list[NameHit]:
        found: list[tuple[float, int, NameScore]] = []
        worst, last, hits = threshold, len(self.names), 0
        for place, bound in candidates:
            if bound < worst - _ROUNDING:
                break
            if place > last and bound < worst + _ROUNDING:
                continue  # it is as good at best, and was given later
            score = score_from(query, self._taken[place], self._kind, worst)
            if score is not None and (-score.score, place) < (-worst, last):
                insort(found, (-score.score, place, score), key=lambda hit: hit[:2])
                del found[limit:]
                hits += 1
                # What scores cannot exceed is told a little too low now and then: the first few do not end it.
                if hits >= 2 * limit:
                    worst, last = -found[-1][0], found[-1][1]
        return [NameHit(*self.names[place], score) for _, place, score in found]
