"""Which word depends on which: a greedy arc-hybrid parser with an averaged perceptron.

Transitions after Kuhlmann et al. (2011), training with a dynamic oracle after Goldberg and Nivre (2013),
features after Zhang and Nivre (2011). Punctuation is left out of the tree; it is seen by the features as
the mark between two words. Labels are ClearNLP's (``nsubj``, ``dobj``, ``pobj`` …). Trained by ``python -m
training.tagger``. Words, tags, labels and marks are numbers here, and a feature is one number: that of its
template and those of its parts side by side in one integer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat

import numpy as np

from dateline.understand import linear

SHIFT, RIGHT, LEFT = 0, 1, 2
MOVES = 3
_ALL, _NO_RIGHT, _NO_SHIFT = (SHIFT, RIGHT, LEFT), (SHIFT, LEFT), (RIGHT, LEFT)
_ONLY_SHIFT, _ONLY_LEFT = (SHIFT,), (LEFT,)
PUNCTUATION = frozenset({",", ".", ":", "``", "''", "-LRB-", "-RRB-"})
LONGEST = 400
_NONE = -1
_LABEL_ROOT = 1
_UNKNOWN_MARK = 255
_NO_COUNT = 64
_WORD_ROOT, _RARE = 2, 1
_CORE = ("nsubj", "nsubjpass", "auxpass", "aux", "mark", "det", "expl", "csubj", "advmod", "poss", "case",
         "prep")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The numbers of what features name.

    Attributes:
        words: lemmas → numbers from 3; 0 is no word, 1 a rare one, 2 the root.
        tags: tags → numbers from 2; 0 is no tag or one never met, 1 the root's.
        labels: names of the relations; the number of one is its place plus 2, 0 is none, 1 the root's.
        marks: the punctuation between two words → numbers from 0.
        core: for each label number its bit among those that a head has once.
    """

    words: Mapping[str, int]
    tags: Mapping[str, int]
    labels: tuple[str, ...]
    marks: Mapping[str, int]
    core: tuple[int, ...]

    @staticmethod
    def of(
        words: Sequence[str], tags: Sequence[str], labels: Sequence[str], marks: Sequence[str]
    ) -> Alphabet:
        """From lists in order."""
        return Alphabet(
            {word: place + 3 for place, word in enumerate(words)},
            {tag: place + 2 for place, tag in enumerate(tags)},
            tuple(labels),
            {mark: place for place, mark in enumerate(marks)},
            (0, 0, *(1 << _CORE.index(label) if label in _CORE else 0 for label in labels)),
        )


class Configuration:
    """A stack, a buffer that begins at ``front``, and the arcs so far; the root stands behind the last word.

    All lists have a place for each word, one for the root and two that stand for no word.
    """

    __slots__ = (
        "alphabet", "cores", "counts", "front", "heads", "labels", "left_labels", "left_tags", "marks",
        "right_labels", "right_tags", "root", "stack", "tags", "words", "wordtags",
    )  # fmt: skip

    def __init__(self, words: list[int], tags: list[int], marks: list[int], alphabet: Alphabet) -> None:
        """From the numbers of words, tags and the marks before the words and before the end."""
        self.root = root = len(words)
        size = root + 3
        self.alphabet = alphabet
        self.words = [*words, _WORD_ROOT, 0, 0]
        self.tags = [*tags, 1, 0, 0]
        self.marks = [*marks, 0, 0]
        self.wordtags = [word << 6 | tag for word, tag in zip(self.words, self.tags, strict=True)]
        self.front = 1
        self.stack = [0]
        self.heads = [_NONE] * size
        self.labels = [0] * size
        self.left_tags, self.left_labels = [0] * size, [0] * size
        self.right_tags, self.right_labels = [0] * size, [0] * size
        self.counts = [0] * (root + 1) + [_NO_COUNT] * 2
        self.cores = [0] * size

    def valid(self) -> tuple[int, ...]:
        """The transitions that are possible now."""
        depth = len(self.stack)
        if self.front < self.root:
            return _ALL if depth >= 2 else _NO_RIGHT if depth else _ONLY_SHIFT
        return _NO_SHIFT if depth >= 2 else _ONLY_LEFT if depth else ()

    def arc(self, move: int) -> tuple[int, int]:
        """The head and the dependent of the arc that ``RIGHT`` or ``LEFT`` draws."""
        return (self.stack[-2] if move == RIGHT else self.front), self.stack[-1]

    def apply(self, move: int, label: int = 0) -> None:
        """Carry the transition out; ``label`` is the number of the relation."""
        if move == SHIFT:
            self.stack.append(self.front)
            self.front += 1
            return
        head, dependent = self.arc(move)
        self.stack.pop()
        self.heads[dependent], self.labels[dependent] = head, label
        tag = self.tags[dependent]
        if move == RIGHT:
            self.right_tags[head], self.right_labels[head] = tag, label
            if self.counts[head] & 3 < 3:
                self.counts[head] += 1
        else:
            self.left_tags[head], self.left_labels[head] = tag, label
            self.cores[head] |= self.alphabet.core[label]
            if self.counts[head] < 56:
                self.counts[head] += 4


