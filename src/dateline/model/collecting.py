"""Collecting: the sources, what they list, and what became of each address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dateline.errors import Reason
from dateline.model.pages import Page


class SourceKind(StrEnum):
    """How a source lists its pages. AUTO: seen from what comes."""

    AUTO = "auto"
    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    LIST = "list"


class UrlState(StrEnum):
    """Where an address stands. Every address that was seen has one.

    TO_FETCH waits for its turn. FETCHED is on the disk and waits to be read. READ is in the database as an article.
    MOVED leads to another address, which has a state of its own. REFUSED was not taken: robots.txt, an opt-out, or
    an address in a private network. FAILED could not be had; it is tried again if it has a time when it is due.
    REJECTED was had, and is no article. PASSED_OVER was too old when it was first seen.
    """

    TO_FETCH = "to-fetch"
    FETCHED = "fetched"
    READ = "read"
    MOVED = "moved"
    REFUSED = "refused"
    FAILED = "failed"
    REJECTED = "rejected"
    PASSED_OVER = "passed-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What tells whether a server's answer has changed: its ETag and Last-Modified, and SHA-256 of the bytes."""

    etag: str | None = None
    modified: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source to be added.

    Attributes:
        address: http(s) address, or path of a plain list.
        folder: where a feed reader would keep it; kept for OPML.
        every: seconds between two looks; None for the collector's own rhythm.
        days: pages that are dated more days back than this, when first seen, are passed over.
        match: regular expression that the addresses of a source's pages match; None for all.
    """

    address: str
    kind: SourceKind = SourceKind.AUTO
    name: str | None = None
    folder: str | None = None
    every: int | None = None
    days: int = 7
    match: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source, as the collector needs it.

    Attributes:
        parent: number of the sitemap index that lists it; None for one that a user added.
        failures: how often in a row it could not be had.
    """

    id: int
    address: str
    kind: SourceKind
    every: int | None
    days: int
    match: str | None
    parent: int | None
    validators: Validators
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An address that is to be fetched.

    Attributes:
        failures: how often in a row it could not be had.
        hops: how many redirects led to it.
        seen: when it was first seen.
        rhythm: seconds between the last two looks, 0 before the second.
    """

    id: int
    address: str
    origin: str
    validators: Validators
    failures: int
    hops: int
    seen: datetime
    rhythm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page that a source lists. ``dated`` is when it was published or last changed, as the source says."""

    address: str
    dated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a source lists.

    Attributes:
        kind: what it was seen to be.
        entries: its pages, each once.
        sitemaps: further sitemaps, if it is an index of them.
        name: what it calls itself.
        more: how many entries there are besides, beyond the limit.
        unusable: how many entries had no address that can be fetched.
        feeds: feeds that it says it has.
    """

    kind: SourceKind
    entries: tuple[Entry, ...]
    sitemaps: tuple[Entry, ...] = ()
    name: str | None = None
    more: int = 0
    unusable: int = 0
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPolicy:
    """What a host allows: kept for a day.

    Attributes:
        origin: ``https://news.example``.
        robots: the text of its robots.txt; empty if it has none, None if nothing may be fetched now.
        robots_status: HTTP status of robots.txt; 0 if there was no answer.
        tdmrep: the text of its ``/.well-known/tdmrep.json``; None if it has none.
        checked, expires: when it was looked at, and until when that holds.
        message: what went wrong, if robots.txt could not be had.
        reachable: False if no connection could be made.
    """

    origin: str
    robots: str | None
    robots_status: int
    tdmrep: str | None
    checked: datetime
    expires: datetime
    message: str = ""
    reachable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why an address or a source was not had: one of the closed list of reasons, and in words."""

    reason: Reason
    message: str
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A page that was fetched, is on the disk, and waits to be read.

    Attributes:
        url: number of its address.
        page: with the address that it was asked for by.
    """

    url: int
    page: Page
