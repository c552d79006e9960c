"""The line models: from a saved text's features to how likely each line is the article's."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from dateline.errors import DataError

Scorer = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""From rows of features to a score from 0 (furniture) to 1 (article) for each row."""


def load_scorer(name: str) -> Scorer:
    """A shipped model, ready to score rows.

    Args:
        name: the file's name in ``dateline/models/en``.

    Raises:
        DataError: the file is missing or is not an ONNX model.
    """
    path = resources.files("dateline").joinpath("models", "en", name)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises classes of its own, all derived from Exception
        raise DataError("cannot load the line model", where=str(path), action="reinstall dateline") from error
    source = session.get_inputs()[0].name
    target = session.get_outputs()[-1].name

    def score(rows: NDArray[np.float32]) -> NDArray[np.float32]:
        result: NDArray[np.float32] = np.asarray(session.run([target], {source: rows})[0], dtype=np.float32)
        return result[:, -1] if result.ndim == 2 else result

    return score
