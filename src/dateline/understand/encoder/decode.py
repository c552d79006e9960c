"""From scores of tags to spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dateline.model import Span
from dateline.understand.encoder.labels import TYPES
from dateline.understand.encoder.proposals import ACT_LIFT, Proposal, proposals_at, weigh_types
from dateline.understand.encoder.session import Floats, Sight

_IMPOSSIBLE = -1e4


@dataclass(frozen=True, slots=True)
class Tagged:
    """A run of pieces with one kind: first and last piece (included), places in the text, and probability."""

    kind: str
    first: int
    last: int
    start: int
    end: int
    score: float


def best_spans(sight: Sight, group: str, names: Sequence[str], *, lean: float = 0.0) -> list[Tagged]:
    """The spans of the best sequence of BIO tags in which every I follows its B or I (Viterbi).

    Args:
        sight: what the encoder saw.
        group: the group of tags.
        names: its tags, in the order of the scores.
        lean: added to the score of O; less than 0 finds more spans.
    """
    scores = sight.tags(group)
    if not len(scores):
        return []
    leaning = scores + _lean(len(names), lean)
    path = leaning.argmax(axis=1).tolist()
    if not _follows(path, names):
        path = _viterbi(leaning, names)
    return _runs(sight, scores, path, names)


def _follows(path: Sequence[int], names: Sequence[str]) -> bool:
    """Whether each I of the likeliest tags follows its B or I; nothing better can be found then."""
    before = "O"
    for index in path:
        name = names[index]
        if name[0] == "I" and before[1:] != name[1:]:
            return False
        before = name
    return True


def _lean(count: int, lean: float) -> Floats:
    row = np.zeros(count, dtype=np.float32)
    row[0] = lean
    return row


def _viterbi(scores: Floats, names: Sequence[str]) -> list[int]:
    moves = _moves(names)
    best = scores[0] + np.array([_IMPOSSIBLE if name[0] == "I" else 0.0 for name in names], dtype=np.float32)
    back = np.zeros(scores.shape, dtype=np.int64)
    for index in range(1, len(scores)):
        ways = best[:, None] + moves
        back[index] = ways.argmax(axis=0)
        best = ways.max(axis=0) + scores[index]
    path = [int(best.argmax())]
    for index in range(len(scores) - 1, 0, -1):
        path.append(int(back[index, path[-1]]))
    return path[::-1]


def _moves(names: Sequence[str]) -> Floats:
    """What a step from one tag (row) to the next (column) costs: nothing, or it cannot be."""
    moves = np.zeros((len(names), len(names)), dtype=np.float32)
    for column, name in enumerate(names):
        if name[0] == "I":
            kind = name[1:]
            moves[[row for row, other in enumerate(names) if other[1:] != kind], column] = _IMPOSSIBLE
    return moves


def _runs(sight: Sight, scores: Floats, path: Sequence[int], names: Sequence[str]) -> list[Tagged]:
    """The spans of a path. Two that touch are one, of the kind of the second, where the head of the phrase stands."""
    found: list[Tagged] = []
    index = 0
    while index < len(path):
        name = names[path[index]]
        if name == "O":
            index += 1
            continue
        last = index
        while last + 1 < len(path) and names[path[last + 1]][0] == "I":
            last += 1
        first = found.pop().first if found and found[-1].last == index - 1 else index
        chance = float(np.exp(np.mean([scores[i, path[i]] for i in range(first, last + 1)])))
        pieces = sight.pieces
        found.append(Tagged(name[2:], first, last, pieces.starts[first], pieces.ends[last], chance))
        index = last + 1
    return found


def triggers(sight: Sight, *, least: float, proposals: Sequence[Proposal] = ()) -> list[Tagged]:
    """Words that tell an act, where the chance of any act reaches ``least``; neighbours are one.

    Words side by side hardly ever tell two acts ("called on"): they have the type of the surer one. Proposals of the
    lexicon lift the chance that their words tell an act, and of which type.
    """
    chances = np.exp(sight.tags("trigger"))
    found: list[Tagged] = []
    for first, last in _words(sight):
        act = float(1.0 - chances[first, 0])
        if act + ACT_LIFT < least:
            continue
        proposed = proposals_at(Span(sight.pieces.starts[first], sight.pieces.ends[last]), proposals)
        if act + (ACT_LIFT if proposed else 0.0) < least:
            continue
        kind = TYPES[int(weigh_types(chances[first, 1:], proposed).argmax())]
        one = Tagged(kind, first, last, sight.pieces.starts[first], sight.pieces.ends[last], act)
        if found and found[-1].last == first - 1:
            before = found.pop()
            best = before if before.kind == kind or before.score >= act else one
            one = Tagged(best.kind, before.first, last, before.start, one.end, max(before.score, act))
        found.append(one)
    return found


def _words(sight: Sight) -> list[tuple[int, int]]:
    """First and last piece of each word; the rest of a word that began in the window before is none."""
    inner = sight.pieces.inner
    starts = [index for index, goes_on in enumerate(inner) if not goes_on]
    return [(start, end - 1) for start, end in pairwise([*starts, len(inner)])]
