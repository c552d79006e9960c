"""One article: its text with the facts marked where they stand, and who is in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response

from dateline.serve.accounts.viewer import may_read_all
from dateline.serve.article_view import view_article
from dateline.serve.site import CurrentSite

MOST = 2**63 - 1
"""The highest number that SQLite knows."""

ArticleNumber = Annotated[int, Path(ge=0, le=MOST)]

router = APIRouter(include_in_schema=False)


@router.get("/articles/{number}")
@router.get("/articles/{number}.json")  # the lower one is tried first
def article(request: Request, site: CurrentSite, number: ArticleNumber) -> Response:
    """The article with this number.

    Raises:
        HTTPException: 404, there is none.
    """
    reading = site.view.article(number)
    if reading is None:
        raise HTTPException(404, f"no article {number}")
    ids = site.view.fact_ids(number)
    shown = view_article(reading, number, ids, whole=may_read_all(request))
    return site.answer(request, "article.html", {"article": shown}, shown)
