"""A text and the spans that are marked in it, cut into pieces that can be shown one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from dateline.model import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Marked(Generic[T]):
    """A span of a text, and what it is marked with."""

    span: Span
    mark: T


@dataclass(frozen=True, slots=True)
class Segment(Generic[T]):
    """A piece of a text under the same marks from its first letter to its last.

    Attributes:
        span: where it stands in the text.
        text: its letters.
        marks: what covers it, the innermost first: the shortest span; of equal ones that which was given first.
    """

    span: Span
    text: str
    marks: tuple[T, ...] = ()


def segments(text: str, marked: Iterable[Marked[T]], within: Span | None = None) -> tuple[Segment[T], ...]:
    """Cut a text where a mark begins or ends. Marks may nest, cross, or reach out of the text.

    Args:
        text: all of it.
        marked: the spans; one without letters marks nothing.
        within: the part of the text that is wanted; all of it if None.

    Returns:
        pieces with at least one letter; joined, they are the text.
    """
    whole = Span(0, len(text)) if within is None else within  # an empty span is false
    first, last = min(whole.start, len(text)), min(whole.end, len(text))
    here = [each for each in marked if each.span.start < last and each.span.end > first and len(each.span)]
    inner_first = sorted(here, key=lambda each: len(each.span))
    ends = {first, last}
    for each in here:
        ends |= {max(each.span.start, first), min(each.span.end, last)}
    return tuple(
        Segment(
            Span(start, end),
            text[start:end],
            tuple(each.mark for each in inner_first if each.span.start <= start and end <= each.span.end),
        )
        for start, end in pairwise(sorted(ends))
    )
