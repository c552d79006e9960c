"""The outbox of the watches: what is to be sent is written in one transaction with what it covers.

A delivery has a key and a content for good. Whoever is killed after the other side took a delivery and before it was
marked sends the same again under the same key, so that the receiver can tell; what an article is news of is in one
delivery of a watch only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, Select, exists, func, insert, select, true, update

from dateline.errors import DatelineError
from dateline.store import schema
from dateline.store.database import Database
from dateline.store.deliveries import Content, Item
from dateline.store.headlines import KeyEvent, Story, stories_of
from dateline.store.schema_people import covered, deliveries, users, watches
from dateline.store.subjects import Subjects, by_story
from dateline.store.watches import Channel, Rhythm, Status, Watch, watch_of, with_owner

MOST_ARTICLES = 100
MOST_A_DAY = 200
# Articles may become visible out of the order of their numbers, and facts of new ones may come a little later.
LOOK_BACK = 1_000
_AT_A_TIME = 1_000
_DAY = timedelta(days=1)
_PAUSE_OF_ONE_WITH_TOO_MANY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the outbox has to be told of a watch's search.

    Attributes:
        articles: from a watch to a query for the numbers of the articles that it is about; only of those given, where
            some are (the database begins with them then, for they are few).
        page: the path of the page that shows the same.
        lines: what it found in each of these articles, in one line, with the sentence that rests on; of an article
            that is left out the key event is told.
        line: an event in one line.
        subjects: what articles are news of, such as a story; of those of one subject a watch tells one.
    """

    articles: Callable[[Watch, Sequence[int] | None], Select[Any]]
    page: Callable[[Watch], str]
    lines: Callable[[Connection, Watch, Sequence[int]], Mapping[int, tuple[str, str]]]
    line: Callable[[KeyEvent], str]
    subjects: Subjects = by_story


def compose(database: Database, search: Search, now: datetime) -> int:
    """Put together what is due; the number of deliveries.

    A watch with more news than one delivery holds gets several; a user who has had very many within a day has to wait
    for the rest, which is not lost.

    Args:
        database: with the watches.
        search: what a watch is about.
        now: the time.

    Raises:
        StoreError: the database cannot be written.
    """
    query = with_owner().where(*_due(now)).order_by(watches.c.due, watches.c.id)
    with database.reading() as connection:
        due = [watch_of(row) for row in connection.execute(query)]
    made = 0
    for watch in due:
        if _nothing(database, watch, search):
            continue
        for _ in range(MOST_A_DAY):
            composed, more = _compose(database, watch.id, search, now)
            made += composed
            if not more:
                break
    return made


def _due(now: datetime) -> tuple[Any, ...]:
    return watches.c.active, users.c.active, watches.c.due <= now, watches.c.channel != Channel.FEED.value


def _nothing(database: Database, watch: Watch, search: Search) -> bool:
    """Whether a watch that is always due has no news; then it does not keep the writer's place while it looks."""
    if watch.rhythm is not Rhythm.AT_ONCE:
        return False
    with database.reading() as connection:
        newest = connection.execute(select(func.max(schema.articles.c.id))).scalar() or 0
        if newest <= watch.seen:
            return True
        try:
            found, seen, more = _news(connection, watch, search)
        except DatelineError:
            return True  # a search that this version no longer understands
    if found or more:
        return False
    with database.writing() as connection:
        _set(connection, watch.id, {"seen": max(seen, newest)})
    return True


def _compose(database: Database, number: int, search: Search, now: datetime) -> tuple[bool, bool]:
    """One delivery of a watch, in one transaction with what it covers, how far was looked, and when it is due next.

    Returns:
        Whether there was one, and whether there may be another.
    """
    with database.writing() as connection:
        # Taking the row first makes others who do the same wait for this transaction.
        taken = update(watches).where(watches.c.id == number, watches.c.active, watches.c.due <= now)
        if connection.execute(taken.values(seen=watches.c.seen)).rowcount != 1:
            return False, False
        row = connection.execute(with_owner().where(watches.c.id == number)).one()
        watch = watch_of(row)
        if _sent_today(connection, watch.user, now) >= MOST_A_DAY:
            _set(connection, number, {"due": now + _PAUSE_OF_ONE_WITH_TOO_MANY})
            return False, False
        try:
            found, seen, more = _news(connection, watch, search)
        except DatelineError:  # a search that this version no longer understands
            _set(connection, number, {"due": watch.rhythm.after(watch.due, now)})
            return False, False
        _set(
            connection,
            number,
            {"seen": seen, **({} if more else {"due": watch.rhythm.after(watch.due, now)})},
        )
        if found:
            _put(connection, watch, found, search, now)
    return bool(found), more


