"""One who signs articles: what the pages tell of them, and all their articles."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from dateline.serve.pages.headlines import PER_PAGE, PageNumber
from dateline.serve.site import JSON, CurrentSite, wants_json
from dateline.store.authors import signed_by
from dateline.store.headlines import HeadlineFilter, find_stories

router = APIRouter(include_in_schema=False)


@router.get("/authors/{name:path}")
def author(request: Request, site: CurrentSite, name: str, page: PageNumber = 1) -> Response:
    """The articles of one who is called so, or has this handle; as data if ``.json`` follows the name.

    Raises:
        HTTPException: 404, nobody of this name signed an article.
    """
    called = name.removesuffix(JSON) if wants_json(request) else name
    with site.database.reading() as connection:
        signed = signed_by(connection, called)
        if signed is None:
            raise HTTPException(404, f"nobody called {called!r} signed an article")
        wanted = HeadlineFilter(author=called)
        found = find_stories(connection, wanted, limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE)
    stories, more = found[:PER_PAGE], len(found) > PER_PAGE
    values = {"name": called, "signed": signed, "stories": stories, "page": page, "more": more}
    return site.answer(request, "author.html", values, {"author": signed, "articles": stories})
