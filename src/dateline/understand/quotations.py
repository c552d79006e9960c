"""Where direct speech stands: stretches in quotation marks, also those that run on over paragraphs.

A quotation that is not closed before its paragraph ends runs on if the next paragraph opens with a mark
again, as newspapers set long speeches; it ends where a mark closes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.model import Span
from dateline.understand.analysis import Analysis

_MARK = re.compile(r"[“”„‟«»\"]|''|``|[‘’']")
_SINGLE = "‘’'"
_OPENERS = "“„‟«"
_CLOSERS = "”»"
_BEFORE_OPENING = re.compile(r"[\s(\[—–\-/:“\"«]$")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Direct speech within one paragraph.

    Attributes:
        span: with its marks.
        inner: without them.
        run_on: True if it is not closed in its paragraph and goes on in the next.
        single: True for 'single marks' (headlines, speech in speech).
    """

    span: Span
    inner: Span
    run_on: bool = False
    single: bool = False

    def words(self, text: str) -> int:
        """How many words it has."""
        return len(self.inner.of(text).split())


def find_quotations(text: str, analyses: Sequence[Analysis]) -> tuple[Quotation, ...]:
    """All quotations of a text, in order, without overlap (speech within speech belongs to the outer one)."""
    paragraphs = list(_paragraphs(analyses))
    found: list[Quotation] = []
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else None
        goes_on = following is not None and text[following] in '"“„«'
        found.extend(_scan(text, start, end, goes_on))
    return tuple(found)


def _paragraphs(analyses: Sequence[Analysis]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of sentences in one paragraph."""
    start = end = -1
    current = None
    for analysis in analyses:
        sentence = analysis.sentence
        if sentence.paragraph != current:
            if current is not None:
                yield start, end
            start, current = sentence.span.start, sentence.paragraph
        end = sentence.span.end
    if current is not None:
        yield start, end


def _scan(text: str, start: int, end: int, goes_on: bool) -> Iterator[Quotation]:
    """The quotations of one paragraph."""
    position = start
    while True:
        opening = _next_opening(text, position, end)
        if opening is None:
            return
        first, width = opening
        mark = text[first : first + width]
        single = mark in _SINGLE
        closing = _closing_single(text, first + 1, end) if single else _closing(text, first + width, end)
        if closing is not None:
            last, closing_width = closing
            if last > first + width:
                yield Quotation(Span(first, last + closing_width), Span(first + width, last), single=single)
            position = last + closing_width
        elif single:
            position = first + 1
        else:
            if goes_on or _opens_sentence(text, first, start):
                yield Quotation(Span(first, end), Span(first + width, end), run_on=goes_on)
            return


def _next_opening(text: str, position: int, end: int) -> tuple[int, int] | None:
    for match in _MARK.finditer(text, position, end):
        mark = match.group()
        before = match.start() == 0 or bool(_BEFORE_OPENING.search(text[match.start() - 1 : match.start()]))
        after = match.end() < end and not text[match.end()].isspace()
        if mark in _OPENERS and after:
            return match.start(), len(mark)
        if mark in ('"', "''", "``", "‘", "'") and before and after:
            return match.start(), len(mark)
    return None


def _closing(text: str, position: int, end: int) -> tuple[int, int] | None:
    """The mark that ends double quotation; a straight mark after a space opens a quotation of its own."""
    for match in _MARK.finditer(text, position, end):
        mark = match.group()
        if mark == "''" and text[match.end() : match.end() + 1] == "'":
            return match.start() + 1, len(mark)
        if mark in _CLOSERS or mark == "''":
            return match.start(), len(mark)
        if mark == '"' and (match.end() == end or not text[match.end()].isalnum()):
            return match.start(), 1
    return None


def _closing_single(text: str, position: int, end: int) -> tuple[int, int] | None:
    """The mark that ends single quotation: not an apostrophe within a word."""
    for match in _MARK.finditer(text, position, end):
        if match.group() in "’'":
            inside = match.end() < end and bool(_LETTER.match(text[match.end()]))
            spaced = text[match.start() - 1].isspace()
            if not inside and not spaced:
                return match.start(), 1
        elif match.group() not in _SINGLE:
            return None
    return None


def _opens_sentence(text: str, place: int, start: int) -> bool:
    before = text[start:place].rstrip()
    return not before or before[-1] in ".!?:,"
