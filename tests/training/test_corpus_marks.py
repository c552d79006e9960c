"""Marked sentences become rows, and what is wrong with them is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.evaluate.labelled_rows import CorpusError, Row, read_rows
from training import corpus_marks
from training.corpus_marks import main, parse_block, parse_file

ARMY = """\
# agency
[1 The army] said that [2 rebels] had {a shelled} [3 the town of Kirn], {b killing} [4 two soldiers].
m 1 military; 2 armed; 3 place; 4 military
e a ASSAULT/heavy-weapons 2 > 3
e b ASSAULT/heavy-weapons 2 > 4 @ 3 ! H
s 1 | said | rebels had … two soldiers | say
"""
TREATY = """\
# headline
[1 Kenya], [2 Uganda] {a sign} transport pact in [3 Kampala]
m 1 country; 2 country; 3 place
e a COOPERATE 1,2 <> @ 3
"""
MARKETS = """\
# markets
The Nikkei fell 1.2 percent as exporters were hit by a stronger yen.
"""


def block(text: str) -> Row:
    row = parse_block(text.strip().splitlines(), "row-1")
    row.check()
    return row


def words(row: Row, *places: tuple[int, int] | None) -> list[str | None]:
    return [place and row.text[slice(*place)] for place in places]


def test_marks_are_taken_out_of_the_text() -> None:
    row = block(ARMY)
    assert row.text == "The army said that rebels had shelled the town of Kirn, killing two soldiers."
    assert [(row.text[slice(*m.span)], m.kind) for m in row.mentions] == [
        ("The army", "military"),
        ("rebels", "armed"),
        ("the town of Kirn", "place"),
        ("two soldiers", "military"),
    ]


def test_events_name_their_parties() -> None:
    shelled, killed = block(ARMY).events
    assert (shelled.type, shelled.mode, shelled.actors, shelled.recipients) == (
        "ASSAULT", "heavy-weapons", (1,), (2,),
    )  # fmt: skip
    assert (killed.recipients, killed.place, killed.auxiliaries) == ((3,), 2, ("historical",))
    assert words(block(ARMY), shelled.trigger, killed.trigger) == ["shelled", "killing"]


def test_what_all_do_together() -> None:
    (event,) = block(TREATY).events
    assert event.reciprocal
    assert (event.actors, event.recipients, event.place, event.mode) == ((0, 1), (), 2, None)


def test_a_statement_finds_its_words() -> None:
    row = block(ARMY)
    (said,) = row.statements
    assert words(row, said.source, said.cue, *said.content) == [
        "The army",
        "said",
        "rebels had shelled the town of Kirn, killing two soldiers",
    ]


def test_content_in_pieces_an_addressee_and_a_source_that_is_no_mention() -> None:
    row = block(
        "# quote\n“We go,” they told [1 the court], “and we stay.”\nm 1 court\n"
        's "they" | told | “We go,” + “and we stay.” | pledge | 1\n'
    )
    (told,) = row.statements
    assert words(row, told.source, *told.content) == ["they", "“We go,”", "“and we stay.”"]
    assert (told.addressee, told.kind) == (0, "pledge")


def test_a_cue_is_looked_for_outside_of_the_content_first() -> None:
    row = block("# quote\nHe said it was said.\ns ? | said | it was said | say\n")
    (said,) = row.statements
    assert said.cue == (3, 7)
    assert said.source is None


def test_an_unknown_party_and_mentions_in_mentions() -> None:
    row = block(
        "# headline\n[1 Mayor of [2 Odesa]] {a killed}\nm 1 person; 2 place\ne a ASSAULT/targeted ? > 1 @ 2\n"
    )
    assert words(row, *(m.span for m in row.mentions)) == ["Mayor of Odesa", "Odesa"]
    assert row.events[0].actors == ()
    assert row.events[0].recipients == (0,)


def test_a_row_without_labels() -> None:
    row = block(MARKETS)
    assert (row.style, row.mentions, row.events, row.statements) == ("markets", (), (), ())


def test_a_sentence_is_always_in_the_same_split() -> None:
    again = MARKETS.replace("The Nikkei", "THE  NIKKEI").replace(".\n", "!\n")
    assert block(MARKETS).split == block(again).split


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# agency\n", "", "a line '# style'"),
        ("# agency", "# poem", "'poem' is no style"),
        ("m 1 military; ", "m ", "mentions 1 are marked or given"),
        ("4 military", "4 military; 5 person", "mentions 5 are marked or given"),
        ("[4 two soldiers]", "[4 two soldiers", "the mark '4' is not closed"),
        ("[4 two soldiers]", "[1 two soldiers]", "the mark '1' is used twice"),
        ("[4 two soldiers]", "[4 two] soldiers]", "a bracket is left"),
        ("e a ASSAULT/heavy-weapons 2 > 3\n", "", "2 triggers are marked, 1 events given"),
        ("e a ASSAULT", "e z ASSAULT", "trigger 'z' is not marked"),
        ("e a ASSAULT/heavy-weapons 2 > 3", "e a ASSAULT 2 - 3", "an event reads"),
        ("2 > 4", "2 > 9", "mention '9' is not marked"),
        ("ASSAULT/heavy-weapons 2 > 3", "ASSAULT/shells 2 > 3", "no mode 'shells'"),
        ("ASSAULT/heavy-weapons 2 > 3", "SHELL 2 > 3", "'SHELL' is no type"),
        ("| said |", "| told |", "'told' is not in the text"),
        ("rebels had … two soldiers", "rebels had … no soldiers", "is not in the text"),
        ("| say\n", "| sing\n", "'sing' is no kind of statement"),
        ("s 1 | said | ", "s 1 | ", "a statement reads"),
        ("s 1 |", "x 1 |", "starts with m, e or s, not 'x'"),
    ],
)
def test_an_error_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in ARMY
    path = tmp_path / "marked.txt"
    path.write_text(f"{TREATY}\n{ARMY.replace(old, new)}\n{MARKETS}", encoding="utf-8")
    first, second, third = parse_file(path, "name")
    assert isinstance(first, Row)
    assert isinstance(third, Row)
    assert isinstance(second, CorpusError)
    assert message in str(second)
    assert f"{path}:6: " in str(second)


def test_the_command_adds_what_is_right_and_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    monkeypatch.setattr(corpus_marks, "FOLDER", corpus)
    path = tmp_path / "marked.txt"
    path.write_text(f"{ARMY}\n{TREATY}\n{MARKETS}", encoding="utf-8")
    assert main(["check", str(path)]) == 0
    assert list(corpus.iterdir()) == []
    assert main(["add", str(path), "given"]) == 0
    assert [row.id for row in read_rows(corpus)] == ["given-0001", "given-0002", "given-0003"]
    assert "3 rows, 0 errors" in capsys.readouterr().out
    assert main(["add", str(path), "again"]) == 1
    assert "the corpus has this sentence already" in capsys.readouterr().err
    assert len(read_rows(corpus)) == 3


@pytest.mark.parametrize(("options", "split"), [([], "test"), (["--train"], "train")])
def test_rows_can_all_be_for_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], split: str
) -> None:
    monkeypatch.setattr(corpus_marks, "FOLDER", tmp_path / "corpus")
    monkeypatch.setattr(corpus_marks, "_TEST_SHARE", 1)
    (tmp_path / "corpus").mkdir()
    path = tmp_path / "marked.txt"
    path.write_text(f"{ARMY}\n{TREATY}", encoding="utf-8")
    assert main(["add", str(path), "given", *options]) == 0
    assert {row.split for row in read_rows(tmp_path / "corpus")} == {split}


def test_without_a_file_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert capsys.readouterr().err
