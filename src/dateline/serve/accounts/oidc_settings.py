"""The provider of sign-in (OpenID Connect) that a site is set up with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dateline.errors import UsageError
from dateline.settings import Settings
from dateline.store.identities import LONGEST
from dateline.store.people import Role

if TYPE_CHECKING:
    from dateline.serve.accounts.oidc import Provider

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """A provider that people may sign in through; see Settings for the fields."""

    issuer: str
    client: str
    secret: str = field(default="", repr=False)
    name: str = "your organisation"
    role_claim: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)


def oidc_of(settings: Settings) -> OidcSettings | None:
    """The provider that is set; None if none is.

    Raises:
        UsageError: a setting is missing or cannot be read.
    """
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client:
        raise UsageError("is missing", where="DATELINE_OIDC_CLIENT", action="set it to the client id")
    if not safe(settings.oidc_issuer) or len(settings.oidc_issuer) > LONGEST:
        raise UsageError("is no https address", where="DATELINE_OIDC_ISSUER", action="set it to the issuer")
    roles: dict[str, Role] = {}
    for part in settings.oidc_roles.split():
        value, _, role = part.rpartition("=")
        if not value or role not in list(Role):
            known = ", ".join(Role)
            raise UsageError(
                f"{part!r} is none", where="DATELINE_OIDC_ROLES", action=f"write value=role, of {known}"
            )
        roles[value] = Role(role)
    return OidcSettings(
        issuer=settings.oidc_issuer,
        client=settings.oidc_client,
        secret=settings.oidc_secret,
        name=settings.oidc_name,
        role_claim=settings.oidc_role_claim,
        roles=roles,
    )


def provider_of(settings: OidcSettings) -> Provider:
    """The provider, through Authlib.

    Raises:
        UsageError: Authlib is not installed.
    """
    if find_spec("authlib") is None:
        raise UsageError(
            "sign-in through a provider needs Authlib",
            where="DATELINE_OIDC_ISSUER",
            action="pip install dateline[oidc]",
        )
    from dateline.serve.accounts.oidc import Provider

    return Provider(settings)


def safe(address: Any) -> bool:
    """Whether nobody between can read or change what is sent there."""
    if not isinstance(address, str):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    except ValueError:
        return False
