from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.errors import InputRejectedError, Reason
from dateline.extract.article import MAX_LETTERS, ArticleExtractor, is_html
from dateline.model import Page


def page(content: bytes, content_type: str | None = None) -> Page:
    return Page(
        address="x", content=content, fetched=datetime(2024, 9, 5, tzinfo=UTC), content_type=content_type
    )


@pytest.mark.parametrize(
    ("content", "content_type", "html"),
    [
        (b"plain words", "text/html; charset=utf-8", True),
        (b"\n<!DOCTYPE html><p>x", "text/plain", True),
        (b"He wrote <p> in the text", "text/plain", False),
        (b"words <p>and a tag", None, True),
        (b"words alone, 2 < 3", None, False),
    ],
)
def test_what_is_html(content: bytes, content_type: str | None, html: bool) -> None:
    assert is_html(page(content, content_type)) is html


def test_a_text_as_long_as_a_book_is_refused() -> None:
    sentences = [
        f"On day {day} the ministers of both countries met by the river and agreed to reopen bridge {day} "
        "after long talks about who should pay for it, the mayors of both towns said in the evening."
        for day in range(1_800)
    ]
    book = "A long report on bridges\n\n" + "\n\n".join(sentences)
    assert len(book) > MAX_LETTERS
    with pytest.raises(InputRejectedError, match="letters") as caught:
        ArticleExtractor.load().extract(page(book.encode(), "text/plain"))
    assert caught.value.reason is Reason.TOO_LARGE


def test_a_page_without_an_article() -> None:
    with pytest.raises(InputRejectedError, match="no article on this page") as caught:
        ArticleExtractor.load().extract(page(b"Home\nAbout\nContact\n", "text/plain"))
    assert caught.value.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize("text", ["word " * 300_000, "a line of words\n" * 4_000])
def test_a_saved_text_without_end_is_refused_whole(text: str) -> None:
    with pytest.raises(
        InputRejectedError, match="x: the text has more than 1,000,000 letters or 3,000 lines"
    ):
        ArticleExtractor.load().extract(page(text.encode(), "text/plain"))
