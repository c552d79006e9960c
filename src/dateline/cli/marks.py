"""The words that a fact rests on: shown where they stand, and by name where colours do not tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.console import Console
from rich.text import Text

from dateline.lexicon.words import one_line, shortened
from dateline.model import Event, Reading, Sentence, Span, Statement


class Role(StrEnum):
    """What words do for a fact; in the order that they are painted in, the last on top."""

    CONTENT = "content"
    PLACE = "place"
    SPEAKER = "speaker"
    ADDRESSEE = "addressee"
    ACTOR = "actor"
    RECIPIENT = "recipient"
    CUE = "cue"
    TRIGGER = "trigger"


ROLE_STYLES = {
    Role.TRIGGER: "bold red underline",
    Role.ACTOR: "bold cyan",
    Role.RECIPIENT: "bold magenta",
    Role.PLACE: "yellow",
    Role.CUE: "bold blue underline",
    Role.SPEAKER: "bold green",
    Role.ADDRESSEE: "bold dark_orange",
    Role.CONTENT: "italic green",
}
_NARROWEST = 20
_ORDER = tuple(Role)
_EVENT_ROLES = (Role.TRIGGER, Role.ACTOR, Role.RECIPIENT, Role.PLACE)
_STATEMENT_ROLES = (Role.SPEAKER, Role.CUE, Role.CONTENT, Role.ADDRESSEE)


@dataclass(frozen=True, slots=True)
class Mark:
    """Words with what they do for a fact."""

    role: Role
    span: Span


def marks_of(reading: Reading, fact: Event | Statement) -> tuple[Mark, ...]:
    """All words that a fact names, the trigger or the speaker first."""
    if isinstance(fact, Event):
        place = () if fact.place is None else (reading.mentions[fact.place].span,)
        groups: tuple[tuple[Role, Iterable[Span]], ...] = (
            (Role.TRIGGER, (fact.trigger,)),
            (Role.ACTOR, (one.span for one in fact.actors)),
            (Role.RECIPIENT, (one.span for one in fact.recipients)),
            (Role.PLACE, place),
        )
    else:
        groups = (
            (Role.SPEAKER, (fact.speaker.span,) if fact.speaker else ()),
            (Role.CUE, (fact.cue,)),
            (Role.CONTENT, fact.content),
            (Role.ADDRESSEE, (fact.addressee.span,) if fact.addressee else ()),
        )
    return tuple(Mark(role, span) for role, spans in groups for span in spans)


def paint(text: Text, place: Span, marks: Iterable[Mark]) -> None:
    """Style the marked words in a text that stands at this place of the article."""
    for mark in sorted(marks, key=lambda mark: _ORDER.index(mark.role)):
        paint_span(text, place, mark.span, ROLE_STYLES[mark.role])


def paint_span(text: Text, place: Span, span: Span, style: str) -> None:
    """Style the part of a span that lies in this text."""
    start, end = max(span.start, place.start), min(span.end, place.end)
    if start < end:
        text.stylize(style, start - place.start, end - place.start)


def sentence_text(reading: Reading, sentence: Sentence, style: str = "") -> Text:
    """A sentence as one line, character for character."""
    return Text(one_line(sentence.span.of(reading.article.text)), style=style)


def named(reading: Reading, marks: Iterable[Mark]) -> Text:
    """The marked words, each behind what it does: `trigger “met” · actor “Ana Duval”`."""
    line = Text()
    for mark in marks:
        line.append(" · " if line else "", style="dim")
        line.append(f"{mark.role} ", style="dim")
        line.append(f"“{shortened(mark.span.of(reading.article.text))}”", style=ROLE_STYLES[mark.role])
    return line


def key() -> Text:
    """What each style means."""
    line = Text("Marked: ", style="dim")
    for role in (*_EVENT_ROLES, *_STATEMENT_ROLES):
        line.append(role, style=ROLE_STYLES[role])
        line.append("  ")
    line.rstrip()
    return line


def hang(console: Console, label: Text, text: Text, indent: int) -> None:
    """Print a text behind a label, all of its lines beginning at the same column, none ending in blanks."""
    label = label.copy()
    label.pad_right(max(indent - label.cell_len, 0))
    for line in text.wrap(console, max(console.width - label.cell_len, _NARROWEST)) or [Text()]:
        line.rstrip()
        console.print(Text.assemble(label, line), soft_wrap=True)
        label = Text(" " * label.cell_len)


def has_colours(console: Console) -> bool:
    """Whether colours will show."""
    return console.color_system is not None and not console.no_color


def told_apart(sentence: Sentence, own: Sequence[Mark], others: Sequence[Mark]) -> bool:
    """Whether colours in the sentence alone tell which words are this fact's.

    They do not where another fact has words in the same role, or the same words in another role, or where
    words stand elsewhere.
    """
    roles = {mark.role for mark in own}
    return all(
        sentence.span.contains(mark.span) for mark in own if mark.role is not Role.CONTENT
    ) and not any(
        other.role in roles or any(_clash(mark, other) for mark in own if mark.role is not Role.CONTENT)
        for other in others
    )


def _clash(mark: Mark, other: Mark) -> bool:
    return other.role is not Role.CONTENT and mark.span.overlaps(other.span)
