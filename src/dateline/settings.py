"""One frozen Settings, read once and passed in, never global."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user can set.

    Attributes:
        max_page_bytes: a larger page (after decompression) is rejected, not read.
        max_page_seconds: a page that takes longer to fetch is rejected.
        max_redirects: how many redirects a fetch follows.
        user_agent: what the fetcher calls itself, to servers and to robots.txt.
    """

    max_page_bytes: int = 10_000_000
    max_page_seconds: float = 30.0
    max_redirects: int = 5
    user_agent: str = "Dateline/0.1 (+https://pypi.org/project/dateline)"
