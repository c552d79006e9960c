"""What is gathered over articles: how one tells its story, which belong together, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dateline.model.facts import EventType
from dateline.model.spans import Span

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


class Harm(StrEnum):
    """What became of people."""

    DEAD = "dead"
    INJURED = "injured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Victims:
    """How many were killed or hurt, as a sentence tells.

    Attributes:
        least: at least so many.
        exact: whether just so many are told, and not "at least" or "dozens".
        span: the words that tell it, in the article's text.
    """

    harm: Harm
    least: int
    exact: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An event as it is compared with others.

    Attributes:
        event: its number.
        article: the number of its article.
        family: class of its type: events of other classes are not compared.
        actors, recipients: who takes part, each by all it goes by: id of the entity, name, state, weak form.
        place: where, by id or plain name; None if the text does not tell.
        earliest, latest: the days it can be of; the article's own where the text does not tell.
        dated: whether the text tells.
        moment: when the article came out.
        trigger: base form of the word that told it.
        unreal: its auxiliary modes but historical.
        words: what its sentence says.
        keys: two that share none, in articles that are not joined, are not compared.
    """

    event: int
    article: int
    type: EventType
    family: str
    mode: str | None
    actors: tuple[tuple[str, ...], ...]
    recipients: tuple[tuple[str, ...], ...]
    reciprocal: bool
    place: str | None
    earliest: date
    latest: date
    dated: bool
    moment: datetime
    trigger: str
    unreal: tuple[str, ...]
    words: Weights
    victims: tuple[Victims, ...] = ()
    score: float
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCluster:
    """Reports of one act, in the order of their articles.

    Attributes:
        id: the smallest number of its events.
        lead: the number of the event that says best what happened.
    """

    id: int
    lead: int
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """What somebody said or did for or against something.

    Attributes:
        statement, event: index in the reading of what it rests on; one of them is None.
        actor: who, by id of the entity or the state, or ``name:`` and a plain name.
        actor_name: as the article names it.
        actor_country: alpha-3 code of the state it is of.
        issue: the kind of question: ``membership``, ``sanctions`` and so on.
        object: what the question is about, as ``actor``.
        day: when; None if that is not known.
        stance: 1 for, -1 against.
        why: what that rests on, in words.
    """

    statement: int | None = None
    event: int | None = None
    actor: str
    actor_name: str
    actor_country: str | None
    issue: str
    object: str
    object_name: str
    day: date | None
    stance: int
    why: tuple[str, ...]
