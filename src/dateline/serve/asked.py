"""What a reader asks for in the query of an address; an empty field asks for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from fastapi import Request

from dateline.errors import UsageError
from dateline.model import EventType, StatementKind
from dateline.store.facts import FactFilter, SaidFilter

LONGEST = 300

E = TypeVar("E", bound=StrEnum)


def text_in(query: Mapping[str, str], name: str) -> str | None:
    """A field, without the spaces around it; None if it is empty.

    Raises:
        UsageError: it is longer than LONGEST.
    """
    value = query.get(name, "").strip()
    if len(value) > LONGEST:
        raise UsageError("is too long", where=name, action=f"use {LONGEST} letters at most")
    return value or None


def day_in(query: Mapping[str, str], name: str) -> date | None:
    """A day.

    Raises:
        UsageError: it is none.
    """
    value = text_in(query, name)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{value!r} is no day", where=name, action="write it like 2024-05-31") from None


def choice_in(query: Mapping[str, str], name: str, among: type[E]) -> E | None:
    """One of a closed list, whether it is written in small or in capital letters.

    Raises:
        UsageError: it is none of them.
    """
    value = text_in(query, name)
    if value is None:
        return None
    for one in among:
        if value.casefold() == one.value.casefold():
            return one
    raise UsageError(f"there is no {value!r}", where=name, action=f"use one of {', '.join(among)}")


def fact_filter_in(query: Mapping[str, str]) -> FactFilter:
    """Which events are asked for.

    Raises:
        UsageError: a field cannot be understood.
    """
    return FactFilter(
        actor=text_in(query, "actor"),
        recipient=text_in(query, "recipient"),
        type=choice_in(query, "type", EventType),
        since=day_in(query, "since"),
        until=day_in(query, "until"),
        text=text_in(query, "text"),
        place=text_in(query, "place"),
        source=text_in(query, "source"),
    )


def said_filter_in(query: Mapping[str, str]) -> SaidFilter:
    """Which statements are asked for.

    Raises:
        UsageError: a field cannot be understood.
    """
    return SaidFilter(
        speaker=text_in(query, "speaker"),
        addressee=text_in(query, "addressee"),
        kind=choice_in(query, "kind", StatementKind),
        since=day_in(query, "since"),
        until=day_in(query, "until"),
        about=text_in(query, "about"),
        source=text_in(query, "source"),
    )


def text(request: Request, name: str) -> str | None:
    """As :func:`text_in`, of the query of a request."""
    return text_in(request.query_params, name)


def day(request: Request, name: str) -> date | None:
    """As :func:`day_in`, of the query of a request."""
    return day_in(request.query_params, name)


def choice(request: Request, name: str, among: type[E]) -> E | None:
    """As :func:`choice_in`, of the query of a request."""
    return choice_in(request.query_params, name, among)


def fact_filter(request: Request) -> FactFilter:
    """As :func:`fact_filter_in`, of the query of a request."""
    return fact_filter_in(request.query_params)


def said_filter(request: Request) -> SaidFilter:
    """As :func:`said_filter_in`, of the query of a request."""
    return said_filter_in(request.query_params)
