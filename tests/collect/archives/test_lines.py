"""JSON lines of news-please, fundus and others, and mail: what each field becomes, and what is told."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.archives.archive import read_archive
from dateline.collect.archives.entries import Entry
from dateline.collect.archives.kinds import ArchiveKind, archive_kind
from dateline.errors import Reason
from dateline.extract.article import ArticleExtractor
from dateline.model import Page, Rejected

LIMIT = 50_000
WHEN = datetime(2024, 5, 6, tzinfo=UTC)
WORDS = (
    "The foreign minister of Freedonia met the president of Sylvania in Port Selby on Monday to talk about the border. "
    "She said that the two states would open three crossings before the end of the year."
)

SECOND = "A second paragraph says that talks go on <next> week."


def read(data: bytes, kind: ArchiveKind = ArchiveKind.LINES) -> list[Entry]:
    return list(read_archive(io.BytesIO(data), "a", kind, max_page_bytes=LIMIT, fetched=WHEN))


def lines(*records: Any) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def page(entry: Entry) -> Page:
    assert isinstance(entry.item, Page)
    return entry.item


def told(entries: list[Entry]) -> list[tuple[str, Reason]]:
    return [(entry.place, entry.item.reason) for entry in entries if isinstance(entry.item, Rejected)]


NEWS_PLEASE = {
    "authors": ["Jane Doe"],
    "date_download": "2024-05-04 08:30:00",
    "date_publish": "2024-05-03 06:00:00",
    "language": "en",
    "maintext": f"{WORDS}\n{SECOND}",
    "source_domain": "gazette.example",
    "title": "Ministers meet & talk",
    "url": "https://gazette.example/talks",
}
FUNDUS = {
    "title": "Ministers meet & talk",
    "authors": ["Jane Doe"],
    "publishing_date": "2024-05-03T06:00:00+00:00",
    "lang": "en",
    "publisher": "The Gazette",
    "body": {
        "summary": [WORDS],
        "sections": [{"headline": ["What is next"], "paragraphs": [SECOND]}],
    },
    "html": {
        "requested_url": "https://gazette.example/talks?x",
        "responded_url": "https://gazette.example/talks",
        "crawl_date": "2024-05-04T08:30:00+00:00",
        "content": None,
    },
}  # fmt: skip


@pytest.mark.parametrize("record", [NEWS_PLEASE, FUNDUS], ids=["news-please", "fundus"])
def test_what_others_took_from_a_page_reads_as_that_article(record: dict[str, Any]) -> None:
    (entry,) = read(lines(record))
    found = page(entry)
    assert found.address == "https://gazette.example/talks"
    assert found.fetched == datetime(2024, 5, 4, 8, 30, tzinfo=UTC)
    article = ArticleExtractor.load().extract(found)
    assert article.headline is not None
    assert article.headline.value == "Ministers meet & talk"
    assert [author.name for author in article.authors] == ["Jane Doe"]
    assert article.published is not None
    assert str(article.published.earliest) == "2024-05-03"
    assert WORDS in article.text
    assert "talks go on <next> week" in article.text


def test_html_is_taken_as_it_is() -> None:
    kept = {**FUNDUS, "html": {"responded_url": "https://a.example/", "content": "<p>žluť</p>"}}
    first, second = read(lines(kept, {"url": "https://b.example/", "html": "<p>b</p>", "text": "no"}))
    assert (page(first).address, page(first).content) == ("https://a.example/", "<p>žluť</p>".encode())
    assert (page(second).content, page(second).fetched) == (b"<p>b</p>", WHEN)
    assert page(second).content_type == "text/html; charset=utf-8"


def test_bad_lines_are_told_by_number_and_the_rest_is_read() -> None:
    data = (
        b"{no json\n[1]\n\n"
        + lines({"url": "https://a.example/"}, {"html": "<p>x</p>" * 20_000}, {"html": "<p>good</p>"})
        + b'{"html": "<p>cut'
    )
    entries = read(data)
    assert told(entries) == [
        ("line 1", Reason.UNREADABLE),
        ("line 2", Reason.UNREADABLE),
        ("line 4", Reason.UNREADABLE),
        ("line 5", Reason.TOO_LARGE),
        ("line 7", Reason.BROKEN_COMPRESSION),
    ]
    assert [entry.item.address for entry in entries if isinstance(entry.item, Page)] == ["a#line=6"]
    refused = entries[2].item
    assert isinstance(refused, Rejected)
    assert refused.address == "https://a.example/"
    assert "name one of html" in refused.message


def test_a_cut_or_endless_file_is_told() -> None:
    packed = gzip.compress(lines(NEWS_PLEASE) * 50)
    assert len(read(packed)) == 50
    assert told(read(packed[: len(packed) // 2]))[-1][1] is Reason.BROKEN_COMPRESSION
    endless = b'{"html": "' + b"x" * 3_000_000 + b'"}\n' + lines({"html": "<p>good</p>"})
    entries = read(gzip.compress(endless))
    assert told(entries) == [("line 1", Reason.TOO_LARGE)]
    assert page(entries[-1]).content == b"<p>good</p>"


@given(data=st.binary(max_size=500))
@pytest.mark.parametrize("kind", [ArchiveKind.LINES, ArchiveKind.MBOX, ArchiveKind.EML])
def test_noise_never_raises(kind: ArchiveKind, data: bytes) -> None:
    read(data, kind)
    read(b"From x\n" + data + b"\n\nFrom y\n" + data, kind)


@given(
    record=st.dictionaries(
        st.sampled_from(["url", "html", "text", "title", "authors", "body", "date_download", "lang"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    )
)
def test_fields_of_any_kind_never_raise(record: dict[str, Any]) -> None:
    assert len(read(lines(record))) == 1


LETTER = (
    "From: news@gazette.example\nSubject: Ministers meet\nDate: Fri, 03 May 2024 08:30:00 +0200\n"
    "Message-ID: <7.42@gazette.example>\nMIME-Version: 1.0\n"
    'Content-Type: multipart/alternative; boundary="b"\n\n'
    "--b\nContent-Type: text/plain; charset=utf-8\n\nplain\n"
    "--b\nContent-Type: text/html; charset=iso-8859-2\nContent-Transfer-Encoding: quoted-printable\n\n"
    "<p>=BElu=BB</p>\n--b--\n"
)


def test_a_newsletter_gives_its_html_its_time_and_its_number() -> None:
    (entry,) = read(LETTER.encode(), ArchiveKind.EML)
    assert page(entry) == Page(
        address="mid:7.42@gazette.example",
        content="<p>žluť</p>".encode("iso-8859-2"),
        fetched=datetime(2024, 5, 3, 6, 30, tzinfo=UTC),
        content_type="text/html; charset=iso-8859-2",
    )


def test_a_mailbox_is_taken_apart() -> None:
    plain = "Archived-At: <https://lists.example/7>\n\n>From here on, all is plain.\n"
    attached = 'Content-Type: text/html\nContent-Disposition: attachment; filename="x.html"\n\n<p>no</p>\n'
    data = "\n".join(
        f"From a@b.example Fri May  3 08:30:00 2024\n{mail}" for mail in (LETTER, plain, attached)
    )
    first, second, third = read(data.encode(), ArchiveKind.MBOX)
    assert page(first).address == "mid:7.42@gazette.example"
    assert page(second).address == "https://lists.example/7"
    assert page(second).content.strip() == b"From here on, all is plain."
    assert told([third]) == [("message 3", Reason.EMPTY)]


def test_mail_is_bounded() -> None:
    big = b"From a\nSubject: x\n\n" + b"word " * 40_000 + b"\n\n"
    good = b"From b\nSubject: y\n\ngood\n"
    entries = read(big + good, ArchiveKind.MBOX)
    assert told(entries) == [("message 1", Reason.TOO_LARGE)]
    assert page(entries[1]).content.strip() == b"good"
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n' for depth in range(3000)
    )
    assert len(told(read(nested.encode(), ArchiveKind.EML))) == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("crawl-data/CC-NEWS/2024/05/CC-NEWS-20240501000000-00001.warc.gz", ArchiveKind.WARC),
        ("https://a.example/x.WACZ?download=1", ArchiveKind.WACZ),
        ("pages.tar.gz", ArchiveKind.TAR),
        ("pages.tgz", ArchiveKind.TAR),
        ("a/b.jsonl.gz", ArchiveKind.LINES),
        ("letters.mbox", ArchiveKind.MBOX),
        ("letter.eml", ArchiveKind.EML),
        ("page.html.gz", None),
        ("page.html", None),
        ("warc", None),
    ],
)
def test_kinds_are_told_by_name(name: str, kind: ArchiveKind | None) -> None:
    assert archive_kind(name) is kind
