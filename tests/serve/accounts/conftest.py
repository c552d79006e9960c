from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from dateline.serve.accounts.mail import MailSettings, Tls
from dateline.serve.accounts.registration import Registration
from dateline.serve.app import ServeSettings
from dateline.store.database import Database, Place, open_database
from dateline.store.people import People
from dateline.store.writer import Writer
from tests import postgresql
from tests.conftest import STORES
from tests.serve.accounts.given import PEOPLE, Copied, Postbox, Visitor, hashed, visitor
from tests.serve.accounts.given_watches import Receiver
from tests.store.factory import reading


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick runs do without a server: what differs there is tested with the store."""
    for item in items:
        if "tests/serve/accounts/" in item.nodeid and "[postgresql" in item.nodeid:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one article, a reader, two reviewers and an administrator, in a file."""
    path = tmp_path_factory.mktemp("people") / "people.db"
    _fill(path)
    return path


@pytest.fixture(scope="session")
def made_on_server(server: postgresql.Server, empty_template: str) -> str:
    """The name of the same on a server."""
    name = server.new(template=empty_template)
    _fill(server.url(name))
    return name


def _fill(place: Place) -> None:
    with open_database(place) as database:
        Writer(database).write(reading())
        for new, actor in PEOPLE(hashed()):
            People(database).add(new, actor)


@pytest.fixture(params=STORES)
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Copied]:
    """Makes copies of a database that nobody has open; of the one with people in it, where none is given."""
    if request.param == "sqlite":
        made: Path = request.getfixturevalue("made")
        number = count(1)
        yield lambda place=None: Path(shutil.copy(place or made, tmp_path / f"{next(number)}.db"))
        return
    server: postgresql.Server = request.getfixturevalue("server")
    names: dict[Place | None, str] = {None: request.getfixturevalue("made_on_server")}

    def copy(place: Place | None = None) -> Place:
        name = server.new(template=names[place])
        names[server.url(name)] = name
        return server.url(name)

    yield copy
    for name in list(names.values())[1:]:
        server.drop(name)


@pytest.fixture
def path(copied: Copied) -> Place:
    """Where there is a database with people in it, of each kind."""
    return copied()


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A real SMTP server on the loopback."""
    with Postbox() as box:
        yield box


@pytest.fixture
def settings(path: Place) -> ServeSettings:
    return ServeSettings(database=path)


@pytest.fixture
def with_mail(path: Place, postbox: Postbox) -> ServeSettings:
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
def database(path: Place) -> Iterator[Database]:
    with open_database(path) as opened:
        yield opened
