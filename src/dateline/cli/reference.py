"""``dateline reference``: importing lists and other reference data, and looking at their snapshots."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.cli.database import DATABASE, VARIABLE
from dateline.cli.query import Day
from dateline.cli.reference_import import Asked, Done, Watch, import_list
from dateline.collect.lists.sources import known_sources
from dateline.errors import InputRejectedError, ListRejectedError, UsageError
from dateline.lexicon.words import one_line
from dateline.store.database import Place, name_of, open_database
from dateline.store.geonames import import_geonames
from dateline.store.reference import StoredSnapshot, StoreReference
from dateline.store.reference_diff import Change, Difference, Happened, difference

EXIT_REJECTED = 1
_DATABASE = click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=Path("dateline.db"),
    show_default=True,
    help="The database.",
)
_SIGNS = {Happened.CAME: ("+", "green"), Happened.WENT: ("-", "red"), Happened.CHANGED: ("~", "yellow")}


@click.group()
def reference() -> None:
    """Import lists and other data on who is who, and look at their snapshots."""


@reference.command("import")
@click.argument("source")
@click.argument("place", required=False, metavar="[FILE | ADDRESS]")
@click.option("--from", "address", help="Fetch the list from this address, not from the source's own.")
@_DATABASE
@click.option(
    "--version", help="What to call this version. Default: what the list or its server tells, or the day."
)
@click.option(
    "--taken",
    type=Day(),
    help="The day the list stands for. Default: what the list or its server tells, else today.",
)
@click.option(
    "--allow-shrink", is_flag=True, help="Take a list with less than half of the entries of the one before."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_command(
    source: str,
    place: str | None,
    address: str | None,
    database: Place,
    version: str | None,
    taken: date | None,
    allow_shrink: bool,
    as_json: bool,
) -> int:
    """Import a snapshot of SOURCE: from a file, an address, or where it is known to be.

    Without a file, the list is fetched (a cut-off download is taken up again). The whole list is read and checked
    first; if anything is wrong with it, nothing is changed, and the exit code is 1. `dateline reference list
    --known` shows the sources that are known; a file of a known form can be imported under any other name.
    """
    asked = Asked(
        source=source,
        place=place,
        address=address,
        version=version,
        taken=taken,
        allow_shrink=allow_shrink,
    )
    watch = Watch() if sys.stderr.isatty() and not as_json else None
    try:
        with watch or nullcontext(), open_database(database) as opened:
            done = import_list(asked, opened, watch)
    except (ListRejectedError, InputRejectedError) as error:
        click.echo(f"rejected: {' '.join(str(error).split())}", err=True)
        if as_json:
            click.echo(_json({"outcome": "rejected", "source": source, "reason": str(error)}))
        return EXIT_REJECTED
    if as_json:
        click.echo(_json(_done(done)))
    else:
        _tell(done, database)
    return 0


def _done(done: Done) -> dict[str, object]:
    return {
        "outcome": done.imported.outcome.value,
        "source": done.imported.snapshot.source,
        "version": done.imported.snapshot.version,
        "taken": done.imported.snapshot.taken,
        "records": done.imported.snapshot.records,
        "sha256": done.imported.snapshot.sha256,
        "address": done.imported.snapshot.address,
        "came": done.came,
        "went": done.went,
        "changed": done.changed,
        "passed_over": dict(done.passed_over.counts),
        "undated": done.undated,
    }


def _tell(done: Done, database: Place) -> None:
    snapshot = done.imported.snapshot
    if done.imported.outcome.value == "unchanged":
        click.echo(f"{snapshot.id} is in {name_of(database)} already; nothing changed")
        return
    click.echo(f"{snapshot.id} of {snapshot.taken}: {snapshot.records:,} entries → {name_of(database)}")
    if done.undated:
        click.echo(
            f"it tells no day: taken as it stood on {snapshot.taken}, the day of import; --taken gives another",
            err=True,
        )
    if done.imported.previous:
        before = done.imported.previous.taken
        click.echo(f"since {before}: {done.came:,} came, {done.went:,} went, {done.changed:,} changed")
    if done.passed_over.counts:
        click.echo(f"passed over: {done.passed_over}", err=True)


@reference.command("places")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_DATABASE
@click.option("--taken", type=Day(), help="The day the dump stands for. Default: today.")
def places_command(file: Path, database: Place, taken: date | None) -> int:
    """Import the places of a dump of GeoNames: FILE is an unpacked allCountries.txt or cities500.txt.

    It takes the place of the dump before, and is asked besides the shipped gazetteer. A dump with a fault changes
    nothing, and the exit code is 1.
    """
    if not file.is_file():
        raise UsageError("no such file", where=str(file), action="check the path")
    try:
        with file.open("rb") as stream, open_database(database) as opened:
            done = import_geonames(stream, opened, address=str(file), taken=taken)
    except ListRejectedError as error:
        click.echo(f"rejected: {' '.join(str(error).split())}", err=True)
        return EXIT_REJECTED
    click.echo(f"{done.snapshot.records:,} places → {name_of(database)}", err=True)
    return 0


@reference.command("list")
@_DATABASE
@click.option("--known", is_flag=True, help="The sources that are known by name, with their licences.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a snapshot.")
def list_command(database: Place, known: bool, as_json: bool) -> None:
    """List the snapshots that were imported."""
    if known:
        _show_known(as_json=as_json)
        return
    with open_database(database, create=False, read_only=True) as opened:
        found = StoreReference(opened).snapshots()
    if as_json:
        for one in found:
            click.echo(_json(_snapshot(one)))
    elif found:
        _show_snapshots(found)
    else:
        click.echo("no reference data imported yet (import some by: dateline reference import un)", err=True)


def _show_known(*, as_json: bool) -> None:
    for name, source in known_sources().items():
        if as_json:
            form = {
                "source": name,
                "title": source.title,
                "formats": source.formats,
                "licence": source.licence,
            }
            click.echo(_json({**form, "address": source.addresses.get("list"), "complete": source.complete}))
        else:
            click.echo(
                f"{name}\n    {source.title}\n    {', '.join(source.formats)}\n    licence: {source.licence}"
            )


def _show_snapshots(found: tuple[StoredSnapshot, ...]) -> None:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in ("source", "version", "day"):
        table.add_column(column, no_wrap=True)
    table.add_column("entries", justify="right")
    table.add_column("complete lists")
    for one in found:
        snapshot = one.snapshot
        style = "bold" if one.newest else "dim"
        cells = (snapshot.source, snapshot.version, str(snapshot.taken), f"{snapshot.records:,}")
        table.add_row(*(Text(one_line(cell), style=style) for cell in cells), ", ".join(one.lists))
    Console().print(table)


@reference.command("diff")
@click.argument("source")
@click.argument("old", required=False)
@click.argument("new", required=False)
@_DATABASE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an entry.")
def diff_command(source: str, old: str | None, new: str | None, database: Place, as_json: bool) -> None:
    """Show who came, who went, and whose entry changed between two snapshots of SOURCE.

    OLD and NEW are versions that `dateline reference list` shows; by default the last two.
    """
    with open_database(database, create=False, read_only=True) as opened:
        found = difference(opened, source, old, new)
    if as_json:
        for change in found.changes:
            click.echo(_json(_change(change)))
    else:
        _show_difference(found)


def _show_difference(found: Difference) -> None:
    console = Console(highlight=False)
    old, new = found.old.snapshot, found.new.snapshot
    console.print(
        Text(f"{old.source} from {old.version} ({old.taken}) to {new.version} ({new.taken})", style="bold")
    )
    for change in found.changes:
        sign, style = _SIGNS[change.what]
        console.print(
            Text(f"{sign} {one_line(change.name)}", style=style).append(f"  {change.entity}", style="dim")
        )
        for detail in change.details:
            console.print(Text(f"    {one_line(detail)}"), soft_wrap=True)
    counts = ", ".join(f"{sum(c.what is what for c in found.changes):,} {what}" for what in Happened)
    console.print(Text(counts, style="dim"))


def _change(change: Change) -> dict[str, object]:
    return {"what": change.what, "entity": change.entity, "name": change.name, "details": change.details}


def _snapshot(one: StoredSnapshot) -> dict[str, object]:
    snapshot = one.snapshot
    return {
        "source": snapshot.source,
        "version": snapshot.version,
        "taken": snapshot.taken,
        "records": snapshot.records,
        "sha256": snapshot.sha256,
        "address": snapshot.address,
        "complete": one.lists,
        "newest": one.newest,
    }


def _json(form: object) -> str:
    return msgspec.json.encode(form).decode()
