"""What is sent of the watches: taken by one sender at a time, until the other side has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, select, update

from dateline.store.database import Database
from dateline.store.schema_people import deliveries, users, watches
from dateline.store.watches import Status, Watch, watch_of, with_owner

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 10
_LONGEST_WAIT = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article in a delivery; ``line`` is what was found in it, ``sentence`` what that rests on."""

    article: int
    address: str
    headline: str
    site: str | None
    published: str | None
    line: str | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a delivery says: name and page of the watch as they were, and the articles."""

    name: str
    page: str
    items: tuple[Item, ...]


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
    content: Content
    created: datetime
    attempts: int


def claim(database: Database, now: datetime) -> Delivery | None:
    """Take the next delivery that is due, so that nobody else does for some minutes; None if none is.

    Those that were tried less come first, so that dead receivers do not keep others waiting.

    Raises:
        StoreError: the database cannot be written.
    """
    due = (deliveries.c.status == Status.WAITING.value, deliveries.c.due <= now)
    waiting = (
        select(deliveries.c.id)
        .select_from(deliveries)
        .join(watches)
        .join(users)
        .where(*due, watches.c.active, users.c.active)
        .order_by(deliveries.c.attempts, deliveries.c.due, deliveries.c.id)
        .limit(1)
    )
    while True:
        with database.writing() as connection:
            number = connection.execute(waiting).scalar()
            if number is None:
                return None
            changed = {"attempts": deliveries.c.attempts + 1, "due": now + LEASE}
            taking = update(deliveries).where(deliveries.c.id == number, *due).values(changed)
            if connection.execute(taking).rowcount == 1:
                return _delivery(connection, number)


def _delivery(connection: Connection, number: int) -> Delivery:
    row = connection.execute(select(deliveries).where(deliveries.c.id == number)).one()
    watch = connection.execute(with_owner().where(watches.c.id == row.watch_id)).one()
    return Delivery(
        id=row.id,
        watch=watch_of(watch),
        key=row.key,
        secret=watch.secret,
        subject=row.subject,
        content=msgspec.json.decode(row.content, type=Content),
        created=row.created,
        attempts=row.attempts,
    )


def mark_sent(database: Database, delivery: Delivery, now: datetime) -> None:
    """The other side has it.

    Raises:
        StoreError: the database cannot be written.
    """
    values = {"status": Status.SENT.value, "sent": now, "error": None}
    with database.writing() as connection:
        connection.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(values))


def mark_failed(
    database: Database,
    delivery: Delivery,
    now: datetime,
    error: str,
    *,
    for_good: bool = False,
    wait: timedelta = timedelta(0),
) -> None:
    """It was not taken: it is tried again after 1, 2, 4 … minutes, ten times in all.

    Then, or where another attempt has no chance, it is given up, and the watch is paused: to resume the watch is to try
    again. Nothing is changed where somebody else took it up meanwhile.

    Args:
        database, delivery, now: what was tried, and when.
        error: what went wrong, in words.
        for_good: whether another attempt has no chance.
        wait: for how long the receiver asked to wait.

    Raises:
        StoreError: the database cannot be written.
    """
    pause = min(max(timedelta(minutes=2 ** (delivery.attempts - 1)), wait), _LONGEST_WAIT)
    given_up = for_good or delivery.attempts >= MOST_ATTEMPTS
    values = {"status": Status.GIVEN_UP.value} if given_up else {"due": now + pause}
    mine = (
        deliveries.c.id == delivery.id,
        deliveries.c.status == Status.WAITING.value,
        deliveries.c.attempts == delivery.attempts,
    )
    with database.writing() as connection:
        changed = update(deliveries).where(*mine).values(error=error, **values)
        if connection.execute(changed).rowcount == 1 and given_up:
            paused = update(watches).where(watches.c.id == delivery.watch.id).values(active=False)
            connection.execute(paused)
