"""The filters of *All headlines*: from a query to conditions, to words, and back to an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from dateline.errors import UsageError
from dateline.model import Bounds, EventType
from dateline.serve.words import country
from dateline.store.headlines import HeadlineFilter
from dateline.store.query import state_of

NAMES = ("country", "entity", "type", "source", "language", "since", "until")
DENSE = "dense"
_ALL = HeadlineFilter()
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page of headlines shows, and how.

    Attributes:
        wanted: the conditions.
        entity_name: what the entity of the conditions is called; its id where that is not known.
        page: from 1.
        dense: one line for each article.
    """

    wanted: HeadlineFilter = _ALL
    entity_name: str | None = None
    page: int = 1
    dense: bool = False

    @property
    def given(self) -> dict[str, str]:
        """The conditions that are set, as they stand in a query."""
        values = {name: getattr(self.wanted, name) for name in NAMES}
        return {name: str(value) for name, value in values.items() if value is not None}

    @property
    def words(self) -> str:
        """The conditions as a person says them: "about Serbia, SANCTION events, since 2024-01-01, from BBC"."""
        wanted = self.wanted
        about = " and ".join(
            part for part in (country(wanted.country), self.entity_name or wanted.entity) if part
        )
        parts = (
            f"about {about}" if about else "",
            f"{wanted.type} events" if wanted.type else "",
            f"since {wanted.since}" if wanted.since else "",
            f"until {wanted.until}" if wanted.until else "",
            f"from {wanted.source}" if wanted.source else "",
            f"in the language {wanted.language}" if wanted.language else "",
        )
        return ", ".join(part for part in parts if part)

    def at(self, path: str = "/", *, page: int | None = None, dense: bool | None = None) -> str:
        """The address of this view, or of another page or look of it."""
        shown = replace(self, page=page or self.page, dense=self.dense if dense is None else dense)
        query = dict(shown.given)
        if shown.page > 1:
            query["page"] = str(shown.page)
        if shown.dense:
            query["view"] = DENSE
        return f"{path}?{urlencode(query)}" if query else path

    def without(self, name: str) -> str:
        """The address of this view with one condition left out, from its first page."""
        return replace(self, wanted=replace(self.wanted, **{name: None}), page=1).at()


def read_filter(query: Mapping[str, str]) -> HeadlineFilter:
    """The conditions in a query; those that are empty or blank are not set.

    Args:
        query: ``country`` (code or name), ``entity`` (id), ``type``, ``source``, ``language``, ``since`` and ``until``
            (a day, a month or a year).

    Raises:
        UsageError: a value is none of its kind.
    """
    given = {name: (query.get(name) or "").strip() for name in NAMES}
    for name, value in given.items():
        if len(value) > MOST_LETTERS:
            raise UsageError(f"is longer than {MOST_LETTERS} letters", where=name, action="shorten it")
    return HeadlineFilter(
        country=_state(given["country"]),
        entity=given["entity"] or None,
        type=_type(given["type"]),
        source=given["source"] or None,
        language=given["language"] or None,
        since=_day("since", given["since"]),
        until=_day("until", given["until"]),
    )


def _state(text: str) -> str | None:
    if not text:
        return None
    code = state_of(text)
    if code is None:
        raise UsageError(
            f"there is no state {text!r}", where="country", action="give its name, or its ISO code"
        )
    return code


def _type(text: str) -> EventType | None:
    try:
        return EventType(text.upper()) if text else None
    except ValueError:
        action = f"one of {', '.join(EventType)}"
        raise UsageError(f"there is no type {text!r}", where="type", action=action) from None


def _day(name: str, text: str) -> date | None:
    try:
        bounds = Bounds.parse(text) if text else None
    except ValueError as error:
        raise UsageError(str(error), where=name, action="write a day, a month or a year") from None
    if bounds is None:
        return None
    return bounds.earliest if name == "since" else bounds.latest
