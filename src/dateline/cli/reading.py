"""``dateline read``: pages in, a database or JSON out."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dateline.cli.database import DATABASE, VARIABLE
from dateline.cli.render import render_line, render_reading
from dateline.collect.archives.archive import read_archive_file
from dateline.collect.archives.entries import PassedOver
from dateline.collect.archives.kinds import archive_kind
from dateline.collect.fetch import Fetcher
from dateline.collect.files import expand, is_address, read_file, read_stream
from dateline.errors import InputRejectedError
from dateline.gathering import Gatherer
from dateline.model import Page, Reading, Rejected
from dateline.read import Reader
from dateline.reference import imported_reference, judgements_of, versions_of
from dateline.settings import Settings
from dateline.store.database import Place, name_of, open_database
from dateline.store.identify import FactIds
from dateline.store.reading_json import reading_as_json
from dateline.store.view import View
from dateline.store.writer import Outcome, Writer
from dateline.workers import read_with_workers

DEFAULT_DATABASE = Path("dateline.db")
EXIT_SOME_REJECTED = 1


@dataclass(slots=True)
class _Tally:
    """What became of the inputs so far."""

    outcomes: dict[str, int] = field(default_factory=dict)
    rejected: int = 0

    def count(self, outcome: str) -> None:
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1

    def __str__(self) -> str:
        parts = [f"{count} {outcome}" for outcome, count in self.outcomes.items()]
        if self.rejected:
            parts.append(f"{self.rejected} rejected")
        return ", ".join(parts) or "nothing read"


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH… | URL… | -")
@click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    help="The database to write; made if it is not there. Default: dateline.db, or none with --json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a page: the whole reading.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Read on so many processors at once; each takes about 300 MB of memory.",
)
def read(sources: tuple[str, ...], database: Place | None, as_json: bool, jobs: int) -> int:
    """Read pages: HTML files, saved text, .gz of these, archives, directories of them, addresses, or - for input.

    Archives are WARC, WARC.gz, WACZ, zip and tar of pages, JSON lines of pages (.jsonl), and mail (.mbox, .eml). In a
    directory, zip, tar and JSON lines are passed over, as they may hold anything: name them.

    One page is shown whole, several a line each. What cannot be read is listed with its reason, kept in the
    database as rejected, and the rest go on.
    """
    settings = Settings.from_environment(os.environ)
    expanded, passed_over, refused = expand(sources)
    tally = _Tally()
    with ExitStack() as stack:
        path = database or (None if as_json else DEFAULT_DATABASE)
        writer = Writer(stack.enter_context(open_database(path))) if path else None
        progress = stack.enter_context(_progress(len(expanded)))
        task = progress.add_task("reading", total=len(expanded))
        console = Console(highlight=False)
        for error in refused:
            _reject(_rejected(error), writer, tally)
        over: Counter[str] = Counter()
        pages = _pages(expanded, stack.enter_context(Fetcher(settings)), settings, over)
        alone = len(expanded) == 1 and not is_archive(expanded[0])
        busy = jobs if any(map(is_archive, expanded)) else min(jobs, max(len(expanded), 1))
        for item in _read_all(pages, busy, partial(reader_of, path)):
            if isinstance(item, Rejected):
                _reject(item, writer, tally)
            else:
                tally.count(_write(writer, item).value if writer else "read")
                ids = _ids(writer, item) if alone else None
                _show(item, console, ids, as_json=as_json, whole=alone)
            progress.advance(task)
    _summary(tally, path, passed_over, over)
    return EXIT_SOME_REJECTED if tally.rejected else 0


def _progress(total: int) -> Progress:
    """A bar on standard error, where more than one page is read and a person is looking."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=total < 2 or not sys.stderr.isatty(),
        transient=True,
    )


def _pages(
    sources: Sequence[str], fetcher: Fetcher, settings: Settings, over: Counter[str]
) -> Iterator[Page | Rejected]:
    for source in sources:
        try:
            if is_archive(source):
                yield from _in_archive(Path(source), settings, over)
            else:
                yield _page(source, fetcher, settings)
        except InputRejectedError as error:
            yield Rejected(address=source, reason=error.reason, message=str(error))


def is_archive(source: str) -> bool:
    """Whether a source given by the user is the path of an archive."""
    return source != "-" and not is_address(source) and archive_kind(source) is not None


def _in_archive(path: Path, settings: Settings, over: Counter[str]) -> Iterator[Page | Rejected]:
    """The pages of an archive; what is no page is counted by why."""
    for entry in read_archive_file(path, max_page_bytes=settings.max_page_bytes):
        if isinstance(entry.item, PassedOver):
            over[entry.item.why] += 1
        else:
            yield entry.item


def _read_all(
    pages: Iterator[Page | Rejected], jobs: int, load: Callable[[], Reader]
) -> Iterator[Reading | Rejected]:
    if jobs > 1:
        yield from read_with_workers(pages, jobs=jobs, load=load)
        return
    reader = load()
    for page in pages:
        if isinstance(page, Rejected):
            yield page
        else:
            yield from reader.stream([page])


def reader_of(path: Place | None) -> Reader:
    """A reader that knows the shipped reference data, and those imported into the database at ``path``.

    The database stays open for reading as long as the reader is used.
    """
    database = open_database(path, create=False, read_only=True) if path else None
    imported, judged = imported_reference(database), judgements_of(database)
    if imported is None and database is not None:
        database.close()
    return Reader.load(imported, versions_of(imported, judged), judged)


def _page(source: str, fetcher: Fetcher, settings: Settings) -> Page:
    if source == "-":
        return read_stream(sys.stdin.buffer, max_bytes=settings.max_page_bytes)
    if is_address(source):
        return fetcher.fetch(source)
    return read_file(Path(source), max_bytes=settings.max_page_bytes)


def _rejected(error: InputRejectedError) -> Rejected:
    return Rejected(address=error.where, reason=error.reason, message=str(error))


def _reject(rejected: Rejected, writer: Writer | None, tally: _Tally) -> None:
    tally.rejected += 1
    if writer:
        writer.reject(rejected)
    click.echo(f"rejected ({rejected.reason}): {' '.join(rejected.message.split())}", err=True)


def _write(writer: Writer, reading: Reading) -> Outcome:
    """Write a reading, and gather it with what is there."""
    outcome = writer.write(reading)
    if outcome is not Outcome.UNCHANGED:
        Gatherer(writer.database).add_reading(reading)
    return outcome


def _ids(writer: Writer | None, reading: Reading) -> FactIds | None:
    """The identifiers that the facts of a reading have got in the database."""
    if writer is None:
        return None
    view = View(writer.database)
    article = view.version(reading.page.address, reading.page.digest)
    return None if article is None else view.fact_ids(article)


def _show(reading: Reading, console: Console, ids: FactIds | None, *, as_json: bool, whole: bool) -> None:
    if as_json:
        click.echo(reading_as_json(reading, ids))
    elif whole:
        render_reading(console, reading, ids)
    else:
        render_line(console, reading)


def _summary(tally: _Tally, database: Place | None, passed_over: int, over: Counter[str]) -> None:
    where = f" → {name_of(database)}" if database else ""
    more = f"; {passed_over} files that are no pages passed over" if passed_over else ""
    if over:
        kinds = ", ".join(f"{count} {why}" for why, count in over.most_common(6))
        more += f"; {over.total()} entries of archives that are no pages passed over ({kinds})"
    click.echo(f"{tally}{more}{where}", err=True)
