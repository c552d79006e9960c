"""An attempt to sign in through a provider, and what the provider's answer proves."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from dateline.errors import DatelineError
from dateline.store.identities import Identity
from dateline.store.people import Role


class ProviderError(DatelineError):
    """The provider cannot be reached, or what it answers proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the provider proves of somebody.

    Attributes:
        email: only if the provider says that it is verified.
        role: what the claim for roles says; None where no such claim is set.
    """

    identity: Identity
    name: str
    email: str | None
    role: Role | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in, made from a secret that only one browser holds: nothing of it is kept here."""

    secret: str

    @property
    def state(self) -> str:
        """Shows that the answer belongs to this browser."""
        return self._made("state")

    @property
    def nonce(self) -> str:
        """Shows that the ID token was made for this attempt."""
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        """Shows the provider that who brings the code is who asked for it."""
        return self._made("verifier")

    def _made(self, what: str) -> str:
        made = hmac.new(self.secret.encode("utf-8", "replace"), what.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(made).decode().rstrip("=")
