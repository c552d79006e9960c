"""The entities that articles are linked to, and how many articles name each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, distinct, func, select, true

from dateline.store import schema, schema_reference
from dateline.store.database import Database
from dateline.store.ftm_entities import schema_of
from dateline.store.paging import Numbered
from dateline.store.verdicts import on_entities


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedEntity:
    """An entity that articles name.

    Attributes:
        schema: FollowTheMoney schema.
        articles: how many articles (newest versions) name it.
    """

    id: str
    name: str
    schema: str
    articles: int


def find_linked(
    database: Database, after: str | None, limit: int, *, name: str | None = None, identity: str | None = None
) -> Numbered[LinkedEntity]:
    """Entities that articles name, in the order of their ids.

    Args:
        database: where to look.
        after: the id of the last one seen.
        limit: at most so many.
        name: a part of the name; case of ASCII letters does not matter.
        identity: only the entity with this id.

    Raises:
        StoreError: the database cannot be read.
    """
    links, profiles, articles = schema_reference.links.c, schema_reference.profiles.c, schema.articles.c
    same = and_(profiles.article_id == links.article_id, profiles.entity == links.entity)
    query = (
        select(
            links.entity,
            func.max(links.name).label("name"),
            func.max(profiles.schema).label("schema"),
            func.count(distinct(links.article_id)).label("articles"),
        )
        .join(schema.articles, articles.id == links.article_id)
        .outerjoin(schema_reference.profiles, same)
        .where(articles.current == true(), links.entity.is_not(None))
        .group_by(links.entity)
        .order_by(links.entity)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(links.entity > after)
    if name is not None:
        query = query.where(links.name.icontains(name, autoescape=True))
    with database.reading() as connection:
        if identity is not None:
            query = query.where(links.entity == on_entities(connection).counts_as(identity))
        rows = connection.execute(query).all()
    found = tuple(
        LinkedEntity(
            id=row.entity,
            name=row.name or row.entity,
            schema=schema_of(row.entity, row.schema),
            articles=row.articles,
        )
        for row in rows[:limit]
    )
    return Numbered(found, found[-1].id if len(rows) > limit else None)
