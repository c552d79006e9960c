"""Who signed the article: names cleaned, with handle, picture and profile where the page has them."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin

from dateline.extract.author_boxes import box_of, printed_authors
from dateline.extract.author_names import clean_names, handle_of, is_person, uninverted
from dateline.extract.metadata_marks import Marks, clean_text
from dateline.model import Author

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


def read_authors(marks: Marks, site: str | None) -> tuple[Author, ...]:
    """The authors in the order the page gives them.

    JSON-LD comes first, then meta elements, then the byline that is printed. Where JSON-LD or meta
    elements name only the site itself and the page prints a person, the person is taken.

    Args:
        marks: what the page says of itself.
        site: the name of the site, to tell it from a person.
    """
    stated = _from_json_ld(marks)
    if not _persons(stated, site):
        stated = _from_meta(marks, stated, site)
    if not _persons(stated, site):
        printed = printed_authors(marks, site, surely=bool(stated))
        if printed and (not stated or _persons(printed, site)):
            stated = printed
    return tuple(_completed(author, marks, alone=len(stated) == 1) for author in _unique(stated))


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
        inverted = [uninverted(content) for content in marks.meta.get(name, ()) if content]
        authors = [Author(name=each, source=f"meta {name}") for each in dict.fromkeys(inverted) if each]
        if authors and not stated:
            return authors
    return stated


def _persons(authors: list[Author], site: str | None) -> list[Author]:
    """Those who are not the site itself and not evidently an organisation."""
    return [author for author in authors if author.name and is_person(author.name, site)]


def _unique(authors: list[Author]) -> list[Author]:
    seen: dict[str, Author] = {}
    for author in authors:
        seen.setdefault((author.name or author.handle or "").casefold(), author)
    return list(seen.values())[:_MAX_AUTHORS]


def _completed(author: Author, marks: Marks, *, alone: bool) -> Author:
    """The author with what the page prints beside the name, and with whole addresses."""
    profile, avatar, handle = author.profile, author.avatar, author.handle
    if author.name and not (profile and avatar and handle):
        found = box_of(author.name, marks)
        profile, avatar = profile or found[0], avatar or found[1]
        if handle is None and found[2] and (alone or _handle_fits(found[2], author.name)):
            handle = found[2] if found[2] != _site_handle(marks) else None
    if handle is None and alone and author.name:
        handle = _page_handle(marks, author.name)
    return replace(
        author,
        handle=handle,
        profile=_whole(profile, marks.base) if profile else None,
        avatar=_whole(avatar, marks.base) if avatar else None,
    )


def _site_handle(marks: Marks) -> str | None:
    named = marks.first("twitter:site")
    return handle_of(named[1]) if named else None


def _page_handle(marks: Marks, name: str) -> str | None:
    """The Twitter card's creator, if it is not the site and shares a part of the name."""
    creator = marks.first("twitter:creator")
    handle = handle_of(creator[1]) if creator else None
    return handle if handle and handle != _site_handle(marks) and _handle_fits(handle, name) else None


def _handle_fits(handle: str, name: str) -> bool:
    """Whether a handle can be this person's: it shares a part of the name."""
    letters = handle.casefold()
    return any(len(part) > 2 and part.casefold()[:4] in letters for part in re.split(r"\W+", name))


def _whole(address: str, base: str) -> str | None:
    try:
        return urljoin(base, address) if base.startswith("http") else address
    except ValueError:
        return None
