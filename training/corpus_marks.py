"""Reads sentences that are marked as in ``training/corpus/GUIDELINE.md`` and turns them into rows of the corpus.

``python -m training.corpus_marks check FILE…`` says what is wrong, and where;
``python -m training.corpus_marks add FILE NAME [--train]`` writes the rows to ``training/corpus/NAME.jsonl``; with
``--train`` none of them is kept for testing.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from dateline.evaluate.labelled_rows import (
    CorpusError,
    EventLabel,
    MentionLabel,
    Place,
    Row,
    StatementLabel,
    read_rows,
)

FOLDER = Path(__file__).parent / "corpus"
AUXILIARIES = {"H": "historical", "F": "future", "Y": "hypothetical", "N": "negation"}
_TEST_SHARE = 8  # one row in so many is kept for testing, by the letters of its sentence

_OPEN = re.compile(r"\[(\d+) |\{([a-z]) ")
_EVENT = re.compile(
    r"(?P<key>[a-z]) (?P<type>[A-Z]+)(?:/(?P<mode>[\w-]+))? (?P<actors>[\d,?]+)"
    r"(?:(?P<both> <>)| > (?P<recipients>[\d,?]+))(?: @ (?P<place>\d+))?(?: ! (?P<auxiliaries>[HFYN]+))?"
)


@dataclass
class _Marks:
    """The plain text of a marked sentence, and where each mark lies in it."""

    text: str = ""
    mentions: dict[str, Place] = field(default_factory=dict)
    triggers: dict[str, Place] = field(default_factory=dict)


def parse_file(path: Path, name: str) -> Iterator[Row | CorpusError]:
    """The rows of a marked file, or for a row that is wrong the error with its line number."""
    blocks = re.split(r"\n\s*\n", path.read_text("utf-8"))
    line = 1
    number = 0
    for block in blocks:
        lines = [item.strip() for item in block.strip().splitlines()]
        if lines and lines[0]:
            number += 1
            try:
                row = parse_block(lines, f"{name}-{number:04d}")
                row.check()
                yield row
            except CorpusError as error:
                yield CorpusError(f"{path}:{line}: {error}")
        line += block.count("\n") + 2


def parse_block(lines: list[str], identifier: str) -> Row:
    """One row from its lines: style, marked sentence, labels.

    Raises:
        CorpusError: a mark is not closed, or a label names what is not marked.
    """
    if len(lines) < 2 or not lines[0].startswith("# "):
        raise CorpusError("a row needs a line '# style' and a sentence")
    marks = _unmark(lines[1])
    kinds: dict[str, str] = {}
    events: list[EventLabel] = []
    statements: list[str] = []
    for line in lines[2:]:
        letter, _, rest = line.partition(" ")
        if letter == "m":
            kinds.update(_kinds(rest))
        elif letter == "e":
            events.append(_event(rest, marks))
        elif letter == "s":
            statements.append(rest)
        else:
            raise CorpusError(f"a line starts with m, e or s, not {letter!r}")
    _same(set(kinds), set(marks.mentions), "mentions")
    if len(events) != len(marks.triggers):
        raise CorpusError(f"{len(marks.triggers)} triggers are marked, {len(events)} events given")
    order = list(marks.mentions)
    return Row(
        id=identifier,
        style=lines[0][2:].strip(),
        text=marks.text,
        mentions=tuple(MentionLabel(span=marks.mentions[key], kind=kinds[key]) for key in order),
        events=tuple(events),
        statements=tuple(_statement(rest, marks) for rest in statements),
        split=_split(marks.text),
    )


def _split(text: str) -> str:
    """``test`` for one row in eight, and the same for the same sentence whenever it is added."""
    digest = hashlib.sha256(re.sub(r"\W", "", text.lower()).encode()).hexdigest()
    return "test" if int(digest[:8], 16) % _TEST_SHARE == 0 else "train"


def _unmark(marked: str) -> _Marks:
    marks = _Marks()
    stack: list[tuple[str, str, int]] = []
    index = 0
    text = ""
    while index < len(marked):
        found = _OPEN.match(marked, index)
        if found:
            stack.append(("]" if found[1] else "}", found[1] or found[2], len(text)))
            index = found.end()
        elif stack and marked[index] == stack[-1][0]:
            closer, key, start = stack.pop()
            places = marks.mentions if closer == "]" else marks.triggers
            if key in places:
                raise CorpusError(f"the mark {key!r} is used twice")
            places[key] = (start, len(text))
            index += 1
        else:
            text += marked[index]
            index += 1
    if stack:
        raise CorpusError(f"the mark {stack[-1][1]!r} is not closed")
    if set("[]{}") & set(text):
        raise CorpusError(f"a bracket is left in the text: {text!r}")
    marks.text = text
    marks.mentions = dict(sorted(marks.mentions.items(), key=lambda item: item[1]))
    return marks


def _kinds(rest: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (part.strip() for part in rest.split(";"))):
        key, _, kind = part.partition(" ")
        yield key, kind.strip()


def _same(given: set[str], marked: set[str], what: str) -> None:
    if given != marked:
        odd = ", ".join(sorted(given ^ marked))
        raise CorpusError(f"{what} {odd} are marked or given, but not both")


def _numbers(keys: str | None, marks: _Marks) -> tuple[int, ...]:
    order = list(marks.mentions)
    found = []
    for key in (keys or "?").split(","):
        if key == "?":
            continue
        if key not in marks.mentions:
            raise CorpusError(f"mention {key!r} is not marked")
        found.append(order.index(key))
    return tuple(found)


def _event(rest: str, marks: _Marks) -> EventLabel:
    found = _EVENT.fullmatch(rest.strip())
    if not found:
        raise CorpusError(f"an event reads 'a TYPE/mode 1 > 2 @ 3 ! FN', not {rest!r}")
    if found["key"] not in marks.triggers:
        raise CorpusError(f"trigger {found['key']!r} is not marked")
    place = _numbers(found["place"], marks) if found["place"] else ()
    return EventLabel(
        trigger=marks.triggers[found["key"]],
        type=found["type"],
        mode=found["mode"],
        actors=_numbers(found["actors"], marks),
        recipients=() if found["both"] else _numbers(found["recipients"], marks),
        reciprocal=bool(found["both"]),
        place=place[0] if place else None,
        auxiliaries=tuple(AUXILIARIES[letter] for letter in found["auxiliaries"] or ""),
    )


def _statement(rest: str, marks: _Marks) -> StatementLabel:
    fields = [part.strip() for part in rest.split("|")]
    if len(fields) not in (4, 5):
        raise CorpusError(f"a statement reads 'source | cue | content | kind | addressee', not {rest!r}")
    source, cue, content, kind = fields[:4]
    pieces = tuple(_find(piece.strip(), marks.text) for piece in content.split(" + "))
    addressee = _numbers(fields[4], marks) if len(fields) == 5 else ()
    return StatementLabel(
        source=_source(source, marks),
        cue=_find(cue, marks.text, apart=pieces),
        content=pieces,
        kind=kind,
        addressee=addressee[0] if addressee else None,
    )


def _source(written: str, marks: _Marks) -> Place | None:
    if written == "?":
        return None
    if written.startswith('"'):
        return _find(written.strip('"'), marks.text)
    if written not in marks.mentions:
        raise CorpusError(f"mention {written!r} is not marked")
    return marks.mentions[written]


def _find(words: str, text: str, apart: tuple[Place, ...] = ()) -> Place:
    """Where words, or ``first … last``, stand in the text; if ``apart`` is given, first tried outside of it."""
    first, dots, last = (part.strip() for part in words.replace("...", "…").partition("…"))
    if dots and first and last:
        for start in _starts(first, text):
            end = text.find(last, start + len(first))
            if end >= 0:
                return start, end + len(last)
        raise CorpusError(f"{words!r} is not in the text")
    starts = _starts(words, text)
    free = [s for s in starts if not any(a <= s < b for a, b in apart)]
    if not starts:
        raise CorpusError(f"{words!r} is not in the text")
    start = (free or starts)[0]
    return start, start + len(words)


def _starts(words: str, text: str) -> list[int]:
    """Where the words begin, at the edges of words first."""
    found = [m.start() for m in re.finditer(re.escape(words), text)]
    whole = [
        s
        for s in found
        if not (s and text[s - 1].isalnum()) and not text[s + len(words) : s + len(words) + 1].isalnum()
    ]
    return whole or found


def _count(rows: list[Row]) -> str:
    types = Counter(f"{event.type}/{event.mode}" for row in rows for event in row.events)
    auxiliaries = Counter(name for row in rows for event in row.events for name in event.auxiliaries)
    kinds = Counter(statement.kind for row in rows for statement in row.statements)
    styles = Counter(row.style for row in rows)
    parts = [styles, types, auxiliaries, kinds]
    return "\n".join("  ".join(f"{name} {count}" for name, count in sorted(part.items())) for part in parts)


def main(arguments: list[str]) -> int:
    """``check FILE…`` or ``add FILE NAME [--train]``; returns the exit code."""
    learnt, arguments = "--train" in arguments, [item for item in arguments if item != "--train"]
    if len(arguments) < 2 or arguments[0] not in ("check", "add"):
        print(__doc__, file=sys.stderr)
        return 2
    action, *rest = arguments
    paths = [Path(item) for item in (rest if action == "check" else rest[:1])]
    name = rest[1] if action == "add" and len(rest) > 1 else "row"
    results = [item for path in paths for item in parse_file(path, name)]
    rows = [item for item in results if isinstance(item, Row)]
    errors = [item for item in results if isinstance(item, CorpusError)]
    seen = {row.text for row in read_rows(FOLDER)}
    for row in rows:
        if row.text in seen:
            errors.append(CorpusError(f"the corpus has this sentence already: {row.text!r}"))
        seen.add(row.text)
    if action == "add" and not errors:
        lines = [(replace(row, split="train") if learnt else row).to_json() + "\n" for row in rows]
        (FOLDER / f"{name}.jsonl").write_text("".join(lines), "utf-8")
    for error in errors:
        print(error, file=sys.stderr)
    print(f"{len(rows)} rows, {len(errors)} errors\n{_count(rows)}")
    return 1 if errors else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
