"""Trains the tagger: ``python -m training.tagger DATA --silver FILE [--cross-validate] [--out FILE]``.

First on news labelled by ``training.tagger.silver``, then on the treebanks (GUM news; PETRARCH's parses)
with a part of the labelled news so that nothing is forgotten. Cross-validation leaves out GUM documents in
five parts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from dateline.evaluate.conllu import all_trees, read_directory, to_own_tokens
from dateline.understand.tagger import Tagger, TaggerModel, in_title_case
from training.tagger.corpora import read_petr
from training.tagger.perceptron import AveragedPerceptron

Tagged = tuple[list[str], list[str]]
Weights = Mapping[str, Mapping[str, float]]

_SEED = 17
_FOLDS = 5
_FINE_RATE = 1.0
_OUT = Path("src/dateline/models/en/tagger.json.gz")
_AUXILIARIES = {"AUXP": "VBP", "AUXB": "VB", "AUXD": "VBD", "AUXG": "VBG", "AUXZ": "VBZ", "AUXN": "VBN"}


def read_silver(path: Path) -> list[Tagged]:
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        (record["words"], [row[0] for row in record["rows"]])
        for record in records
        if not in_title_case(record["words"])
    ]


def read_gum(folder: Path) -> list[list[Tagged]]:
    documents = []
    for document in read_directory(folder):
        trees = [to_own_tokens(tree) for tree in all_trees(document)]
        documents.append([(tree.words, [row.tag for row in tree.rows]) for tree in trees])
    return documents


def lexicon(sentences: Sequence[Tagged], gold: Sequence[Tagged]) -> Tagger:
    """A tagger without weights that knows which tags each word can have."""
    counts: dict[str, Counter[str]] = {}
    cases: dict[str, Counter[bool]] = {}
    for weight, part in ((1, sentences), (5, gold)):
        for words, truth in part:
            for index, (word, tag) in enumerate(zip(words, truth, strict=True)):
                counts.setdefault(word, Counter())[tag] += weight
                if index and word[0].isalpha():
                    cases.setdefault(word.lower(), Counter())[word[0].isupper()] += weight
    single: dict[str, str] = {}
    allowed: dict[str, tuple[str, ...]] = {}
    for word, seen in counts.items():
        total = seen.total()
        tag, top = seen.most_common(1)[0]
        if (
            total >= 20 and top >= 0.99 * total and tag not in ("NN", "VBD", "VBN", "VB", "VBP", "''", "POS")
        ) or (total >= 60 and top >= 0.997 * total and tag == "NN"):
            single[word] = tag
        elif total >= 8:
            frequent = tuple(
                tag for tag, count in seen.most_common() if count >= 2 and count >= 0.004 * total
            )
            allowed[word] = _with_twins(frequent) if total < 200 else frequent
    names = frozenset(word for word, seen in cases.items() if seen[True] > seen[False])
    tags = tuple(sorted({tag for seen in counts.values() for tag in seen}))
    return Tagger(tags, single, allowed, names, {})


_TWINS = {"VBD": "VBN", "VBN": "VBD", "VB": "VBP", "VBP": "VB", "NNP": "NNPS"}


def _with_twins(tags: tuple[str, ...]) -> tuple[str, ...]:
    return (*tags, *(twin for tag in tags if (twin := _TWINS.get(tag)) and twin not in tags))


def train(
    base: Tagger, model: AveragedPerceptron, sentences: Sequence[Tagged], epochs: int, seed: int
) -> Weights:
    chance = random.Random(seed)
    order = list(sentences)
    for _ in range(epochs):
        chance.shuffle(order)
        for words, truth in order:
            _learn(base, model, words, truth)
    return model.averaged()


def _learn(base: Tagger, model: AveragedPerceptron, words: Sequence[str], truth: Sequence[str]) -> None:
    def decide(index: int, word: str, names: list[str]) -> str:
        guess = model.best(names, base.allowed.get(word, ()))
        model.update(truth[index], guess, names)
        return guess

    base.decide(words, decide)


def to_model(base: Tagger, weights: Weights, scale: float, least: int) -> TaggerModel:
    """Round to integers, and drop what is too small to matter."""
    number = {tag: index for index, tag in enumerate(base.tags)}
    flat: dict[str, list[int]] = {}
    for feature, by_tag in weights.items():
        rounded = [(number[tag], round(weight * scale)) for tag, weight in by_tag.items() if tag in number]
        kept = [value for pair in sorted(rounded) if abs(pair[1]) >= least for value in pair]
        if kept:
            flat[feature] = kept
    return TaggerModel(
        tags=list(base.tags),
        single={word: number[tag] for word, tag in sorted(base.single.items())},
        allowed={word: [number[tag] for tag in tags] for word, tags in sorted(base.allowed.items())},
        names=sorted(base.names & _worth_keeping(base)),
        weights=dict(sorted(flat.items())),
    )


def _worth_keeping(base: Tagger) -> set[str]:
    return {word.lower() for word in [*base.single, *base.allowed]}


def accuracy(tagger: Tagger, sentences: Sequence[Tagged]) -> tuple[int, int]:
    right = total = 0
    for words, truth in sentences:
        right += sum(tag == gold for tag, gold in zip(tagger.tag(words), truth, strict=True))
        total += len(words)
    return right, total


def fit(
    silver: Sequence[Tagged], pretrained: Weights, gold: Sequence[Tagged], petr: Sequence[Tagged]
) -> TaggerModel:
    chance = random.Random(_SEED)
    base = lexicon(silver, gold)
    sample = chance.sample(list(silver), min(len(silver), len(gold)))
    weights = train(
        base, AveragedPerceptron.resume(pretrained, _FINE_RATE), [*gold, *gold, *petr, *sample], 4, _SEED
    )
    return to_model(base, weights, 20.0, 2)


def folds(documents: Sequence[list[Tagged]]) -> Iterator[tuple[list[Tagged], list[Tagged]]]:
    for part in range(_FOLDS):
        learn = [
            item for index, document in enumerate(documents) if index % _FOLDS != part for item in document
        ]
        hold = [
            item for index, document in enumerate(documents) if index % _FOLDS == part for item in document
        ]
        yield learn, hold


def main() -> None:
    parser = argparse.ArgumentParser(prog="training.tagger")
    parser.add_argument(
        "data", type=Path, help="folder with coreference/gum_news and events/petr_unit_records.xml"
    )
    parser.add_argument("--silver", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=None, help="use only so many labelled sentences")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--out", type=Path, default=_OUT)
    options = parser.parse_args()
    silver = read_silver(options.silver)
    random.Random(_SEED).shuffle(silver)
    silver = silver[: options.limit]
    documents = read_gum(options.data / "coreference" / "gum_news")
    petr = [
        (words, [_AUXILIARIES.get(tag, tag) for tag in tags])
        for words, tags in read_petr(options.data / "events" / "petr_unit_records.xml")
    ]
    held = silver[: len(silver) // 50]
    silver = silver[len(held) :]
    pretrained = train(lexicon(silver, []), AveragedPerceptron(), silver, options.epochs, _SEED)
    report: dict[str, float] = {"sentences": len(silver)}
    if options.cross_validate:
        right = total = bare = 0
        plain = Tagger.of(to_model(lexicon(silver, []), pretrained, 20.0, 2))
        for learn, hold in folds(documents):
            hits, size = accuracy(Tagger.of(fit(silver, pretrained, learn, petr)), hold)
            right, total, bare = right + hits, total + size, bare + accuracy(plain, hold)[0]
        report |= {"gum_accuracy": right / total, "gum_accuracy_without_gum": bare / total, "tokens": total}
    model = fit(silver, pretrained, [item for document in documents for item in document], petr)
    hits, size = accuracy(Tagger.of(model), held)
    report["silver_accuracy"] = hits / size
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(gzip.compress(msgspec.json.encode(model), mtime=0))
    report |= {"bytes": options.out.stat().st_size, "features": len(model.weights)}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
