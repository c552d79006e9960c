"""Whom a provider of sign-in means: a user is linked by issuer and subject, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from dateline.errors import UsageError
from dateline.store.audit import Actor, record
from dateline.store.database import Database
from dateline.store.people import NewUser, User, add_user, user_from
from dateline.store.schema_people import identities, users

LONGEST = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One person at one provider: the issuer's address, and what it calls the person for good."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class Identities:
    """The identities of a database; all calls raise StoreError if it cannot be read or written."""

    database: Database

    def user_of(self, identity: Identity) -> User | None:
        """The user who is linked to it, whether active or not."""
        query = select(users).join(identities).where(*_is(identity))
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return user_from(row) if row else None

    def of_user(self, number: int) -> tuple[Identity, ...]:
        """Those of a user."""
        columns = identities.c
        query = (
            select(columns.issuer, columns.subject).where(columns.user_id == number).order_by(columns.issuer)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(Identity(issuer=row.issuer, subject=row.subject) for row in rows)

    def link(self, user: User, identity: Identity) -> None:
        """Let a user sign in by it.

        Raises:
            UsageError: another account has it.
        """
        with self.database.writing() as connection:
            _link(connection, user, identity)

    def unlink(self, user: User, issuer: str) -> None:
        """Let a user sign in by the provider no more."""
        mine = (identities.c.user_id == user.id, identities.c.issuer == issuer)
        with self.database.writing() as connection:
            connection.execute(delete(identities).where(*mine))
            record(connection, user.actor, "unlink identity", issuer)

    def add_user(self, new: NewUser, identity: Identity) -> User:
        """Make an account that signs in by it, in one transaction.

        Raises:
            UsageError: the name or address is none, or has an account already.
        """
        with self.database.writing() as connection:
            user = add_user(connection, new, Actor(None, new.name))
            _link(connection, user, identity)
        return user


def _is(identity: Identity) -> tuple[ColumnElement[bool], ...]:
    return identities.c.issuer == identity.issuer, identities.c.subject == identity.subject


def _link(connection: Connection, user: User, identity: Identity) -> None:
    held = connection.execute(select(identities.c.user_id).where(*_is(identity))).scalar_one_or_none()
    if held == user.id:
        return
    if held is not None:
        raise UsageError(
            "belongs to another account",
            where="sign-in",
            action="sign in by it, or take it from that account",
        )
    row = {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "user_id": user.id,
        "created": datetime.now(UTC),
    }
    connection.execute(insert(identities).values(row))
    record(connection, user.actor, "link identity", f"user {user.id}", identity.issuer)
