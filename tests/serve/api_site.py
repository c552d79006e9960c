"""A site over a small database, for the tests of the API and of screening."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from dateline.model import Page, Reading
from dateline.serve.api import ApiSettings
from dateline.serve.app import ReadText, ServeSettings, create_app
from dateline.store.database import open_database
from dateline.store.writer import Writer
from tests.store.factory import page, reading

FREE = ApiSettings(per_minute=0)


def fill(path: Path, count: int = 5) -> None:
    """Write so many articles, of days that differ and without one."""
    with open_database(path) as database:
        writer = Writer(database)
        for number in range(count):
            published = None if number == 1 else f"2024-05-{4 + number // 2:02d}"
            writer.write(reading(page(f"https://gazette.example/{number}"), published=published))


def site(
    path: Path,
    *,
    api: ApiSettings = FREE,
    read: ReadText | None = None,
    user: str | None = None,
    full_text: bool = False,
) -> FastAPI:
    """The site over a database; with a user, everybody is signed in as that one."""
    app = create_app(ServeSettings(database=path, api=api, read=read, full_text=full_text))
    if user is not None:

        @app.middleware("http")
        async def sign_in(request: Request, call_next: Callable[[Request], object]) -> Response:
            request.state.user = user
            answer = await call_next(request)  # type: ignore[misc]
            assert isinstance(answer, Response)
            return answer

    return app


def client(
    path: Path,
    *,
    api: ApiSettings = FREE,
    read: ReadText | None = None,
    user: str | None = None,
    full_text: bool = False,
) -> TestClient:
    """A client for such a site; a fault of the site is a status of 500, as for any client."""
    app = site(path, api=api, read=read, user=user, full_text=full_text)
    return TestClient(app, raise_server_exceptions=False)


def as_read(address: str, content: bytes) -> Reading:
    """What a reader gives; it does not read, for that is not what is tested."""
    return reading(Page(address=address, content=content, fetched=page().fetched, content_type=None))
