"""All headlines: the articles, newest first, filtered, as a page, as data and as a feed."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dateline.model import EventType
from dateline.serve import atom
from dateline.serve.filtering import DENSE, View, read_filter
from dateline.serve.name_book import book_of
from dateline.serve.site import CurrentSite, Site
from dateline.serve.watches.search import watchable
from dateline.serve.words import country
from dateline.store.headlines import choices, entity_called, find_stories
from dateline.store.watches import WatchKind

PER_PAGE = 30
IN_FEED = 50
_SURE = 0.95

PageNumber = Annotated[int, Query(ge=1, le=10_000)]

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/headlines.json")
def headlines(request: Request, site: CurrentSite, page: PageNumber = 1) -> Response:
    """One page of headlines that meet the conditions of the query.

    Raises:
        UsageError: a condition is none of its kind.
    """
    shown = view_of(request, site, page)
    with site.database.reading() as connection:
        offset = (page - 1) * PER_PAGE
        found = find_stories(connection, shown.wanted, limit=PER_PAGE + 1, offset=offset)
        offered = choices(connection)
    stories, more = found[:PER_PAGE], len(found) > PER_PAGE
    values = {
        "stories": stories,
        "view": shown,
        "more": more,
        "choices": offered,
        "countries": sorted({*offered.countries, shown.wanted.country} - {None}, key=country),
        "types": tuple(EventType),
        "watch": watchable(WatchKind.HEADLINES, shown.given),
    }
    return site.answer(request, "headlines.html", values, stories)


@router.get("/headlines.atom")
def headlines_feed(request: Request, site: CurrentSite) -> Response:
    """The newest headlines that meet the conditions, as an Atom feed.

    Raises:
        UsageError: a condition is none of its kind.
    """
    shown = view_of(request, site, 1)
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


def view_of(request: Request, site: Site, page: int) -> View:
    """What a request asks for; an entity may be named by its id or its name.

    Raises:
        UsageError: a condition is none of its kind.
    """
    query = request.query_params
    wanted = read_filter(query)
    name = None
    if wanted.entity:
        known = entity_meant(request, site, wanted.entity)
        wanted, name = (replace(wanted, entity=known[0]), known[1]) if known else (wanted, None)
    return View(wanted=wanted, entity_name=name, page=page, dense=query.get("view") == DENSE)


def entity_meant(request: Request, site: Site, text: str) -> tuple[str, str] | None:
    """The id and the name of whom the articles name so, in any case, script or common spelling; None if nobody."""
    with site.database.reading() as connection:
        known = entity_called(connection, text)
    if known is None:
        for one in book_of(request).suggest(text, 1, everywhere=False):
            if one.entity and one.score >= _SURE:
                return one.entity, one.name
    return known
