"""Which lines of a page stand in the true body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dateline.extract.lines_match import tokens

_SHINGLE = 3
_REACH = 4


def label(lines: Sequence[str], truth: str) -> list[float]:
    """How far each line belongs to the truth, 0 to 1.

    A line's three-word shingles are looked up in the truth's, each of which can be used as often as it
    occurs there; where a text stands twice on the page, the copy with more of the truth around it goes
    first. A line of one or two words belongs if it is a line of the truth, or part of one together with the
    words of the line before or after it.
    """
    words = [tokens(line) for line in lines]
    true_words = tokens(truth)
    left = Counter(_shingles(true_words))
    coverage = [_coverage(found, left) for found in words]
    support = _support(coverage, [len(found) for found in words])
    order = sorted(range(len(lines)), key=lambda number: (-support[number], number))
    labels = [0.0] * len(lines)
    for number in order:
        if len(words[number]) >= _SHINGLE:
            labels[number] = _take(_shingles(words[number]), left)
    _label_short(labels, words, truth, " ".join(true_words), [n for n in order if support[n] > 0])
    return labels


def _shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))


def _coverage(words: Sequence[str], truth: Counter[tuple[str, ...]]) -> float:
    shingles = _shingles(words)
    return sum(shingle in truth for shingle in shingles) / len(shingles) if shingles else 0.0


def _support(coverage: Sequence[float], sizes: Sequence[int]) -> list[float]:
    """How much text near a line is covered."""
    result = []
    for number in range(len(coverage)):
        low, high = max(0, number - _REACH), min(len(coverage), number + _REACH + 1)
        result.append(
            sum(
                min(sizes[other], 40) / abs(other - number)
                for other in range(low, high)
                if other != number and coverage[other] > 0.6 and sizes[other] >= 8
            )
        )
    return result


def _take(shingles: Sequence[tuple[str, ...]], left: Counter[tuple[str, ...]]) -> float:
    counted = Counter(shingles)
    found = sum(min(times, left[shingle]) for shingle, times in counted.items())
    share = found / counted.total()
    if share >= 0.5:
        for shingle, times in counted.items():
            left[shingle] -= min(times, left[shingle])
    return share


def _label_short(
    labels: list[float], words: Sequence[Sequence[str]], truth: str, joined: str, order: Sequence[int]
) -> None:
    whole = Counter(" ".join(tokens(line)) for line in truth.splitlines())
    spaced = f" {joined} "
    for number in order:
        if not 0 < len(words[number]) < _SHINGLE:
            continue
        text = " ".join(words[number])
        before = " ".join(words[number - 1][-3:]) if number else ""
        after = " ".join(words[number + 1][:3]) if number + 1 < len(words) else ""
        if whole[text] > 0:
            labels[number] = 1.0
            whole[text] -= 1
        elif (before and f" {before} {text} " in spaced) or (after and f" {text} {after} " in spaced):
            labels[number] = 1.0
