"""The commands that keep a database safe and small: backup, restore, move, prune, verify."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TextColumn

from dateline.cli.database import DATABASE, VARIABLE
from dateline.cli.query import Day
from dateline.errors import UsageError
from dateline.gathering import take_out
from dateline.store import archive, transfer
from dateline.store.database import Place, name_of, open_database
from dateline.store.prune import prune as prune_database
from dateline.store.transfer import Sum, Told
from dateline.store.verify import verify as verify_database

EXIT_FAULTS = 1

_DATABASE = click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=Path("dateline.db"),
    show_default=True,
    help="The database.",
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_DATABASE
def backup(file: Path, database: Place) -> None:
    """Write all that the database holds into FILE; others may go on writing to it meanwhile.

    The file can be restored into SQLite and into PostgreSQL. It appears when it is whole.
    """
    with open_database(database, create=False, read_only=True) as opened, _progress() as told:
        sums = archive.backup(opened, file, told)
    click.echo(f"{_rows(sums)} → {file}, {file.stat().st_size / 1e6:,.1f} MB", err=True)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_DATABASE
def restore(file: Path, database: Place) -> None:
    """Make a database from FILE, which `dateline backup` wrote: whole, or not at all.

    The database must be new: a file that does not exist, or an empty database of a server.
    """
    with _progress() as told:
        sums = archive.restore(file, database, told)
    click.echo(f"{_rows(sums)} → {name_of(database)}", err=True)


@click.command()
@click.argument("source", metavar="FROM", type=DATABASE)
@click.argument("target", metavar="TO", type=DATABASE)
def move(source: Place, target: Place) -> None:
    """Copy all from one database into another that is new, and compare the two; FROM stays as it is.

    Each of them is the path of an SQLite file, or postgresql://user@host/name.
    """
    with (
        open_database(source, create=False, read_only=True) as outgoing,
        open_database(target) as incoming,
        _progress() as told,
    ):
        sums = transfer.move(outgoing, incoming, told)
    click.echo(f"{_rows(sums)} → {name_of(target)}; compared, and the same", err=True)


@click.command()
@_DATABASE
@click.option("--before", type=Day(), help="Articles published before this day.")
@click.option("--older-than", "days", type=click.IntRange(1), help="The same, in days from today.")
@click.option("--site", help="Articles of this site, by its name.")
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
def prune(database: Place, before: date | None, days: int | None, site: str | None, dry_run: bool) -> None:
    """Take out what is old or of one site, with all that was read from it; what somebody judged stays.

    All versions of an article go, or none. With a day, inputs that were rejected before it go too.
    """
    if before and days:
        raise UsageError("say the same", where="--before, --older-than", action="give one of them")
    if days:
        before = datetime.now(UTC).date() - timedelta(days=days)
    with open_database(database, create=False) as opened:
        done = prune_database(opened, before=before, site=site, dry_run=dry_run, leaving=take_out)
    click.echo(
        f"{'would take' if dry_run else 'took'} out {done.addresses:,} addresses: {done.articles:,} articles, "
        f"{done.events:,} events, {done.statements:,} statements, {done.bytes / 1e6:,.1f} MB of pages; "
        f"{done.kept:,} stay, as a fact of theirs was judged",
        err=True,
    )


@click.command()
@_DATABASE
@click.option("--quick", is_flag=True, help="Do not look into the pages that are kept.")
def verify(database: Place, quick: bool) -> int:
    """Look the database over: damage, rows that refer to nothing, search out of step, pages that changed.

    Prints how many rows each table has, and every fault; the exit code is 1 if there is one.
    """
    with open_database(database, create=False) as opened:
        found = verify_database(opened, contents=not quick)
    for name, count in found.counts.items():
        click.echo(f"{count:>12,} {name}")
    for fault in found.faults:
        click.echo(f"dateline: {name_of(database)}: {fault}", err=True)
    if not found.faults:
        click.echo(f"{name_of(database)} is whole", err=True)
    return EXIT_FAULTS if found.faults else 0


def _rows(sums: Mapping[str, Sum]) -> str:
    return f"{sum(one.rows for one in sums.values()):,} rows of {len(sums)} tables"


@contextmanager
def _progress() -> Iterator[Told]:
    """Shows, where a person is looking, which table is being copied."""
    console = Console(stderr=True)
    shown = Progress(
        TextColumn("{task.description}"), console=console, disable=not console.is_terminal, transient=True
    )
    with shown:
        task = shown.add_task("copying")
        yield lambda name, rows: shown.update(task, description=f"{name}: {rows:,}")
