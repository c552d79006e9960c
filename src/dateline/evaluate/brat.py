"""Reads brat standoff: spans of a text with a type, and relations that tie them together.

Format: https://brat.nlplab.org/standoff.html. A span line is ``T1<TAB>Source 0 5;9 12<TAB>words``, an event
line is ``E1<TAB>Attribution:T4 Source:T1 Cue:T2``. Other lines (notes, and the rest of a span's words where
these run over a line break) say nothing about spans and are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import DataError
from dateline.model import Span

_SPAN_LINE = re.compile(r"^T\d+\t")
_EVENT_LINE = re.compile(r"^E\d+\t")


@dataclass(frozen=True, slots=True)
class TextBound:
    """A marked stretch of text, in one or more pieces."""

    kind: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """An event line: its type and the roles in it; a role may occur more than once."""

    kind: str
    roles: tuple[tuple[str, TextBound], ...]

    def spans(self, role: str) -> tuple[Span, ...]:
        """All pieces of all spans that fill ``role``, in order."""
        return tuple(sorted(span for name, bound in self.roles if name == role for span in bound.spans))


def parse(content: str, *, where: str = "", limit: int | None = None) -> tuple[Relation, ...]:
    """Take the relations out of a standoff file.

    Args:
        content: the file's text.
        where: how to name the file in an error.
        limit: the length of the text that it marks; None to leave that unchecked.

    Raises:
        DataError: if a span or an event line does not have the form, or a span lies outside the text.
    """
    bounds: dict[str, TextBound] = {}
    events: list[tuple[int, str]] = []
    for number, line in enumerate(content.split("\n"), start=1):
        if _SPAN_LINE.match(line):
            key, rest = line.split("\t")[:2]
            bounds[key] = _text_bound(rest, f"{where}:{number}", limit)
        elif _EVENT_LINE.match(line):
            events.append((number, line.split("\t")[1]))
    return tuple(_relation(text, bounds, f"{where}:{number}") for number, text in events)


def read(path: Path, *, limit: int | None = None) -> tuple[Relation, ...]:
    """Read one ``.ann`` file; see :func:`parse`."""
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("cannot be read as UTF-8 text", where=str(path), action="check the file") from error
    return parse(content, where=str(path), limit=limit)


def _text_bound(text: str, where: str, limit: int | None) -> TextBound:
    kind, _, places = text.partition(" ")
    try:
        spans = tuple(Span(int(start), int(end)) for start, end in (p.split() for p in places.split(";")))
    except ValueError as error:
        raise DataError(
            f"not a brat span: {text[:60]!r}", where=where, action="write TYPE START END[;START END…]"
        ) from error
    if limit is not None and any(span.end > limit for span in spans):
        raise DataError(
            f"a span lies outside the text of {limit} characters: {text[:60]!r}",
            where=where,
            action="check that the text is the one that was marked",
        )
    return TextBound(kind, spans)


def _relation(text: str, bounds: dict[str, TextBound], where: str) -> Relation:
    kind = ""
    roles: list[tuple[str, TextBound]] = []
    for place, part in enumerate(text.split()):
        name, _, key = part.partition(":")
        if key not in bounds:
            raise DataError(
                f"refers to a span that is not there: {part!r}", where=where, action="add the T line it names"
            )
        if place == 0:
            kind = name
        else:
            roles.append((name.rstrip("0123456789"), bounds[key]))
    return Relation(kind, tuple(roles))
