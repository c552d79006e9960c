"""What articles are news of, so that the same is not told twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from dateline.store import schema

Subjects = Callable[[Connection, Sequence[int]], Mapping[int, str]]
"""From the numbers of articles to what each is news of; what is left out is not told."""


def by_address(connection: Connection, articles: Sequence[int]) -> Mapping[int, str]:
    """Each page is news of its own: its address, or the one it gives itself if that is of the same host.

    That of another host is not believed: a page could pass itself off as one of another site, to keep it from being
    told.
    """
    columns = (schema.articles.c.id, schema.articles.c.canonical, schema.pages.c.address)
    query = (
        select(*columns)
        .join(schema.pages, schema.pages.c.id == schema.articles.c.page_id)
        .where(schema.articles.c.id.in_(articles))
    )
    return {row.id: _own(row.address, row.canonical) for row in connection.execute(query)}


def _own(address: str, canonical: str | None) -> str:
    if not canonical:
        return address
    try:
        one, other = urlsplit(address), urlsplit(canonical)
        same = (
            other.scheme in {"http", "https"}
            and other.hostname
            and _host(one.hostname) == _host(other.hostname)
        )
    except ValueError:
        return address
    # A page that gives the first page of its site as its own address is mistaken.
    return canonical if same and (other.path.strip("/") or other.query) else address


def _host(name: str | None) -> str:
    return (name or "").removeprefix("www.")
