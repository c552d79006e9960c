"""Tells, without the encoder, which paragraphs cannot hold a fact, so that the encoder need not look at them.

A linear model over words and pairs of neighbouring words. Its threshold is set where it still lets .995 of the
sentences through that were labelled with an act or a statement (``training.reader.gate``). Text in another script than
English is written in is not let through: the encoder cannot read it, and cuts it into a piece for each letter.
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
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]+")


def features(text: str) -> set[int]:
    """The buckets of a text's words and pairs of neighbouring words."""
    words = [word.lower() for word in _WORD.findall(text)]
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    return {crc32(item.encode()) % BUCKETS for item in (*words, *pairs)}


def is_latin(text: str) -> bool:
    """Whether at least half of a text's letters are Latin; a text without letters is."""
    if text.isascii():
        return True
    letters, latin = (sum(map(len, kind.findall(text))) for kind in (_LETTERS, _LATIN))
    return 2 * latin >= letters


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
        return is_latin(text) and self.score(text) >= self._threshold
