"""Passwords: Argon2id with the parameters of RFC 9106 for little memory; the same time for an unknown account."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dateline.errors import UsageError

SHORTEST, LONGEST = 12, 256

_HASHER = PasswordHasher()
# Each takes 64 MiB while it is made: more at once would let anybody fill the memory by asking to sign in.
_AT_ONCE = BoundedSemaphore(4)


def check_new(password: str) -> None:
    """See that a password may be taken; costs nothing, so it comes before all that does.

    Raises:
        UsageError: it is too short or too long, or too alike in itself.
    """
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 5:
        raise UsageError(
            "is too easy to guess",
            where="password",
            action=f"take {SHORTEST} to {LONGEST} letters, not all alike; a few words do well",
        )


def hash_password(password: str) -> str:
    """What is kept of a new password.

    Raises:
        UsageError: it may not be taken.
    """
    check_new(password)
    with _AT_ONCE:
        return _HASHER.hash(password.encode("utf-8", "replace"))


def verify(kept: str | None, password: str) -> bool:
    """Whether this is the password. Where none is kept, it is False after the same work."""
    try:
        with _AT_ONCE:
            _HASHER.verify(kept or _nobodys(), password[: LONGEST + 1].encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether it was made with weaker parameters than are used now."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody's")
