"""The whole reading of a page, part by part, as pages per second on one core.

Reads the public pages in ``../shared/data/extraction/html`` if they are there, else the project's samples.
"""

from __future__ import annotations

import gzip
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from dateline.errors import InputRejectedError
from dateline.extract.article import ArticleExtractor
from dateline.model import Article, Page
from dateline.read import Reader

ROOT = Path(__file__).resolve().parents[1]
PUBLIC = ROOT.parent / "shared" / "data" / "extraction" / "html"


def load_pages() -> list[Page]:
    """The pages to read, decompressed."""
    paths = sorted(PUBLIC.glob("*.html.gz")) or sorted((ROOT / "samples" / "pages").glob("*.html"))
    when = datetime(2024, 9, 5, tzinfo=UTC)
    return [
        Page(
            address=path.name,
            content=gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes(),
            fetched=when,
            content_type="text/html",
        )
        for path in paths
    ]


def timed(work: Callable[[Page], object], pages: list[Page]) -> float:
    """Pages per second; the first three are read before the clock starts."""
    for page in pages[:3]:
        work(page)
    start = time.perf_counter()
    for page in pages:
        work(page)
    return len(pages) / (time.perf_counter() - start)


def main() -> None:
    """Print pages per second of trafilatura, of our extraction and of the whole reading, and the memory."""
    pages = load_pages()
    extractor, reader = ArticleExtractor.load(), Reader.load()
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    articles: dict[str, Article] = {}

    def extract(page: Page) -> None:
        try:
            articles[page.address] = extractor.extract(page)
        except InputRejectedError:
            articles.pop(page.address, None)

    def understand(page: Page) -> None:
        reader.understand(page, articles[page.address])

    peer = timed(lambda page: trafilatura.extract(page.content), pages)
    ours = timed(extract, pages)
    with_article = [page for page in pages if page.address in articles]
    words = sum(len(articles[page.address].text.split()) for page in with_article)
    facts = timed(understand, with_article)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(pages)} pages, {len(with_article)} with an article, {words:,} words")
    print(f"trafilatura.extract          {peer:7.1f} pages/s")
    print(f"extract (page to article)    {ours:7.1f} pages/s   {ours / peer:.2f} of trafilatura")
    print(f"understand (to facts)        {facts:7.1f} pages/s   {facts * words / len(articles):,.0f} words/s")
    print(f"memory: {loaded:.0f} MiB with everything loaded, {peak:.0f} MiB at the peak")


if __name__ == "__main__":
    main()
