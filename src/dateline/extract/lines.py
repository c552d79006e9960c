"""The lines of a page: each run of text between two block boundaries, with the place that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from dateline.extract.lines_names import names_of

SKIPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas",
    "select", "option", "datalist", "button", "input", "textarea", "head", "title", "link", "meta",
    "map", "audio", "video", "source", "track", "picture",
))  # fmt: skip
"""Elements whose text nobody reads as part of the page."""

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p",
    "pre", "search", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "td", "th",
    "caption", "ul",
))  # fmt: skip
"""Elements that begin a new line."""

MARKED_TAGS = (
    "figure", "figcaption", "aside", "blockquote", "li", "table", "footer", "header", "nav", "form",
    "article", "main", "section", "p", "details", "dl", "address",
)  # fmt: skip
"""Ancestors that a line remembers, each a bit of ``Place.within``."""

_TAG_BITS = {tag: 1 << number for number, tag in enumerate(MARKED_TAGS)}
_RECORD_FIELDS = frozenset((
    "author", "creator", "dateCreated", "dateModified", "datePublished", "headline", "image",
    "keywords", "mainEntityOfPage", "name", "publisher", "url", "width", "height", "logo",
    "thumbnailUrl", "inLanguage", "isPartOf",
))  # fmt: skip
_CELLS = frozenset({"td", "th"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_OVERLAY = re.compile(r"(rollover|hover)-?(people-)?block|tooltip-?(text|content)|popover-?(content|body)")
_MAX_LINES = 6_000


@dataclass(slots=True, eq=False)
class Place:
    """A block element that lines stand in.

    Attributes:
        parent: the block around it; None for the root.
        tag: its tag.
        names: bits of the container headings (``containers.yaml``) that its own names fall under.
        around: the same for it and all its ancestors.
        within: bits of ``MARKED_TAGS`` for it and all its ancestors.
        depth: how many elements lie around it.
        index: its number among the blocks of its parent.
        signature: its tag and names, to find the elements that are made like it.
        hidden: whether it or an ancestor is not shown.
        blocks: how many blocks lie directly in it.
        records: how many of those are fields of a record for machines (``itemprop="datePublished"`` …).
    """

    parent: Place | None
    tag: str
    names: int
    around: int
    within: int
    depth: int
    index: int
    signature: str
    hidden: bool
    blocks: int = 0
    records: int = 0


@dataclass(slots=True, eq=False)
class Line:
    """A run of text between two block boundaries.

    Attributes:
        text: with its white space collapsed.
        place: the nearest block around it.
        linked: how many of its characters are in links.
        strong: how many are bold or emphasised.
        names: bits of the container headings of the inline elements in it.
        links: how many links are in it.
        link_first: whether it begins with a link.
        row: the number of the table row it stands in, over the page; -1 outside data tables.
    """

    text: str
    place: Place
    linked: int
    strong: int
    names: int
    links: int
    link_first: bool = False
    row: int = -1


def lines_of(tree: html.HtmlElement) -> list[Line]:
    """The lines of a page in document order (6,000 at most; the tree is not changed).

    Args:
        tree: the root of a parsed page.
    """
    collector = _Collector()
    walk = etree.iterwalk(tree, events=("start", "end"))
    skipped: html.HtmlElement | None = None
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if not isinstance(tag, str) or tag in SKIPPED or (tag == "span" and _is_overlay(element)):
                walk.skip_subtree()
                skipped = element
                continue
            collector.open(element, tag)
        elif element is skipped:
            skipped = None
        else:
            collector.close(tag)
        if event == "end" and element.tail:
            collector.add(element.tail)
        if len(collector.lines) >= _MAX_LINES:
            break
    collector.flush()
    return collector.lines


class _Collector:
    """Gathers text while the tree is walked."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._root = Place(None, "html", 0, 0, 0, 0, 0, "html", False)
        self._place = self._root
        self._opened: list[bool] = []
        self._parts: list[str] = []
        self._depth = 0
        self._link = 0
        self._strong = 0
        self._linked = 0
        self._bold = 0
        self._links = 0
        self._link_first = False
        self._inline: list[int] = []
        self._names = 0
        self._row = -1
        self._rows = 0
        self._seen = False

    def open(self, element: html.HtmlElement, tag: str) -> None:
        self._depth += 1
        attributes = dict(element.items())
        names = names_of(attributes) if attributes else 0
        block = tag in BLOCKS or ("-" in tag and not self._place.within & _TAG_BITS["p"])
        self._opened.append(block)
        if block:
            self._open_block(element, tag, names, attributes)
        else:
            self._open_inline(tag, names)
        if element.text:
            self.add(element.text)

    def _open_block(
        self, element: html.HtmlElement, tag: str, names: int, attributes: dict[str, str]
    ) -> None:
        if tag in _CELLS and self._row >= 0:
            if self._parts:
                self._parts.append(" | ")
        else:
            self.flush()
        parent = self._place
        if tag == "tr" and self._row < 0 and _is_data_row(element):
            self._rows += 1
            self._row = self._rows
        own_names = attributes.get("class", "")
        self._place = Place(
            parent,
            tag,
            names,
            parent.around | names,
            parent.within | _TAG_BITS.get(tag, 0),
            self._depth,
            parent.blocks,
            f"{tag}.{own_names}",
            parent.hidden or _is_hidden(attributes),
        )
        parent.blocks += 1
        if attributes.get("itemprop") in _RECORD_FIELDS:
            parent.records += 1

    def _open_inline(self, tag: str, names: int) -> None:
        if tag == "br":
            self.flush()
        elif tag == "a":
            self._link += 1
            self._links += 1
        elif tag in {"b", "strong", "em", "i"}:
            self._strong += 1
        self._inline.append(names)

    def close(self, tag: str) -> None:
        self._depth -= 1
        if self._opened.pop():
            if not (tag in _CELLS and self._row >= 0):
                self.flush()
            if tag == "tr":
                self._row = -1
            self._place = self._place.parent or self._root
        else:
            self._inline.pop()
            if tag == "a":
                self._link = max(0, self._link - 1)
            elif tag in {"b", "strong", "em", "i"}:
                self._strong = max(0, self._strong - 1)

    def add(self, text: str) -> None:
        self._parts.append(text)
        size = len(text.strip())
        if not size:
            return
        if not self._seen:
            self._link_first = self._link > 0
            self._seen = True
        if self._link:
            self._linked += size
        if self._strong:
            self._bold += size
        for names in self._inline:
            self._names |= names

    def flush(self) -> None:
        if self._parts:
            text = " ".join("".join(self._parts).split()).strip("| ")
            if _LETTER.search(text):
                self.lines.append(
                    Line(
                        text,
                        self._place,
                        self._linked,
                        self._bold,
                        self._names,
                        self._links,
                        self._link_first,
                        self._row,
                    )
                )
            self._parts = []
        self._linked = self._bold = self._names = self._links = 0
        self._seen = self._link_first = False


def _is_data_row(row: html.HtmlElement) -> bool:
    """A row of short cells, not a page laid out as a table."""
    cells = [child for child in row if child.tag in _CELLS]
    if len(cells) < 2:
        return False
    for cell in cells:
        if cell.find(".//table") is not None or (cell.find(".//p") is not None and len(cell) > 2):
            return False
        if len(cell) > 20:
            return False
    return True


def _is_overlay(span: html.HtmlElement) -> bool:
    """Text within a sentence that shows only when pointed at."""
    names = span.get("class")
    if names and _OVERLAY.search(names):
        return True
    style = span.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def _is_hidden(attributes: dict[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def ancestors(place: Place) -> Iterator[Place]:
    """The place and the blocks around it, from the inside out."""
    current: Place | None = place
    while current is not None:
        yield current
        current = current.parent
