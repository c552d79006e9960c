"""The line model: which lines of a page are the article, and why the others are not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt
import onnxruntime

from dateline.errors import DataError
from dateline.extract.furniture_features import PageMarks, feature_names
from dateline.extract.furniture_rules import wordings
from dateline.extract.lines import Line
from dateline.extract.lines_match import overlap, tokens
from dateline.extract.lines_names import bit
from dateline.model import Furniture, FurnitureKind

MODEL = "models/en/furniture.onnx"

# What the names of a line's containers say of it, the most telling first.
_CONTAINER_KINDS = (
    ("caption", FurnitureKind.CAPTION),
    ("comment", FurnitureKind.COMMENT),
    ("consent", FurnitureKind.CONSENT),
    ("share", FurnitureKind.SHARE),
    ("biography", FurnitureKind.AUTHOR_BIOGRAPHY),
    ("byline", FurnitureKind.BYLINE),
    ("date", FurnitureKind.DATE_LINE),
    ("advert", FurnitureKind.PROMOTION),
    ("promotion", FurnitureKind.PROMOTION),
    ("topics", FurnitureKind.LINK_LIST),
    ("related", FurnitureKind.READ_MORE),
    ("standfirst", FurnitureKind.STANDFIRST_BOX),
    ("footer", FurnitureKind.COPYRIGHT),
    ("navigation", FurnitureKind.NAVIGATION),
)


@dataclass(frozen=True, slots=True)
class LineModel:
    """The trained model (LightGBM trees as ONNX), with the threshold that it was trained with."""

    session: onnxruntime.InferenceSession
    threshold: float

    @classmethod
    def load(cls) -> LineModel:
        """The shipped model, on one thread.

        Raises:
            DataError: the model was trained with other features than this code computes.
        """
        content = (resources.files("dateline") / MODEL).read_bytes()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        noted = session.get_modelmeta().custom_metadata_map
        if json.loads(noted.get("features", "[]")) != list(feature_names()):
            raise DataError(
                "the line model does not fit the rules",
                where=MODEL,
                action="train it anew: python -m training.furniture",
            )
        return cls(session, float(noted["threshold"]))

    def scores(self, features: npt.NDArray[np.float32]) -> list[float]:
        """For each line how sure the model is that it belongs to the article, 0 to 1."""
        if not len(features):
            return []
        (result,) = self.session.run(["probabilities"], {"features": features})
        return [float(value) for value in result[:, 1]]


@dataclass(frozen=True, slots=True)
class Said:
    """What the head of a page says, word by word, with what a line is that says it again."""

    texts: tuple[tuple[Sequence[str], frozenset[str], FurnitureKind, str], ...]

    @classmethod
    def of(cls, marks: PageMarks) -> Said:
        """The words of the headline and the description of a page."""
        texts = (
            (marks.headline, FurnitureKind.REPEATED_HEADLINE, "says the headline again"),
            (marks.description, FurnitureKind.STANDFIRST_BOX, "says the page's description"),
        )
        split = ((tokens(text), kind, rule) for text, kind, rule in texts)
        return cls(tuple((words, frozenset(words), kind, rule) for words, kind, rule in split))


def explain(line: Line, score: float, said: Said, worded: int) -> Furniture:
    """A dropped line, with the kind of furniture that it is.

    Args:
        line: the line.
        score: how sure the model was that it belongs to the article.
        said: the headline and description of the page.
        worded: the headings of ``phrases.yaml`` that the line matches, as bits.
    """
    kind, rule = _kind(line, said, worded)
    return Furniture(text=line.text, kind=kind, rule=rule, score=round(1.0 - score, 3))


def repeats_headline(words: Sequence[str], headline: Sequence[str]) -> bool:
    """Whether a line says the headline again and nothing else."""
    return bool(headline) and list(words) == list(headline)


def _kind(line: Line, said: Said, worded: int) -> tuple[FurnitureKind, str]:
    words = tokens(line.text)
    for other, among, kind, rule in said.texts:
        if len(words) > 2 and overlap(words, among) > 0.85 and overlap(other, frozenset(words)) > 0.6:
            return kind, rule
    found = [wording for number, wording in enumerate(wordings()) if wording.kind and worded >> number & 1]
    # A biography often asks to follow its author, as promotion does.
    found.sort(key=lambda wording: wording.kind is not FurnitureKind.AUTHOR_BIOGRAPHY)
    for wording in found:
        if wording.kind is not None:
            return wording.kind, f"worded like {wording.name.replace('_', ' ')}"
    if line.linked >= 0.9 * len(line.text):
        return FurnitureKind.LINK_LIST, "all of it is a link"
    place = line.place
    near = line.names | place.names | (place.parent.names if place.parent else 0)
    for heading, kind in _CONTAINER_KINDS:
        if near & bit(heading):
            return kind, f"stands in a {heading} container"
    return FurnitureKind.OTHER, "line model"
