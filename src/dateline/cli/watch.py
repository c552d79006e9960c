"""``dateline watch``: sending the news of the watches."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from dateline.serve.accounts.mail import mail_of
from dateline.serve.watches.sending import Sender, run
from dateline.settings import Settings
from dateline.store.database import open_database


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
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("dateline.db"),
    show_default=True,
    help="The database.",
)
def run_watches(once: bool, every: int, address: str, database: Path) -> None:
    """Send mail through DATELINE_MAIL_SERVER, and call webhooks. Stop it by Ctrl-C.

    What a process that was killed had not marked as sent is sent again, under the same Message-ID or
    Idempotency-Key.
    """
    settings = Settings.from_environment(os.environ)
    private = settings.webhooks_private.strip().casefold() == "yes"
    sender = Sender(site=address.rstrip("/"), mail=mail_of(settings), private=private)
    with open_database(database, create=False) as opened:
        while True:
            taken = run(opened, sender, lambda: datetime.now(UTC))
            if taken or once:
                click.echo(f"sent: {taken}", err=True)
            if once:
                return
            time.sleep(every)
