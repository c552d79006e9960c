"""JSON lines of pages, under the field names of news-please and fundus, and under plain ones.

Where a line has the page as HTML, that is the page. Where it has only what another program took from it, the page is
written again from headline, authors, date and paragraphs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from dateline.collect.archives.entries import (
    ByteStream,
    Entry,
    cut_off,
    rejected,
    too_large,
    unreadable,
)
from dateline.collect.archives.unpacked import Line, lines_of
from dateline.errors import InputRejectedError
from dateline.model import Page

ADDRESS = ("url", "responded_url", "requested_url", "source_url", "link", "canonical_url")
FETCHED = ("date_download", "crawl_date", "fetched", "fetched_at", "crawled", "retrieved")
HTML = ("html", "raw_html", "page_html", "content_html")
TEXT = ("maintext", "plaintext", "text", "content")
HEADLINE = ("title", "title_page", "headline")
PUBLISHED = ("date_publish", "publishing_date", "published", "published_at", "date")
AUTHORS = ("authors", "author", "byline")
LANGUAGE = ("language", "lang")
SITE = ("publisher", "source_domain", "site", "source")
"""The names that each field goes by, in the order in which they are tried."""

_TIMES_JSON = 3  # JSON writes a byte as up to six, but seldom more than every third of them
_BLANK_LINE = re.compile(r"\n\s*\n")


def read_lines(stream: ByteStream, name: str, *, max_page_bytes: int, fetched: datetime) -> Iterator[Entry]:
    """The pages in a file of JSON lines.

    Args:
        fetched: for lines that do not tell.
    """
    last = 0
    try:
        for line in lines_of(stream, limit=_TIMES_JSON * max_page_bytes):
            last = line.number
            if line.content.strip():
                yield _entry(line, name, max_page_bytes, fetched)
    except InputRejectedError as error:
        yield rejected(name, f"after line {last}", error)


def _entry(line: Line, name: str, limit: int, fetched: datetime) -> Entry:
    place = f"line {line.number}"
    address = None
    try:
        record = _record(line, limit)
        address = _first(record, ADDRESS) or None
        page = _page(record, address, name, fetched, limit, place)
    except InputRejectedError as error:
        return rejected(name, place, error, address)
    return Entry(place=place, item=page)


def _record(line: Line, limit: int) -> Mapping[str, Any]:
    if not line.whole:
        raise too_large(limit)
    try:
        record = msgspec.json.decode(line.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if not line.content.endswith(b"\n"):
            raise cut_off(f"is no whole JSON: {error}") from None
        raise unreadable(f"is no JSON: {error}") from None
    if not isinstance(record, dict):
        raise unreadable("is no JSON object", "each line must be an object with the fields of a page")
    nested = record.get("html")
    return {**record, **nested, "html": nested.get("content")} if isinstance(nested, dict) else record


def _page(
    record: Mapping[str, Any], address: str | None, name: str, fetched: datetime, limit: int, place: str
) -> Page:
    content = _first(record, HTML)
    if not content:
        content = _written(record)
    if not content:
        raise unreadable("has neither HTML nor text", f"name one of {', '.join((*HTML, *TEXT))}")
    data = content.encode("utf-8", "replace")
    if len(data) > limit:
        raise too_large(limit)
    return Page(
        address=address or f"{name}#{place.replace(' ', '=')}",
        content=data,
        fetched=_moment(_first(record, FETCHED)) or fetched,
        content_type="text/html; charset=utf-8",
    )


def _first(record: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of the fields that holds text; empty if none does."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _moment(text: str) -> datetime | None:
    """ISO 8601, or news-please's "2024-05-01 08:00:00"; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _written(record: Mapping[str, Any]) -> str:
    """A page that says what the fields say; empty if they hold no text."""
    paragraphs = _paragraphs(record)
    if not paragraphs:
        return ""
    headline = html.escape(_first(record, HEADLINE))
    heads = [
        '<meta charset="utf-8">',
        f"<title>{headline}</title>" if headline else "",
        *(_meta("author", author) for author in _authors(record)),
        _meta("article:published_time", _first(record, PUBLISHED), key="property"),
        _meta("og:site_name", _first(record, SITE), key="property"),
        _meta("og:title", _first(record, HEADLINE), key="property"),
    ]
    language = html.escape(_first(record, LANGUAGE)[:35])
    opening = f'<html lang="{language}">' if language else "<html>"
    body = "\n".join(f"<{tag}>{html.escape(text)}</{tag}>" for tag, text in paragraphs)
    title = f"<h1>{headline}</h1>\n" if headline else ""
    head = "".join(heads)
    return (
        f"<!doctype html>{opening}<head>{head}</head><body><article>\n{title}{body}\n</article></body></html>"
    )


def _meta(name: str, value: str, *, key: str = "name") -> str:
    return f'<meta {key}="{name}" content="{html.escape(value)}">' if value else ""


def _authors(record: Mapping[str, Any]) -> list[str]:
    for name in AUTHORS:
        value = record.get(name)
        names = [value] if isinstance(value, str) else value
        if isinstance(names, list):
            return [author for author in names if isinstance(author, str) and author.strip()]
    return []


def _paragraphs(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(tag, text) in order: of fundus' body with its sections, else of plain text cut at its lines."""
    body = record.get("body")
    if isinstance(body, dict):
        return _of_body(body)
    text = body if isinstance(body, str) and body.strip() else _first(record, TEXT)
    pieces = _BLANK_LINE.split(text)
    if len(pieces) == 1:
        pieces = text.splitlines()
    return [("p", " ".join(piece.split())) for piece in pieces if piece.strip()]


def _of_body(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [("p", text) for text in _texts(body.get("summary"))]
    sections = body.get("sections")
    for section in sections if isinstance(sections, list) else []:
        if isinstance(section, dict):
            found += [("h2", text) for text in _texts(section.get("headline"))]
            found += [("p", text) for text in _texts(section.get("paragraphs"))]
    return found


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [" ".join(text.split()) for text in values if isinstance(text, str) and text.strip()]
