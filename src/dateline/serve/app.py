"""The application: routers, templates and static files put together over one database.

>>> app = create_app(ServeSettings(database=Path("dateline.db")))  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from dateline import __version__
from dateline.errors import DatelineError, UsageError
from dateline.model import Reading
from dateline.serve.accounts import routes as accounts
from dateline.serve.accounts.mail import MailSettings
from dateline.serve.accounts.registration import Registration
from dateline.serve.api import ApiSettings, install
from dateline.serve.pages import (
    about,
    articles,
    authors,
    entities,
    headlines,
    pairs,
    permalinks,
    review,
    screening,
    search,
    stories,
    tables,
)
from dateline.serve.pages import map as map_pages
from dateline.serve.security import SecurityHeaders
from dateline.serve.site import Site, wants_json
from dateline.store.database import Database, open_database

ReadText = Callable[[str, bytes], Reading]
"""From an address and the bytes of a page to what is read from it; given by the caller, for it needs the models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """What a site is set up with.

    Attributes:
        database: the file.
        full_text: True to show whole articles to everybody; False to show only the sentences that facts rest on to
            those who are not signed in.
        address: how the site is reached from outside, for links in mails and feeds.
        read: reads a page for ``POST /api/v1/read``; None where the site does not.
        api: limits of the API.
        registration: who may make an account; anybody only where mail can be sent.
        mail: through what mail is sent; None where none is.
    """

    database: Path
    full_text: bool = False
    address: str = "http://127.0.0.1:8000"
    read: ReadText | None = None
    api: ApiSettings = ApiSettings()  # noqa: RUF009  # it is frozen
    registration: Registration = Registration.INVITATION
    mail: MailSettings | None = None


def create_app(settings: ServeSettings) -> FastAPI:
    """The site over a database.

    Raises:
        StoreError: there is no such database, or it cannot be opened.
        UsageError: anybody may register, but no mail can be sent to see whose address it is.
    """
    if settings.registration is Registration.OPEN and settings.mail is None:
        raise UsageError(
            "open registration needs a mail server",
            where="registration",
            action="set DATELINE_MAIL_SERVER and DATELINE_MAIL_SENDER, or register by invitation",
        )
    database = open_database(settings.database, create=False)
    app = FastAPI(
        title="Dateline",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan(database),
    )
    app.state.site = Site(
        database,
        full_text=settings.full_text,
        address=settings.address.rstrip("/"),
        read=settings.read,
        registration=settings.registration,
        mail=settings.mail,
    )
    app.add_middleware(SecurityHeaders)
    static = resources.files("dateline.serve") / "static"
    app.mount("/static", StaticFiles(directory=str(static)), name="static")
    for router in (
        headlines.router,
        stories.router,
        articles.router,
        authors.router,
        search.router,
        about.router,
        permalinks.router,
    ):
        app.include_router(router)
    for router in (entities.router, pairs.router, tables.router, map_pages.router, screening.router):
        app.include_router(router)
    install(app, app.state.site, settings.api)
    app.include_router(accounts.router)
    app.include_router(review.router)
    app.add_exception_handler(UsageError, _usage)
    app.add_exception_handler(DatelineError, _fault)
    app.add_exception_handler(HTTPException, _http)
    return app


def _lifespan(database: Database) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001
        yield
        database.close()

    return lifespan


def _usage(request: Request, error: Exception) -> Response:
    return _told(request, 400, str(error))


def _fault(request: Request, error: Exception) -> Response:
    return _told(request, 503, str(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # it is registered for these
    answer = _told(request, error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _told(request: Request, status: int, message: str) -> Response:
    """What went wrong, as JSON where that was asked for, else as a page."""
    site: Site = request.app.state.site
    if wants_json(request):
        return site.json({"error": message}, status=status)
    return site.page(request, "error.html", {"status": status, "message": message}, status=status)
