"""What all of CC-NEWS would take, from rates that ``benchmarks.batch`` measured: ``python -m benchmarks.scale``.

``--measured FILE`` takes the figures of ``benchmarks.batch --json FILE``; without it, those below, which
``docs/scale.md`` is written from (``--write``; a test holds the two together).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, fields
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scale.md"
HOUR = 3600.0
TB = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured, an article each.

    Attributes:
        processor_seconds: from WARC to Parquet, on one core of the machine that measured.
        bytes_in: of WARC.gz, with its HTML.
        bytes_pages: of Parquet for the pages as they were found.
        bytes_facts: of Parquet for all other tables.
        peak_mib: memory of a worker.
    """

    processor_seconds: float
    bytes_in: float
    bytes_pages: float
    bytes_facts: float
    peak_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is taken from elsewhere.

    Attributes:
        articles: of CC-NEWS from 2016 on.
        warc_bytes: of one of its files.
        core_hour: US dollars for a virtual core and hour on the spot market, of a machine for computing.
        network_core: bits a second of network that such a machine has for each virtual core.
        store_month: US dollars for a TB and month in an object store.
        requests: US dollars for 1,000 requests that write.
    """

    articles: float = 1.35e9
    warc_bytes: float = 1.0e9
    core_hour: float = 0.02
    network_core: float = 25e9 / 64
    store_month: float = 23.0
    requests: float = 0.005
    tables: int = 20


MEASURED = Measured(
    processor_seconds=0.1692, bytes_in=36_029, bytes_pages=33_904, bytes_facts=11_534, peak_mib=582.5
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What all of it takes."""

    core_hours: float
    warcs: float
    read_tb: float
    facts_tb: float
    pages_tb: float
    dollars: float
    store_dollars: float
    request_dollars: float
    days_on: dict[int, float]
    network_use: float
    shard_hours: float

    @property
    def limit(self) -> str:
        """What runs out first as machines are added."""
        return "processors" if self.network_use < 1 else "the network of the machines"


def needs(measured: Measured, given: Given) -> Needs:
    """Compute."""
    core_hours = given.articles * measured.processor_seconds / HOUR
    warcs = given.articles * measured.bytes_in / given.warc_bytes
    out = measured.bytes_facts + measured.bytes_pages
    bits_a_second = 8 * (measured.bytes_in + out) / measured.processor_seconds
    return Needs(
        core_hours=core_hours,
        warcs=warcs,
        read_tb=given.articles * measured.bytes_in / TB,
        facts_tb=given.articles * measured.bytes_facts / TB,
        pages_tb=given.articles * measured.bytes_pages / TB,
        dollars=core_hours * given.core_hour,
        store_dollars=given.articles * out / TB * given.store_month,
        request_dollars=warcs * given.tables / 1000 * given.requests,
        days_on={cores: core_hours / cores / 24 for cores in (2, 64, 2048, 16384)},
        network_use=bits_a_second / given.network_core,
        shard_hours=given.warc_bytes / measured.bytes_in * measured.processor_seconds / HOUR,
    )


def table(measured: Measured, given: Given) -> str:
    """The figures as the manual shows them."""
    found = needs(measured, given)
    rows = [
        ("processor time an article", f"{1000 * measured.processor_seconds:.0f} ms"),
        ("core-hours", f"{found.core_hours:,.0f}"),
        ("cost of processors, spot", f"${found.dollars:,.0f} at ${given.core_hour} a core-hour"),
        *(
            (f"on {cores:,} cores", f"{days:,.0f} days" if days >= 2 else f"{24 * days:,.0f} hours")
            for cores, days in found.days_on.items()
        ),
        ("files of 1 GB, each one shard", f"{found.warcs:,.0f}, of {found.shard_hours:.1f} hours each"),
        ("read from the store", f"{found.read_tb:,.1f} TB"),
        ("written: facts", f"{found.facts_tb:,.1f} TB"),
        ("written: pages as they were found", f"{found.pages_tb:,.1f} TB"),
        ("the store, a month", f"${found.store_dollars:,.0f}"),
        ("requests that write", f"${found.request_dollars:,.0f}"),
        ("network that a core needs, of what it has", f"{100 * found.network_use:.1f} %"),
        ("memory", f"{measured.peak_mib:,.0f} MiB a core"),
        ("what limits first", found.limit),
    ]
    return "| | |\n| --- | --- |\n" + "\n".join(f"| {name} | {value} |" for name, value in rows) + "\n"


def page(text: str, measured: Measured, given: Given) -> str:
    """The page of the manual with the table in it."""
    begin, end = "<!-- scale: begin -->\n", "<!-- scale: end -->"
    before, _, rest = text.partition(begin)
    return before + begin + "\n" + table(measured, given) + "\n" + end + rest.partition(end)[2]


def read_measured(path: Path) -> Measured:
    """The figures of ``benchmarks.batch --json``."""
    found = json.loads(path.read_bytes())
    return Measured(
        processor_seconds=found["processor_seconds_1"],
        bytes_in=found["bytes_in"],
        bytes_pages=found["bytes_pages"],
        bytes_facts=found["bytes_rest"],
        peak_mib=found["peak_long"],
    )


def main() -> None:
    """Print the table, or write it into the manual."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--measured", type=Path)
    parser.add_argument("--write", action="store_true")
    for field in fields(Given):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=float, default=field.default)
    arguments = parser.parse_args()
    given = Given(**{field.name: getattr(arguments, field.name) for field in fields(Given)})
    measured = read_measured(arguments.measured) if arguments.measured else MEASURED
    if arguments.write:
        PAGE.write_text(page(PAGE.read_text("utf-8"), measured, given), encoding="utf-8")
    else:
        print(table(measured, given), end="")


if __name__ == "__main__":
    main()
