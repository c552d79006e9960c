from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.cli import dateline
from dateline.errors import UsageError
from dateline.serve.accounts import passwords, secrets
from dateline.store.database import open_database
from dateline.store.people import People, Role
from dateline.store.tokens import Purpose, Tokens

EMAIL = "ann@people.example"


def run(path: Path, *words: str, given: str = "") -> str:
    result = CliRunner().invoke(
        dateline, ["users", *words, "--db", str(path)], input=given, catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def path(tmp_path: Path) -> Path:
    open_database(tmp_path / "d.db").close()
    return tmp_path / "d.db"


def test_the_first_administrator(path: Path) -> None:
    told = run(path, "add", "Ann", EMAIL, "--role", "administrator", "--address", "https://news.example/")
    link = told.splitlines()[0]
    assert link.startswith("https://news.example/reset/")
    with open_database(path) as database:
        token = Tokens(database).find(secrets.digest(link.rpartition("/")[2]), Purpose.RESET)
        found = People(database).by_email(EMAIL)
    assert token is not None
    assert found is not None
    assert (found[0].id, found[0].role, found[1]) == (token.user, Role.ADMINISTRATOR, None)
    assert not passwords.verify(None, "")
    assert "Ann" in run(path, "list")


def test_with_a_password(path: Path) -> None:
    run(path, "add", "Ann", EMAIL, "--password-stdin", given="seven grey herons\n")
    with open_database(path) as database:
        found = People(database).by_email(EMAIL)
    assert found is not None
    assert passwords.verify(found[1], "seven grey herons")


def test_roles_and_resets(path: Path) -> None:
    run(path, "add", "Ann", EMAIL)
    run(path, "role", EMAIL, "reviewer")
    assert "reviewer" in run(path, "list")
    assert "/reset/" in run(path, "reset", EMAIL)
    with pytest.raises(UsageError, match="has no account"):
        run(path, "reset", "no@body.example")
    with pytest.raises(UsageError, match="has an account already"):
        run(path, "add", "Other", EMAIL.upper())
