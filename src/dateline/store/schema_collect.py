"""The tables of collecting: sources, addresses and what became of them, pages that wait to be read, hosts."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from dateline.store.columns import Instant, Listing, Packed, Words
from dateline.store.schema_people import everything as metadata

everything = metadata
"""All tables: those of the articles, of reference data, of people, and these."""


def _source(*, key: bool) -> Column[int]:
    to = ForeignKey("collect_sources.id", ondelete="CASCADE")
    return Column("source_id", Integer, to, primary_key=key, comment="the source")


def _trouble() -> tuple[Column[str], ...]:
    return (
        Column("reason", String(32), comment="what is wrong, from a closed list; NULL if nothing"),
        Column("message", Words, comment="what is wrong, in words"),
    )


def _validators() -> tuple[Column[str], ...]:
    return (
        Column("etag", Words, comment="ETag of the last answer"),
        Column("modified", Words, comment="Last-Modified of the last answer"),
        Column("digest", String(64), comment="SHA-256 of the bytes that came last, in hexadecimal"),
    )


def _count(name: str, what: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0, comment=what)


sources = Table(
    "collect_sources",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the source"),
    Column("address", Words, nullable=False, comment="http(s) address, or path of a plain list"),
    Column("kind", String(16), nullable=False, comment="auto, feed, sitemap, section or list, as was said"),
    Column("seen_as", String(16), comment="what it was seen to be; NULL before the first look"),
    Column("name", Words, comment="what it is called, or calls itself"),
    Column("folder", Words, comment="folder in a feed reader, parts joined by /"),
    Column("every", Integer, comment="seconds between two looks; NULL for the collector's rhythm"),
    Column(
        "days",
        Integer,
        nullable=False,
        comment="pages older than so many days when first seen are passed over",
    ),
    Column("match", Words, comment="regular expression that the addresses of its pages match; NULL for all"),
    Column(
        "parent_id",
        Integer,
        ForeignKey("collect_sources.id", ondelete="CASCADE"),
        comment="the sitemap index that lists it; NULL for one that a user added",
    ),
    Column("dated", Instant, comment="when it changed last, as the index says, UTC"),
    Column("active", Boolean, nullable=False, comment="false while it rests"),
    Column("added", Instant, nullable=False, comment="when it was added, UTC"),
    *_validators(),
    Column("due", Instant, comment="when it is looked at next, UTC; NULL for when its index says so"),
    Column("tried", Instant, comment="when it was looked at last, UTC"),
    Column("succeeded", Instant, comment="when it was had last, UTC"),
    _count("failures", "how often in a row it could not be had"),
    _count("quiet", "how often in a row it had nothing new"),
    *_trouble(),
    _count("listed", "how many pages it listed last"),
    _count("more", "how many more it listed than are taken"),
    _count("unusable", "how many entries had no address that can be fetched"),
    UniqueConstraint("address"),
    Index("ix_collect_sources_due", "active", "due"),
    Index("ix_collect_sources_parent_id", "parent_id"),
    comment="What is collected from: feeds, sitemaps, section pages, lists.",
)

urls = Table(
    "collect_urls",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the address"),
    Column("address", Words, nullable=False, comment="the address, without what only tracks readers"),
    Column("origin", Words, nullable=False, comment="scheme, host and port of it"),
    Column("state", String(16), nullable=False, comment="where it stands, from a closed list"),
    *_trouble(),
    Column("status", Integer, comment="HTTP status of the last answer"),
    *_validators(),
    _count("failures", "how often in a row it could not be had"),
    _count("hops", "how many redirects led to it"),
    _count("bodies", "how many different bodies it has had"),
    _count("unchanged", "how often it was looked at again and had not changed"),
    Column("seen", Instant, nullable=False, comment="when it was first seen, UTC"),
    Column("dated", Instant, comment="when it was published or changed, as its source says, UTC"),
    Column("due", Instant, comment="when it is fetched next, UTC; NULL for never"),
    Column("rhythm", Integer, nullable=False, default=0, comment="seconds between the last two looks"),
    Column("tried", Instant, comment="when it was asked for last, UTC"),
    Column("fetched", Instant, comment="when a body came last, UTC"),
    Column("read", Instant, comment="when it was last read, or rejected by the reader, UTC"),
    Column("characters", Integer, comment="length of its article; NULL if there is none"),
    Column("opt_outs", Listing, comment="what it says against being mined, JSON array"),
    Column(
        "target_id",
        Integer,
        ForeignKey("collect_urls.id", ondelete="SET NULL"),
        comment="where it leads, if it has moved",
    ),
    UniqueConstraint("address"),
    Index("ix_collect_urls_due", "due"),
    Index("ix_collect_urls_origin", "origin", "due"),
    Index("ix_collect_urls_state", "state"),
    Index("ix_collect_urls_target_id", "target_id"),
    comment="Every address that a source has listed, and what became of it.",
)

sightings = Table(
    "collect_sightings",
    metadata,
    _source(key=True),
    Column(
        "url_id",
        Integer,
        ForeignKey("collect_urls.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the address",
    ),
    Column("seen", Instant, nullable=False, comment="when this source listed it first, UTC"),
    Index("ix_collect_sightings_url_id", "url_id"),
    comment="Which source listed which address.",
)

inbox = Table(
    "collect_inbox",
    metadata,
    Column(
        "url_id",
        Integer,
        ForeignKey("collect_urls.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the address",
    ),
    Column("content", Packed, nullable=False, comment="the bytes, compressed by zlib"),
    Column("content_type", Words, comment="media type that was claimed"),
    Column("fetched", Instant, nullable=False, comment="when the bytes were fetched, UTC"),
    comment="Pages that were fetched and wait to be read; they leave in the transaction that writes their articles.",
)

hosts = Table(
    "collect_hosts",
    metadata,
    Column("origin", Words, primary_key=True, comment="scheme, host and port"),
    Column("robots", Words, comment="robots.txt; empty if there is none, NULL if nothing may be fetched now"),
    Column("robots_status", Integer, comment="HTTP status of robots.txt; 0 if there was no answer"),
    Column("tdmrep", Words, comment="/.well-known/tdmrep.json; NULL if there is none"),
    Column("checked", Instant, comment="when these were asked for, UTC"),
    Column("expires", Instant, comment="until when they hold, UTC"),
    Column("message", Words, comment="what was wrong with robots.txt, in words"),
    Column("reachable", Boolean, nullable=False, comment="false if no connection could be made"),
    _count("failures", "how often in a row it could not be reached, or asked for less"),
    Column("held", Instant, comment="until when it is left alone, UTC"),
    comment="What hosts allow, and which of them are left alone for a while.",
)

days = Table(
    "collect_days",
    metadata,
    _source(key=True),
    Column("day", Date, primary_key=True, comment="the day, UTC"),
    _count("looks", "how often the source was looked at"),
    _count("failed_looks", "how often it could not be had"),
    _count("seen", "addresses that it listed for the first time"),
    _count("new", "articles read for the first time"),
    _count("changed", "articles read again because they had changed"),
    _count("unchanged", "looks at pages that had not changed"),
    _count("moved", "addresses that led to another"),
    _count("refused", "addresses refused: robots.txt, opt-out, private network"),
    _count("failed", "fetches that failed"),
    _count("rejected", "pages that are no articles"),
    comment="What came of each source, day by day.",
)
