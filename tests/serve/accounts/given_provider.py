"""A small OpenID provider on the loopback, for the tests of signing in through one: real HTTP, real signatures."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from dateline.serve.accounts.secrets import new_secret

CLIENT, SECRET = "news-site", "the secret of the client"


def _written(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


@dataclass
class Person:
    """Whom the provider knows; ``claims`` go into the ID token, over all that it would put there itself."""

    subject: str = "person-1"
    claims: dict[str, Any] = field(default_factory=dict)


class SmallProvider:
    """Lets ``person`` in whenever a browser comes; ``sign`` and ``claims`` can be made to do wrong."""

    def __init__(self) -> None:
        self.person = Person()
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.signs_with: Any = None
        self.header: dict[str, Any] = {}
        self.about: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.exchanged: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def let_in(self, address: str) -> str:
        """What a browser is answered that was sent here: the address it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.asked.append(asked)
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = new_secret()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def _token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        client = unquote(b64decode(authorization.removeprefix("Basic ")).decode()).split(":", 1)
        asked = self.codes.pop(form.get("code", ""), None)
        self.exchanged.append(form)
        made = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if client != [CLIENT, SECRET] or asked is None:
            return 400, {"error": "invalid_grant"}
        if (
            made.decode().rstrip("=") != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.person.subject,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
            "name": "Pro Vided",
            "email": "pro@vided.example",
            "email_verified": True,
            **self.person.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        if header["alg"] in ("none", "HS256"):  # made by hand, for the library refuses to
            parts = ".".join(_written(json.dumps(part).encode()) for part in (header, claims))
            code = b"" if header["alg"] == "none" else hmac.digest(self.signs_with, parts.encode(), "sha256")
            return 200, {"access_token": "a", "token_type": "Bearer", "id_token": f"{parts}.{_written(code)}"}
        algorithms = [header["alg"]]
        signed = jwt.encode(header, claims, self.signs_with or self.key, algorithms=algorithms)
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": signed}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

            def do_GET(self) -> None:
                place = provider.issuer
                if self.path == "/keys":
                    self._answer(200, KeySet([provider.key]).as_dict(private=False))
                elif self.path == "/.well-known/openid-configuration":
                    about = {
                        "issuer": place,
                        "authorization_endpoint": f"{place}/authorize",
                        "token_endpoint": f"{place}/token",
                        "jwks_uri": f"{place}/keys",
                        **provider.about,
                    }
                    self._answer(200, about)
                else:
                    self._answer(404, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self._answer(*provider._token(form, self.headers.get("authorization", "")))

            def _answer(self, status: int, value: Any) -> None:
                content = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        return Handler
