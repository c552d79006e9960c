"""Those who sign the articles: what the pages tell of somebody of a name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select, true

from dateline.store import schema


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
    query = (
        select(schema.authors, articles.site)
        .join(schema.articles, articles.id == authors.article_id)
        .where(articles.current == true(), or_(authors.name == name, authors.handle == name))
        .order_by(articles.published_latest.desc().nulls_last(), articles.id.desc())
    )
    rows = connection.execute(query).all()
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
        articles=len({row.article_id for row in rows}),
    )
