"""What the tests of accounts are given: people, a browser that fills forms, an SMTP server."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from html import unescape
from typing import Any, Self

from aiosmtpd.controller import Controller
from fastapi.testclient import TestClient

from dateline.serve.accounts.passwords import hash_password
from dateline.serve.app import ServeSettings, create_app
from dateline.store.audit import Actor
from dateline.store.database import Database, Place
from dateline.store.people import NewUser, Role

Copied = Callable[..., Place]
"""Makes a copy of a database: of the one that is given, or of one with people in it."""

PASSWORD = "seven grey herons"
READER, REVIEWER, OTHER, ADMIN = (f"{name}@people.example" for name in ("rea", "viv", "oth", "adm"))


@cache
def hashed() -> str:
    return hash_password(PASSWORD)


def PEOPLE(password: str) -> list[tuple[NewUser, Actor]]:  # noqa: N802
    roles = (
        (READER, Role.READER),
        (REVIEWER, Role.REVIEWER),
        (OTHER, Role.REVIEWER),
        (ADMIN, Role.ADMINISTRATOR),
    )
    return [
        (NewUser(name=f"{email[:3].title()} Person", email=email, role=role, password=password), Actor())
        for email, role in roles
    ]


@dataclass
class Visitor:
    """A browser: it keeps cookies, and sends the form token that the page before had in it."""

    client: TestClient

    @property
    def database(self) -> Database:
        database: Database = self.client.app.state.site.database  # type: ignore[attr-defined]
        return database

    def get(self, address: str, **more: Any) -> Any:
        return self.client.get(address, **more)

    def token(self, page: str = "/sign-in") -> str:
        return form_token(self.client.get(page).text)

    def post(self, address: str, page: str = "/sign-in", /, **fields: Any) -> Any:
        return self.client.post(address, data={"form_token": self.token(page), **fields})

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> Any:
        return self.post("/sign-in", email=email, password=password, **more)

    def another(self) -> Visitor:
        """Another browser, at the same site."""
        return Visitor(
            TestClient(self.client.app, follow_redirects=False, base_url=str(self.client.base_url))
        )


def form_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


def without_token(page: str) -> str:
    return page.replace(form_token(page), "")


@contextmanager
def visitor(settings: ServeSettings) -> Iterator[Visitor]:
    base = settings.address if settings.address.startswith("https") else "http://testserver"
    with TestClient(create_app(settings), follow_redirects=False, base_url=base) as client:
        yield Visitor(client)


class Postbox:
    """An SMTP server on the loopback that keeps what it is given; ``fail`` says what it answers instead."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.fail: str | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._controller.stop()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self._port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.fail:
            return self.fail
        message = message_from_bytes(envelope.content, policy=SMTP)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        return "250 taken"

    def link(self, number: int = -1) -> str:
        """The path of the link in a letter."""
        found = re.search(r"https?://[^/\s]+(/\S+)", unescape(self.letters[number].get_content()))
        assert found
        return found[1]
