"""Which addresses others than the machine's own user may have collected from: none of files, none of private networks.

The collector checks each connection again when it is made; this says so to whoever gives the address.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import httpcore

from dateline.collect.addresses import normalised
from dateline.collect.network import Resolve, addresses_of, is_public, resolve
from dateline.errors import UsageError

_SECONDS = 3.0
_PORTS = {"http": 80, "https": 443}


def admitted(given: str, *, private: bool, resolver: Resolve = resolve, seconds: float = _SECONDS) -> str:
    """The address as it is kept.

    A name that is not known now is admitted: it may be known when the collector asks, which checks it then.

    Args:
        given: what somebody gave.
        private: whether private networks and this computer may be asked (``DATELINE_COLLECT_PRIVATE``).
        resolver: what gives the addresses of a name.
        seconds: for how long a name is waited for.

    Raises:
        UsageError: it is no http(s) address, has a password, or lies in a private network.
    """
    address = normalised(given)
    if address is None:
        raise UsageError(
            "is no http(s) address that can be fetched", where=given, action="write https://host/path"
        )
    if private:
        return address
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        found = addresses_of(host, port, seconds, resolver)
    except (httpcore.ConnectError, httpcore.ConnectTimeout):
        found = ()
    if found and not any(map(is_public, found)):
        raise UsageError(
            "lies in a private network",
            where=address,
            action="set DATELINE_COLLECT_PRIVATE=yes if it may be asked",
        )
    return address
