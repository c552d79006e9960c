"""How facts look in a terminal, and as JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.cli.marks import ROLE_STYLES, Mark, Role, paint
from dateline.lexicon.words import one_line
from dateline.model import DateEstimate
from dateline.store.identify import FactId, FactKind
from dateline.store.records import Fact, Headline, Party
from dateline.store.search import Hit, Piece

MATCH_STYLE = "bold yellow"


def as_json(record: Any) -> str:
    """One line of JSON for a record of the view."""
    return msgspec.json.encode(dataclasses.asdict(record)).decode()


def day_in_words(published: DateEstimate | None) -> str:
    """A date estimate for a column of a table."""
    if published is None:
        return "no date"
    first, last = published.earliest, published.latest
    if first is not None and first == last:
        return first.isoformat()
    return f"{first or '…'} to {last or '…'}" if first or last else "no date"


def show_headlines(console: Console, headlines: tuple[Headline, ...]) -> None:
    """A table of articles."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("article", justify="right", style="cyan", no_wrap=True)
    table.add_column("date", no_wrap=True)
    table.add_column("headline", ratio=1)
    table.add_column("events", justify="right")
    table.add_column("statements", justify="right")
    for item in headlines:
        title = Text(item.headline, style="bold") if item.headline else Text(f"{_line(item.beginning)} …")
        where = " · ".join(part for part in (item.site, ", ".join(item.authors)) if part)
        table.add_row(
            str(item.article),
            day_in_words(item.published),
            Text("\n").join((title, Text(where, style="dim"))) if where else title,
            str(item.events),
            str(item.statements),
        )
    console.print(table)


def show_facts(console: Console, facts: tuple[Fact, ...]) -> None:
    """A table of events: who did what to whom, and under it the sentence with these words marked."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("fact", justify="right", style="cyan", no_wrap=True)
    table.add_column("date", no_wrap=True)
    table.add_column("what, who → whom, and the sentence", ratio=1)
    table.add_column("article", justify="right", style="cyan", no_wrap=True)
    for fact in facts:
        lines = Text("\n").join((_participants(fact), _marked_sentence(fact), Text("")))
        number = FactId(FactKind.EVENT, fact.id)
        table.add_row(str(number), _when(fact), lines, str(fact.source.article))
    console.print(table)


def show_hits(console: Console, hits: tuple[Hit, ...]) -> None:
    """Articles that were found, each with the passages that match."""
    for hit in hits:
        head = Text.assemble(
            (f"{hit.article} ", "cyan"),
            (f"{hit.published.isoformat() if hit.published else 'no date'} ", "dim"),
            (_line(hit.headline or hit.address), "bold"),
        )
        console.print(head)
        for passage in hit.passages:
            line = Text("    ")
            line.append_text(_marked(passage))
            console.print(line)


def _line(text: str) -> str:
    return " ".join(text.split())


def _marked(passage: tuple[Piece, ...]) -> Text:
    text = Text()
    for piece in passage:
        text.append(piece.text.replace("\n", " "), style=MATCH_STYLE if piece.match else "")
    return text


def _when(fact: Fact) -> str:
    if fact.dated_by is None:
        return "no date"
    first, last = fact.earliest, fact.latest
    days = str(first) if first == last else f"{first or '…'} to\n{last or '…'}"
    return days if fact.dated_by == "text" else f"({days})"


def _participants(fact: Fact) -> Text:
    line = Text(fact.type.value + (f"/{fact.mode}" if fact.mode else ""))
    line.stylize("bold red")
    line.append("  ")
    between = " ↔ " if fact.reciprocal else ", "
    line.append(between.join(map(_name, fact.actors)) or "?", style=ROLE_STYLES[Role.ACTOR])
    if not fact.reciprocal:
        line.append(" → ")
        line.append(", ".join(map(_name, fact.recipients)) or "?", style=ROLE_STYLES[Role.RECIPIENT])
    details = [auxiliary.value for auxiliary in fact.auxiliaries]
    if fact.place is not None:
        details.append(f"in {fact.place.name}")
    details += fact.contexts
    if details:
        line.append(f"  {' · '.join(details)}", style="dim")
    return line


def _name(party: Party) -> str:
    return f"{_line(party.name)} ({party.country})" if party.country else _line(party.name)


def _marked_sentence(fact: Fact) -> Text:
    text = Text(one_line(fact.sentence))
    marks = [Mark(Role.ACTOR, party.span) for party in fact.actors]
    marks += [Mark(Role.RECIPIENT, party.span) for party in fact.recipients]
    if fact.place is not None:
        marks.append(Mark(Role.PLACE, fact.place.span))
    paint(text, fact.sentence_span, [*marks, Mark(Role.TRIGGER, fact.trigger)])
    return text
