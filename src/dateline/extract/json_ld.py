"""What a page says of itself in JSON-LD (schema.org): every block and graph, simple damage repaired.

``articleBody`` is never read: publishers cut it, repeat it and fill it with other things.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from lxml.html import HtmlElement

from dateline.model import Author

_MAX_DEPTH: Final = 40
_MAX_NODES: Final = 5_000
_SOURCE: Final = "json-ld"

# Kinds of schema.org nodes that describe the page's own article, best first.
_ARTICLE_RANK: Final = {
    "liveblogposting": 0,
    "newsarticle": 1,
    "reportagenewsarticle": 1,
    "analysisnewsarticle": 1,
    "opinionnewsarticle": 1,
    "backgroundnewsarticle": 1,
    "reviewnewsarticle": 1,
    "askpublicnewsarticle": 1,
    "advertisercontentarticle": 2,
    "article": 2,
    "report": 2,
    "techarticle": 2,
    "scholarlyarticle": 2,
    "medicalscholarlyarticle": 2,
    "socialmediaposting": 3,
    "blogposting": 3,
    "discussionforumposting": 4,
    "claimreview": 5,
    "review": 6,
    "webpage": 8,
    "itempage": 8,
    "medicalwebpage": 8,
    "aboutpage": 8,
    "faqpage": 8,
}
_WEB_PAGE_RANK: Final = 8
_NEWS_RANK: Final = 1

# Places in a node that hold other things' articles, and texts that can be very long.
_NOT_OWN: Final = frozenset(
    {"liveblogupdate", "comment", "itemlistelement", "hascitation", "citation", "relatedlink", "mentions"}
)
_ORGANISATIONS: Final = ("organization", "newsmediaorganization", "corporation", "localbusiness")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedAuthor:
    """An author as a JSON-LD node gives it, not yet cleaned; ``organisation`` if the node says it is one."""

    name: str
    profile: str | None = None
    avatar: str | None = None
    same_as: tuple[str, ...] = ()
    organisation: bool = False

    def as_author(self) -> Author:
        """The same as a plain author."""
        return Author(name=self.name, profile=self.profile, avatar=self.avatar, source=_SOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedArticle:
    """One JSON-LD node that describes an article (or, for want of one, the page), as it stands there."""

    kind: str
    rank: int
    headline: str | None = None
    authors: tuple[LinkedAuthor, ...] = ()
    published: str | None = None
    modified: str | None = None
    site: str | None = None
    language: str | None = None
    description: str | None = None
    address: str | None = None

    @property
    def is_article(self) -> bool:
        """Whether the node describes an article, not merely a web page."""
        return self.rank < _WEB_PAGE_RANK

    @property
    def is_news(self) -> bool:
        """Whether the node says that it is a news article or a live blog."""
        return self.rank <= _NEWS_RANK


def read_json_ld(tree: HtmlElement) -> tuple[LinkedArticle, ...]:
    """All nodes of the page that describe an article or the page itself, best first.

    Args:
        tree: the page; it is not altered.

    Returns:
        live blogs and news articles first, then other articles, then web pages; within a kind in page order.
        Empty where the page has no JSON-LD or none that can be read.
    """
    nodes: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for block in _decode(script.text or ""):
                nodes.extend(_nodes(block))
    by_id = _index(nodes)
    articles = [article for node in nodes if (article := _article(node, by_id)) is not None]
    return tuple(sorted(articles, key=lambda article: article.rank))


def _decode(text: str) -> list[Any]:
    """The values of one script block; empty if even the repaired text cannot be read."""
    try:
        return [msgspec.json.decode(text)]
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        pass
    for repaired in _repairs(text):
        try:
            return [json.loads(repaired, strict=False)]
        except (ValueError, RecursionError):
            continue
    return _decode_concatenated(_tidy(text))


def _tidy(text: str) -> str:
    """The block without comments, CDATA marks and trailing semicolons."""
    text = re.sub(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$", "", text.strip())
    text = re.sub(r"^\s*(?:/\*\s*)?<!--(?:\s*\*/)?|(?://\s*)?-->\s*$", "", text)
    text = re.sub(r"\s{50,}", "\n", text)  # keeps the patterns below from running long
    text = re.sub(r"/\*\s*(?:<!\[CDATA\[|\]\]>)\s*\*/", "", text)
    return text.strip().rstrip(";").strip()


def _repairs(text: str) -> Iterator[str]:
    """Texts to try in turn, each repaired a little more."""
    tidy = _tidy(text)
    yield tidy
    without_commas = re.sub(r",(\s*[}\]])", r"\1", tidy)
    yield without_commas
    if "&quot;" in tidy and '"' not in tidy:
        yield html.unescape(tidy)
    # A backslash that escapes nothing, and a missing value.
    yield re.sub(r":\s*,", ": null,", re.sub(r'\\(?!["\\/bfnrtu])', r"\\\\", without_commas))
    yield re.sub(r'"\s*\n(\s*"[^"\n]+"\s*:)', r'",\n\1', without_commas)


def _decode_concatenated(text: str) -> list[Any]:
    """Several values written one after the other, as far as they can be read."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    position = 0
    while position < len(text) and len(values) < 50:
        start = re.compile(r"[{\[]").search(text, position)
        if start is None:
            break
        try:
            value, position = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values


