"""Clues of what a line belongs to: words shared with others, headings above it, the rhythm of lists."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W\d_]{5,}")
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_ADDRESSED = "you your yours you’re you're vous votre vos você seu sua usted ihnen ihr ihre вы вам ваш"
_READER = frozenset(_ADDRESSED.split())
_FIRST_PERSON = (
    "i i’m i'm i’ve i've my me we our us ours lol imo eu meu minha ich wir uns unser unsere nous notre мы наш"
)
_SPEAKER = frozenset(_FIRST_PERSON.split())
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?[$€£¥₹]|\b(?:usd|eur|gbp|rs\.?) ?\d", re.I)
# Words are compared by their first letters, so that inflected forms meet.
_STEM = 6
# Lines with fewer words take no part in the comparison of neighbours; how many that do are looked at.
_WORDY, _NEAR = 5, 8
# The groups of furniture phrases by their place in the phrase file: offers, links, navigation, share buttons,
# comments, small print, picture credits, author's biography.
_GROUPS = ((1, 2, 3, 4), (5, 6), (7,), (8,), (9,), (10, 11), (12,), (14,))
_FAR = 60.0
_LAGS = (1, 2, 3, 4, 5, 6)
_RHYTHM = 8
# A headline has this many words, and what it speaks of comes back within this many lines.
_HEADLINE_WORDS = (3, 28)
_HEADLINE_REACH = 45
_LONG_LINE = 12


def clue_features(
    lines: Sequence[str], numbers: NDArray[np.float32], dated: NDArray[np.float32], ends: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The clues of each line.

    Args:
        lines: the text's lines.
        numbers: for each line the number of the furniture phrase in it, 0 for none.
        dated: whether a line holds a date, a time of day or the opening of a byline.
        ends: whether a line ends like a sentence.

    Returns:
        One row of float32 for each line.
    """
    words = [tuple({word[:_STEM] for word in _WORD.findall(line.casefold())}) for line in lines]
    sizes = np.array([line.count(" ") + 1 for line in lines], dtype=np.float64)
    rarity = _rarity(words)
    parts = [
        _voice(lines, sizes),
        _cohesion(words, sizes, rarity),
        _distances(numbers, dated, sizes),
        _rhythm(lines),
        _headline(lines, words, sizes, rarity, numbers, ends),
    ]
    return np.hstack(parts).astype(np.float32)


def _rarity(words: Sequence[Sequence[str]]) -> dict[str, float]:
    """How much a word tells: less, the more lines have it."""
    often = Counter(word for some in words for word in some)
    return {word: 1.0 / float(np.sqrt(count)) for word, count in often.items()}


def _voice(lines: Sequence[str], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Who speaks to whom: address of the reader, first person, prices; and the same around the line."""
    own = np.array([_voices(line) for line in lines], dtype=np.float64)
    return np.hstack([own / sizes[:, None], *(_mean(own, width, sizes) for width in (4, 12))])


def _voices(line: str) -> tuple[int, int, int]:
    words = _TOKEN.findall(line.lower())
    prices = len(_PRICE.findall(line)) if _DIGITS.search(line) else 0
    return sum(word in _READER for word in words), sum(word in _SPEAKER for word in words), prices


def _mean(values: NDArray[np.float64], reach: int, by: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of ``values`` up to ``reach`` lines on either side, divided by that of ``by``."""
    total = np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)])
    base = np.concatenate([[0.0], np.cumsum(by)])
    index = np.arange(len(values))
    first, last = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(values))
    mean: NDArray[np.float64] = (total[last] - total[first]) / np.maximum(base[last] - base[first], 1e-9)[
        :, None
    ]
    return mean


def _cohesion(
    words: Sequence[Sequence[str]], sizes: NDArray[np.float64], rarity: dict[str, float]
) -> NDArray[np.float64]:
    """The share of a line's words that lines near it have: paragraphs go on with a matter, teasers do not.

    The next line on either side counts apart, since a teaser shares its words with its own heading.
    """
    wordy = np.flatnonzero(sizes >= _WORDY)
    rank = np.searchsorted(wordy, np.arange(len(words)))
    places: dict[str, list[int]] = defaultdict(list)
    for place, index in enumerate(wordy.tolist()):
        for word in words[index]:
            places[word].append(place)
    shares = np.zeros((len(words), 4))
    for index, some in enumerate(words):
        total = sum(rarity[word] for word in some)
        if total:
            shares[index] = _nearest(some, places, int(rank[index]), sizes[index] >= _WORDY, rarity)
            shares[index] /= total
    weight = np.where(sizes >= _WORDY, 1.0, 0.0)
    far = shares[:, 1:2] + shares[:, 3:4]
    around = [_mean(far * weight[:, None], width, weight) for width in (3, 8, 20)]
    return np.hstack([shares, *around])


