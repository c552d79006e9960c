"""Parse and body of a page against trafilatura on the same pages in the same run, on one core.

Reads the public pages in ``../shared/data/extraction/html`` if they are there, else the project's samples.
Each of the two reads every page once per round, in turns; the best round of each counts, in processor time,
so that other work on the machine weighs little.
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
from dateline.evaluate.extraction import score, summarise
from dateline.evaluate.layouts import load
from dateline.extract.body import BodyReader
from dateline.extract.html import parse
from dateline.model import Page

ROOT = Path(__file__).resolve().parents[1]
PUBLIC = ROOT.parent / "shared" / "data" / "extraction" / "html"
ROUNDS = 3


def load_pages() -> list[Page]:
    """The pages to read, decompressed."""
    paths = sorted(PUBLIC.glob("*.html.gz")) or sorted((ROOT / "samples" / "pages").glob("*.html"))
    when = datetime(2024, 9, 5, tzinfo=UTC)
    return [
        Page(
            address=path.name,
            content=gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes(),
            fetched=when,
        )
        for path in paths
    ]


def seconds(work: Callable[[Page], object], pages: list[Page]) -> tuple[float, float]:
    """Processor seconds for all pages, and for the slowest of them."""
    times = []
    for page in pages:
        start = time.process_time()
        work(page)
        times.append(time.process_time() - start)
    return sum(times), max(times)


def peer_f1(directory: Path, layout: str) -> float:
    """F1 of trafilatura's text on a public set, by the measure of ``dateline evaluate extraction``."""
    scores = [
        score(page.body, trafilatura.extract(page.html, include_comments=False) or "")
        for page in load(directory, layout)
        if page.body
    ]
    return float(summarise(scores)["f1"])


def memory() -> float:
    """The most memory that the process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print pages per second of both, their ratio, the slowest page and the memory."""
    pages = load_pages()
    before = memory()
    reader = BodyReader.load()

    def peer(page: Page) -> None:
        trafilatura.extract(page.content)

    def ours(page: Page) -> None:
        try:
            reader.read(parse(page))
        except InputRejectedError:
            return

    for page in pages[:5]:
        peer(page)
        ours(page)
    rounds = [(seconds(peer, pages), seconds(ours, pages)) for _ in range(ROUNDS)]
    best_peer = len(pages) / min(first[0] for first, _ in rounds)
    best_ours = len(pages) / min(second[0] for _, second in rounds)
    slowest = min(second[1] for _, second in rounds)
    print(f"{len(pages)} pages, best of {ROUNDS} rounds, processor time")
    print(f"trafilatura.extract     {best_peer:6.1f} pages/s")
    print(f"parse and body          {best_ours:6.1f} pages/s   {best_ours / best_peer:.2f} of trafilatura")
    print(f"slowest page            {slowest * 1000:6.0f} ms")
    if PUBLIC.is_dir():
        for layout, folder in (("seb", "."), ("fundus", "fundus")):
            print(f"trafilatura's F1, {layout:<8} {peer_f1(PUBLIC.parent / folder, layout):.4f}")
    print(f"memory: {before:.0f} MiB with the pages, {memory():.0f} MiB at the peak")


if __name__ == "__main__":
    main()
