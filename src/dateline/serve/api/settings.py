"""What the API is set up with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dateline.serve.screen_pdf import fonts_of
from dateline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """Limits of the API.

    Attributes:
        per_minute: how many requests a client may send a minute in the long run; 0 for as many as it likes.
        burst: how many it may send at once.
        max_page_bytes: a page larger than this many bytes is not read.
        reads_waiting: how many pages may wait to be read.
        exports: how many exports may run at once.
        export_seconds: an export that takes longer is cut off.
        screen_bytes: a list of names larger than this many bytes is not screened.
        screen_rows: a list of more names than this is not screened.
        pdf_fonts: for letters that the shipped font lacks, in reports as PDF.
    """

    per_minute: int = 240
    burst: int = 120
    max_page_bytes: int = 10_000_000
    reads_waiting: int = 8
    exports: int = 4
    export_seconds: float = 900.0
    screen_bytes: int = 1_000_000
    screen_rows: int = 1000
    pdf_fonts: tuple[Path, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> ApiSettings:
        """The limits that a user has set."""
        return cls(
            per_minute=settings.api_per_minute,
            burst=settings.api_burst,
            max_page_bytes=settings.max_page_bytes,
            pdf_fonts=fonts_of(settings.pdf_fonts),
        )
