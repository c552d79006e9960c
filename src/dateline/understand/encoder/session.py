"""Runs the trained encoder: a window of text in, what its heads say of each word piece out.

One window is one run, so that what is read in it does not depend on what else is read: the scale of the
activations is taken window by window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from dateline.errors import DataError
from dateline.understand.encoder.labels import PAIRS, ROOTS, TAGS
from dateline.understand.encoder.wordpieces import (
    CLS,
    SEP,
    SOURCE_OPEN,
    TARGET_OPEN,
    Pieces,
    Wordpieces,
    marked,
    slice_pieces,
)

Floats = NDArray[np.float32]

FOLDER = Path(str(resources.files("dateline") / "models" / "en"))
MOST_PIECES = 254
# The fused kernel takes seven times what its parts take, a seventh of the whole run.
_SLOW_FUSIONS = ["SkipLayerNormFusion"]


@dataclass(frozen=True, eq=False)
class Sight:
    """What the heads say of a window.

    Attributes:
        pieces: the word pieces; their places are those of the text that was given.
        outputs: for each head its scores, [pieces, labels]; ``quad`` has one row, for the whole window.
        vectors: what the encoder gives for each piece, [pieces, width].
        small: the weights of the heads for pairs, which are asked of few pieces only.
    """

    pieces: Pieces
    outputs: Mapping[str, Floats]
    vectors: Floats
    small: Mapping[str, Floats]

    def tags(self, group: str) -> Floats:
        """Log-probabilities of the tags of a group, [pieces, tags]."""
        return log_softmax(self.outputs[f"tags.{group}"])

    def pairs(
        self, name: str, words: NDArray[np.int64], firsts: NDArray[np.int64], lasts: NDArray[np.int64]
    ) -> Floats:
        """Probabilities of one of ``labels.PAIRS`` for each word with each span: [words, spans, labels]."""
        small, vectors = self.small, self.vectors
        word = vectors[words] @ small[f"{name}.word.weight"].T + small[f"{name}.word.bias"]
        first = vectors[firsts] @ small[f"{name}.first.weight"].T
        last = vectors[lasts] @ small[f"{name}.last.weight"].T
        mixed = gelu(word[:, None] + (first + last)[None])
        scores = mixed @ small[f"{name}.out.weight"].T + small[f"{name}.out.bias"]
        return np.exp(log_softmax(scores))

    @cached_property
    def quad(self) -> Floats:
        """Probabilities of the five classes of the window's main event."""
        return np.exp(log_softmax(self.outputs["quad"][0]))


class Encoder:
    """The shipped encoder with its heads."""

    def __init__(
        self, session: onnxruntime.InferenceSession, cutter: Wordpieces, small: Mapping[str, Floats]
    ) -> None:
        self._session = session
        self._cutter = cutter
        self._small = small
        names, widths = small["names"], small["widths"]
        ends = np.cumsum(widths)
        self._slices = {
            str(name): slice(int(end - width), int(end))
            for name, end, width in zip(names, ends, widths, strict=True)
        }

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Encoder:
        """The encoder of a folder with ``reader.onnx``, ``reader.npz`` and ``reader.tokenizer.json``.

        Raises:
            DataError: a file is missing or broken.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            session = onnxruntime.InferenceSession(
                str(folder / "reader.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=_SLOW_FUSIONS,
            )
            with np.load(folder / "reader.npz") as file:
                small = {name: file[name] for name in file.files}
            cutter = Wordpieces.read(folder / "reader.tokenizer.json")
        except Exception as error:  # onnxruntime and tokenizers raise types of their own
            raise DataError(
                f"the reader's weights cannot be loaded: {error}",
                where=str(folder),
                action="install dateline again",
            ) from error
        _check_heads([*(str(name) for name in small.get("names", ())), *small], folder)
        return cls(session, cutter, small)

    def cut(self, text: str) -> Pieces:
        """The word pieces of a text."""
        return self._cutter.cut(text)

    def look(self, pieces: Pieces) -> Sight:
        """What the heads say of a window; pieces beyond ``MOST_PIECES`` are not looked at."""
        pieces = slice_pieces(pieces, 0, MOST_PIECES)
        heads, vectors = self._run([CLS, *pieces.words, SEP], [0, *pieces.cases, 0])
        rows = {name: slice(1) if name == "quad" else slice(1, -1) for name in self._slices}
        outputs = {name: heads[rows[name], part] for name, part in self._slices.items()}
        return Sight(pieces, outputs, vectors[1:-1], self._small)

    def compare(
        self, pieces: Pieces, source: tuple[int, int], target: tuple[int, int]
    ) -> tuple[Floats, Floats]:
        """Log-probabilities of what joins two places: by PLOVER's types (with none), and by PLV's labels."""
        words, cases = marked(slice_pieces(pieces, 0, MOST_PIECES - 4), source, target)
        if SOURCE_OPEN not in words or TARGET_OPEN not in words:
            nothing = np.zeros(len(ROOTS), dtype=np.float32)
            return nothing, np.zeros(len(self._small["plv.bias"]), dtype=np.float32)
        _, hidden = self._run(words, cases)
        joined = np.concatenate(
            [hidden[0], hidden[words.index(SOURCE_OPEN)], hidden[words.index(TARGET_OPEN)]]
        )
        mixed = gelu(joined @ self._small["marks.weight"].T + self._small["marks.bias"])
        root = log_softmax(mixed @ self._small["root.weight"].T + self._small["root.bias"])
        plv = log_softmax(mixed @ self._small["plv.weight"].T + self._small["plv.bias"])
        return root, plv

    def _run(self, words: list[int], cases: list[int]) -> tuple[Floats, Floats]:
        given = {"words": np.array([words], dtype=np.int64), "cases": np.array([cases], dtype=np.int64)}
        heads, hidden = self._session.run(None, given)
        return heads, hidden


def _check_heads(names: Sequence[str], folder: Path) -> None:
    """See that the weights have every head that is read.

    Raises:
        DataError: they are of another version.
    """
    pairs = [f"{name}.{part}.weight" for name in PAIRS for part in ("word", "first", "last", "out")]
    wanted = {*(f"tags.{group}" for group in TAGS), "quad", "auxiliaries", "modes", "kinds", *pairs}
    if missing := sorted(wanted - set(names)):
        raise DataError(
            f"the reader's weights lack {', '.join(missing)}",
            where=str(folder),
            action="install dateline again, or train the reader again",
        )


def log_softmax(scores: Floats) -> Floats:
    """Along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def gelu(values: Floats) -> Floats:
    """By its tanh form, which differs from the exact one by less than the heads can tell."""
    inner = 0.7978845608 * (values + 0.044715 * values**3)
    result: Floats = (0.5 * values * (1.0 + np.tanh(inner))).astype(np.float32)
    return result
