"""``dateline gather``: what is gathered over the articles of a database, made anew."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dateline.cli.database import DATABASE, VARIABLE
from dateline.gathering import Gatherer
from dateline.store.database import Place, open_database

DATABASE_OPTION = click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=Path("dateline.db"),
    show_default=True,
    help="The database.",
)


@click.command()
@DATABASE_OPTION
def gather(database: Place) -> None:
    """Gather all articles anew: stories with originals and copies, incidents, and positions.

    ``dateline read`` gathers each page as it is written; this makes all of it again from the articles, as after an
    upgrade.
    """
    with open_database(database, create=False) as opened, _progress() as progress:
        task = progress.add_task("gathering", total=None)
        done = Gatherer(opened).rebuild(
            lambda number, total: progress.update(task, completed=number, total=total)
        )
    click.echo(
        f"{done.articles} articles in {done.stories} stories, {done.events} events in {done.incidents} incidents, "
        f"{done.stances} stances"
    )


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
