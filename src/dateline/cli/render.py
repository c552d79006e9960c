"""A reading as a person likes to look at it in a terminal: the article, each fact under its sentence."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dateline.cli.marks import (
    ROLE_STYLES,
    Mark,
    Role,
    hang,
    has_colours,
    key,
    marks_of,
    named,
    paint,
    paint_span,
    sentence_text,
    told_apart,
)
from dateline.lexicon.words import (
    date_in_words,
    date_with_reasons,
    one_line,
    shortened,
    who,
    why_event,
    why_statement,
)
from dateline.lexicon.words_who import profile_in_words
from dateline.model import (
    Article,
    Author,
    BlockKind,
    Event,
    Mention,
    MentionKind,
    Polarity,
    Reading,
    Sentence,
    Statement,
)
from dateline.store.identify import FactIds

MENTION_STYLES = {
    MentionKind.PERSON: "cyan",
    MentionKind.ORGANISATION: "magenta",
    MentionKind.COUNTRY: "green",
    MentionKind.PLACE: "yellow",
    MentionKind.GROUP: "blue",
}
REPAIR_STYLE = "reverse"
_NAME = "bold"
_INDENT = 4
_HEADINGS = frozenset({BlockKind.HEADLINE, BlockKind.HEADING})


def render_reading(console: Console, reading: Reading, ids: FactIds | None = None) -> None:
    """Print a whole reading: header, sentences with their facts, who is named, what was set aside.

    Args:
        console: where to.
        reading: what was read.
        ids: the identifiers of its facts, if it is in a database.
    """
    ids = ids or FactIds()
    _header(console, reading)
    for kind, sentences in _by_paragraph(reading):
        for sentence in sentences:
            found = _sentence(console, reading, sentence, ids, heading=kind in _HEADINGS)
            if found and sentence is not sentences[-1]:
                console.print()
        console.print()
    _names(console, reading)
    _claims(console, reading)
    _set_aside(console, reading.article)


def render_line(console: Console, reading: Reading) -> None:
    """Print one line for a reading: its day, its headline, and how much was found."""
    article = reading.article
    day = date_in_words(article.published) if article.published else "no date"
    title = article.headline.value if article.headline else article.text[:80]
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(f"{day:<12} ", style="dim")
    line.append(one_line(title), style="bold")
    line.append(f"  {len(reading.events)} events, {len(reading.statements)} statements", style="dim")
    console.print(line)


def event_head(reading: Reading, event: Event) -> Text:
    """What happened, and between whom: `CONSULT/visit  Ana Duval (SYL, GOV) → Željko Marić (FRE, GOV)`."""
    line = Text()
    line.append(event.type + (f"/{event.mode}" if event.mode else ""), style="bold red")
    if event.auxiliaries:
        line.append(f" ({', '.join(event.auxiliaries)})", style="bold yellow")
    line.append("  ")
    between = " ↔ " if event.reciprocal else ", "
    line.append(between.join(who(reading, one) for one in event.actors) or "?", ROLE_STYLES[Role.ACTOR])
    if not event.reciprocal:
        line.append(" → ")
        recipients = ", ".join(who(reading, one) for one in event.recipients)
        line.append(recipients or "?", style=ROLE_STYLES[Role.RECIPIENT])
    return line


def statement_head(reading: Reading, statement: Statement) -> Text:
    """Who said what to whom: `pledge (negated)  Željko Marić (FRE, GOV) to Ana Duval (SYL, GOV): …`."""
    line = Text()
    line.append(statement.kind, style="bold blue")
    if statement.polarity is Polarity.NEGATED:
        line.append(" (negated)", style="bold yellow")
    line.append("  ")
    line.append(who(reading, statement.speaker) if statement.speaker else "?", ROLE_STYLES[Role.SPEAKER])
    if statement.addressee:
        line.append(" to ")
        line.append(who(reading, statement.addressee), style=ROLE_STYLES[Role.ADDRESSEE])
    content = " … ".join(span.of(reading.article.text) for span in statement.content)
    line.append(": ")
    line.append(shortened(content), style=ROLE_STYLES[Role.CONTENT])
    return line


def author_in_words(author: Author) -> str:
    """An author as the page has them: name, handle, whether there is a picture."""
    both = [part for part in (author.name, author.handle) if part]
    return " ".join(both) + (" (picture)" if author.avatar else "")


def _header(console: Console, reading: Reading) -> None:
    article = reading.article
    console.print(Rule(style="dim"))
    headed = any(paragraph.kind is BlockKind.HEADLINE for paragraph in article.paragraphs)
    if article.headline and not headed:
        console.print(Text(one_line(article.headline.value), style="bold"))
    facts: list[str] = []
    if article.authors:
        facts.append("by " + ", ".join(author_in_words(author) for author in article.authors))
    if article.published:
        facts.append(date_with_reasons(article.published))
    marks = [sourced.value for sourced in (article.site, article.language) if sourced]
    facts.append(" · ".join([*marks, reading.page.address]))
    for fact in facts:
        console.print(Text(one_line(fact), style="dim"))
    if has_colours(console) and (reading.events or reading.statements):
        console.print(key())
    console.print()


def _by_paragraph(reading: Reading) -> Iterable[tuple[BlockKind, list[Sentence]]]:
    for index, paragraph in enumerate(reading.article.paragraphs):
        sentences = [sentence for sentence in reading.sentences if sentence.paragraph == index]
        yield paragraph.kind, sentences


def _sentence(console: Console, reading: Reading, sentence: Sentence, ids: FactIds, *, heading: bool) -> bool:
    """Print a sentence and the facts that it tells; False if there are none."""
    events = [event for event in reading.events if event.sentence == sentence.index]
    statements = [statement for statement in reading.statements if statement.sentence == sentence.index]
    facts: list[Event | Statement] = [*events, *statements]
    marks = [marks_of(reading, fact) for fact in facts]
    text = _painted(reading, sentence, [mark for group in marks for mark in group], heading=heading)
    hang(console, Text(), text, 0)
    for number, fact in enumerate(facts):
        others = [mark for index, group in enumerate(marks) if index != number for mark in group]
        plain = has_colours(console) and told_apart(sentence, marks[number], others)
        told = [mark for mark in marks[number] if mark.role is not Role.CONTENT]
        words = None if plain else named(reading, told)
        label = ids.label(fact) + " " if ids.label(fact) else ""
        if isinstance(fact, Event):
            head, details = event_head(reading, fact), _event_details(reading, fact)
            sign = ("▸ ", "red")
        else:
            head, details = statement_head(reading, fact), _statement_details(reading, fact, ids)
            sign = ("❝ ", "blue")
        _fact(console, sign, Text.assemble((label, "bold"), head), details, words)
    return bool(facts)


def _painted(reading: Reading, sentence: Sentence, marks: list[Mark], *, heading: bool) -> Text:
    """A sentence with its names, the words of its facts, and what is said in it by the cue of another."""
    text = sentence_text(reading, sentence, "bold" if heading else "")
    for mention in reading.mentions:
        if mention.sentence == sentence.index and mention.rule != "pronoun":
            paint_span(text, sentence.span, mention.head, _NAME)
    said = [Mark(Role.CONTENT, span) for statement in reading.statements for span in statement.content]
    paint(text, sentence.span, [*said, *marks])
    for repair in reading.article.repairs:
        paint_span(text, sentence.span, repair.span, REPAIR_STYLE)
    return text


def _fact(
    console: Console, sign: tuple[str, str], head: Text, details: list[str], words: Text | None
) -> None:
    hang(console, Text.assemble("  ", sign), head, _INDENT)
    lines = [] if words is None else [words]
    for line in [*lines, *(Text(one_line(detail), style="dim") for detail in details)]:
        hang(console, Text(), line, _INDENT)


def _event_details(reading: Reading, event: Event) -> list[str]:
    facts: list[str] = []
    if event.date:
        facts.append(("" if event.date.stated else "inferred: ") + date_in_words(event.date))
    else:
        facts.append("no date told")
    if event.place is not None:
        place = reading.mentions[event.place]
        facts.append(f"in {place.name}" + (f" ({place.country})" if place.country else ""))
    facts += event.contexts
    facts.append(f"score {event.score:.2f}")
    return [" · ".join(facts), f"why: {why_event(event, reading.article.text)}"]


def _statement_details(reading: Reading, statement: Statement, ids: FactIds) -> list[str]:
    facts = ["quoted"] if statement.quoted else []
    held = [reading.events[index] for index in statement.events]
    if held:
        facts.append("holds " + ", ".join(" ".join((ids.label(event), event.type)).strip() for event in held))
    facts.append(f"score {statement.score:.2f}")
    return [" · ".join(facts), f"why: {why_statement(statement, reading.article.text)}"]


def _names(console: Console, reading: Reading) -> None:
    first: dict[int, list[Mention]] = {}
    for mention in reading.mentions:
        first.setdefault(mention.refers_to, []).append(mention)
    table = Table(title="Who and where", title_justify="left", box=None, header_style="dim", pad_edge=False)
    for column in ("name", "kind", "country", "times named", "who that is"):
        table.add_column(column)
    for mentions in first.values():
        named = [mention for mention in mentions if mention.rule != "pronoun"]
        if not named:
            continue
        country = next((mention.country for mention in named if mention.country), "")
        shown = max((mention.name for mention in named), key=len)
        style = MENTION_STYLES[named[0].kind]
        table.add_row(
            Text(shown, style=style), named[0].kind, country, str(len(mentions)), _who_is(reading, mentions)
        )
    if table.row_count:
        console.print(table)
        console.print()


def _who_is(reading: Reading, mentions: list[Mention]) -> Text:
    """The entity that was linked, with what it was on the article's day; else the title that the text gives."""
    indexes = {mention.index for mention in mentions}
    link = next((link for link in reading.links if link.mention in indexes and link.chosen), None)
    title = next((mention.title for mention in mentions if mention.title), "")
    if link is None or link.chosen is None:
        return Text(title, style="dim")
    entity = link.chosen.entity
    profile = next((profile for profile in reading.profiles if profile.entity.id == entity), None)
    told = profile_in_words(profile) if profile else ""
    name = link.chosen.name if profile else ""
    shown = "; ".join(part for part in (name, told) if part)
    return Text.assemble(shown, (f"  {entity} {link.chosen.score:.2f}" if profile else "", "dim"))


def _claims(console: Console, reading: Reading) -> None:
    for claim in reading.claims:
        words = one_line(reading.article.text[claim.start : claim.end])
        style = {"confirmed": "green", "contradicted": "red"}.get(claim.result, "yellow")
        console.print(
            Text.assemble(
                ("claim ", "dim"), f"“{words}”: ", (claim.result, style), (f" ({claim.says})", "dim")
            )
        )


def _set_aside(console: Console, article: Article) -> None:
    for repair in article.repairs:
        console.print(
            Text.assemble(
                ("repaired ", "dim"),
                repair.original,
                (" to ", "dim"),
                (repair.result, REPAIR_STYLE),
                (f" ({repair.rule}: {repair.evidence})", "dim"),
            )
        )
    for piece in article.furniture:
        shown = " ".join(piece.text.split())
        cut = shown if len(shown) <= 100 else shown[:99] + "…"
        console.print(Text.assemble(("set aside ", "dim"), cut, (f" ({piece.kind}: {piece.rule})", "dim")))
