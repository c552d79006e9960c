"""How often somebody may try: by address, by account, and by both."""

from __future__ import annotations

from datetime import timedelta

from fastapi import HTTPException, Request

from dateline.serve.accounts.secrets import digest
from dateline.serve.clients import client_of
from dateline.store.attempts import Limit, allow, forgive
from dateline.store.database import Database

_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)


def check_sign_in(request: Request, database: Database, email: str) -> None:
    """Count an attempt to sign in.

    The address that was typed counts, whether it has an account or not, so that nothing is told by it.

    Raises:
        HTTPException: 429, there were too many.
    """
    limits = (
        Limit(_pair(request, email), 5, _QUARTER),
        Limit(digest(f"sign in from {_from(request)}"), 50, _QUARTER),
        Limit(digest(f"sign in {email.strip().casefold()}"), 100, _HOUR),
    )
    _check(database, limits)


def check_provider(request: Request, database: Database) -> None:
    """Count an answer of the provider that somebody brings.

    Raises:
        HTTPException: 429, there were too many.
    """
    _check(database, (Limit(digest(f"sign in from {_from(request)}"), 50, _QUARTER),))


def forgive_sign_in(request: Request, database: Database, email: str) -> None:
    """Forget the attempts of somebody who now got it right."""
    forgive(database, _pair(request, email))


def check_mail(request: Request, database: Database, email: str) -> None:
    """Count an attempt to have mail sent to an address.

    Raises:
        HTTPException: 429, there were too many.
    """
    limits = (
        Limit(digest(f"mail from {_from(request)}"), 10, _HOUR),
        Limit(digest(f"mail to {email.strip().casefold()}"), 3, _HOUR),
    )
    _check(database, limits)


def check_password(database: Database, user: int) -> None:
    """Count an attempt to give the current password.

    Raises:
        HTTPException: 429, there were too many.
    """
    _check(database, (Limit(digest(f"password of {user}"), 10, _HOUR),))


def _check(database: Database, limits: tuple[Limit, ...]) -> None:
    if not allow(database, limits):
        raise HTTPException(429, "too many attempts; wait a quarter of an hour, or longer")


def _pair(request: Request, email: str) -> str:
    return digest(f"sign in {email.strip().casefold()} from {_from(request)}")


def _from(request: Request) -> str:
    return client_of(request)
