"""``POST /api/v1/read``: a page that is sent is read. Nothing is fetched, and nothing kept."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from dateline.client import models
from dateline.errors import InputRejectedError
from dateline.serve.api.routes import PROBLEMS, Api, CurrentApi, ten_requests
from dateline.serve.site import CurrentSite, Site
from dateline.store.reading_json import reading_as_json

router = APIRouter(prefix="/api/v1", tags=["Reading"], dependencies=[Depends(ten_requests)])
_ADDRESS = 2048
_NOT_KEPT = "-"

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": models.ReadRequest.model_json_schema()},
            "text/html": {"schema": {"type": "string"}},
            "text/plain": {"schema": {"type": "string"}},
        },
    }
}


@router.post(
    "/read",
    summary="Read a page",
    openapi_extra=_BODY,
    response_model=models.Reading,
    responses={
        **PROBLEMS,
        413: {"model": models.Problem, "description": "the page is too large"},
        501: {"model": models.Problem, "description": "this site does not read pages"},
    },
)
async def read(
    request: Request,
    site: CurrentSite,
    api: CurrentApi,
    address: Annotated[
        str, Query(max_length=_ADDRESS, description="of a raw body; nothing is fetched from it")
    ] = _NOT_KEPT,
) -> Response:
    """Reads a page: JSON with its `html` or `text`, or the bytes of the page themselves.

    The answer holds the article, who is mentioned, the events and statements, each with its place in the text.
    Pages are read one at a time; where too many wait, the answer is 503.
    """
    if site.read is None:
        raise HTTPException(501, "this site does not read pages; read it by: dateline read PAGE")
    body = await request.body()
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    where, content = _given(body) if media == "application/json" else (address, body)
    if not content.strip():
        raise HTTPException(422, "there is no page; send html or text, or the bytes of a page")
    if len(content) > api.settings.max_page_bytes:
        raise HTTPException(413, f"the page is larger than {api.settings.max_page_bytes} bytes; send less")
    return await run_in_threadpool(_read, site, api, where or _NOT_KEPT, content)


def _read(site: Site, api: Api, address: str, content: bytes) -> Response:
    assert site.read is not None  # noqa: S101  # read() has looked
    with api.reads.place():
        try:
            reading = site.read(address, content)
        except InputRejectedError as error:
            raise HTTPException(422, str(error)) from error
    return Response(reading_as_json(reading), media_type="application/json")


def _given(body: bytes) -> tuple[str, bytes]:
    """Address and bytes of a page that is sent as JSON.

    Raises:
        HTTPException: 422, it is no JSON, or not of this form.
    """
    try:
        given: Any = msgspec.json.decode(body)
        asked = models.ReadRequest.model_validate(given)
    except ValidationError as error:
        parts = (f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}" for one in error.errors())
        raise HTTPException(422, "; ".join(parts)[:500]) from None
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise HTTPException(422, f"the body is no JSON: {str(error)[:200]}") from None
    if (asked.html is None) == (asked.text is None):
        raise HTTPException(422, "send either html or text")
    if asked.html is not None:
        # With its mark, for what the page says of its encoding was about the bytes that it had.
        return asked.address, asked.html.encode("utf-8-sig", "replace")
    return asked.address, (asked.text or "").encode("utf-8", "replace")
