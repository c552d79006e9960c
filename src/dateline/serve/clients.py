"""Whom a request counts for, where it is counted how often somebody asks or tries."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request


def client_of(request: Request) -> str:
    """Whom a request counts for: its address; of IPv6 the network of 64 bits, which one client may have whole."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), 64), strict=False).network_address)
    return host
