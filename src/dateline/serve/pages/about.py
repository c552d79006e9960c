"""About the data: what made them, from what, how much there is, and how far it can be trusted."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from dateline.serve.about_view import tell
from dateline.serve.site import CurrentSite

router = APIRouter(include_in_schema=False)


@router.get("/about.json")
@router.get("/about")
def about(request: Request, site: CurrentSite) -> Response:
    """The page on the data."""
    told = tell(site.database)
    return site.answer(request, "about.html", {"about": told, "full_text": site.full_text}, told)
