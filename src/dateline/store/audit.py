"""The audit log: what was done by whom. Entries are added in the transaction of what they tell of, and never go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from dateline.store.database import Database
from dateline.store.schema_people import audit

COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a user by number and name; no number is the command line."""

    number: int | None = None
    name: str = COMMAND_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the log.

    Attributes:
        id: its number; later ones have higher numbers.
        who: name of the user then.
        action: what was done, one of a few words such as ``sign-in``.
        subject: to what.
        detail: how, in words; never a secret.
    """

    id: int
    moment: datetime
    user: int | None
    who: str
    action: str
    subject: str
    detail: str


def record(connection: Connection, actor: Actor, action: str, subject: str = "", detail: str = "") -> None:
    """Add an entry, in the writer's transaction."""
    row = {
        "moment": datetime.now(UTC),
        "user_id": actor.number,
        "who": actor.name,
        "action": action,
        "subject": subject,
        "detail": detail,
    }
    connection.execute(insert(audit).values(row))


def entries(
    database: Database, *, limit: int = 100, before: int | None = None, action: str | None = None
) -> tuple[Entry, ...]:
    """The newest entries first.

    Args:
        database: where.
        limit: at most so many.
        before: only entries with a lower number.
        action: only of this action.

    Raises:
        StoreError: the database cannot be read.
    """
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    if action:
        query = query.where(audit.c.action == action)
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return tuple(
        Entry(
            id=row.id,
            moment=row.moment,
            user=row.user_id,
            who=row.who,
            action=row.action,
            subject=row.subject,
            detail=row.detail,
        )
        for row in rows
    )
