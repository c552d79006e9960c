"""Tells, without the encoder, which paragraphs cannot hold a fact, so that the encoder need not look at them.

A linear model over words and pairs of neighbouring words. Its threshold is set where it still lets .995 of the
sentences through that were labelled with an act or a statement (``training.reader.gate``).
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dateline.errors import DataError

BUCKETS = 1 << 15
_WORD = re.compile(r"\w+|[\"“”]")


def features(text: str) -> set[int]:
    """The buckets of a text's words and pairs of neighbouring words."""
    words = [word.lower() for word in _WORD.findall(text)]
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    return {crc32(item.encode()) % BUCKETS for item in (*words, *pairs)}


class Gate:
    """Lets a text through if it may hold a fact."""

    def __init__(self, weights: NDArray[np.float32], threshold: float) -> None:
        self._weights = weights
        self._threshold = threshold

    @classmethod
    def read(cls, path: Path) -> Gate:
        """From ``gate.npz``.

        Raises:
            DataError: it is missing or broken.
        """
        try:
            with np.load(path) as file:
                return cls(file["weights"].astype(np.float32), float(file["threshold"]))
        except (OSError, KeyError, ValueError) as error:
            raise DataError(
                f"the gate cannot be loaded: {error}", where=str(path), action="install dateline again"
            ) from error

    def score(self, text: str) -> float:
        """The sum of the weights of what stands in the text."""
        found = features(text)
        return float(self._weights[list(found)].sum()) if found else -1e9

    def passes(self, text: str) -> bool:
        """Whether the text may hold an act or a statement."""
        return self.score(text) >= self._threshold
