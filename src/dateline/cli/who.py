"""``dateline who``: who somebody was on a day, with the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.text import Text

from dateline.cli.database import DATABASE, VARIABLE
from dateline.cli.query import Day
from dateline.lexicon.standing import profile_of
from dateline.lexicon.words_who import listing_in_words, office_in_words
from dateline.model import Held, Profile, Record
from dateline.reference import judgements_of, reference_of
from dateline.resolve.look_up import look_up
from dateline.resolve.resolver import closed
from dateline.store.database import Place, open_database

_SIGNS = {Held.YES: ("●", "green"), Held.NO: ("○", "dim"), Held.UNKNOWN: ("?", "yellow")}
EXIT_NOBODY = 1


@click.command()
@click.argument("name")
@click.option("--as-of", "day", type=Day(), help="The day asked about (YYYY-MM-DD). Default: today.")
@click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    help="A database with imported lists, asked besides the shipped data.",
)
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a person or organisation.")
def who(name: str, day: date | None, database: Place | None, limit: int, as_json: bool) -> int:
    """Tell who NAME was on a day: offices held, sanctions lists, and where that can be checked.

    A name in any script, whole or a family name. What the data cannot say is told as unknown. Exit code 1 if nobody
    of that name is known.
    """
    asked = day or date.today()
    with ExitStack() as stack:
        opened = (
            stack.enter_context(open_database(database, create=False, read_only=True)) if database else None
        )
        reference = reference_of(opened)
        found = look_up(name, reference, judgements_of(opened))[:limit]
        lists = reference.lists()
    profiles = [
        (one.record, profile_of(one.record, asked, asked, closed(lists, one.open_lists))) for one in found
    ]
    if as_json:
        for record, profile in profiles:
            click.echo(msgspec.json.encode(_form(record, profile)).decode())
        return 0 if profiles else EXIT_NOBODY
    console = Console()
    if not profiles:
        console.print(Text(f"Nobody called {name!r} is in the reference data."))
        return EXIT_NOBODY
    for record, profile in profiles:
        _show(console, record, profile, asked)
    return 0


def _form(record: Record, profile: Profile) -> dict[str, Any]:
    return {
        "as_of": profile.first,
        "entity": record.entity,
        "offices": [_with_held(o, o.term.on(*_days(profile))) for o in record.offices],
        "listings": [_with_held(item, item.term.on(*_days(profile))) for item in record.listings],
        "lists": dict(profile.lists),
    }


def _with_held(fact: Any, held: Held) -> dict[str, Any]:
    form: dict[str, Any] = msgspec.to_builtins(fact)
    return {"held": held.value, **form}


def _days(profile: Profile) -> tuple[date, date]:
    first = profile.first or date.today()
    return first, profile.last or first


def _show(console: Console, record: Record, profile: Profile, asked: date) -> None:
    entity = record.entity
    head = Text(entity.name, style="bold")
    about = [*entity.countries, f"born {entity.born}" if entity.born and entity.schema == "Person" else ""]
    head.append(
        "  " + " · ".join(part for part in (*about, entity.role or "", entity.id) if part), style="dim"
    )
    console.print(head)
    others = [name.text for name in entity.names[1:]]
    if others:
        console.print(Text("  also " + ", ".join(others[:8]), style="dim"))
    _facts(console, [(office_in_words(o), o.term.on(asked), o.source) for o in record.offices], "office")
    _facts(console, [(listing_in_words(f), f.term.on(asked), f.source) for f in record.listings], "list")
    listed = {listing.list for listing in record.listings}
    for name, taken in profile.lists:
        if name not in listed:
            console.print(Text(f"  ○ not on the {name.upper()} list as of {taken}", style="dim"))
    if not profile.lists:
        console.print(
            Text("  ? no complete sanctions list is loaded (dateline reference import)", style="dim")
        )
    console.print(Text(f"  [{entity.snapshot}]  ● on {asked}  ○ not then  ? unknown", style="dim"))
    console.print()


def _facts(console: Console, facts: Sequence[tuple[str, Held, str]], kind: str) -> None:
    order = (Held.YES, Held.UNKNOWN, Held.NO)
    for words, held, source in sorted(facts, key=lambda fact: order.index(fact[1])):
        sign, style = _SIGNS[held]
        line = Text.assemble(f"  {sign} ", (words, style if held is not Held.YES else f"bold {style}"))
        if held is Held.YES or kind == "list":
            line.append(f"  ({source})", style="dim")
        console.print(line)
