"""How a fact's sentence is shown: cut into pieces, each with what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from fastapi import Request

from dateline.model import EventType, Span
from dateline.serve.plain import visible
from dateline.store.pair_view import quad_of
from dateline.store.records import Fact, Said


def pieces(fact: Fact | Said) -> tuple[tuple[str, str | None], ...]:
    """The sentence cut into pieces, each with what it is: actor, recipient, trigger, place, said, or None.

    Of marks that overlap, the one that begins first is kept.
    """
    whole = fact.sentence_span
    found: list[tuple[str, str | None]] = []
    place = whole.start
    for span, what in sorted(_marks(fact), key=lambda mark: (mark[0].start, -mark[0].end)):
        if span.start < place or span.end > whole.end or span.start == span.end:
            continue
        found.append((_cut(fact, place, span.start), None))
        found.append((_cut(fact, span.start, span.end), what))
        place = span.end
    found.append((_cut(fact, place, whole.end), None))
    return tuple((visible(text), what) for text, what in found if text)


def _cut(fact: Fact | Said, start: int, end: int) -> str:
    return fact.sentence[start - fact.sentence_span.start : end - fact.sentence_span.start]


def _marks(fact: Fact | Said) -> Iterator[tuple[Span, str]]:
    if isinstance(fact, Fact):
        yield from ((party.span, "actor") for party in fact.actors)
        yield from ((party.span, "recipient") for party in fact.recipients)
        yield fact.trigger, "trigger"
        if fact.place:
            yield fact.place.span, "place"
        return
    if fact.speaker:
        yield fact.speaker.span, "actor"
    if fact.addressee:
        yield fact.addressee.span, "recipient"
    yield fact.cue, "trigger"
    yield from ((span, "said") for span in fact.content_spans)


def quad(event_type: EventType) -> str:
    """The class of a type as a name for style sheets: ``verbal-cooperation`` and so on."""
    return quad_of(event_type).value.replace(" ", "-")


def query(request: Request, **changes: Any) -> str:
    """The question mark and query of the request with these changes; None takes a name away."""
    kept = [
        (name, value) for name, value in request.query_params.multi_items() if value and name not in changes
    ]
    for name, value in changes.items():
        values = value if isinstance(value, (list, tuple)) else (value,)
        kept += [(name, str(item)) for item in values if item is not None]
    return "?" + "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in kept)


_quoted = lru_cache(maxsize=4096)(quote_plus)  # a page has hundreds of links that differ in a word


FILTERS: dict[str, Callable[..., Any]] = {"pieces": pieces, "quad": quad, "query": query}
