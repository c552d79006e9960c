"""The names of places that events of a database are told of."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, true

from dateline.model import MentionKind
from dateline.store import schema


def known_places(connection: Connection, most: int) -> list[str]:
    """Names of places, those in the most articles first; at most so many."""
    mentions, articles = schema.mentions.c, schema.articles.c
    query = (
        select(mentions.name)
        .join(schema.articles, articles.id == mentions.article_id)
        .where(
            articles.current == true(), mentions.kind == MentionKind.PLACE.value, mentions.name.is_not(None)
        )
        .group_by(mentions.name)
        .order_by(func.count().desc(), mentions.name)
        .limit(most)
    )
    return [name for (name,) in connection.execute(query)]
