"""The outbox of the watches: what is to be sent is written in one transaction with what it covers.

A delivery has a key for good. Whoever is killed after the other side took a delivery and before it was marked sends it
again under the same key, so that the receiver can tell; an article is in one delivery of a watch only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, Select, exists, insert, select, true, update

from dateline.errors import DatelineError
from dateline.store import schema
from dateline.store.database import Database
from dateline.store.load import date_of
from dateline.store.schema_people import covered, deliveries, users, watches
from dateline.store.watches import Channel, Watch, watch_of

MOST_ARTICLES = 100
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 10
_LONGEST_WAIT = timedelta(hours=12)

Search = Callable[[Watch], Select[Any]]
"""From a watch to a query for the numbers of the articles that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article in a delivery."""

    article: int
    address: str
    headline: str | None
    site: str | None
    published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is to be sent now.

    Attributes:
        key: names it for good.
        secret: what calls of a webhook are signed with.
        attempts: how often it was tried, this time included.
    """

    id: int
    watch: Watch
    key: str
    secret: str | None
    subject: str
    items: tuple[Item, ...]
    attempts: int


def matching(connection: Connection, query: Select[Any], *, limit: int, newest: bool) -> tuple[Item, ...]:
    """The articles of a query for their numbers, each address once."""
    articles, pages = schema.articles.c, schema.pages.c
    wanted = (
        select(schema.articles, pages.address)
        .join(schema.pages)
        .where(articles.id.in_(query.correlate(None)), articles.current == true())
        .order_by(articles.id.desc() if newest else articles.id)
        .limit(limit)
    )
    found: dict[str, Item] = {}
    for row in connection.execute(wanted):
        estimate = date_of(row, "published")
        day = estimate.latest if estimate else None
        found.setdefault(
            row.address,
            Item(
                article=row.id,
                address=row.address,
                headline=row.headline or row.text[:80],
                site=row.site,
                published=day.isoformat() if day else None,
            ),
        )
    return tuple(found.values())


def compose(database: Database, search: Search, now: datetime) -> int:
    """Put together what is due; the number of deliveries.

    Args:
        database: with the watches.
        search: what a watch is about.
        now: the time.

    Raises:
        StoreError: the database cannot be written.
    """
    due = (watches.c.active, watches.c.due <= now, watches.c.channel != Channel.FEED.value)
    with database.reading() as connection:
        numbers = connection.execute(select(watches.c.id).where(*due).order_by(watches.c.id)).scalars().all()
    return sum(_compose(database, number, search, now) for number in numbers)


def _compose(database: Database, number: int, search: Search, now: datetime) -> bool:
    """One watch, in one transaction: the delivery, what it covers, and when the watch is due next."""
    with database.writing() as connection:
        row = connection.execute(_watches().where(watches.c.id == number, watches.c.due <= now)).first()
        if row is None:
            return False
        watch = watch_of(row)
        later = watch.rhythm.after(watch.due, now)
        connection.execute(update(watches).where(watches.c.id == number).values(due=later))
        try:
            items = matching(connection, _news(watch, search(watch)), limit=MOST_ARTICLES, newest=False)
        except DatelineError:
            return False  # a search that this version no longer understands
        if not items:
            return False
        key = uuid4().hex
        values = {
            "watch_id": number,
            "key": key,
            "subject": f"{watch.name}: {len(items)} new {'article' if len(items) == 1 else 'articles'}",
            "content": msgspec.json.encode(items).decode(),
            "created": now,
            "status": "waiting",
            "attempts": 0,
            "due": now,
        }
        made = connection.execute(insert(deliveries).values(values)).inserted_primary_key
        assert made is not None  # noqa: S101  # an insert of one row has a key
        rows = [{"watch_id": number, "address": item.address, "delivery_id": made[0]} for item in items]
        connection.execute(insert(covered), rows)
    return True


def _news(watch: Watch, query: Select[Any]) -> Select[Any]:
    """Of these articles those that came since the watch was made, at addresses it has not told of."""
    articles, older = schema.articles.alias(), schema.articles.alias()
    page, before = schema.pages.alias(), schema.pages.alias()
    told = exists().where(covered.c.watch_id == watch.id, covered.c.address == page.c.address)
    known = exists().where(
        older.c.page_id == before.c.id, before.c.address == page.c.address, older.c.id <= watch.baseline
    )
    return (
        select(articles.c.id)
        .join(page, page.c.id == articles.c.page_id)
        .where(articles.c.id > watch.baseline, articles.c.id.in_(query.correlate(None)), ~told, ~known)
    )


def claim(database: Database, now: datetime) -> Delivery | None:
    """Take the next delivery that is due, so that nobody else does for some minutes; None if none is.

    Raises:
        StoreError: the database cannot be written.
    """
    waiting = (
        select(deliveries.c.id)
        .join(watches)
        .join(users)
        .where(
            deliveries.c.status == "waiting",
            deliveries.c.due <= now,
            watches.c.active,
            users.c.active,
        )
        .order_by(deliveries.c.due, deliveries.c.id)
        .limit(1)
    )
    with database.writing() as connection:
        number = connection.execute(waiting).scalar()
        if number is None:
            return None
        changed = {"attempts": deliveries.c.attempts + 1, "due": now + LEASE}
        connection.execute(update(deliveries).where(deliveries.c.id == number).values(changed))
        row = connection.execute(select(deliveries).where(deliveries.c.id == number)).one()
        watch = connection.execute(_watches().where(watches.c.id == row.watch_id)).one()
        return Delivery(
            id=row.id,
            watch=watch_of(watch),
            key=row.key,
            secret=watch.secret,
            subject=row.subject,
            items=msgspec.json.decode(row.content, type=tuple[Item, ...]),
            attempts=row.attempts,
        )


def mark_sent(database: Database, delivery: Delivery, now: datetime) -> None:
    """The other side has it.

    Raises:
        StoreError: the database cannot be written.
    """
    _mark(database, delivery, {"status": "sent", "sent": now, "error": None})


def mark_failed(database: Database, delivery: Delivery, now: datetime, error: str, *, for_good: bool) -> None:
    """It was not taken: it is tried again after 1, 2, 4 … minutes, ten times in all, unless that has no chance.

    Raises:
        StoreError: the database cannot be written.
    """
    if for_good or delivery.attempts >= MOST_ATTEMPTS:
        _mark(database, delivery, {"status": "given-up", "error": error})
        return
    wait = min(timedelta(minutes=2 ** (delivery.attempts - 1)), _LONGEST_WAIT)
    _mark(database, delivery, {"due": now + wait, "error": error})


def _mark(database: Database, delivery: Delivery, values: dict[str, Any]) -> None:
    with database.writing() as connection:
        connection.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(values))


def _watches() -> Select[Any]:
    return select(watches, users.c.email, users.c.name.label("owner")).select_from(watches).join(users)
