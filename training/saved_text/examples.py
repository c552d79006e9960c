"""The pages that the line models learn from, as saved text, with the label and weight of each line."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dateline.evaluate.layouts import load
from dateline.evaluate.saved_page import page_as_text
from dateline.extract.saved_text_features import LineFacts, line_features
from dateline.extract.saved_text_lines import lines_of
from dateline.extract.saved_text_rules import FurnitureRules
from training.saved_text.labels import label

SEED = 1
FOLDS = 5
SETS = (("seb", "."), ("wcxb", "wcxb_dev"), ("fundus", "fundus"))
# The benchmark's pages are news pages of every sort, as those to be read will be; they count double.
# Shortened pages are made of a third of all: an article with little around it, as scrapers save it.
# Pages without their article are not among them: they taught the models to doubt real articles.
SET_WEIGHT = {"seb": 2.0, "wcxb": 1.0, "fundus": 1.0, "cropped": 0.5}
CROPPED, AROUND = 0.35, 5


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page and its truth."""

    layout: str
    site: str
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
    """Every page that has a body, as a person would have saved it, and shortened pages made of some of them.

    Args:
        directory: holds the layouts ``seb``, ``wcxb`` (in ``wcxb_dev/``) and ``fundus`` (in ``fundus/``).

    Raises:
        DataError: a set does not have its layout.
    """
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
            samples.append(_sample(whole, lines, labels, rules))
            samples.extend(_shortened(whole, lines, labels, rules, chance))
    return samples


def _sample(saved: Saved, lines: Sequence[str], labels: NDArray[np.float64], rules: FurnitureRules) -> Sample:
    """The features and weights of a page's lines; each page weighs the same, its longer lines more."""
    words = np.array([len(line.split()) for line in lines], dtype=np.float64)
    weights = np.sqrt(words) + 0.3
    weights *= 100 * SET_WEIGHT[saved.layout] / weights.sum()
    return Sample(saved, line_features(lines, rules), labels, weights)


def _shortened(
    saved: Saved,
    lines: Sequence[str],
    labels: NDArray[np.float64],
    rules: FurnitureRules,
    chance: random.Random,
) -> Iterator[Sample]:
    """Now and then the article with up to five lines on either side."""
    article = np.flatnonzero(labels > 0.5)
    if len(article) and chance.random() < CROPPED:
        start = max(0, int(article[0]) - chance.randint(0, AROUND))
        part = slice(start, int(article[-1]) + 1 + chance.randint(0, AROUND))
        yield _sample(replace(saved, layout="cropped"), lines[part], labels[part], rules)


def site_of(domain: str) -> str:
    """The registered name, near enough: its last two parts, three for the likes of co.uk."""
    parts = domain.split(".")
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3
    return ".".join(parts[-3:] if short else parts[-2:])


def folds_of(samples: Sequence[Sample]) -> NDArray[np.int64]:
    """A fold for each sample, the same for all pages of a site, whatever set they are in."""
    sites = sorted({sample.page.site for sample in samples})
    random.Random(SEED).shuffle(sites)
    fold = {site: number % FOLDS for number, site in enumerate(sites)}
    return np.array([fold[sample.page.site] for sample in samples])
