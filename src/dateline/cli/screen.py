"""``dateline screen`` and ``dateline verdict``: names held against reference data, and people's judgements kept."""

from __future__ import annotations

import csv
import getpass
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from dateline.cli.database import DATABASE, VARIABLE
from dateline.cli.query import Day
from dateline.errors import UsageError
from dateline.judging import judge
from dateline.lexicon.words_who import profile_in_words
from dateline.model import Judgement, Verdict
from dateline.reference import screener_of
from dateline.resolve.screen import THRESHOLD, Hit
from dateline.resolve.screen_rows import Refused, read_queries
from dateline.store.cells import harmless
from dateline.store.database import Place, open_database
from dateline.store.news import News, news_of
from dateline.store.verdicts import Verdicts
from dateline.store.view import View

COLUMNS = (
    "row", "name", "entity", "entity_name", "matched", "score", "why", "then", "now", "verdict", "news", "snapshot",
)  # fmt: skip
EXIT_SOME_REJECTED = 1
_BATCH = 1000


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--as-of", "day", type=Day(), help="The day asked about (YYYY-MM-DD). Default: today.")
@click.option("--lists", help="Only who stands or stood on one of these lists: us,eu,uk,un …")
@click.option("--db", "database", type=DATABASE, envvar=VARIABLE, help="A database with imported lists.")
@click.option(
    "--news", is_flag=True, help="Add what the database knows of each: adverse events, with sentences."
)
@click.option(
    "--threshold",
    type=click.FloatRange(0.7, 1),
    default=THRESHOLD,
    show_default=True,
    help="The least score.",
)
@click.option(
    "--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="Hits for a name, at most."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="A .csv or .jsonl file. Default: a table on the screen."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a hit.")
def screen(
    file: Path,
    day: date | None,
    lists: str | None,
    database: Place | None,
    news: bool,
    threshold: float,
    limit: int,
    out: Path | None,
    as_json: bool,
) -> int:
    """Hold the names of FILE against the reference data and sanctions lists.

    FILE is a CSV with a column `name`, and `kind` (person or body), `country` and `born` if they are known; or plain
    text with a name a line; or - for standard input. Each hit tells its score and why, who it was on the day asked
    about and by the newest data. Hits that a verdict calls different are left out. Rows without a name are listed with
    their number, and the exit code is then 1.
    """
    if news and database is None:
        raise UsageError("--news needs a database", where="--news", action="name one by --db")
    asked = day or date.today()
    wanted = frozenset(name.strip().lower() for name in (lists or "").split(",") if name.strip())
    refused: list[Refused] = []
    with ExitStack() as stack:
        opened = (
            stack.enter_context(open_database(database, create=False, read_only=True)) if database else None
        )
        screener = screener_of(opened, wanted)
        stream, size = stack.enter_context(_source(file))
        writer = stack.enter_context(_writer(out, as_json))
        progress = stack.enter_context(_progress(size))
        task = progress.add_task("screening", total=size)
        queries = read_queries(stream, str(file), refused)
        while batch := list(islice(queries, _BATCH)):
            judged = Verdicts(opened).on_each(query.name for query in batch) if opened else {}
            for hits in screener.screen_many(batch, asked, limit=limit, threshold=threshold):
                for hit in hits:
                    verdict = judged.get(hit.query.name, {}).get(hit.record.entity.id)
                    if verdict and verdict.judgement is Judgement.DIFFERENT:
                        continue
                    told = news_of(View(opened), hit.record) if news and opened else ()
                    writer.write(_row(hit, verdict, told), hit)
            progress.update(task, completed=stream.tell() if size else batch[-1].row)
    for row in refused:
        click.echo(f"row {row.number}: {row.why}", err=True)
    return EXIT_SOME_REJECTED if refused else 0


@click.command()
@click.argument("name")
@click.argument("entity")
@click.argument("judgement", type=click.Choice([judgement.value for judgement in Judgement]))
@click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=Path("dateline.db"),
    show_default=True,
    help="The database that keeps it.",
)
@click.option(
    "--entities", is_flag=True, help="NAME is the id of another entity: judge whether the two are one."
)
@click.option("--why", help="The reason, in words.")
@click.option("--by", "who", help="Who judges. Default: the user of this computer.")
def verdict(
    name: str,
    entity: str,
    judgement: str,
    database: Place,
    entities: bool,
    why: str | None,
    who: str | None,
) -> None:
    """Keep a judgement on whether NAME is the ENTITY (an id that `dateline screen` prints).

    The newest judgement counts; older ones are kept. A name judged different is no hit from then on, and is linked to
    that entity no more where pages are read. With --entities, two entities are judged: those judged the same are one
    everywhere from then on, in what was read before too; those judged different are kept apart; unsure takes a
    judgement back.
    """
    given = Verdict(
        name=name,
        entity=entity,
        judgement=Judgement(judgement),
        who=who or getpass.getuser(),
        judged=datetime.now(UTC),
        why=why,
    )
    with open_database(database) as opened:
        if entities:
            changed = judge(opened, given)
            click.echo(f"articles that follow it: {changed}", err=True)
        else:
            Verdicts(opened).add(given)
    click.echo(f"kept: {name!r} and {entity} are judged {judgement} by {given.who}", err=True)


