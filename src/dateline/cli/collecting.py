"""``dateline collect``: new pages of the sources, once or as long as it runs."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

import click

from dateline.cli.database import DATABASE, VARIABLE
from dateline.cli.keep_warc import keeping
from dateline.cli.reading import EXIT_SOME_REJECTED, reader_of
from dateline.collect.answers import About, Notice, Tally
from dateline.collect.clock import Clock, SystemClock
from dateline.collect.collector import Collector
from dateline.collect.exchange import Client, Exchange
from dateline.collect.network import Resolve, resolve
from dateline.collect.state import State
from dateline.collect.timing import Timing
from dateline.errors import Reason, StoreError, UsageError
from dateline.gathering import Gatherer
from dateline.model import Reading, Rejected, Staged
from dateline.read import Reader
from dateline.settings import Settings
from dateline.store.collect_alone import alone
from dateline.store.collect_days import Came
from dateline.store.collect_hosts import Hosts
from dateline.store.collect_inbox import Inbox
from dateline.store.collect_sources import Sources
from dateline.store.collect_urls import Urls
from dateline.store.database import Database, Place, name_of, open_database

DATABASE_OPTION = click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=Path("dateline.db"),
    show_default=True,
    help="The database.",
)
DEFAULT_RHYTHM = 900
LOOK_BACK = 100
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Duration(click.ParamType[int]):
    """A span of time such as 90s, 15m, 2h or 1d; as seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Seconds."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d{1,6})([smhd])", str(value).strip())
        if not found or not int(found[1]):
            self.fail(f"{value!r} is no span of time; write 90s, 15m, 2h or 1d", param, ctx)
        return int(found[1]) * _UNITS[found[2]]


@click.command()
@click.option("--every", type=Duration(), help="Stay, and look at each source this often, such as 15m.")
@click.option("--for", "lasting", type=Duration(), help="With --every: end after this long, such as 8h.")
@click.option(
    "--keep",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also append each page to this file, a .warc.gz, before it is stored.",
)
@click.option("-v", "--verbose", is_flag=True, help="Also tell of what is tried again later.")
@DATABASE_OPTION
def collect(every: int | None, lasting: int | None, keep: Path | None, verbose: bool, database: Place) -> int:
    """Collect new pages from the sources, and read them into the database.

    Looks at each source once, or with --every for as long as it runs. robots.txt and opt-outs are obeyed. What is
    stopped or killed goes on where it was. What cannot be had or read is listed with its reason and kept.
    """
    if lasting is not None and every is None:
        raise UsageError("is for a collector that stays", where="--for", action="give --every too")
    clock = SystemClock()
    with open_database(database) as opened, alone(opened), keeping(keep) as on_page:
        if not Sources(opened).all():
            raise UsageError(
                "has no sources", where=name_of(database), action="add one by: dateline sources add ADDRESS"
            )
        run = CollectorRun(
            opened,
            Settings.from_environment(os.environ),
            clock=clock,
            rhythm=every or DEFAULT_RHYTHM,
            on_page=on_page,
        )
        run.verbose = verbose
        with _stopping(run.stop, clock.wake):
            until = None if lasting is None else clock.now() + timedelta(seconds=lasting)
            if every is None:
                run.once()
            else:
                run.stay(until)
    click.echo(f"{run.summary()} → {name_of(database)}", err=True)
    return EXIT_SOME_REJECTED if run.rejected else 0