def _news(connection: Connection, watch: Watch, search: Search) -> tuple[dict[str, int], int, bool]:
    """The articles to tell of by what they are news of; how far was looked; and whether to look further."""
    after = max(watch.baseline, watch.seen - LOOK_BACK)
    found: dict[str, int] = {}
    while candidates := _after(connection, watch, after):
        numbers = connection.execute(search.articles(watch, candidates)).scalars().all()
        subjects = search.subjects(connection, sorted(set(numbers)))
        told = _told(connection, watch, {subject for each in subjects.values() for subject in each})
        for number in sorted(subjects):
            if told.isdisjoint(subjects[number]) and found.keys().isdisjoint(subjects[number]):
                found[subjects[number][0]] = number
                if len(found) >= MOST_ARTICLES:
                    return found, max(number, watch.seen), True
        after = candidates[-1]
    return found, max(after, watch.seen), False


def _after(connection: Connection, watch: Watch, after: int) -> Sequence[int]:
    """The next articles, but for those at addresses that were there before the watch was made."""
    articles, pages = schema.articles.c, schema.pages.c
    older, before = schema.articles.alias("older"), schema.pages.alias("before")
    known = (
        exists()
        .where(older.c.page_id == before.c.id, before.c.address == pages.address)
        .where(older.c.id <= watch.baseline)
        .correlate(schema.pages)
    )
    query = (
        select(articles.id)
        .select_from(schema.articles)
        .join(schema.pages, pages.id == articles.page_id)
        .where(articles.id > after, articles.current == true(), ~known)
        .order_by(articles.id)
        .limit(_AT_A_TIME)
    )
    return connection.execute(query).scalars().all()


def _told(connection: Connection, watch: Watch, subjects: set[str]) -> set[str]:
    """Which of these the watch has told of, or were there before it was made."""
    told: set[str] = set()
    for some in _some(sorted(subjects)):
        query = select(covered.c.subject).where(covered.c.watch_id == watch.id, covered.c.subject.in_(some))
        told.update(connection.execute(query).scalars())
        older = (
            select(schema.pages.c.address)
            .join(schema.articles, schema.articles.c.page_id == schema.pages.c.id)
            .where(schema.pages.c.address.in_(some), schema.articles.c.id <= watch.baseline)
        )
        told.update(connection.execute(older).scalars())
    return told


def _some(values: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _put(
    connection: Connection, watch: Watch, found: Mapping[str, int], search: Search, now: datetime
) -> None:
    numbers = tuple(found.values())
    items = _items(stories_of(connection, numbers), search, search.lines(connection, watch, numbers))
    content = Content(name=watch.name, page=search.page(watch), items=items)
    values = {
        "watch_id": watch.id,
        "key": uuid4().hex,
        "subject": f"{watch.name}: {len(items)} new {'article' if len(items) == 1 else 'articles'}",
        "content": msgspec.json.encode(content).decode(),
        "created": now,
        "status": Status.WAITING.value,
        "attempts": 0,
        "due": now,
    }
    made = connection.execute(insert(deliveries).values(values)).inserted_primary_key
    assert made is not None  # noqa: S101  # an insert of one row has a key
    rows = [{"watch_id": watch.id, "subject": subject, "delivery_id": made[0]} for subject in found]
    connection.execute(insert(covered), rows)


def _items(
    stories: Sequence[Story], search: Search, lines: Mapping[int, tuple[str, str]]
) -> tuple[Item, ...]:
    def item(story: Story) -> Item:
        key = (search.line(story.key), story.key.sentence) if story.key else (None, None)
        line, sentence = lines.get(story.article, key)
        day = story.published.latest if story.published else None
        return Item(
            article=story.article,
            address=story.address,
            headline=story.headline or story.beginning,
            site=story.site,
            published=str(day) if day else None,
            line=line,
            sentence=sentence,
        )

    return tuple(map(item, stories))


def _sent_today(connection: Connection, user: int, now: datetime) -> int:
    query = (
        select(func.count())
        .select_from(deliveries)
        .join(watches)
        .where(watches.c.user_id == user, deliveries.c.created > now - _DAY)
    )
    return connection.execute(query).scalar_one()


def matching(connection: Connection, watch: Watch, search: Search, *, limit: int) -> tuple[Story, ...]:
    """The newest articles that a watch is about, whenever they came; each subject once."""
    articles = schema.articles.c
    wanted = search.articles(watch, None).correlate(None)
    query = select(articles.id).where(articles.current == true(), articles.id.in_(wanted))
    numbers = connection.execute(query.order_by(articles.id.desc()).limit(limit)).scalars().all()
    subjects = search.subjects(connection, numbers)
    once: dict[str, int] = {}
    for number in sorted(subjects):
        if once.keys().isdisjoint(subjects[number]):
            once[subjects[number][0]] = number
    return stories_of(connection, tuple(once.values()))


def _set(connection: Connection, number: int, values: Mapping[str, Any]) -> None:
    connection.execute(update(watches).where(watches.c.id == number).values(values))
