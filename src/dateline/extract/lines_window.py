"""What the line model is shown of a page: the lines that can be the article, with their features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from lxml import html

from dateline.extract.furniture_features import PageMarks, describe
from dateline.extract.furniture_rules import matching
from dateline.extract.lines import Line, lines_of
from dateline.extract.lines_article import ArticleSigns, signs_of
from dateline.extract.lines_kept import FirstReading, first_reading, is_prose
from dateline.extract.lines_match import repeated, tokens

REACH = 8
"""So many lines on each side of a paragraph are looked at; what is further off is not the article."""

MAX_LINES = 3_000

_RECORD_FIELDS = 4
_COPY_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The lines of a page that can be its article.

    Attributes:
        lines: in document order.
        words: the words of each.
        kept: how much of each stands in the first reading, 0 to 1.
        worded: the headings of ``phrases.yaml`` that each matches, as bits.
        features: one row a line.
        marks: what the head of the page says.
        first: the first reading.
        signs: what the page says of itself.
    """

    lines: tuple[Line, ...]
    words: tuple[tuple[str, ...], ...]
    kept: tuple[float, ...]
    worded: tuple[int, ...]
    features: npt.NDArray[np.float32]
    marks: PageMarks
    first: FirstReading
    signs: ArticleSigns


def view(tree: html.HtmlElement, headline: str | None = None) -> PageView:
    """Look at a page.

    Args:
        tree: its root; not changed.
        headline: the headline, if it is known; else the page's own marks are asked.
    """
    marks = marks_of(tree, headline)
    found = lines_of(tree)
    words = [tokens(line.text) for line in found]
    first = first_reading(tree, found, words)
    kept = first.kept
    near = _near_prose(found, words, kept)
    chosen = [number for number in near if not _is_machine_text(found[number])]
    chosen = _without_copies(chosen[:MAX_LINES], words)
    lines = tuple(found[number] for number in chosen)
    chosen_words = tuple(tuple(words[number]) for number in chosen)
    chosen_kept = tuple(kept[number] for number in chosen)
    worded = tuple(matching(line.text, len(each)) for line, each in zip(lines, chosen_words, strict=True))
    features = describe(lines, chosen_words, chosen_kept, worded, marks)
    return PageView(
        lines=lines,
        words=chosen_words,
        kept=chosen_kept,
        worded=worded,
        features=features,
        marks=marks,
        first=first,
        signs=signs_of(tree),
    )


def marks_of(tree: html.HtmlElement, headline: str | None = None) -> PageMarks:
    """The headline, description and author that the head of the page names."""
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name and name not in named:
            named[name] = meta.get("content") or ""
    title = headline or named.get("og:title") or named.get("twitter:title")
    if not title:
        element = next(tree.iter("h1"), None)
        if element is None:
            element = next(tree.iter("title"), None)
        title = " ".join(str(element.text_content()).split()) if element is not None else ""
    return PageMarks(
        headline=title,
        description=named.get("og:description") or named.get("description") or "",
        author=named.get("author") or named.get("article:author") or "",
    )


def _near_prose(lines: Sequence[Line], words: Sequence[Sequence[str]], kept: Sequence[float]) -> list[int]:
    """The numbers of the lines that stand near a paragraph, or near something that was kept."""
    near = [False] * len(lines)
    for number, line in enumerate(lines):
        size = len(words[number])
        if is_prose(line, size) or (size >= 4 and kept[number] >= 0.5):
            low, high = max(0, number - REACH), min(len(lines), number + REACH + 1)
            near[low:high] = [True] * (high - low)
    return [number for number, flag in enumerate(near) if flag]


def _is_machine_text(line: Line) -> bool:
    """A field of a record that the page keeps for search engines in its body."""
    parent = line.place.parent or line.place
    grandparent = parent.parent or parent
    return max(parent.records, grandparent.records) >= _RECORD_FIELDS


def _without_copies(chosen: Sequence[int], words: Sequence[Sequence[str]]) -> list[int]:
    """Leaves out a line that holds many others over again: the whole text once more."""
    if not any(len(words[number]) > _COPY_WORDS for number in chosen):
        return list(chosen)
    shares = repeated([words[number] for number in chosen])
    return [
        number
        for number, (earlier, later) in zip(chosen, shares, strict=True)
        if len(words[number]) <= _COPY_WORDS or earlier + later < 0.8
    ]
