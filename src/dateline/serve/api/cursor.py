"""Cursors: the place of the last row of a page, as letters that fit into an address."""

from __future__ import annotations

import binascii
import dataclasses
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, TypeVar

import msgspec

from dateline.errors import UsageError

T = TypeVar("T")
LONGEST = 8000
"""Names can be long, and pairs hold two."""
_WHOLE = 2**63


def to_cursor(place: Any) -> str | None:
    """The cursor of a place; None for None."""
    return None if place is None else urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def from_cursor(cursor: str | None, kind: type[T]) -> T | None:
    """The place of a cursor; None for None.

    Raises:
        UsageError: it is no cursor of such a list.
    """
    if cursor is None:
        return None
    try:
        plain = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        place = msgspec.json.decode(plain, type=kind)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        place = None
    if place is None or not _storable(place):
        raise UsageError(
            "is no cursor of this list", where="cursor", action="give the `next` of a page"
        ) from None
    return place


def _storable(place: Any) -> bool:
    values = dataclasses.asdict(place).values() if dataclasses.is_dataclass(place) else [place]  # type: ignore[arg-type]
    return all(not isinstance(value, int) or -_WHOLE <= value < _WHOLE for value in values)