def _nearest(
    some: Sequence[str], places: dict[str, list[int]], here: int, itself: bool, rarity: dict[str, float]
) -> list[float]:
    """The weight of words found in the line before, in those before that, in the line after, and beyond."""
    sums = [0.0, 0.0, 0.0, 0.0]
    for word in some:
        where = places.get(word, [])
        slot = bisect_left(where, here)
        weight = rarity[word]
        if slot:
            gap = here - where[slot - 1]
            sums[0] += weight * (gap == 1)
            if gap == 1 and slot > 1:
                gap = here - where[slot - 2]
            sums[1] += weight * (1 < gap <= _NEAR)
        slot += itself and slot < len(where) and where[slot] == here
        if slot < len(where):
            gap = where[slot] - here + (not itself)
            sums[2] += weight * (gap == 1)
            if gap == 1 and slot + 1 < len(where):
                gap = where[slot + 1] - here + (not itself)
            sums[3] += weight * (1 < gap <= _NEAR)
    return sums


def _distances(
    numbers: NDArray[np.float32], dated: NDArray[np.float32], sizes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How many lines, and how many words, ago each sort of phrase stood; how far the next one is."""
    marks = [np.flatnonzero(np.isin(numbers, group)) for group in _GROUPS]
    marks.append(np.flatnonzero((dated > 0) & (sizes <= 15)))
    index = np.arange(len(sizes))
    read = np.concatenate([[0.0], np.cumsum(sizes)])
    columns: list[NDArray[np.float64]] = []
    for where in marks:
        before, after, told = (np.full(len(sizes), _FAR) for _ in range(3))
        told[:] = 2000.0
        if len(where):
            slot = np.searchsorted(where, index)
            has_before, has_after = slot > 0, slot < len(where)
            last = where[slot[has_before] - 1]
            before[has_before] = index[has_before] - last
            told[has_before] = read[index[has_before]] - read[last]
            after[has_after] = where[slot[has_after]] - index[has_after]
        columns += [np.minimum(before, _FAR), np.minimum(after, _FAR), np.minimum(told, 2000.0)]
    return np.stack(columns, axis=1)


def _rhythm(lines: Sequence[str]) -> NDArray[np.float64]:
    """How alike lines some places apart are in length: lists of teasers or comments come round and round."""
    masked = [_DIGITS.sub("0", line.casefold()) for line in lines]
    times = Counter(masked)
    repeated = np.array([[min(times[line], 8) - 1.0] for line in masked])
    length = np.log1p(np.array([len(line) for line in lines], dtype=np.float64))
    ones = np.ones(len(lines))
    columns = []
    for lag in _LAGS:
        change = np.full((len(lines), 1), 2.0)
        if len(lines) > lag:
            change[lag:, 0] = np.abs(length[lag:] - length[:-lag])
        columns.append(_mean(change, _RHYTHM, ones))
    lags = np.hstack(columns)
    best = lags[:, 1:].min(axis=1, keepdims=True)
    return np.hstack([
        lags[:, :1], best, best - lags[:, :1], repeated, *(_mean(repeated, width, ones) for width in (3, 10))
    ])  # fmt: skip


def _headline(
    lines: Sequence[str],
    words: Sequence[Sequence[str]],
    sizes: NDArray[np.float64],
    rarity: dict[str, float],
    numbers: NDArray[np.float32],
    ends: NDArray[np.float32],
) -> NDArray[np.float64]:
    """How like a headline the line is, and how much it has to do with the line that is most like one."""
    times = Counter(line.casefold() for line in lines)
    long_lines: dict[str, list[int]] = defaultdict(list)
    for index in np.flatnonzero(sizes >= _LONG_LINE).tolist():
        for word in words[index]:
            long_lines[word].append(index)
    value = np.zeros(len(lines))
    for index in _headline_places(sizes, numbers, ends, len(lines)):
        told = sum(rarity[word] * _coming(long_lines.get(word, ()), index) for word in words[index])
        total = sum(rarity[word] for word in words[index])
        value[index] = told / (total + 0.5) + 0.15 * told + 0.3 * min(times[lines[index].casefold()] - 1, 2)
    best = int(value.argmax())
    topic = set(words[best])
    total = max(sum(rarity[word] for word in topic), 1e-9)
    shared = np.array([[sum(rarity[word] for word in some if word in topic) / total] for some in words])
    index_of = np.arange(len(lines))
    return np.hstack([
        value[:, None],
        np.full((len(lines), 1), value[best]),
        np.clip(index_of - best, -60, 200)[:, None],
        shared,
        *(_mean(shared, width, np.ones(len(lines))) for width in (3, 8)),
        _since_best(value),
    ])  # fmt: skip


def _headline_places(
    sizes: NDArray[np.float64], numbers: NDArray[np.float32], ends: NDArray[np.float32], count: int
) -> Iterator[int]:
    low, high = _HEADLINE_WORDS
    for index in range(count):
        if low <= sizes[index] <= high and not numbers[index] and not ends[index]:
            yield index


def _coming(places: Sequence[int], index: int) -> float:
    """How often a word comes in the long lines below a line, from the second one; four times are enough."""
    start, end = bisect_left(places, index + 1), bisect_left(places, index + 1 + _HEADLINE_REACH)
    return min(end - start, 4) / 4


def _since_best(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """How like a headline the best of the ten lines before, and of the ten after, is."""
    padded = np.pad(value, 10)
    before = np.stack([padded[step : step + len(value)] for step in range(10)]).max(axis=0)
    after = np.stack([padded[11 + step : 11 + step + len(value)] for step in range(10)]).max(axis=0)
    return np.stack([before, after], axis=1)
