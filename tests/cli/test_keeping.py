from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dateline.cli import dateline
from dateline.cli.database import DATABASE, VARIABLE
from dateline.errors import StoreError
from dateline.store.database import Place, open_database
from dateline.store.view import View
from dateline.store.writer import Writer
from tests import postgresql
from tests.store.factory import page, reading


def run(*words: object, code: int = 0, environment: dict[str, str] | None = None) -> str:
    result = CliRunner().invoke(
        dateline,
        [str(word) for word in words],
        catch_exceptions=False,
        standalone_mode=False,
        env=environment,
    )
    assert (result.return_value or 0) == code, result.output
    return result.output


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_database(tmp_path / "d.db") as database:
        for number in range(2):
            writer = Writer(database)
            writer.write(reading(page(f"https://gazette.example/{number}"), published=f"202{number}-01-01"))
    return tmp_path / "d.db"


@pytest.fixture
def address(server: postgresql.Server, empty_template: str) -> Iterator[str]:
    name = server.new(template=empty_template)
    yield server.url(name)
    server.drop(name)


def articles(place: Place) -> int:
    with open_database(place, create=False, read_only=True) as database:
        return View(database).counts().articles


def commands(group: click.Group, name: str = "dateline") -> Iterator[tuple[str, click.Command]]:
    for each in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), each)
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {each}")
        elif command is not None:
            yield f"{name} {each}", command


def test_every_command_takes_an_address_for_a_database() -> None:
    found = {
        name: option
        for name, command in commands(dateline)
        for option in command.params
        if "--db" in option.opts
    }
    assert len(found) > 10
    for name, option in found.items():
        assert option.type is DATABASE, (
            f"{name}: give --db the type and the variable of dateline.cli.database"
        )
        assert option.envvar == VARIABLE, name


def test_backup_and_restore(path: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "all.dateline", tmp_path / "new.db"
    assert "rows of" in run("backup", file, "--db", path)
    assert str(new) in run("restore", file, "--db", new)
    assert articles(new) == 2
    with pytest.raises(StoreError, match="is there already"):
        run("restore", file, "--db", new)


def test_a_server_is_used_as_a_file_is(path: Path, address: str, tmp_path: Path) -> None:
    assert "compared, and the same" in run("move", path, address)
    assert "Freedonia" in run("headlines", environment={VARIABLE: address})
    assert "Marić" in run("search", "maric", "--db", address)
    assert "events" in run("verify", "--db", address)
    assert "compared" in run("move", address, tmp_path / "back.db")
    assert articles(tmp_path / "back.db") == 2


def test_prune(path: Path) -> None:
    assert "would take out 1 addresses" in run("prune", "--before", "2020-06-01", "--dry-run", "--db", path)
    assert articles(path) == 2
    assert "took out 1 addresses: 1 articles, 3 events" in run(
        "prune", "--before", "2020-06-01", "--db", path
    )
    assert articles(path) == 1
    run("prune", "--older-than", "10", "--db", path)
    assert articles(path) == 0


def test_verify_tells_of_faults_by_its_exit_code(path: Path) -> None:
    assert "is whole" in run("verify", "--quick", "--db", path)
    with open_database(path) as database, database.writing() as connection:
        connection.exec_driver_sql("UPDATE articles SET current = 0")
    assert "not just one version is the newest" in run("verify", "--db", path, code=1)
