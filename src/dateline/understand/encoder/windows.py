"""Windows: the sentences of a paragraph that the encoder sees together.

A quotation that runs over several sentences is only understood with the sentence that says who speaks, so a window is a
paragraph, or as much of it as fits; a sentence that is longer than a window is seen in parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dateline.model import Sentence
from dateline.understand.encoder.session import MOST_PIECES
from dateline.understand.encoder.wordpieces import Pieces, joined, shifted, slice_pieces

_ROOM = 240


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences that are read together, and their word pieces with places in the article."""

    sentences: tuple[Sentence, ...]
    pieces: Pieces


def windows(text: str, sentences: Sequence[Sentence], cut: Callable[[str], Pieces]) -> Iterator[Window]:
    """All windows of an article, in order."""
    held: list[tuple[Sentence, Pieces]] = []
    for sentence in sentences:
        pieces = shifted(cut(sentence.span.of(text)), sentence.span.start)
        size = sum(len(part) for _, part in held)
        if held and (held[-1][0].paragraph != sentence.paragraph or size + len(pieces) > _ROOM):
            yield _window(held)
            held = []
        if len(pieces) > MOST_PIECES:
            for first in range(0, len(pieces), MOST_PIECES):
                yield Window((sentence,), slice_pieces(pieces, first, first + MOST_PIECES))
        elif len(pieces):
            held.append((sentence, pieces))
    if held:
        yield _window(held)


def _window(held: Sequence[tuple[Sentence, Pieces]]) -> Window:
    return Window(tuple(sentence for sentence, _ in held), joined([pieces for _, pieces in held]))
