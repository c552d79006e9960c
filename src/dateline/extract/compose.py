"""Blocks of text to one text with places in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.model import BLOCK_SEPARATOR, Block, BlockKind, Paragraph, Repair, Span


@dataclass(frozen=True, slots=True)
class Composed:
    """The article's text, where its paragraphs stand in it, and where the repairs do."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    repairs: tuple[Repair, ...]


def compose(blocks: Sequence[Block], repairs: Sequence[Sequence[Repair]]) -> Composed:
    """Join blocks with an empty line between them, and move each block's repairs to its place.

    Args:
        blocks: in reading order, the headline first if there is one.
        repairs: for each block its repairs, with spans in the block's own text.
    """
    paragraphs: list[Paragraph] = []
    moved: list[Repair] = []
    start = 0
    for block, block_repairs in zip(blocks, repairs, strict=True):
        paragraphs.append(Paragraph(kind=block.kind, span=Span(start, start + len(block.text))))
        moved.extend(
            Repair(
                span=repair.span.shift(start),
                original=repair.original,
                result=repair.result,
                rule=repair.rule,
                evidence=repair.evidence,
            )
            for repair in block_repairs
        )
        start += len(block.text) + len(BLOCK_SEPARATOR)
    text = BLOCK_SEPARATOR.join(block.text for block in blocks)
    return Composed(text, tuple(paragraphs), tuple(moved))


def with_headline(headline: str | None, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with the headline, if there is one, before them."""
    if headline is None:
        return tuple(blocks)
    return (Block(kind=BlockKind.HEADLINE, text=headline), *blocks)
