"""What the view gives: small typed records, each fact with the sentence it rests on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from dateline.errors import Reason
from dateline.model import (
    Auxiliary,
    DateEstimate,
    EventType,
    MentionKind,
    Polarity,
    Provenance,
    Span,
    StatementKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An article in a list.

    Attributes:
        article: its number.
        headline: None if it has none; ``beginning`` then helps.
        beginning: the first words of its text.
        authors: names, or handles where there is no name.
    """

    article: int
    address: str
    headline: str | None
    beginning: str
    site: str | None
    published: DateEstimate | None
    authors: tuple[str, ...]
    events: int
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The article that a fact stands in, and what made the fact."""

    article: int
    address: str
    digest: str
    headline: str | None
    site: str | None
    language: str | None
    published: DateEstimate | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who takes part in a fact.

    Attributes:
        span: where in the article's text.
        text: as written there.
        name: the fullest form of the name in the article, or the text.
        kind, title, country, role: of the mention, if it is one.
        mention: position of that mention in the article.
    """

    span: Span
    text: str
    name: str
    kind: MentionKind | None = None
    title: str | None = None
    country: str | None = None
    role: str | None = None
    mention: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One event, with the sentence it rests on.

    Attributes:
        id: its number in the database; another reading of the page gives it a new one.
        position: its number in the article.
        date: when, as far as the text tells.
        earliest, latest: the days that it is found by; see ``dated_by``.
        dated_by: ``text`` or ``published``; None if no day is known.
        sentence_span: where the sentence stands, so that the other spans can be marked in it.
        corrected_by: the reviewer whose values it has, if it was corrected.
        rejected_by: the reviewer who rejected it; such events come only where they are asked for.
    """

    id: int
    position: int
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    auxiliaries: tuple[Auxiliary, ...]
    reciprocal: bool
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    place: Party | None
    date: DateEstimate | None
    earliest: datetime.date | None
    latest: datetime.date | None
    dated_by: str | None
    trigger: Span
    sentence: str
    sentence_span: Span
    rule: str
    score: float
    source: Source
    corrected_by: str | None = None
    rejected_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement, with the sentence that holds its cue.

    Attributes:
        content: what was said, its pieces joined by " … ".
        corrected_by, rejected_by: as of :class:`Fact`.
    """

    id: int
    position: int
    speaker: Party | None
    addressee: Party | None
    cue: Span
    content: str
    content_spans: tuple[Span, ...]
    kind: StatementKind
    polarity: Polarity
    quoted: bool
    sentence: str
    sentence_span: Span
    rule: str
    score: float
    source: Source
    corrected_by: str | None = None
    rejected_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedPage:
    """An input that could not be read."""

    address: str
    reason: Reason
    message: str
    fetched: datetime.datetime | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much is in the database; articles and facts of the newest versions only."""

    pages: int
    rejected: int
    articles: int
    sentences: int
    mentions: int
    events: int
    statements: int
