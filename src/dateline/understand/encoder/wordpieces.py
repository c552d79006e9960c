"""Cuts text into the word pieces that the encoder reads, each with its place and the case of its letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

CLS, SEP = 101, 102
SOURCE_OPEN, SOURCE_CLOSE, TARGET_OPEN, TARGET_CLOSE = 1, 2, 3, 4
_LOWER, _TITLE, _UPPER, _MIXED = range(4)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of a text.

    Attributes:
        words: their numbers. cases: 0 lower, 1 title, 2 upper, 3 mixed.
        starts, ends: their places in the text.
        inner: True for a piece that goes on with the word of the piece before it.
    """

    words: tuple[int, ...]
    cases: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    inner: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.words)


class Wordpieces:
    """The tokenizer of the encoder."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        tokenizer.no_padding()
        tokenizer.no_truncation()

    @classmethod
    def read(cls, path: Path) -> Wordpieces:
        """From a ``tokenizer.json``."""
        return cls(Tokenizer.from_file(str(path)))

    def cut(self, text: str) -> Pieces:
        """The pieces of a text, without any marks around them."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        offsets = encoding.offsets
        return Pieces(
            words=tuple(encoding.ids),
            cases=tuple(_case(text[start:end]) for start, end in offsets),
            starts=tuple(start for start, _ in offsets),
            ends=tuple(end for _, end in offsets),
            inner=tuple(token.startswith("##") for token in encoding.tokens),
        )


def _case(piece: str) -> int:
    if piece.islower() or not any(letter.isalpha() for letter in piece):
        return _LOWER
    if piece.isupper():
        return _UPPER if len(piece) > 1 else _TITLE
    return _TITLE if piece.istitle() else _MIXED


def shifted(pieces: Pieces, offset: int) -> Pieces:
    """The same pieces in a text that begins ``offset`` characters earlier."""
    return Pieces(
        pieces.words,
        pieces.cases,
        tuple(start + offset for start in pieces.starts),
        tuple(end + offset for end in pieces.ends),
        pieces.inner,
    )


def joined(parts: Sequence[Pieces]) -> Pieces:
    """The pieces of several texts that follow one another."""
    return Pieces(
        tuple(word for part in parts for word in part.words),
        tuple(case for part in parts for case in part.cases),
        tuple(start for part in parts for start in part.starts),
        tuple(end for part in parts for end in part.ends),
        tuple(inner for part in parts for inner in part.inner),
    )


def slice_pieces(pieces: Pieces, first: int, last: int) -> Pieces:
    """The pieces ``first`` to ``last`` (excluded)."""
    part = slice(first, last)
    return Pieces(
        pieces.words[part], pieces.cases[part], pieces.starts[part], pieces.ends[part], pieces.inner[part]
    )


def marked(pieces: Pieces, source: tuple[int, int], target: tuple[int, int]) -> tuple[list[int], list[int]]:
    """Numbers and cases of the pieces, with marks around two places of the text, ready for the encoder."""
    words, cases = [CLS], [_LOWER]
    for index in range(len(pieces) + 1):
        for place, opening, closing in (
            (source, SOURCE_OPEN, SOURCE_CLOSE),
            (target, TARGET_OPEN, TARGET_CLOSE),
        ):
            if index and _inside(pieces, index - 1, place) and not _inside(pieces, index, place):
                words.append(closing)
                cases.append(_LOWER)
            elif _inside(pieces, index, place) and not (index and _inside(pieces, index - 1, place)):
                words.append(opening)
                cases.append(_LOWER)
        if index < len(pieces):
            words.append(pieces.words[index])
            cases.append(pieces.cases[index])
    return [*words, SEP], [*cases, _LOWER]


def _inside(pieces: Pieces, index: int, place: tuple[int, int]) -> bool:
    return index < len(pieces) and pieces.starts[index] < place[1] and place[0] < pieces.ends[index]
