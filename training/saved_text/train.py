"""Trains the two line models that find the article in a saved text.

    python -m training.saved_text.train ../shared/data/extraction --out src/dateline/models/en
    python -m training.saved_text.train ../shared/data/extraction --cross-validate

The first command writes `saved_text.onnx` (each line by itself, with its neighbours) and
`saved_text_context.onnx` (once more, with what the first model made of the lines around it). The second
one trains on four fifths of the sites and reads the pages of the rest, five times, and prints the figures.
Both are seeded; the folder holds the layouts `seb` (`html/`), `wcxb_dev/` and `fundus/`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import lightgbm as lgb
import numpy as np
import onnxmltools
from numpy.typing import NDArray
from onnxmltools.convert.common.data_types import FloatTensorType

from dateline.evaluate.extraction import PageScore, score, summarise
from dateline.evaluate.layouts import load
from dateline.evaluate.saved_page import page_as_text
from dateline.extract.saved_text import SavedTextReader
from dateline.extract.saved_text_context import context_features
from dateline.extract.saved_text_features import LineFacts, line_features
from dateline.extract.saved_text_lines import lines_of
from dateline.extract.saved_text_rules import FurnitureRules
from training.saved_text.labels import label

SEED = 1
FOLDS = 5
SETS = (("seb", "."), ("wcxb", "wcxb_dev"), ("fundus", "fundus"))
# The benchmark's pages are news pages of every sort, as those to be read will be; they count double.
# Shortened pages are made of the others: an article with little around it, as scrapers save it, and a page
# without its article.
SET_WEIGHT = {"seb": 2.0, "wcxb": 1.0, "fundus": 1.0, "cropped": 0.5, "emptied": 0.3}
CROPPED, EMPTIED = 0.35, 0.15
PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.08,
    "num_leaves": 31,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbose": -1,
    "num_threads": 1,
    "seed": SEED,
    "deterministic": True,
}
ROUNDS = 160


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page and its truth."""

    layout: str
    domain: str
    text: str
    truth: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A saved page, its features and labels."""

    page: Saved
    facts: LineFacts
    labels: NDArray[np.float64]
    weights: NDArray[np.float64]


def read_samples(directory: Path) -> list[Sample]:
    """Every page that has a body, as a person would have saved it, and pages made of some of them."""
    rules = FurnitureRules.load()
    chance = random.Random(SEED)
    samples: list[Sample] = []
    for layout, folder in SETS:
        for page in load(directory / folder, layout):
            text = page_as_text(page.html)
            lines = lines_of(text)
            if not page.body or not lines:
                continue
            labels = label(lines, page.body, page.title)
            whole = Saved(layout, site_of(page.domain), text, page.body)
            samples.append(sample_of(whole, lines, labels, rules))
            samples.extend(shortened(whole, lines, labels, rules, chance))
    return samples


def sample_of(
    saved: Saved, lines: Sequence[str], labels: NDArray[np.float64], rules: FurnitureRules
) -> Sample:
    """The features and weights of a page's lines; each page weighs the same, its longer lines more."""
    words = np.array([len(line.split()) for line in lines], dtype=np.float64)
    weights = np.sqrt(words) + 0.3
    weights *= 100 * SET_WEIGHT[saved.layout] / weights.sum()
    return Sample(saved, line_features(lines, rules), labels, weights)


def shortened(
    saved: Saved,
    lines: Sequence[str],
    labels: NDArray[np.float64],
    rules: FurnitureRules,
    chance: random.Random,
) -> Iterator[Sample]:
    """Now and then the article with up to five lines on either side, or all but the article."""
    article = np.flatnonzero(labels > 0.5)
    if not len(article):
        return
    start, end = int(article[0]), int(article[-1]) + 1
    if chance.random() < CROPPED:
        part = slice(max(0, start - chance.randint(0, 5)), end + chance.randint(0, 5))
        yield sample_of(replace(saved, layout="cropped"), lines[part], labels[part], rules)
    if chance.random() < EMPTIED and len(lines) - (end - start) >= 5:
        rest = [*lines[:start], *lines[end:]]
        yield sample_of(replace(saved, layout="emptied"), rest, np.zeros(len(rest)), rules)


