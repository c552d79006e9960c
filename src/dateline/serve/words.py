"""How pages write things: days, states, links that can do no harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from dateline.gather.questions import issues
from dateline.lexicon.countries import load_countries
from dateline.lexicon.words_who import listing_in_words, office_in_words
from dateline.model import DateEstimate
from dateline.serve.plain import act, parties, plain, standing

_SCHEMES = frozenset({"http", "https"})


def day(estimate: DateEstimate | None) -> str:
    """ "2024-09-05", "2024-05-02 to 2024-12-31", "no date"."""
    if estimate is None or (estimate.earliest is None and estimate.latest is None):
        return "no date"
    if estimate.earliest == estimate.latest:
        return str(estimate.earliest)
    if estimate.earliest is None:
        return f"by {estimate.latest}"
    return f"{estimate.earliest} to {estimate.latest}" if estimate.latest else f"after {estimate.earliest}"


def country(code: str | None) -> str:
    """The short name of a state; the code where it is unknown; nothing for nothing."""
    found = load_countries().by_code(code) if code else None
    return found.name if found else code or ""


def question(issue: str, about: str) -> str:
    """A question in words: "sanctions on Russia"."""
    known = issues().get(issue)
    return known.says.format(object=about) if known else f"{issue}: {about}"


def outside(address: str | None) -> str | None:
    """An address that a link may lead to: http or https with a host; else None."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in _SCHEMES and parts.hostname else None


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "country": country,
    "outside": outside,
    "act": act,
    "listing": listing_in_words,
    "office": office_in_words,
    "parties": parties,
    "plain": plain,
    "standing": standing,
}
