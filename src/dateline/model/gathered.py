"""What is gathered over articles: how one tells its story, which belong together, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Weights = tuple[tuple[str, float], ...]
"""Terms or names, each with its weight, the weightiest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An article as it is compared with others.

    Attributes:
        article: its number.
        address: where it stood.
        canonical: the address that it gives itself.
        site: name of the site, or the host.
        moment: when it was published, or fetched where that is not known.
        exact: whether ``moment`` is more than a day.
        credit: the agency that it credits, by its short name.
        headline, words, names: what stands in it.
        numbers: the numbers in it, years and days left out.
        days: the days that its first sentences speak of.
        shingles: how many runs of three words it has.
        signature: MinHash of these.
        keys: two articles that share none of these are not compared.
    """

    article: int
    address: str
    canonical: str | None = None
    site: str
    moment: datetime
    exact: bool
    credit: str | None = None
    headline: Weights
    words: Weights
    names: Weights
    numbers: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    shingles: int
    signature: tuple[int, ...]
    keys: tuple[int, ...]


class JoinKind(StrEnum):
    """What two articles (or events) that are joined have to do with each other."""

    COPY = "copy"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A decision: two belong together, with how sure that is (0 to 1), and why, in words.

    ``one`` and ``other`` are numbers of articles or of events, the smaller first.
    """

    one: int
    other: int
    kind: JoinKind
    score: float
    reasons: tuple[str, ...]


class Role(StrEnum):
    """What an article is in its story."""

    ORIGINAL = "original"
    COPY = "copy"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """An article in a story.

    Attributes:
        role: ``original`` if others copied it, ``copy``, or ``own`` if it has words of its own.
        copy_of: number of the original of a copy.
        source: whose text it is: the agency that it or one of its copies credits, else the site of the original.
        why: what the role rests on, in words.
    """

    article: int
    role: Role
    copy_of: int | None = None
    source: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCluster:
    """Articles on one news item, in the order they came out.

    Attributes:
        id: the smallest number of its articles.
    """

    id: int
    members: tuple[StoryMember, ...]

    @property
    def sources(self) -> int:
        """How many independent sources tell it: copies of one text count once."""
        return len({member.source for member in self.members})
