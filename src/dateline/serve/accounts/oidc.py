"""OpenID Connect: what is asked of a provider, and what its answer proves. Protocol and signatures are Authlib's.

Source: OpenID Connect Core 1.0 (3.1, code flow), RFC 7636 (PKCE), RFC 9207 (issuer in the answer), RFC 9700.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from dateline.serve.accounts.oidc_proof import Attempt, Proof, ProviderError
from dateline.serve.accounts.oidc_settings import OidcSettings, safe
from dateline.serve.accounts.secrets import same
from dateline.store.identities import LONGEST, Identity
from dateline.store.people import Role

ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512", "EdDSA")
"""Signatures that are taken: by a key that the provider alone has; never none, and never by a shared secret."""

_HOUR = 3600.0
_MINUTE = 60.0
_SECONDS = 10.0
_SKEW = 60
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(slots=True)
class Provider:
    """A provider, with what it published about itself."""

    settings: OidcSettings
    _about: dict[str, Any] = field(default_factory=dict)
    _keys: KeySet | None = None
    _read: float = float("-inf")
    _keys_read: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def place_to_go(self, attempt: Attempt, back: str) -> str:
        """Where to send the browser, which then comes back to ``back``.

        Raises:
            ProviderError: the provider cannot be reached, or is not what is set.
        """
        about = self._published()
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                about["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(address)

    def proof(self, attempt: Attempt, back: str, answer: Mapping[str, str]) -> Proof:
        """Whom the provider proves the browser's user to be.

        Args:
            attempt: that the browser holds.
            back: the same address as for ``place_to_go``.
            answer: the query that the browser came back with.

        Raises:
            ProviderError: it proves nobody; the message holds no secret.
        """
        about = self._published()
        if not same(answer.get("state", ""), attempt.state):
            raise ProviderError("the answer belongs to no sign-in of this browser")
        if answer.get("iss", self.settings.issuer) != self.settings.issuer:
            raise ProviderError("the answer is of another provider")
        if about.get("authorization_response_iss_parameter_supported") is True and "iss" not in answer:
            raise ProviderError("the answer does not tell its provider")
        if "error" in answer or not answer.get("code"):
            raise ProviderError("the provider did not let you in")
        token = self._exchanged(about["token_endpoint"], back, answer["code"], attempt)
        return self._understood(self._claims(token, attempt))

    def _exchanged(self, endpoint: str, back: str, code: str, attempt: Attempt) -> dict[str, Any]:
        with self._client(back) as client:
            try:
                token = client.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=attempt.verifier
                )
            except Exception as error:  # of Authlib, or of whichever HTTP library it uses
                raise ProviderError(f"the code was not taken ({type(error).__name__})") from error
        if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
            raise ProviderError("the provider sent no ID token")
        return token

    def _claims(self, token: Mapping[str, Any], attempt: Attempt) -> CodeIDToken:
        try:
            decoded = self._decoded(token["id_token"])
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": self.settings.issuer},
                    "sub": {"essential": True},
                    "aud": {"essential": True, "value": self.settings.client},
                    "exp": {"essential": True},
                },
                params={
                    "nonce": attempt.nonce,
                    "client_id": self.settings.client,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(time.time()), leeway=_SKEW)
        except ProviderError:
            raise
        except Exception as error:  # a token is what somebody sent: anything can be wrong with it
            raise ProviderError(f"the ID token proves nothing ({type(error).__name__})") from error
        return claims

    def _decoded(self, text: str) -> jwt.Token:
        """The token, its signature checked; keys that are not known are asked for again, once a minute at most."""
        try:
            return jwt.decode(text, self._published_keys(), algorithms=list(ALGORITHMS))
        except Exception:
            if time.monotonic() - self._keys_read < _MINUTE:
                raise
            return jwt.decode(text, self._published_keys(again=True), algorithms=list(ALGORITHMS))

    def _understood(self, claims: Mapping[str, Any]) -> Proof:
        subject = claims["sub"]
        if not isinstance(subject, str) or not 1 <= len(subject) <= LONGEST or "\0" in subject:
            raise ProviderError("the ID token has no subject of a form that can be kept")
        names = (claims.get(name) for name in ("name", "preferred_username"))
        email = claims.get("email")
        verified = claims.get("email_verified") is True and isinstance(email, str)
        return Proof(
            identity=Identity(issuer=self.settings.issuer, subject=subject),
            name=next((name for name in names if isinstance(name, str) and name.strip()), "Reader")[:64],
            email=email if verified else None,
            role=self._role(claims),
        )

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        """The highest role that the claim gives; the lowest where it gives none."""
        if not self.settings.role_claim:
            return None
        given = claims.get(self.settings.role_claim, ())
        values = [given] if isinstance(given, str) else given if isinstance(given, list) else []
        roles = [
            self.settings.roles[one] for one in values if isinstance(one, str) and one in self.settings.roles
        ]
        return max(roles, key=list(Role).index, default=Role.READER)

    def _published(self) -> dict[str, Any]:
        with self._lock:
            if time.monotonic() - self._read > _HOUR:
                about = self._fetched(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
                if about.get("issuer") != self.settings.issuer:
                    raise ProviderError("calls itself otherwise", where=self.settings.issuer)
                if not all(safe(about.get(name)) for name in _ENDPOINTS):
                    raise ProviderError("publishes an address that is not https", where=self.settings.issuer)
                self._about, self._read = about, time.monotonic()
            return self._about

    def _published_keys(self, *, again: bool = False) -> KeySet:
        about = self._published()
        with self._lock:
            if self._keys is None or again or time.monotonic() - self._keys_read > _HOUR:
                self._keys = KeySet.import_key_set(self._fetched(about["jwks_uri"]))  # type: ignore[arg-type]
                self._keys_read = time.monotonic()
            return self._keys

    def _fetched(self, address: str) -> dict[str, Any]:
        with self._client("") as client:
            try:
                answer = client.request("GET", address, withhold_token=True)
                answer.raise_for_status()
                found = answer.json()
            except Exception as error:  # of whichever HTTP library Authlib uses, or of JSON
                raise ProviderError(
                    f"the provider cannot be asked ({type(error).__name__})", where=address
                ) from error
        if not isinstance(found, dict):
            raise ProviderError("the provider answers in no form that is known", where=address)
        return found

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            client_id=self.settings.client,
            client_secret=self.settings.secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.settings.secret else "none",
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_SECONDS,
            follow_redirects=False,
        )
