"""What articles are news of, so that the same is not told twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Select, func, select

from dateline.store import schema
from dateline.store.compared import parts
from dateline.store.headlines import key_events
from dateline.store.schema_gathered import incident_reports, story_articles

Subjects = Callable[[Connection, Sequence[int]], Mapping[int, tuple[str, ...]]]
"""From the numbers of articles to what each is news of: its own subject, and those that it would repeat.

One is not told if any of these was; what is left out is not told.
"""


def by_incident(connection: Connection, articles: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """An article is news of what it leads with: a copy, or another report of that, repeats what was told.

    What is compared is the incident that its key event reports; of one without a key event, its story. An article
    that is not gathered is news of its own.
    """
    mates: defaultdict[int, set[int]] = defaultdict(set)
    for some in parts(sorted(articles)):
        leads = {number: key.id for number, key in key_events(connection, some).items()}
        for query in (_copies(some), _reporting(list(leads.values())), _in_story(set(some) - set(leads))):
            for article, mate in connection.execute(query):
                mates[article].add(mate)
    own = by_address(connection, sorted({*articles, *(mate for found in mates.values() for mate in found)}))
    return {
        number: tuple(dict.fromkeys((*own[number], *(own[mate][0] for mate in sorted(mates[number])))))
        for number in articles
        if number in own
    }


def _copies(articles: Sequence[int]) -> Select[Any]:
    """Articles, each with those of its story that have the same text."""
    one, other = story_articles.alias("one").c, story_articles.alias("other").c
    text = func.coalesce(one.copy_of, one.article_id) == func.coalesce(other.copy_of, other.article_id)
    return select(one.article_id, other.article_id).where(
        one.article_id.in_(articles), other.story_id == one.story_id, text
    )


def _reporting(events: Sequence[int]) -> Select[Any]:
    one, other = incident_reports.alias("one").c, incident_reports.alias("other").c
    same = other.incident_id == one.incident_id
    return select(one.article_id, other.article_id).where(one.event_id.in_(events), same)


def _in_story(articles: Iterable[int]) -> Select[Any]:
    one, other = story_articles.alias("one").c, story_articles.alias("other").c
    same = other.story_id == one.story_id
    return select(one.article_id, other.article_id).where(one.article_id.in_(sorted(articles)), same)


def by_address(connection: Connection, articles: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Each page is news of its own: its address, or the one it gives itself if that is of the same host.

    That of another host is not believed: a page could pass itself off as one of another site, to keep it from being
    told.
    """
    columns = (schema.articles.c.id, schema.articles.c.canonical, schema.pages.c.address)
    query = select(*columns).join(schema.pages, schema.pages.c.id == schema.articles.c.page_id)
    return {
        row.id: (_own(row.address, row.canonical),)
        for some in parts(articles)
        for row in connection.execute(query.where(schema.articles.c.id.in_(some)))
    }


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
