"""Watches: searches that somebody wants to hear of, as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

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
    SEARCH = "search"


class Channel(StrEnum):
    """How somebody hears of it. Each watch has a feed besides."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    FEED = "feed"


class Status(StrEnum):
    """How it stands with a delivery."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given-up"


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
    """A watch; ``email`` and ``owner`` are its user's. What signs and opens it is not in it.

    Attributes:
        baseline: the newest article when it was made.
        seen: the newest article that was looked at for it.
        due: when it is looked at next.
    """

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
    seen: int
    active: bool
    created: datetime
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How a delivery went; ``key`` is in the Message-ID of its mail, ``due`` when it is tried next."""

    watch: int
    key: str
    subject: str
    created: datetime
    status: Status
    attempts: int
    due: datetime | None
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
                "seen": newest,
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

    def get(self, number: int, user: User) -> Watch | None:
        """The user's watch of this number; None if the user has none of it."""
        return next(iter(self._all(watches.c.id == number, watches.c.user_id == user.id)), None)

    def last_sent(self, user: int) -> dict[int, datetime]:
        """When something of each watch of a user was taken last, by the number of the watch."""
        query = (
            select(deliveries.c.watch_id, func.max(deliveries.c.sent).label("sent"))
            .join(watches, watches.c.id == deliveries.c.watch_id)
            .where(watches.c.user_id == user, deliveries.c.sent.is_not(None))
            .group_by(deliveries.c.watch_id)
        )
        with self.database.reading() as connection:
            return {row.watch_id: row.sent for row in connection.execute(query)}

    def change(self, number: int, user: User, new: NewWatch) -> bool:
        """Let a watch have another name, search, channel or rhythm; False if the user has none of this number.

        What it has told of it does not tell again. What waits goes the new way. The key of its feed stays, and that of
        its webhook unless there is another in ``new``.
        """
        now = datetime.now(UTC)
        values = {
            "name": new.name,
            "kind": new.kind.value,
            "query": new.query,
            "channel": new.channel.value,
            "target": new.target,
            "rhythm": new.rhythm.value,
            "due": new.rhythm.after(now, now),
            **({"secret": new.secret} if new.secret else {}),
        }
        return self._set(number, user, values, "change watch", new.channel.value)

    def remove(self, number: int, user: User) -> bool:
        """Remove a watch with all that waits to be sent; False if the user has none of this number."""
        with self.database.writing() as connection:
            gone = connection.execute(delete(watches).where(*_mine(number, user))).rowcount == 1
            if gone:
                record(connection, user.actor, "unwatch", f"watch {number}")
        return gone

    def pause(self, number: int, user: User) -> bool:
        """Send nothing of a watch until it is resumed; False if the user has none of this number."""
        return self._set(number, user, {"active": False}, "pause watch")

    def resume(self, number: int, user: User) -> bool:
        """Go on with a watch: what came meanwhile is told, and what was given up is tried again.

        Returns:
            False if the user has none of this number.
        """
        now = datetime.now(UTC)
        given_up = (deliveries.c.watch_id == number, deliveries.c.status == Status.GIVEN_UP.value)
        again = {"status": Status.WAITING.value, "attempts": 0, "due": now}
        with self.database.writing() as connection:
            woken = update(watches).where(*_mine(number, user)).values(active=True)
            if connection.execute(woken).rowcount != 1:
                return False
            connection.execute(update(deliveries).where(*given_up).values(again))
            record(connection, user.actor, "resume watch", f"watch {number}")
        return True

    def set_feed(self, number: int, user: User, feed_hash: str) -> bool:
        """Give the feed another key; False if the user has no watch of this number."""
        return self._set(number, user, {"feed_hash": feed_hash}, "change feed")

    def set_secret(self, number: int, user: User, secret: str) -> bool:
        """Give the webhook another key; False if the user has no watch of this number that calls one."""
        return self._set(number, user, {"secret": secret}, "change key", channel=Channel.WEBHOOK)

    def sent(self, user: int, *, watch: int | None = None, limit: int = 20) -> tuple[Sent, ...]:
        """The last deliveries of a user's watches, or of one of them, the newest first."""
        query = (
            select(deliveries)
            .join(watches, watches.c.id == deliveries.c.watch_id)
            .where(watches.c.user_id == user)
            .order_by(deliveries.c.id.desc())
            .limit(limit)
        )
        if watch is not None:
            query = query.where(watches.c.id == watch)
        with self.database.reading() as connection:
            return tuple(
                Sent(
                    watch=row.watch_id,
                    key=row.key,
                    subject=row.subject,
                    created=row.created,
                    status=Status(row.status),
                    attempts=row.attempts,
                    due=row.due if row.status == Status.WAITING.value else None,
                    sent=row.sent,
                    error=row.error,
                )
                for row in connection.execute(query)
            )

    def _set(
        self,
        number: int,
        user: User,
        values: dict[str, Any],
        action: str,
        detail: str = "",
        channel: Channel | None = None,
    ) -> bool:
        of = (*_mine(number, user), *(() if channel is None else (watches.c.channel == channel.value,)))
        with self.database.writing() as connection:
            changed = connection.execute(update(watches).where(*of).values(values)).rowcount == 1
            if changed:
                record(connection, user.actor, action, f"watch {number}", detail)
        return changed

    def _all(self, *conditions: Any) -> tuple[Watch, ...]:
        query = with_owner().where(*conditions).order_by(watches.c.id)
        with self.database.reading() as connection:
            return tuple(watch_of(row) for row in connection.execute(query))


def _mine(number: int, user: User) -> tuple[Any, ...]:
    return watches.c.id == number, watches.c.user_id == user.id


def with_owner() -> Select[Any]:
    """A query for watches as :func:`watch_of` reads them."""
    return select(watches, users.c.email, users.c.name.label("owner")).select_from(watches).join(users)


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
        seen=row.seen,
        active=row.active,
        created=row.created,
        due=row.due,
    )
