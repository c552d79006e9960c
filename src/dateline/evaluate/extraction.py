"""How well bodies of articles are found, by the measure of the article extraction benchmark.

The measure is that of scrapinghub/article-extraction-benchmark: four-word shingles of the predicted and
the true text are matched as multisets; each page's true positives, false positives and false negatives
are divided by their sum, so that a long page weighs no more than a short one; precision and recall are
means over pages, F1 is made of these two means, accuracy is the share of pages without any error.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dateline.errors import DataError, InputRejectedError
from dateline.evaluate.layouts import TruthPage, load
from dateline.extract.body import BodyReader
from dateline.extract.html import parse
from dateline.model import Page

SHINGLE = 4
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    """One page's matches and errors; they sum to 1, or are all 0 where both texts are empty."""

    matched: float
    extra: float
    missing: float

    @property
    def precision(self) -> float:
        """Share of the predicted shingles that are true; 0 if none matched, 1 if there is no error."""
        return _share(self.matched, self.extra, self.missing)

    @property
    def recall(self) -> float:
        """Share of the true shingles that were predicted; 0 if none matched, 1 if there is no error."""
        return _share(self.matched, self.missing, self.extra)

    @property
    def f1(self) -> float:
        """The harmonic mean of the page's two shares (for looking at pages; not part of the measure)."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def evaluate(directory: Path, *, layout: str = "seb") -> dict[str, float | int]:
    """Read every page of a set with the shipped model and compare with the truth.

    The prediction is the article's blocks, without the headline, a line each. Where a truth opens with
    its headline (the ``wcxb`` layout often does), that headline counts as missing. Pages for which the set
    has no body are left out. A page that is rejected counts as an empty prediction.

    Args:
        directory: the set.
        layout: one of ``layouts.LAYOUTS``.

    Returns:
        ``f1``, ``precision``, ``recall``, ``accuracy`` and ``pages``.

    Raises:
        DataError: the directory does not have the layout.
    """
    reader = BodyReader.load()
    scores = [
        score(page.body, predict(page, reader)) for page in load(directory, layout) if page.body is not None
    ]
    if not scores:
        raise DataError("no page with a body in it", where=str(directory))
    return summarise(scores)


def predict(page: TruthPage, reader: BodyReader) -> str:
    """The text that ``reader`` finds on one page, its blocks a line each; empty if it is rejected."""
    found = Page(address=page.address, content=page.html, fetched=datetime.now(UTC))
    try:
        document = parse(found)
    except InputRejectedError:
        return ""
    return "\n".join(block.text for block in reader.read(document).blocks)


def score(truth: str, predicted: str) -> PageScore:
    """Match the shingles of two texts."""
    expected, found = Counter(_shingles(truth)), Counter(_shingles(predicted))
    matched = (expected & found).total()
    extra = found.total() - matched
    missing = expected.total() - matched
    total = matched + extra + missing
    if not total:
        return PageScore(matched=0.0, extra=0.0, missing=0.0)
    return PageScore(matched=matched / total, extra=extra / total, missing=missing / total)


def summarise(scores: Iterable[PageScore]) -> dict[str, float | int]:
    """The measure over pages: the result of ``evaluate``."""
    pages = list(scores)
    with_prediction = [page.precision for page in pages if page.matched + page.extra > 0]
    with_truth = [page.recall for page in pages if page.matched + page.missing > 0]
    precision = statistics.mean(with_prediction) if with_prediction else 0.0
    recall = statistics.mean(with_truth) if with_truth else 0.0
    both = precision + recall
    return {
        "f1": 2 * precision * recall / both if both else 0.0,
        "precision": precision,
        "recall": recall,
        "accuracy": statistics.mean(float(page.extra == page.missing == 0) for page in pages),
        "pages": len(pages),
    }


def _share(hit: float, miss: float, other: float) -> float:
    if miss == other == 0:
        return 1.0
    if hit == miss == 0:
        return 0.0
    return hit / (hit + miss)


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    for start in range(max(1, len(tokens) - SHINGLE + 1)):
        if shingle := tuple(tokens[start : start + SHINGLE]):
            yield shingle
