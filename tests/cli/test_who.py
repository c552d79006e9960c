from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.cli.main import dateline
from dateline.errors import UsageError
from dateline.lexicon.words_who import listing_in_words, office_in_words, profile_in_words
from dateline.model import Held, OfficeKind, OfficeThen
from dateline.store.database import open_database
from dateline.store.linked import find_linked
from dateline.store.writer import Writer
from tests.store.factory import MARIC, linked, reading
from tests.store.test_judging import LISTED, as_listed

NAMES = "name,country,born\nAleksandar VULIN,SRB,1972-10-02\nВулин Александар,,\n,,\nJohn Unknown Nobody,,\n"


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(dateline, arguments, input=given, standalone_mode=False)


def test_who_somebody_was_on_a_day() -> None:
    result = run("who", "Aleksandar Vulin", "--as-of", "2024-09-05")
    assert "● Deputy Prime Minister of Serbia" in result.output
    assert "○ Minister of Internal Affairs of Serbia 2020-10-28 to 2022-10-27" in result.output
    assert "● on the US list since 2023-07-11 (BALKANS-EO14033, 43736)" in result.output
    assert "no complete sanctions list is loaded" in result.output
    assert result.return_value == 0


def test_the_same_as_data() -> None:
    result = run("who", "Вулин Александар", "--as-of", "2021-01-01", "--json")
    found = json.loads(result.stdout.splitlines()[0])
    held = {office["position"]: office["held"] for office in found["offices"]}
    assert held["Minister of Internal Affairs"] == "yes"
    assert held["Deputy Prime Minister"] == "no"
    assert [(item["list"], item["held"]) for item in found["listings"]] == [("us", "no")]


def test_what_the_data_cannot_say_is_unknown() -> None:
    result = run("who", "Emmanuel Macron", "--as-of", "2026-06-01", "--json")
    found = json.loads(result.stdout.splitlines()[0])
    assert {o["held"] for o in found["offices"] if o["position"] == "President"} == {"unknown"}


def test_nobody_of_that_name() -> None:
    result = run("who", "Nobody Whatsoever Atall")
    assert result.return_value == 1
    assert "Nobody called" in result.output


def test_words_for_offices_and_listings() -> None:
    assert office_in_words(MARIC.offices[0].office) == "Foreign Minister of Serbia since 2020-10"
    assert listing_in_words(MARIC.listings[0].listing) == "on the US list since by 2023-07-11 (BALKANS, 9)"
    told = profile_in_words(MARIC)
    assert told.startswith("perhaps Foreign Minister of Serbia")
    assert "not on" not in told


def test_who_leads_a_party_and_may_be_a_minister_is_told_as_both() -> None:
    (minister,) = MARIC.offices
    party = replace(minister.office, position="Leader of the Plum Party", kind=OfficeKind.PARTY, country=None)
    leads = OfficeThen(office=party, held=Held.YES)
    both = profile_in_words(replace(MARIC, offices=(minister, leads), listings=()))
    assert both.startswith(
        "perhaps Foreign Minister of Serbia since 2020-10; Leader of the Plum Party since 2020-10"
    )
    surely = replace(minister, held=Held.YES)
    assert profile_in_words(replace(MARIC, offices=(minister, surely), listings=())).startswith(
        "Foreign Minister"
    )


def test_screening_a_file(tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text(NAMES, encoding="utf-8")
    result = run("screen", str(names), "--as-of", "2024-09-05", "--lists", "us", "--json")
    hits = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    assert [(hit["row"], hit["entity"]) for hit in hits] == [(1, "Q11074974"), (2, "Q11074974")]
    assert hits[0]["score"] == 1.0
    assert {reason["feature"] for reason in hits[0]["reasons"]} == {"born", "country"}
    assert hits[0]["then"]["listings"][0]["held"] == "yes"
    assert "row 3: has no name" in result.stderr
    assert result.return_value == 1


def test_a_file_of_hits_is_harmless_to_a_spreadsheet(tmp_path: Path) -> None:
    names, out = tmp_path / "names.txt", tmp_path / "hits.csv"
    names.write_text("Aleksandar Vulin\n=Emmanuel Macron\n", encoding="utf-8")
    run("screen", str(names), "--out", str(out), "--as-of", "2024-09-05")
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("row,name,entity,")
    assert any(line.startswith("2,'=Emmanuel Macron,") for line in lines)


def test_a_verdict_is_kept_and_honoured(tmp_path: Path) -> None:
    database, names = str(tmp_path / "d.db"), tmp_path / "names.txt"
    open_database(database).close()
    names.write_text("Aleksandar Vulin\n", encoding="utf-8")
    screening = ("screen", str(names), "--db", database, "--json")
    assert len(run(*screening).stdout.splitlines()) == 1
    run("verdict", "Aleksandar Vulin", "Q11074974", "same", "--db", database, "--by", "ana")
    assert '"verdict":"same (ana,' in run(*screening).stdout
    run(
        "verdict",
        "VULIN, Aleksandar",
        "Q11074974",
        "different",
        "--db",
        database,
        "--by",
        "ana",
        "--why",
        "age",
    )
    assert run(*screening).stdout == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"first,country\nAna,SRB\n", "no column for the name"),
    ],
)
def test_a_file_that_cannot_be_screened(tmp_path: Path, content: bytes, message: str) -> None:
    names = tmp_path / "names.csv"
    names.write_bytes(content)
    result = run("screen", str(names))
    assert message in str(result.exception)


def test_rows_that_cannot_be_screened(tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text(
        "name,country,born\nAna,Atlantis,\nAna,,32.1.1999\n" + "x" * 2000 + ",,\n", encoding="utf-8"
    )
    result = run("screen", str(names))
    assert "row 1: country: 'Atlantis'" in result.stderr
    assert "row 2: born:" in result.stderr
    assert "row 3: the name is longer" in result.stderr
    assert result.return_value == 1


def test_two_entities_are_judged_to_be_one(tmp_path: Path) -> None:
    place = str(tmp_path / "a.db")
    with open_database(Path(place)) as database:
        Writer(database).write(as_listed(linked(reading())))
    told = run("verdict", LISTED, "Q100", "same", "--entities", "--db", place, "--by", "ana")
    assert "articles that follow it: 1" in told.stderr
    with open_database(Path(place)) as database:
        assert [one.id for one in find_linked(database, None, 5).items] == ["Q100", "iso-SRB"]
    alike = run("verdict", "Q100", "Q100", "same", "--entities", "--db", place)
    assert isinstance(alike.exception, UsageError)
