"""What a reader asks for in the query of an address; an empty field asks for nothing."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from fastapi import Request

from dateline.errors import UsageError
from dateline.model import EventType, StatementKind
from dateline.store.facts import FactFilter, SaidFilter

LONGEST = 300

E = TypeVar("E", bound=StrEnum)


def text(request: Request, name: str) -> str | None:
    """A field, without the spaces around it; None if it is empty.

    Raises:
        UsageError: it is longer than LONGEST.
    """
    value = request.query_params.get(name, "").strip()
    if len(value) > LONGEST:
        raise UsageError("is too long", where=name, action=f"use {LONGEST} letters at most")
    return value or None


def day(request: Request, name: str) -> date | None:
    """A day.

    Raises:
        UsageError: it is none.
    """
    value = text(request, name)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{value!r} is no day", where=name, action="write it like 2024-05-31") from None


def choice(request: Request, name: str, among: type[E]) -> E | None:
    """One of a closed list, whether it is written in small or in capital letters.

    Raises:
        UsageError: it is none of them.
    """
    value = text(request, name)
    if value is None:
        return None
    for one in among:
        if value.casefold() == one.value.casefold():
            return one
    raise UsageError(f"there is no {value!r}", where=name, action=f"use one of {', '.join(among)}")


def fact_filter(request: Request) -> FactFilter:
    """Which events are asked for.

    Raises:
        UsageError: a field cannot be understood.
    """
    return FactFilter(
        actor=text(request, "actor"),
        recipient=text(request, "recipient"),
        type=choice(request, "type", EventType),
        since=day(request, "since"),
        until=day(request, "until"),
        text=text(request, "text"),
        place=text(request, "place"),
        source=text(request, "source"),
    )


def said_filter(request: Request) -> SaidFilter:
    """Which statements are asked for.

    Raises:
        UsageError: a field cannot be understood.
    """
    return SaidFilter(
        speaker=text(request, "speaker"),
        addressee=text(request, "addressee"),
        kind=choice(request, "kind", StatementKind),
        since=day(request, "since"),
        until=day(request, "until"),
        about=text(request, "about"),
        source=text(request, "source"),
    )
