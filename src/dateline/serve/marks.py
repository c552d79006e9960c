"""Where the facts of an article stand in its text: the marks, and the text cut by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.model import Participant, Reading, Span
from dateline.serve.segments import Marked, Segment, segments


@dataclass(frozen=True, slots=True)
class Mark:
    """What a span is: how it looks, and the id of the panel that tells of it (None: it is only shown).

    Attributes:
        look: ``event``, ``cue``, ``claim``, ``who person`` and so on, ``said``, ``repair``.
        panel: ``event-3``, ``statement-0``, ``claim-0``, ``who-5``, ``repair-1``.
        says: what else stands there, in words; for a repair what stood there before.
    """

    look: str
    panel: str | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of text that is shown in one way.

    Attributes:
        text: its letters.
        look: names of what covers it, for the style sheet; empty for plain text.
        panel: the panel that a click opens: that of the innermost mark which has one, a repair's last.
        panels: all panels that it belongs to.
        first: the first piece in its part of the text that opens this panel: the one that the keyboard stops at.
        says: a repair in words.
    """

    text: str
    look: str = ""
    panel: str | None = None
    panels: str = ""
    first: bool = False
    says: str | None = None


def marks_of(reading: Reading) -> list[Marked[Mark]]:
    """All marks of a reading; of equal spans the one that tells most comes first."""
    return [*_facts(reading), *_mentions(reading), *_repairs(reading)]


def pieces_of(text: str, marks: Sequence[Marked[Mark]], within: Span) -> tuple[Piece, ...]:
    """A part of the text, cut where a mark begins or ends; joined, the pieces are that part."""
    seen: set[str] = set()
    found = []
    for segment in segments(text, marks, within):
        piece = _piece(segment, seen)
        seen |= {piece.panel} if piece.panel else set()
        found.append(piece)
    return tuple(found)


def _piece(segment: Segment[Mark], seen: set[str]) -> Piece:
    marks = segment.marks
    opening = sorted((mark.look == "repair", order) for order, mark in enumerate(marks) if mark.panel)
    panel = marks[opening[0][1]].panel if opening else None
    looks = dict.fromkeys(mark.look for mark in marks)
    return Piece(
        text=segment.text,
        look=" ".join(looks),
        panel=panel,
        panels=" ".join(dict.fromkeys(mark.panel for mark in marks if mark.panel)),
        first=panel is not None and panel not in seen,
        says=next((mark.says for mark in marks if mark.says), None),
    )


def _facts(reading: Reading) -> Iterator[Marked[Mark]]:
    for event in reading.events:
        yield Marked(event.trigger, Mark("event", f"event-{event.index}"))
        yield from _sides(event.actors, "actor", f"event-{event.index}")
        yield from _sides(event.recipients, "recipient", f"event-{event.index}")
    for statement in reading.statements:
        panel = f"statement-{statement.index}"
        yield Marked(statement.cue, Mark("cue", panel))
        for span in statement.content:
            yield Marked(span, Mark("said"))
    for number, claim in enumerate(reading.claims):
        if claim.start < claim.end:
            yield Marked(Span(claim.start, claim.end), Mark("claim", f"claim-{number}"))


def _sides(participants: Sequence[Participant], side: str, panel: str) -> Iterator[Marked[Mark]]:
    """Those who take part without being a mention; mentions have panels of their own."""
    for participant in participants:
        if participant.mention is None:
            yield Marked(participant.span, Mark(side, panel))


def _mentions(reading: Reading) -> Iterator[Marked[Mark]]:
    linked = {link.mention for link in reading.links if link.chosen}
    for mention in reading.mentions:
        look = f"who {mention.kind}{' linked' if mention.index in linked else ''}"
        yield Marked(mention.span, Mark(look, f"who-{mention.refers_to}"))


def _repairs(reading: Reading) -> Iterator[Marked[Mark]]:
    for number, repair in enumerate(reading.article.repairs):
        says = f"restored; “{repair.original}” stood there"
        yield Marked(repair.span, Mark("repair", f"repair-{number}", says))
