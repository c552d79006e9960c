"""The site under load, beside Datasette on the same file: mixed pages at a steady rate while pages are read.

Requests are sent when they are due, whether those before are answered or not (an open loop), by asyncio in a process
of its own, on as many connections as it takes. It, the processes of the site, and ``dateline read`` share the cores
that are named. The peer is asked for what is comparable: a filtered table page, a row, and a full-text search; it is
installed from PyPI into a virtual environment of its own if no program is named. Run::

    python -m benchmarks.site_load [--db FILE] [--articles N] [--rate 200] [--seconds 60] [--workers 2]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
import venv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from benchmarks.http_links import Links
from benchmarks.large import make
from benchmarks.site_addresses import Asker, pages, searches
from benchmarks.site_speed import DATELINE, percentile, processor, served

DATASETTE = "datasette==0.65.1"
SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "pages"
MIXED = {
    "headlines": 4, "headlines, page 2 to 20": 1, "headlines of a state": 2, "headlines of a quarter": 1, "article": 6,
    "state": 1, "person or organisation": 2, "pair of states": 1, "events by a state": 1, "statements": 1, "about": 1,
}  # fmt: skip
SEARCHED = {"one word": 1, "two words": 1, "a name": 1}
PATIENCE = 30.0
OK = 200


@dataclass(slots=True)
class Result:
    """What came of a run: milliseconds of each answer, and how many of each fault."""

    taken: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    def told(self, name: str) -> str:
        """One line."""
        if not self.taken:
            return f"{name:<34} no answer; faults {dict(self.faults)}"
        p50, p95, p99 = (percentile(self.taken, share) for share in (0.5, 0.95, 0.99))
        return (
            f"{name:<34} {len(self.taken)} answers, {sum(self.faults.values())} faults {dict(self.faults) or ''}"
            f" {p50:8.1f} ms median {p95:8.1f} ms p95 {p99:8.1f} ms p99"
        )


def mixed(ask: Asker) -> Iterator[str]:
    """Addresses without end, each kind as often as its weight says."""
    kinds = {**pages(ask), **searches(ask)}
    weights = {**MIXED, **SEARCHED}
    names = list(weights)
    while True:
        (name,) = ask.chance.choices(names, list(weights.values()))
        yield kinds[name]()


def comparable(ask: Asker, database: str) -> Iterator[tuple[str, str]]:
    """Pairs of addresses, of the site and of Datasette: a filtered table, a row, a search."""
    while True:
        state, word, number = ask.state(), ask.word(), ask.article()
        yield from (
            (f"/statements?speaker={state}", f"/{database}/statements?speaker_country={state}&_size=50"),
            (f"/articles/{number}", f"/{database}/articles/{number}"),
            (f"/search?q={word}", f"/{database}/articles?_search={word}&_size=20"),
        )


async def fire(base: str, addresses: Iterator[str], rate: float, seconds: float) -> Result:
    """Send so many requests a second for so long, each when it is due; time counts from then."""
    result, tasks = Result(), []
    place = urlsplit(base)
    links = Links(place.hostname or "", place.port or 80, PATIENCE)
    start = time.perf_counter()

    async def one(address: str, due: float) -> None:
        try:
            status = await links.get(address)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            result.faults[type(error).__name__] += 1
            return
        if status == OK:
            result.taken.append((time.perf_counter() - due) * 1000)
        else:
            result.faults[str(status)] += 1

    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        tasks.append(asyncio.create_task(one(next(addresses), due)))
    await asyncio.gather(*tasks)
    links.close()
    return result


def memory(process: int) -> float:
    """MiB of a process and its children that no other has."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    own = Path(f"/proc/{process}/smaps_rollup").read_text()
    size = sum(int(line.split()[1]) for line in own.splitlines() if line.startswith("Private_")) / 1024
    return size + sum(memory(int(child)) for child in children)


