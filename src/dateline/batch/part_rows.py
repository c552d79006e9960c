"""From a reading, or an input that was rejected, to the rows of the parts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dateline.batch.tables import PAGE
from dateline.model import Page, Reading, Rejected
from dateline.store import rows
from dateline.store.columns import in_utc, storable
from dateline.store.rows import Row
from dateline.store.who import who_rows

PartRows = dict[str, list[Row]]


def rows_of_reading(reading: Reading, key: str, place: str) -> PartRows:
    """Table → rows of one page that was read.

    Args:
        key: of the page.
        place: where in its archive it was found; empty for a file.
    """
    parts: PartRows = {
        "pages": [{"place": place, **_page_row(reading.page)}],
        "articles": [rows.article_row(reading.article)],
        **rows.article_parts(reading.article),
        **rows.fact_parts(reading),
        **who_rows(reading),
        "events": [rows.event_row(event, reading) for event in reading.events],
        "participants": [
            {"event": event.index, **row}
            for event in reading.events
            for row in rows.participant_rows(event, reading)
        ],
        "evidence": [
            {"event": event.index, **row}
            for event in reading.events
            for row in rows.span_rows(event.evidence)
        ],
        "statements": [rows.statement_row(statement, reading) for statement in reading.statements],
        "contents": [
            {"statement": said.index, **row}
            for said in reading.statements
            for row in rows.span_rows(said.content)
        ],
        "statement_events": [
            {"statement": said.index, "position": position, "event": event}
            for said in reading.statements
            for position, event in enumerate(said.events)
        ],
    }
    for link in parts["links"]:
        link["features"] = json.dumps(link["features"], ensure_ascii=False)
    return _under(key, parts)


def rows_of_rejected(rejected: Rejected, key: str, place: str) -> PartRows:
    """Table → the row of one input that could not be read."""
    known = _page_row(rejected.page) if rejected.page else {"digest": "", "size": 0}
    row = {
        "place": place,
        **known,
        "address": rejected.address,
        "reason": rejected.reason.value,
        "message": rejected.message,
    }
    return _under(key, {"rejects": [row]})


def _page_row(page: Page) -> Row:
    return {
        "address": page.address,
        "digest": page.digest,
        "content": page.content,
        "size": len(page.content),
        "fetched": in_utc(page.fetched),
        "content_type": page.content_type,
    }


def _under(key: str, parts: PartRows) -> PartRows:
    return {name: [_plain(key, row) for row in items] for name, items in parts.items()}


def _plain(key: str, row: Row) -> Row:
    return {PAGE: key, **{name: _value(name, value) for name, value in row.items()}}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, tuple):
        return _texts(value)
    if isinstance(value, datetime) and name != "fetched":
        return value.isoformat()
    return value


def _texts(values: Iterable[Any]) -> list[str]:
    return [storable(value) for value in values]
