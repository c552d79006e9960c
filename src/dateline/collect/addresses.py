"""Addresses: which can be fetched, and which are the same."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import yaml

from dateline.errors import InputRejectedError, Reason

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    data = yaml.safe_load((resources.files("dateline.collect") / "data" / "tracking.yaml").read_text("utf-8"))
    return frozenset(data["names"]), tuple(data["prefixes"])


def normalised(address: str, base: str = "") -> str | None:
    """An address as it is kept: absolute, host in small letters, no fragment, nothing that only tracks readers.

    Args:
        base: where it stood, for one that is relative.

    Returns:
        None if it cannot be fetched: another scheme, no host, a bad port, a password, or too long.
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()) if base else address.strip())
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host or parts.username or parts.password or port == 0:
        return None
    try:
        host = host.encode("ascii").decode() if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return None
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _tracks(part))
    whole = urlunsplit(SplitResult(parts.scheme, netloc, parts.path or "/", query, ""))
    if len(whole) > _LONGEST:
        return None
    return _CONTROL.sub(lambda found: f"%{ord(found.group()):02X}", whole)


def _tracks(part: str) -> bool:
    names, prefixes = _tracking()
    name = part.partition("=")[0].lower()
    return name in names or name.startswith(prefixes)


def origin_of(address: str) -> str:
    """Scheme, host and port: ``https://news.example``.

    Raises:
        InputRejectedError: FETCH_FAILED, if it is no http(s) address.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in _PORTS or not parts.hostname:
        raise InputRejectedError(
            Reason.FETCH_FAILED, "is not an http(s) address", where=address, action="check the address"
        )
    return f"{parts.scheme}://{parts.netloc}"


def redirect_target(address: str, location: str) -> str:
    """Where a redirect leads.

    Raises:
        InputRejectedError: FETCH_FAILED, if that is nowhere, or no http(s) address.
    """
    try:
        target = urljoin(address, location)
    except ValueError:
        target = ""
    if not target.startswith(("http://", "https://")) or target == address:
        raise InputRejectedError(
            Reason.FETCH_FAILED,
            f"redirects to {location[:200]!r}",
            where=address,
            action="give the last address itself",
        )
    return target
