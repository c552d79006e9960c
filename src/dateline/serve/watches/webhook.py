"""Calling a webhook: signed, to public addresses only, never by a redirect."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import httpx
import msgspec

from dateline import __version__
from dateline.errors import DatelineError, UsageError
from dateline.store.outbox import Delivery

_SECONDS = 10.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GONE = 410
_MOST_LETTERS = 2_000

Resolve = Callable[[str, int], Iterable[str]]
"""From a host and a port to its addresses."""


class WebhookError(DatelineError):
    """The call was not taken; ``for_good`` says whether another attempt has no chance."""

    def __init__(self, what: str, *, where: str, for_good: bool = False) -> None:
        self.for_good = for_good
        super().__init__(what, where=where, action="see what the webhook's server says")


def check_address(address: str) -> str:
    """An address that a webhook may have: http or https, a host, no user.

    Raises:
        UsageError: it is none.
    """
    wrong = UsageError("is no webhook", where="address", action="write https://host/path")
    if len(address) > _MOST_LETTERS or not address.isascii() or not address.isprintable() or " " in address:
        raise wrong
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or "\\" in address:
        raise wrong
    return address


def addresses_of(host: str, port: int) -> Iterable[str]:
    """The addresses of a host, by the system's resolver."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(text: str) -> bool:
    """Whether an address is one of the open Internet, itself and as whatever it stands for."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address.sixtofour or address.teredo or address in _NAT64:
            return False
    return address.is_global and not address.is_multicast


def call(
    delivery: Delivery,
    site: str,
    now: datetime,
    *,
    private: bool = False,
    resolve: Resolve = addresses_of,
) -> None:
    """Send a delivery to the webhook of its watch; when it returns, the other side has it.

    The host is resolved once, and the very address that was checked is called.

    Args:
        delivery: what to send.
        site: how the site is reached, for links.
        now: the time, which is signed too.
        private: whether private addresses may be called.
        resolve: the resolver.

    Raises:
        WebhookError: it was not taken.
    """
    address = check_address(delivery.watch.target or "")
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    chosen = _chosen(host, port, private=private, resolve=resolve)
    body = body_of(delivery, site)
    netloc = f"[{chosen}]:{port}" if ":" in chosen else f"{chosen}:{port}"
    headers = {
        "host": parts.netloc,
        "content-type": "application/json",
        "user-agent": f"Dateline/{__version__} (watch)",
        "idempotency-key": delivery.key,
        "dateline-signature": signature(delivery.secret or "", body, now),
    }
    try:
        with (
            httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")),
                content=body,
                headers=headers,
                extensions={"sni_hostname": host},
            ) as response,
        ):
            status = response.status_code
    except (httpx.HTTPError, OSError) as error:
        raise WebhookError(f"could not be called ({type(error).__name__})", where=host) from error
    if not 200 <= status < 300:
        raise WebhookError(f"answered {status}", where=host, for_good=status == _GONE)


def body_of(delivery: Delivery, site: str) -> bytes:
    """What is sent: the same for each attempt."""
    articles = [
        {
            "link": f"{site}/articles/{item.article}",
            "address": item.address,
            "headline": item.headline,
            "site": item.site,
            "published": item.published,
        }
        for item in delivery.items
    ]
    value = {"delivery": delivery.key, "watch": delivery.watch.name, "articles": articles}
    return msgspec.json.encode(value)


def signature(secret: str, body: bytes, now: datetime) -> str:
    """``t=…,v1=…``: the time in seconds, and the HMAC-SHA256 of time, a point and the body, in hexadecimal."""
    moment = str(int(now.timestamp()))
    made = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={made}"


def _chosen(host: str, port: int, *, private: bool, resolve: Resolve) -> str:
    try:
        found = list(resolve(host, port))
    except (OSError, UnicodeError) as error:
        raise WebhookError("has no address", where=host) from error
    if not found:
        raise WebhookError("has no address", where=host)
    if not private and not all(map(is_public, found)):
        raise WebhookError("is in a private network", where=host, for_good=True)
    return found[0]
