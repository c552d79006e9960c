"""``dateline sources``: what is collected from, and how it does."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.cli.collecting import DATABASE_OPTION, Duration
from dateline.cli.reading import EXIT_SOME_REJECTED
from dateline.collect.addresses import normalised
from dateline.collect.exchange import REDIRECTS, Client
from dateline.collect.fetch import page_of
from dateline.collect.files import is_address
from dateline.collect.jobs import Asker, job_of_source
from dateline.collect.opml import read_opml, write_opml
from dateline.collect.robots import Rules, fetch_policy
from dateline.errors import InputRejectedError, Reason, UsageError
from dateline.model import Listed, NewSource, Source, SourceKind, UrlState, Validators
from dateline.settings import Settings
from dateline.store.collect_sources import Sources
from dateline.store.collect_view import CollectView, SourceStatus, UrlStatus
from dateline.store.database import Place, open_database

_KIND = click.Choice([kind.value for kind in SourceKind])
_SHOWN_FEEDS = 5


@click.group()
def sources() -> None:
    """Say what is collected from, and see how it does."""


@sources.command("add")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@click.option(
    "--kind", type=_KIND, default="auto", show_default=True, help="What it is; auto: seen from what comes."
)
@click.option("--name", help="What to call it; else what it calls itself.")
@click.option("--folder", help="A folder to keep it in, parts joined by /.")
@click.option(
    "--every", type=Duration(), help="How often to look at it, such as 15m; else as often as the others."
)
@click.option(
    "--days",
    type=click.IntRange(1, 36_500),
    default=7,
    show_default=True,
    help="Pass over pages that are dated more days back than this when they are first seen.",
)
@click.option("--match", help="Take only pages whose address matches this regular expression.")
@DATABASE_OPTION
def add(
    addresses: tuple[str, ...],
    kind: str,
    name: str | None,
    folder: str | None,
    every: int | None,
    days: int,
    match: str | None,
    database: Place,
) -> None:
    """Add sources: feeds, news sitemaps, section pages, or plain lists of addresses (also files)."""
    more = {"name": name, "folder": folder, "every": every, "days": days, "match": match}
    found = [NewSource(address=_address(given), kind=SourceKind(kind), **more) for given in addresses]  # type: ignore[arg-type]
    with open_database(database) as opened:
        for new in found:
            number = Sources(opened).add(new, datetime.now(UTC), files=True)
            click.echo(f"added: {number} {new.address}", err=True)


@sources.command("list")
@DATABASE_OPTION
def list_sources(database: Place) -> None:
    """List the sources."""
    table = _table("number", "source", "kind", "folder", "state")
    with open_database(database, create=False, read_only=True) as opened:
        for number, source, active in Sources(opened).all():
            named = f"{source.name}\n{source.address}" if source.name else source.address
            state = "" if active else "resting"
            table.add_row(*map(Text, (str(number), named, source.kind, source.folder or "", state)))
    Console(highlight=False, markup=False).print(table)


@sources.command("check")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@click.option("--kind", type=_KIND, default="auto", show_default=True, help="What it is.")
def check(addresses: tuple[str, ...], kind: str) -> int:
    """Look at addresses without adding them: what each is, what it lists, whether it may be asked."""
    settings = Settings.from_environment(os.environ)
    private = settings.collect_private.lower() == "yes"
    rejected = 0
    with Client(settings, allow_private=private) as client:
        for given in addresses:
            try:
                _tell(given, _look(client, settings, _address(given), SourceKind(kind)))
            except InputRejectedError as error:
                rejected += 1
                click.echo(f"rejected ({error.reason}): {' '.join(str(error).split())}", err=True)
    return EXIT_SOME_REJECTED if rejected else 0


@sources.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="ADDRESS | NUMBER…")
@DATABASE_OPTION
def remove(names: tuple[str, ...], database: Place) -> None:
    """Remove sources. What was read stays; what only they listed is no longer fetched."""
    with open_database(database, create=False) as opened:
        for number in [Sources(opened).find(name) for name in names]:
            Sources(opened).remove(number)
    click.echo(f"removed: {', '.join(names)}", err=True)


@sources.command("pause")
@click.argument("names", nargs=-1, required=True, metavar="ADDRESS | NUMBER…")
@DATABASE_OPTION
def pause(names: tuple[str, ...], database: Place) -> None:
    """Let sources rest: nothing is fetched on their account until they are resumed."""
    _set_active(names, database, active=False)


@sources.command("resume")
@click.argument("names", nargs=-1, required=True, metavar="ADDRESS | NUMBER…")
@DATABASE_OPTION
def resume(names: tuple[str, ...], database: Place) -> None:
    """Let sources that rest go on."""
    _set_active(names, database, active=True)


@sources.command("retry")
@click.argument("names", nargs=-1, required=True, metavar="ADDRESS | NUMBER…")
@DATABASE_OPTION
def retry(names: tuple[str, ...], database: Place) -> None:
    """Try again what failed, was refused or rejected; the next `dateline collect` does."""
    with open_database(database, create=False) as opened:
        for number in [Sources(opened).find(name) for name in names]:
            Sources(opened).retry(number, datetime.now(UTC))


@sources.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a source.")
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=7,
    show_default=True,
    help="Count what came in so many days.",
)
@DATABASE_OPTION
def status(as_json: bool, days: int, database: Place) -> None:
    """Show how each source does: last success, what came, what was not taken and why, lag, and what is odd."""
    now = datetime.now(UTC)
    with open_database(database, create=False, read_only=True) as opened:
        found = CollectView(opened).sources(now, within_days=days)
    if as_json:
        for one in found:
            click.echo(msgspec.json.encode(asdict(one)).decode())
        return
    table = _table("source", "last success", f"last {days} days", "addresses", "lag")
    for one in found:
        table.add_row(_named(one), _ago(one.succeeded, now), _came(one), _states(one), _lag(one.lag))
    Console(highlight=False, markup=False).print(table)


@sources.command("urls")
@click.option("--source", "name", metavar="ADDRESS | NUMBER", help="Only those that this source lists.")
@click.option(
    "--state", type=click.Choice([state.value for state in UrlState]), help="Only those in this state."
)
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True, help="So many at most."
)
@click.option("--after", type=int, default=0, help="Go on after the address of this number.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an address.")
@DATABASE_OPTION
def urls(name: str | None, state: str | None, limit: int, after: int, as_json: bool, database: Place) -> None:
    """Show addresses with what became of each."""
    with open_database(database, create=False, read_only=True) as opened:
        number = Sources(opened).find(name) if name else None
        wanted = UrlState(state) if state else None
        found = CollectView(opened).urls(source=number, state=wanted, after=after, limit=limit)
    if as_json:
        for one in found:
            click.echo(msgspec.json.encode(asdict(one)).decode())
        return
    table = _table("number", "state", "address and why")
    for one in found:
        table.add_row(Text(str(one.id), "cyan"), Text(one.state), _why(one))
    Console(highlight=False, markup=False).print(table)


@sources.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATABASE_OPTION
def import_opml(file: Path, database: Place) -> int:
    """Add the sources in an OPML file, as feed readers write them. Those that are there already stay as they are."""
    try:
        found, unusable = read_opml(file.read_bytes(), str(file))
    except InputRejectedError as error:
        raise UsageError(error.what, where=error.where, action=error.action) from None
    with open_database(database) as opened:
        known = {source.address for _, source, _ in Sources(opened).all()}
        new = [source for source in found if source.address not in known]
        for source in new:
            Sources(opened).add(source, datetime.now(UTC))
    for address in unusable:
        click.echo(
            f"rejected ({Reason.UNREADABLE}): {' '.join(address.split())}: is no http(s) address", err=True
        )
    click.echo(f"{len(new)} added, {len(found) - len(new)} known", err=True)
    return EXIT_SOME_REJECTED if unusable else 0


@sources.command("export")
@click.argument("file", type=click.File("wb"), default="-")
@DATABASE_OPTION
def export_opml(file: BinaryIO, database: Place) -> None:
    """Write the sources as OPML, for feed readers."""
    with open_database(database, create=False, read_only=True) as opened:
        found = [source for _, source, _ in Sources(opened).all() if is_address(source.address)]
    file.write(write_opml(found))


def _address(given: str) -> str:
    if not is_address(given):
        path = Path(given)
        if path.is_file():
            return str(path.resolve())
        raise UsageError("is neither an http(s) address nor a file", where=given, action="check it")
    address = normalised(given)
    if address is None:
        raise UsageError("is an address that cannot be fetched", where=given, action="check it")
    return address


def _set_active(names: Iterable[str], database: Place, *, active: bool) -> None:
    with open_database(database, create=False) as opened:
        for number in [Sources(opened).find(name) for name in names]:
            Sources(opened).pause(number, active=active)


def _look(client: Client, settings: Settings, address: str, kind: SourceKind) -> Listed | None:
    """What an address lists, asked for as the collector would.

    Raises:
        InputRejectedError: it may not be asked for, cannot be had, or is nothing that lists pages.
    """
    source = Source(
        id=0, address=address, kind=kind, every=None, days=1, match=None, parent=None, failures=0,
        validators=Validators(),
    )  # fmt: skip
    now = datetime.now(UTC)
    for _ in range(settings.max_redirects + 1):
        job = job_of_source(source)
        if job.origin:
            limits = {"seconds": settings.fetch_seconds, "most_redirects": settings.max_redirects}
            policy = fetch_policy(client, job.origin, now, **limits)  # type: ignore[arg-type]
            if not Rules(policy, settings.user_agent).allows(source.address):
                why = policy.message or "robots.txt does not allow it"
                raise InputRejectedError(Reason.FORBIDDEN_BY_ROBOTS, why, where=source.address)
        done = Asker(client, settings).do(job, now)
        if done.error is not None:
            raise done.error
        answer = done.exchange
        if answer is None or answer.status == 200:
            return done.listed
        target = normalised(str(answer.headers.get("location", "")), source.address)
        if answer.status not in REDIRECTS or target is None:
            page_of(answer)
            break
        source = replace(source, address=target)
    raise InputRejectedError(Reason.FETCH_FAILED, "redirects too often", where=address)


def _tell(address: str, listed: Listed | None) -> None:
    if listed is None:
        return
    parts = [f"{len(listed.entries)} pages"]
    parts += [f"{len(listed.sitemaps)} sitemaps"] if listed.sitemaps else []
    parts += [f"{listed.more} more than are taken"] if listed.more else []
    parts += [f"{listed.unusable} entries that cannot be fetched"] if listed.unusable else []
    name = f" “{listed.name}”" if listed.name else ""
    click.echo(f"{address}: {listed.kind}{name}: {', '.join(parts)}")
    for feed in listed.feeds[:_SHOWN_FEEDS]:
        click.echo(f"    has a feed: {feed}")


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _named(one: SourceStatus) -> Text:
    text = Text(f"{one.id} ", "cyan")
    text.append(one.name or one.address, "bold")
    text.append(f"\n{one.address} · {one.seen_as or one.kind}", "dim")
    if not one.active:
        text.append("\nresting")
    if one.message:
        text.append(f"\n{one.message}", "red")
    for flagged in one.flags:
        text.append(f"\n⚑ {flagged.flag}: {flagged.says}", "yellow")
    return text


def _came(one: SourceStatus) -> Text:
    kinds = ("new", "changed", "unchanged", "refused", "failed", "rejected")
    return Text("\n".join(f"{one.recent[kind]} {kind}" for kind in kinds if one.recent[kind]))


def _states(one: SourceStatus) -> Text:
    lines = [f"{amount} {state}" for state, amount in one.states.items()]
    lines += [f"  {amount} {reason}" for reason, amount in one.reasons.items()]
    return Text("\n".join(lines))


def _why(one: UrlStatus) -> Text:
    text = Text(one.address)
    if one.message:
        again = f"; again {one.due:%Y-%m-%d %H:%M} UTC" if one.due else ""
        text.append(f"\n{one.reason}: {' '.join(one.message.split())}{again}", "dim")
    return text


def _ago(moment: datetime | None, now: datetime) -> Text:
    return Text("never" if moment is None else f"{_span((now - moment).total_seconds())} ago")


def _lag(seconds: float | None) -> Text:
    return Text("" if seconds is None else _span(seconds))


def _span(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
