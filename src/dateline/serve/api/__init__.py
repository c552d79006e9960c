"""The API: what is in the database and in the reference data, for programs.

Each list goes page by page by a cursor, each answer has an ETag, each error is ``{"error": …}``.
"""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from dateline.serve.api import export, lists, page, read, yente
from dateline.serve.api.limits import BodyLimit, Buckets, Places
from dateline.serve.api.routes import Api, in_words
from dateline.serve.api.settings import ApiSettings
from dateline.serve.known import KnownReference
from dateline.serve.site import Site, wants_json

__all__ = ["ApiSettings", "install"]

_SMALL_BODY = 1_000_000
_ESCAPES = 2  # JSON may write a page in twice as many bytes


def install(app: FastAPI, site: Site, settings: ApiSettings) -> None:
    """Add the API to an application: its routes, its limits, and what it keeps."""
    app.state.api = Api(
        settings=settings,
        buckets=Buckets(settings.per_minute, settings.burst),
        reads=Places("reading", 1, settings.reads_waiting),
        exports=Places("exports", settings.exports),
        known=KnownReference(site.database),
    )
    # Exports stand before the single facts, whose addresses they would otherwise be taken for.
    for router in (export.router, lists.router, read.router, yente.router, page.router):
        app.include_router(router)
    app.add_middleware(
        BodyLimit,
        most={
            "/api/": _SMALL_BODY,
            "/api/v1/read": _ESCAPES * settings.max_page_bytes + _SMALL_BODY,
            "/screen": settings.screen_bytes + _SMALL_BODY,
        },
    )
    app.add_exception_handler(RequestValidationError, _wrong_form)


def _wrong_form(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # it is registered for these
    message, site = in_words(error), request.app.state.site
    if wants_json(request):
        return JSONResponse({"error": message}, status_code=422)
    answer: Response = site.page(request, "error.html", {"status": 422, "message": message}, status=422)
    return answer
