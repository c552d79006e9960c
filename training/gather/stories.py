"""Fits the weights of ``dateline/gather/data/stories.yaml`` on the dev part of the project's set of stories.

``python -m training.gather.stories`` prints the weights; the test part is not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import numpy as np

from dateline.evaluate.story_rows import StoryRow, read_rows, readings
from dateline.gather.match import features, hours_between
from dateline.gather.telling import telling_of
from dateline.model import Telling

FILE = Path(__file__).with_name("stories.jsonl")
WINDOW_HOURS = 72.0
COPIED = 0.5
STEPS = 8_000
RATE = 0.3
DECAY = 3e-4
RARE = 4.0
"""How much a pair of one story counts: there are few."""


def fit(values: np.ndarray, labels: np.ndarray, *, decay: float = DECAY) -> tuple[np.ndarray, float]:
    """Logistic regression by gradient descent, with a little decay of the weights: weights and bias."""
    weights, bias = np.zeros(values.shape[1]), 0.0
    for _ in range(STEPS):
        odds = values @ weights + bias
        error = (1 / (1 + np.exp(-odds)) - labels) * np.where(labels > 0, RARE, 1.0)
        weights -= RATE * (values.T @ error / len(labels) + decay * weights)
        bias -= RATE * float(error.mean())
    return weights, bias


def examples(
    rows: Sequence[StoryRow], tellings: Sequence[Telling]
) -> tuple[list[dict[str, float]], list[float]]:
    """Features and labels of all pairs that are no copies.

    Two that lie further apart than the window are taken as if they came within it: what else there was in the world.
    """
    values, labels = [], []
    for one, other in combinations(tellings, 2):
        hours = hours_between(one, other)
        if hours > WINDOW_HOURS:
            nearer = one.moment + timedelta(hours=hours % WINDOW_HOURS)
            other = replace(other, moment=nearer, days=())
        value = features(one, other)
        if value["copied"] < COPIED:
            values.append(value)
            labels.append(float(rows[one.article].story == rows[other.article].story))
    return values, labels


def main() -> None:
    rows = [row for row in read_rows(FILE) if row.split == "dev"]
    tellings = [telling_of(reading, number) for number, (_, reading) in enumerate(readings(rows))]
    values, labels = examples(rows, tellings)
    names = [name for name in values[0] if name != "copied"]
    matrix = np.array([[value[name] for name in names] for value in values])
    weights, bias = fit(matrix, np.array(labels))
    print(f"{len(labels)} pairs, {int(sum(labels))} of one story; bias: {bias:.1f}")
    for name, weight in zip(names, weights, strict=True):
        print(f"  {name}: {weight:.1f}")


if __name__ == "__main__":
    main()
