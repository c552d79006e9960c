from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from dateline.extract.html import HtmlDocument, parse
from dateline.extract.metadata import Metadata, read_metadata
from dateline.model import DateEstimate, Page
from tests.hangs import ends

CASES = sorted((Path(__file__).parent.parent / "pages_metadata").iterdir())


def read(content: str, address: str = "https://quay.example/a") -> Metadata:
    return read_metadata(parse(Page(address=address, content=content.encode(), fetched=datetime.now(UTC))))


def seen(metadata: Metadata) -> dict[str, object]:
    def day(estimate: DateEstimate | None) -> object:
        if estimate is None:
            return None
        return estimate.moment.isoformat() if estimate.moment else estimate.earliest

    return {
        "headline": metadata.headline and [metadata.headline.value, metadata.headline.source],
        "authors": [[author.name, author.handle, author.source] for author in metadata.authors],
        "published": day(metadata.published),
        "modified": day(metadata.modified),
        "site": metadata.site and metadata.site.value,
        "language": metadata.language and metadata.language.value,
        "canonical": metadata.canonical and metadata.canonical.value,
        "description": metadata.description and metadata.description.value,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_pages(case: Path) -> None:
    expected = yaml.safe_load((case / "expected.yaml").read_text(encoding="utf-8"))
    address = expected.pop("address")
    assert seen(read((case / "page.html").read_text(encoding="utf-8"), address)) == expected


def test_there_are_cases() -> None:
    assert len(CASES) >= 3


def test_the_tree_is_not_altered() -> None:
    for case in CASES:
        tree = html.document_fromstring((case / "page.html").read_text(encoding="utf-8"))
        before = html.tostring(tree)
        read_metadata(HtmlDocument(tree=tree, address="https://quay.example/a", encoding="utf-8"))
        assert html.tostring(tree) == before


def test_an_empty_page_says_nothing() -> None:
    metadata = read("<html><body><p>x</p></body></html>", "page.html")
    assert metadata == Metadata()


def test_a_date_line_is_read_where_the_marks_are_silent() -> None:
    body = "<h1>River rises over quay</h1><p>Published 4 May 2023</p><p>High.</p><footer>© 2019</footer>"
    published = read(f"<html lang='en-GB'><body>{body}</body></html>").published
    assert published is not None
    assert (published.earliest, published.latest, published.stated) == (
        date(2023, 5, 4),
        date(2023, 5, 4),
        True,
    )


def test_an_update_does_not_come_before_the_publication() -> None:
    body = """<h1>River rises over quay</h1><div class="dates"><span>Updated 9 June 2023</span>
      <span>Published 4 May 2023</span></div>"""
    published = read(f"<html><body>{body}</body></html>").published
    assert published is not None
    assert published.earliest == date(2023, 5, 4)


def test_figures_are_read_as_the_language_of_the_page_writes_them() -> None:
    page = "<html lang='{}'><head><meta name='date' content='03/04/2023'></head><body><p>x</p></body></html>"
    american, german = read(page.format("en-US")).published, read(page.format("de")).published
    either = read(page.format("en")).published
    assert american is not None
    assert german is not None
    assert either is not None
    assert (american.earliest, german.earliest) == (date(2023, 3, 4), date(2023, 4, 3))
    assert (either.earliest, either.latest) == (date(2023, 3, 4), date(2023, 4, 3))


def test_the_time_of_day_completes_a_bare_day() -> None:
    page = """<html><head><script type="application/ld+json">
      {"@type": "NewsArticle", "headline": "River rises", "datePublished": "2023-05-04"}</script>
      <meta property="article:published_time" content="2023-05-04T10:20:00+02:00"></head>
      <body><p>x</p></body></html>"""
    published = read(page).published
    assert published is not None
    assert published.moment is not None
    assert published.moment.isoformat() == "2023-05-04T10:20:00+02:00"


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<h1>", "</h1>", "<div class='author byline'>", "</div>", "<time datetime='2023-99-01'>",
                "By ",
                "<a href='/author/x'>", "<meta property='og:title' content='&amp;|'>", "<title>", "</title>",
                "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":[[]]}</script>",
                "Mira Holt", "31 February 2023", "12/13/2023 25:99", "<link rel='canonical' href='http://[x'>",
                "<meta name='date' content='99999999999999'>", "<p><b>", "é\u200b", "<img src=''>",
            ]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_no_page_breaks_it(pieces: list[str]) -> None:
    metadata = read("<html><body>" + "".join(pieces) + "<p>.</p></body></html>")
    for estimate in (metadata.published, metadata.modified):
        assert estimate is None or estimate.reasons


@pytest.mark.parametrize(
    "piece",
    [
        '<script type="application/ld+json">{"a":"x"' + "\n" * 50_000 + "}}</script>",
        "<title>" + " - " * 50_000 + "</title>",
        '<meta name="author" content="' + "a@" * 50_000 + '">',
        '<meta name="author" content="' + "(" * 50_000 + '">',
        "<p>By</p>" * 20_000,
        "<div class='author'>By x</div>" * 10_000,
        "<div class='date'>1/1/1</div>" * 10_000,
    ],
    ids=["blanks", "dashes", "at signs", "brackets", "bylines", "boxes", "dates"],
)
def test_no_page_takes_long(piece: str) -> None:
    with ends("the page"):
        read(f"<html><body>{piece}<p>x</p></body></html>")