def _nodes(block: Any) -> list[dict[str, Any]]:
    """Every node of a block that could be the page's own, in order of appearance."""
    found: list[dict[str, Any]] = []
    pending: list[tuple[Any, int]] = [(block, 0)]
    while pending and len(found) < _MAX_NODES:
        value, depth = pending.pop()
        if isinstance(value, dict):
            if "@type" in value or "@id" in value:
                found.append(value)
            inner = [item for key, item in value.items() if key.lower() not in _NOT_OWN]
        elif isinstance(value, list):
            inner = value
        else:
            continue
        if depth < _MAX_DEPTH:
            pending.extend((item, depth + 1) for item in reversed(inner) if isinstance(item, dict | list))
    return found


def _index(nodes: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The fullest node for each ``@id``."""
    index: dict[str, dict[str, Any]] = {}
    for node in nodes:
        key = node.get("@id")
        if isinstance(key, str) and len(node) > len(index.get(key, ())):
            index[key] = node
    return index


def _kinds(node: dict[str, Any]) -> list[str]:
    value = node.get("@type")
    kinds = value if isinstance(value, list) else [value]
    return [re.sub(r"^.*[/:#]", "", kind).strip() for kind in kinds if isinstance(kind, str)]


def _article(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> LinkedArticle | None:
    kinds = _kinds(node)
    ranked = [(_ARTICLE_RANK[kind.lower()], kind) for kind in kinds if kind.lower() in _ARTICLE_RANK]
    if not ranked:
        return None
    rank, kind = min(ranked)
    own_name = node.get("name") if rank < _WEB_PAGE_RANK else None
    return LinkedArticle(
        kind=kind,
        rank=rank,
        headline=_text(node.get("headline")) or _text(own_name),
        authors=_authors(node, by_id),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        site=_name_of(node.get("publisher"), by_id) or _name_of(node.get("isPartOf"), by_id),
        language=_text(node.get("inLanguage")),
        description=_text(node.get("description")),
        address=_address(node),
    )


def _address(node: dict[str, Any]) -> str | None:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith("http"):
            return value
    return None


def _text(value: Any) -> str | None:
    """A string out of a value that may be a list, a language map or a number."""
    if isinstance(value, list):
        value = next((item for item in value if _text(item)), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and value.strip():
        return value.strip()
    return None


def _resolve(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    """The node that a reference points to, or the value itself."""
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return by_id.get(value["@id"], value)
    return value


def _name_of(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    value = _resolve(value, by_id)
    if isinstance(value, dict):
        return _text(value.get("name")) or _text(value.get("legalName"))
    return None


def _authors(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> tuple[LinkedAuthor, ...]:
    for key in ("author", "creator"):
        value = node.get(key)
        values = value if isinstance(value, list) else [value]
        authors = [author for item in values for author in _author(item, by_id)]
        if authors:
            return tuple(authors)
    return ()


def _author(value: Any, by_id: dict[str, dict[str, Any]]) -> list[LinkedAuthor]:
    """The authors of one entry; a list of names in one node gives several."""
    value = _resolve(value, by_id)
    if isinstance(value, str):
        return [LinkedAuthor(name=value.strip())] if value.strip() else []
    if not isinstance(value, dict):
        return []
    names = value.get("name")
    if not names:
        names = " ".join(filter(None, (_text(value.get("givenName")), _text(value.get("familyName")))))
    organisation = any(kind.lower() in _ORGANISATIONS for kind in _kinds(value))
    same_as = value.get("sameAs")
    links = same_as if isinstance(same_as, list) else [same_as]
    alone = not isinstance(names, list) or len(names) == 1
    return [
        LinkedAuthor(
            name=name,
            profile=_link(value.get("url")) if alone else None,
            avatar=_picture(value.get("image"), by_id) if alone else None,
            same_as=tuple(link for link in links if isinstance(link, str)) if alone else (),
            organisation=organisation,
        )
        for item in (names if isinstance(names, list) else [names])
        if (name := _text(item))
    ]


def _link(value: Any) -> str | None:
    text = _text(value)
    return text if text and re.match(r"https?://|//|/", text) else None


def _picture(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    value = _resolve(value, by_id)
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return _link(value)
