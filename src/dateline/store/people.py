"""Users and what lets them in. Secrets come in as their hashes; what a user holds is never here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from dateline.errors import UsageError
from dateline.store.audit import Actor, record
from dateline.store.database import Database
from dateline.store.schema_people import sessions, tokens, users

MOST_LETTERS = 64
_EMAIL = re.compile(r"[^\s@<>\"',;:\\()\[\]]{1,64}@[^\s@<>\"',;:\\()\[\]]{1,190}")


class Role(StrEnum):
    """What a user may do; each may do all that the one before may."""

    READER = "reader"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    def covers(self, other: Role) -> bool:
        """Whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who may sign in; ``name`` is what others see, ``email`` what only the user and administrators see."""

    id: int
    name: str
    email: str
    role: Role
    active: bool
    created: datetime

    @property
    def actor(self) -> Actor:
        """The user in the audit log."""
        return Actor(self.id, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """An account to be made; ``password`` is an Argon2id hash, or None until one is set."""

    name: str
    email: str
    role: Role = Role.READER
    password: str | None = None


def clean_name(text: str) -> str:
    """A name as it may be shown: one line of visible letters.

    Raises:
        UsageError: nothing is left, or it is too long.
    """
    shown = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    name = " ".join(shown.split())
    if not 1 <= len(name) <= MOST_LETTERS or not any(letter.isalnum() for letter in name):
        raise UsageError(
            "is no name", where="name", action=f"give 1 to {MOST_LETTERS} letters that can be seen"
        )
    return name


def clean_email(text: str) -> str:
    """An e-mail address of the usual form.

    Raises:
        UsageError: it is none.
    """
    email = text.strip()
    if not _EMAIL.fullmatch(email) or not email.isprintable():
        raise UsageError("is no e-mail address", where="e-mail", action="write it as name@example.org")
    return email


def name_key(name: str) -> str:
    """The name without case, width, accents and signs: names with the same key are taken for one another."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


