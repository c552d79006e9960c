"""How well the article is found in pages that were saved as text."""

from __future__ import annotations

from pathlib import Path

from dateline.errors import DataError
from dateline.evaluate.extraction import score, summarise
from dateline.evaluate.layouts import load
from dateline.evaluate.saved_page import page_as_text
from dateline.extract.saved_text import SavedTextReader


def evaluate(directory: Path, *, layout: str = "seb") -> dict[str, float | int]:
    """Turns the pages of a set into plain text, one line for each block element, and reads them.

    The measure is that of `dateline.evaluate.extraction`. The shipped models were trained on these pages;
    `python -m training.saved_text --cross-validate` gives the figure for sites they have not seen.

    Args:
        directory: the set.
        layout: one of ``layouts.LAYOUTS``.

    Returns:
        ``f1``, ``precision``, ``recall``, ``accuracy`` and ``pages``.

    Raises:
        DataError: the directory does not have the layout.
    """
    reader = SavedTextReader.load()
    scores = [
        score(page.body, "\n".join(block.text for block in reader.read(page_as_text(page.html)).blocks))
        for page in load(directory, layout)
        if page.body is not None
    ]
    if not scores:
        raise DataError("no page with a body in it", where=str(directory))
    return summarise(scores)
