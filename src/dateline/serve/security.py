"""What stands before every route: whom the site answers, and headers against what an article brought along."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "script-src-attr 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_YENTE = "/api/yente/"
_YEAR = 365 * 24 * 3600


def headers_for(address: str) -> Mapping[str, str]:
    """The headers of a site at this address; at https they keep the browser there."""
    https = address.startswith("https://")
    return HEADERS | {"strict-transport-security": f"max-age={_YEAR}"} if https else HEADERS


def own_hosts(host: str, address: str | None) -> frozenset[str]:
    """The names that a site answers to.

    A site for this computer alone answers to no name that a page elsewhere could have made to lead here (DNS
    rebinding). One that is set up for others answers to the name that it was given; without one, to all.

    Args:
        host: the address that is listened on.
        address: how the site is reached from outside, if that is told.
    """
    named = urlsplit(address).hostname if address else None
    if host in _LOOPBACK:
        return _LOOPBACK | ({named} if named else frozenset())
    return frozenset({named, host, *_LOOPBACK}) if named else frozenset()


class Gate:
    """Turns away requests for another host, and addresses with a letter that no database takes.

    Args:
        app: what it stands before.
        hosts: names without port; all where there are none.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say why not."""
        if scope["type"] == "http":
            wrong = self._wrong(scope)
            if wrong:
                told = {"error": wrong}
                if scope["path"].startswith(_YENTE):
                    told["detail"] = wrong
                await JSONResponse(told, status_code=400)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _wrong(self, scope: Scope) -> str:
        if self._hosts and _host(Headers(scope=scope).get("host", "")) not in self._hosts:
            return "this site does not answer to that name; see dateline serve --address"
        if "\0" in scope.get("path", "") or b"\0" in unquote_to_bytes(scope.get("query_string", b"")):
            return "there is a letter in the address that nothing can have: NUL"
        return ""


def _host(given: str) -> str:
    """The host of a Host header, without its port and brackets."""
    try:
        return urlsplit(f"//{given}").hostname or ""
    except ValueError:
        return ""


class SecurityHeaders:
    """Puts the headers on every response."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str] = HEADERS) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                message["headers"] += [one for one in self._headers if one[0] not in given]
            await send(message)

        await self._app(scope, receive, with_headers)
