"""Authors as the page prints them: byline elements, lines that begin with "By", links to author pages,
signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, cast

from lxml import etree
from lxml.html import HtmlElement

from dateline.extract.author_names import (
    MAX_NAME,
    clean_names,
    handle_of,
    is_person,
    lead_of,
    looks_like_name,
    may_lead,
)
from dateline.extract.metadata_marks import Marks, lies_elsewhere, text_of
from dateline.model import Author

_MAX_BOXES: Final = 60
_MAX_BYLINE: Final = 200
_MAX_CLIMB: Final = 5
_MAX_CHILDREN: Final = 12
_MARKED: Final = etree.XPath(
    '//*[@rel="author" or @itemprop="author" or @data-testid="author-name" or @data-qa="author-name"]'
)
# Parts of words in class names; without the first letter, which may be a capital.
_CLASSED: Final = re.compile("yline|uthor|utor|ignature|person-|writer")
_IDENTIFIED: Final = re.compile("yline|uthor")
_CONTROLS: Final = frozenset({"body", "html", "script", "style", "form", "input", "button", "img", "svg"})
_SIGNED: Final = etree.XPath("//p[count(*)=1 and (strong or em or b or i)]")
_AUTHOR_PATH: Final = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|autori|by|people|profiles?|staff|journalists?|journalister|writers?"
    r"|contributors?|redakteure?|redaktion|reporters?|team|columnists?|persons?|firma)/[^/]",
    re.IGNORECASE,
)
_BOX_CLASS: Final = re.compile(r"byline|author|autor|writer|bio\b|contributor", re.IGNORECASE)
_HANDLE: Final = re.compile(r"(?<![\w@.])@[A-Za-z0-9_]{3,30}\b")
_LINE_TAGS: Final = (
    *("p", "span", "div", "li", "a", "address", "h4", "h5", "h6"),
    *("strong", "b", "em", "i", "small"),
)
_TITLE_TAGS: Final = ("h2", "h3", "h4", "h5", "h6", "strong", "b", "span", "p", "div", "a")
_NAMED_LINK: Final = etree.XPath("//a[contains(normalize-space(.), $name)]")


def printed_authors(marks: Marks, site: str | None, *, surely: bool) -> list[Author]:
    """The authors that the page prints, from the first kind of place that has any.

    Kinds of places, in this order: elements marked or classed as byline, paragraphs that hold a name and
    nothing else, lines that begin with "By" or its like, links to author pages.

    Args:
        marks: the page.
        site: its name, which is no person's.
        surely: whether to leave out the last two kinds, which may belong to another article on the page,
            and whoever is no person.
    """
    boxes = _boxes(marks)
    found = [*_in_boxes(boxes), *_in_signatures(marks)] if surely else []
    persons = [author for author in found if author.name and is_person(author.name, site)]
    if surely:
        first = persons[0].source if persons else ""
        return [author for author in persons if author.source == first]
    for authors in (_in_boxes(boxes), _in_signatures(marks), _in_lines(marks), _in_links(marks)):
        if authors:
            return authors
    return _handles_in(boxes)


def _boxes(marks: Marks) -> list[HtmlElement]:
    """The elements that hold the article's byline, marked ones first, in page order."""
    found = [*_elements(_MARKED, marks), *islice(_classed(marks), _MAX_BOXES)]
    return [
        element
        for element in found
        if element.tag not in _CONTROLS and not lies_elsewhere(element, marks.spine)
    ]


def _classed(marks: Marks) -> Iterator[HtmlElement]:
    """The elements with the words of bylines in their names. (A loop: XPath takes five times as long.)"""
    for element in marks.tree.iter(etree.Element):
        if _CLASSED.search(element.get("class") or "") or _IDENTIFIED.search(element.get("id") or ""):
            yield element


def _elements(path: etree.XPath, marks: Marks) -> list[HtmlElement]:
    return cast(list[HtmlElement], path(marks.tree))


def _in_boxes(boxes: list[HtmlElement]) -> list[Author]:
    """The names in the first box that prints names."""
    for box in boxes:
        text = text_of(box, apart=True)
        if not 3 <= len(text) <= _MAX_BYLINE:
            continue
        linked = [element for element in box.iter("a") if 3 <= len(text_of(element)) <= MAX_NAME]
        texts = [text_of(element) for element in linked] or [text]
        names = [name for each in texts for name in clean_names(each) if looks_like_name(name)]
        if names:
            return _authors(names, "byline")
    return []


