"""Counts by month as the charts take them: times, and one row of numbers for each line or bar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from dateline.model import Quad
from dateline.store.entity_view import MonthCount, Partner
from dateline.store.map_view import Point
from dateline.store.pair_view import PairMonth, quad_of

STATEMENTS = "statements"


def month_rows(counts: Iterable[MonthCount]) -> dict[str, dict[str, int]]:
    """Month → class of the types → count, in order of the months."""
    rows: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in counts:
        rows[one.month][quad_of(one.type).value if one.type else STATEMENTS] += one.count
    return {month: dict(rows[month]) for month in sorted(rows)}


def month_chart(rows: dict[str, dict[str, int]]) -> str:
    """The counts as JSON for ``charts.js``."""
    names = [quad.value for quad in Quad]
    if any(STATEMENTS in row for row in rows.values()):
        names.append(STATEMENTS)
    return as_json(
        {
            "months": list(rows),
            "times": [_time(month) for month in rows],
            "series": [
                {"name": name, "values": [row.get(name, 0) for row in rows.values()]} for name in names
            ],
        }
    )


def pair_chart(months: Sequence[PairMonth], way: str) -> str | None:
    """One direction as JSON for ``charts.js``, with the scale; None if nothing passed that way."""
    every = sorted({one.month for one in months})
    found = {one.month: one for one in months if one.way == way}
    if not found:
        return None
    rows = [found.get(month) for month in every]
    series: list[dict[str, Any]] = [
        {"name": quad.value, "values": [row.quads.get(quad, 0) if row else 0 for row in rows]}
        for quad in Quad
    ]
    series.append({"name": STATEMENTS, "values": [row.statements if row else 0 for row in rows]})
    return as_json(
        {
            "months": every,
            "times": [_time(month) for month in every],
            "series": series,
            "scale": [row.scale if row else None for row in rows],
        }
    )


def network(key: str, name: str, partners: Sequence[Partner]) -> str:
    """Who takes part with whom as JSON for ``charts.js``."""
    return as_json(
        {
            "center": {"key": key, "name": name},
            "partners": [
                {
                    "key": one.key,
                    "name": one.name,
                    "known": not one.key.startswith("name:"),
                    "total": one.total,
                    "to": one.to,
                    "by": one.by,
                    "quads": _quads(one),
                }
                for one in partners
            ],
        }
    )


def map_points(points: Iterable[Point]) -> str:
    """The points as JSON for ``charts.js``."""
    return as_json(
        [
            {
                "key": point.place.key,
                "name": point.place.name,
                "count": point.place.count,
                "lat": point.latitude,
                "lon": point.longitude,
                "exact": point.exact,
            }
            for point in points
        ]
    )


def as_json(value: Any) -> str:
    """A value as JSON, for an attribute; the template escapes it."""
    return msgspec.json.encode(value).decode()


def last_day(month: str) -> date:
    """The last day of "2024-05"."""
    year, number = (int(part) for part in month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1) if (year, number) < (9999, 12) else None
    return date.fromordinal(following.toordinal() - 1) if following else date.max


def _quads(partner: Partner) -> dict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for event_type, count in partner.types.items():
        found[quad_of(event_type).value] += count
    return dict(found)


def _time(month: str) -> int:
    year, number = (int(part) for part in month.split("-"))
    return int(datetime(year, number, 1, tzinfo=UTC).timestamp())
