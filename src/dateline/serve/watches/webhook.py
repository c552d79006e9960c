"""Calling a webhook: signed as Standard Webhooks has it, to public addresses only, never by a redirect.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import secrets
import socket
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import httpx
import msgspec

from dateline import __version__
from dateline.errors import DatelineError, UsageError
from dateline.store.deliveries import Delivery

SECONDS = 15.0
"""A call that takes longer in all is given up."""
SECRET_PREFIX = "whsec_"  # noqa: S105  # what the specification has keys begin with
_SECRET_BYTES = 32
_UNICAST = ipaddress.ip_network(
    "2000::/3"
)  # all else of IPv6 is not of the open Internet, or stands for IPv4
_GONE = 410
_MOST_LETTERS = 2_000

Resolve = Callable[[str, int], Iterable[str]]
"""From a host and a port to its addresses."""


class WebhookError(DatelineError):
    """The call was not taken.

    Attributes:
        for_good: whether another attempt has no chance.
        wait: for how long the server asked not to be called.
    """

    def __init__(
        self, what: str, *, where: str, for_good: bool = False, wait: timedelta = timedelta(0)
    ) -> None:
        self.for_good, self.wait = for_good, wait
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
        elif address.sixtofour or address.teredo or address not in _UNICAST:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


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
        **signed(delivery.secret or "", delivery.key, body, now),
    }
    where = urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))
    try:
        status, wait = asyncio.run(_post(where, host, body, headers))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
        raise WebhookError(f"could not be called ({type(error).__name__})", where=host) from error
    if not 200 <= status < 300:
        raise WebhookError(f"answered {status}", where=host, for_good=status == _GONE, wait=wait)


async def _post(address: str, host: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, timedelta]:
    """What was answered, and for how long to wait; of the answer nothing but its head is read."""
    async with (
        asyncio.timeout(SECONDS),
        httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False) as client,
        client.stream(
            "POST", address, content=body, headers=dict(headers), extensions={"sni_hostname": host}
        ) as response,
    ):
        wait = response.headers.get("retry-after", "")
        return response.status_code, timedelta(seconds=int(wait[:6]) if wait.isdecimal() else 0)


def body_of(delivery: Delivery, site: str) -> bytes:
    """What is sent: the same for each attempt."""
    content = delivery.content
    articles = [
        {
            "link": f"{site}/articles/{item.article}",
            "address": item.address,
            "headline": item.headline,
            "site": item.site,
            "published": item.published,
            "event": item.line,
            "sentence": item.sentence,
        }
        for item in content.items
    ]
    data = {"watch": content.name, "page": f"{site}{content.page}", "articles": articles}
    value = {"type": "watch.news", "timestamp": delivery.created, "delivery": delivery.key, "data": data}
    return msgspec.json.encode(value)


def new_secret() -> str:
    """A new key to sign with, as the specification writes them."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed(secret: str, key: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that sign a call: its name, the time in seconds, and ``v1,`` with the HMAC-SHA256 of name, time and
    body joined by points, in Base64.
    """
    moment = str(int(now.timestamp()))
    signing = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    made = hmac.new(signing, f"{key}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": key,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(made).decode()}",
    }


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
