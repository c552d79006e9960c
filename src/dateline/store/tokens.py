"""Tokens: for programs, for a forgotten password, for an invitation, for a new account to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update

from dateline.errors import UsageError
from dateline.store.audit import Actor, record
from dateline.store.database import Database
from dateline.store.people import NewUser, Role, User, add_user
from dateline.store.schema_people import tokens, users

MOST_TOKENS = 20


class Purpose(StrEnum):
    """What a token is for."""

    API = "api"
    RESET = "reset"
    INVITATION = "invitation"
    CONFIRMATION = "confirmation"


class Scope(StrEnum):
    """What a token for a program allows, within what its user may do."""

    READ = "read"
    REVIEW = "review"
    WATCH = "watch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is kept: all but itself.

    Attributes:
        user: number of whose it is; None where there is no account yet.
        name, email, password, role: of the account to be made; ``name`` is else what the user calls it.
        expires: None for one that holds until it is taken back.
    """

    id: int = 0
    purpose: Purpose
    user: int | None = None
    name: str | None = None
    email: str | None = None
    password: str | None = None
    role: Role | None = None
    scopes: tuple[Scope, ...] = ()
    created: datetime | None = None
    expires: datetime | None = None
    used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a database; all calls raise StoreError if it cannot be read or written."""

    database: Database

    def add(self, token: Token, secret_hash: str, actor: Actor) -> None:
        """Keep a token by its hash. One for a forgotten password takes the place of an earlier one.

        Raises:
            UsageError: the user has too many.
        """
        with self.database.writing() as connection:
            connection.execute(delete(tokens).where(tokens.c.expires <= datetime.now(UTC)))
            mine = (tokens.c.user_id == token.user, tokens.c.purpose == token.purpose.value)
            if token.purpose is Purpose.RESET:
                connection.execute(delete(tokens).where(*mine))
            count = select(func.count()).select_from(tokens).where(*mine)
            if connection.execute(count).scalar_one() >= MOST_TOKENS:
                raise UsageError("no more tokens", where="tokens", action="take one back first")
            connection.execute(insert(tokens).values({**_row(token), "hash": secret_hash}))
            record(connection, actor, f"{token.purpose} token", token.email or token.name or "")

    def find(self, secret_hash: str, purpose: Purpose) -> Token | None:
        """The token of this hash, if it still holds."""
        with self.database.reading() as connection:
            row = connection.execute(select(tokens).where(*_holds(secret_hash, purpose))).one_or_none()
        return _token(row) if row else None

    def user_of(self, secret_hash: str) -> tuple[User, tuple[Scope, ...]] | None:
        """Whose program this is, and what it may do; the use is noted once a minute at most."""
        token = self.find(secret_hash, Purpose.API)
        if token is None or token.user is None:
            return None
        now = datetime.now(UTC)
        with self.database.reading() as connection:
            row = connection.execute(select(users).where(users.c.id == token.user, users.c.active)).first()
        if row is None:
            return None
        if token.used is None or (now - token.used).total_seconds() > 60:
            with self.database.writing() as connection:
                connection.execute(update(tokens).where(tokens.c.id == token.id).values(used=now))
        user = User(
            id=row.id, name=row.name, email=row.email, role=Role(row.role), active=True, created=row.created
        )
        return user, token.scopes

    def take(self, secret_hash: str, purpose: Purpose) -> Token | None:
        """Use a token that holds for once: of two who try, one gets it."""
        with self.database.writing() as connection:
            row = connection.execute(select(tokens).where(*_holds(secret_hash, purpose))).one_or_none()
            if row is not None:
                connection.execute(delete(tokens).where(tokens.c.id == row.id))
        return _token(row) if row else None

    def make_user(self, secret_hash: str, purpose: Purpose, new: NewUser) -> User | None:
        """Make the account that a token is for, and use the token up, both or neither.

        Returns:
            The account; None if the token does not hold.

        Raises:
            UsageError: the name or address has an account already; the token still holds then.
        """
        with self.database.writing() as connection:
            row = connection.execute(select(tokens).where(*_holds(secret_hash, purpose))).one_or_none()
            if row is None:
                return None
            made = add_user(connection, new, Actor(None, row.email or ""))
            connection.execute(delete(tokens).where(tokens.c.id == row.id))
            return made

    def of_user(self, number: int) -> tuple[Token, ...]:
        """The tokens for programs of a user, oldest first."""
        query = (
            select(tokens)
            .where(tokens.c.user_id == number, tokens.c.purpose == Purpose.API.value)
            .order_by(tokens.c.id)
        )
        with self.database.reading() as connection:
            return tuple(_token(row) for row in connection.execute(query))

    def revoke(self, number: int, user: int, actor: Actor) -> bool:
        """Take a user's token back; False if the user has no such token."""
        mine = (tokens.c.id == number, tokens.c.user_id == user, tokens.c.purpose == Purpose.API.value)
        with self.database.writing() as connection:
            gone = connection.execute(delete(tokens).where(*mine)).rowcount == 1
            if gone:
                record(connection, actor, "revoke token", f"token {number}")
        return gone


def _holds(secret_hash: str, purpose: Purpose) -> tuple[Any, ...]:
    return (
        tokens.c.hash == secret_hash,
        tokens.c.purpose == purpose.value,
        or_(tokens.c.expires.is_(None), tokens.c.expires > datetime.now(UTC)),
    )


def _row(token: Token) -> dict[str, Any]:
    return {
        "purpose": token.purpose.value,
        "user_id": token.user,
        "name": token.name,
        "email": token.email,
        "password": token.password,
        "role": token.role.value if token.role else None,
        "scopes": tuple(scope.value for scope in token.scopes),
        "created": datetime.now(UTC),
        "expires": token.expires,
    }


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        purpose=Purpose(row.purpose),
        user=row.user_id,
        name=row.name,
        email=row.email,
        password=row.password,
        role=Role(row.role) if row.role else None,
        scopes=tuple(Scope(scope) for scope in row.scopes),
        created=row.created,
        expires=row.expires,
        used=row.used,
    )
