"""What the parser learns: transitions and labels, over the tags that the tagger gives."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.understand import linear
from dateline.understand.dependencies import (
    LEFT,
    MOVES,
    RIGHT,
    SHIFT,
    Alphabet,
    Configuration,
    DependencyParser,
    configuration,
    front_keys,
    label_keys,
    move_keys,
    run,
    words_of,
)
from dateline.understand.lemmas import lemma
from dateline.understand.tagger import Tagger
from training.tagger.perceptron import AveragedPerceptron

_SCALE = 20.0
_LEAST_MOVE, _LEAST_LABEL = 40, 25
_VOCABULARY, _MARKS = 5000, 250
_SAME = {"csubjpass": "csubj", "quantmod": "advmod", "predet": "det", "preconj": "cc",
         "nmod": "compound", "ROOT": "root",
         "intj": "advmod", "meta": "dep", "": "dep"}  # fmt: skip
_NOT_FOUND = ("root", "")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence: lemmas, tags, and for each token its head (-1 for a root) and label."""

    lemmas: list[str]
    tags: list[str]
    heads: list[int]
    labels: list[str]


def example(record: Mapping[str, Any], tagger: Tagger) -> Example:
    """From a labelled sentence, with the tagger's tags in place of its own."""
    words, rows = record["words"], record["rows"]
    tags = tagger.learnt(words)
    lemmas = [lemma(word, tag) for word, tag in zip(words, tags, strict=True)]
    return Example(lemmas, tags, [row[1] for row in rows], [_SAME.get(row[2], row[2]) for row in rows])


def gold_of(example: Example, places: Sequence[int]) -> tuple[list[int], list[str]]:
    """Heads and labels over the words without punctuation; what hung on a mark hangs on the mark's head."""
    number = {index: word for word, index in enumerate(places)}
    heads, labels = [], []
    for index in places:
        head, steps = example.heads[index], 0
        while head >= 0 and head not in number and steps < 20:
            head, steps = example.heads[head], steps + 1
        heads.append(number.get(head, len(places)))
        labels.append(example.labels[index] if head in number else "root")
    return heads, labels


class Oracle:
    """The transitions that lose no arc of the gold tree that can still be had (Goldberg and Nivre 2013)."""

    def __init__(self, heads: Sequence[int]) -> None:
        """From the gold heads."""
        self.heads = heads
        self.children: list[list[int]] = [[] for _ in range(len(heads) + 1)]
        for word, head in enumerate(heads):
            self.children[head].append(word)

    def good(self, state: Configuration, moves: Sequence[int]) -> list[int]:
        """The moves that cost nothing, or all if each costs something."""
        stack, front = state.stack, state.front
        root = len(self.heads)
        if not stack or (SHIFT in moves and front < root and self.heads[front] == stack[-1]):
            return [SHIFT]
        top = stack[-1]
        if self.heads[top] == front:
            return [LEFT]
        costly: set[int] = set()
        if len(stack) >= 2 and self.heads[top] == stack[-2]:
            costly.add(LEFT)
        if SHIFT in moves and self._tied_to_stack(front, stack):
            costly.add(SHIFT)
        later = self.children[top]
        if self.heads[top] > front or (later and later[-1] >= front):
            costly |= {LEFT, RIGHT}
        return [move for move in moves if move not in costly] or list(moves)

    def _tied_to_stack(self, front: int, stack: Sequence[int]) -> bool:
        on_stack = set(stack)
        return self.heads[front] in on_stack or any(child in on_stack for child in self.children[front])


def alphabet_of(examples: Sequence[Example]) -> Alphabet:
    """The words, tags, labels and marks that features may name."""
    words = Counter(low.lower() for example in examples for low in example.lemmas)
    tags = sorted({tag for example in examples for tag in example.tags})
    labels = sorted({label for example in examples for label in example.labels} - {"root", ""})
    marks = Counter(mark for example in examples for mark in words_of(example.tags)[1])
    vocabulary = sorted(word for word, _ in words.most_common(_VOCABULARY) if word)
    frequent = sorted(mark for mark, _ in marks.most_common(_MARKS) if mark)
    return Alphabet.of(vocabulary, tags, labels, ["", *frequent])


