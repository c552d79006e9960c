"""What sources list: feeds, sitemaps, sections, lists; well made, damaged, and meant to harm."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.listings import MOST_ENTRIES, MOST_FEED_BYTES, read_listing
from dateline.collect.opml import read_opml, write_opml
from dateline.collect.sections import looks_like_article
from dateline.errors import InputRejectedError, Reason
from dateline.model import Listed, NewSource, SourceKind
from tests.hangs import ends

BASE = "https://news.example/feeds/all"
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>The  Gazette</title>{}</channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>{}</feed>'
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{}</urlset>'
)


def read(
    content: str | bytes,
    kind: SourceKind = SourceKind.AUTO,
    content_type: str | None = None,
    base: str = BASE,
) -> Listed:
    data = content.encode() if isinstance(content, str) else content
    return read_listing(data, base, kind=kind, content_type=content_type, limit=50_000_000)


def addresses(listed: Listed) -> list[str]:
    return [entry.address for entry in listed.entries]


def refused(content: str | bytes) -> Reason:
    with pytest.raises(InputRejectedError) as caught:
        read(content)
    assert "\n" not in str(caught.value)
    return caught.value.reason


def test_rss() -> None:
    listed = read(
        RSS.format(
            "<item><link>/a?id=1&amp;utm_source=rss#c</link><pubDate>Fri, 03 May 2024 10:00:00 +0200</pubDate></item>"
            "<item><guid isPermaLink='true'>https://news.example/b</guid></item>"
            "<item><link>mailto:desk@news.example</link></item><item><title>no link</title></item>"
            "<item><link>HTTPS://News.Example:443/a?id=1</link></item>"
        )
    )
    assert (listed.kind, listed.name) == (SourceKind.FEED, "The Gazette")
    assert addresses(listed) == ["https://news.example/a?id=1", "https://news.example/b"]
    assert listed.entries[0].dated == datetime(2024, 5, 3, 8, 0, tzinfo=UTC)
    assert listed.unusable == 2


def test_atom_takes_the_last_change() -> None:
    listed = read(
        ATOM.format(
            '<entry><id>x</id><link rel="alternate" href="https://news.example/a"/>'
            "<published>2024-05-03T08:00:00Z</published><updated>2024-05-03T12:00:00+02:00</updated></entry>"
        )
    )
    assert addresses(listed) == ["https://news.example/a"]
    assert listed.entries[0].dated == datetime(2024, 5, 3, 10, 0, tzinfo=UTC)


def test_json_feed() -> None:
    listed = read(
        '{"version":"https://jsonfeed.org/version/1","title":"J","items":[{"id":"1","url":"/a","date_published":'
        '"2024-05-03T10:00:00Z"},{"id":"https://news.example/b"},{"id":"2"},7]}'
    )
    assert addresses(listed) == ["https://news.example/a", "https://news.example/b"]
    assert listed.unusable == 1


@pytest.mark.parametrize(
    "content",
    [
        RSS.format("<item><title>a & b</title><link>https://news.example/a</link></item>"),
        "\n\n" + RSS.format("<item><link>https://news.example/a</link></item>"),
        RSS.format("<item><title>&nbsp;\x08</title><link>https://news.example/a</link></item>"),
        "\ufeff" + RSS.format("<item><link>https://news.example/a</link></item>"),
    ],
    ids=["ampersand", "blank lines", "entity and control", "byte order mark"],
)
def test_damaged_feeds_are_read(content: str) -> None:
    assert addresses(read(content)) == ["https://news.example/a"]


def test_feeds_in_other_encodings() -> None:
    content = RSS.replace('version="1.0"?>', 'version="1.0" encoding="utf-16"?>')
    made = content.format("<item><link>https://news.example/ž</link></item>").encode("utf-16")
    assert addresses(read(made)) == ["https://news.example/ž"]


def test_what_was_cut_off_gives_no_half_address() -> None:
    whole = RSS.format(
        "".join(f"<item><link>https://news.example/report-{n}</link></item>" for n in range(5))
    )
    known = set(addresses(read(whole)))
    assert len(known) == 5
    for end in range(60, len(whole), 3):
        try:
            found = addresses(read(whole[:end]))
        except InputRejectedError:
            continue
        assert set(found) <= known


def test_news_sitemap() -> None:
    rows = (
        "<url><loc>https://news.example/a</loc><news:news><news:publication_date>2024-05-03T10:00:00Z"
        "</news:publication_date></news:news></url><url><loc>https://news.example/b</loc><lastmod>2024-05-02</lastmod>"
        "</url><url></url>"
    )
    for content in (SITEMAP.format(rows).encode(), gzip.compress(SITEMAP.format(rows).encode())):
        listed = read(content)
        assert listed.kind is SourceKind.SITEMAP
        assert [(entry.address[-1], entry.dated and entry.dated.day) for entry in listed.entries] == [
            ("a", 3),
            ("b", 2),
        ]
        assert listed.unusable == 1


def test_sitemap_index_newest_first() -> None:
    listed = read(
        "<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap><sitemap><loc>/new.xml.gz"
        "</loc><lastmod>2024-05-01</lastmod></sitemap><sitemap><loc>/any.xml</loc></sitemap></sitemapindex>"
    )
    assert [one.address[21:] for one in listed.sitemaps] == ["any.xml", "new.xml.gz", "old.xml"]


def test_a_cut_off_sitemap_gives_no_half_address() -> None:
    whole = SITEMAP.format(
        "".join(f"<url><loc>https://news.example/report-{n}</loc></url>" for n in range(5))
    )
    for end in range(200, len(whole), 3):
        try:
            found = addresses(read(whole[:end]))
        except InputRejectedError:
            continue
        assert set(found) <= set(addresses(read(whole)))


def test_section_page() -> None:
    listed = read(
        '<!doctype html><html><head><title>World</title><base href="/world/"><link rel="alternate" '
        'type="application/rss+xml" href="/world.rss"></head><body>'
        '<a href="minister-meets-president-again">Minister meets president again</a>'
        '<a href="minister-meets-president-again#comments">12</a>'
        '<a href="https://www.news.example/2024/05/03/border">The border stays open, officials say</a>'
        '<a href="https://other.example/minister-meets-president-again">elsewhere</a>'
        '<a href="/tag/minister-meets-president">Tag</a><a href="/about">About us</a><a href="javascript:void(0)">x</a>'
        '<a href="/pic/minister-meets-president.jpg">picture</a><a>none</a></body></html>'
    )
    assert (listed.kind, listed.name, listed.feeds) == (
        SourceKind.SECTION,
        "World",
        ("https://news.example/world.rss",),
    )
    assert addresses(listed) == [
        "https://news.example/world/minister-meets-president-again",
        "https://www.news.example/2024/05/03/border",
    ]


@pytest.mark.parametrize(
    ("address", "words", "is_one"),
    [
        ("https://n.example/world/serbia-and-kosovo-meet-again", 0, True),
        ("https://n.example/news/world-12345678", 6, True),
        ("https://n.example/2024/05/03/talks", 5, True),
        ("https://n.example/2024/05/03/", 1, False),
        ("https://n.example/", 8, False),
        ("https://n.example/world", 8, False),
        ("https://n.example/author/pat-rowe-of-the-gazette", 3, False),
        ("https://n.example/video/clip.mp4", 9, False),
    ],
)
def test_links_to_articles(address: str, words: int, is_one: bool) -> None:
    assert looks_like_article(address, words) is is_one


def test_plain_list() -> None:
    listed = read(
        "# mine\nhttps://news.example/a\n\nnews.example/b\nhttps://news.example/a#x\n", SourceKind.LIST
    )
    assert (addresses(listed), listed.unusable) == (["https://news.example/a"], 1)


def test_what_lists_nothing_is_told() -> None:
    assert refused(b"\x89PNG\r\n\x1a\n" + bytes(100)) is Reason.UNSUPPORTED_TYPE
    assert refused('{"items": 7}') is Reason.UNREADABLE
    assert refused("<rss") is Reason.UNREADABLE
    assert refused(gzip.compress(b"<urlset>")[:-4]) is Reason.BROKEN_COMPRESSION


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY f SYSTEM "file:///etc/passwd">]>{}'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_xml_bombs(encoding: str) -> None:
    for body in (
        "<rss><channel><title>&b;&f;</title></channel></rss>",
        "<urlset><url><loc>&b;</loc></url></urlset>",
    ):
        content = BOMB.format(body).encode(encoding)
        assert refused(content) in (Reason.UNREADABLE, Reason.UNSUPPORTED_TYPE)


def test_a_deep_document() -> None:
    for content in (
        b"<rss>" + b"<a>" * 20_000,
        b'{"items":' + b"[" * 20_000,
        b"<urlset>" + b"<url>" * 20_000,
    ):
        with ends("a deep document", 30):
            try:
                assert read(content).entries == ()
            except InputRejectedError as error:
                assert error.reason is Reason.UNREADABLE  # noqa: PT017 -- either is right


@pytest.mark.slow
def test_a_sitemap_of_a_million_items() -> None:
    rows = b"".join(b"<url><loc>http://n.example/%d</loc></url>" % number for number in range(1_000_000))
    with ends("a million items", 60):
        listed = read(b"<urlset>" + rows + b"</urlset>")
    assert (len(listed.entries), listed.more) == (MOST_ENTRIES, 1_000_000 - MOST_ENTRIES)


@pytest.mark.slow
def test_a_feed_of_a_million_items() -> None:
    rows = b"".join(b"<item><link>http://n.example/%d</link></item>" % number for number in range(1_000_000))
    assert refused(b"<rss><channel>" + rows + b"</channel></rss>") is Reason.TOO_LARGE
    few = rows[: MOST_FEED_BYTES // 3].rpartition(b"<item>")[0]
    with ends("a large feed", 60):
        listed = read(b"<rss><channel>" + few + b"</channel></rss>")
    assert len(listed.entries) == MOST_ENTRIES
    assert listed.more == few.count(b"<item>") - MOST_ENTRIES


@given(
    st.binary(max_size=300), st.sampled_from([b"<rss>", b"<urlset>", b"{", b"<html>", b"<feed>", b"http://"])
)
def test_anything_is_read_or_told(content: bytes, begin: bytes) -> None:
    try:
        listed = read(begin + content)
    except InputRejectedError:
        return
    assert all(entry.address.startswith(("http://", "https://")) for entry in listed.entries)


# --- OPML ---------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=20).filter(
    lambda text: text == " ".join(text.split()) and "/" not in text
)
SOURCES = st.builds(
    NewSource,
    address=st.integers(0, 10**6).map(
        lambda number: f"https://n.example/{number}?a=1&b=<2>".replace("<2>", "%3C2")
    ),
    kind=st.sampled_from(SourceKind),
    name=WORDS,
    folder=st.none() | st.lists(WORDS, min_size=1, max_size=3).map("/".join),
)


@given(st.lists(SOURCES, max_size=6, unique_by=lambda source: source.address))
def test_opml_there_and_back(sources: list[NewSource]) -> None:
    found, unusable = read_opml(write_opml(sources), "x.opml")
    assert unusable == ()
    assert sorted(found, key=lambda one: one.address) == sorted(sources, key=lambda one: one.address)


def test_opml_of_a_feed_reader() -> None:
    found, unusable = read_opml(
        b'<?xml version="1.0"?><opml version="1.0"><head><title>x</title></head><body><outline text="News">'
        b'<outline text="Gazette" title="G" type="rss" xmlUrl="https://gazette.example/feed" htmlUrl="https://g.example"/>'
        b'<outline text="twice" xmlUrl="https://gazette.example/feed#x"/><outline text="bad" xmlUrl="feed:x"/>'
        b"</outline>"
        b'<outline text="a link" type="link" url="https://g.example/x"/></body></opml>',
        "x.opml",
    )
    assert found == (
        NewSource(
            address="https://gazette.example/feed", kind=SourceKind.FEED, name="Gazette", folder="News"
        ),
    )
    assert unusable == ("feed:x",)


@pytest.mark.parametrize(
    "content", [b"", b"<rss/>", b"\x00", BOMB.format("<opml/>").encode(), b"<opml></opml>"]
)
def test_what_is_no_opml(content: bytes) -> None:
    with pytest.raises(InputRejectedError) as caught:
        read_opml(content, "x.opml")
    assert caught.value.reason is Reason.UNREADABLE
