"""Two models that judge the lines of a saved text one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dateline.extract.saved_text_context import context_features
from dateline.extract.saved_text_features import CLUES, LineFacts
from dateline.extract.saved_text_model import Scorer, load_scorer

VIEWS: tuple[tuple[str, int | None], ...] = (("saved_text", None), ("saved_text_plain", CLUES))
"""The shipped judges: the name of their files, and how many of the columns they see (None: all).

One sees the clues of `saved_text_clues`, the other does without; they err on different pages.
"""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges lines by how they look, then again by the judgement on the lines around them.

    Attributes:
        first: scores rows of `line_features`.
        second: scores rows of `context_features`.
        columns: how many columns of the features it sees; None for all.
    """

    first: Scorer
    second: Scorer
    columns: int | None = None

    def scores(self, facts: LineFacts) -> NDArray[np.float32]:
        """How likely each line is the article's, 0 to 1."""
        seen = visible(facts, self.columns)
        once = np.asarray(self.first(seen.rows), dtype=np.float32)
        return np.asarray(self.second(context_features(seen, once)), dtype=np.float32)


def visible(facts: LineFacts, columns: int | None) -> LineFacts:
    """The lines with the first so many columns of their features."""
    return replace(facts, rows=np.ascontiguousarray(facts.rows[:, :columns]))


def load_judges() -> tuple[Judge, ...]:
    """The shipped judges.

    Raises:
        DataError: a model cannot be loaded.
    """
    return tuple(
        Judge(load_scorer(f"{name}.onnx"), load_scorer(f"{name}_context.onnx"), columns)
        for name, columns in VIEWS
    )


def mean_scores(judges: Sequence[Judge], facts: LineFacts) -> NDArray[np.float32]:
    """The mean of what the judges make of each line."""
    mean: NDArray[np.float32] = np.mean([judge.scores(facts) for judge in judges], axis=0, dtype=np.float32)
    return mean
