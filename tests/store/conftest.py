from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.store.database import Database, open_database
from dateline.store.writer import Writer
from tests import postgresql
from tests.conftest import STORES
from tests.store.factory import reading

LONG = (
    "test_corrections.py",
    "test_export",
    "test_moving_there_and_back",
    "test_all_facts_are_walked_in_batches",
    "test_threads_share_a_database",
)
"""Tests that take long on a server, and are quick on a file: parts of their names."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick runs do with the quicker half of the tests on a server."""
    for item in items:
        on_server = "tests/store/" in item.nodeid and "[postgresql" in item.nodeid
        if on_server and any(part in item.nodeid for part in LONG):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with an empty database and one with an article in it; copying is quicker than making."""
    directory = tmp_path_factory.mktemp("templates")
    open_database(directory / "empty.db").close()
    with open_database(directory / "stored.db") as database:
        Writer(database).write(reading())
    return directory


@pytest.fixture
def sqlite_database(templates: Path, tmp_path: Path) -> Iterator[Database]:
    """An open database with nothing in it, in a file."""
    with open_database(Path(shutil.copy(templates / "empty.db", tmp_path / "news.db"))) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared(server: postgresql.Server, empty_template: str) -> str:
    """The name of the one database of the server that tests use in turn."""
    return server.new(template=empty_template)


@pytest.fixture
def postgresql_database(server: postgresql.Server, shared: str) -> Iterator[Database]:
    """An open database with nothing in it, on a server."""
    with open_database(server.url(shared)) as opened:
        yield opened
    server.clean(shared)


@pytest.fixture(params=STORES)
def database(request: pytest.FixtureRequest) -> Database:
    """An open database with nothing in it, of each kind: what is tested with it is the contract of the store."""
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    return opened


@pytest.fixture
def stored(templates: Path, tmp_path: Path) -> Path:
    """A database file with one article in it."""
    return Path(shutil.copy(templates / "stored.db", tmp_path / "news.db"))