def _row(hit: Hit, judged: Verdict | None, told: tuple[News, ...]) -> dict[str, Any]:
    entity = hit.record.entity
    return {
        "row": hit.query.row,
        "name": hit.query.name,
        "entity": entity.id,
        "entity_name": entity.name,
        "matched": hit.matched,
        "score": hit.score,
        "why": "; ".join(f"{reason.says} {reason.amount:+.2f}" for reason in hit.reasons) or "the same name",
        "then": profile_in_words(hit.then) or "nothing known on that day",
        "now": profile_in_words(hit.now) or "nothing known",
        "verdict": f"{judged.judgement} ({judged.who}, {judged.judged:%Y-%m-%d})" if judged else "",
        "news": " | ".join(f"{item.what}: {item.sentence}" for item in told),
        "snapshot": entity.snapshot,
    }


class _Lines:
    """Hits as JSON lines."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, row: dict[str, Any], hit: Hit) -> None:
        full = {**row, "reasons": hit.reasons, "then": hit.then, "now": hit.now}
        self._stream.write(msgspec.json.encode(full).decode() + "\n")


class _Csv:
    """Hits as CSV; a cell that a spreadsheet would run as a formula is quoted by an apostrophe."""

    def __init__(self, stream: IO[str]) -> None:
        self._rows = csv.DictWriter(stream, COLUMNS)
        self._rows.writeheader()

    def write(self, row: dict[str, Any], hit: Hit) -> None:  # noqa: ARG002  # the same for all writers
        self._rows.writerow({name: harmless(value) for name, value in row.items()})


class _Screen:
    """Hits as a table."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._table = Table(box=None, header_style="dim", pad_edge=False)
        for column in ("row", "name", "is perhaps", "score", "then", "why"):
            self._table.add_column(column)

    def write(self, row: dict[str, Any], hit: Hit) -> None:
        who = Text.assemble((hit.record.entity.name, "bold"), (f"\n{hit.record.entity.id}", "dim"))
        if row["verdict"]:
            who.append(f"\n{row['verdict']}", style="green")
        self._table.add_row(
            str(row["row"]), row["name"], who, f"{hit.score:.2f}", row["then"], Text(row["why"], "dim")
        )
        if row["news"]:
            self._table.add_row("", "", Text(row["news"], "yellow"), "", "", "")

    def show(self) -> None:
        if self._table.row_count:
            self._console.print(self._table)
        else:
            self._console.print("no hits")


@contextmanager
def _writer(out: Path | None, as_json: bool) -> Iterator[_Lines | _Csv | _Screen]:
    if out is not None:
        if out.suffix not in {".csv", ".jsonl"}:
            raise UsageError("is neither .csv nor .jsonl", where=str(out), action="name the file so")
        with out.open("w", encoding="utf-8", newline="") as stream:
            yield _Csv(stream) if out.suffix == ".csv" else _Lines(stream)
    elif as_json:
        yield _Lines(sys.stdout)
    else:
        table = _Screen(Console(highlight=False, markup=False))
        yield table
        table.show()


@contextmanager
def _source(file: Path) -> Iterator[tuple[IO[bytes], int | None]]:
    """The names, and how many bytes they are; None where that cannot be told."""
    if str(file) == "-":
        yield sys.stdin.buffer, None
        return
    if file.is_dir():
        raise UsageError("is a directory", where=str(file), action="name a file in it")
    try:
        stream = file.open("rb")
    except FileNotFoundError:
        raise UsageError("no such file", where=str(file), action="check the path") from None
    except OSError as error:
        raise UsageError(
            f"cannot be read: {(error.strerror or str(error)).lower()}",
            where=str(file),
            action="check its permissions",
        ) from None
    with stream:
        size = file.stat().st_size
        if not size and file.is_file():
            raise UsageError("is empty", where=str(file), action="give a name in each row")
        yield stream, size


def _progress(size: int | None) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=size is None)
