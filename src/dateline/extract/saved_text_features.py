"""What the line model sees of a saved text: each line, its neighbours and its place; no tags, no words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dateline.extract.saved_text_clues import clue_features
from dateline.extract.saved_text_rules import FurnitureRule, FurnitureRules

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_STOP_WORDS = (
    "the|of|and|to|a|in|that|is|was|for|on|with|as|it|his|her|he|she|they|by|at|from|are|were|has|have|had|be|been|"
    "will|would|but|not|who|which|their|its|an|this|said|after|about|than|i|you|we|or|if|when|there|what|"
    "der|die|das|und|den|von|zu|mit|sich|des|auf|für|ist|im|dem|nicht|ein|eine|als|auch|es|werden|aus|hat|dass|"
    "le|la|les|des|et|en|un|une|du|dans|est|que|qui|pour|pas|sur|au|par|avec|plus|se|"
    "el|los|las|del|por|con|para|su|al|lo|como|o|em|do|da|os|no|na|um|uma|não|dos|"
    "di|che|il|per|della|sono|è|si|non|och|att|det|som|på|är|av|har|til|og|er|med|af|"
    "w|z|na|do|nie|się|że|jest|od|het|van|een|dat|zijn|niet|voor|je|u|i|su|da|ja|on|ve|bir|bu|için"
)
_STOP = frozenset(_STOP_WORDS.split("|"))
_TOKEN = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?。][\"”’')\]]*\s+[\"“‘'(]*[A-ZÀ-ÞĀ-ŽА-Я\d]")
_ENDS_SENTENCE = re.compile(r"[.!?。…][\"”’»')\]]*$")
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DATE = re.compile(
    rf"\b{_MONTH}[a-z]*\.? \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|"
    r"\b(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?\b|\b\d\d?[-/.]\d\d?[-/.](?:19|20)?\d\d\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net|co)\b")
_QUOTE = re.compile('["“”„«»]')
_BAR = re.compile(r"[|•·»›→>/–—]")
_ITEM = re.compile(r"^(?:[-*•·‣▪–—]|\(?\d{1,3}[.)])\s")
_BY = re.compile(r"^(?:by|von|par|por|di|av|af|text|story|written|reporting)\b", re.IGNORECASE)

PHRASE = 24
"""The column that holds the weight of the furniture phrase in the line."""
CLUES = 92
"""The first of the columns of `saved_text_clues`."""
_NUMBER, _ENDS = 25, 3
_DATED = (17, 18, 21)

# Lines of this many characters, or more, that end like a sentence count as running text for their neighbours.
_LONG = 80
_REACH = 3
_WINDOWS = (3, 8, 20)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """The features of a text's lines (a row for each) and what is needed again when they are judged.

    Attributes:
        rows: the features.
        texts: the lines.
        found: the furniture phrase in each line, None where there is none.
    """

    rows: NDArray[np.float32]
    texts: tuple[str, ...]
    found: tuple[FurnitureRule | None, ...]


def line_features(lines: Sequence[str], rules: FurnitureRules) -> LineFacts:
    """The features of each line, of its neighbours, and of where it stands.

    Args:
        lines: as `lines_of` gives them.
        rules: the furniture phrases, whose weights are features too.

    Returns:
        One row of float32 for each line.
    """
    known = {line: rules.best(line) for line in dict.fromkeys(lines)}
    found = tuple(known[line] for line in lines)
    own = np.array([
        _own(line, rule, rules.number(rule.name) if rule else 0)
        for line, rule in zip(lines, found, strict=True)
    ], dtype=np.float32)  # fmt: skip
    lengths = np.array([len(line) for line in lines], dtype=np.float32)
    ends = np.array([bool(_ENDS_SENTENCE.search(line)) for line in lines], dtype=np.float32)
    running = ((lengths >= _LONG) & (ends > 0)).astype(np.float32)
    wordy = np.minimum(lengths, 400.0) * np.clip(own[:, 9] * 3, 0, 1)
    rows = np.hstack([
        own,
        _neighbours(own),
        _windows(wordy, running),
        _places(lengths, running, wordy),
        _echoes(lines, running),
        clue_features(lines, own[:, _NUMBER], own[:, _DATED].max(axis=1), own[:, _ENDS]),
    ])  # fmt: skip
    return LineFacts(rows.astype(np.float32), tuple(lines), found)


def _own(line: str, rule: FurnitureRule | None, number: int) -> list[float]:
    """What can be said of a line by itself."""
    words = _WORD.findall(line)
    count = len(words)
    letters = sum(map(str.isalpha, line))
    share = 1.0 / max(count, 1)
    size = 1.0 / max(len(line), 1)
    return [
        float(np.log1p(len(line))),
        float(np.log1p(count)),
        len(line) * share,
        float(bool(_ENDS_SENTENCE.search(line))),
        float(line.endswith(":")),
        float(line.endswith(("…", "..."))),
        float(line[:1].isupper()),
        float(line[:1].islower()),
        sum(word[:1].isupper() for word in words) * share,
        sum(map(_STOP.__contains__, _TOKEN.findall(line.lower()))) * share,
        sum(map(str.isupper, line)) / max(letters, 1),
        sum(map(str.isdigit, line)) * size,
        (len(line) - letters - line.count(" ")) * size,
        line.count(",") * share,
        float(len(_SENTENCE_END.findall(line))),
        float(len(_QUOTE.findall(line))),
        float(len(_BAR.findall(line))),
        float(bool(_DATE.search(line))),
        float(bool(_CLOCK.search(line))),
        float(bool(_ADDRESS.search(line))),
        float(bool(_ITEM.match(line))),
        float(bool(_BY.match(line))),
        float("?" in line),
        float(line.startswith(("“", '"', "„", "«"))),
        rule.weight if rule else 0.0,
        float(number),
    ]


def _neighbours(own: NDArray[np.float32]) -> NDArray[np.float32]:
    """The plainest features of the lines up to three before and after (-1 where there is none)."""
    chosen = own[:, [0, 3, 8, 9, 14, 24]]
    padded = np.pad(chosen, ((_REACH, _REACH), (0, 0)), constant_values=-1.0)
    count = len(own)
    return np.hstack(
        [padded[_REACH + step : _REACH + step + count] for step in (-3, -2, -1, 1, 2, 3)],
        dtype=np.float32,
    )


def _windows(wordy: NDArray[np.float32], running: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much running text stands in the lines before, and in the lines after."""
    columns: list[NDArray[np.float64]] = []
    for values in (wordy, running):
        total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
        index = np.arange(len(values))
        for width in _WINDOWS:
            before = total[index] - total[np.maximum(index - width, 0)]
            after = total[np.minimum(index + 1 + width, len(values))] - total[index + 1]
            columns += [before / width, after / width]
    return np.stack(columns, axis=1).astype(np.float32)


