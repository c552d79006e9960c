"""What the second look sees: how the lines around a line were judged, and where most of the article lies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.extract.saved_text_features import LineFacts

_WORD = re.compile(r"\w{4,}")
_REACH = 6
_MEANS = (2, 5, 12)
# Columns of the first features: words (log) and phrase weight; then those that tell the look of a list.
_WORDS, _PHRASE = 1, 24
_TEXTURE = (0, 3, 5, 8, 9, 14, 16, 17, 21, 24)
# Confident lines this far apart still belong to one run.
_GAP = 6


def context_features(facts: LineFacts, scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The features of the second look.

    Args:
        facts: the first features.
        scores: what the first model made of each line, 0 furniture to 1 article.

    Returns:
        One row of float32 for each line: the first features and those of its surroundings.
    """
    words = np.expm1(facts.rows[:, _WORDS].astype(np.float64))
    given = scores.astype(np.float64)
    start, end = _main_run(given, words)
    parts: list[NDArray[Any]] = [
        facts.rows,
        _around(given),
        _mass(given, words),
        _runs(given, words),
        _barrier(facts, given, start, end),
        _topic(facts.texts, given, start, end),
        _texture(facts.rows),
    ]
    return np.hstack(parts).astype(np.float32)


def _around(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores of the line and of its neighbours, and their means before and after."""
    count = len(scores)
    padded = np.pad(scores, _REACH, constant_values=-0.05)
    columns = [padded[_REACH + step : _REACH + step + count] for step in range(-_REACH, _REACH + 1)]
    total = np.concatenate([[0.0], np.cumsum(scores)])
    index = np.arange(count)
    for width in (10, 25):
        columns.append((total[index] - total[np.maximum(index - width, 0)]) / width)
        columns.append((total[np.minimum(index + 1 + width, count)] - total[index + 1]) / width)
    return np.stack(columns, axis=1)


def _mass(scores: NDArray[np.float64], words: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of the expected article stands before and after the line; how far the next sure line is."""
    count = len(scores)
    mass = scores * words
    total = max(float(mass.sum()), 1.0)
    through = np.cumsum(mass) / total
    sure = np.flatnonzero(scores > 0.8)
    index = np.arange(count)
    before, after = np.full(count, 60.0), np.full(count, 60.0)
    if len(sure):
        slot = np.searchsorted(sure, index)
        has_before, has_after = slot > 0, slot < len(sure)
        before[has_before] = index[has_before] - sure[slot[has_before] - 1]
        after[has_after] = sure[slot[has_after]] - index[has_after]
    likely = scores > 0.5
    return np.stack(
        [
            through,
            1 - through + mass / total,
            np.full(count, total),
            np.full(count, scores.max(initial=0.0)),
            np.full(count, float(likely.sum())),
            np.full(count, mass[likely].sum() / total),
            np.minimum(before, 60),
            np.minimum(after, 60),
        ],
        axis=1,
    )


def _likely_runs(scores: NDArray[np.float64]) -> list[tuple[int, int]]:
    """First and last line of each run of likely lines, small gaps bridged."""
    runs: list[tuple[int, int]] = []
    for index in np.flatnonzero(scores > 0.5).tolist():
        if runs and index - runs[-1][1] <= _GAP:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _main_run(scores: NDArray[np.float64], words: NDArray[np.float64]) -> tuple[int, int]:
    """The run with most of the article in it; the most likely line where there is no run."""
    runs = _likely_runs(scores)
    if not runs:
        best = int(scores.argmax())
        return best, best
    mass = np.where(scores > 0.5, scores * words, 0.0)
    return max(runs, key=lambda run: float(mass[run[0] : run[1] + 1].sum()))


def _runs(scores: NDArray[np.float64], words: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mass of the run that the line stands in or next to, by itself and as a share of all runs."""
    count = len(scores)
    likely = np.where(scores > 0.5, words, 0.0)
    total = max(float(likely.sum()), 1.0)
    mass = np.zeros(count)
    for start, end in _likely_runs(scores):
        here = float(likely[start : end + 1].sum())
        part = slice(max(0, start - 3), min(count, end + 4))
        mass[part] = np.maximum(mass[part], here)
    return np.stack([mass, mass / total], axis=1)


def _barrier(facts: LineFacts, scores: NDArray[np.float64], start: int, end: int) -> NDArray[np.float64]:
    """What lies between the line and the surest line of the main run: phrases, unlikely lines, distance."""
    count = len(scores)
    centre = start + int(scores[start : end + 1].argmax())
    phrase = facts.rows[:, _PHRASE].astype(np.float64)
    unlikely = (scores < 0.3).astype(np.float64)
    columns = np.zeros((count, 7))
    index = np.arange(count)
    columns[:, 0] = np.clip(index - start, -60, 200)
    columns[:, 1] = np.clip(index - end, -200, 60)
    columns[:, 2] = np.clip(index - centre, -100, 100)
    for part in (slice(centre, count), slice(centre, None, -1)):
        worst = np.maximum.accumulate(phrase[part])
        columns[part, 3] = np.concatenate([[0.0], worst[:-1]])
        columns[part, 4] = np.minimum(np.cumsum(unlikely[part]), 60)
        columns[part, 5] = np.minimum(np.cumsum(phrase[part] > 0.6), 60)
        low = np.minimum.accumulate(scores[part])
        columns[part, 6] = np.concatenate([[1.0], low[:-1]])
    return columns


def _topic(texts: Sequence[str], scores: NDArray[np.float64], start: int, end: int) -> NDArray[np.float64]:
    """How many of the line's words the main run has (rarer words count more), the line itself left out."""
    words = [_WORD.findall(text.casefold()) for text in texts]
    lines_with = Counter(word for some in words for word in set(some))
    main = Counter(
        word for index in range(start, end + 1) if scores[index] > 0.5 for word in set(words[index])
    )
    rows: list[tuple[float, float, float]] = []
    for index, some in enumerate(words):
        inside = 1 if start <= index <= end and scores[index] > 0.5 else 0
        names = set(some)
        shared = [main[word] - inside for word in names if main[word] > inside]
        share = len(shared) / max(len(names), 1)
        weight = sum(1.0 / np.sqrt(lines_with[word]) for word in names if main[word] > inside)
        rows.append((share, min(float(sum(shared)), 60.0), min(weight, 20.0)))
    return np.array(rows)


def _texture(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean look of the lines on either side together: lists of teasers look unlike paragraphs."""
    chosen = rows[:, _TEXTURE].astype(np.float64)
    count = len(chosen)
    total = np.vstack([np.zeros(len(_TEXTURE)), np.cumsum(chosen, axis=0)])
    index = np.arange(count)
    columns = []
    for width in _MEANS:
        first, last = np.maximum(index - width, 0), np.minimum(index + width + 1, count)
        columns.append((total[last] - total[first]) / (last - first)[:, None])
    return np.hstack(columns)