def site_of(domain: str) -> str:
    """The registered name, near enough: its last two parts, three for the likes of co.uk."""
    parts = domain.split(".")
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3
    return ".".join(parts[-3:] if short else parts[-2:])


def folds_of(samples: Sequence[Sample]) -> NDArray[np.int64]:
    """A fold for each sample, the same for all pages of a site."""
    sites = sorted({sample.page.domain for sample in samples})
    random.Random(SEED).shuffle(sites)
    fold = {site: number % FOLDS for number, site in enumerate(sites)}
    return np.array([fold[sample.page.domain] for sample in samples])


def fit(rows: Sequence[NDArray[np.float32]], samples: Sequence[Sample]) -> lgb.Booster:
    """One model for these samples, seen as these rows."""
    data = lgb.Dataset(
        np.vstack(rows),
        np.concatenate([sample.labels for sample in samples]),
        weight=np.concatenate([sample.weights for sample in samples]),
    )
    return lgb.train(PARAMETERS, data, ROUNDS)


def predict(model: lgb.Booster, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The model's scores of these rows."""
    return np.asarray(model.predict(rows), dtype=np.float32)


def train(samples: Sequence[Sample]) -> tuple[lgb.Booster, lgb.Booster]:
    """Both models. The second one learns from what first models say of pages that they have not seen."""
    rows = [sample.facts.rows for sample in samples]
    folds = folds_of(samples)
    unseen: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(samples)
    for fold in range(FOLDS):
        inside = [index for index in range(len(samples)) if folds[index] != fold]
        model = fit([rows[index] for index in inside], [samples[index] for index in inside])
        for index in np.flatnonzero(folds == fold).tolist():
            unseen[index] = predict(model, rows[index])
    seen_again = [
        context_features(sample.facts, scores) for sample, scores in zip(samples, unseen, strict=True)
    ]
    return fit(rows, samples), fit(seen_again, samples)


def cross_validate(samples: Sequence[Sample]) -> dict[str, dict[str, float | int]]:
    """The whole reader's figures on pages of sites that its models have not seen, for each set."""
    folds = folds_of(samples)
    scores: dict[str, list[PageScore]] = {layout: [] for layout, _ in SETS}
    for fold in range(FOLDS):
        models = train([sample for sample, other in zip(samples, folds, strict=True) if other != fold])
        reader = SavedTextReader(partial(predict, models[0]), partial(predict, models[1]))
        for index in np.flatnonzero(folds == fold).tolist():
            sample = samples[index]
            if sample.page.layout not in scores:
                continue
            read = reader.read(sample.page.text)
            predicted = "\n".join(block.text for block in read.blocks)
            scores[sample.page.layout].append(score(sample.page.truth, predicted))
    return {layout: summarise(some) for layout, some in scores.items()}


def save(model: lgb.Booster, path: Path) -> None:
    """Writes a model as ONNX; cross-entropy is read as the binary objective, which is the same."""
    text = model.model_to_string().replace("objective=cross_entropy", "objective=binary sigmoid:1")
    text = text.replace("[objective: cross_entropy]", "[objective: binary]")
    columns = model.num_feature()
    converted = onnxmltools.convert_lightgbm(
        lgb.Booster(model_str=text),
        initial_types=[("rows", FloatTensorType([None, columns]))],
        zipmap=False,
        target_opset=15,
    )
    path.write_bytes(converted.SerializeToString())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--cross-validate", action="store_true")
    arguments = parser.parse_args()
    samples = read_samples(arguments.directory)
    if arguments.cross_validate:
        print(json.dumps(cross_validate(samples), indent=2))
    if arguments.out:
        first, second = train(samples)
        save(first, arguments.out / "saved_text.onnx")
        save(second, arguments.out / "saved_text_context.onnx")


if __name__ == "__main__":
    main()
