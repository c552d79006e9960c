"""Fits the line model, measures it across domains, and writes it as ONNX."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import onnx
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType

from dateline.evaluate.extraction import PageScore, score, summarise
from dateline.extract.body import choose
from dateline.extract.furniture_features import feature_names
from training.furniture.examples import FOLDS, Example

SEED = 7
ROUNDS = 180
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 20,
    "learning_rate": 0.08,
    "min_data_in_leaf": 100,
    "min_sum_hessian_in_leaf": 5.0,
    "lambda_l2": 50.0,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 63,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
# News pages count for more than the guides and product posts that fill the largest set.
SET_WEIGHTS = {"seb": 2.0, "fundus": 1.5, "wcxb": 1.0}
THRESHOLDS = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
THRESHOLD = 0.5

Scores = npt.NDArray[np.float64]


def fit(pages: Sequence[Example]) -> lgb.Booster:
    """A model of these pages: a line weighs as many words as it has, a page as much as any other."""
    features = np.vstack([page.view.features for page in pages])
    truth = np.concatenate([page.truth for page in pages]).astype(np.int32)
    weights = np.concatenate([_weights(page) for page in pages])
    data = lgb.Dataset(features, truth, weight=weights / weights.mean(), feature_name=list(feature_names()))
    return lgb.train(PARAMETERS, data, ROUNDS)


def _weights(page: Example) -> Scores:
    sizes = np.array([len(words) for words in page.view.words], dtype=np.float64)
    total = max(20.0, float(sizes[page.truth].sum()))
    return np.minimum(1.0, (sizes + 3) / total) * SET_WEIGHTS[page.page.layout]


def cross_validate(pages: Sequence[Example]) -> dict[str, dict[str, float | int]]:
    """Scores of every page by a model that saw no page of its domain; printed for each threshold."""
    scored: list[tuple[Example, Scores]] = []
    for fold in range(FOLDS):
        model = fit([page for page in pages if page.fold != fold])
        scored.extend((page, _predicted(model, page)) for page in pages if page.fold == fold)
        print(f"fold {fold + 1} of {FOLDS}", file=sys.stderr)
    for threshold in THRESHOLDS:
        row = {name: round(float(found["f1"]), 4) for name, found in _by_set(scored, threshold).items()}
        print(f"threshold {threshold}: {row}")
    return _by_set(scored, THRESHOLD)


def _predicted(model: lgb.Booster, page: Example) -> Scores:
    if not page.view.lines:
        return np.zeros(0)
    return np.asarray(model.predict(page.view.features), dtype=np.float64)


def _by_set(scored: Iterable[tuple[Example, Scores]], threshold: float) -> dict[str, dict[str, float | int]]:
    results: dict[str, list[PageScore]] = {}
    for page, scores in scored:
        taken = choose(page.view, scores.tolist(), threshold, page.authors).taken
        text = "\n".join(line.text for line, flag in zip(page.view.lines, taken, strict=True) if flag)
        results.setdefault(page.page.layout, []).append(score(page.page.body or "", text))
    return {name: summarise(found) for name, found in results.items()}


def write(model: lgb.Booster, path: Path) -> int:
    """The model as ONNX with its features and threshold in the metadata; returns its size in bytes."""
    width = len(feature_names())
    converted = convert_lightgbm(
        model, initial_types=[("features", FloatTensorType([None, width]))], zipmap=False, target_opset=15
    )
    for key, value in (("features", json.dumps(list(feature_names()))), ("threshold", str(THRESHOLD))):
        entry = converted.metadata_props.add()
        entry.key, entry.value = key, value
    path.parent.mkdir(parents=True, exist_ok=True)
    content: bytes = onnx.ModelProto.SerializeToString(converted)
    path.write_bytes(content)
    return len(content)
