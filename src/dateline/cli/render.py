"""A reading as a person likes to look at it in a terminal: the article, each fact under its sentence."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dateline.model import (
    Article,
    Author,
    BlockKind,
    DateEstimate,
    Event,
    Mention,
    MentionKind,
    Participant,
    Polarity,
    Reading,
    Sentence,
    Span,
    Statement,
)

MENTION_STYLES = {
    MentionKind.PERSON: "cyan",
    MentionKind.ORGANISATION: "magenta",
    MentionKind.COUNTRY: "green",
    MentionKind.PLACE: "yellow",
    MentionKind.GROUP: "blue",
}
_TRIGGER = "bold red underline"
_CUE = "bold blue underline"
_REPAIR = "reverse"


def render_reading(console: Console, reading: Reading) -> None:
    """Print a whole reading: header, sentences with their facts, who is named, what was set aside."""
    _header(console, reading)
    for paragraph, sentences in _by_paragraph(reading):
        for sentence in sentences:
            _sentence(
                console, reading, sentence, heading=paragraph in {BlockKind.HEADLINE, BlockKind.HEADING}
            )
        console.print()
    _names(console, reading)
    _set_aside(console, reading.article)


def render_line(console: Console, reading: Reading) -> None:
    """Print one line for a reading: its day, its headline, and how much was found."""
    article = reading.article
    day = date_in_words(article.published) if article.published else "no date"
    title = article.headline.value if article.headline else article.text[:80]
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(f"{day:<12} ", style="dim")
    line.append(title, style="bold")
    line.append(f"  {len(reading.events)} events, {len(reading.statements)} statements", style="dim")
    console.print(line)


def date_in_words(date: DateEstimate) -> str:
    """A date estimate as a person writes it: a day, a bound, or from–to."""
    if date.earliest and date.earliest == date.latest:
        return date.earliest.isoformat()
    if date.earliest and date.latest:
        return f"{date.earliest.isoformat()} to {date.latest.isoformat()}"
    if date.earliest:
        return f"on or after {date.earliest.isoformat()}"
    if date.latest:
        return f"on or before {date.latest.isoformat()}"
    return "unknown"


def _header(console: Console, reading: Reading) -> None:
    article = reading.article
    console.print(Rule(style="dim"))
    if article.headline:
        console.print(Text(article.headline.value, style="bold"))
    facts: list[str] = []
    if article.authors:
        facts.append("by " + ", ".join(_author(author) for author in article.authors))
    if article.published:
        sure = "" if article.published.stated else "inferred: "
        facts.append(f"{sure}{date_in_words(article.published)} ({'; '.join(article.published.reasons)})")
    marks = [sourced.value for sourced in (article.site, article.language) if sourced]
    facts.append(" · ".join([*marks, reading.page.address]))
    for fact in facts:
        console.print(Text(fact, style="dim"))
    console.print()


def _author(author: Author) -> str:
    both = [part for part in (author.name, author.handle) if part]
    return " ".join(both) + (" (picture)" if author.avatar else "")


def _by_paragraph(reading: Reading) -> Iterable[tuple[BlockKind, list[Sentence]]]:
    for index, paragraph in enumerate(reading.article.paragraphs):
        sentences = [sentence for sentence in reading.sentences if sentence.paragraph == index]
        yield paragraph.kind, sentences


def _sentence(console: Console, reading: Reading, sentence: Sentence, *, heading: bool) -> None:
    events = [event for event in reading.events if event.sentence == sentence.index]
    statements = [statement for statement in reading.statements if statement.sentence == sentence.index]
    text = Text(sentence.span.of(reading.article.text), style="bold" if heading else "")
    for mention in reading.mentions:
        if mention.sentence == sentence.index:
            _mark(text, sentence, mention.head, MENTION_STYLES[mention.kind])
    for event in events:
        _mark(text, sentence, event.trigger, _TRIGGER)
    for statement in statements:
        _mark(text, sentence, statement.cue, _CUE)
    for repair in reading.article.repairs:
        if sentence.span.contains(repair.span):
            _mark(text, sentence, repair.span, _REPAIR)
    console.print(text)
    for event in events:
        console.print(Padding(_event(reading, event), (0, 0, 0, 4)))
    for statement in statements:
        console.print(Padding(_statement(reading, statement), (0, 0, 0, 4)))


def _mark(text: Text, sentence: Sentence, span: Span, style: str) -> None:
    text.stylize(style, span.start - sentence.span.start, span.end - sentence.span.start)


def _event(reading: Reading, event: Event) -> Text:
    line = Text()
    line.append("▸ ", style="red")
    line.append(event.type + (f"/{event.mode}" if event.mode else ""), style="bold red")
    line.append("  ")
    joiner = " ↔ " if event.reciprocal else ", "
    line.append(joiner.join(_who(reading, actor) for actor in event.actors) or "?")
    if not event.reciprocal:
        line.append(" → ")
        line.append(", ".join(_who(reading, recipient) for recipient in event.recipients) or "?")
    details: list[str] = list(event.auxiliaries)
    if event.place is not None:
        details.append(f"in {reading.mentions[event.place].name}")
    if event.date:
        details.append(date_in_words(event.date))
    details.extend(event.contexts)
    details.append(f"“{event.trigger.of(reading.article.text)}” {event.trigger.start}–{event.trigger.end}")
    details.append(f"{event.score:.2f}")
    line.append("  " + " · ".join(details), style="dim")
    return line


def _statement(reading: Reading, statement: Statement) -> Text:
    line = Text()
    line.append("❝ ", style="blue")
    line.append(statement.kind, style="bold blue")
    line.append("  ")
    line.append(_who(reading, statement.speaker) if statement.speaker else "?")
    if statement.addressee:
        line.append(" to ")
        line.append(_who(reading, statement.addressee))
    content = " … ".join(span.of(reading.article.text) for span in statement.content)
    line.append(f": {' '.join(content.split())}")
    details = ["negated"] if statement.polarity is Polarity.NEGATED else []
    first = statement.content[0].start if statement.content else statement.cue.start
    last = statement.content[-1].end if statement.content else statement.cue.end
    details += [f"{first}–{last}", f"{statement.score:.2f}"]
    line.append("  " + " · ".join(details), style="dim")
    return line


def _who(reading: Reading, participant: Participant) -> str:
    text = participant.span.of(reading.article.text)
    if participant.mention is None:
        return text
    mention = reading.mentions[participant.mention]
    return text if mention.name in text else f"{text} (= {mention.name})"


def _names(console: Console, reading: Reading) -> None:
    first: dict[int, list[Mention]] = {}
    for mention in reading.mentions:
        first.setdefault(mention.refers_to, []).append(mention)
    table = Table(title="Who and where", title_justify="left", box=None, header_style="dim", pad_edge=False)
    for column in ("name", "kind", "title", "country", "times named"):
        table.add_column(column)
    for mentions in first.values():
        named = [mention for mention in mentions if mention.rule != "pronoun"]
        if not named:
            continue
        title = next((mention.title for mention in named if mention.title), "")
        country = next((mention.country for mention in named if mention.country), "")
        shown = max((mention.name for mention in named), key=len)
        style = MENTION_STYLES[named[0].kind]
        table.add_row(Text(shown, style=style), named[0].kind, title, country, str(len(mentions)))
    if table.row_count:
        console.print(table)
        console.print()


def _set_aside(console: Console, article: Article) -> None:
    for repair in article.repairs:
        console.print(
            Text.assemble(
                ("repaired ", "dim"),
                repair.original,
                (" to ", "dim"),
                (repair.result, _REPAIR),
                (f" ({repair.rule}: {repair.evidence})", "dim"),
            )
        )
    for piece in article.furniture:
        shown = " ".join(piece.text.split())
        cut = shown if len(shown) <= 100 else shown[:99] + "…"
        console.print(Text.assemble(("set aside ", "dim"), cut, (f" ({piece.kind}: {piece.rule})", "dim")))
