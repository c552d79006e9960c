"""Watches: searches that somebody wants to hear of, as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from dateline.errors import UsageError
from dateline.store import schema
from dateline.store.audit import record
from dateline.store.database import Database
from dateline.store.people import User
from dateline.store.schema_people import deliveries, users, watches

MOST_WATCHES = 50


class WatchKind(StrEnum):
    """What is searched."""

    EVENTS = "events"
    STATEMENTS = "statements"
    HEADLINES = "headlines"


class Channel(StrEnum):
    """How somebody hears of it. Each watch has a feed besides."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    FEED = "feed"


class Rhythm(StrEnum):
    """How often."""

    AT_ONCE = "at-once"
    HOURLY = "hourly"
    DAILY = "daily"

    def after(self, due: datetime, now: datetime) -> datetime:
        """When it is due next: a whole number of hours or days after it was, and later than now."""
        if self is Rhythm.AT_ONCE:
            return now
        step = timedelta(hours=1) if self is Rhythm.HOURLY else timedelta(days=1)
        return due + step * max((now - due) // step + 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWatch:
    """A watch to be made.

    Attributes:
        query: the search, as the query string of its page.
        target: address of the webhook.
        secret: key that its calls are signed with.
        feed_hash: hash of the key in the address of its feed.
    """

    name: str
    kind: WatchKind
    query: str
    channel: Channel
    rhythm: Rhythm
    feed_hash: str
    target: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A watch; ``email`` and ``owner`` are its user's. What signs and opens it is not shown in words."""

    id: int
    user: int
    owner: str
    email: str
    name: str
    kind: WatchKind
    query: str
    channel: Channel
    target: str | None
    rhythm: Rhythm
    baseline: int
    active: bool
    created: datetime
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How a delivery went."""

    watch: int
    subject: str
    created: datetime
    status: str
    attempts: int
    sent: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Watches:
    """The watches of a database; all calls raise StoreError if it cannot be read or written."""

    database: Database

    def add(self, new: NewWatch, user: User) -> int:
        """Make a watch; it tells of articles that come from now on.

        Raises:
            UsageError: the user has too many.
        """
        now = datetime.now(UTC)
        with self.database.writing() as connection:
            count = select(func.count()).where(watches.c.user_id == user.id)
            if connection.execute(count).scalar_one() >= MOST_WATCHES:
                raise UsageError(
                    f"there are {MOST_WATCHES} already", where="watches", action="remove one first"
                )
            newest = connection.execute(select(func.max(schema.articles.c.id))).scalar() or 0
            row = {
                "user_id": user.id,
                "name": new.name,
                "kind": new.kind.value,
                "query": new.query,
                "channel": new.channel.value,
                "target": new.target,
                "secret": new.secret,
                "rhythm": new.rhythm.value,
                "feed_hash": new.feed_hash,
                "baseline": newest,
                "active": True,
                "created": now,
                "due": new.rhythm.after(now, now),
            }
            key = connection.execute(insert(watches).values(row)).inserted_primary_key
            assert key is not None  # noqa: S101  # an insert of one row has a key
            record(connection, user.actor, "watch", f"watch {key[0]}", new.channel.value)
            return int(key[0])

    def of_user(self, user: int) -> tuple[Watch, ...]:
        """A user's watches, the oldest first."""
        return self._all(watches.c.user_id == user)

    def by_feed(self, feed_hash: str) -> Watch | None:
        """The watch whose feed has a key with this hash."""
        return next(iter(self._all(watches.c.feed_hash == feed_hash, users.c.active)), None)

    def remove(self, number: int, user: User) -> bool:
        """Remove a watch with all that waits to be sent; False if the user has none of this number."""
        with self.database.writing() as connection:
            mine = (watches.c.id == number, watches.c.user_id == user.id)
            gone = connection.execute(delete(watches).where(*mine)).rowcount == 1
            if gone:
                record(connection, user.actor, "unwatch", f"watch {number}")
        return gone

    def set_active(self, number: int, user: User, active: bool) -> bool:
        """Let a watch rest, or wake it; False if the user has none of this number."""
        return self._set(number, user, {"active": active})

    def set_feed(self, number: int, user: User, feed_hash: str) -> bool:
        """Give the feed another key; False if the user has no watch of this number."""
        return self._set(number, user, {"feed_hash": feed_hash})

    def sent(self, user: int, *, limit: int = 20) -> tuple[Sent, ...]:
        """The last deliveries of a user's watches, the newest first."""
        query = (
            select(deliveries)
            .join(watches)
            .where(watches.c.user_id == user)
            .order_by(deliveries.c.id.desc())
            .limit(limit)
        )
        with self.database.reading() as connection:
            return tuple(
                Sent(
                    watch=row.watch_id,
                    subject=row.subject,
                    created=row.created,
                    status=row.status,
                    attempts=row.attempts,
                    sent=row.sent,
                    error=row.error,
                )
                for row in connection.execute(query)
            )

    def _set(self, number: int, user: User, values: dict[str, Any]) -> bool:
        with self.database.writing() as connection:
            mine = (watches.c.id == number, watches.c.user_id == user.id)
            return connection.execute(update(watches).where(*mine).values(values)).rowcount == 1

    def _all(self, *conditions: Any) -> tuple[Watch, ...]:
        query = (
            select(watches, users.c.email, users.c.name.label("owner"))
            .select_from(watches)
            .join(users)
            .where(*conditions)
            .order_by(watches.c.id)
        )
        with self.database.reading() as connection:
            return tuple(watch_of(row) for row in connection.execute(query))


def watch_of(row: Row[Any]) -> Watch:
    """A watch from its row, with the user's address as ``email`` and name as ``owner``."""
    return Watch(
        id=row.id,
        user=row.user_id,
        owner=row.owner,
        email=row.email,
        name=row.name,
        kind=WatchKind(row.kind),
        query=row.query,
        channel=Channel(row.channel),
        target=row.target,
        rhythm=Rhythm(row.rhythm),
        baseline=row.baseline,
        active=row.active,
        created=row.created,
        due=row.due,
    )
