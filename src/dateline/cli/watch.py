"""``dateline watch``: sending the news of the watches."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import FrameType

import click

from dateline.cli.database import DATABASE, VARIABLE
from dateline.serve.watches.sending import SENDERS, Sender, keep_running, run
from dateline.settings import Settings
from dateline.store.database import Place, open_database


@click.group()
def watch() -> None:
    """Send the news of the searches that users of the site watch."""


@watch.command("run")
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
@click.option(
    "--every",
    type=click.IntRange(1, 3600),
    default=15,
    show_default=True,
    help="Look so often, in seconds.",
)
@click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="How the site is reached, for links.",
)
@click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=Path("dateline.db"),
    show_default=True,
    help="The database.",
)
def run_watches(once: bool, every: int, address: str, database: Place) -> None:
    """Send mail through DATELINE_MAIL_SERVER, and call webhooks. Stop it by Ctrl-C.

    Several may run at the same time, beside `dateline serve` too. What a process that was killed had not marked as sent
    is sent again after five minutes, the same under the same Message-ID or webhook-id.
    """
    sender = Sender.of(Settings.from_environment(os.environ), address)
    with open_database(database, create=False) as opened:
        if once:
            taken = run(opened, sender, lambda: datetime.now(UTC), senders=SENDERS)
            click.echo(f"sent: {taken}", err=True)
            return
        keep_running(opened, sender, every=every, stop=_stopped_by_signals(), told=_tell)


def _tell(taken: int) -> None:
    if taken:
        click.echo(f"sent: {taken}", err=True)


def _stopped_by_signals() -> Event:
    """Set by the first SIGINT or SIGTERM, so that what is being sent is marked before the end."""
    stop = Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stop.set()

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, end)
    return stop
