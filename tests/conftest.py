"""What all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from dateline.store.database import Place, open_database
from tests import postgresql

# A machine that is busy is not a failure.
settings.register_profile("dateline", deadline=None)
settings.load_profile("dateline")

STORES = ("sqlite", "postgresql")
"""Where a database can be; what holds of one holds of the other."""


@pytest.fixture(scope="session")
def server() -> Iterator[postgresql.Server]:
    """A PostgreSQL server of the tests' own."""
    if reason := postgresql.why_not():
        pytest.skip(reason)
    with postgresql.serving() as running:
        yield running


@pytest.fixture(scope="session")
def empty_template(server: postgresql.Server) -> str:
    """The name of a database of the server with our tables and nothing in them; copying is quicker than making."""
    name = server.new()
    open_database(server.url(name)).close()
    return name


@pytest.fixture(params=STORES)
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Place]]:
    """Makes places for new databases: of files first, then on a server."""
    if request.param == "sqlite":
        yield lambda: tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
        return
    server: postgresql.Server = request.getfixturevalue("server")
    template: str = request.getfixturevalue("empty_template")
    made: list[str] = []

    def make() -> Place:
        made.append(server.new(template=template))
        return server.url(made[-1])

    yield make
    for name in made:
        server.drop(name)
