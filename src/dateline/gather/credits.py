"""Which agency an article credits: "(Reuters) -", "LONDON, March 3 (AP) —", "With reporting by AFP"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from dateline.errors import DataError
from dateline.gather.data_files import load

_HEAD = 160
_TAIL = 220
_FILE = "agencies.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A news agency.

    Attributes:
        name: the short name that a credit is kept under.
        written: names that are nobody else's.
        short: letters that may mean other things where they are not a credit.
        sites: hosts of its own.
    """

    name: str
    written: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@cache
def agencies() -> tuple[Agency, ...]:
    """The shipped agencies.

    Raises:
        DataError: the file does not have its form.
    """
    raw = load(_FILE)
    try:
        return tuple(
            Agency(
                name=row["name"],
                written=tuple(row.get("written", ())),
                short=tuple(row.get("short", ())),
                sites=tuple(row.get("sites", ())),
            )
            for row in raw
        )
    except (KeyError, TypeError) as error:
        raise DataError(
            f"an agency lacks {error}", where=_FILE, action="give each a name, and lists of strings"
        ) from error


def credit_of(body: str, authors: Sequence[str] = (), site: str | None = None) -> str | None:
    """The agency whose text this is, by its short name; None if none is credited.

    Args:
        body: the article without its headline.
        authors: who signed it.
        site: host or name of where it stands: an agency's own page credits it.
    """
    own = agency_of(site) if site else None
    if own:
        return own
    known = {
        spelling.lower(): agency.name
        for agency in agencies()
        for spelling in (agency.name, *agency.written, *agency.short)
    }
    for author in authors:
        for part in re.split(r"[/,;|]| and | with ", author):
            if part.strip().lower() in known:
                return known[part.strip().lower()]
    head, tail = body[:_HEAD], body[-_TAIL:]
    for pattern, text in zip(_patterns(), (head, head, tail, tail), strict=True):
        found = pattern.search(text)
        if found:
            return known[found["name"].lower()]
    return None


def agency_of(site: str) -> str | None:
    """The agency whose site this is."""
    host = site.lower().removeprefix("www.")
    for agency in agencies():
        if host in agency.sites or any(host.endswith(f".{one}") for one in agency.sites):
            return agency.name
        if host in {name.lower() for name in (agency.name, *agency.written)}:
            return agency.name
    return None


def host_of(address: str) -> str:
    """The host of an http(s) address without ``www.``; empty for a file."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """In brackets at the head; after the place with a dash; at the end in brackets or with a word; "reporting by"."""
    spellings = sorted(
        {name for agency in agencies() for name in (agency.name, *agency.written, *agency.short)},
        key=lambda name: (-len(name), name),
    )
    name = "(?P<name>" + "|".join(map(re.escape, spellings)) + ")"
    return (
        re.compile(rf"\(\s*{name}\s*\)"),
        re.compile(rf"^(?:[^.]{{2,60}}?[,/]?\s+)?{name}\s+[-–—]"),
        re.compile(rf"[(\[–—-]\s*(?:\w+/)?{name}\s*[)\]]?\s*$"),
        re.compile(
            rf"(?<![Aa]dditional )(?<![Ww]ith )(?:[Rr]eporting (?:by|from)|[Mm]aterial from|"
            rf"[Cc]ontribut\w+ (?:to this report)?\s*by|[Ss]ource:|[Vv]ia|©|[Cc]opyright(?: \d{{4}})?)\s+"
            rf"(?:the |The )?{name}\b"
        ),
    )
