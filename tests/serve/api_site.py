"""A site over a small database, for the tests of the API and of screening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from dateline.model import Page, Reading
from dateline.serve.accounts import secrets
from dateline.serve.api import ApiSettings
from dateline.serve.app import ReadText, ServeSettings, create_app
from dateline.store.audit import Actor
from dateline.store.database import open_database
from dateline.store.people import NewUser, People, Role
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
    path: Path, *, api: ApiSettings = FREE, read: ReadText | None = None, full_text: bool = False
) -> FastAPI:
    """The site over a database."""
    return create_app(ServeSettings(database=path, api=api, read=read, full_text=full_text))


def client(
    path: Path,
    *,
    api: ApiSettings = FREE,
    read: ReadText | None = None,
    user: str | None = None,
    role: Role = Role.REVIEWER,
    full_text: bool = False,
) -> TestClient:
    """A client for such a site; a fault of the site is a status of 500, as for any client.

    With a user, an account of this name is made, and the client is signed in to it.
    """
    app = site(path, api=api, read=read, full_text=full_text)
    made = TestClient(app, raise_server_exceptions=False)
    if user is not None:
        secret, nobody = secrets.new_secret(), Actor(None, "test")
        with open_database(path) as database:
            people = People(database)
            account = people.add(NewUser(name=user, email=f"{user.lower()}@a.example", role=role), nobody)
            later = datetime.now(UTC) + timedelta(days=1)
            people.open_session(account.id, secrets.digest(secret), later, nobody)
        made.cookies.set("dateline-session", secret)
        made.headers["x-form-token"] = secrets.form_token(secret)
    return made


def as_read(address: str, content: bytes) -> Reading:
    """What a reader gives; it does not read, for that is not what is tested."""
    return reading(Page(address=address, content=content, fetched=page().fetched, content_type=None))
