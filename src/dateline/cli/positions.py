"""``dateline positions``: who was for or against what, over time, with the sentences."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from dateline.cli import output
from dateline.cli.database import DATABASE, VARIABLE
from dateline.errors import UsageError
from dateline.gather.questions import parse_question
from dateline.lexicon.countries import load_countries
from dateline.serve.words import question as question_in_words
from dateline.store import positions as store
from dateline.store.database import Database, Place, open_database
from dateline.store.parts import STATE
from dateline.store.positions import PLAIN, PositionTaken

_MOST = 12
_STYLES = {1: "green", -1: "red"}


@click.command()
@click.argument("who", required=False)
@click.option(
    "--on", "question", help='A question: "NATO membership", "sanctions on Russia", or a name in one.'
)
@click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=Path("dateline.db"),
    show_default=True,
    help="The database to look into.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def positions(who: str | None, question: str | None, database: Place, as_json: bool) -> int:
    """Show what WHO said and did for and against, over time; reversals are marked.

    WHO is a name, a state or its code, or an id. Without WHO the questions are listed that most is said on.
    """
    with open_database(database, create=False, read_only=True) as opened:
        if who is None:
            return _questions(opened, as_json=as_json)
        found = _find(opened, who, question)
    for position in found:
        if as_json:
            click.echo(output.as_json(position))
        else:
            _show(Console(highlight=False), position)
    return 0


def _questions(database: Database, *, as_json: bool) -> int:
    with database.reading() as connection:
        found = store.questions(connection)
    for one in found:
        if as_json:
            click.echo(output.as_json(one))
        else:
            click.echo(
                f"{one.stances:>6}  {question_in_words(one.issue, one.object_name)} ({one.actors} who take a stance)"
            )
    if not found and not as_json:
        click.echo("no positions in the database yet (gather them by: dateline gather)", err=True)
    return 0


def _find(database: Database, who: str, question: str | None) -> tuple[PositionTaken, ...]:
    """The positions that are asked for.

    Raises:
        UsageError: nobody of that name takes a stance, or none on this question.
    """
    issue, objects = _asked(question)
    with database.reading() as connection:
        for actor in _actors(database, who):
            found = store.positions(connection, actor, issue=issue, objects=objects)
            if found:
                return found
            known = store.positions(connection, actor)
            if known:
                listed = "; ".join(question_in_words(one.issue, one.object_name) for one in known[:_MOST])
                raise UsageError(
                    f"{who} takes no stance on {question}", action=f"ask about one of these: {listed}"
                )
    raise UsageError(f"nobody called {who} takes a stance", action="see: dateline positions")


def _asked(question: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The kind of question, and what it is about, as ids and names to look for."""
    if question is None:
        return None, ()
    issue, rest = parse_question(question)
    if not rest:
        return (issue.name if issue else None), ()
    countries = load_countries()
    country = countries.by_name(rest) or countries.by_capital(rest) or countries.by_adjective(rest)
    about = (f"{PLAIN}{rest}", *((f"{STATE}{country.code}",) if country else ()))
    return (issue.name if issue else None), about


def _actors(database: Database, who: str) -> tuple[str, ...]:
    countries = load_countries()
    state = countries.by_name(who) or (countries.by_code(who) if len(who) == len("SRB") else None)
    with database.reading() as connection:
        named = tuple(actor for actor, _ in store.actors_called(connection, who))
    return (*((f"{STATE}{state.code}",) if state else ()), who, *named)


def _show(console: Console, position: PositionTaken) -> None:
    turned = position.reversals
    head = f"{position.actor_name} on {question_in_words(position.issue, position.object_name)}"
    counts = f"{position.supporting} for, {position.opposing} against"
    reversals = f", turned round {turned} time{'s' if turned > 1 else ''}" if turned else ""
    console.print(Text(f"{head}: {counts}{reversals}", style="bold"))
    for one in position.stances:
        line = Text(f"  {one.day.isoformat() if one.day else 'no date':<10}  ")
        line.append("for    " if one.stance > 0 else "against", style=_STYLES[one.stance])
        line.append("  ↺ " if one.reversal else "    ", style="bold yellow")
        line.append(f"{one.actor_name}: ", style="dim")
        line.append(" ".join(one.sentence.split()))
        line.append(f" ({'; '.join(one.why)}; {one.site or one.address}, article {one.article})", style="dim")
        console.print(line)
