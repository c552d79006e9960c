"""Lasting addresses of facts: each leads to where the fact stands in its article."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse

from dateline.serve.site import CurrentSite, Site
from dateline.store.identify import FactId, FactKind

router = APIRouter(include_in_schema=False)


@router.get("/events/{fact}")
def event(site: CurrentSite, fact: str) -> RedirectResponse:
    """The event with this identifier (``e12``, or its number alone).

    Raises:
        HTTPException: 404, there is none.
    """
    return _place(site, FactKind.EVENT, fact)


@router.get("/statements/{fact}")
def statement(site: CurrentSite, fact: str) -> RedirectResponse:
    """The statement with this identifier (``s7``, or its number alone).

    Raises:
        HTTPException: 404, there is none.
    """
    return _place(site, FactKind.STATEMENT, fact)


def _place(site: Site, kind: FactKind, text: str) -> RedirectResponse:
    wanted = FactId.parse(text if text.startswith(kind.value) else f"{kind.value}{text}")
    found = site.view.fact(wanted)
    if found is None:
        raise HTTPException(404, f"no {kind.name.lower()} {wanted}")
    return RedirectResponse(
        f"/articles/{found.article}#{kind.name.lower()}-{found.fact.index}", status_code=303
    )
