"""Forms: read within a limit, and only if they are the site's own."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Path, Request
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from dateline.serve.accounts import secrets
from dateline.serve.accounts.viewer import viewer_of

MOST_BYTES = 64 * 1024
FIELD, HEADER = "form_token", "x-form-token"


async def own_form(request: Request) -> FormData:
    """The fields of a form that one of the site's own pages sent.

    A program with a token needs no form token: a browser does not send its token by itself.

    Raises:
        HTTPException: 403 if it is another site's, 411 or 413 if its size is not told or too large.
    """
    size = request.headers.get("content-length", "")
    if not (size.isascii() and size.isdigit()):
        raise HTTPException(411, "the size of the form is not told")
    if int(size) > MOST_BYTES:
        raise HTTPException(413, "the form is too large")
    viewer = await run_in_threadpool(viewer_of, request)
    if viewer.scopes is None and request.headers.get("sec-fetch-site", "same-origin") not in {
        "same-origin",
        "none",
    }:
        raise HTTPException(403, "the form came from another site")
    form = await request.form(max_files=0, max_fields=100)
    if any("\0" in value for value in form.values() if isinstance(value, str)):
        raise HTTPException(400, "there is a letter in the form that nothing can have: NUL")
    if viewer.scopes is None:
        given = request.headers.get(HEADER) or text(form, FIELD)
        if not viewer.secret or not secrets.same(given, secrets.form_token(viewer.secret)):
            raise HTTPException(403, "the form is too old, or not of this site; load the page again")
    return form


Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""The number of a row in an address: no larger than a database knows."""

OwnForm = Annotated[FormData, Depends(own_form)]
"""How a route asks for the form that was sent to it."""


def text(form: FormData, name: str) -> str:
    """A field of a form; nothing where it is not there."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def own_place(address: str | None) -> str:
    """Where on this site to go on; the first page for anything that leads, or may lead, elsewhere."""
    place = address or "/"
    try:
        parts = urlsplit(place)
    except ValueError:
        return "/"
    odd = not place.isprintable() or not place.isascii() or "\\" in place
    if odd or parts.scheme or parts.netloc or not place.startswith("/") or place.startswith("//"):
        return "/"
    return place


def go_on(address: str | None) -> RedirectResponse:
    """Send the browser on to a place of this site, by GET."""
    return RedirectResponse(own_place(address), status_code=303)
