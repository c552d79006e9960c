"""``dateline read`` as a user runs it: HTML pages in, rows in a database out, on one processor and on two.

Prints articles a second without the time to start, against trafilatura alone on the same pages, and the memory at
the peak. Reads the public pages in ``../shared/data/extraction/html`` if they are there, else the project's samples.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import trafilatura

from benchmarks.reading import load_pages, timed

DATELINE = Path(sys.executable).with_name("dateline")


def read(pages: list[Path], folder: Path, jobs: int) -> float:
    """Seconds that the command takes for the pages."""
    database = folder / f"{jobs}-{len(pages)}.db"
    start = time.perf_counter()
    done = subprocess.run(
        [DATELINE, "read", *pages, "--db", database, "--jobs", str(jobs)], capture_output=True, check=False
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - start


def main() -> None:
    """Write the pages into a folder, read them in both ways, and print."""
    pages = load_pages()
    peer = timed(lambda page: trafilatura.extract(page.content), pages)
    print(f"trafilatura.extract                    {peer:6.1f} pages/s")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        paths = [folder / page.address.removesuffix(".gz") for page in pages]
        for path, page in zip(paths, pages, strict=True):
            path.write_bytes(page.content)
        few = paths[:4]
        for jobs in (1, 2):
            speed = (len(paths) - len(few)) / (read(paths, folder, jobs) - read(few, folder, jobs))
            print(
                f"dateline read --jobs {jobs} (page to rows)  {speed:6.1f} pages/s   {speed / peer:.2f} of that"
            )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"memory at the peak of the largest process: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
