"""The rows of a labelled corpus: their shape, and what must hold of them.

A row is one line of a ``.jsonl`` file: a sentence with its mentions, events and statements, as places in the text.
The project's own corpus is ``training/corpus``; its ``GUIDELINE.md`` says how it is labelled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dateline.errors import DataError
from dateline.model import EventType, StatementKind
from dateline.understand.encoder.labels import AUXILIARIES as AUXILIARY_NAMES
from dateline.understand.encoder.labels import MENTION_KINDS as KINDS
from dateline.understand.ontology import load_ontology

EVENT_STYLES = frozenset({"agency", "headline", "liveblog", "feature", "quote"})
PLAIN_STYLES = frozenset(
    {
        "sport",
        "weather",
        "markets",
        "obituary",
        "history",
        "accident",
        "crime",
        "culture",
        "science",
        "politics",
    }
)
Place = tuple[int, int]


class CorpusError(ValueError):
    """A row or a marked sentence does not hold to the guideline; the message says what and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionLabel:
    """A mention: its place in the text and its kind."""

    span: Place
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLabel:
    """An event: its trigger's place, type, mode, and the numbers of the mentions that take part."""

    trigger: Place
    type: str
    mode: str | None = None
    actors: tuple[int, ...] = ()
    recipients: tuple[int, ...] = ()
    reciprocal: bool = False
    place: int | None = None
    auxiliaries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLabel:
    """A statement: source (None if not told), cue, pieces of content, kind, and the addressee's number."""

    source: Place | None
    cue: Place
    content: tuple[Place, ...]
    kind: str
    addressee: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A labelled sentence."""

    id: str
    style: str
    text: str
    mentions: tuple[MentionLabel, ...] = ()
    events: tuple[EventLabel, ...] = ()
    statements: tuple[StatementLabel, ...] = ()
    split: str = field(default="train")

    def check(self) -> None:
        """See that all places lie in the text and all names are known.

        Raises:
            CorpusError: what is wrong, with the row's id.
        """
        for problem in _problems(self):
            raise CorpusError(f"{self.id}: {problem}")

    def to_json(self) -> str:
        """The row as one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def _problems(row: Row) -> Iterator[str]:
    places = [mention.span for mention in row.mentions] + [event.trigger for event in row.events]
    for statement in row.statements:
        places += [statement.cue, *statement.content]
        places += [statement.source] if statement.source else []
        if statement.kind not in set(StatementKind):
            yield f"{statement.kind!r} is no kind of statement"
        if not statement.content:
            yield "a statement without content"
    for start, end in places:
        if not (0 <= start < end <= len(row.text)) or row.text[start:end] != row.text[start:end].strip():
            yield f"the place {start}..{end} is not words of the text"
    if row.style not in EVENT_STYLES | PLAIN_STYLES:
        yield f"{row.style!r} is no style"
    if row.style in PLAIN_STYLES and row.events:
        yield f"a row of the style {row.style!r} tells no event"
    if row.split not in ("train", "test"):
        yield f"{row.split!r} is no split"
    for mention in row.mentions:
        if mention.kind not in KINDS:
            yield f"{mention.kind!r} is no kind of mention"
    for event in row.events:
        yield from _event_problems(row, event)


def _event_problems(row: Row, event: EventLabel) -> Iterator[str]:
    if event.type not in set(EventType):
        yield f"{event.type!r} is no type"
        return
    if event.mode is not None and event.mode not in modes()[event.type]:
        yield f"{event.type} has no mode {event.mode!r}; it has {', '.join(sorted(modes()[event.type])) or 'none'}"
    numbers = [*event.actors, *event.recipients, *([] if event.place is None else [event.place])]
    if any(not 0 <= number < len(row.mentions) for number in numbers):
        yield f"the event {row.text[slice(*event.trigger)]!r} names a mention that is not there"
    if event.reciprocal and (len(event.actors) < 1 or event.recipients):
        yield "a reciprocal event has actors alone"
    if set(event.auxiliaries) - set(AUXILIARY_NAMES):
        yield f"unknown auxiliary modes in {event.auxiliaries}"


@cache
def modes() -> dict[str, frozenset[str]]:
    """The modes of each type, from the ontology."""
    ontology = load_ontology()
    return {kind.value: frozenset(ontology.types[kind].modes) for kind in EventType}


def read_rows(path: Path) -> list[Row]:
    """All rows of a file, or of all ``.jsonl`` files of a folder in the order of their names.

    Raises:
        DataError: a file cannot be read, or a row does not fit the schema.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [row for file in files for row in _read_file(file)]


def _read_file(path: Path) -> Iterator[Row]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read: {error}", where=str(path), action="give a .jsonl file") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _row(json.loads(line))
            except (json.JSONDecodeError, CorpusError) as error:
                raise DataError(str(error), where=f"{path}:{number}", action="mend the row") from error


def _row(data: dict[str, Any]) -> Row:
    try:
        row = Row(
            id=data["id"],
            style=data["style"],
            text=data["text"],
            mentions=tuple(MentionLabel(span=_place(m["span"]), kind=m["kind"]) for m in data["mentions"]),
            events=tuple(_event(event) for event in data["events"]),
            statements=tuple(_statement(statement) for statement in data["statements"]),
            split=data["split"],
        )
    except (KeyError, TypeError) as error:
        raise CorpusError(f"{data.get('id', '?')}: the row lacks or misshapes {error}") from error
    row.check()
    return row


def _place(pair: list[int]) -> Place:
    start, end = pair
    return int(start), int(end)


def _event(data: dict[str, Any]) -> EventLabel:
    return EventLabel(
        **{
            **data,
            "trigger": _place(data["trigger"]),
            "actors": tuple(data["actors"]),
            "recipients": tuple(data["recipients"]),
            "auxiliaries": tuple(data["auxiliaries"]),
        }
    )


def _statement(data: dict[str, Any]) -> StatementLabel:
    source = data["source"]
    return StatementLabel(
        **{
            **data,
            "source": _place(source) if source else None,
            "cue": _place(data["cue"]),
            "content": tuple(_place(piece) for piece in data["content"]),
        }
    )
