"""Secrets that users hold: made at random, kept as hashes, and what is made from them against forged forms."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_BYTES = 32
TOKEN_PREFIX = "dateline_"  # noqa: S105  # so that a token that leaks can be told
"""What the tokens of programs begin with."""


def new_secret() -> str:
    """A new secret: 256 bits at random, as letters that an address may hold."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def form_token(secret: str) -> str:
    """What forms carry to show that they are ours: made from the cookie, which no other site can read."""
    return hmac.new(secret.encode("utf-8", "replace"), b"form", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
