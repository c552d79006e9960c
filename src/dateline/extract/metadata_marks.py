"""The marks a page carries for machines, gathered in one walk: JSON-LD, meta elements, headings, times,
links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from dateline.extract.json_ld import LinkedArticle, read_json_ld

_META_KEYS: Final = ("property", "name", "itemprop", "http-equiv")
_MAX_HEADINGS: Final = 40
_BLOCK_TAGS: Final = frozenset({"br", "p", "div", "li"})
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_ELSEWHERE: Final = re.compile(
    r"comment|related|recommend|sidebar|teaser|footer|popular|trending|promo|newsletter|widget|most-|more-"
    r"|(?<!v)card|carousel|disqus|read-next|feed|latest|navbar|menu",
    re.IGNORECASE,
)
_UNSEEN_TAGS: Final = frozenset({"script", "style", "svg", "template", "noscript", "button"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What the readers of headline, authors and dates start from.

    Attributes:
        tree: the page itself, shared and never altered.
        address: where the page was found.
        linked: JSON-LD nodes, best first.
        meta: contents of meta elements by lower-case name, in page order.
        headings: the ``h1`` elements.
        times: the ``time`` elements.
        spine: the elements that hold the page's main heading: each is the article or holds it.
        title: the ``title`` element's text.
        canonical: the address that the page claims for itself.
        base: what relative addresses on the page are relative to.
        language: of the root element.
    """

    tree: HtmlElement
    address: str
    linked: tuple[LinkedArticle, ...]
    meta: dict[str, tuple[str, ...]]
    headings: tuple[HtmlElement, ...]
    times: tuple[HtmlElement, ...]
    spine: frozenset[HtmlElement]
    title: str | None
    canonical: str | None
    base: str
    language: str | None

    @property
    def article(self) -> LinkedArticle | None:
        """The JSON-LD node of the page's own article, if there is one."""
        articles = [node for node in self.linked if node.is_article]
        if not articles:
            return None
        own = {path_of(address) for address in (self.canonical, self.address) if address} - {""}
        for article in articles:
            if article.address and path_of(article.address) in own:
                return article
        return articles[0]

    def first(self, *names: str) -> tuple[str, str] | None:
        """The first meta element with one of these names that says something: its name and content."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return name, content
        return None


def gather_marks(tree: HtmlElement, address: str) -> Marks:
    """Walk the page once and gather what it says of itself.

    Args:
        tree: the page; it is not altered.
        address: where the page was found.
    """
    meta: dict[str, list[str]] = {}
    headings: list[HtmlElement] = []
    times: list[HtmlElement] = []
    title: str | None = None
    canonical: str | None = None
    base: str | None = None
    for element in tree.iter("meta", "link", "title", "h1", "time", "base"):
        tag = element.tag
        if tag == "meta":
            _add_meta(element, meta)
        elif tag == "h1":
            headings.append(element)
        elif tag == "time":
            times.append(element)
        elif tag == "base":
            base = base or (element.get("href") or "").strip() or None
        elif tag == "title":
            if title is None and _in_head(element):
                title = clean_text("".join(element.itertext())) or None
        elif canonical is None and "canonical" in (element.get("rel") or "").lower().split():
            canonical = (element.get("href") or "").strip() or None
    return Marks(
        tree=tree,
        address=address,
        linked=read_json_ld(tree),
        meta={name: tuple(contents) for name, contents in meta.items()},
        headings=tuple(headings[:_MAX_HEADINGS]),
        times=tuple(times[:_MAX_HEADINGS]),
        spine=_spine(headings[:_MAX_HEADINGS]),
        title=title,
        canonical=canonical,
        base=_base([canonical, *meta.get("og:url", ()), address], base),
        language=(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
        or None,
    )


def _base(claimed: list[str | None], named: str | None) -> str:
    """The first address that is whole, changed by the page's ``base`` element; empty if there is none."""
    page = next((each for each in claimed if each and each.startswith(("http://", "https://"))), "")
    try:
        return urljoin(page, named) if named else page
    except ValueError:
        return page


def _spine(headings: list[HtmlElement]) -> frozenset[HtmlElement]:
    """What holds the first heading that is as long as a headline."""
    for heading in headings:
        if len(text_of(heading)) >= 15:
            return frozenset(heading.iterancestors())
    return frozenset(headings[0].iterancestors()) if headings else frozenset()


def lies_elsewhere(element: HtmlElement, spine: frozenset[HtmlElement]) -> bool:
    """Whether an element belongs to a comment, a teaser, a side column or the foot of the page."""
    node: HtmlElement | None = element
    for _ in range(15):
        if node is None or node.tag in {"body", "main"} or node in spine:
            return False
        if node.tag in {"footer", "nav", "aside"}:
            return True
        if node.tag != "article" and _ELSEWHERE.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
        node = node.getparent()
    return False


def _in_head(element: HtmlElement) -> bool:
    """Not the title of a drawing."""
    parent = element.getparent()
    return parent is None or parent.tag != "svg"


def _add_meta(element: HtmlElement, meta: dict[str, list[str]]) -> None:
    content = clean_text(element.get("content") or "")
    for key in _META_KEYS:
        name = element.get(key)
        if name:
            meta.setdefault(name.strip().lower(), []).append(content)


def clean_text(text: str) -> str:
    """One line, single blanks, without soft hyphens and other letters that cannot be seen."""
    return " ".join(_INVISIBLE.sub("", text).split())


def text_of(element: HtmlElement, *, apart: bool = False) -> str:
    """What a reader sees of an element, as one line; with ``apart``, inner elements set apart."""
    parts: list[str] = []
    _collect(element, parts, 0, apart)
    return clean_text("".join(parts))


def _collect(element: HtmlElement, parts: list[str], depth: int, apart: bool) -> None:
    if element.text:
        parts.append(element.text)
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in _UNSEEN_TAGS and depth < 50:
            block = apart or tag in _BLOCK_TAGS
            if block:
                parts.append(" ")
            _collect(child, parts, depth + 1, apart)
            if block:
                parts.append(" ")
        if child.tail:
            parts.append(child.tail)


def path_of(address: str) -> str:
    """Host and path of an address, to compare addresses by."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/")) if parts.netloc else ""
