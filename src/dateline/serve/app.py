"""The application: routers, templates and static files put together over one database.

>>> app = create_app(ServeSettings(database=Path("dateline.db")))  # doctest: +SKIP
"""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from threading import Event, Thread

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from dateline import __version__
from dateline.errors import DatelineError, UsageError
from dateline.model import Reading
from dateline.serve.accounts import routes as accounts
from dateline.serve.accounts.mail import MailSettings
from dateline.serve.accounts.oidc_settings import OidcSettings, provider_of
from dateline.serve.accounts.registration import Registration
from dateline.serve.api import ApiSettings, install
from dateline.serve.compressed import CompressedFiles, CompressedPages
from dateline.serve.crowd import Crowd, CrowdSettings
from dateline.serve.kept_pages import KeptPages, KeptSettings, State
from dateline.serve.name_book import book_in
from dateline.serve.pages import (
    about,
    articles,
    authors,
    entities,
    headlines,
    pairs,
    partners,
    permalinks,
    review,
    screening,
    search,
    sources,
    stories,
    tables,
    watches,
)
from dateline.serve.pages import map as map_pages
from dateline.serve.security import Gate, SecurityHeaders, headers_for
from dateline.serve.site import Site, wants_json
from dateline.serve.watches.sending import Sender, keep_running
from dateline.store.changes import Changes
from dateline.store.database import Database, Place, open_database

_LOG = logging.getLogger(__name__)

Admit = Callable[[str], str]
"""From an address that somebody gave to the one that is kept; raises UsageError for what may not be collected from."""

ReadText = Callable[[str, bytes], Reading]
"""From an address and the bytes of a page to what is read from it; given by the caller, for it needs the models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """What a site is set up with.

    Attributes:
        database: the file, or the address on a server.
        full_text: True to show whole articles to everybody; False to show only the sentences that facts rest on to
            those who are not signed in.
        address: how the site is reached from outside, for links in mails and feeds.
        read: reads a page for ``POST /api/v1/read``; None where the site does not.
        admit: looks at the address of a source that an administrator adds; None where the site adds none.
        api: limits of the API.
        registration: who may make an account; anybody only where mail can be sent.
        mail: through what mail is sent; None where none is.
        oidc: the provider that people may sign in through; None where there is none.
        hosts: the names that the site answers to, without port; all where there are none.
        watches: sends the news of watches while the site runs; None where another process does.
        watch_seconds: how long to wait between.
        kept: how many pages are kept for the next who asks, and for how long.
        crowd: how many pages are made at once.
        lasting: the process does nothing else until it ends, so that names are made ready at its start, and kept.
    """

    database: Place
    full_text: bool = False
    address: str = "http://127.0.0.1:8000"
    read: ReadText | None = None
    admit: Admit | None = None
    api: ApiSettings = ApiSettings()  # noqa: RUF009  # it is frozen
    registration: Registration = Registration.INVITATION
    mail: MailSettings | None = None
    oidc: OidcSettings | None = None
    hosts: frozenset[str] = frozenset()
    watches: Sender | None = None
    watch_seconds: float = 15.0
    kept: KeptSettings = KeptSettings()  # noqa: RUF009  # it is frozen
    crowd: CrowdSettings = CrowdSettings()  # noqa: RUF009  # it is frozen
    lasting: bool = False


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
    changes = Changes(database)
    app = FastAPI(
        title="Dateline",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan(database, changes, settings),
    )
    app.state.site = Site(
        database,
        full_text=settings.full_text,
        address=settings.address.rstrip("/"),
        read=settings.read,
        admit=settings.admit,
        registration=settings.registration,
        mail=settings.mail,
        provider=provider_of(settings.oidc) if settings.oidc else None,
    )
    app.add_middleware(CompressedPages)
    app.add_middleware(Crowd, settings=settings.crowd)
    app.add_middleware(KeptPages, settings=settings.kept, state=_state_of(app, changes))
    app.add_middleware(Gate, hosts=settings.hosts)
    app.add_middleware(SecurityHeaders, headers=headers_for(settings.address))
    static = resources.files("dateline.serve") / "static"
    app.mount("/static", CompressedFiles(directory=str(static)), name="static")
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
    for router in (
        entities.router,
        partners.router,
        pairs.router,
        tables.router,
        map_pages.router,
        screening.router,
    ):
        app.include_router(router)
    install(app, app.state.site, settings.api)
    app.include_router(accounts.router)
    app.include_router(review.router)
    app.include_router(watches.router)
    app.include_router(sources.router)
    app.add_exception_handler(UsageError, _usage)
    app.add_exception_handler(DatelineError, _fault)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)
    return app


def _state_of(app: FastAPI, changes: Changes) -> Callable[[], Awaitable[State]]:
    """What pages depend on besides their address: the database, the names that are suggested, and the day."""

    async def state() -> State:
        try:
            number = changes.number() if changes.quick else await run_in_threadpool(changes.number)
        except DatelineError:
            return object()  # who makes the page will tell what is wrong
        return number, book_in(app).version, datetime.now(UTC).date()

    return state


def _lifespan(
    database: Database, changes: Changes, settings: ServeSettings
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        stop = Event()
        thread = Thread(target=_run_watches, args=(database, settings, stop), name="watches")
        if settings.watches is not None:
            thread.start()
        if settings.lasting:
            Thread(target=_warm, args=(app,), name="names", daemon=True).start()
        yield
        stop.set()
        if thread.is_alive():
            await run_in_threadpool(thread.join)
        book_in(app).settle()
        changes.close()
        database.close()

    return lifespan


def _warm(app: FastAPI) -> None:
    """Make ready what takes seconds, and have it left alone by the collector of garbage, which else stops all threads
    for as long as it takes to go through it."""
    book_in(app).warm()
    gc.collect()
    gc.freeze()


def _run_watches(database: Database, settings: ServeSettings, stop: Event) -> None:
    assert settings.watches is not None  # noqa: S101  # it is started only then
    keep_running(database, settings.watches, every=settings.watch_seconds, stop=stop)


def _usage(request: Request, error: Exception) -> Response:
    return _told(request, 400, str(error))


def _fault(request: Request, error: Exception) -> Response:
    """What went wrong here is told to whoever runs the site: it names files of this machine."""
    assert isinstance(error, DatelineError)  # noqa: S101  # it is registered for these
    _LOG.error("%s %s: %s", request.method, request.url.path, error)
    return _told(request, 503, f"the site cannot answer now: {error.what}")


def _broken(request: Request, error: Exception) -> Response:  # noqa: ARG001  # the server logs it
    """A fault of the program; a page of its own, for the templates may be at fault."""
    answer = JSONResponse({"error": "a fault of the site; it was logged"}, status_code=500)
    answer.headers.update(headers_for(request.app.state.site.address))
    return answer


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
