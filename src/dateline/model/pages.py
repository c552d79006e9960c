"""A page as it was found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Bytes as fetched (decompressed), and what is known of where they came from.

    Attributes:
        address: the http(s) address, the path of the file as given, or ``-`` for standard input.
        content: the bytes, untouched but for transport compression.
        fetched: when the bytes were fetched, UTC.
        content_type: the media type the server or the file name claimed, with its charset if it had one.
    """

    address: str
    content: bytes
    fetched: datetime
    content_type: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()
