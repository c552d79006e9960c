"""What the tagger learns: a lexicon of the tags that words have, and weights for the rest."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from dateline.understand.tagger import Lexicon, Place, TaggerModel, features
from training.tagger.perceptron import AveragedPerceptron

Tagged = tuple[list[str], list[str]]

_SCALE = 20.0
_LEAST = 2
_MANY_TAGS = ("NN", "VBD", "VBN", "VB", "VBP", "''", "POS")
_TWINS = {"VBD": "VBN", "VBN": "VBD", "VB": "VBP", "VBP": "VB", "NNP": "NNPS"}


def lexicon_of(sentences: Sequence[Tagged]) -> Lexicon:
    """Which tags each word has in the sentences."""
    counts: dict[str, Counter[str]] = {}
    cases: dict[str, Counter[bool]] = {}
    for words, truth in sentences:
        for index, (word, tag) in enumerate(zip(words, truth, strict=True)):
            counts.setdefault(word, Counter())[tag] += 1
            if index and word[0].isalpha():
                cases.setdefault(word.lower(), Counter())[word[0].isupper()] += 1
    single: dict[str, str] = {}
    allowed: dict[str, tuple[str, ...]] = {}
    for word, seen in sorted(counts.items()):
        if _has_one_tag(seen):
            single[word] = seen.most_common(1)[0][0]
        elif seen.total() >= 8:
            allowed[word] = _frequent(seen)
    entries = {word.lower() for word in [*single, *allowed]}
    names = frozenset(word for word, seen in cases.items() if seen[True] > seen[False] and word in entries)
    tags = tuple(sorted({tag for seen in counts.values() for tag in seen}))
    return Lexicon(tags, single, allowed, names)


def _has_one_tag(seen: Counter[str]) -> bool:
    total = seen.total()
    tag, top = seen.most_common(1)[0]
    if tag == "NN":
        return total >= 60 and top >= 0.997 * total
    return total >= 20 and top >= 0.99 * total and tag not in _MANY_TAGS


def _frequent(seen: Counter[str]) -> tuple[str, ...]:
    """The tags that are not mistakes, the most frequent first; of a rarer word also their twins."""
    total = seen.total()
    tags = tuple(tag for tag, count in seen.most_common() if count >= 2 and count >= 0.004 * total)
    if total >= 200:
        return tags
    return (*tags, *(twin for tag in tags if (twin := _TWINS.get(tag)) and twin not in tags))


def train(sentences: Sequence[Tagged], epochs: int, seed: int) -> TaggerModel:
    """The model learnt from tagged sentences."""
    lexicon = lexicon_of(sentences)
    number = {tag: place for place, tag in enumerate(lexicon.tags)}
    every = range(len(lexicon.tags))
    allowed = {word: [number[tag] for tag in tags] for word, tags in lexicon.allowed.items()}
    model: AveragedPerceptron[str] = AveragedPerceptron(len(lexicon.tags))
    order, chance = list(sentences), random.Random(seed)
    for _ in range(epochs):
        chance.shuffle(order)
        for words, truth in order:

            def learn(place: Place, truth: list[str] = truth) -> str:
                names = features(place)
                guess = model.best(model.scores(names), allowed.get(place.word, every))
                model.update(number[truth[place.place]], guess, names)
                return lexicon.tags[guess]

            lexicon.decide(words, learn)
    rows = model.averaged(_SCALE, _LEAST, _LEAST)
    return TaggerModel(
        tags=list(lexicon.tags),
        single={word: number[tag] for word, tag in lexicon.single.items()},
        allowed=allowed,
        names=sorted(lexicon.names),
        weights={name: rows[name] for name in sorted(rows)},
    )
