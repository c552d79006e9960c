"""A story: which articles tell it, who copied whom, and what happened; and an incident with all of its reports."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from dateline.serve.pages.articles import ArticleNumber
from dateline.serve.site import JSON, CurrentSite
from dateline.store.incidents import IncidentView, incident_of, incident_views
from dateline.store.numbered import linked_in
from dateline.store.stories import StoryView, incidents_in, story_of, story_view

INCIDENTS = 12

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """What a page of a story shows; what ``.json`` gives: the story, and what two or more of its articles report."""

    story: StoryView
    incidents: tuple[IncidentView, ...]


@router.get("/stories/{number}")
@router.get("/stories/{number}.json")  # the lower one is tried first
def story(request: Request, site: CurrentSite, number: ArticleNumber) -> Response:
    """The story with this number, or that the article with this number is in.

    Raises:
        HTTPException: 404, there is none.
    """
    with site.database.reading() as connection:
        found = story_view(connection, number)
        if found is None:
            known = story_of(connection, number)
            if known is None:
                raise HTTPException(404, f"no story {number}")
            ending = JSON if request.url.path.endswith(JSON) else ""
            return RedirectResponse(f"/stories/{known}{ending}", status_code=307)
        numbers = incidents_in(connection, [one.article for one in found.articles])[:INCIDENTS]
        shown = StoryPage(story=found, incidents=incident_views(connection, numbers))
        linked = linked_in(connection, [one.article for one in found.articles])
    return site.answer(request, "gathered/story.html", {"page": shown, "linked": linked}, shown)


@router.get("/incidents/{number}")
@router.get("/incidents/{number}.json")
def incident(request: Request, site: CurrentSite, number: ArticleNumber) -> Response:
    """The incident with this number, or that the event with this number reports.

    Raises:
        HTTPException: 404, there is none.
    """
    with site.database.reading() as connection:
        found = incident_views(connection, [number])
        if not found:
            known = incident_of(connection, number)
            found = incident_views(connection, [known]) if known is not None else ()
        if not found:
            raise HTTPException(404, f"no incident {number}")
        linked = linked_in(connection, [one.fact.source.article for one in found[0].reports])
    values = {"incident": found[0], "linked": linked}
    return site.answer(request, "gathered/incident.html", values, found[0])
