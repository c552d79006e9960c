from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.cli.query import export, facts, headlines, search, show
from dateline.errors import StoreError, UsageError
from dateline.model import EventType
from dateline.store import search as ranking
from dateline.store.database import open_database
from dateline.store.writer import Writer
from tests.store.factory import HEADLINE, page, reading

COMMANDS = {command.name: command for command in (headlines, show, facts, search, export)}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("news") / "news.db"
    with open_database(path) as database:
        Writer(database).write(reading())
        Writer(database).write(reading(page("https://gazette.example/two"), events=2))
    return path


def run(path: Path, name: str, *arguments: str) -> Result:
    result = CliRunner().invoke(COMMANDS[name], [*arguments, "--db", str(path)], env={"COLUMNS": "120"})
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def objects(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_headlines(stored: Path) -> None:
    result = run(stored, "headlines")
    assert result.exit_code == 0
    assert result.stdout.count(HEADLINE) == 2
    assert "2024-05-04" in result.stdout
    assert [item["article"] for item in objects(run(stored, "headlines", "--json", "--limit", "1"))] == [2]


@pytest.mark.parametrize("article", ["1", "https://gazette.example/bridge"])
def test_show(stored: Path, article: str) -> None:
    result = run(stored, "show", article)
    assert result.exit_code == 0
    for words in (HEADLINE, "CONSULT/visit", "Željko Marić", "pledge"):
        assert words in result.stdout
    (whole,) = objects(run(stored, "show", article, "--json"))
    assert len(whole["events"]) == 3  # type: ignore[arg-type]


def test_show_what_is_not_there(stored: Path) -> None:
    with pytest.raises(UsageError, match="no such article"):
        run(stored, "show", "99")


def test_facts(stored: Path) -> None:
    result = run(stored, "facts", "--actor", "Sylvania", "--recipient", "maric")
    assert "SANCTION" in result.stdout
    assert "Sylvania (SYL) → Željko Marić (FRE)" in result.stdout
    assert "Sylvania imposed sanctions on Marić last year." in result.stdout
    assert "CONSULT" not in result.stdout


def test_facts_as_json(stored: Path) -> None:
    found = objects(
        run(stored, "facts", "--json", "--type", "consult", "--since", "2024-05-01", "--limit", "1")
    )
    assert [item["event"] for item in found] == [["CONSULT"]]
    assert objects(run(stored, "facts", "--json", "--text", "nothing")) == []


def test_facts_say_when_there_are_more_or_none(stored: Path) -> None:
    assert "--limit" in run(stored, "facts", "--limit", "2").stderr
    assert "no events" in run(stored, "facts", "--actor", "nobody").stderr


def test_participants_are_marked(stored: Path) -> None:
    """In a terminal with colours, the trigger and the participants stand out in their sentence."""
    result = CliRunner().invoke(
        facts,
        ["--type", "SANCTION", "--db", str(stored)],
        env={"COLUMNS": "120", "FORCE_COLOR": "1", "TERM": "xterm-256color"},
    )
    assert (
        "\x1b[1;36mSylvania\x1b[0m \x1b[1;4;31mimposed sanctions\x1b[0m on \x1b[1;35mMarić\x1b[0m"
        in result.stdout
    )


def test_a_wrong_type_lists_the_types(stored: Path) -> None:
    result = run(stored, "facts", "--type", "WAR")
    assert result.exit_code == 2
    line = " ".join(result.stderr.split())
    assert "'WAR' is not an event type" in line
    assert all(kind.value in line for kind in EventType)


@pytest.mark.parametrize("day", ["yesterday", "2024-13-01", "03.05.2024", ""])
def test_a_wrong_day(stored: Path, day: str) -> None:
    result = run(stored, "facts", "--since", day)
    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.stderr


def test_days_in_the_wrong_order(stored: Path) -> None:
    with pytest.raises(UsageError, match="is after"):
        run(stored, "facts", "--since", "2024-05-02", "--until", "2024-05-01")


def test_search(stored: Path) -> None:
    result = run(stored, "search", "maric", '"close the border"')
    assert "Marić assured Duval that Freedonia would not close the border." in result.stdout
    assert [item["article"] for item in objects(run(stored, "search", "--json", "promises"))] == [2, 1]
    assert "nothing found" in run(stored, "search", "Ruritania").stderr
    with pytest.raises(UsageError, match="left open"):
        run(stored, "search", '"close')


def test_a_search_for_frequent_words_tells_what_alone_was_ranked(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(stored, "search", "promises").stderr == ""
    monkeypatch.setattr(ranking, "MOST_RANKED", 1)
    for more in ((), ("--json",)):
        result = run(stored, "search", "promises", *more)
        assert "only the 1 articles with them that were read last" in result.stderr
        assert "--since" in result.stderr
    assert [item["article"] for item in objects(run(stored, "search", "--json", "promises"))] == [2]
    assert "nothing found" in run(stored, "search", "promises", "--until", "2001-01-01").stderr


@pytest.mark.parametrize(("form", "name"), [("jsonl", "a.jsonl"), ("csv", "a.csv"), ("polecat", "a.txt")])
def test_export(stored: Path, tmp_path: Path, form: str, name: str) -> None:
    result = run(stored, "export", "--format", form, "--out", str(tmp_path / name))
    assert result.exit_code == 0
    assert str(tmp_path / name) in "".join(result.stderr.splitlines())
    assert "Marić" in (tmp_path / name).read_text("utf-8")


def test_export_to_standard_output(stored: Path) -> None:
    found = objects(run(stored, "export", "--format", "jsonl", "--type", "COERCE"))
    assert [item["event"] for item in found] == [["COERCE"], ["COERCE"]]


@pytest.mark.parametrize("arguments", [("headlines",), ("facts",), ("show", "1"), ("search", "x"),
                                       ("export", "--format", "csv")])  # fmt: skip
def test_a_missing_database_says_which_command_makes_one(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(StoreError, match="dateline read") as caught:
        run(tmp_path / "none.db", *arguments)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "none.db").exists()


def test_a_foreign_database(tmp_path: Path) -> None:
    link = sqlite3.connect(tmp_path / "other.db")
    link.execute("CREATE TABLE t (x)")
    link.close()
    with pytest.raises(StoreError, match="another program"):
        run(tmp_path / "other.db", "headlines")


def test_an_empty_database(tmp_path: Path) -> None:
    open_database(tmp_path / "new.db").close()
    result = run(tmp_path / "new.db", "headlines")
    assert result.exit_code == 0
    assert "no articles" in result.stderr
