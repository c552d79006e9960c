"""A first reading of the page by trafilatura, in the mode that the page needs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import trafilatura
from lxml import etree, html

from dateline.extract.lines import Line
from dateline.extract.lines_match import Coverage, tokens

# Its warnings on pages that it cannot read are answered here, by an empty reading.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

MAX_ELEMENTS = 30_000
"""A page with more elements is read without trafilatura, some of whose passes are not linear."""

MAX_LETTERS = 1_000_000
"""Nor is a page with more text than a book has read by trafilatura."""

_FEW_WORDS = 40
_WHOLE_WORDS = 120
_ENOUGH_PROSE = 0.45
_PROSE_WORDS = 20
_WHOLE_RATIO = 5
_WHOLE_DENSITY = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReading:
    """What trafilatura keeps of a page.

    Attributes:
        blocks: its lines of text.
        tags: their TEI tags (``p``, ``head``, ``item``, ``quote``, ``cell``), as many.
        mode: ``fast``, ``full`` or ``none``.
        kept: how much of each line of the page stands in it, 0 to 1.
    """

    blocks: tuple[str, ...]
    tags: tuple[str, ...]
    mode: str
    kept: tuple[float, ...] = ()


def first_reading(
    tree: html.HtmlElement, lines: Sequence[Line], words: Sequence[Sequence[str]]
) -> FirstReading:
    """Read fast; read again with all fallbacks where most of the page's prose seems to be lost.

    Args:
        tree: the parsed page; not changed (trafilatura works on a copy of it).
        lines: the lines of the page.
        words: the words of each line.
    """
    letters = sum(len(line.text) for line in lines)
    if letters > MAX_LETTERS or tree.xpath("count(//*)") > MAX_ELEMENTS:
        stand_in = tuple(float(is_prose(line, len(found))) for line, found in zip(lines, words, strict=True))
        return FirstReading(blocks=(), tags=(), mode="none", kept=stand_in)
    fast = _compared(_read(tree, fast=True), words)
    if not _seems_lost(fast.kept, lines, words):
        return fast
    full = _read(tree, fast=False)
    if _size(full) <= _size(fast) or _is_whole(fast, full, words):
        return fast
    return _compared(full, words)


def _compared(reading: FirstReading, words: Sequence[Sequence[str]]) -> FirstReading:
    coverage = Coverage(reading.blocks)
    return replace(reading, kept=tuple(coverage.of(found) for found in words))


def is_prose(line: Line, words: int) -> bool:
    """A line long enough to be a paragraph, and not a list of links."""
    return words >= _PROSE_WORDS and line.linked < 0.4 * len(line.text) and not line.place.hidden


def _is_whole(fast: FirstReading, full: FirstReading, words: Sequence[Sequence[str]]) -> bool:
    """A short article in one piece, to which the full reading adds what stands around it."""
    if _size(full) > _WHOLE_RATIO * _size(fast) or sum(map(len, map(tokens, fast.blocks))) < _WHOLE_WORDS:
        return False
    kept = [number for number, found in enumerate(words) if len(found) > 3 and fast.kept[number] > 0.5]
    if not kept:
        return False
    between = sum(len(found) for found in words[kept[0] : kept[-1] + 1])
    return sum(len(words[number]) for number in kept) >= _WHOLE_DENSITY * between


def _size(reading: FirstReading) -> int:
    return sum(map(len, reading.blocks))


def _seems_lost(shares: Sequence[float], lines: Sequence[Line], words: Sequence[Sequence[str]]) -> bool:
    prose = kept = 0
    for share, line, found in zip(shares, lines, words, strict=True):
        if is_prose(line, len(found)):
            prose += len(found)
            kept += len(found) if share > 0.5 else 0
    return kept < _FEW_WORDS or kept < _ENOUGH_PROSE * prose


def _read(tree: html.HtmlElement, *, fast: bool) -> FirstReading:
    mode = "fast" if fast else "full"
    try:
        found = trafilatura.bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        found = None
    if found is None or isinstance(found, dict) or found.body is None:
        return FirstReading(blocks=(), tags=(), mode=mode)
    blocks: list[str] = []
    tags: list[str] = []
    for element in found.body:
        for text, tag in _texts(element):
            blocks.append(text)
            tags.append(tag)
    return FirstReading(blocks=tuple(blocks), tags=tuple(tags), mode=mode)


def _texts(element: etree._Element) -> list[tuple[str, str]]:
    """The lines of one element of the result: an item or a row each, else the whole."""
    parts = element.findall(".//item") or element.findall(".//row") or [element]
    result = []
    for part in parts:
        separator = " | " if part.tag == "row" else ""
        text = " ".join(separator.join(map(str, part.itertext())).split())
        if text:
            result.append((text, str(part.tag)))
    if element.tail and element.tail.strip():
        result.append((" ".join(element.tail.split()), "p"))
    return result
