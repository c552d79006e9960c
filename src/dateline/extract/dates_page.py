"""The publication and modification date that a page states: in JSON-LD, meta elements, ``time`` elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, cast
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from dateline.extract.dates_printed import parse_date
from dateline.extract.metadata_marks import Marks, lies_elsewhere, text_of
from dateline.model import DateEstimate, Precision

_PUBLISHED_META: Final = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "published_time",
    "publication_date",
    "publication-date",
    "published_at",
    "rnews:datepublished",
    "date.available",
    "date.created",
    "date",
    "datecreated",
    "displaydate",
    "originalpublicationdate",
    "article_date_original",
    "article.published",
    "ptime",
    "created",
)
_MODIFIED_META: Final = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "article:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "date.modified",
    "date.updated",
    "last-modified",
    "lastmod",
    "article.updated",
    "cxenseparse:modified_time",
    "revised",
)
_PUBLISHED_MARK: Final = re.compile(
    r"datepublished|pubdate|publish|entry-date|posted|post-date|created", re.IGNORECASE
)
_MODIFIED_MARK: Final = re.compile(r"datemodified|modif|updated?\b|last", re.IGNORECASE)
_DATED: Final = etree.XPath(
    '//*[(contains(@class,"date") or contains(@class,"Date") or contains(@class,"time") or '
    'contains(@class,"publish") or contains(@class,"posted") or contains(@id,"date"))'
    " and string-length(normalize-space(.)) < 90]"
)
_AFTER_HEADING: Final = etree.XPath("following::*[position() <= 80]")
_NOT_TEXT: Final = frozenset(
    {"body", "script", "style", "form", "input", "select", "option", "button", "time"}
)
_MAX_DATE_LINE: Final = 90
_MAX_DATED: Final = 40
_UPDATED: Final = re.compile(
    r"updat|modif|edited|aktualis|geändert|mis à jour|actualiza|aggiorn|bijgewerkt", re.IGNORECASE
)
_ABOUT_OTHERS: Final = re.compile(r"©|copyright|all rights|expire|event|deadline|birth", re.IGNORECASE)
_DAY_FIRST_HOSTS: Final = frozenset({"uk", "au", "nz", "ie", "in", "za", "ng", "ke", "pk", "sg", "my", "eu"})
_OLDEST: Final = date(1990, 1, 1)


def read_published(marks: Marks) -> DateEstimate | None:
    """The publication date that the page states, the most authoritative place first."""
    return _best(_published_candidates(marks), day_first(marks))


def read_modified(marks: Marks) -> DateEstimate | None:
    """The date of the last change that the page states."""
    return _best(_modified_candidates(marks), day_first(marks))


def day_first(marks: Marks) -> bool | None:
    """How the page writes dates in figures, by its language and host; None if neither tells."""
    language = (marks.language or "").casefold().replace("_", "-")
    try:
        host = urlsplit(marks.canonical or marks.address).hostname or ""
    except ValueError:
        host = ""
    ending = host.rsplit(".", 1)[-1]
    if language.startswith(("en-us", "fil", "tl")) or ending in {"gov", "mil"}:
        return False
    if ending in _DAY_FIRST_HOSTS or language.startswith("en-"):
        return True
    return None if language.startswith("en") or not language else True


def _published_candidates(marks: Marks) -> Iterator[tuple[str, str]]:
    article = marks.article
    if article and article.published:
        yield "json-ld datePublished", article.published
    for name in _PUBLISHED_META:
        for content in marks.meta.get(name, ()):
            yield f"meta {name}", content
    for node in marks.linked:
        if node.published and node is not article:
            yield f"json-ld {node.kind} datePublished", node.published
    yield from _times(marks, published=True)
    yield from _printed(marks)


def _modified_candidates(marks: Marks) -> Iterator[tuple[str, str]]:
    article = marks.article
    if article and article.modified:
        yield "json-ld dateModified", article.modified
    for name in _MODIFIED_META:
        for content in marks.meta.get(name, ()):
            yield f"meta {name}", content
    for node in marks.linked:
        if node.modified and node is not article:
            yield f"json-ld {node.kind} dateModified", node.modified
    yield from _times(marks, published=False)


def _times(marks: Marks, *, published: bool) -> Iterator[tuple[str, str]]:
    """The ``time`` elements of the article's head: those that are marked as such, then the first of all."""
    own = [element for element in marks.times if not lies_elsewhere(element, marks.spine)]
    wanted, other = (_PUBLISHED_MARK, _MODIFIED_MARK) if published else (_MODIFIED_MARK, _PUBLISHED_MARK)
    plain: list[HtmlElement] = []
    for element in own:
        mark = _mark_of(element)
        if wanted.search(mark) and not other.search(mark):
            yield "time element", element.get("datetime") or text_of(element)
        elif not other.search(mark):
            plain.append(element)
    if published:
        for element in plain[:3]:
            yield "time element", element.get("datetime") or ""
            yield "time element", text_of(element)


