"""All headlines: the articles, newest first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dateline.serve.site import CurrentSite

PER_PAGE = 30

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/headlines.json")
def headlines(
    request: Request, site: CurrentSite, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> Response:
    """One page of headlines."""
    found = site.view.headlines(PER_PAGE + 1, offset=(page - 1) * PER_PAGE)
    shown, more = found[:PER_PAGE], len(found) > PER_PAGE
    values = {"headlines": shown, "page": page, "more": more}
    return site.answer(request, "headlines.html", values, shown)
