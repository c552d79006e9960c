"""Weighs the features that names are compared by: ``python -m training.names [PAIRS.csv] [--cross-validate]``.

A logistic regression without negative weights, drawn towards what the weights were thought to be (``PRIOR``).
A pair matches where the weights of its differences sum to .30 or less; that line is held, so that the weights
can be written into ``dateline.resolve.names.FEATURES`` as they are printed.

Folds are made by name: pairs that share a name, in whatever spelling of its letters, fall in one fold.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dateline.evaluate.names import Pair, read_pairs
from dateline.resolve.names import FEATURES, THRESHOLD, differences, fold, name_words

PAIRS = Path("../shared/data/names/name_bench_dev.csv")
FOLDS = 10
SEEDS = range(5)
_ROOM = 1 - THRESHOLD
_SLOPE = 20.0
_STEPS = 3000

NAMES = list(FEATURES)
PRIOR = np.array([{
    "conflict": 0.35, "character": 0.35, "lone_word": 0.35, "extra_word": 0.06, "extra_name": 0.30, "extra_weak": 0.15,
    "father": 0.40, "spelling": 0.12, "share": 0.10, "variant": 0.02, "cognate": 0.10, "nickname": 0.05,
    "initial": 0.06, "joined": 0.03, "script": 0.05, "acronym": 0.15, "backwards": 0.15, "series": 0.25,
    "numbers": 0.40, "number_more": 0.30, "order": 0.02, "form": 0.04,
}[name] for name in NAMES])  # fmt: skip
FLAT = np.full(len(NAMES), 0.15)
"""For comparison: nothing thought beforehand; two differences make no match."""


# Not less than this, whatever the pairs say: names in a series ("Fund XII", "Fund XIII") are two things, though the
# pairs call them a match; and a name that differs is never as good as the same.
FLOORS = np.array([{"series": 0.25}.get(name, 0.02) for name in NAMES])


def amounts(pairs: Sequence[Pair]) -> np.ndarray:
    """For each pair how much there is of each feature."""
    table = np.zeros((len(pairs), len(NAMES)))
    for row, pair in zip(table, pairs, strict=True):
        one, two = name_words(pair.left, pair.kind), name_words(pair.right, pair.kind)
        for found in differences(one, two, pair.kind):
            row[NAMES.index(found.feature)] += found.amount
    return table


def fit(table: np.ndarray, matches: np.ndarray, prior: np.ndarray, pull: float) -> np.ndarray:
    """Weights, none below 0, for which pairs fall on the right side of the line."""
    weights = prior.copy()
    for step in range(_STEPS):
        chance = 1 / (1 + np.exp(-_SLOPE * (_ROOM - np.minimum(table @ weights, 1.5))))
        slope = _SLOPE * table.T @ (matches - chance) + 2 * pull * (weights - prior)
        weights = np.maximum(FLOORS, weights - 2e-4 / (1 + step / 1000) * slope)
    return weights


def f1(predicted: np.ndarray, matches: np.ndarray) -> float:
    """F1 of matches."""
    return float(2 * (predicted & matches).sum() / max(1, predicted.sum() + matches.sum()))


def clusters(pairs: Sequence[Pair]) -> list[int]:
    """A number for each pair; pairs that share a name have the same."""
    parent = list(range(len(pairs)))

    def top(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    seen: dict[str, int] = {}
    for at, pair in enumerate(pairs):
        for name in (pair.left, pair.right):
            key = " ".join(sorted(fold(name).replace("-", " ").split()))
            parent[top(at)] = top(seen.setdefault(key, at))
    return [top(at) for at in range(len(pairs))]


def cross_validate(pairs: Sequence[Pair], prior: np.ndarray, pull: float) -> list[float]:
    """F1 over all pairs, each judged by weights fitted without its fold; once for each way to draw folds."""
    table, groups = amounts(pairs), clusters(pairs)
    matches = np.array([pair.matches for pair in pairs])
    scores = []
    for seed in SEEDS:
        names = sorted(set(groups))
        random.Random(seed).shuffle(names)
        fold_of = {name: at % FOLDS for at, name in enumerate(names)}
        folds = np.array([fold_of[group] for group in groups])
        predicted = np.zeros(len(pairs), bool)
        for at in range(FOLDS):
            held = folds == at
            weights = fit(table[~held], matches[~held], prior, pull)
            predicted[held] = table[held] @ weights <= _ROOM + 1e-9
        scores.append(f1(predicted, matches))
    return scores


def main() -> None:
    """Fit and print, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="?", default=PAIRS)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument(
        "--pull", type=float, default=50.0, help="how strongly weights are drawn to the prior"
    )
    given = parser.parse_args()
    pairs = read_pairs(given.pairs)
    if given.cross_validate:
        for label, prior in (("prior", PRIOR), ("flat", FLAT)):
            scores = cross_validate(pairs, prior, given.pull)
            print(f"{label}: F1 {np.mean(scores):.4f} ({' '.join(f'{score:.3f}' for score in scores)})")
        return
    table, matches = amounts(pairs), np.array([pair.matches for pair in pairs])
    weights = fit(table, matches, PRIOR, given.pull)
    for name, weight, prior, column in zip(NAMES, weights, PRIOR, table.T, strict=True):
        print(f"{name:<12} {weight:5.2f}  prior {prior:.2f}  in {int((column > 0).sum()):3d} pairs")
    for label, these in (("prior", PRIOR), ("fitted", weights), ("rounded", weights.round(2))):
        print(f"F1 on the same pairs, {label}: {f1(table @ these <= _ROOM + 1e-9, matches):.4f}")


if __name__ == "__main__":
    main()