def _in_lines(marks: Marks) -> list[Author]:
    """The names in the first short line that begins with "By" or its like."""
    tried = 0
    for element in marks.tree.iter(*_LINE_TAGS):
        start = (element.text or "").strip()
        if not start or len(start) > _MAX_BYLINE or not may_lead(start):
            continue
        if lead_of(start) is None:
            continue
        tried += 1
        if tried > _MAX_BOXES:
            break
        if lies_elsewhere(element, marks.spine):
            continue
        holder = element
        if lead_of(start) == start and len(text_of(element)) == len(start):
            parent = element.getparent()
            holder = parent if parent is not None and len(parent) <= _MAX_CHILDREN else element
        text = text_of(holder, apart=True)
        if len(text) > _MAX_BYLINE // 2 or lead_of(text) is None:
            continue
        names = [name for name in clean_names(text) if looks_like_name(name)]
        if names and len(names) == len(clean_names(text)):
            return _authors(names, "byline")
    return []


def _in_links(marks: Marks) -> list[Author]:
    """Whom the first link to an author's page names, and those beside it."""
    for element in marks.tree.iter("a"):
        if not _AUTHOR_PATH.search(element.get("href") or "") or lies_elsewhere(element, marks.spine):
            continue
        names = [name for name in clean_names(text_of(element, apart=True)) if looks_like_name(name)]
        if len(names) == 1:
            return [Author(name=names[0], profile=element.get("href"), source="link to an author's page")]
    return []


def _in_signatures(marks: Marks) -> list[Author]:
    """A paragraph with a name and nothing else at the beginning or the end of the article."""
    signed = [element for element in _elements(_SIGNED, marks) if not lies_elsewhere(element, marks.spine)]
    for element in signed[:1] + signed[-1:]:
        text = text_of(element)
        if len(text) > MAX_NAME or text_of(element[0]) != text or not _at_an_end(element):
            continue
        names = [name for part in text.split("/") for name in clean_names(part)]
        if names and all(looks_like_name(name) and len(name.split()) <= 4 for name in names):
            return _authors(names, "signature")
    return []


def _at_an_end(element: HtmlElement) -> bool:
    """Whether at most one paragraph stands on one side of this one."""
    before = sum(1 for each in element.itersiblings("p", preceding=True) if text_of(each))
    after = sum(1 for each in element.itersiblings("p") if text_of(each))
    return min(before, after) <= 1


def _handles_in(boxes: list[HtmlElement]) -> list[Author]:
    """A handle where the author box gives no name, with the picture that stands beside it."""
    for box in boxes:
        handle = next(_handles_of(box), None)
        if handle and len(text_of(box)) <= _MAX_BYLINE:
            return [Author(handle=handle, avatar=picture_in(box), source="byline")]
    return []


def _handles_of(box: HtmlElement) -> Iterator[str]:
    for link in box.iter("a"):
        handle = handle_of(link.get("href") or "")
        if handle:
            yield handle
    match = _HANDLE.search(text_of(box, apart=True))
    if match:
        yield match[0]


def _authors(names: list[str], source: str) -> list[Author]:
    return [Author(name=name, source=source) for name in dict.fromkeys(names)]


def picture_in(box: HtmlElement) -> str | None:
    """The address of the first picture in a box that is no drawing written into the page."""
    for image in box.iter("img"):
        for key in ("src", "data-src", "data-lazy-src"):
            address = (image.get(key) or "").strip()
            if address and not address.startswith("data:"):
                return address
    return None


def box_of(name: str, marks: Marks) -> tuple[str | None, str | None, str | None]:
    """Profile, picture and handle that the page prints beside a name; None for each that it does not."""
    linked = _linked_box(name, marks)
    if linked[1] and linked[2]:
        return linked
    titled = _titled_box(name, marks)
    return linked[0], linked[1] or titled[0], linked[2] or titled[1]


def _linked_box(name: str, marks: Marks) -> tuple[str | None, str | None, str | None]:
    """What stands beside the first link that is the name."""
    for element in cast(list[HtmlElement], _NAMED_LINK(marks.tree, name=name))[:_MAX_BOXES]:
        href = (element.get("href") or "").strip()
        if not href or href.startswith(("#", "mailto:", "javascript:")) or handle_of(href):
            continue
        if len(text_of(element)) > len(name) + 40 or lies_elsewhere(element, marks.spine):
            continue
        box = _holder(element)
        if box is None:
            return href, None, None
        return href, picture_in(box), next(_handles_of(box), None)
    return None, None, None


def _titled_box(name: str, marks: Marks) -> tuple[str | None, str | None]:
    """Picture and handle in the first author box that is headed by the name and has either."""
    for element in marks.tree.iter(*_TITLE_TAGS):
        if (element.text or "").strip() != name or lies_elsewhere(element, marks.spine):
            continue
        box = _holder(element)
        if box is None:
            continue
        found = picture_in(box), next(_handles_of(box), None)
        if any(found):
            return found
    return None, None


def _holder(element: HtmlElement) -> HtmlElement | None:
    """The widest author box, not far up, that an element stands in."""
    found: HtmlElement | None = None
    node = element.getparent()
    for _ in range(_MAX_CLIMB):
        if node is None or node.tag in {"body", "main", "article"}:
            break
        if _BOX_CLASS.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            found = node
        node = node.getparent()
    return found