def front_keys(state: Configuration, front: int) -> tuple[int, ...]:
    """What the first words of the buffer show by themselves."""
    n0t, n1t, n2t = state.tags[front : front + 3]
    return (
        (1 << 44) + state.wordtags[front],
        (2 << 44) + n0t,
        (3 << 44) + state.wordtags[front + 1],
        (4 << 44) + (n1t << 6 | n2t),
        (5 << 44) + (n0t << 12 | n1t << 6 | n2t),
    )


def move_keys(state: Configuration) -> tuple[int, ...]:
    """What else the choice of a transition rests on; there is a word on the stack."""
    words, tags, wordtags, stack, front = state.words, state.tags, state.wordtags, state.stack, state.front
    s0 = stack[-1]
    s1, s2 = (stack[-2], stack[-3] if len(stack) > 2 else _NONE) if len(stack) > 1 else (_NONE, _NONE)
    w0, t0, wt0 = words[s0], tags[s0], wordtags[s0]
    w1, t1, wt1 = words[s1], tags[s1], wordtags[s1]
    n0w, n0t, n0wt, n1t = words[front], tags[front], wordtags[front], tags[front + 1]
    lt0, rt0, rl0 = state.left_tags[s0], state.right_tags[s0], state.right_labels[s0]
    rl1 = state.right_labels[s1]
    mark, mark0 = state.marks[front], state.marks[s0]
    gap = front - s0 if front - s0 < 7 else 7
    gap1 = 0 if s1 < 0 else s0 - s1 if s0 - s1 < 7 else 7
    count0, count1 = state.counts[s0], state.counts[s1]
    pair, under = t0 << 6 | n0t, t1 << 6 | t0
    pair6, under6, wide0, wide1 = pair << 6, under << 6, wt0 << 6, wt1 << 6
    triple = under6 | n0t
    return (
        (6 << 44) + wt0,
        (7 << 44) + t0,
        (8 << 44) + wt1,
        (9 << 44) + (wt0 << 19 | n0wt),
        (10 << 44) + (wide0 | n0t),
        (11 << 44) + (t0 << 19 | n0wt),
        (12 << 44) + (w0 << 13 | n0w),
        (13 << 44) + (pair << 8 | mark),
        (14 << 44) + (pair6 | n1t),
        (15 << 44) + triple,
        (16 << 44) + (tags[s2] << 12 | under),
        (17 << 44) + (wt1 << 19 | wt0),
        (18 << 44) + (wide1 | t0),
        (19 << 44) + (t1 << 19 | wt0),
        (20 << 44) + (under << 19 | n0wt),
        (21 << 44) + (pair6 << 6 | lt0 << 6 | rt0),
        (22 << 44) + (under6 << 6 | state.right_tags[s1] << 6 | rl1),
        (23 << 44) + (under6 << 6 | rt0 << 6 | rl0),
        (24 << 44) + (wide0 << 6 | rl0 << 6 | n0t),
        (25 << 44) + (wide1 << 6 | rl1 << 6 | t0),
        (26 << 44) + (pair6 | state.left_labels[front]),
        (27 << 44) + (t0 << 20 | state.left_labels[s0] << 14 | rl0 << 8 | mark),
        (28 << 44) + (t1 << 26 | state.left_labels[s1] << 20 | rl1 << 14 | t0 << 8 | mark0),
        (29 << 44) + (pair6 | gap),
        (30 << 44) + (under6 | gap1),
        (31 << 44) + (wt0 << 7 | count0),
        (32 << 44) + (wt1 << 7 | count1),
        (33 << 44) + (t1 << 19 | count1 << 12 | pair),
        (34 << 44) + (pair6 << 8 | n1t << 8 | mark),
        (35 << 44) + (triple << 16 | mark << 8 | mark0),
        (36 << 44) + (w1 << 26 | w0 << 13 | n0w),
        (37 << 44) + (t1 << 18 | state.left_tags[s1] << 12 | pair),
        (38 << 44) + (w1 << 19 | w0 << 6 | rl0),
        (39 << 44) + (w0 << 19 | n0t << 13 | words[front + 1]),
        (40 << 44) + (lt0 << 24 | pair << 12 | n1t << 6 | t1),
    )


