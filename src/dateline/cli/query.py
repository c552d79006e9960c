"""The commands that look into a database: headlines, show, facts, explain, search, export."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from dateline.cli import output
from dateline.cli.database import DATABASE, VARIABLE
from dateline.errors import UsageError
from dateline.model import EventType
from dateline.store import export as exports
from dateline.store.database import Place, name_of, open_database
from dateline.store.export import Content, Format
from dateline.store.export_records import event_record
from dateline.store.facts import FactFilter
from dateline.store.identify import FactId, FactKind
from dateline.store.view import View

MANY = 1_000_000_000

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as ``YYYY-MM-DD``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say what one looks like."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day (write it as YYYY-MM-DD, for example 2024-05-03)", param, ctx)


class TypeName(click.ParamType[EventType]):
    """An event type of PLOVER, in capitals or not."""

    name = "type"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> EventType:
        """Read the type, or list the types."""
        try:
            return EventType(str(value).upper())
        except ValueError:
            known = ", ".join(EventType)
            self.fail(f"{value!r} is not an event type (the types are {known})", param, ctx)


def _database_option(command: Command) -> Command:
    return click.option(
        "--db",
        "database",
        type=DATABASE,
        envvar=VARIABLE,
        default=Path("dateline.db"),
        show_default=True,
        help="The database to look into.",
    )(command)


def _json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")(command)


def _limit_option(default: int, what: str) -> Callable[[Command], Command]:
    return click.option(
        "--limit",
        type=click.IntRange(1, MANY),
        default=default,
        show_default=True,
        help=f"Show at most so many {what}.",
    )


def _filter_options(command: Command) -> Command:
    """The conditions that events can be asked for by."""
    options = (
        click.option("--actor", help="Who did it: words of a name, or a country code such as SRB."),
        click.option("--recipient", help="To whom: words of a name, or a country code."),
        click.option("--type", "event_type", type=TypeName(), help="A PLOVER event type such as CONSULT."),
        click.option("--since", type=Day(), help="On this day or later."),
        click.option("--until", type=Day(), help="On this day or earlier."),
        click.option("--text", help='Words or a "phrase" in the sentence.'),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_database_option
@_limit_option(20, "articles")
@_json_option
def headlines(database: Place, limit: int, as_json: bool) -> None:
    """List the articles, newest first."""
    with _view(database) as view:
        found = view.headlines(limit)
    if as_json:
        _print_json(map(output.as_json, found))
    elif found:
        output.show_headlines(_console(), found)
    else:
        click.echo("no articles in the database yet (read some by: dateline read PAGE)", err=True)


@click.command()
@click.argument("article")
@_database_option
@_json_option
def show(article: str, database: Place, as_json: bool) -> None:
    """Show one article with all that was read from it.

    ARTICLE is the number that `dateline headlines` lists, or an address.
    """
    with _view(database) as view:
        number = view.find(article)
        reading = None if number is None else view.article(number)
        ids = None if number is None else view.fact_ids(number)
    if reading is None:
        raise UsageError(
            "no such article in the database", where=article, action="dateline headlines lists the articles"
        )
    if as_json:
        from dateline.store.reading_json import reading_as_json

        click.echo(reading_as_json(reading, ids))
    else:
        from dateline.cli.render import render_reading

        render_reading(_console(), reading, ids)


@click.command()
@_filter_options
@_database_option
@_limit_option(50, "events")
@_json_option
def facts(
    actor: str | None,
    recipient: str | None,
    event_type: EventType | None,
    since: date | None,
    until: date | None,
    text: str | None,
    database: Place,
    limit: int,
    as_json: bool,
) -> None:
    """List events, each with the sentence it rests on, newest first.

    Conditions are combined. A date in brackets is that of the article. An event that has no date, its own or
    the article's, is left out where --since or --until is given.
    """
    _check_days(since, until)
    with _view(database) as view:
        found = view.facts(
            actor=actor,
            recipient=recipient,
            event_type=event_type,
            since=since,
            until=until,
            text=text,
            limit=limit,
        )
    if as_json:
        _print_json(
            exports.as_line({"fact": str(FactId(FactKind.EVENT, fact.id)), **event_record(fact)})
            for fact in found
        )
    elif found:
        output.show_facts(_console(), found)
        if len(found) == limit:
            click.echo(f"the first {limit}; more by --limit", err=True)
    else:
        click.echo("no events meet these conditions", err=True)


@click.command()
@click.argument("fact")
@_database_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(fact: str, database: Place, as_json: bool) -> None:
    """Show one fact with everything it rests on.

    FACT is an identifier that `dateline facts` and `dateline show` print: e12 is an event, s7 a statement.
    The sentence is shown with the words of the fact marked; then who takes part and how each was found, when
    and where, which rule or model gave what, and the versions that made it.
    """
    wanted = FactId.parse(fact)
    with _view(database) as view:
        located = view.fact(wanted)
    if located is None:
        raise UsageError(
            f"no such {wanted.kind.name.lower()} in {name_of(database)}",
            where=str(wanted),
            action="`dateline facts` lists the events, `dateline show ARTICLE` all facts of an article; "
            "reading a page again with a newer version gives its facts new numbers",
        )
    from dateline.cli.explanation import explanation, explanation_as_json

    found = explanation(located)
    if as_json:
        click.echo(explanation_as_json(found))
    else:
        from dateline.cli.render_fact import render_fact

        render_fact(_console(), found)


@click.command()
@click.argument("words", nargs=-1, required=True)
@_database_option
@_limit_option(20, "articles")
@click.option("--since", type=Day(), help="On this day or later.")
@click.option("--until", type=Day(), help="On this day or earlier.")
@_json_option
def search(
    words: tuple[str, ...],
    database: Place,
    limit: int,
    since: date | None,
    until: date | None,
    as_json: bool,
) -> None:
    """Find articles by their words, best first.

    All WORDS must be in an article. Put a "phrase" in quotation marks; begin* finds all words that
    begin so; -word leaves out articles with that word (write -- first). Case and accents do not matter.
    Where very many articles hold the words, only those read last are ranked, and this is told.
    """
    _check_days(since, until)
    query = " ".join(words)
    with _view(database) as view:
        found = view.search(query, limit=limit, since=since, until=until)
        ranked = view.only_newest(query, since=since, until=until)
    if as_json:
        _print_json(map(output.as_json, found))
    elif found:
        output.show_hits(_console(), found)
    else:
        click.echo("nothing found", err=True)
    if ranked is not None:
        click.echo(
            f"the words are frequent: only the {ranked:,} articles with them that were read last were looked at "
            "(give more words, or days by --since and --until)",
            err=True,
        )


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    required=True,
    help="jsonl and polecat follow PLOVER and the POLECAT release; ftm is FollowTheMoney, for OpenAleph and yente; "
    "corrections are the verdicts of reviewers, for training.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A file, or a directory for a file of events and one of statements. Default: standard output.",
)
@click.option(
    "--content",
    type=click.Choice([content.value for content in Content]),
    help="What to write. Default: all; events where a condition or the format is about events.",
)
@click.option(
    "--partition",
    is_flag=True,
    help="Parquet in folders by day and type (events/day=2024-05-03/type=CONSULT/…), for DuckDB, polars and pandas.",
)
@_filter_options
@_database_option
def export(
    form: str,
    out: Path | None,
    content: str | None,
    partition: bool,
    actor: str | None,
    recipient: str | None,
    event_type: EventType | None,
    since: date | None,
    until: date | None,
    text: str | None,
    database: Place,
) -> None:
    """Write events and statements to files for other programs.

    FollowTheMoney holds the articles too, what they mention, and who that is; with conditions, only the articles
    that such events stand in.
    """
    _check_days(since, until)
    wanted = FactFilter(
        actor=actor, recipient=recipient, type=event_type, since=since, until=until, text=text
    )
    chosen = Content(content) if content else None
    if partition and (Format(form) is not Format.PARQUET or out is None or str(out) == "-"):
        raise UsageError(
            "is for Parquet in a folder", where="--partition", action="give --format parquet and --out FOLDER"
        )
    with _view(database) as view:
        if out is None or str(out) == "-":
            exports.export_to_stream(view, Format(form), sys.stdout.buffer, wanted, content=chosen)
            return
        if partition:
            from dateline.store.export_partitioned import export_partitioned

            files = export_partitioned(view, out, wanted, content=chosen)
        else:
            files = exports.export(view, Format(form), out, wanted, content=chosen)
        for file in files:
            click.echo(f"{file.rows} {_counted(file)} → {file.path}", err=True)


@contextmanager
def _view(database: Place) -> Iterator[View]:
    with open_database(database, create=False, read_only=True) as opened:
        yield View(opened)


def _console() -> Console:
    return Console(highlight=False, markup=False)


def _print_json(lines: Any) -> None:
    for line in lines:
        click.echo(line)


def _check_days(since: date | None, until: date | None) -> None:
    if since and until and since > until:
        raise UsageError(f"{since} is after {until}", where="--since, --until", action="swap them")


def _counted(file: exports.Exported) -> str:
    if file.form is Format.FTM:
        return "FollowTheMoney entities"
    if file.form is Format.CORRECTIONS:
        return "verdicts"
    return "events and statements" if file.content is Content.ALL else file.content.value
