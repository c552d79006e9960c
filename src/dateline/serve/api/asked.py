"""What can be asked for in the query of an address, with limits on the sizes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query

from dateline.model import EventType, StatementKind
from dateline.serve.api.cursor import LONGEST
from dateline.store.facts import FactFilter, SaidFilter

LARGEST = 2**63 - 1

Number = Annotated[int, Path(ge=1, le=LARGEST, examples=[12])]
Limit = Annotated[int, Query(ge=1, le=200, description="items on a page, at most")]
Cursor = Annotated[str | None, Query(max_length=LONGEST, description="the `next` of the page before")]
Who = Annotated[
    str | None,
    Query(
        max_length=200,
        description="words of a name, an ISO 3166-1 alpha-3 code in capitals, or the id of an entity",
        examples=["SRB"],
    ),
]
Words = Annotated[
    str | None,
    Query(max_length=300, description='words, "a phrase", begin*, -without', examples=["sanctions"]),
]
Since = Annotated[date | None, Query(description="the first day, included", examples=["2024-01-01"])]
Until = Annotated[date | None, Query(description="the last day, included", examples=["2024-12-31"])]
Identity = Annotated[str, Path(max_length=300, examples=["Q11074974"])]


def _fact_filter(
    actor: Who = None,
    recipient: Who = None,
    event_type: Annotated[EventType | None, Query(alias="type", description="PLOVER type")] = None,
    since: Since = None,
    until: Until = None,
    text: Words = None,
) -> FactFilter:
    return FactFilter(actor=actor, recipient=recipient, type=event_type, since=since, until=until, text=text)


def _said_filter(
    speaker: Who = None,
    addressee: Who = None,
    kind: Annotated[StatementKind | None, Query(description="what the speaker does by saying it")] = None,
    since: Since = None,
    until: Until = None,
    about: Words = None,
) -> SaidFilter:
    return SaidFilter(speaker=speaker, addressee=addressee, kind=kind, since=since, until=until, about=about)


EventsAsked = Annotated[FactFilter, Depends(_fact_filter)]
StatementsAsked = Annotated[SaidFilter, Depends(_said_filter)]
