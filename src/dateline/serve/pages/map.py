"""Events on a map and over time."""

from __future__ import annotations

from dataclasses import asdict, replace

from fastapi import APIRouter, Request, Response

from dateline.model import EventType
from dateline.serve import asked, series
from dateline.serve.site import CurrentSite
from dateline.store.map_view import event_map
from dateline.store.numbered import linked_in
from dateline.store.table_view import Page, event_page

EVENTS = 25

router = APIRouter(include_in_schema=False)


@router.get("/map.json")
@router.get("/map")
def event_places(request: Request, site: CurrentSite) -> Response:
    """Where and when the events happened that are asked for."""
    wanted = asked.fact_filter(request)
    every = replace(wanted, since=None, until=None)
    with site.database.reading() as connection:
        found = event_map(connection, wanted)
        ever = found if every == wanted else event_map(connection, every)
        latest = event_page(connection, wanted, Page(limit=EVENTS)).rows
        linked = linked_in(connection, [fact.source.article for fact in latest])
    rows = series.month_rows(ever.months)
    values = {
        "found": found,
        "events": latest,
        "wanted": wanted,
        "linked": linked,
        "types": list(EventType),
        "months": rows,
        "ever": ever,
        "last_day": series.last_day,
        "chart": series.month_chart(rows),
        "points": series.map_points(found.points),
        "filters": [(name, value) for name, value in asdict(wanted).items() if value is not None],
    }
    data = {"map": found, "months": rows, "months_capped": ever.capped, "events": latest}
    return site.answer(request, "map.html", values, data)
