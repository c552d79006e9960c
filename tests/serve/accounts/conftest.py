from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.serve.accounts.mail import MailSettings, Tls
from dateline.serve.accounts.registration import Registration
from dateline.serve.app import ServeSettings
from dateline.store.database import Database, open_database
from dateline.store.people import People
from dateline.store.writer import Writer
from tests.serve.accounts.given import PEOPLE, Postbox, Visitor, hashed, visitor
from tests.serve.accounts.given_watches import Receiver
from tests.store.factory import reading


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one article, a reader, two reviewers and an administrator."""
    path = tmp_path_factory.mktemp("people") / "people.db"
    with open_database(path) as database:
        Writer(database).write(reading())
        for new, actor in PEOPLE(hashed()):
            People(database).add(new, actor)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "news.db"))


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A real SMTP server on the loopback."""
    with Postbox() as box:
        yield box


@pytest.fixture
def settings(path: Path) -> ServeSettings:
    return ServeSettings(database=path)


@pytest.fixture
def with_mail(path: Path, postbox: Postbox) -> ServeSettings:
    mail = MailSettings(server=postbox.place, sender="news@dateline.example", tls=Tls.NONE)
    return ServeSettings(database=path, mail=mail, registration=Registration.OPEN)


@pytest.fixture
def anybody(settings: ServeSettings) -> Iterator[Visitor]:
    with visitor(settings) as one:
        yield one


@pytest.fixture
def mailed(with_mail: ServeSettings) -> Iterator[Visitor]:
    with visitor(with_mail) as one:
        yield one


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A real HTTP server on the loopback."""
    with Receiver() as server:
        yield server


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with open_database(path) as opened:
        yield opened
