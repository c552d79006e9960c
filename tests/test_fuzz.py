"""No page, however broken, crashes the reader, or keeps the extractor for more than five seconds."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import InputRejectedError
from dateline.extract.article import ArticleExtractor
from dateline.model import Page, Reading
from dateline.read import Reader
from tests.hangs import ends
from tests.mutations import mutate

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data" / "extraction"
SAMPLES = sorted((ROOT / "samples" / "pages").iterdir())
EXTRACT_SECONDS = 5
UNDERSTAND_SECONDS = 60  # of processor time, for 150,000 letters on a slow machine
UNDERSTOOD = 11  # one page in so many goes through the encoder too, which takes most of the time
EXTRACTOR = ArticleExtractor.load()
WHEN = datetime(2024, 9, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def content_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def check(
    reader: Reader, content: bytes, what: str, content_type: str | None, *, whole: bool = True
) -> Reading | None:
    page = Page(address=what, content=content, fetched=WHEN, content_type=content_type)
    try:
        with ends(f"extracting {what}", EXTRACT_SECONDS):
            article = EXTRACTOR.extract(page)
    except InputRejectedError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return None
    if not whole:
        return None
    with ends(f"understanding {what}", UNDERSTAND_SECONDS):
        reading = reader.understand(page, article)
    end = len(reading.article.text)
    for event in reading.events:
        assert all(0 <= span.start < span.end <= end for span in event.evidence), what
    for statement in reading.statements:
        assert all(0 <= span.start < span.end <= end for span in (statement.cue, *statement.content)), what
    for mention in reading.mentions:
        assert mention.span.contains(mention.head), what
        assert reading.sentences[mention.sentence].span.contains(mention.span), what
    return reading


@given(page=st.sampled_from(SAMPLES), other=st.sampled_from(SAMPLES), seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_samples(reader: Reader, page: Path, other: Path, seed: int) -> None:
    kind = "text/plain" if page.suffix == ".txt" else "text/html"
    check(reader, mutate(content_of(page), content_of(other), seed), f"{page.name} seed {seed}", kind)


@given(content=st.binary(max_size=3000), kind=st.sampled_from(["text/html", "text/plain", None]))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes(reader: Reader, content: bytes, kind: str | None) -> None:
    check(reader, content, "bytes", kind)


@given(text=st.text(st.sampled_from("aA. ,?!\"“”’'\n-—:;()0½éčЖ中\u200b\ufffd"), max_size=2000))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text(reader: Reader, text: str) -> None:
    check(reader, text.encode(), "text", "text/plain")


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the public pages in ../shared/data/extraction")
@pytest.mark.parametrize("part", range(10))
def test_ten_thousand_mutated_real_pages(reader: Reader, part: int) -> None:
    pages = sorted(SHARED.rglob("*.html.gz")) + sorted(SHARED.rglob("*.html"))
    assert len(pages) > 500
    for number in range(1_000):
        seed = part * 1_000 + number
        page, other = pages[seed * 7 % len(pages)], pages[seed * 13 % len(pages)]
        kind = "text/plain" if seed % 10 == 0 else "text/html"
        mutated = mutate(content_of(page), content_of(other), seed)
        check(reader, mutated, f"{page.name} seed {seed}", kind, whole=number % UNDERSTOOD == 0)
