"""RSS, Atom, RDF and JSON Feed. fastfeedparser reads them; where it fails, feedparser, which forgives more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any

import fastfeedparser
import feedparser
import msgspec

from dateline.errors import InputRejectedError, Reason
from dateline.model import Entry, Listed, SourceKind

_ENDS = (b"</rss", b"</feed", b":feed", b":rdf", b"</rdf", b"</channel")
_TAIL = 1000


def read_feed(content: bytes, address: str) -> Listed:
    """The entries of an XML feed.

    Raises:
        InputRejectedError: UNREADABLE, if neither parser finds a feed, or it declares entities (XML bombs do; feeds
            have no need to).
    """
    refuse_entities(content, address)
    feed: Mapping[str, Any]
    try:
        feed = fastfeedparser.parse(
            content, include_content=False, include_tags=False, include_media=False, include_enclosures=False
        )
        entries = feed["entries"]
    except Exception:  # it names no error of its own, and on damaged input many come out of it
        feed = _forgiving(content, address)
        entries = feed["entries"]
    title = (feed.get("feed") or {}).get("title")
    if entries and not is_whole(content, _ENDS):
        entries = entries[:-1]
    return Listed(
        kind=SourceKind.FEED,
        entries=tuple(entry for item in entries if (entry := _entry(item))),
        name=title if isinstance(title, str) else None,
        unusable=sum(1 for item in entries if not _link(item)),
    )


def _forgiving(content: bytes, address: str) -> Mapping[str, Any]:
    # A stream, for a string it might take for an address or a file's name.
    found: Mapping[str, Any] = feedparser.parse(
        BytesIO(content), sanitize_html=False, resolve_relative_uris=False
    )
    if not found.get("entries") and not found.get("version"):
        why = " ".join(str(found.get("bozo_exception", "")).split())[:200]
        raise InputRejectedError(
            Reason.UNREADABLE,
            f"is no feed that can be read{': ' if why else ''}{why}",
            where=address,
            action="look at it in a browser",
        )
    return found


def read_json_feed(content: bytes, address: str) -> Listed:
    """The entries of a JSON Feed (jsonfeed.org, 1.0 and 1.1).

    Raises:
        InputRejectedError: UNREADABLE.
    """
    try:
        feed = msgspec.json.decode(content)
        items = [item for item in feed["items"] if isinstance(item, dict)]
    except (msgspec.DecodeError, KeyError, TypeError, RecursionError):
        raise InputRejectedError(
            Reason.UNREADABLE, "is no JSON Feed", where=address, action="look at it in a browser"
        ) from None
    entries = []
    for item in items:
        identifier = item.get("id")
        named = identifier if str(identifier).startswith("http") else None
        link = item.get("url") or item.get("external_url") or named
        if isinstance(link, str) and link:
            dated = moment_of(item.get("date_modified")) or moment_of(item.get("date_published"))
            entries.append(Entry(address=link, dated=dated))
    title = feed.get("title")
    return Listed(
        kind=SourceKind.FEED,
        entries=tuple(entries),
        name=title if isinstance(title, str) else None,
        unusable=len(items) - len(entries),
    )


def is_whole(content: bytes, ends: tuple[bytes, ...]) -> bool:
    """Whether a document has its end. What was cut off may end in half an address, which a forgiving parser takes."""
    tail = content[-_TAIL:].replace(b"\0", b"").lower()
    return any(end in tail for end in ends)


def refuse_entities(content: bytes, address: str) -> None:
    """See that an XML document declares no entities, in whatever encoding.

    Raises:
        InputRejectedError: UNREADABLE.
    """
    if b"<!ENTITY" in content or b"<!ENTITY" in content.replace(b"\0", b""):
        raise InputRejectedError(
            Reason.UNREADABLE,
            "declares entities, as XML bombs do",
            where=address,
            action="take another feed of the site",
        )


def _link(item: Mapping[str, Any]) -> str | None:
    """The address of an item: its link, or an identifier that is one."""
    link = item.get("link")
    if isinstance(link, str) and link.strip():
        return link
    for one in _dicts(item.get("links")):
        if one.get("rel", "alternate") == "alternate" and isinstance(one.get("href"), str):
            return str(one["href"])
    identifier = item.get("id")
    return identifier if isinstance(identifier, str) and identifier.startswith("http") else None


def _dicts(value: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _entry(item: Mapping[str, Any]) -> Entry | None:
    link = _link(item)
    if link is None:
        return None
    return Entry(address=link, dated=moment_of(item.get("updated")) or moment_of(item.get("published")))


def moment_of(value: object) -> datetime | None:
    """A moment in UTC from ISO 8601 or RFC 5322."""
    if not isinstance(value, str):
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(value.strip())
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            continue
    return None
