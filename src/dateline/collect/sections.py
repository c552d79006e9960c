"""Section pages: which of their links lead to articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import unquote, urlsplit

import yaml
from courlan import is_navigation_page, is_not_crawlable
from lxml import html

from dateline.collect.addresses import normalised
from dateline.errors import InputRejectedError, Reason
from dateline.model import Entry, Listed, SourceKind

_WORD = re.compile(r"[^\W\d_]+")
_DATE = re.compile(r"/(19|20)\d\d[/-]?(0?[1-9]|1[0-2])([/-]|\d\d/|/|$)")
_NUMBER = re.compile(r"\d{5,}")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True)
class _Clues:
    """What tells links to articles from others; see data/sections.yaml."""

    folders: frozenset[str]
    suffixes: tuple[str, ...]
    enough: int
    slug_words: int
    headline_words: int


@cache
def _clues() -> _Clues:
    data = yaml.safe_load((resources.files("dateline.collect") / "data" / "sections.yaml").read_text("utf-8"))
    return _Clues(
        frozenset(data["folders"]),
        tuple(data["suffixes"]),
        data["enough"],
        data["slug_words"],
        data["headline_words"],
    )


def read_section(content: bytes, address: str) -> Listed:
    """The links of a page that look like articles of the same site, and the feeds that it names.

    Raises:
        InputRejectedError: UNREADABLE, if it is no HTML.
    """
    try:
        tree = html.document_fromstring(content, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (ValueError, html.etree.LxmlError):
        raise InputRejectedError(
            Reason.UNREADABLE, "is no HTML page", where=address, action="look at it in a browser"
        ) from None
    base = _base(tree, address)
    title = tree.findtext(".//title")
    entries = dict.fromkeys(_articles(tree, base, address))
    return Listed(
        kind=SourceKind.SECTION,
        entries=tuple(Entry(address=link) for link in entries),
        name=title,
        feeds=tuple(dict.fromkeys(_feeds(tree, base))),
    )


def _base(tree: html.HtmlElement, address: str) -> str:
    given = next((one.get("href") for one in tree.iter("base") if one.get("href")), None)
    return normalised(given, address) or address if given else address


def _articles(tree: html.HtmlElement, base: str, address: str) -> Iterator[str]:
    site = site_of(address)
    # A headline, its picture and its teaser often link to the same article: the longest words count.
    words: dict[str, int] = {}
    for anchor in tree.iter("a"):
        link = normalised(anchor.get("href") or "", base) if anchor.get("href") else None
        if link and link != normalised(address) and site_of(link) == site:
            count = len(_WORD.findall(anchor.text_content()))
            words[link] = max(words.get(link, 0), count)
    for link, count in words.items():
        if looks_like_article(link, count):
            yield link


def site_of(address: str) -> str:
    """The host without ``www.``: what links within a site have in common."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def looks_like_article(address: str, words: int) -> bool:
    """Whether an address, linked by so many words, looks like that of an article.

    Points are given for a slug of several words, a date or a long number in the path, and a link as long as a
    headline; folders that hold no articles, files and navigation rule it out.
    """
    clues = _clues()
    path = unquote(urlsplit(address).path).lower()
    folders = [part for part in path.split("/") if part]
    if not folders or path.endswith(clues.suffixes):
        return False
    if any(folder in clues.folders for folder in folders):
        return False
    if is_not_crawlable(address) or is_navigation_page(address):
        return False
    slug = _WORD.findall(folders[-1].rpartition(".")[0] or folders[-1])
    points = 0
    points += 2 if len(slug) >= clues.slug_words else 0
    points += 1 if _DATE.search(path) else 0
    points += 1 if _NUMBER.search(path) or _NUMBER.search(urlsplit(address).query) else 0
    points += 1 if words >= clues.headline_words else 0
    return points >= clues.enough


def _feeds(tree: html.HtmlElement, base: str) -> Iterator[str]:
    for link in tree.iter("link"):
        if "alternate" in (link.get("rel") or "").lower() and (link.get("type") or "").lower() in _FEEDS:
            found = normalised(link.get("href") or "", base)
            if found:
                yield found
