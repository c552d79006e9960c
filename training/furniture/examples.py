"""The pages of the public sets as examples for the line model."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dateline.errors import InputRejectedError
from dateline.evaluate.layouts import TruthPage, load
from dateline.extract.body import names_of_authors
from dateline.extract.furniture import repeats_headline
from dateline.extract.html import parse
from dateline.extract.lines_match import tokens
from dateline.extract.lines_window import PageView, view
from dateline.extract.metadata import read_metadata
from dateline.model import Page
from training.furniture.labels import label

FOLDS = 5
SETS = (("seb", "."), ("fundus", "fundus"), ("wcxb", "wcxb_dev"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One page: what the model sees of it, who signed it, and which lines are true."""

    page: TruthPage
    view: PageView
    authors: tuple[str, ...]
    truth: npt.NDArray[np.bool_]
    fold: int


def examples(directory: Path) -> Iterator[Example]:
    """All pages with a body; the domain of a page decides its fold, whichever set it is from."""
    for layout, folder in SETS:
        for page in load(directory / folder, layout):
            if page.body and page.body.strip():
                example = _example(page)
                if example is not None:
                    yield example


def _example(page: TruthPage) -> Example | None:
    try:
        found = Page(address=page.address, content=page.html, fetched=datetime.now(UTC))
        document = parse(found)
    except InputRejectedError:
        return None
    seen = view(document.tree)
    title = tokens(seen.marks.headline)
    labels = label([line.text for line in seen.lines], page.body or "")
    truth = [
        share >= 0.5 and not repeats_headline(words, title)
        for share, words in zip(labels, seen.words, strict=True)
    ]
    fold = zlib.crc32(registered(page.domain).encode()) % FOLDS
    authors = names_of_authors(read_metadata(document).authors)
    return Example(page=page, view=seen, authors=authors, truth=np.array(truth, dtype=np.bool_), fold=fold)


def registered(domain: str) -> str:
    """The domain that somebody registered, near enough: two labels, three under ``co.uk`` and its like."""
    parts = domain.split(".")
    size = 3 if len(parts) > 2 and len(parts[-2]) <= 3 else 2
    return ".".join(parts[-size:])