class Trainer:
    """Learns the transitions and the labels side by side."""

    def __init__(self, alphabet: Alphabet) -> None:
        """Without weights."""
        self.alphabet = alphabet
        self.moves: AveragedPerceptron[int] = AveragedPerceptron(MOVES)
        self.labels: AveragedPerceptron[int] = AveragedPerceptron(len(alphabet.labels))
        self._number = {label: place for place, label in enumerate(alphabet.labels)}

    def learn(self, example: Example) -> None:
        """Parse the sentence, and learn from each wrong decision."""
        state, places = configuration(example.lemmas, example.tags, self.alphabet)
        if not places:
            return
        heads, labels = gold_of(example, places)
        oracle, every = Oracle(heads), range(len(self.alphabet.labels))

        def decide(state: Configuration, moves: tuple[int, ...]) -> int:
            keys = front_keys(state, state.front) + move_keys(state)
            scores = self.moves.scores(keys)
            guess = self.moves.best(scores, moves)
            good = oracle.good(state, moves)
            best = guess if guess in good else self.moves.best(scores, good)
            self.moves.update(best, guess, keys)
            return guess

        def name(state: Configuration, head: int, dependent: int) -> int:
            keys = label_keys(state, head, dependent)
            guess = self.labels.best(self.labels.scores(keys), every)
            if heads[dependent] == head:
                truth = self._number[labels[dependent]]
                self.labels.update(truth, guess, keys)
                return truth + 2
            return guess + 2

        run(state, decide, name)


def train(examples: Sequence[Example], epochs: int, seed: int) -> dict[str, NDArray[Any]]:
    """The arrays of the model file learnt from the sentences."""
    trainer = Trainer(alphabet_of(examples))
    order, chance = list(examples), random.Random(seed)
    for epoch in range(epochs):
        chance.shuffle(order)
        for item in order:
            trainer.learn(item)
        print(f"parser: epoch {epoch + 1} of {epochs}", flush=True)
    return to_arrays(trainer)


def to_arrays(trainer: Trainer) -> dict[str, NDArray[Any]]:
    """Round to integers, and drop the features that matter little."""
    moves = trainer.moves.averaged(_SCALE, _LEAST_MOVE, 1)
    relations = trainer.labels.averaged(_SCALE, _LEAST_LABEL, _LEAST_LABEL)
    move_keys, relation_keys = sorted(moves), sorted(relations)
    alphabet = trainer.alphabet
    arrays: dict[str, NDArray[Any]] = {
        "words": linear.strings(list(alphabet.words)),
        "tags": linear.strings(list(alphabet.tags)),
        "labels": linear.strings(alphabet.labels),
        "marks": linear.strings(list(alphabet.marks)),
        "move_keys": np.array(move_keys, dtype="<i8"),
        "moves": np.array(
            [[moves[key].get(move, 0) for move in range(MOVES)] for key in move_keys], dtype="<i2"
        ),
        "relation_keys": np.array(relation_keys, dtype="<i8"),
    }
    sparse = linear.sparse([relations[key] for key in relation_keys])
    return arrays | {f"relation_{name}": array for name, array in sparse.items()}


def attachment(parser: DependencyParser, examples: Sequence[Example]) -> dict[str, float]:
    """How many words have their head, and their head and label, without punctuation."""
    total = heads_right = both_right = 0
    for item in examples:
        places, _ = words_of(item.tags)
        gold_heads, gold_labels = gold_of(item, places)
        heads, labels = parser.parse(item.lemmas, item.tags)
        for word, index in enumerate(places):
            gold = places[gold_heads[word]] if gold_heads[word] < len(places) else -1
            total += 1
            heads_right += heads[index] == gold
            both_right += heads[index] == gold and labels[index] == gold_labels[word]
    return {"head": heads_right / total, "head_and_label": both_right / total, "words": total}