def _places(
    lengths: NDArray[np.float32], running: NDArray[np.float32], wordy: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Where the line stands: in the text, and among its running text."""
    count = len(lengths)
    index = np.arange(count, dtype=np.float64)
    through = np.cumsum(wordy) / max(float(wordy.sum()), 1.0)
    where = np.flatnonzero(running)
    last = np.full(count, 99.0)
    following = np.full(count, 99.0)
    if len(where):
        slot = np.searchsorted(where, index)
        has_before, has_after = slot > 0, slot < len(where)
        last[has_before] = index[has_before] - where[slot[has_before] - 1]
        following[has_after] = where[slot[has_after]] - index[has_after]
    first_share = index - (where[0] if len(where) else 0)
    last_share = index - (where[-1] if len(where) else 0)
    return np.stack(
        [
            index / max(count - 1, 1),
            np.minimum(index, 200),
            np.minimum(count - 1 - index, 200),
            through,
            np.minimum(last, 99),
            np.minimum(following, 99),
            np.clip(first_share, -50, 200),
            np.clip(last_share, -200, 50),
            np.full(count, min(count, 2000)),
            np.full(count, float(running.sum())),
            np.full(count, float(running.mean())),
            np.full(count, float(np.median(lengths[running > 0])) if len(where) else 0.0),
        ],
        axis=1,
    ).astype(np.float32)


def _echoes(lines: Sequence[str], running: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far the line's words come back: a line told twice, and words that the running text has."""
    keys = [line.casefold() for line in lines]
    times = Counter(keys)
    seen: Counter[str] = Counter()
    words = [{word for word in _WORD.findall(key) if len(word) > 3} for key in keys]
    topic = Counter(word for some, runs in zip(words, running, strict=True) if runs for word in some)
    everywhere = Counter(word for some in words for word in some)
    rows: list[list[float]] = []
    for key, some, runs in zip(keys, words, running, strict=True):
        own = 1 if runs else 0
        share = 1.0 / max(len(some), 1)
        shared = sum(topic[word] > own for word in some) * share
        often = sum(min(topic[word] - own, 5) for word in some) * share
        elsewhere = sum(min(everywhere[word] - 1, 5) for word in some) * share
        rows.append([min(times[key], 10), min(seen[key], 10), shared, often, elsewhere, float(len(some))])
        seen[key] += 1
    return np.array(rows, dtype=np.float32)
