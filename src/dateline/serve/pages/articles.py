"""One article: its text with the facts marked where they stand, and who is in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response

from dateline.serve.accounts.viewer import may_read_all, may_review
from dateline.serve.article_view import view_article
from dateline.serve.site import CurrentSite
from dateline.store.correction_readings import correct_reading

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
    reviews = may_review(request)
    found = correct_reading(site.database, number, reading, site.view.fact_ids(number), rejected=reviews)
    shown = view_article(found.reading, number, found.ids, whole=may_read_all(request))
    values = {
        "article": shown,
        "verdicts": found.verdicts,
        "may_review": reviews,
        "links": found.reading.links,
    }
    return site.answer(request, "article.html", values, shown)
