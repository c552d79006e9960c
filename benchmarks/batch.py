"""``dateline batch``: WARC to Parquet, with one and two workers, beside two programs that only extract.

Prints articles a second without the time to start, the gain of a second worker, memory at the peak of a worker for a
short and a long shard, and bytes in and out for ``docs/scale.md``. The peers read the same WARCs in the same run:
trafilatura over fastwarc, and resiliparse if it is installed. ``--json FILE`` keeps the figures for
``benchmarks.scale``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import trafilatura

from dateline.collect.archives.archive import read_archive_file
from dateline.model import Page
from tests.batch.given import public_pages, sample_pages, write_warc

DATELINE = Path(sys.executable).with_name("dateline")
LIMIT = 10_000_000


def pages_of(warcs: Iterable[Path]) -> Iterable[Page]:
    """The pages of WARCs, through fastwarc."""
    for warc in warcs:
        for entry in read_archive_file(warc, max_page_bytes=LIMIT):
            if isinstance(entry.item, Page):
                yield entry.item


def peers() -> dict[str, Callable[[Page], object]]:
    """Programs that take the text from a page, and understand nothing of it."""
    found: dict[str, Callable[[Page], object]] = {
        "trafilatura": lambda page: trafilatura.extract(page.content)
    }
    try:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    except ImportError:
        return found
    found["resiliparse"] = lambda page: extract_plain_text(
        bytes_to_str(page.content, detect_encoding(page.content) or "utf-8"), main_content=True
    )
    return found


def batch(warcs: list[Path], out: Path, workers: int) -> tuple[float, float]:
    """Seconds that the command takes, and processor seconds that it and its workers take."""
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(
        [DATELINE, "batch", *warcs, "--out", out, "--workers", str(workers)], capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    after = os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, busy


def peak(warc: Path, out: Path) -> float:
    """MiB at the peak of a process that does one shard."""
    code = (
        "import resource, sys\n"
        "from dateline.batch.shards import plan\n"
        "from dateline.batch.work import Order, State, work\n"
        "from dateline.settings import Settings\n"
        "(shard,) = plan([sys.argv[1]]).shards\n"
        "assert work(shard, Order(out=sys.argv[2], settings=Settings())).state is State.DONE\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, warc, out], capture_output=True, check=True)
    return float(done.stdout)


def main() -> None:
    """Write the WARCs, run, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument(
        "--times", type=int, default=1, help="how often the pages are repeated in the long shard"
    )
    arguments = parser.parse_args()
    pages = list(public_pages()) or sample_pages() * 10
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        halves = [write_warc(folder / f"{half}.warc.gz", pages[half::2]) for half in range(2)]
        few = [write_warc(folder / f"few{half}.warc.gz", pages[half : half + 1]) for half in range(2)]
        figures: dict[str, float] = {"pages": len(pages)}
        for name, extract in peers().items():
            start = time.perf_counter()
            for page in pages_of(halves):
                extract(page)
            figures[name] = len(pages) / (time.perf_counter() - start)
            print(f"{name} over fastwarc, one process      {figures[name]:7.1f} pages/s (text alone)")
        for workers in (1, 2):
            long, work = batch(halves, folder / f"out{workers}", workers)
            short, start_up = batch(few, folder / f"few-out{workers}", workers)
            figures[f"workers_{workers}"] = (len(pages) - 2) / (long - short)
            figures[f"processor_seconds_{workers}"] = (work - start_up) / (len(pages) - 2)
            print(
                f"dateline batch --workers {workers} (to facts) {figures[f'workers_{workers}']:7.1f} articles/s   "
                f"{figures[f'workers_{workers}'] / figures['trafilatura']:.2f} of trafilatura   "
                f"{1000 * figures[f'processor_seconds_{workers}']:.0f} ms of processor an article"
            )
        print(f"the second worker: {figures['workers_2'] / figures['workers_1']:.2f} times one")
        whole = write_warc(folder / "whole.warc.gz", pages * arguments.times)
        figures["peak_short"] = peak(few[0], folder / "peak-short")
        figures["peak_long"] = peak(whole, folder / "peak-long")
        print(
            f"memory at the peak of a worker: {figures['peak_short']:.0f} MiB for one page, "
            f"{figures['peak_long']:.0f} MiB for {len(pages) * arguments.times}"
        )
        figures["bytes_in"] = sum(warc.stat().st_size for warc in halves) / len(pages)
        for table in ("pages", "rest"):
            parts = (folder / "out1").rglob("*.parquet")
            size = sum(
                path.stat().st_size for path in parts if (path.parent.name == "pages") == (table == "pages")
            )
            figures[f"bytes_{table}"] = size / len(pages)
        print(
            f"bytes an article: {figures['bytes_in']:,.0f} of WARC.gz in; out {figures['bytes_pages']:,.0f} of pages, "
            f"{figures['bytes_rest']:,.0f} of facts"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
