"""What all routes of the API share: tags of versions, errors as JSON, and what counts against a client's limit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from dateline.client.models import Problem
from dateline.client.yente import YenteProblem
from dateline.errors import DatelineError, UsageError
from dateline.serve.api.limits import Buckets, Places, charge
from dateline.serve.api.settings import ApiSettings
from dateline.serve.known import KnownReference

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "something asked for makes no sense"},
    422: {"model": Problem, "description": "something asked for has the wrong form"},
    429: {"model": Problem, "description": "too many requests; see Retry-After"},
    503: {"model": Problem, "description": "the database cannot be read, or is busy"},
}


@dataclass(frozen=True, slots=True)
class Api:
    """What the API keeps; in ``app.state.api``."""

    settings: ApiSettings
    buckets: Buckets
    reads: Places
    exports: Places
    known: KnownReference


async def api_of(request: Request) -> Api:
    """The API that a request is for."""
    api: Api = request.app.state.api
    return api


CurrentApi = Annotated[Api, Depends(api_of)]


def one_request(request: Request, api: CurrentApi) -> None:
    """Counts one request against the client's limit."""
    charge(request, api.buckets, 1)


def ten_requests(request: Request, api: CurrentApi) -> None:
    """Counts ten requests against the client's limit: for what takes long."""
    charge(request, api.buckets, 10)


class TaggedRoute(APIRoute):
    """Gives each answer an ETag; 304 with no body for a client that has this version already."""

    def get_route_handler(self) -> Handler:
        """See APIRoute."""
        handler = super().get_route_handler()

        async def tagged(request: Request) -> Response:
            answer = await handler(request)
            whole = answer.status_code == 200 and not isinstance(answer, StreamingResponse)
            if request.method not in ("GET", "HEAD") or not whole:
                return answer
            tag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'
            headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
            if _has(request.headers.get("if-none-match"), tag):
                return Response(status_code=304, headers=headers)
            answer.headers.update(headers)
            return answer

        return tagged


class YenteRoute(TaggedRoute):
    """Tells what went wrong under yente's name (``detail``) too."""

    def get_route_handler(self) -> Handler:
        """See APIRoute."""
        handler = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handler(request)
            except HTTPException as error:
                return _problem(error.status_code, str(error.detail), error.headers)
            except RequestValidationError as error:
                return _problem(422, in_words(error))
            except DatelineError as error:
                return _problem(400 if isinstance(error, UsageError) else 503, str(error))

        return told


def in_words(error: RequestValidationError) -> str:
    """Which parts of a request have the wrong form, and why."""
    parts = []
    for one in error.errors()[:5]:
        place = ".".join(str(part)[:60] for part in one["loc"][1:]) or str(one["loc"][0])
        parts.append(f"{place}: {one['msg']}")
    return "; ".join(parts)


def _has(given: str | None, tag: str) -> bool:
    if given is None:
        return False
    tags = {part.strip().removeprefix("W/") for part in given.split(",")}
    return "*" in tags or tag in tags


def _problem(status: int, message: str, headers: Any = None) -> Response:
    body = YenteProblem(detail=message, error=message).model_dump()
    return JSONResponse(body, status_code=status, headers=headers)
