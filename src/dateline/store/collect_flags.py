"""What is odd about a source: told by what it brought before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

RECENT = 10
EARLIER = 50
"""How many pages of a source are compared with how many before them."""
ARRIVALS = 50
"""How many of its last arrivals tell how often a source has something new."""

_FEW_RECENT = 4
_FEW_EARLIER = 8
_FEW_ARRIVALS = 4
_FAILING = 3
_SHORTER = 1 / 3
_MANY_REJECTED = 0.5
_QUIET_AT_LEAST = timedelta(hours=6)


class Flag(StrEnum):
    """What is odd: it cannot be had; it has had nothing new for unusually long, or never; its pages are suddenly short,
    or are suddenly no articles, as after a change of layout; most of it may not be taken.
    """

    FAILING = "failing"
    SILENT = "silent"
    EMPTY = "empty"
    SHORT = "short"
    REJECTED = "rejected"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Flagged:
    """An oddity, and in words what it rests on."""

    flag: Flag
    says: str


@dataclass(frozen=True, slots=True)
class Past:
    """A page of a source that was read: how many characters; None if it was rejected."""

    characters: int | None


def failing(failures: int, message: str | None) -> Flagged | None:
    """Whether a source cannot be had."""
    if failures < _FAILING:
        return None
    return Flagged(
        Flag.FAILING, f"could not be had {failures} times in a row: {message or 'no reason known'}"
    )


def silent(arrivals: Sequence[datetime], now: datetime) -> Flagged | None:
    """Whether a source has had nothing new for more than twice its longest wait of late.

    Args:
        arrivals: when it listed something new, newest first, each time once.
    """
    if len(arrivals) < _FEW_ARRIVALS:
        return None
    longest = max(newer - older for newer, older in pairwise(arrivals))
    quiet = now - arrivals[0]
    if quiet <= max(2 * longest, _QUIET_AT_LEAST):
        return None
    return Flagged(
        Flag.SILENT, f"nothing new for {_hours(quiet)} h; the longest wait before was {_hours(longest)} h"
    )


def layout(pages: Sequence[Past]) -> tuple[Flagged, ...]:
    """Whether its newest pages are much shorter than those before, or rejected far more often.

    Args:
        pages: newest first.
    """
    recent, earlier = pages[:RECENT], pages[RECENT : RECENT + EARLIER]
    if len(recent) < _FEW_RECENT or len(earlier) < _FEW_EARLIER:
        return ()
    found = []
    now, before = _rejected(recent), _rejected(earlier)
    if now >= _MANY_REJECTED and now >= 3 * before:
        found.append(
            Flagged(
                Flag.REJECTED,
                f"{now:.0%} of its last {len(recent)} pages are no articles; before, {before:.0%}",
            )
        )
    lengths = [page.characters for page in recent if page.characters is not None]
    usual = [page.characters for page in earlier if page.characters is not None]
    if len(lengths) >= _FEW_RECENT and usual and median(lengths) < _SHORTER * median(usual):
        found.append(
            Flagged(
                Flag.SHORT,
                f"its last articles have {median(lengths):.0f} characters; those before, {median(usual):.0f}",
            )
        )
    return tuple(found)


def refused(amount: int, total: int) -> Flagged | None:
    """Whether most of a source may not be taken."""
    if total < _FEW_RECENT or amount <= total / 2:
        return None
    return Flagged(Flag.REFUSED, f"{amount} of its {total} pages may not be taken")


def _rejected(pages: Sequence[Past]) -> float:
    return sum(page.characters is None for page in pages) / len(pages)


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.0f}"
