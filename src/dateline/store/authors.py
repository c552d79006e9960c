"""Those who sign the articles: what the pages tell of somebody of a name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from dateline.store import schema
from dateline.store.filed import ARTICLES, Asked, Under, newest, total

RECENT = 200
"""So many articles of one are asked what they tell: the newest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What the articles tell of one who signed them, each value once, those of the newest article first.

    Attributes:
        names, handles: the names and handles that stand beside the one that was asked for.
        avatars, profiles: addresses of pictures and of pages.
        sites: the sites of the articles.
        articles: how many there are.
    """

    names: tuple[str, ...]
    handles: tuple[str, ...]
    avatars: tuple[str, ...]
    profiles: tuple[str, ...]
    sites: tuple[str, ...]
    articles: int


def signed_by(connection: Connection, name: str) -> Signed | None:
    """What is told of those who signed by this name or handle (exactly as printed); None if nobody did."""
    authors, articles = schema.authors.c, schema.articles.c
    key = (f"author:{name}",)
    found = [place.number for place in newest(connection, ARTICLES, Asked(under=(Under(key),)), limit=RECENT)]
    query = (
        select(schema.authors, articles.site)
        .join(schema.articles, articles.id == authors.article_id)
        .where(articles.id.in_(found), or_(authors.name == name, authors.handle == name))
    )
    rows = sorted(connection.execute(query).all(), key=lambda row: found.index(row.article_id))
    if not rows:
        return None

    def each(column: str) -> tuple[str, ...]:
        values = (row._mapping[column] for row in rows)
        return tuple(dict.fromkeys(value for value in values if value))

    return Signed(
        names=each("name"),
        handles=each("handle"),
        avatars=each("avatar"),
        profiles=each("profile"),
        sites=each("site"),
        articles=total(connection, ARTICLES, key),
    )
