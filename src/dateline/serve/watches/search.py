"""From the query string of a page to the articles that it finds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Select

from dateline.errors import UsageError
from dateline.model import EventType, StatementKind
from dateline.serve.filtering import NAMES as HEADLINE_NAMES
from dateline.serve.filtering import read_filter
from dateline.store import search as words
from dateline.store.conditions import named
from dateline.store.facts import FactFilter, SaidFilter, with_facts, with_statements
from dateline.store.headlines import with_stories
from dateline.store.schema import events
from dateline.store.watches import Watch, WatchKind

MOST_LETTERS = 2_000
_NAMES: Mapping[WatchKind, tuple[str, ...]] = {
    WatchKind.EVENTS: ("actor", "recipient", "type", "since", "until", "text", "place", "source"),
    WatchKind.STATEMENTS: ("speaker", "addressee", "kind", "since", "until", "about", "source"),
    WatchKind.HEADLINES: HEADLINE_NAMES,
}

Choice = TypeVar("Choice", bound=StrEnum)


def normal(kind: WatchKind, query: str) -> str:
    """The search of a query string, with nothing in it but what is searched for.

    Raises:
        UsageError: it cannot be understood, or searches for nothing.
    """
    if len(query) > MOST_LETTERS:
        raise UsageError("is too long", where="query", action=f"at most {MOST_LETTERS} letters")
    pairs = dict(parse_qsl(query.removeprefix("?"), max_num_fields=50))
    given = {name: pairs[name].strip() for name in _NAMES[kind] if pairs.get(name, "").strip()}
    if not given:
        raise UsageError(
            "searches for nothing", where="query", action=f"set one of {', '.join(_NAMES[kind])}"
        )
    _query(kind, given)
    return urlencode(given)


def articles_of(watch: Watch) -> Select[Any]:
    """A query for the numbers of the articles that a watch is about.

    Raises:
        UsageError: its search cannot be understood any more.
    """
    return _query(watch.kind, dict(parse_qsl(watch.query)))


def page_of(kind: WatchKind, query: str) -> str:
    """The path of the page that shows the same."""
    return f"/?{query}" if kind is WatchKind.HEADLINES else f"/{kind.value}?{query}"


def _query(kind: WatchKind, given: Mapping[str, str]) -> Select[Any]:
    if kind is WatchKind.HEADLINES:
        return with_stories(read_filter(given))
    for name in ("actor", "recipient", "speaker", "addressee", "place"):
        if name in given:
            named(given[name], events.c.rule, events.c.rule)  # it says what is wrong with a name
    for name in ("text", "about"):
        if name in given:
            words.parse(given[name])
    since, until = (_day(name, given.get(name)) for name in ("since", "until"))
    if kind is WatchKind.EVENTS:
        plain = {name: given.get(name) for name in ("actor", "recipient", "text", "place", "source")}
        event_type = _choice("type", given.get("type"), EventType)
        return with_facts(FactFilter(**plain, type=event_type, since=since, until=until))  # type: ignore[arg-type]
    plain = {name: given.get(name) for name in ("speaker", "addressee", "about", "source")}
    said = _choice("kind", given.get("kind"), StatementKind)
    return with_statements(SaidFilter(**plain, kind=said, since=since, until=until))  # type: ignore[arg-type]


def _day(name: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{text!r} is no day", where=name, action="write it like 2024-05-31") from None


def _choice(name: str, text: str | None, among: type[Choice]) -> Choice | None:
    for one in among:
        if text and text.casefold() == one.value.casefold():
            return one
    if text:
        raise UsageError(f"there is no {text!r}", where=name, action=f"one of {', '.join(among)}")
    return None
