"""Who signed the article: names cleaned, with handle, picture and profile where the page has them."""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Final, cast
from urllib.parse import urljoin, urlsplit

import yaml
from lxml import etree
from lxml.html import HtmlElement

from dateline.extract.metadata_marks import Marks, clean_text, text_of
from dateline.model import Author

_MAX_NAME: Final = 80
_MAX_AUTHORS: Final = 30
_META_NAMES: Final = (
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "og:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "byline",
    "article:byline",
    "mrf:authors",
    "cxenseparse:author",
)
_INVERTED_META: Final = ("citation_author", "dc.creator", "dcterms.creator")
_SOCIAL_HOSTS: Final = ("twitter.com", "x.com", "mobile.twitter.com")
_NOT_HANDLES: Final = frozenset(
    {"intent", "share", "home", "search", "hashtag", "i", "login", "widgets", "privacy", "tos", "share.php"}
)
_HANDLE: Final = re.compile(r"^@?@?([A-Za-z0-9_]{2,30})$")
_MARKED: Final = etree.XPath(
    '//*[@rel="author" or @itemprop="author" or @data-testid="author-name" or @data-qa="author-name"]'
)
_BYLINE_BOXES: Final = etree.XPath(
    "//*[(self::div or self::span or self::p or self::a or self::address or self::ul or self::section"
    " or self::header or self::li or self::strong or self::em)"
    ' and (contains(@class,"byline") or contains(@class,"author") or contains(@class,"Author")'
    ' or contains(@class,"Byline") or contains(@class,"autor") or contains(@class,"signature")'
    ' or contains(@id,"byline") or contains(@id,"author"))]'
)
_ELSEWHERE: Final = re.compile(
    r"comment|related|recommend|sidebar|teaser|footer|popular|trending|promo|newsletter|widget|aside|most-|"
    r"more-|card|carousel|disqus|list-item|read-next|feed",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Words:
    lead: re.Pattern[str]
    between: re.Pattern[str]
    role: re.Pattern[str]
    letters: frozenset[str]
    suffix: frozenset[str]
    not_names: frozenset[str]
    organisation: re.Pattern[str]


@functools.cache
def _words() -> _Words:
    source = resources.files("dateline.extract").joinpath("data", "bylines.yaml")
    data: dict[str, list[str]] = yaml.safe_load(source.read_text(encoding="utf-8"))

    def either(words: list[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    return _Words(
        lead=re.compile(rf"^(?:{either(data['lead'])})(?:\s*[:：]\s*|\s+)", re.IGNORECASE),
        between=re.compile(
            rf"\s*[;|•·]\s*|\s+/\s+|,\s*(?:{either(data['between'])})\s+|\s+(?:{either(data['between'])})\s+",
            re.IGNORECASE,
        ),
        role=re.compile(rf"(?<!\w)(?:{either(data['role'])})s?(?!\w)", re.IGNORECASE),
        letters=frozenset(data["letters"]),
        suffix=frozenset(data["suffix"]),
        not_names=frozenset(data["not_names"]),
        organisation=re.compile(rf"(?<!\w)(?:{either(data['organisation'])})(?!\w)", re.IGNORECASE),
    )


def read_authors(marks: Marks, site: str | None) -> tuple[Author, ...]:
    """The authors in the order the page gives them.

    JSON-LD comes first, then meta elements, then the byline that is printed. Where JSON-LD or meta name
    only the
    site itself and the page prints a person, the person is taken.

    Args:
        marks: what the page says of itself.
        site: the name of the site, to tell it from a person.
    """
    stated = _from_json_ld(marks)
    if not _persons(stated, site):
        stated = _from_meta(marks, stated, site)
    if not _persons(stated, site):
        printed = _from_boxes(_boxes(marks))
        if printed and (not stated or _persons(printed, site)):
            stated = printed
    if not stated:
        return ()
    return _completed(_unique(stated), marks)


def clean_names(text: str, *, split_commas: bool = True) -> tuple[str, ...]:
    """The names in a byline, without "By", offices, degrees, e-mail addresses and handles.

    >>> clean_names("By Ana Marić and John O'Neil, Political Correspondent")
    ('Ana Marić', "John O'Neil")
    """
    text = clean_text(html.unescape(text))
    text = re.sub(r"https?://\S+|\S+@\S+\.\w+|\(\s*@?\w*\s*\)", " ", text)
    text = clean_text(re.sub(r"(?<!\w)@\w+", " ", text))
    words = _words()
    previous = None
    while previous != text:
        previous, text = text, words.lead.sub("", text).strip()
    names: list[str] = []
    for part in words.between.split(text):
        names.extend(_comma_parts(part) if split_commas else [part])
    cleaned = (_clean_name(name) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _comma_parts(part: str) -> list[str]:
    """The names in a piece with commas; what is no name (office, degree, place) is dropped."""
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    if len(pieces) < 2:
        return pieces
    words = _words()
    names = [pieces[0]]
    for piece in pieces[1:]:
        lowered = piece.casefold().rstrip(".")
        if lowered in words.suffix or piece.casefold() in words.suffix:
            names[-1] = f"{names[-1]}, {piece}"
        elif _is_addition(piece):
            continue
        else:
            names.append(piece)
    return names


def _is_addition(piece: str) -> bool:
    """An office, degree or place behind a name, not another name."""
    words = _words()
    tokens = piece.split()
    if all(token.casefold().rstrip(",") in words.letters for token in tokens):
        return True
    if words.role.search(piece):
        return True
    return len(tokens) == 1 or not piece[0].isupper()


def _clean_name(name: str) -> str | None:
    name = name.strip(' \t,.;:|/-–—*•·"')
    name = re.sub(r"\s*\([^)]*\)\s*$", "", name)
    name = re.sub(r"\s+(?:-|–|—|/|\|)\s+.*$", "", name)
    words = _words()
    if words.role.search(name) and not words.organisation.search(name):
        name = re.sub(rf",?\s+{words.role.pattern}.*$", "", name, flags=re.IGNORECASE)
    name = clean_text(name)
    if not 2 <= len(name) <= _MAX_NAME or name.casefold() in words.not_names:
        return None
    if not any(letter.isalpha() for letter in name) or re.search(r"\d{3}", name):
        return None
    return name


def _from_json_ld(marks: Marks) -> list[Author]:
    article = marks.article
    linked = article.authors if article and article.authors else ()
    if not linked:
        linked = next((node.authors for node in marks.linked if node.authors), ())
    authors: list[Author] = []
    for entry in linked:
        if re.match(r"https?://", entry.name):
            continue
        names = (clean_text(html.unescape(entry.name)),) if entry.organisation else clean_names(entry.name)
        plain = entry.as_author()
        handle = next((found for link in entry.same_as if (found := handle_of(link))), None)
        if len(names) == 1:
            authors.append(replace(plain, name=names[0], handle=handle))
        else:
            authors.extend(Author(name=name, source=plain.source) for name in names)
    return authors


def _from_meta(marks: Marks, stated: list[Author], site: str | None) -> list[Author]:
    """The first meta element that names somebody, if JSON-LD names nobody or only the site."""
    for name in _META_NAMES:
        contents = [content for content in marks.meta.get(name, ()) if not re.match(r"https?://", content)]
        names = [cleaned for content in contents for cleaned in clean_names(content)]
        authors = [Author(name=each, source=f"meta {name}") for each in dict.fromkeys(names)]
        if authors and (not stated or _persons(authors, site)):
            return authors
    for name in _INVERTED_META:
        inverted = [_uninverted(content) for content in marks.meta.get(name, ()) if content]
        authors = [Author(name=each, source=f"meta {name}") for each in dict.fromkeys(inverted) if each]
        if authors and not stated:
            return authors
    return stated


def _uninverted(name: str) -> str | None:
    """ "Brazil, Rachel" as "Rachel Brazil"."""
    last, comma, first = name.partition(",")
    return _clean_name(f"{first.strip()} {last.strip()}" if comma and "," not in first else name)


def _persons(authors: list[Author], site: str | None) -> list[Author]:
    """Those who are not the site itself and not evidently an organisation."""
    return [author for author in authors if author.name and _is_person(author.name, site)]


def _is_person(name: str, site: str | None) -> bool:
    squashed = re.sub(r"\W", "", name.casefold())
    if site and squashed in re.sub(r"\W", "", site.casefold()):
        return False
    if "." in name.rstrip(".") and " " not in name:
        return False
    if len(name.split()) < 2 and name.isascii():
        return False
    return not _words().organisation.search(name)


def _boxes(marks: Marks) -> list[HtmlElement]:
    """The elements that hold the article's byline, marked ones first, in page order."""
    marked = [element for element in _elements(_MARKED, marks) if not _lies_elsewhere(element)]
    classed = [element for element in _elements(_BYLINE_BOXES, marks)[:60] if not _lies_elsewhere(element)]
    return marked + classed


def _elements(path: etree.XPath, marks: Marks) -> list[HtmlElement]:
    return cast(list[HtmlElement], path(marks.tree))


def _lies_elsewhere(element: HtmlElement) -> bool:
    """Whether the element belongs to a comment, a teaser or the foot of the page."""
    node: Any = element
    for _ in range(12):
        if node is None or node.tag in {"body", "main"}:
            return False
        if node.tag in {"footer", "nav", "aside"}:
            return True
        if node.tag != "article" and _ELSEWHERE.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
        node = node.getparent()
    return False


def _from_boxes(boxes: list[HtmlElement]) -> list[Author]:
    """The names in the first box that prints names."""
    for box in boxes:
        text = text_of(box)
        if not 3 <= len(text) <= 200:
            continue
        linked = [element for element in box.iter("a") if 3 <= len(text_of(element)) <= _MAX_NAME]
        texts = [text_of(element) for element in linked] or [text]
        names = [name for each in texts for name in clean_names(each) if _looks_like_name(name)]
        if names:
            return [Author(name=name, source="byline") for name in dict.fromkeys(names)][:_MAX_AUTHORS]
    return []


def _looks_like_name(name: str) -> bool:
    tokens = name.split()
    if not 2 <= len(tokens) <= 5 or any(character.isdigit() for character in name):
        return False
    return (tokens[0][0].isupper() and tokens[-1][0].isupper()) or (not name.isascii() and not name.islower())


def _unique(authors: list[Author]) -> list[Author]:
    seen: dict[str, Author] = {}
    for author in authors:
        seen.setdefault((author.name or author.handle or "").casefold(), author)
    return list(seen.values())[:_MAX_AUTHORS]


def _completed(authors: list[Author], marks: Marks) -> tuple[Author, ...]:
    """The authors with addresses made whole, and a handle and picture from the byline where they lack
    them."""
    canonical = marks.canonical or ""
    base = canonical if canonical.startswith("http") else marks.address
    creator = marks.first("twitter:creator")
    handle = handle_of(creator[1]) if creator else None
    site_handle = marks.first("twitter:site")
    if handle and site_handle and handle == handle_of(site_handle[1]):
        handle = None
    result = []
    for author in authors:
        own = author.handle
        if own is None and handle and len(authors) == 1 and _handle_fits(handle, author.name or ""):
            own = handle
        result.append(
            replace(
                author,
                handle=own,
                profile=_whole(author.profile, base),
                avatar=_whole(author.avatar, base),
            )
        )
    return tuple(result)


def _handle_fits(handle: str, name: str) -> bool:
    """Whether a handle of the page can be this person's: it shares a part of the name."""
    letters = handle.casefold()
    return any(len(part) > 2 and part.casefold()[:4] in letters for part in re.split(r"\W+", name))


def _whole(address: str | None, base: str) -> str | None:
    if not address:
        return None
    try:
        return urljoin(base, address) if base.startswith("http") else address
    except ValueError:
        return None


def handle_of(text: str) -> str | None:
    """The handle in ``@name`` or in the address of a Twitter or X profile, with its ``@``.

    >>> handle_of("https://twitter.com/USLive?lang=en")
    '@USLive'
    """
    text = text.strip()
    if "/" in text:
        try:
            parts = urlsplit(text.lstrip("@"))
        except ValueError:
            return None
        if parts.netloc.lower().removeprefix("www.") not in _SOCIAL_HOSTS:
            return None
        pieces = [piece for piece in parts.path.split("/") if piece]
        if len(pieces) != 1 or pieces[0].lower() in _NOT_HANDLES:
            return None
        text = pieces[0]
    elif not text.startswith("@"):
        return None
    match = _HANDLE.match(text)
    return f"@{match[1]}" if match else None
