"""What a page says of itself: headline, authors, dates, site, language, address, each with its source.

The order of trust: JSON-LD, OpenGraph and other meta elements, what is printed (``h1``, byline, ``time``),
and for a date that is then still missing the quick search of htmldate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from htmldate import find_date

from dateline.extract.authors import read_authors
from dateline.extract.dates_page import read_modified, read_published
from dateline.extract.headline import read_headlines
from dateline.extract.html import HtmlDocument
from dateline.extract.metadata_marks import Marks, clean_text, gather_marks
from dateline.model import Author, DateEstimate, Precision, Sourced

_MAX_ELEMENTS_FOR_SEARCH = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of itself; each value says where it came from. None or empty: it does not say."""

    headline: Sourced | None = None
    other_headlines: tuple[Sourced, ...] = ()
    authors: tuple[Author, ...] = ()
    published: DateEstimate | None = None
    modified: DateEstimate | None = None
    site: Sourced | None = None
    language: Sourced | None = None
    canonical: Sourced | None = None
    description: Sourced | None = None


def read_metadata(document: HtmlDocument) -> Metadata:
    """Read the metadata of a page.

    Args:
        document: the parsed page; its tree is not altered.

    Returns:
        what could be found. The dates are those that the page states; one without is dated by
        ``dateline.extract.dates.date_from_evidence``.
    """
    marks = gather_marks(document.tree, document.address)
    site = _site(marks)
    site_name = site.value if site else None
    headlines = read_headlines(marks, site_name)
    return Metadata(
        headline=headlines[0] if headlines else None,
        other_headlines=headlines[1:],
        authors=read_authors(marks, site_name),
        published=read_published(marks) or _searched(marks),
        modified=read_modified(marks),
        site=site,
        language=_language(marks),
        canonical=_canonical(marks),
        description=_description(marks),
    )


def _site(marks: Marks) -> Sourced | None:
    named = marks.first("og:site_name")
    if named:
        return Sourced(value=named[1], source=named[0])
    for node in marks.linked:
        if node.site:
            return Sourced(value=clean_text(node.site), source="json-ld publisher")
    named = marks.first("application-name", "publisher", "dc.publisher", "apple-mobile-web-app-title")
    if named and not named[1].startswith("http"):
        return Sourced(value=named[1], source=f"meta {named[0]}")
    host = _host(marks.canonical or "") or _host(marks.address)
    return Sourced(value=host, source="address") if host else None


def _host(address: str) -> str | None:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _language(marks: Marks) -> Sourced | None:
    """A language tag as BCP 47 writes it, ``en-GB``."""
    candidates = [("html lang", marks.language)]
    candidates += [("json-ld inLanguage", node.language) for node in marks.linked]
    named = marks.first("og:locale", "content-language", "language", "dc.language", "inlanguage")
    if named:
        candidates.append((f"meta {named[0]}", named[1]))
    for source, tag in candidates:
        match = re.match(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?![A-Za-z])", tag or "")
        if match:
            region = f"-{match[2].upper()}" if match[2] else ""
            return Sourced(value=match[1].lower() + region, source=source)
    return None


def _canonical(marks: Marks) -> Sourced | None:
    candidates = [("link canonical", marks.canonical)]
    named = marks.first("og:url")
    if named:
        candidates.append((named[0], named[1]))
    if marks.article:
        candidates.append(("json-ld", marks.article.address))
    base = marks.address if marks.address.startswith("http") else ""
    for source, address in candidates:
        try:
            whole = urljoin(base, address or "") if address else ""
        except ValueError:
            continue
        if whole.startswith(("http://", "https://")):
            return Sourced(value=whole, source=source)
    return None


def _description(marks: Marks) -> Sourced | None:
    named = marks.first("og:description", "description", "twitter:description")
    if named:
        return Sourced(value=named[1], source=named[0])
    article = marks.article
    if article and article.description and (text := clean_text(article.description)):
        return Sourced(value=text, source="json-ld")
    return None


def _searched(marks: Marks) -> DateEstimate | None:
    """What htmldate makes of the markup, where the page states no date: a guess, and marked as one.

    Its extensive search is not used: on pages where all else fails it is wrong more often than right.
    """
    if len(marks.tree.xpath("//*")) > _MAX_ELEMENTS_FOR_SEARCH:
        return None
    url = marks.canonical or marks.address
    try:
        found = find_date(
            marks.tree,
            extensive_search=False,
            original_date=True,
            url=url if url.startswith("http") else None,
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None  # htmldate fails on some broken pages; the page is then dated from evidence
    if not found:
        return None
    day = date.fromisoformat(found)
    if (day.month, day.day) == (1, 1):
        return None  # htmldate writes a bare year, most often the copyright's, like this
    return DateEstimate(
        earliest=day,
        latest=day,
        precision=Precision.DAY,
        stated=False,
        reasons=(f"guessed by htmldate from the markup: {found}",),
    )
