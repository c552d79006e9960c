from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.store.database import Database, open_database
from dateline.store.writer import Writer
from tests.store.factory import reading


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with an empty database and one with an article in it; copying is quicker than making."""
    directory = tmp_path_factory.mktemp("templates")
    open_database(directory / "empty.db").close()
    with open_database(directory / "stored.db") as database:
        Writer(database).write(reading())
    return directory


@pytest.fixture
def database(templates: Path, tmp_path: Path) -> Iterator[Database]:
    """An open database with nothing in it."""
    with open_database(Path(shutil.copy(templates / "empty.db", tmp_path / "news.db"))) as opened:
        yield opened


@pytest.fixture
def stored(templates: Path, tmp_path: Path) -> Path:
    """A database with one article in it."""
    return Path(shutil.copy(templates / "stored.db", tmp_path / "news.db"))