@dataclass(frozen=True, slots=True)
class People:
    """The users of a database; all calls raise StoreError if it cannot be read or written."""

    database: Database

    def add(self, new: NewUser, actor: Actor) -> User:
        """Make an account.

        Raises:
            UsageError: the name or address is none, or has an account already.
        """
        with self.database.writing() as connection:
            return add_user(connection, new, actor)

    def all(self) -> tuple[User, ...]:
        """All users, by name."""
        with self.database.reading() as connection:
            return tuple(
                user_from(row) for row in connection.execute(select(users).order_by(users.c.name_key))
            )

    def by_number(self, number: int) -> User | None:
        """The user with this number."""
        with self.database.reading() as connection:
            row = connection.execute(select(users).where(users.c.id == number)).one_or_none()
        return user_from(row) if row else None

    def by_email(self, email: str) -> tuple[User, str | None] | None:
        """The user with this address, and the hash of the password if one is set."""
        query = select(users).where(users.c.email_key == email.strip().casefold())
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return (user_from(row), row.password) if row else None

    def named(self, name: str) -> bool:
        """Whether somebody has this name, or one that looks like it."""
        with self.database.reading() as connection:
            return (
                connection.execute(select(users.c.id).where(users.c.name_key == name_key(name))).first()
                is not None
            )

    def password_of(self, number: int) -> str | None:
        """The hash of a user's password."""
        with self.database.reading() as connection:
            return connection.execute(select(users.c.password).where(users.c.id == number)).scalar()

    def set_role(self, number: int, role: Role, actor: Actor) -> None:
        """Give another role; it counts from the next request on.

        Raises:
            UsageError: no such user, or nobody would be left who can give roles.
        """
        self._change(number, {"role": role.value}, actor, "role", role.value)

    def set_active(self, number: int, active: bool, actor: Actor) -> None:
        """Let a user in again, or out: all sessions and tokens end at once.

        Raises:
            UsageError: no such user, or nobody would be left who can give roles.
        """
        self._change(number, {"active": active}, actor, "let in" if active else "lock out", "")

    def set_password(self, number: int, password: str, actor: Actor, how: str) -> None:
        """Keep the hash of a new password; all sessions and tokens of the user end.

        Raises:
            UsageError: no such user.
        """
        self._change(number, {"password": password}, actor, "password", how)

    def renew_hash(self, number: int, password: str) -> None:
        """Keep the hash of the same password, made with newer parameters."""
        with self.database.writing() as connection:
            connection.execute(update(users).where(users.c.id == number).values(password=password))

    def end_sessions(self, number: int, actor: Actor) -> None:
        """Sign a user out everywhere."""
        with self.database.writing() as connection:
            _end(connection, number, tokens_too=False)
            record(connection, actor, "end sessions", f"user {number}")

    def open_session(self, number: int, secret_hash: str, expires: datetime, actor: Actor) -> None:
        """Sign a user in."""
        now = datetime.now(UTC)
        row = {"hash": secret_hash, "user_id": number, "created": now, "expires": expires}
        with self.database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires <= now))
            connection.execute(insert(sessions).values(row))
            record(connection, actor, "sign in")

    def close_session(self, secret_hash: str, actor: Actor) -> None:
        """Sign out."""
        with self.database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.hash == secret_hash))
            record(connection, actor, "sign out")

    def of_session(self, secret_hash: str) -> User | None:
        """Who is signed in by this session, if it still holds."""
        query = (
            select(users)
            .join(sessions)
            .where(
                sessions.c.hash == secret_hash,
                sessions.c.expires > datetime.now(UTC),
                users.c.active,
            )
        )
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return user_from(row) if row else None

    def _change(self, number: int, values: Mapping[str, Any], actor: Actor, action: str, detail: str) -> None:
        """Change a user; without the right to sign in, or with another password, all that lets in ends."""
        with self.database.writing() as connection:
            before = _administrators(connection)
            changed = connection.execute(update(users).where(users.c.id == number).values(values))
            if changed.rowcount != 1:
                raise UsageError("no such user", where=f"user {number}", action="see `dateline users list`")
            if before and not _administrators(connection):
                raise UsageError(
                    "nobody would be left who can give roles",
                    where=f"user {number}",
                    action="make another administrator first",
                )
            if "password" in values or values.get("active") is False:
                _end(connection, number, tokens_too=True)
            record(connection, actor, action, f"user {number}", detail)


def _end(connection: Connection, number: int, *, tokens_too: bool) -> None:
    connection.execute(delete(sessions).where(sessions.c.user_id == number))
    if tokens_too:
        connection.execute(delete(tokens).where(tokens.c.user_id == number))


def _administrators(connection: Connection) -> int:
    query = select(func.count()).where(users.c.role == Role.ADMINISTRATOR.value, users.c.active)
    return connection.execute(query).scalar_one()


def add_user(connection: Connection, new: NewUser, actor: Actor) -> User:
    """Make an account in the writer's transaction.

    Raises:
        UsageError: the name or address is none, or has an account already.
    """
    name, email = clean_name(new.name), clean_email(new.email)
    taken = select(users.c.id)
    if connection.execute(taken.where(users.c.email_key == email.casefold())).first():
        raise UsageError("has an account already", where=email, action="give another address")
    if connection.execute(taken.where(users.c.name_key == name_key(name))).first():
        raise UsageError("is taken, or looks like one that is", where=name, action="give another name")
    row = {
        "name": name,
        "name_key": name_key(name),
        "email": email,
        "email_key": email.casefold(),
        "password": new.password,
        "role": new.role.value,
        "active": True,
        "created": datetime.now(UTC),
    }
    number = connection.execute(insert(users).values(row)).inserted_primary_key
    assert number is not None  # noqa: S101  # an insert of one row has a key
    record(connection, actor, "add user", f"user {number[0]}", new.role.value)
    return user_from(connection.execute(select(users).where(users.c.id == number[0])).one())


def user_from(row: Row[Any]) -> User:
    """The user in a row of the table."""
    return User(
        id=row.id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        active=row.active,
        created=row.created,
    )
