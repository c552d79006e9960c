"""Connections that go only where they may, and end in time.

A host's name is resolved once, each address is checked, and the connection is made to a checked address, so that a
name that means another machine a moment later (DNS rebinding) leads nowhere. TLS and the Host header keep the name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

Resolve = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host's name, best first. May raise OSError."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SYNC = httpcore.SyncBackend()


class PrivateAddressError(Exception):
    """The host lies in a private network, or on this computer."""


def resolve(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host, from the system."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also if it is one that stands for another."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def addresses_of(host: str, port: int, seconds: float, resolver: Resolve = resolve) -> tuple[str, ...]:
    """The addresses of a host, waited for no longer: the system's own waiting cannot be cut short in its thread.

    Raises:
        httpcore.ConnectTimeout: the name is not resolved in time.
        httpcore.ConnectError: the name is not known, or has no address.
    """
    answer: list[Sequence[str] | Exception] = []

    def ask() -> None:
        try:
            answer.append(resolver(host, port))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(seconds, 0.0))
    if not answer:
        raise httpcore.ConnectTimeout(f"the name {host} is not resolved in time")
    found = answer[0]
    if isinstance(found, Exception):
        raise httpcore.ConnectError(f"the name {host} is not known: {found}")
    if not found:
        raise httpcore.ConnectError(f"the name {host} has no address")
    return tuple(found)


class CheckedBackend(httpcore.NetworkBackend):
    """Makes connections for httpcore.

    Args:
        allow_private: also connect to private networks and this computer.
        resolver: what gives the addresses of a name.
    """

    def __init__(self, *, allow_private: bool, resolver: Resolve = resolve) -> None:
        self._allow_private, self._resolve = allow_private, resolver
        self._here = threading.local()

    @contextmanager
    def until(self, deadline: float) -> Iterator[None]:
        """Let nothing that this thread does on its connections last beyond this moment (``time.monotonic``)."""
        self._here.deadline = deadline
        try:
            yield
        finally:
            self._here.deadline = None

    def left(self, timeout: float | None) -> float | None:
        """Seconds until this thread's deadline or the timeout, whichever is first."""
        deadline = getattr(self._here, "deadline", None)
        if deadline is None:
            return timeout
        rest = float(deadline) - time.monotonic()
        return rest if timeout is None else min(rest, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers.

        Raises:
            PrivateAddressError: the host has no public address, and private ones are not allowed.
            httpcore.ConnectError, httpcore.ConnectTimeout: as httpcore's own.
        """
        end = time.monotonic() + (self.left(timeout) or 0.0)
        addresses = addresses_of(host, port, end - time.monotonic(), self._resolve)
        allowed = [one for one in addresses if self._allow_private or is_public(one)]
        if not allowed:
            raise PrivateAddressError(f"{host} is {', '.join(addresses)}, in a private network")
        for place, address in enumerate(allowed):
            rest = end - time.monotonic()
            if rest <= 0:
                break
            try:
                stream = _SYNC.connect_tcp(address, port, rest, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(allowed) - 1:
                    raise
                continue
            return _TimedStream(stream, self)
        raise httpcore.ConnectTimeout(f"{host} does not answer")


class _TimedStream(httpcore.NetworkStream):
    """A connection whose reads and writes end at the deadline of the thread that waits for them."""

    def __init__(self, stream: httpcore.NetworkStream, backend: CheckedBackend) -> None:
        self._stream, self._backend = stream, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._backend.left(timeout)
        if left is not None and left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = self._backend.left(timeout)
        if left is not None and left <= 0:
            raise httpcore.WriteTimeout("the time is over")
        self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._backend.left(timeout)
        if left is not None and left <= 0:
            raise httpcore.ConnectTimeout("the time is over")
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedTransport(httpx.HTTPTransport):
    """httpx's transport on these connections; no proxies, as one would resolve names itself."""

    def __init__(
        self, backend: CheckedBackend, *, verify: ssl.SSLContext | None = None, connections: int = 64
    ):
        context = verify or httpx.create_ssl_context()
        super().__init__(verify=context, trust_env=False)
        # httpx has no argument for httpcore's network backend; a test sees that this is where it belongs.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=5.0,
            network_backend=backend,
        )
