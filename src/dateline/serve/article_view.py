"""An article as a page shows it: its text in pieces, and a panel for each fact in it.

Whoever may not see whole articles gets the sentences that facts rest on, and nothing else of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from dateline.model import (
    Author,
    BlockKind,
    Claim,
    DateEstimate,
    Furniture,
    Profile,
    Provenance,
    Reading,
    Repair,
    Sentence,
    Span,
)
from dateline.serve.fact_view import EventView, StatementView, WhoView, events_of, statements_of, who_of
from dateline.serve.marks import Piece, marks_of, pieces_of
from dateline.store.identify import FactIds

ELLIPSIS = " … "


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlock:
    """A block of the article. ``gap`` tells that text before it is left out; so does a piece " … " within it."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedRepair:
    """A repair, and its number in the article."""

    number: int
    repair: Repair


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article and its facts.

    Attributes:
        whole: whether all of the text is there; else only the sentences that facts rest on.
        sentences: how many sentences the article has; ``shown`` of them are there.
        furniture: what was set aside; empty unless ``whole``. ``set_aside`` counts it in any case.
    """

    number: int
    address: str
    headline: str | None
    headline_source: str | None
    site: str | None
    language: str | None
    canonical: str | None
    authors: tuple[Author, ...]
    published: DateEstimate | None
    modified: DateEstimate | None
    whole: bool
    sentences: int
    shown: int
    blocks: tuple[ShownBlock, ...]
    events: tuple[EventView, ...]
    statements: tuple[StatementView, ...]
    who: tuple[WhoView, ...]
    claims: tuple[Claim, ...]
    profiles: tuple[Profile, ...]
    repairs: tuple[NumberedRepair, ...]
    furniture: tuple[Furniture, ...]
    set_aside: int
    provenance: Provenance


def view_article(reading: Reading, number: int, ids: FactIds, *, whole: bool) -> ArticleView:
    """What a page shows of a reading.

    Args:
        reading: from the database.
        number: of the article.
        ids: of its facts.
        whole: show all of the text and of what was set aside.
    """
    article = reading.article
    shown = reading.sentences if whole else sentences_resting(reading)
    spans = (Span(0, len(article.text)),) if whole else tuple(sentence.span for sentence in shown)
    headline = article.headline
    return ArticleView(
        number=number,
        address=reading.page.address,
        headline=headline.value if headline else None,
        headline_source=headline.source if headline else None,
        site=article.site.value if article.site else None,
        language=article.language.value if article.language else None,
        canonical=article.canonical.value if article.canonical else None,
        authors=article.authors,
        published=article.published,
        modified=article.modified,
        whole=whole,
        sentences=len(reading.sentences),
        shown=len(shown),
        blocks=tuple(_whole(reading) if whole else _parts(reading, shown)),
        events=events_of(reading, ids),
        statements=statements_of(reading, ids, spans),
        who=who_of(reading),
        claims=reading.claims,
        profiles=reading.profiles,
        repairs=tuple(
            NumberedRepair(number=place, repair=repair)
            for place, repair in enumerate(article.repairs)
            if any(span.contains(repair.span) for span in spans)
        ),
        furniture=article.furniture if whole else (),
        set_aside=len(article.furniture),
        provenance=reading.provenance,
    )


def sentences_resting(reading: Reading) -> tuple[Sentence, ...]:
    """The sentences that events, statements and claims rest on, in their order."""
    facts: Iterable[int] = (
        *(event.sentence for event in reading.events),
        *(statement.sentence for statement in reading.statements),
        *(claim.sentence for claim in reading.claims),
    )
    wanted = frozenset(facts)
    return tuple(sentence for sentence in reading.sentences if sentence.index in wanted)


def _whole(reading: Reading) -> Iterator[ShownBlock]:
    marks, text = marks_of(reading), reading.article.text
    for paragraph in reading.article.paragraphs:
        yield ShownBlock(kind=paragraph.kind, pieces=pieces_of(text, marks, paragraph.span))


def _parts(reading: Reading, shown: Iterable[Sentence]) -> Iterator[ShownBlock]:
    marks, text = marks_of(reading), reading.article.text
    paragraphs = reading.article.paragraphs
    before = -1
    for number, sentences in groupby(shown, lambda sentence: sentence.paragraph):
        kind = paragraphs[number].kind if number < len(paragraphs) else BlockKind.PARAGRAPH
        pieces: list[Piece] = []
        gap = False
        for place, sentence in enumerate(sentences):
            left_out = sentence.index > before + 1
            gap = gap or (left_out and place == 0)
            if place:
                pieces.append(Piece(text=ELLIPSIS if left_out else " "))
            pieces += pieces_of(text, marks, sentence.span)
            before = sentence.index
        yield ShownBlock(kind=kind, pieces=tuple(pieces), gap=gap)