class CollectorRun:
    """A collector with a reader behind it, on one database.

    Args:
        clock: tells the time, and waits.
        rhythm: seconds between two looks at a source that has no rhythm of its own.
        timing: how long it waits for what; by default as the settings say.
        resolver: what gives the addresses of a host's name.
        on_exchange: is given each answer, such as to look on.
        on_page: is given each page that may be taken before it is stored, such as for an archive.
        load: makes the reader, when the first page is to be read.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        clock: Clock,
        rhythm: int,
        timing: Timing | None = None,
        resolver: Resolve = resolve,
        on_exchange: Callable[[Exchange], None] = lambda _: None,
        on_page: Callable[[Exchange], None] = lambda _: None,
        load: Callable[[], Reader] | None = None,
    ) -> None:
        self._database, self._settings, self._clock, self._rhythm = database, settings, clock, rhythm
        self._timing = timing or timing_of(settings)
        self._resolver, self._on_exchange, self._on_page = resolver, on_exchange, on_page
        self._load = load or (lambda: reader_of(database.place))
        self._reader: Reader | None = None
        self._inbox = Inbox(database)
        self._gatherer = Gatherer(database)
        self._collector: Collector | None = None
        self._stopped = False
        self._settled: Counter[str] = Counter()
        self._tally = Tally()
        self.rejected = 0
        self.verbose = False

    def once(self) -> None:
        """Look at each source, read what is new, and end.

        Raises:
            StoreError: the database cannot be written, such as on a full disk.
        """
        self._run(None, once=True)

    def stay(self, until: datetime | None = None) -> None:
        """Collect until then, or until ``stop``. While the database cannot be written, it waits."""
        while not self._stopped and (until is None or self._clock.now() < until):
            try:
                self._run(until, once=False)
            except StoreError as error:
                click.echo(f"waiting: {error}", err=True)
                self._clock.sleep(60.0)

    def stop(self) -> None:
        """End soon."""
        self._stopped = True
        if self._collector is not None:
            self._collector.stop()

    def summary(self) -> str:
        """What came of it, in words."""
        counts = self._tally.counts + self._settled
        words = [f"{counts[key]} {key}" for key in _TOLD if counts[key]]
        return ", ".join(words) or "nothing new"

    def _run(self, until: datetime | None, *, once: bool) -> None:
        self._gatherer.catch_up(LOOK_BACK)  # what was written, but not gathered when it was stopped
        private = self._settings.collect_private.lower() == "yes"
        state = State(Sources(self._database), Urls(self._database), Hosts(self._database))
        with Client(self._settings, allow_private=private, resolver=self._resolver) as client:
            self._collector = Collector(
                state,
                client,
                self._settings,
                timing=self._timing,
                clock=self._clock,
                rhythm=self._rhythm,
                read_waiting=self._read_one,
                on_notice=self._tell,
                on_exchange=self._on_exchange,
                on_page=self._on_page,
            )
            try:
                self._collector.run(until=until, once=once)
            finally:
                self._tally.counts += self._collector.tally.counts

    def _read_one(self) -> int:
        for staged in self._inbox.waiting(1):
            result = self._read(staged)
            came = self._inbox.settle(staged, result, self._clock.now())
            if isinstance(result, Reading) and came in (Came.NEW, Came.CHANGED):
                self._gatherer.add_reading(result)
            self._settled[came.value] += 1
            return 1
        return 0

    def _read(self, staged: Staged) -> Reading | Rejected:
        if self._reader is None:
            self._reader = self._load()
        result: Reading | Rejected
        try:
            (result,) = self._reader.stream([staged.page])
        except Exception as error:  # it would meet the same page again after each start
            words = f"{staged.page.address}: the reader failed ({type(error).__name__}: {error})"
            result = Rejected(
                address=staged.page.address, reason=Reason.UNREADABLE, message=words, page=staged.page
            )
        if isinstance(result, Rejected):
            self.rejected += 1
            _echo(result.address, result.reason, result.message)
        return result

    def _tell(self, notice: Notice) -> None:
        final = notice.again is None
        if final or notice.about is About.SOURCE:
            self.rejected += 1
        if final or self.verbose or notice.about is not About.PAGE:
            later = f"; again {notice.again:%Y-%m-%d %H:%M} UTC" if notice.again else ""
            _echo(notice.address, notice.reason, f"{notice.message}{later}")


_TOLD = (
    *(came.value for came in (Came.NEW, Came.CHANGED, Came.UNCHANGED, Came.MOVED, Came.REJECTED)),
    *("refused", "failed", "failed, to be tried again", "failed sources"),
)


def timing_of(settings: Settings) -> Timing:
    """How long the collector waits, as the settings say."""
    return Timing(
        pace=settings.collect_pace,
        per_host=settings.collect_per_host,
        recheck_for=settings.collect_recheck_days * 86_400,
    )


def _echo(address: str, reason: str, message: str) -> None:
    text = message if address in message else f"{address}: {message}"
    click.echo(f"rejected ({reason}): {' '.join(text.split())}", err=True)


@contextmanager
def _stopping(*calls: Callable[[], None]) -> Iterator[None]:
    """Make the first Ctrl-C or SIGTERM call these, and the second one what it did before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        signal.signal(number, before[signal.Signals(number)])
        for call in calls:
            call()

    with ExitStack() as stack:
        for number in before:
            signal.signal(number, stop)
            stack.callback(signal.signal, number, before[number])
        yield
