"""The publication and modification date that a page states: in JSON-LD, meta elements, ``time`` elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

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
    if estimate.precision is Precision.INTERVAL and source.startswith("meta date"):
        return None
    return replace(estimate, reasons=tuple(f"{source}: {reason}" for reason in estimate.reasons))
