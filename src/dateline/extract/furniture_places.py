"""Where on the page the article is: how many of its words lie in and under each place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dateline.extract.lines import Line, Place, ancestors

HEADINGS = {f"h{level}": level for level in range(1, 7)}
"""The tags of headings, with their level."""

Table = npt.NDArray[np.float32]


class Masses:
    """How many kept words lie in and under each place: where the article is."""

    def __init__(self, lines: Sequence[Line], kept: Table, counts: Table) -> None:
        self.own: dict[Place, float] = defaultdict(float)
        self.under: dict[Place, float] = defaultdict(float)
        self.signed: dict[tuple[str, str], float] = defaultdict(float)
        self.alike: dict[str, float] = defaultdict(float)
        for line, share, words in zip(lines, kept.tolist(), counts.tolist(), strict=True):
            if share < 0.5 or words < 4:
                continue
            parent = line.place.parent or line.place
            self.own[parent] += words
            self.signed[line.place.signature, parent.signature] += words
            self.alike[parent.signature] += words
            for place in ancestors(line.place):
                self.under[place] += words
        self._count_all(lines, counts)
        self.total = max(1.0, sum(self.own.values()))
        self.main = self._main()
        self.common_within = self.main.within if self.main else 0

    def _count_all(self, lines: Sequence[Line], counts: Table) -> None:
        """Link density, words and headings under each parent and grandparent, and repeated shapes."""
        self.chars: dict[Place, int] = defaultdict(int)
        self.linked: dict[Place, int] = defaultdict(int)
        self.words: dict[Place, float] = defaultdict(float)
        self.headings: dict[Place, int] = defaultdict(int)
        self.alike_lines: dict[tuple[str, str], int] = defaultdict(int)
        parents: dict[tuple[str, str], set[int]] = defaultdict(set)
        for line, words in zip(lines, counts.tolist(), strict=True):
            place = line.place
            parent = place.parent or place
            shape = (place.signature, parent.signature)
            self.alike_lines[shape] += 1
            parents[shape].add(id(parent))
            for above in (parent, parent.parent or parent):
                self.chars[above] += len(line.text)
                self.linked[above] += line.linked
                self.words[above] += words
                self.headings[above] += place.tag in HEADINGS
        self.alike_parents = {shape: len(found) for shape, found in parents.items()}

    def _main(self) -> Place | None:
        """The deepest place with most of the kept words under it."""
        heavy = [place for place, mass in self.under.items() if mass >= 0.6 * self.total]
        return max(heavy, key=lambda place: place.depth, default=None)


def article_of(place: Place) -> Place | None:
    """The nearest ``article`` element around a place."""
    return next((above for above in ancestors(place) if above.tag == "article"), None)
