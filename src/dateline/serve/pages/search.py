"""Search: words and conditions, over articles, events, statements, and who is called so."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from dateline.errors import UsageError
from dateline.serve.completion import Completions, completer_of
from dateline.serve.name_book import book_of
from dateline.serve.search_view import Found, find, marked
from dateline.serve.site import CurrentSite, wants_json
from dateline.serve.watches.search import watchable
from dateline.store.query import OPERATORS, understand
from dateline.store.query import Query as Understood
from dateline.store.watches import WatchKind

MOST_LETTERS = 500

router = APIRouter(include_in_schema=False)


@router.get("/search.json")
@router.get("/search")
def search(
    request: Request, site: CurrentSite, q: Annotated[str, Query(max_length=MOST_LETTERS)] = ""
) -> Response:
    """What meets the query; a page for typing one where there is none.

    Raises:
        UsageError: the query is broken, and data were asked for; a page tells it above its form.
    """
    wrong, understood, found = None, Understood(), Found(query="")
    try:
        understood = understand(q.strip())
        if understood != Understood():
            found = find(site.database, book_of(request), understood)
    except UsageError as error:
        if wants_json(request):
            raise
        wrong = f"{error.what} ({error.action})" if error.action else error.what
    values = {
        "q": q,
        "wrong": wrong,
        "understood": understood,
        "found": found,
        "operators": OPERATORS,
        "marked": marked,
        "watch": watchable(WatchKind.SEARCH, request.query_params),
        "all_events": _address("/events", understood, "actor", "recipient", "type", "place"),
        "all_statements": _address("/statements", understood, "speaker", "about"),
        "all_headlines": _address("/", understood),
    }
    if wrong:
        return site.page(request, "search.html", values, status=400)
    return site.answer(request, "search.html", values, found)


@router.get("/search/complete.json")
def complete(request: Request, q: Annotated[str, Query(max_length=MOST_LETTERS)] = "") -> Completions:
    """How a query that was typed up to here may go on."""
    return completer_of(request).complete(q)


def _address(path: str, query: Understood, *names: str) -> str:
    """The address of the table that shows all that meets these conditions, and the days."""
    set_ = {name: value for name, value in query.conditions().items() if name in (*names, "since", "until")}
    if path == "/events" and query.words:
        set_["text"] = query.words
    if path == "/statements" and query.words:
        set_["about"] = " ".join(part for part in (query.about, query.words) if part)
    return f"{path}?{urlencode(set_)}" if set_ else path
