"""``dateline batch`` and ``dateline load``: many pages into Parquet parts, and parts into a database."""

from __future__ import annotations

import os

import click

from dateline.batch.load import Loaded, load_parts
from dateline.batch.run import Engine, Summary, run_batch
from dateline.batch.shards import FILES_A_SHARD, plan
from dateline.batch.work import Order, Outcome, State
from dateline.cli.database import DATABASE, VARIABLE
from dateline.cli.reading import DEFAULT_DATABASE
from dateline.errors import UsageError
from dateline.gathering import Gatherer
from dateline.settings import Settings
from dateline.store.database import Place, name_of, open_database

EXIT_SOME_FAILED = 1


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@click.option("--out", required=True, help="The folder for the parts: a path, or s3://bucket/folder.")
@click.option(
    "--engine",
    type=click.Choice([engine.value for engine in Engine]),
    default=Engine.LOCAL.value,
    show_default=True,
    help="Processes of this machine, or a Ray cluster (needs the extra: pip install 'dateline[ray]').",
)
@click.option(
    "--address", help="The Ray cluster: auto, host:6379 or ray://host:10001. Default: one started here."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 100_000),
    help="So many shards at once, each up to 700 MB of memory. Default: 1; on Ray, all processors.",
)
@click.option(
    "--files-per-shard",
    type=click.IntRange(1, 100_000),
    default=FILES_A_SHARD,
    show_default=True,
    help="How many files of single pages make one shard. An archive is always one.",
)
@click.option(
    "--base", help="What the lines of a list (.paths, .paths.gz) are under, such as s3://commoncrawl/."
)
@click.option(
    "--reference",
    type=DATABASE,
    help="A database whose imported reference data are asked too; every worker must be able to open it.",
)
def batch(
    inputs: tuple[str, ...],
    out: str,
    engine: str,
    address: str | None,
    workers: int | None,
    files_per_shard: int,
    base: str | None,
    reference: Place | None,
) -> int:
    """Read many pages into Parquet files, on several processors or machines.

    INPUT is an archive (WARC, WACZ, zip, tar, JSON lines, mail), a page, a folder of these, or a list of them
    (.paths or .paths.gz, as Common Crawl has them). Each archive, and each few hundred single pages, is a shard: it
    becomes one file per table, and a marker when all are written. Run it again to go on: finished shards are skipped,
    broken ones done anew. What could not be read is in the table "rejects" with its reason.

    Exit codes: 0 all shards are finished, 1 some failed (each is named with why), 2 usage.
    """
    if address and engine != Engine.RAY.value:
        raise UsageError("is of a Ray cluster", where="--address", action="add --engine ray")
    settings = Settings.from_environment(os.environ)
    planned = plan(inputs, files_a_shard=files_per_shard, base=base)
    order = Order(out=out, settings=settings, reference=str(reference) if reference else None)
    summary = run_batch(
        planned.shards, order, engine=Engine(engine), workers=workers, address=address, tell=_tell
    )
    _summarise(summary, planned.passed_over, out)
    return EXIT_SOME_FAILED if summary.failed else 0


def _tell(outcome: Outcome) -> None:
    if outcome.state is State.FAILED:
        click.echo(f"failed {outcome.shard}: {' '.join(outcome.message.split())}", err=True)
    elif outcome.state is State.SKIPPED:
        click.echo(f"skipped {outcome.shard}: finished before", err=True)
    else:
        counts = f"{outcome.articles} read, {outcome.rejected} rejected, {outcome.passed_over} passed over"
        click.echo(f"done {outcome.shard}: {counts}", err=True)


def _summarise(summary: Summary, passed_over: int, out: str) -> None:
    parts = [f"{summary.done} {'shard' if summary.done == 1 else 'shards'} done"]
    parts += [f"{summary.skipped} skipped"] if summary.skipped else []
    parts += [f"{len(summary.failed)} FAILED"] if summary.failed else []
    counts = f"{summary.articles} pages read, {summary.rejected} rejected"
    more = f"; {passed_over} files that are no pages passed over" if passed_over else ""
    click.echo(f"{', '.join(parts)}; {counts}{more} → {out}", err=True)
    if summary.failed:
        names = ", ".join(one.shard for one in summary.failed)
        click.echo(f"not finished: {names}. Mend what is named above, and run this again.", err=True)


@click.command()
@click.argument("folder")
@click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=DEFAULT_DATABASE,
    show_default=True,
    help="The database to write; made if it is not there.",
)
def load(folder: str, database: Place) -> int:
    """Put the parts that `dateline batch` wrote to FOLDER into a database.

    A shard is put in whole or not at all; shards that are in it are skipped. Afterwards the database holds what
    `dateline read` of the same pages would have put there.

    Exit codes: 0 all shards are in, 1 some could not be loaded (each is named with why), 2 usage.
    """
    failed = 0
    with open_database(database) as opened:
        for loaded in load_parts(folder, opened):
            failed += bool(loaded.failure)
            click.echo(_told(loaded), err=True)
        gathered = Gatherer(opened).catch_up()
        if gathered:
            click.echo(f"gathered {gathered} articles with what is there", err=True)
    click.echo(f"{failed} shards FAILED" if failed else f"all shards are in → {name_of(database)}", err=True)
    return EXIT_SOME_FAILED if failed else 0


def _told(loaded: Loaded) -> str:
    if loaded.failure:
        return f"failed {loaded.shard}: {' '.join(loaded.failure.split())}"
    if loaded.skipped:
        return f"skipped {loaded.shard}: it is in the database"
    counts = ", ".join(f"{count} {outcome}" for outcome, count in loaded.outcomes.items())
    return f"loaded {loaded.shard}: {counts or 'no pages'}"
