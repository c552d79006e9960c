"""All headlines: the articles, newest first, filtered, as a page, as data and as a feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dateline.model import EventType
from dateline.serve import atom
from dateline.serve.filtering import DENSE, View, read_filter
from dateline.serve.site import CurrentSite, Site
from dateline.store.headlines import HeadlineFilter, choices, entity_called, find_stories

PER_PAGE = 30
IN_FEED = 50

PageNumber = Annotated[int, Query(ge=1, le=10_000)]

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/headlines.json")
def headlines(request: Request, site: CurrentSite, page: PageNumber = 1) -> Response:
    """One page of headlines that meet the conditions of the query.

    Raises:
        UsageError: a condition is none of its kind.
    """
    shown = view_of(site, request.query_params, page)
    with site.database.reading() as connection:
        offset = (page - 1) * PER_PAGE
        found = find_stories(connection, shown.wanted, limit=PER_PAGE + 1, offset=offset)
        offered = choices(connection)
    stories, more = found[:PER_PAGE], len(found) > PER_PAGE
    values = {"stories": stories, "view": shown, "more": more, "choices": offered, "types": tuple(EventType)}
    return site.answer(request, "headlines.html", values, stories)


@router.get("/headlines.atom")
def headlines_feed(request: Request, site: CurrentSite) -> Response:
    """The newest headlines that meet the conditions, as an Atom feed.

    Raises:
        UsageError: a condition is none of its kind.
    """
    shown = view_of(site, request.query_params, 1)
    with site.database.reading() as connection:
        stories = find_stories(connection, shown.wanted, limit=IN_FEED)
    plain = replace(shown, dense=False)
    content = atom.feed(
        stories,
        site=site.address.rstrip("/"),
        path=plain.at("/headlines.atom"),
        page=plain.at(),
        title=f"All headlines {plain.words}".strip(),
    )
    return Response(content, media_type=atom.MEDIA_TYPE)


def view_of(site: Site, query: Mapping[str, str], page: int) -> View:
    """What a query asks for; an entity may be named by its id or its name."""
    wanted = read_filter(query)
    name = None
    if wanted.entity:
        wanted, name = _with_entity(site, wanted, wanted.entity)
    return View(wanted=wanted, entity_name=name, page=page, dense=query.get("view") == DENSE)


def _with_entity(site: Site, wanted: HeadlineFilter, text: str) -> tuple[HeadlineFilter, str | None]:
    with site.database.reading() as connection:
        known = entity_called(connection, text)
    return (replace(wanted, entity=known[0]), known[1]) if known else (wanted, None)
