"""How long the site takes at the server for every page and kind of search over a large database, on one core.

`dateline serve` runs as a user runs it, held to one core; addresses are drawn at random, as people ask (most for what
is much in the news), and each answer is read whole over one kept connection. Prints the median and the 95th
percentile of each kind when the addresses are asked for first (much is read from the disk then, if the file is larger
than what the system keeps of it) and when they are asked for again, what a request takes of the processor then in the
process of the site (which other work on the machine changes less), and the bytes of a first view. Run::

    python -m benchmarks.site_speed [--db FILE] [--articles N] [--times N] [--only WORDS] [--kept]

Each page is made: what `dateline serve` keeps for the next who asks is turned off, unless ``--kept`` is given.

A database of :mod:`benchmarks.large` with N articles is made in a temporary folder if no file is named.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.large import make
from benchmarks.site_addresses import Asker, pages, searches

DATELINE = Path(sys.executable).with_name("dateline")
PATIENCE = 60.0
REST = 5.0
"""So many seconds the site must do nothing before it is measured: it begins with reading names for what is misspelt."""
_LINKED = re.compile(r'(?:src|href)="(/static/[^"]+)"')


@contextmanager
def served(
    database: Path, *more: str, cores: set[int] | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[int, int]]:
    """Run ``dateline serve`` over a database; its port and the number of its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [str(DATELINE), "serve", "--db", str(database), "--port", str(port), *more]
    process = subprocess.Popen(
        command, start_new_session=True, preexec_fn=_pin(cores), env={**os.environ, **(settings or {})}
    )
    try:
        _await(port, process)
        yield port, process.pid
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)


def _pin(cores: set[int] | None) -> Callable[[], None]:
    return lambda: os.sched_setaffinity(0, cores) if cores and hasattr(os, "sched_setaffinity") else None


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            link.request("GET", "/sign-in")
            link.getresponse().read()
            link.close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the site did not start")


def ask(link: http.client.HTTPConnection, address: str) -> tuple[float, bytes]:
    """Milliseconds from asking to the last byte, and the answer."""
    start = time.perf_counter()
    link.request("GET", address, headers={"accept-encoding": "gzip"})
    answer = link.getresponse()
    content = answer.read()
    taken = (time.perf_counter() - start) * 1000
    if answer.status != 200:
        raise SystemExit(f"{answer.status} for {address}: {content[:300]!r}")
    return taken, content


def processor(process: int) -> float:
    """Seconds that a process and its children have had of a processor."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK") + sum(processor(int(child)) for child in children)


def settle(process: int) -> None:
    """Wait until the process does nothing beside requests, for some minutes at most."""
    end = time.monotonic() + PATIENCE * 5
    while time.monotonic() < end:
        used, read = processor(process), bytes_read(process)
        time.sleep(REST)
        if processor(process) - used < REST / 20 and bytes_read(process) == read:
            return


def bytes_read(process: int) -> int:
    """What a process has read from the disk."""
    counts = dict(line.split(": ") for line in Path(f"/proc/{process}/io").read_text().splitlines())
    return int(counts["read_bytes"])


def percentile(taken: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(taken)[min(int(len(taken) * share), len(taken) - 1)]


def measure(
    link: http.client.HTTPConnection,
    process: int,
    kinds: dict[str, Callable[[], str]],
    times: int,
    only: str,
) -> tuple[list[float], list[float], float]:
    """Ask for each kind so many times, twice, and print; times of both rounds, and seconds of a processor."""
    firsts: list[float] = []
    seconds: list[float] = []
    all_used = 0.0
    for name, draw in kinds.items():
        if only not in name:
            continue
        addresses = [draw() for _ in range(times)]
        first = [ask(link, address)[0] for address in addresses]
        before = processor(process)
        second = [ask(link, address)[0] for address in addresses]
        used = processor(process) - before
        firsts, seconds, all_used = firsts + first, seconds + second, all_used + used
        print(f"{name:<30} {told(first, second)}; {used / times * 1000:6.1f} ms of a processor", flush=True)
    return firsts, seconds, all_used


def told(first: Sequence[float], second: Sequence[float]) -> str:
    """Median and 95th percentile of both."""
    ways = (("first", first), ("again", second))
    return "; ".join(
        f"{way} {statistics.median(taken):7.1f} ms median {percentile(taken, 0.95):7.1f} ms p95"
        for way, taken in ways
    )


def first_view(link: http.client.HTTPConnection, address: str) -> tuple[int, int]:
    """Bytes transferred for a page and all that it links in the head and body, and the number of files."""
    _, content = ask(link, address)
    page = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    linked = dict.fromkeys(_LINKED.findall(page.decode()))
    return len(content) + sum(len(ask(link, each)[1]) for each in linked), 1 + len(linked)


def report(database: Path, articles: int, times: int, only: str, *, kept: bool) -> None:
    """Serve, ask, print."""
    draw = Asker.of(articles)
    settings = {} if kept else {"DATELINE_PAGE_CACHE_BYTES": "1"}
    with served(database, cores={min(os.sched_getaffinity(0))}, settings=settings) as (port, process):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE * 10)
        load = os.getloadavg()[0]
        print(
            f"{articles} articles, {database.stat().st_size / 1e9:.1f} GB; the machine's load is {load:.1f}"
        )
        for address in ("/", "/entities/iso-SRB", "/search?q=vulni"):
            ask(link, address)  # what is made once, when first asked for
        link.close()  # the site ends one that nothing comes through for long
        settle(process)
        for what, kinds, bar in (("pages", pages(draw), 50), ("searches", searches(draw), 100)):
            first, second, used = measure(link, process, kinds, times, only)
            if first:
                each = used / len(second) * 1000
                print(f"all {what:<26} {told(first, second)} (bar {bar}); {each:6.1f} ms of a processor")
        for address in ("/", "/articles/1", "/entities/iso-SRB", "/pairs/iso-SRB/iso-RUS", "/map"):
            size, files = first_view(link, address)
            print(f"first view of {address:<24} {size / 1000:6.1f} kB in {files} files")
        link.close()


def main() -> None:
    """Make the database if need be, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--only", default="", help="kinds whose names hold these words")
    parser.add_argument("--kept", action="store_true", help="answer from what is kept, as the site does")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = given.db or Path(folder) / "large.db"
        if not database.exists():
            make(database, given.articles)
        report(database, given.articles, given.times, given.only, kept=given.kept)


if __name__ == "__main__":
    main()
