"""Measures what is read in sentences that are labelled in full: acts, who takes part, how they stand, and statements.

The file or folder holds rows as in :mod:`dateline.evaluate.labelled_rows`; those of the split ``test`` are read as
pages are, each as a text of its own, and compared. Nothing of the answer is given.

- An event is right if its type, its actors and its recipients are the labelled ones, pair by pair (spans of which the
  shared part is at least half of the longer one). In a reciprocal event both lists are one. Which word of "exchanged
  fire" is marked as the trigger does not count here.
- A trigger is right if it overlaps a labelled one of the same type; modes are compared on these.
- An auxiliary mode is right if an event on the labelled words has it, whatever its type. One on an event that is not
  labelled, or missing from one that is, is wrong.
- A statement is right if its content overlaps the labelled content by half, and the source is the same or lacking in
  both. Labelled statements inside the content of others are left out, as those that are found are the outermost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dateline.errors import DataError
from dateline.evaluate.labelled_rows import EventLabel, Place, Row, StatementLabel, read_rows
from dateline.model import Auxiliary, BlockKind, Event, EventType, Paragraph, Span, Statement
from dateline.understand.encoder.reader import WindowReader
from dateline.understand.events import EventCoder
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst
from dateline.understand.proposals import Proposer
from dateline.understand.sentences import split_sentences
from dateline.understand.statements import StatementFinder
from dateline.understand.times import find_times

_HALF = 0.5
A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Found:
    """What was read in a row."""

    events: tuple[Event, ...]
    statements: tuple[Statement, ...]


class RowReader:
    """Reads the text of a row as an article of one paragraph."""

    def __init__(self) -> None:
        self._reader = WindowReader.load()
        self._analyst = Analyst.load()
        self._proposer = Proposer.load()
        self._mentions = MentionFinder.load()
        self._events = EventCoder.load()
        self._statements = StatementFinder.load()

    def read(self, text: str) -> Found:
        """Events and statements."""
        paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
        sentences = split_sentences(text, (paragraph,))
        analyses = self._analyst.analyse(text, sentences)
        seen = self._proposer.propose(self._reader.look(text, sentences), analyses)
        mentions = self._mentions.find(text, analyses, seen)
        events = self._events.code(seen, analyses, mentions, find_times(text, analyses, None))
        return Found(events, self._statements.find(text, seen, analyses, mentions, events))


def evaluate(path: Path) -> dict[str, float | int]:
    """Read the rows of the split ``test`` and compare.

    Args:
        path: a ``.jsonl`` file of the corpus, or a folder of them.

    Returns:
        ``event_f1`` (type, actors and recipients), ``trigger_f1`` (trigger and type), ``mode_accuracy`` on events
        that were found, ``auxiliary_macro_f1``, ``auxiliary_macro_f1_on_found`` (of those modes only that are on an
        event both labelled and found), ``statement_f1``, ``rows``, ``events``; and ``type_f1_…`` and
        ``auxiliary_f1_…`` of each.

    Raises:
        DataError: there is no such row.
    """
    rows = [row for row in read_rows(path) if row.split == "test"]
    if not rows:
        raise DataError("no row has the split test", where=str(path), action="give a folder of the corpus")
    reader = RowReader()
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found = reader.read(row.text)
        _count_events(row, found.events, counts)
        _count_statements(row, found.statements, counts)
    return {**_figures(counts), "rows": len(rows), "events": counts["trigger", "gold"]}


def _figures(counts: Counter[tuple[str, str]]) -> dict[str, float | int]:
    auxiliaries = {name: _f1(counts, f"auxiliary {name}") for name in Auxiliary}
    paired = [_f1(counts, f"paired {name}") for name in Auxiliary]
    types = {kind: _f1(counts, f"type {kind}") for kind in EventType}
    return {
        "event_f1": _f1(counts, "event"),
        "trigger_f1": _f1(counts, "trigger"),
        "mode_accuracy": round(counts["mode", "right"] / max(counts["mode", "gold"], 1), 4),
        "auxiliary_macro_f1": round(sum(auxiliaries.values()) / len(auxiliaries), 4),
        "auxiliary_macro_f1_on_found": round(sum(paired) / len(paired), 4),
        "statement_f1": _f1(counts, "statement"),
        **{f"auxiliary_f1_{name.value}": value for name, value in auxiliaries.items()},
        **{f"type_f1_{kind.value.lower()}": value for kind, value in types.items()},
    }


def _f1(counts: Counter[tuple[str, str]], key: str) -> float:
    total = counts[key, "gold"] + counts[key, "found"]
    return round(2 * counts[key, "right"] / total, 4) if total else 0.0


def _count_events(row: Row, found: Sequence[Event], counts: Counter[tuple[str, str]]) -> None:
    pairs = _pairs(row.events, found)
    for gold in row.events:
        counts.update([("event", "gold"), ("trigger", "gold"), (f"type {gold.type}", "gold")])
        counts.update((f"auxiliary {name}", "gold") for name in gold.auxiliaries)
    for event in found:
        counts.update([("event", "found"), ("trigger", "found"), (f"type {event.type}", "found")])
        counts.update((f"auxiliary {name}", "found") for name in event.auxiliaries)
    counts["event", "right"] += whole_events(row, found)
    for gold, event in _pairs(row.events, found, typed=False):
        shared = set(gold.auxiliaries) & {name.value for name in event.auxiliaries}
        counts.update((f"auxiliary {name}", "right") for name in shared)
        counts.update((f"paired {name}", "right") for name in shared)
        counts.update((f"paired {name}", "gold") for name in gold.auxiliaries)
        counts.update((f"paired {name}", "found") for name in event.auxiliaries)
    for gold, event in pairs:
        counts.update([("trigger", "right"), (f"type {gold.type}", "right")])
        if gold.mode is not None:
            counts["mode", "gold"] += 1
            counts["mode", "right"] += gold.mode == event.mode


def _pairs(
    gold: Sequence[EventLabel], found: Sequence[Event], *, typed: bool = True
) -> list[tuple[EventLabel, Event]]:
    """Each labelled event with the first (of its type) that stands on the same words and is not taken."""
    free = list(found)
    pairs = []
    for label in gold:
        for event in free:
            if (event.type == label.type or not typed) and event.trigger.overlaps(Span(*label.trigger)):
                pairs.append((label, event))
                free.remove(event)
                break
    return pairs


def whole_events(row: Row, found: Sequence[Event]) -> int:
    """How many labelled events have one of their type and parties among those found; each is taken once."""
    return count_matches(row.events, found, lambda g, e: e.type == g.type and same_parties(row, g, e))


def count_matches(one: Iterable[A], other: Iterable[B], same: Callable[[A, B], bool]) -> int:
    """How many of one side have one that is the same on the other; each is taken once, the first first."""
    free, count = list(other), 0
    for item in one:
        match = next((place for place, candidate in enumerate(free) if same(item, candidate)), None)
        if match is not None:
            del free[match]
            count += 1
    return count


def same_parties(row: Row, gold: EventLabel, event: Event) -> bool:
    """Whether actors and recipients are the labelled ones."""
    spans = [mention.span for mention in row.mentions]
    actors, recipients = [spans[n] for n in gold.actors], [spans[n] for n in gold.recipients]
    ours, theirs = ([(p.span.start, p.span.end) for p in group] for group in (event.actors, event.recipients))
    if gold.reciprocal or event.reciprocal:
        return _same(actors + recipients, ours + theirs)
    return _same(actors, ours) and _same(recipients, theirs)


def _same(one: Sequence[Place], other: Sequence[Place]) -> bool:
    return len(one) == len(other) == pairs_alike(one, other)


def pairs_alike(one: Iterable[Place], other: Iterable[Place]) -> int:
    """How many places of one side have one like them on the other; each is taken once."""
    return count_matches(one, other, _alike)


def _alike(one: Place, other: Place) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared >= _HALF * max(one[1] - one[0], other[1] - other[0])


def _count_statements(row: Row, found: Sequence[Statement], counts: Counter[tuple[str, str]]) -> None:
    gold = [one for one in row.statements if not any(_holds(other, one) for other in row.statements)]
    counts["statement", "gold"] += len(gold)
    counts["statement", "found"] += len(found)
    free = list(found)
    for label in gold:
        right = next((one for one in free if _same_statement(label, one)), None)
        if right is not None:
            free.remove(right)
            counts["statement", "right"] += 1


def _holds(outer: StatementLabel, inner: StatementLabel) -> bool:
    return outer is not inner and any(a <= inner.cue[0] and inner.cue[1] <= b for a, b in outer.content)


def _same_statement(label: StatementLabel, one: Statement) -> bool:
    gold, ours = _letters(label.content), _letters((piece.start, piece.end) for piece in one.content)
    if len(gold & ours) < _HALF * len(gold | ours):
        return False
    if label.source is None or one.speaker is None:
        return label.source is None and one.speaker is None
    return one.speaker.span.overlaps(Span(*label.source))


def _letters(pieces: Iterable[Place]) -> set[int]:
    return {place for start, end in pieces for place in range(start, end)}
