"""The averaged perceptron that the tagger's and the parser's weights come from (Collins 2002).

Weights are packed as in ``dateline.understand.linear``. Beside each weight stands the sum of its changes
times the step they were made at, from which the average follows at the end (Daumé 2006).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import repeat
from typing import Generic, TypeVar

import numpy as np

_BITS = 24
_WIDE = 64

Feature = TypeVar("Feature", bound=Hashable)


class AveragedPerceptron(Generic[Feature]):
    """A multi-class perceptron over binary features."""

    def __init__(self, classes: int) -> None:
        """Without weights; classes are numbers from 0."""
        self.classes = classes
        self.step = 1
        self._weights: dict[Feature, int] = {}
        self._sums: dict[Feature, int] = {}
        self._offset = sum(1 << (_BITS * number + _BITS - 1) for number in range(classes))

    def scores(self, features: Iterable[Feature]) -> int:
        """The packed scores of all classes."""
        return sum(map(self._weights.get, features, repeat(0)), self._offset)

    def best(self, scores: int, allowed: Sequence[int]) -> int:
        """The class of the highest score among those allowed; of equal ones the first."""
        field = (1 << _BITS) - 1
        return max(allowed, key=lambda number: (scores >> (_BITS * number)) & field)

    def update(self, truth: int, guess: int, features: Iterable[Feature]) -> None:
        """Count a decision, and learn from it if it was wrong."""
        self.step += 1
        if truth == guess:
            return
        change = (1 << (_BITS * truth)) - (1 << (_BITS * guess))
        late = self.step * ((1 << (_WIDE * truth)) - (1 << (_WIDE * guess)))
        weights, sums = self._weights, self._sums
        for feature in features:
            weights[feature] = weights.get(feature, 0) + change
            sums[feature] = sums.get(feature, 0) + late

    def averaged(self, scale: float, least_row: int, least: int) -> dict[Feature, dict[int, int]]:
        """The mean of the weights over all steps, times ``scale``, rounded.

        Args:
            scale: what the means are multiplied by.
            least_row: a feature is kept if one of its weights is at least as high or low as this.
            least: a weight is kept if it is at least as high or low as this.
        """
        offset = sum(1 << (_WIDE * number + _WIDE - 1) for number in range(self.classes))
        rows: dict[Feature, dict[int, int]] = {}
        for feature, sums in self._sums.items():
            weights = self._fields(self._weights[feature])
            data = (sums + offset).to_bytes(8 * self.classes, "little")
            late = np.frombuffer(data, dtype="<u8") ^ np.uint64(1 << 63)
            means = np.rint((weights - late.view(np.int64) / self.step) * scale).astype(np.int64)
            strong = np.flatnonzero(np.abs(means) >= least)
            if len(strong) and np.abs(means).max() >= least_row:
                rows[feature] = {int(number): int(np.clip(means[number], -32000, 32000)) for number in strong}
        return rows

    def _fields(self, packed: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        total, mask, half = packed + self._offset, (1 << _BITS) - 1, 1 << (_BITS - 1)
        fields = [((total >> (_BITS * number)) & mask) - half for number in range(self.classes)]
        return np.array(fields, dtype=np.int64)