@contextmanager
def reading(database: Path) -> Iterator[list[int]]:
    """Run ``dateline read`` on copies of the sample pages, again and again; how often, and its worst code."""
    done, stop = [0, 0], threading.Event()

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            while not stop.is_set():
                files = []
                for page in SAMPLES.iterdir():
                    files.append(Path(folder) / f"{done[0]}-{page.name}")
                    shutil.copy(page, files[-1])
                command: list[str | Path] = [DATELINE, "read", *files, "--db", database, "--jobs", "1"]
                done[1] = max(done[1], subprocess.run(command, capture_output=True, check=False).returncode)
                done[0] += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


@contextmanager
def datasette(program: Path, database: Path) -> Iterator[str]:
    """The address of Datasette over the file."""
    port = random.randrange(20_000, 30_000)
    settings = ["--setting", "sql_time_limit_ms", "30000", "--setting", "default_page_size", "50"]
    process = subprocess.Popen(
        [program, "serve", database, "--port", str(port), *settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(f"{base}/-/versions.json")
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait()


def install(folder: Path) -> Path:
    """Datasette in a virtual environment of its own; its program."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", DATASETTE], check=True)
    return folder / "bin" / "datasette"


def under_load(base: str, process: int, database: Path, ask: Asker, rate: float, seconds: float) -> None:
    """The mixed pages, while pages are read."""
    asyncio.run(fire(base, mixed(ask), 5, 10.0))  # what is made once
    before, sizes, stop = memory(process), [], threading.Event()
    used, own = processor(process), time.process_time()

    def watch() -> None:
        while not stop.wait(seconds / 10):
            with suppress(OSError):  # a process has just ended, and another takes its place
                sizes.append(memory(process))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with reading(database) as done:
        result = asyncio.run(fire(base, mixed(ask), rate, seconds))
    stop.set()
    watcher.join()
    used, own = processor(process) - used, time.process_time() - own
    print(result.told(f"mixed, {rate:.0f}/s for {seconds:.0f} s"), flush=True)
    asked = max(len(result.taken) + sum(result.faults.values()), 1)
    print(
        f"of a processor: the site {used:.1f} s, {used / asked * 1000:.1f} ms a request; the sender {own:.1f} s"
    )
    print(f"`dateline read` beside it: {done[0]} times over the samples, worst exit code {done[1]}")
    print(
        f"memory of the site: {before:.0f} MiB before, then {', '.join(f'{size:.0f}' for size in sizes)} MiB"
    )


def beside(ours: str, peer: str, ask: Asker, name: str, rate: float, seconds: float) -> None:
    """The comparable pages of both, one after the other, at the same rate."""
    both = comparable(ask, name)
    couples = [next(both) for _ in range(int(rate * seconds))]
    for place, what in enumerate(("a filtered table", "a row or article", "a search")):
        chosen = couples[place::3]
        results = []
        for base, side in ((ours, 0), (peer, 1)):
            addresses = (couple[side] for couple in chosen)
            results.append(asyncio.run(fire(base, addresses, rate, len(chosen) / rate)))
            print(results[-1].told(f"{what}, {'Datasette' if side else 'Dateline'}"), flush=True)
        if all(result.taken for result in results):
            ratios = [
                percentile(results[0].taken, share) / percentile(results[1].taken, share)
                for share in (0.5, 0.99)
            ]
            print(f"{what}: {ratios[0]:.2f} × Datasette at the median, {ratios[1]:.2f} × at p99")


def main() -> None:
    """Make what is missing, serve, send, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--peer-rate", type=float, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--datasette", type=Path, help="the program; installed if it is not named")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = given.db or Path(folder) / "large.db"
        if not database.exists():
            make(database, given.articles)
        program = given.datasette or install(Path(folder) / "datasette")
        ask = Asker.of(given.articles)
        print(
            f"{given.articles} articles, {os.cpu_count()} cores, load of the machine {os.getloadavg()[0]:.1f}"
        )
        with served(database, "--workers", str(given.workers)) as (port, process):
            ours = f"http://127.0.0.1:{port}"
            under_load(ours, process, database, ask, given.rate, given.seconds)
            with datasette(program, database) as peer:
                beside(ours, peer, ask, database.stem, given.peer_rate, given.seconds / 2)


if __name__ == "__main__":
    main()
