"""What a source lists, whatever its form: feed, sitemap, section page, or plain list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dateline.collect.addresses import normalised
from dateline.collect.compression import GZIP_MAGIC, gunzip_bounded, too_large
from dateline.collect.feeds import read_feed, read_json_feed
from dateline.collect.sections import read_section
from dateline.collect.sitemaps import read_sitemap
from dateline.errors import InputRejectedError, Reason
from dateline.model import Entry, Listed, SourceKind

MOST_ENTRIES = 50_000
"""More are not taken from one source at once: as many as a sitemap may have."""
MOST_FEED_BYTES = 10_000_000
"""A feed holds the newest of a site; one that is larger is none, or means harm. (Sitemaps are read piece by piece.)"""
_HEAD = 4096


def read_listing(
    content: bytes, address: str, *, kind: SourceKind, content_type: str | None, limit: int
) -> Listed:
    """What a source lists.

    Args:
        content: as it came; gzip (of sitemaps) is undone.
        address: where it came from, for what is relative in it.
        kind: what it is said to be; AUTO to look.
        limit: how many bytes it may have, decompressed.

    Raises:
        InputRejectedError: TOO_LARGE, BROKEN_COMPRESSION, UNSUPPORTED_TYPE or UNREADABLE.
    """
    if content.startswith(GZIP_MAGIC):
        content = gunzip_bounded([content], where=address, limit=limit)
    if kind in (SourceKind.AUTO, SourceKind.FEED, SourceKind.SITEMAP):
        kind = _seen_as(content, address, content_type or "")
    if kind is SourceKind.SITEMAP:
        found = read_sitemap(content, address, most=MOST_ENTRIES)
    elif kind is SourceKind.FEED:
        if len(content) > MOST_FEED_BYTES:
            raise too_large(address, MOST_FEED_BYTES)
        read = read_json_feed if content.lstrip()[:1] == b"{" else read_feed
        found = read(content, address)
    elif kind is SourceKind.SECTION:
        found = read_section(content, address)
    else:
        found = read_list(content)
    return _usable(found, address)


def read_list(content: bytes) -> Listed:
    """A plain list: an address a line; what begins with # is a remark."""
    lines = (line.strip() for line in content.decode("utf-8-sig", errors="replace").splitlines())
    entries = tuple(Entry(address=line) for line in lines if line and not line.startswith("#"))
    return Listed(kind=SourceKind.LIST, entries=entries)


def _seen_as(content: bytes, address: str, content_type: str) -> SourceKind:
    """What this is, by its first element."""
    plain = content[:_HEAD].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lower()
    begin = plain.lstrip()
    if begin.startswith(b"{"):
        return SourceKind.FEED
    if b"<urlset" in plain or b"<sitemapindex" in plain:
        return SourceKind.SITEMAP
    if any(mark in plain for mark in (b"<rss", b"<feed", b"<rdf:rdf", b"<channel")):
        return SourceKind.FEED
    if b"<html" in plain or b"<!doctype html" in plain or content_type.startswith("text/html"):
        return SourceKind.SECTION
    if begin.startswith((b"http://", b"https://", b"#")):
        return SourceKind.LIST
    raise InputRejectedError(
        Reason.UNSUPPORTED_TYPE,
        f"is no feed, sitemap, page or list of addresses ({content_type or 'of no stated type'})",
        where=address,
        action="check the address, or say what it is by --kind",
    )


def _usable(found: Listed, base: str) -> Listed:
    """Each address once, in its kept form; what cannot be fetched and what is too many is counted."""
    # The lines of a plain list stand for themselves.
    entries, more, unusable = _once(found.entries, "" if found.kind is SourceKind.LIST else base)
    sitemaps, _, lost = _once(found.sitemaps, base)
    return Listed(
        kind=found.kind,
        entries=entries,
        sitemaps=sitemaps,
        name=" ".join((found.name or "").split())[:200] or None,
        more=found.more + more,
        unusable=found.unusable + unusable + lost,
        feeds=found.feeds,
    )


def _once(found: Sequence[Entry], base: str) -> tuple[tuple[Entry, ...], int, int]:
    """The entries, each once; how many are beyond the limit; how many cannot be fetched."""
    known: dict[str, datetime | None] = {}
    unusable = 0
    for place, entry in enumerate(found):
        if len(known) == MOST_ENTRIES:
            return _entries(known), len(found) - place, unusable
        address = normalised(entry.address, base)
        if address is None:
            unusable += 1
            continue
        before = known.get(address)
        known[address] = entry.dated if before is None else max(before, entry.dated or before)
    return _entries(known), 0, unusable


def _entries(known: Mapping[str, datetime | None]) -> tuple[Entry, ...]:
    return tuple(Entry(address=address, dated=dated) for address, dated in known.items())
