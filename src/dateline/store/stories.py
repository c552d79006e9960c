"""Stories, read-only: which articles tell one, what each is in it, and why they are together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from dateline.model import DateEstimate, JoinKind, Role
from dateline.store import schema
from dateline.store.load import date_of
from dateline.store.schema_gathered import (
    incident_reports,
    stories,
    story_articles,
    story_joins,
    tellings,
)

OUTLETS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticle:
    """An article of a story.

    Attributes:
        told: when it came out, or was fetched.
        role: original (others have its text), copy, or own.
        copy_of: number of the original of a copy.
        source: whose text it is.
        why: what the role rests on.
    """

    article: int
    headline: str | None
    site: str | None
    address: str
    published: DateEstimate | None
    told: datetime | None
    role: Role
    copy_of: int | None
    source: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Why two articles of a story are together."""

    one: int
    other: int
    kind: JoinKind
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story with all that tell it, the earliest first.

    Attributes:
        sources: how many independent sources it has.
        outlets: site → how many articles, those with most first.
    """

    id: int
    sources: int
    first: datetime
    last: datetime
    articles: tuple[StoryArticle, ...]
    joins: tuple[Joined, ...]

    @property
    def outlets(self) -> dict[str, int]:
        """Site → how many of the articles stand on it, those with most first."""
        return dict(Counter(one.site or one.address for one in self.articles).most_common())

    @property
    def copies(self) -> int:
        """How many of the articles are copies."""
        return sum(one.role is Role.COPY for one in self.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far a story is spread: articles, independent sources, and some of the outlets."""

    story: int
    articles: int
    sources: int
    sites: int
    outlets: tuple[str, ...]


def story_of(connection: Connection, article: int) -> int | None:
    """The number of the story that an article is in; None if it is in none."""
    query = select(story_articles.c.story_id).where(story_articles.c.article_id == article)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found


def story_view(connection: Connection, number: int) -> StoryView | None:
    """The story with this number; None if there is none."""
    head = connection.execute(select(stories).where(stories.c.id == number)).one_or_none()
    if head is None:
        return None
    members, articles, pages = story_articles.c, schema.articles.c, schema.pages.c
    query = (
        select(
            story_articles,
            *(column for name, column in articles.items() if name.startswith("published")),
            articles.headline,
            articles.site,
            pages.address,
            tellings.c.moment,
        )
        .join(schema.articles, articles.id == members.article_id)
        .join(schema.pages, pages.id == articles.page_id)
        .outerjoin(tellings, tellings.c.article_id == members.article_id)
        .where(members.story_id == number)
        .order_by(members.place)
    )
    told = tuple(
        StoryArticle(
            article=row.article_id,
            headline=row.headline,
            site=row.site,
            address=row.address,
            published=date_of(row, "published"),
            told=row.moment,
            role=Role(row.role),
            copy_of=row.copy_of,
            source=row.source,
            why=row.why,
        )
        for row in connection.execute(query)
    )
    return StoryView(
        id=number,
        sources=head.sources,
        first=head.first,
        last=head.last,
        articles=told,
        joins=_joins(connection, number),
    )


def _joins(connection: Connection, number: int) -> tuple[Joined, ...]:
    inside = select(story_articles.c.article_id).where(story_articles.c.story_id == number)
    table = story_joins
    query = (
        select(table)
        .where(table.c.one_id.in_(inside), table.c.other_id.in_(inside))
        .order_by(table.c.score.desc(), table.c.one_id, table.c.other_id)
    )
    return tuple(
        Joined(
            one=row.one_id,
            other=row.other_id,
            kind=JoinKind(row.kind),
            score=row.score,
            reasons=row.reasons,
        )
        for row in connection.execute(query)
    )


def spreads(connection: Connection, articles: Sequence[int]) -> dict[int, Spread]:
    """How far the stories of these articles are spread, by number of the article; only stories of several."""
    members, others = story_articles, story_articles.alias("others")
    query = (
        select(
            members.c.article_id,
            stories,
            others.c.source,
            schema.articles.c.site,
            schema.pages.c.address,
        )
        .join(stories, and_(stories.c.id == members.c.story_id, stories.c.articles > 1))
        .join(others, others.c.story_id == stories.c.id)
        .join(schema.articles, schema.articles.c.id == others.c.article_id)
        .join(schema.pages, schema.pages.c.id == schema.articles.c.page_id)
        .where(members.c.article_id.in_(articles))
        .order_by(members.c.article_id, others.c.place)
    )
    found: dict[int, Spread] = {}
    outlets: dict[int, dict[str, None]] = {}
    for row in connection.execute(query):
        outlets.setdefault(row.article_id, {})[row.site or row.address] = None
        found[row.article_id] = Spread(
            story=row.id, articles=row.articles, sources=row.sources, sites=row.sites, outlets=()
        )
    return {
        article: Spread(
            story=one.story,
            articles=one.articles,
            sources=one.sources,
            sites=one.sites,
            outlets=tuple(outlets[article])[:OUTLETS],
        )
        for article, one in found.items()
    }


def incidents_in(connection: Connection, articles: Sequence[int]) -> list[int]:
    """The numbers of the incidents that two or more of these articles report, those in most of them first."""
    table = incident_reports.c
    query = select(table.incident_id, table.article_id).where(table.article_id.in_(articles)).distinct()
    counts = Counter(row.incident_id for row in connection.execute(query))
    return [
        number for number, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])) if count > 1
    ]
