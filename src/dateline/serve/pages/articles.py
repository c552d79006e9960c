"""One article: its sentences with the facts that they tell."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from dateline.serve.site import CurrentSite

router = APIRouter(include_in_schema=False)


@router.get("/articles/{number}.json")
@router.get("/articles/{number}")
def article(request: Request, site: CurrentSite, number: int) -> Response:
    """The article with this number."""
    reading = site.view.article(number)
    if reading is None:
        raise HTTPException(404, f"no article {number}")
    return site.answer(request, "article.html", {"reading": reading, "number": number}, reading)
