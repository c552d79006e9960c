"""Events and statements as tables, and the same as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from dateline.errors import UsageError
from dateline.model import EventType, StatementKind
from dateline.serve import asked
from dateline.serve.accounts.viewer import may_read_all
from dateline.serve.api.export import sent
from dateline.serve.api.routes import CurrentApi, ten_requests
from dateline.serve.site import CurrentSite
from dateline.serve.watches.search import watchable
from dateline.store.export_stream import StreamForm, stream_events, stream_statements
from dateline.store.export_tables import parquet_can_be_written
from dateline.store.numbered import linked_in
from dateline.store.table_view import (
    EVENT_ORDERS,
    SORTED,
    STATEMENT_ORDERS,
    Page,
    event_table,
    statement_table,
)
from dateline.store.watches import WatchKind

PER_PAGE = 50

EVENT_COLUMNS = (
    "date", "type", "mode", "actors", "recipients", "place", "told as", "sentence", "source", "rule", "score",
)  # fmt: skip
EVENT_SHOWN = ("date", "type", "actors", "recipients", "told as", "sentence", "source")
STATEMENT_COLUMNS = (
    "date", "kind", "speaker", "addressee", "content", "sentence", "source", "polarity", "rule", "score",
)  # fmt: skip
STATEMENT_SHOWN = ("date", "kind", "speaker", "addressee", "content", "source")

router = APIRouter(include_in_schema=False)


@router.get("/events.json")
@router.get("/events")
def events(request: Request, site: CurrentSite) -> Response:
    """A page of the events that are asked for."""
    wanted, order = asked.fact_filter(request), asked.text(request, "sort") or "-date"
    with site.database.reading() as connection:
        found, facets = event_table(connection, wanted, _page(request, order))
        linked = linked_in(connection, [fact.source.article for fact in found.rows])
    values = {
        "page": found,
        "facets": facets,
        "wanted": wanted,
        "order": order,
        "most_sorted": SORTED,
        "orders": _orders(EVENT_ORDERS),
        "linked": linked,
        "types": list(EventType),
        "columns": EVENT_COLUMNS,
        "shown": _shown(request, EVENT_COLUMNS, EVENT_SHOWN),
        "filters": [(name, value) for name, value in asdict(wanted).items() if value is not None],
        "forms": _forms(StreamForm),
        "watch": watchable(WatchKind.EVENTS, request.query_params),
    }
    data = {"events": found.rows, "after": found.after, "before": found.before, "facets": facets}
    return site.answer(request, "events.html", values, data)


@router.get("/statements.json")
@router.get("/statements")
def statements(request: Request, site: CurrentSite) -> Response:
    """A page of the statements that are asked for."""
    wanted, order = asked.said_filter(request), asked.text(request, "sort") or "-date"
    with site.database.reading() as connection:
        found, facets = statement_table(connection, wanted, _page(request, order))
        linked = linked_in(connection, [said.source.article for said in found.rows])
    values = {
        "page": found,
        "facets": facets,
        "wanted": wanted,
        "order": order,
        "most_sorted": SORTED,
        "orders": _orders(STATEMENT_ORDERS),
        "linked": linked,
        "kinds": list(StatementKind),
        "columns": STATEMENT_COLUMNS,
        "shown": _shown(request, STATEMENT_COLUMNS, STATEMENT_SHOWN),
        "filters": [(name, value) for name, value in asdict(wanted).items() if value is not None],
        "forms": _forms(one for one in StreamForm if one is not StreamForm.POLECAT),
        "watch": watchable(WatchKind.STATEMENTS, request.query_params),
    }
    data = {"statements": found.rows, "after": found.after, "before": found.before, "facets": facets}
    return site.answer(request, "statements.html", values, data)


@router.get("/events.{form}", dependencies=[Depends(ten_requests)])
def events_file(request: Request, site: CurrentSite, api: CurrentApi, form: str) -> Response:
    """All events that are asked for, as a file."""
    chosen, wanted, whole = _form(form), asked.fact_filter(request), may_read_all(request)
    return sent(api, lambda: stream_events(site.view, chosen, wanted, whole=whole), chosen, "events")


@router.get("/statements.{form}", dependencies=[Depends(ten_requests)])
def statements_file(request: Request, site: CurrentSite, api: CurrentApi, form: str) -> Response:
    """All statements that are asked for, as a file."""
    chosen, wanted, whole = _form(form), asked.said_filter(request), may_read_all(request)
    if chosen is StreamForm.POLECAT:
        raise UsageError("POLECAT has no form for statements", where="form", action="use csv, jsonl or ftm")
    return sent(api, lambda: stream_statements(site.view, chosen, wanted, whole=whole), chosen, "statements")


def _page(request: Request, order: str) -> Page:
    after, before = (asked.text(request, name) for name in ("after", "before"))
    return Page(limit=PER_PAGE, order=order, after=after, before=before)


def _form(name: str) -> StreamForm:
    try:
        return StreamForm(name)
    except ValueError:
        raise HTTPException(404, f"no form {name}; there are json, {', '.join(StreamForm)}") from None


def _forms(among: Iterable[StreamForm]) -> list[StreamForm]:
    """Those that can be made here."""
    return [one for one in among if one is not StreamForm.PARQUET or parquet_can_be_written()]


def _orders(orders: Any) -> list[str]:
    return [name for order in orders for name in (f"-{order}", order)]


def _shown(request: Request, columns: Sequence[str], usual: Sequence[str]) -> Sequence[str]:
    """The columns asked for by ``col``, in the order of the table; the usual ones if none is."""
    wanted = set(request.query_params.getlist("col"))
    chosen = [name for name in columns if name in wanted]
    return chosen or usual
