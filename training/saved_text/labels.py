"""Which lines of a saved page are the article: its lines compared with the page's truth."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_TOKEN = re.compile(r"\w+")
_SHINGLE = 4
_NEAR = 11


def label(lines: Sequence[str], truth: str, title: str | None) -> NDArray[np.float64]:
    """The share of each line that is in the article.

    A line of four words or more counts by the share of its four-word shingles that the truth has; a
    shorter one must be a line of the truth, or stand among lines that are. Where a line comes more often
    on the page than in the truth, the ones among the article keep their label. The headline is no part of
    the body.

    Args:
        lines: as `lines_of` gives them.
        truth: the article's text.
        title: its headline, where it is known.
    """
    tokens = [tuple(_TOKEN.findall(line)) for line in lines]
    all_tokens = _TOKEN.findall(truth)
    shingles = set(_shingles(all_tokens))
    whole = Counter(tuple(_TOKEN.findall(line)) for line in truth.splitlines())
    joined = f" {' '.join(all_tokens)} "
    labels = np.array([_one(some, shingles, whole, joined) for some in tokens])
    words = np.array([len(some) for some in tokens], dtype=np.float64)
    sure = np.minimum(np.where(labels > 0.5, words, 0.0), 50.0)
    near = np.convolve(sure, np.ones(_NEAR), "same") - sure if len(sure) >= _NEAR else sure.sum() - sure
    _keep_best_placed(labels, tokens, near, whole, joined)
    doubtful = (labels == 0.5) & (words < _SHINGLE)
    labels[doubtful] = near[doubtful] >= 60
    key = title.casefold().strip() if title else None
    headlines = np.array([line.casefold() == key for line in lines], dtype=bool)
    return np.where(headlines, 0.0, labels)


def _one(
    tokens: tuple[str, ...], shingles: set[tuple[str, ...]], whole: Counter[tuple[str, ...]], joined: str
) -> float:
    if not tokens:
        return 0.0
    if len(tokens) >= _SHINGLE:
        own = _shingles(tokens)
        return sum(shingle in shingles for shingle in own) / len(own)
    if tokens in whole:
        return 1.0
    return 0.5 if f" {' '.join(tokens)} " in joined else 0.0


def _shingles(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[start : start + _SHINGLE]) for start in range(len(tokens) - _SHINGLE + 1)]


def _keep_best_placed(
    labels: NDArray[np.float64],
    tokens: Sequence[tuple[str, ...]],
    near: NDArray[np.float64],
    whole: Counter[tuple[str, ...]],
    joined: str,
) -> None:
    """Takes the label from repetitions of a line that the truth does not have as often (changes `labels`)."""
    places: dict[tuple[str, ...], list[int]] = {}
    for index, some in enumerate(tokens):
        places.setdefault(some, []).append(index)
    for some, indexes in places.items():
        if len(indexes) < 2 or not some or labels[indexes[0]] == 0:
            continue
        often = joined.count(f" {' '.join(some)} ") if len(some) >= _SHINGLE else whole[some]
        ranked = sorted(indexes, key=lambda index: -near[index])
        labels[ranked[max(1, often) :]] = 0.0
