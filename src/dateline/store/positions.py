"""Who was for or against what, over time: stances, read-only, with the sentences, and where somebody turned round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from dateline.store import parts, schema
from dateline.store.schema_gathered import stances, story_articles
from dateline.store.verdicts import on_entities

PLAIN = "name:"
MOST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceTaken:
    """What somebody said or did for or against something, with its sentence.

    Attributes:
        stance: 1 for, -1 against.
        reversal: whether the one before it was the other way.
        article: number of the article.
        fact: position of the statement or event in the article; ``said`` tells which.
    """

    actor: str
    actor_name: str
    day: date | None
    stance: int
    reversal: bool
    said: bool
    fact: int
    sentence: str
    why: tuple[str, ...]
    article: int
    headline: str | None
    site: str | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionTaken:
    """All that one did and said on one question, the earliest first.

    Attributes:
        actor: id of the entity or the state, or ``name:`` and a plain name.
        issue: kind of the question.
        object: what it is about, as ``actor``.
    """

    actor: str
    actor_name: str
    issue: str
    object: str
    object_name: str
    stances: tuple[StanceTaken, ...]

    @property
    def reversals(self) -> int:
        """How often it turned round."""
        return sum(one.reversal for one in self.stances)

    @property
    def supporting(self) -> int:
        """How often it was for."""
        return sum(one.stance > 0 for one in self.stances)

    @property
    def opposing(self) -> int:
        """How often it was against."""
        return sum(one.stance < 0 for one in self.stances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that the articles tell stances on.

    Attributes:
        actors: how many take a stance.
        stances: how many there are.
    """

    issue: str
    object: str
    object_name: str
    actors: int
    stances: int


def questions(connection: Connection, *, limit: int = 50) -> tuple[Question, ...]:
    """The questions that most is said and done on."""
    table, articles = stances.c, schema.articles.c
    query = (
        select(
            table.issue,
            table.object,
            func.min(table.object_name).label("name"),
            func.count(table.actor.distinct()).label("actors"),
            func.count().label("size"),
        )
        .join(schema.articles, articles.id == table.article_id)
        .where(articles.current == true())
        .group_by(table.issue, table.object)
        .order_by(func.count().desc(), table.issue, table.object)
        .limit(limit)
    )
    return tuple(
        Question(
            issue=row.issue, object=row.object, object_name=row.name, actors=row.actors, stances=row.size
        )
        for row in connection.execute(query)
    )


def positions(
    connection: Connection, actor: str, *, issue: str | None = None, objects: Sequence[str] = ()
) -> tuple[PositionTaken, ...]:
    """What somebody was for and against, those questions first on which most is known.

    Copies of one text count once: what stands in them is left out.

    Args:
        connection: to the database.
        actor: id of an entity, of a state (all who belong to it then), or ``name:`` and a plain name.
        issue: only questions of this kind.
        objects: only questions about one of these, by id, or ``name:`` and a part of a name.
    """
    actor = on_entities(connection).counts_as(actor)
    table, articles, pages = stances.c, schema.articles.c, schema.pages.c
    said, events, sentences = schema.statements.c, schema.events.c, schema.sentences.c
    place = func.coalesce(said.sentence, events.sentence)
    query = (
        select(
            stances,
            func.coalesce(said.position, events.position).label("fact"),
            sentences.text.label("sentence"),
            articles.headline,
            articles.site,
            pages.address,
        )
        .join(schema.articles, articles.id == table.article_id)
        .join(schema.pages, pages.id == articles.page_id)
        .outerjoin(schema.statements, said.id == table.statement_id)
        .outerjoin(schema.events, events.id == table.event_id)
        .join(schema.sentences, and_(sentences.article_id == table.article_id, sentences.position == place))
        .outerjoin(story_articles, story_articles.c.article_id == table.article_id)
        .where(
            articles.current == true(),
            func.coalesce(story_articles.c.role, "own") != "copy",
            _is(actor),
            *([table.issue == issue] if issue else []),
            *([or_(*map(_about, objects))] if objects else []),
        )
        .order_by(table.day, table.article_id, sentences.position, table.id)
        .limit(MOST)
    )
    groups: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        groups[row.issue, row.object].append(row)
    found = [_position(actor, rows) for rows in groups.values()]
    return tuple(sorted(found, key=lambda one: (-len(one.stances), one.issue, one.object)))


def _is(actor: str) -> ColumnElement[bool]:
    code = parts.state_of(actor)
    if code is not None:
        return or_(stances.c.actor == actor, stances.c.actor_country == code)
    return stances.c.actor == actor


def _about(wanted: str) -> ColumnElement[bool]:
    if wanted.startswith(PLAIN):
        return stances.c.object_name.icontains(wanted.removeprefix(PLAIN), autoescape=True)
    return stances.c.object == wanted


def actors_called(connection: Connection, name: str) -> tuple[tuple[str, str], ...]:
    """The ids and names of those whose name has these words, those with most stances first."""
    table = stances.c
    query = (
        select(table.actor, func.min(table.actor_name))
        .where(table.actor_name.icontains(name, autoescape=True))
        .group_by(table.actor)
        .order_by(func.count().desc(), table.actor)
    )
    return tuple((row[0], row[1]) for row in connection.execute(query))


def _position(actor: str, rows: Sequence[Any]) -> PositionTaken:
    taken: list[StanceTaken] = []
    seen: set[tuple[object, ...]] = set()
    before: int | None = None
    for row in rows:
        key = row.article_id, row.sentence, row.stance
        if key in seen:
            continue  # a statement and the act in it are one
        seen.add(key)
        taken.append(
            StanceTaken(
                actor=row.actor,
                actor_name=row.actor_name,
                day=row.day,
                stance=row.stance,
                reversal=before is not None and before != row.stance,
                said=row.statement_id is not None,
                fact=row.fact,
                sentence=row.sentence,
                why=row.why,
                article=row.article_id,
                headline=row.headline,
                site=row.site,
                address=row.address,
            )
        )
        before = row.stance
    first = rows[0]
    name = next((row.actor_name for row in rows if row.actor == actor), first.actor_name)
    return PositionTaken(
        actor=actor,
        actor_name=name,
        issue=first.issue,
        object=first.object,
        object_name=first.object_name,
        stances=tuple(taken),
    )