def _printed(marks: Marks) -> Iterator[tuple[str, str]]:
    """Short lines with a date: in elements that are classed so, and behind the heading; updates come last."""
    elements = [element for element in _elements(_DATED, marks.tree) if element.tag not in _NOT_TEXT]
    elements = [each for each in elements if not lies_elsewhere(each, marks.spine)][:_MAX_DATED]
    for heading in marks.headings[:1]:
        elements += [each for each in _elements(_AFTER_HEADING, heading) if each.tag not in _NOT_TEXT]
    updates: list[str] = []
    for element in elements:
        own = element.text or ""
        if not any(figure.isdigit() for figure in own) and len(element):
            continue
        line = text_of(element, apart=True)
        if not 6 <= len(line) <= _MAX_DATE_LINE or _ABOUT_OTHERS.search(line):
            continue
        if _UPDATED.search(line):
            updates.append(line)
        else:
            yield "date line", line
    for line in updates:
        yield "date line", line


def _elements(path: etree.XPath, root: HtmlElement) -> list[HtmlElement]:
    return cast(list[HtmlElement], path(root))


def _mark_of(element: HtmlElement) -> str:
    parent = element.getparent()
    parts = [element.get(key) or "" for key in ("itemprop", "class", "id", "pubdate")]
    if parent is not None:
        parts.append(parent.get("class") or "")
    return " ".join(parts)


def _best(candidates: Iterator[tuple[str, str]], prefer_day_first: bool | None) -> DateEstimate | None:
    """The first candidate that is a date; a time from a later one of the same day completes it."""
    chosen: DateEstimate | None = None
    for source, text in candidates:
        estimate = _read(source, text, prefer_day_first)
        if estimate is None:
            continue
        if chosen is None:
            chosen = estimate
            if chosen.moment and chosen.moment.tzinfo:
                return chosen
        elif (
            estimate.moment
            and estimate.moment.tzinfo
            and estimate.earliest == chosen.earliest == chosen.latest
            and _agree(chosen.moment, estimate.moment)
        ):
            return replace(
                estimate, reasons=(*chosen.reasons, *(f"time from {reason}" for reason in estimate.reasons))
            )
    return chosen


def _agree(first: datetime | None, second: datetime) -> bool:
    """Whether a later candidate only completes the first: no time there, or the same hour without zone."""
    return first is None or first.replace(second=0, microsecond=0) == second.replace(
        second=0, microsecond=0, tzinfo=None
    )


def _read(source: str, text: str, prefer_day_first: bool | None) -> DateEstimate | None:
    if not text:
        return None
    estimate = parse_date(text, prefer_day_first=prefer_day_first)
    if estimate is None or estimate.earliest is None or estimate.earliest < _OLDEST:
        return None
    if estimate.earliest > datetime.now(UTC).date() + timedelta(days=366):
        return None
    if estimate.precision is Precision.MONTH and source == "date line":
        return None
    return replace(estimate, reasons=tuple(f"{source}: {reason}" for reason in estimate.reasons))