def label_keys(state: Configuration, head: int, dependent: int) -> tuple[int, ...]:
    """What the choice of a label rests on."""
    words, tags = state.words, state.tags
    left = dependent < head
    ht, dt = tags[head] << 1 | left, tags[dependent]
    hw, dw = words[head] << 1 | left, words[dependent]
    sibling = (state.left_labels if left else state.right_labels)[head]
    seen, own = state.cores[head], state.cores[dependent]
    distance = head - dependent if left else dependent - head
    near = distance if distance < 4 else 4
    pair = ht << 6 | dt
    pair12, word_tag = pair << 12, hw << 6 | dt
    return (
        (1 << 44) + pair,
        (2 << 44) + (pair << 13 | words[head]),
        (3 << 44) + (pair << 13 | dw),
        (4 << 44) + (hw << 13 | dw),
        (5 << 44) + (pair << 3 | near),
        (6 << 44) + (pair12 | state.left_tags[dependent] << 6 | state.right_tags[dependent]),
        (7 << 44) + (pair12 | state.left_labels[dependent] << 6 | state.right_labels[dependent]),
        (8 << 44) + (pair << 6 | sibling),
        (9 << 44) + (pair12 | seen),
        (10 << 44) + (pair12 << 8 | own << 8 | state.marks[head if left else dependent]),
        (11 << 44) + (state.wordtags[dependent] << 1 | left),
        (12 << 44) + (state.wordtags[head] << 1 | left),
        (13 << 44) + (pair << 6 | tags[dependent - 1]),
        (14 << 44) + (words[dependent + 1] << 7 | dt << 1 | left),
        (15 << 44) + (ht << 25 | dw << 12 | seen),
        (16 << 44) + (word_tag << 12 | own),
        (17 << 44) + (word_tag << 15 | seen << 3 | near),
        (18 << 44) + (pair << 8 | state.marks[dependent]),
    )


Decide = Callable[[Configuration, tuple[int, ...]], int]
Name = Callable[[Configuration, int, int], int]


def run(state: Configuration, decide: Decide, name: Name) -> None:
    """Parse to the end with the given choices."""
    while moves := state.valid():
        move = decide(state, moves) if len(moves) > 1 else moves[0]
        label = 0
        if move != SHIFT:
            head, dependent = state.arc(move)
            label = _LABEL_ROOT if head == state.root else name(state, head, dependent)
        state.apply(move, label)


def words_of(tags: Sequence[str]) -> tuple[list[int], list[str]]:
    """The token index of each word that is no punctuation; the marks before each and before the end."""
    places: list[int] = []
    marks: list[str] = []
    mark = ""
    for index, tag in enumerate(tags):
        if tag in PUNCTUATION:
            if tag not in mark:
                mark += tag
        else:
            places.append(index)
            marks.append(mark)
            mark = ""
    return places, [*marks, ""]


def configuration(
    lemmas: Sequence[str], tags: Sequence[str], alphabet: Alphabet
) -> tuple[Configuration, list[int]]:
    """The start for a sentence, and the token index of each word in it."""
    places, marks = words_of(tags)
    number, tag_number, mark_number = alphabet.words.get, alphabet.tags.get, alphabet.marks.get
    state = Configuration(
        [number(lemmas[index].lower(), _RARE) for index in places],
        [tag_number(tags[index], 0) for index in places],
        [mark_number(mark, _UNKNOWN_MARK) for mark in marks],
        alphabet,
    )
    return state, places


