"""What comes out of an archive: pages, what could not be read, and what is no page, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dateline.errors import InputRejectedError, Reason
from dateline.model import Page, Rejected

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})


class ByteStream(Protocol):
    """What archives are read from. ``seek`` is asked of zip and WACZ, and after damage in a WARC."""

    def read(self, size: int = -1, /) -> bytes: ...  # noqa: D102

    def seek(self, offset: int, whence: int = 0, /) -> int: ...  # noqa: D102

    def tell(self) -> int: ...  # noqa: D102

    def seekable(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """Something that is no page and was not asked to be one: a picture, a redirect, a request.

    Attributes:
        why: from a short list, for counting: ``image/png``, ``status 404``, ``robots.txt``.
    """

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of an archive.

    Attributes:
        place: where in the archive: ``offset 1234``, ``member a/b.html``, ``line 7``, ``message 3``.
    """

    place: str
    item: Page | Rejected | PassedOver


def rejected(archive: str, place: str, error: InputRejectedError, address: str | None = None) -> Entry:
    """An entry that could not be read; its address is the page's own, or the archive with the place."""
    what = f"{archive}, {place}: {error.what}" + (f" ({error.action})" if error.action else "")
    known = address or f"{archive}#{place.replace(' ', '=', 1)}"
    return Entry(place=place, item=Rejected(address=known, reason=error.reason, message=what))


def unreadable(what: str, action: str = "") -> InputRejectedError:
    """The error for an entry whose form is not what it should be."""
    return InputRejectedError(Reason.UNREADABLE, what, action=action)


def cut_off(what: str = "the archive ends in the middle of it") -> InputRejectedError:
    """The error for an entry that is not all there."""
    return InputRejectedError(Reason.BROKEN_COMPRESSION, what, action="fetch the archive again")


def damaged(what: str) -> InputRejectedError:
    """The error for data that cannot be decompressed, or are not what the archive says."""
    return InputRejectedError(Reason.BROKEN_COMPRESSION, what, action="fetch the archive again")


def too_large(limit: int) -> InputRejectedError:
    """The error for an entry above the limit."""
    return InputRejectedError(
        Reason.TOO_LARGE, f"more than {limit:,} bytes", action="set DATELINE_MAX_PAGE_BYTES higher to read it"
    )


class BombError(InputRejectedError):
    """An archive unpacks without end; nothing more is read of it."""


class Budget:
    """Stops an archive that is a bomb: what comes out of it may not be endlessly more than what went in.

    Args:
        packed: bytes of the archive, if known; else they are told by ``took``.
    """

    FREE = 1_000_000_000
    MOST_TIMES = 200

    def __init__(self, packed: int = 0) -> None:
        self._packed, self._out = packed, 0

    def took(self, count: int) -> None:
        """So many more bytes of the archive were read."""
        self._packed += count

    def spend(self, count: int) -> None:
        """So many more bytes came out.

        Raises:
            BombError: TOO_LARGE.
        """
        self._out += count
        if self._out > max(self.FREE, self.MOST_TIMES * self._packed):
            raise BombError(
                Reason.TOO_LARGE,
                f"unpacks to more than {self.MOST_TIMES} times its size; the rest of it is left out",
                action="it looks like a bomb: unpack it by hand, and read the pages",
            )
