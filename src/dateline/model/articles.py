"""What a page says, and what was set aside or restored on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dateline.model.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A value of the metadata, and where on the page it came from (``json-ld``, ``og:title``, ``h1``)."""

    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who signed the article. At least one of ``name`` and ``handle`` is set.

    Attributes:
        name: as printed, without "By".
        handle: with its ``@``.
        avatar: address of the picture; None where the page has none, or only says that there is one.
        profile: address of the author's page.
        source: where on the page this came from.
    """

    name: str | None = None
    handle: str | None = None
    avatar: str | None = None
    profile: str | None = None
    source: str

    def __post_init__(self) -> None:
        if not (self.name or self.handle):
            raise ValueError("an author has a name or a handle")


class Precision(StrEnum):
    """How exact a date is."""

    SECOND = "second"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateEstimate:
    """A date as an interval of days, with the reasons for it; never a guess shown as a fact.

    Attributes:
        earliest: first day it can be; None if that is open.
        latest: last day it can be (the same as ``earliest`` for an exact day); None if that is open.
        precision: how exact the evidence was.
        moment: the exact time with its zone, where the page gave one.
        stated: True if the page or the text states it, False if it is inferred.
        reasons: the evidence, in words, at least one.
    """

    earliest: date | None
    latest: date | None
    precision: Precision
    moment: datetime | None = None
    stated: bool = True
    reasons: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("a date estimate gives its reasons")
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError(f"a date estimate runs forward, not {self.earliest}..{self.latest}")


class BlockKind(StrEnum):
    """What a block of the article's text is."""

    HEADLINE = "headline"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST_ITEM = "list-item"
    TABLE = "table"
    EMBED = "embed"
    LIVE_ENTRY = "live-entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of an article's text before it has a place in it."""

    kind: BlockKind = BlockKind.PARAGRAPH
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One block of the article and its place in ``Article.text`` (the headline is one, and comes first)."""

    kind: BlockKind
    span: Span


class FurnitureKind(StrEnum):
    """Why a piece of the page is not the article."""

    REPEATED_HEADLINE = "repeated-headline"
    STANDFIRST_BOX = "standfirst-box"
    BYLINE = "byline"
    AUTHOR_BIOGRAPHY = "author-biography"
    DATE_LINE = "date-line"
    PROMOTION = "promotion"
    LINK_LIST = "link-list"
    READ_MORE = "read-more"
    NAVIGATION = "navigation"
    SHARE = "share"
    CAPTION = "caption"
    COMMENT = "comment"
    COPYRIGHT = "copyright"
    CONSENT = "consent"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """A piece of the page that was set aside, with why.

    Attributes:
        text: as it stood on the page.
        kind: the reason, from a closed list.
        rule: the rule or model that decided, in words ("line model", "register banner").
        score: how sure it was, 0 to 1.
    """

    text: str
    kind: FurnitureKind
    rule: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Letters restored.

    Attributes:
        span: of the result, in ``Article.text`` (in the block's own text until the article is composed).
        original: what stood on the page.
        result: what stands there now.
        rule: which rule ("lost letter", "mojibake").
        evidence: what it rests on, in words.
    """

    span: Span
    original: str
    result: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What the page says. All spans of all facts are places in ``text``.

    Attributes:
        text: the headline (if there is one) and the blocks, in reading order, an empty line between them.
        paragraphs: where each of them stands in ``text``, in order, without overlap.
        headline: also the first paragraph, of kind ``headline``.
        published, modified: None if nothing on the page tells.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    headline: Sourced | None = None
    authors: tuple[Author, ...] = ()
    published: DateEstimate | None = None
    modified: DateEstimate | None = None
    site: Sourced | None = None
    language: Sourced | None = None
    canonical: Sourced | None = None
    furniture: tuple[Furniture, ...] = ()
    repairs: tuple[Repair, ...] = ()


BLOCK_SEPARATOR = "\n\n"
