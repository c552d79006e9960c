"""Two entities: what passed between them, in either direction, by month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from dateline.errors import UsageError
from dateline.model import EventType
from dateline.serve import asked, series
from dateline.serve.pages.asked_of import once, scope_of
from dateline.serve.site import CurrentSite
from dateline.serve.who import Who, who_is
from dateline.store import pair_view as view
from dateline.store.entity_view import Scope
from dateline.store.numbered import linked_in
from dateline.store.pair_keys import WAYS
from dateline.store.pair_view import PairMonth, PairSaid
from dateline.store.records import Fact, Said

EVENTS = 40
STATEMENTS = 20
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPage:
    """All that a page of a pair shows; what ``.json`` gives.

    Attributes:
        months: all of what passed, whatever days are asked for.
        events: the newest that are asked for, each with its direction: ``to``, ``by`` or ``between``; of those that
            report one act the first.
        reported: by the number of an event its incident, and in how many articles and by how many sources that is told.
    """

    one: Who
    other: Who
    months: tuple[PairMonth, ...]
    events: tuple[tuple[str, Fact], ...]
    reported: dict[int, tuple[int, int, int]]
    said: tuple[PairSaid, ...]


@router.get("/pairs/{one}/{other}")
@router.get("/pairs/{one}/{other}.json")  # registered first
def pair(request: Request, site: CurrentSite, one: str, other: str) -> Response:
    """What passed between these two."""
    first, second = who_is(site.database, one), who_is(site.database, other)
    for key, who in ((one, first), (other, second)):
        if who is None:
            raise HTTPException(404, f"no entity {key}")
    assert first is not None and second is not None  # noqa: S101, PT018  # told just now
    scope, month = _scope(request)
    way = asked.text(request, "way")
    if way is not None and way not in WAYS:
        raise UsageError(f"there is no {way!r}", where="way", action=f"use one of {', '.join(WAYS)}")
    every = Scope(type=scope.type, real=scope.real)
    with site.database.reading() as connection:
        months = view.pair_months(connection, one, other, every)
        events = view.pair_events(connection, one, other, scope, way=way, limit=EVENTS)
        shown, reported = once(connection, [fact for _, fact in events], EVENTS)
        kept = {fact.id for fact in shown}
        found = PairPage(
            one=first,
            other=second,
            months=months,
            events=tuple(event for event in events if event[1].id in kept),
            reported=reported,
            said=view.pair_said(connection, one, other, scope, way=way, limit=STATEMENTS),
        )
        facts: list[Fact | Said] = [*(fact for _, fact in found.events), *(said.said for said in found.said)]
        linked = linked_in(connection, [fact.source.article for fact in facts])
    values = {"scope": scope, "month": month, "way": way, "linked": linked, **_values(found)}
    return site.answer(request, "pair.html", values, found)


def _scope(request: Request) -> tuple[Scope, str | None]:
    """Which facts are asked for; ``month`` stands for its days. Only what happened, unless ``told`` is ``all``."""
    scope, month = scope_of(request), asked.text(request, "month")
    real = asked.text(request, "told") != "all"
    if month is None:
        return Scope(type=scope.type, since=scope.since, until=scope.until, real=real), None
    if _MONTH.fullmatch(month) is None or month.startswith("0000"):
        raise UsageError(f"{month!r} is no month", where="month", action="write it like 2024-05")
    last = series.last_day(month)
    return Scope(type=scope.type, since=last.replace(day=1), until=last, real=real), month


def _values(found: PairPage) -> dict[str, Any]:
    one, other = found.one.name, found.other.name
    titles = {"to": f"{one} to {other}", "by": f"{other} to {one}", "between": f"{one} and {other} alike"}
    return {
        "page": found,
        "one": found.one,
        "other": found.other,
        "types": list(EventType),
        "titles": titles,
        "charts": [
            (way, titles[way], chart) for way in WAYS if (chart := series.pair_chart(found.months, way))
        ],
    }
