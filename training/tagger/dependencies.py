"""Trains the parser: ``python -m training.tagger.dependencies --silver FILE [--out FILE]``.

It learns from news labelled by ``training.tagger.silver``, with the tags that the shipped tagger gives, so
that it meets in training what it meets in use. One sentence in fifty is held out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from dateline.understand.dependencies import (
    LEFT,
    RIGHT,
    SHIFT,
    Configuration,
    DependencyModel,
    DependencyParser,
    configuration,
    label_features,
    move_features,
    run,
)
from dateline.understand.lemmas import lemma
from dateline.understand.tagger import Tagger
from training.tagger.perceptron import AveragedPerceptron

_SEED = 17
_OUT = Path("src/dateline/models/en/parser.json.gz")
_MOST_BYTES = 3_000_000
_MOVES = ("0", "1", "2")
_SAME = {"csubjpass": "csubj", "quantmod": "advmod", "predet": "det", "preconj": "cc",
         "nmod": "compound", "ROOT": "root",
         "intj": "advmod", "meta": "dep", "": "dep"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence: lemmas, tags, and for each token its head (-1 for a root) and label."""

    lemmas: list[str]
    tags: list[str]
    heads: list[int]
    labels: list[str]


def read(path: Path, tagger: Tagger, limit: int | None) -> list[Example]:
    examples = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            words = record["words"]
            tags = tagger.tag(words)
            lemmas = [lemma(word, tag) for word, tag in zip(words, tags, strict=True)]
            rows = record["rows"]
            labels = [_SAME.get(row[2], row[2]) for row in rows]
            examples.append(Example(lemmas, tags, [row[1] for row in rows], labels))
    random.Random(_SEED).shuffle(examples)
    return examples[:limit]


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
        self.heads = heads
        self.children: list[list[int]] = [[] for _ in range(len(heads) + 1)]
        for word, head in enumerate(heads):
            self.children[head].append(word)

    def good(self, state: Configuration, moves: Sequence[int]) -> list[int]:
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


class Trainer:
    """Learns the transitions and the labels side by side."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        self.vocabulary = vocabulary
        self.moves = AveragedPerceptron()
        self.labels = AveragedPerceptron()

    def learn(self, example: Example) -> None:
        state, places = configuration(example.lemmas, example.tags, self.vocabulary)
        if not places:
            return
        heads, labels = gold_of(example, places)
        oracle = Oracle(heads)

        def decide(state: Configuration, moves: list[int]) -> int:
            names = move_features(state)
            guess = self.moves.best(names, [_MOVES[move] for move in moves])
            good = oracle.good(state, moves)
            if int(guess) in good:
                self.moves.update(guess, guess, names)
            else:
                best = self.moves.best(names, [_MOVES[move] for move in good])
                self.moves.update(best, guess, names)
            return int(guess)

        def name(state: Configuration, head: int, dependent: int) -> str:
            if head == len(places):
                return "root"
            names = label_features(state, head, dependent)
            guess = self.labels.best(names, ())
            if heads[dependent] == head:
                self.labels.update(labels[dependent], guess, names)
                return labels[dependent]
            return guess

        run(state, decide, name)


def to_model(trainer: Trainer, least: tuple[float, float]) -> DependencyModel:
    moves: dict[str, tuple[int, int, int]] = {}
    for feature, by_move in trainer.moves.averaged().items():
        scores = [round(by_move.get(move, 0.0) * 20) for move in _MOVES]
        if max(map(abs, scores)) >= least[0]:
            moves[feature] = (scores[SHIFT], scores[RIGHT], scores[LEFT])
    averaged = trainer.labels.averaged()
    names = sorted({label for by_label in averaged.values() for label in by_label})
    number = {label: index for index, label in enumerate(names)}
    relations: dict[str, list[int]] = {}
    for feature, by_label in averaged.items():
        kept = [(number[label], round(weight * 20)) for label, weight in sorted(by_label.items())]
        flat = [value for pair in kept if abs(pair[1]) >= least[1] for value in pair]
        if flat:
            relations[feature] = flat
    return DependencyModel(
        words=sorted(trainer.vocabulary),
        labels=names,
        moves=dict(sorted(moves.items())),
        relations=dict(sorted(relations.items())),
    )


def attachment(parser: DependencyParser, examples: Sequence[Example]) -> Mapping[str, float]:
    total = heads_right = both_right = 0
    for example in examples:
        _, places = configuration(example.lemmas, example.tags, frozenset())
        gold_heads, gold_labels = gold_of(example, places)
        heads, labels = parser.parse(example.lemmas, example.tags)
        for word, index in enumerate(places):
            gold = places[gold_heads[word]] if gold_heads[word] < len(places) else -1
            total += 1
            heads_right += heads[index] == gold
            both_right += heads[index] == gold and labels[index] == gold_labels[word]
    return {"unlabelled": heads_right / total, "labelled": both_right / total, "words": total}


def vocabulary_of(examples: Sequence[Example], size: int) -> frozenset[str]:
    counts = Counter(low.lower() for example in examples for low in example.lemmas)
    return frozenset(word for word, _ in counts.most_common(size))


def main() -> None:
    parser = argparse.ArgumentParser(prog="training.tagger.dependencies")
    parser.add_argument("--silver", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--vocabulary", type=int, default=5000)
    parser.add_argument("--out", type=Path, default=_OUT)
    options = parser.parse_args()
    examples = read(options.silver, Tagger.load(), options.limit)
    held, learn = examples[: len(examples) // 50], examples[len(examples) // 50 :]
    trainer = Trainer(vocabulary_of(learn, options.vocabulary))
    chance = random.Random(_SEED)
    for epoch in range(options.epochs):
        chance.shuffle(learn)
        for example in learn:
            trainer.learn(example)
        print("epoch", epoch + 1, len(trainer.moves.weights), len(trainer.labels.weights), flush=True)
    for least in ((25.0, 16.0), (40.0, 25.0), (60.0, 35.0)):
        model = to_model(trainer, least)
        packed = gzip.compress(msgspec.json.encode(model), mtime=0)
        report = dict(attachment(DependencyParser.of(model), held))
        print(
            json.dumps(report | {"least": least[0], "bytes": len(packed), "features": len(model.moves)}),
            flush=True,
        )
        if len(packed) < _MOST_BYTES:
            break
    options.out.write_bytes(packed)


if __name__ == "__main__":
    main()
