from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings

from dateline.cli.query import explain, facts, show
from dateline.errors import StoreError, UsageError
from dateline.model import Reading
from dateline.store.database import open_database
from dateline.store.identify import FactId, FactKind
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import HEADLINE, NEWER, page, reading, readings

COMMANDS = {command.name: command for command in (explain, facts, show)}
COLOURS = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
RULES = ("reader; mode by CONSULT.visit/meet:3", "reader; mode by reader", "reader")


def coded(wanted: Reading) -> Reading:
    """The reading with rules as the coders write them."""
    events = zip(wanted.events, RULES, strict=False)
    return dataclasses.replace(
        wanted,
        events=tuple(dataclasses.replace(event, rule=rule) for event, rule in events),
        statements=tuple(
            dataclasses.replace(statement, rule="reader; kind by assure (clause)")
            for statement in wanted.statements
        ),
    )


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page, another, and a newer version of the first; facts are numbered on: e1–e3, e4–e6, e7–e9."""
    path = tmp_path_factory.mktemp("news") / "news.db"
    with open_database(path) as database:
        writer = Writer(database)
        writer.write(coded(reading()))
        writer.write(coded(reading(page("https://gazette.example/two"))))
        writer.write(coded(reading(page(version=2, hour=9))))
    return path


def run(path: Path, name: str, *arguments: str, width: int = 120, colours: bool = False) -> Result:
    env = COLOURS if colours else {"TERM": "dumb"}
    result = CliRunner().invoke(
        COMMANDS[name], [*arguments, "--db", str(path)], env={"COLUMNS": str(width), **env}
    )
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0
    return result


def explained(path: Path, fact: str) -> dict[str, Any]:
    form: dict[str, Any] = json.loads(run(path, "explain", fact, "--json").stdout)
    return form


def test_an_event_is_explained(stored: Path) -> None:
    shown = run(stored, "explain", "e1").stdout
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert lines[0] == "e1 CONSULT/visit Željko Marić (FRE, GOV) ↔ Ana Duval (SYL, GOV)"
    for line in (
        "> Freedonia's Foreign Minister, Željko Marić, met President Ana Duval in Port Selby on 3 May.",
        "type CONSULT, verbal cooperation",
        "reality reported as having happened",
        "date 2024-05-03, stated (stated)",
        "rule reader; mode by CONSULT.visit/meet:3",
        "words “Freedonia's Foreign Minister, Željko Marić” 54–96",
        "title Foreign Minister",
        "role GOV (government)",
        "country SYL",
        "found by test, score 0.90",
        "time “3 May” is 2024-05-03, stated (stated); rule day month",
        "restored Mari? to Marić (lost letter: named so elsewhere)",
        f"headline {HEADLINE} (from h1)",
        "address https://gazette.example/bridge",
        "date 2024-05-04, stated (stated)",
        "sentence 2 of 4",
        "version older: there is a newer one at this address",
        "Dateline 0.1.0",
        "ontology 2.0-a",
        "models lines 1",
        "roots 3",
        "fetched 2024-05-04 08:30:00+00:00",
        f"page {len(page().content)} bytes, SHA-256 {page().digest}",
    ):
        assert line in lines
    assert "the word list gave the mode visit (“meet”, entry CONSULT.visit/meet:3)" in " ".join(lines)


def test_what_a_fact_refers_back_to_and_is_said_in(stored: Path) -> None:
    shown = run(stored, "explain", "e2").stdout
    assert "refers to   “Freedonia” in sentence 1 (test)" in shown
    assert "mention     none: no name was found in these words" in shown
    assert "said in     s1" in shown
    assert "reality     future, negation" in shown
    assert "the text does not tell" in shown
    assert "the model read “close” as COERCE and chose the mode restrict" in shown


def test_a_statement_is_explained(stored: Path) -> None:
    lines = [" ".join(line.split()) for line in run(stored, "explain", "s2").stdout.splitlines()]
    assert lines[0].startswith("s2 pledge (negated) Željko Marić (FRE, GOV) to Ana Duval (SYL, GOV): that")
    assert "polarity negated" in lines
    assert "holds e5" in lines
    assert "refers to “President Ana Duval” in sentence 2 (test)" in lines
    assert "the cue list gave the kind pledge (“assure” with a clause)" in " ".join(lines)
    assert not any(line.startswith("version") for line in lines)


def test_the_words_are_named_where_there_are_no_colours(stored: Path) -> None:
    named = "trigger “imposed sanctions” · actor “Sylvania” · recipient “Marić”"
    assert named in run(stored, "show", "1").stdout
    assert named in run(stored, "explain", "e3").stdout
    assert "Marked:" not in run(stored, "show", "1").stdout


def test_the_words_are_coloured_in_their_sentence(stored: Path) -> None:
    shown = run(stored, "show", "1", colours=True).stdout
    assert "\x1b[1;36mSylvania\x1b[0m \x1b[1;4;31mimposed sanctions\x1b[0m on \x1b[1;35mMarić" in shown
    assert "\x1b[1;32mMarić\x1b[0m \x1b[1;4;34massured\x1b[0m" in shown
    assert "trigger “" not in shown
    assert shown.count("Marked:") == 1
    dimmed = "\x1b[2mMarić assured Duval that Freedonia would not close the border.\x1b[0m"
    assert dimmed in run(stored, "explain", "e3", colours=True).stdout


def test_words_are_named_where_facts_of_a_sentence_share_a_colour(tmp_path: Path) -> None:
    """Two acts in one sentence: the sentence stands once, and each act names its own words."""
    first = coded(reading())
    second = dataclasses.replace(first.events[2], index=3, actors=first.events[2].recipients, recipients=())
    path = tmp_path / "two.db"
    with open_database(path) as database:
        Writer(database).write(dataclasses.replace(first, events=(*first.events, second)))
    shown = run(path, "show", "1", colours=True).stdout
    assert shown.count("last year.") == 1
    assert shown.count("\x1b[2mtrigger \x1b[0m") == 2


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal_or_ends_in_blanks(stored: Path, width: int) -> None:
    for fact in ("e1", "e2", "s1"):
        for line in run(stored, "explain", fact, width=width).stdout.splitlines():
            assert len(line) <= width
            assert line == line.rstrip()


def test_identifiers_are_printed_where_facts_are(stored: Path) -> None:
    assert "▸ e4 CONSULT/visit" in run(stored, "show", "2").stdout
    assert "❝ s2 pledge" in run(stored, "show", "2").stdout
    assert " e4 " in run(stored, "facts").stdout
    listed = [json.loads(line) for line in run(stored, "facts", "--json").stdout.splitlines()]
    assert {item["fact"] for item in listed} == {"e4", "e5", "e6", "e7", "e8", "e9"}
    whole = json.loads(run(stored, "show", "2", "--json").stdout)
    assert [event["fact"] for event in whole["events"]] == ["e4", "e5", "e6"]
    assert [statement["fact"] for statement in whole["statements"]] == ["s2"]


def test_json_has_the_same(stored: Path) -> None:
    event = explained(stored, "E5")
    assert (event["fact"], event["record"], event["related"]) == ("e5", "event", ["s2"])
    assert event["event"]["trigger"] == {"start": 191, "end": 196, "text": "close"}
    assert [part["role"] for part in event["participants"]] == ["actor", "recipient"]
    assert event["participants"][0]["first"]["sentence"] == 0
    assert event["participants"][1]["mention"] is None
    assert event["before"]["span"]["text"].startswith("Freedonia's")
    assert event["sentences"][0]["span"]["text"].startswith("Marić assured")
    assert event["after"]["span"]["text"].startswith("Sylvania")
    assert event["article"]["number"] == 2
    assert event["article"]["newest"]
    assert event["article"]["headline"] == {"value": HEADLINE, "source": "h1"}
    assert event["provenance"]["models"] == {"lines": "1", "roots": "3"}
    assert event["page"]["digest"] == page().digest
    statement = explained(stored, "s2")
    assert (statement["record"], statement["related"]) == ("statement", ["e5"])
    assert statement["statement"]["cue"]["text"] == "assured"
    assert not explained(stored, "e1")["article"]["newest"]


def test_another_reading_gives_new_identifiers(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with open_database(path) as database:
        Writer(database).write(reading())
        Writer(database).write(reading(page("https://gazette.example/two")))
        Writer(database).write(reading(provenance=NEWER))
    with pytest.raises(UsageError, match="e1: no such event"):
        run(path, "explain", "e1")
    assert explained(path, "e7")["provenance"]["code"] == NEWER.code


@pytest.mark.parametrize("fact", ["e99", "s99", "e0", "e999999999999999999"])
def test_a_fact_that_is_not_there(stored: Path, fact: str) -> None:
    with pytest.raises(UsageError, match=rf"{fact}: no such .*dateline facts"):
        run(stored, "explain", fact)


@pytest.mark.parametrize("fact", ["12", "x1", "e", "e-1", "e1.5", "", "e٣", "e" + "9" * 30, "e1; drop"])
def test_what_is_no_identifier(stored: Path, fact: str) -> None:
    with pytest.raises(UsageError, match=r"not the identifier of a fact .*e12"):
        run(stored, "explain", fact)


def test_without_a_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="dateline read"):
        run(tmp_path / "none.db", "explain", "e1")
    assert not (tmp_path / "none.db").exists()


def test_the_exit_code_is_2_and_the_message_one_line(stored: Path) -> None:
    command = Path(sys.executable).with_name("dateline")
    done = subprocess.run(
        [command, "explain", "e99", "--db", stored], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("dateline: e99: no such event in ")


def test_identifiers_are_read_as_they_are_written() -> None:
    assert FactId.parse(" S7 ") == FactId(FactKind.STATEMENT, 7)
    assert str(FactId.parse("e12")) == "e12"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wanted=readings())
def test_any_fact_can_be_explained_and_any_article_shown(
    tmp_path_factory: pytest.TempPathFactory, wanted: Reading
) -> None:
    path = tmp_path_factory.mktemp("any") / "news.db"
    with open_database(path) as database:
        Writer(database).write(wanted)
        ids = View(database).fact_ids(1)
    run(path, "show", "1", colours=True)
    for fact in (*ids.events, *ids.statements):
        shown = run(path, "explain", str(fact), width=80).stdout
        assert shown.startswith(f"{fact} ")
        assert explained(path, str(fact))["fact"] == str(fact)
