"""What articles are news of, so that the same is not told twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from dateline.store import schema
from dateline.store.compared import parts
from dateline.store.schema_gathered import story_articles

Subjects = Callable[[Connection, Sequence[int]], Mapping[int, tuple[str, ...]]]
"""From the numbers of articles to what each is news of: its own subject, and those that it would repeat.

One is not told if any of these was; what is left out is not told.
"""


def by_story(connection: Connection, articles: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """An article is news of its story: copies, and others that tell the same, repeat it.

    One that is not gathered is news of its own.
    """
    stories: dict[int, int] = {}
    members: defaultdict[int, list[int]] = defaultdict(list)
    one, other = story_articles.alias("one").c, story_articles.alias("other").c
    query = select(one.article_id, one.story_id, other.article_id).where(other.story_id == one.story_id)
    for some in parts(articles):
        for article, story, member in connection.execute(query.where(one.article_id.in_(some))):
            stories[article] = story
            members[story].append(member)
    every = {*articles, *(member for told in members.values() for member in told)}
    own = by_address(connection, sorted(every))

    def repeated(number: int) -> Iterable[str]:
        for member in members.get(stories.get(number, 0), ()):
            yield from own.get(member, ())

    return {
        number: tuple(dict.fromkeys((*own[number], *repeated(number))))
        for number in articles
        if number in own
    }


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