@dataclass(frozen=True, slots=True)
class DependencyParser:
    """Gives each word of a tagged sentence its head and its label.

    Attributes:
        alphabet: the numbers of words, tags, labels and marks.
        moves: packed scores of the transitions for each feature.
        relations: packed scores of the labels for each feature.
        offset: what makes the scores of labels positive.
    """

    alphabet: Alphabet
    moves: Mapping[int, int]
    relations: Mapping[int, int]
    offset: int

    @staticmethod
    def load() -> DependencyParser:
        """The shipped model.

        Raises:
            DataError: if the model file is missing or damaged.
        """
        return _shipped()

    @staticmethod
    def of(arrays: linear.Arrays) -> DependencyParser:
        """A parser from the arrays of a model file."""
        words, tags, labels, marks = (
            linear.names_of(arrays[name]) for name in ("words", "tags", "labels", "marks")
        )
        scores = arrays["moves"].astype(np.int64)
        together = scores[:, SHIFT] + (scores[:, RIGHT] << 20) + (scores[:, LEFT] << 40)
        moves = dict(zip(arrays["move_keys"].tolist(), together.tolist(), strict=True))
        packed = linear.packed(arrays, "relation_", len(labels))
        relations = dict(zip(arrays["relation_keys"].tolist(), packed, strict=True))
        return DependencyParser(
            Alphabet.of(words, tags, labels, marks), moves, relations, linear.bias(len(labels))
        )

    def parse(self, lemmas: Sequence[str], tags: Sequence[str]) -> tuple[list[int], list[str]]:
        """The head (token index; -1 for a root and for punctuation) and the label of each token.

        A sentence of more than ``LONGEST`` tokens is parsed in pieces of that length.
        """
        heads: list[int] = []
        labels: list[str] = []
        for start in range(0, len(tags), LONGEST):
            some, names = self._parse(lemmas[start : start + LONGEST], tags[start : start + LONGEST])
            heads += [head + start if head >= 0 else head for head in some]
            labels += names
        return heads, labels

    def _parse(self, lemmas: Sequence[str], tags: Sequence[str]) -> tuple[list[int], list[str]]:
        heads, labels = [-1] * len(tags), ["punct"] * len(tags)
        state, places = configuration(lemmas, tags, self.alphabet)
        if places:
            run(state, self._decider(state), self._name)
        for word, index in enumerate(places):
            head = state.heads[word]
            heads[index] = places[head] if 0 <= head < len(places) else -1
            labels[index] = self.alphabet.labels[state.labels[word] - 2] if heads[index] >= 0 else "root"
        return heads, labels

    def _decider(self, state: Configuration) -> Decide:
        get, none = self.moves.get, repeat(0)
        fronts = [sum(map(get, front_keys(state, front), none)) for front in range(state.root + 1)]

        def decide(state: Configuration, moves: tuple[int, ...]) -> int:
            total = sum(map(get, move_keys(state), none)) + fronts[state.front] + _MOVE_OFFSET
            shift, right, left = total & _MOVE_FIELD, total >> 20 & _MOVE_FIELD, total >> 40
            if moves is _ALL:
                return (
                    (SHIFT if shift >= left else LEFT) if shift >= right else RIGHT if right >= left else LEFT
                )
            if moves is _NO_RIGHT:
                return SHIFT if shift >= left else LEFT
            return RIGHT if right >= left else LEFT

        return decide

    def _name(self, state: Configuration, head: int, dependent: int) -> int:
        total = sum(map(self.relations.get, label_keys(state, head, dependent), repeat(0)))
        scores = linear.fields(total, len(self.alphabet.labels), self.offset)
        return linear.highest(scores) + 2


_MOVE_FIELD = (1 << 20) - 1
_MOVE_OFFSET = (1 << 19) * (1 + (1 << 20) + (1 << 40))


@cache
def _shipped() -> DependencyParser:
    return DependencyParser.of(linear.load("parser.npz"))
