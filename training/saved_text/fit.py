"""The two line models of saved text: fitted, cross-validated, written as ONNX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import lightgbm as lgb
import numpy as np
import onnxmltools
from numpy.typing import NDArray
from onnxmltools.convert.common.data_types import FloatTensorType

from dateline.evaluate.extraction import PageScore, score, summarise
from dateline.extract.saved_text import SavedTextReader
from dateline.extract.saved_text_context import context_features
from dateline.extract.saved_text_judge import VIEWS, Judge, visible
from training.saved_text.examples import FOLDS, SEED, SETS, Sample, folds_of

Rows = NDArray[np.float32]
PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.08,
    "num_leaves": 31,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "force_row_wise": True,
    "verbose": -1,
    "num_threads": 1,
    "seed": SEED,
    "deterministic": True,
}
ROUNDS = 160


def seen_as(samples: Sequence[Sample], columns: int | None) -> list[Sample]:
    """The samples as a judge sees them: the first so many columns of their features, None for all."""
    return [replace(sample, facts=visible(sample.facts, columns)) for sample in samples]


def fit(rows: Sequence[Rows], samples: Sequence[Sample]) -> lgb.Booster:
    """One model for these samples, seen as these rows."""
    data = lgb.Dataset(
        np.vstack(rows),
        np.concatenate([sample.labels for sample in samples]),
        weight=np.concatenate([sample.weights for sample in samples]),
    )
    return lgb.train(PARAMETERS, data, ROUNDS)


def fit_without(
    fold: int, folds: NDArray[np.int64], rows: Sequence[Rows], samples: Sequence[Sample]
) -> lgb.Booster:
    """One model for the samples of all folds but one."""
    inside = np.flatnonzero(folds != fold).tolist()
    return fit([rows[index] for index in inside], [samples[index] for index in inside])


def predict(model: lgb.Booster, rows: Rows) -> Rows:
    """The model's scores of these rows."""
    return np.asarray(model.predict(rows), dtype=np.float32)


def first_models(samples: Sequence[Sample], folds: NDArray[np.int64]) -> tuple[list[lgb.Booster], list[Rows]]:
    """For each fold the first model that has not seen it; and the rows of the second look.

    The second model learns from what first models say of pages that they have not seen.
    """
    rows = [sample.facts.rows for sample in samples]
    models = [fit_without(fold, folds, rows, samples) for fold in range(FOLDS)]
    seen_again = [
        context_features(sample.facts, predict(models[fold], sample.facts.rows))
        for sample, fold in zip(samples, folds.tolist(), strict=True)
    ]
    return models, seen_again


def train(samples: Sequence[Sample]) -> tuple[lgb.Booster, lgb.Booster]:
    """Both models, from all samples."""
    _, seen_again = first_models(samples, folds_of(samples))
    return fit([sample.facts.rows for sample in samples], samples), fit(seen_again, samples)


def cross_validate(samples: Sequence[Sample]) -> dict[str, dict[str, float | int]]:
    """The whole reader's figures on pages of sites that its models have not seen, for each set.

    The rows that a second model learns from were made by first models of the other folds, one of which
    each has learnt from the fold that is read (the usual way of stacking models, not nested twice).
    """
    folds = folds_of(samples)
    views = [(columns, seen_as(samples, columns)) for _, columns in VIEWS]
    looks = [(columns, view, *first_models(view, folds)) for columns, view in views]
    scores: dict[str, list[PageScore]] = {layout: [] for layout, _ in SETS}
    for fold in range(FOLDS):
        judges: list[Judge] = []
        for columns, view, first, again in looks:
            second = fit_without(fold, folds, again, view)
            judges.append(Judge(partial(predict, first[fold]), partial(predict, second), columns))
        reader = SavedTextReader(judges)
        for index in np.flatnonzero(folds == fold).tolist():
            page = samples[index].page
            if page.layout in scores:
                blocks = reader.read(page.text).blocks
                scores[page.layout].append(score(page.truth, "\n".join(block.text for block in blocks)))
    return {layout: summarise(some) for layout, some in scores.items()}


def write(model: lgb.Booster, path: Path) -> int:
    """Writes a model as ONNX, cross-entropy read as the binary objective (the same); returns its size."""
    text = model.model_to_string().replace("objective=cross_entropy", "objective=binary sigmoid:1")
    text = text.replace("[objective: cross_entropy]", "[objective: binary]")
    converted = onnxmltools.convert_lightgbm(
        lgb.Booster(model_str=text),
        name=path.stem,
        initial_types=[("rows", FloatTensorType([None, model.num_feature()]))],
        zipmap=False,
        target_opset=15,
    )
    return path.write_bytes(converted.SerializeToString())
