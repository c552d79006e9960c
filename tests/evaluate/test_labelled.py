"""The measure on labelled sentences: rows and events made by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import DataError
from dateline.evaluate import labelled
from dateline.evaluate.labelled_rows import (
    CorpusError,
    EventLabel,
    MentionLabel,
    Row,
    StatementLabel,
    modes,
    read_rows,
)
from dateline.model import Auxiliary, Event, EventType, Participant, Span, Statement, StatementKind

TEXT = "Police said the rebels shelled Kirn."
POLICE, REBELS, KIRN = (0, 6), (12, 22), (31, 35)
SAID, SHELLED, CONTENT = (7, 11), (23, 30), (12, 35)


def row(**changes: Any) -> Row:
    given: dict[str, Any] = {
        "id": "hand-1",
        "style": "agency",
        "text": TEXT,
        "mentions": (
            MentionLabel(span=POLICE, kind="police"),
            MentionLabel(span=REBELS, kind="armed"),
            MentionLabel(span=KIRN, kind="place"),
        ),
        "events": (
            EventLabel(
                trigger=SHELLED,
                type="ASSAULT",
                mode="heavy-weapons",
                actors=(1,),
                recipients=(2,),
                auxiliaries=("historical",),
            ),
        ),
        "statements": (StatementLabel(source=POLICE, cue=SAID, content=(CONTENT,), kind="say"),),
        "split": "test",
    }
    return Row(**{**given, **changes})


def event(
    trigger: tuple[int, int] = SHELLED,
    kind: EventType = EventType.ASSAULT,
    actors: tuple[tuple[int, int], ...] = (REBELS,),
    recipients: tuple[tuple[int, int], ...] = (KIRN,),
    **changes: Any,
) -> Event:
    return Event(
        **{
            "index": 0,
            "type": kind,
            "mode": "heavy-weapons",
            "actors": tuple(Participant(span=Span(*place)) for place in actors),
            "recipients": tuple(Participant(span=Span(*place)) for place in recipients),
            "auxiliaries": (Auxiliary.HISTORICAL,),
            "sentence": 0,
            "trigger": Span(*trigger),
            "evidence": (Span(*trigger),),
            "rule": "given",
            "score": 0.9,
            **changes,
        }
    )


def statement(
    speaker: tuple[int, int] | None = POLICE, content: tuple[int, int] = CONTENT, cue: tuple[int, int] = SAID
) -> Statement:
    return Statement(
        index=0,
        speaker=Participant(span=Span(*speaker)) if speaker else None,
        cue=Span(*cue),
        content=(Span(*content),),
        kind=StatementKind.SAY,
        sentence=0,
        rule="given",
        score=0.9,
    )


class _Given:
    """Reads what it is given, whatever the text."""

    found = labelled.Found((), ())

    def read(self, text: str) -> labelled.Found:
        return self.found


def measure(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    events: tuple[Event, ...] = (),
    statements: tuple[Statement, ...] = (),
    *rows: Row,
) -> dict[str, float | int]:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(one.to_json() + "\n" for one in rows or (row(),)), encoding="utf-8")
    monkeypatch.setattr(labelled, "RowReader", _Given)
    monkeypatch.setattr(_Given, "found", labelled.Found(events, statements))
    return labelled.evaluate(path)


def test_the_labels_themselves_are_perfect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = measure(tmp_path, monkeypatch, (event(),), (statement(),))
    for key in ("event_f1", "trigger_f1", "mode_accuracy", "statement_f1", "type_f1_assault"):
        assert figures[key] == 1.0, key
    assert figures["auxiliary_f1_historical"] == 1.0
    assert figures["auxiliary_macro_f1"] == 0.25  # the other three do not occur
    assert (figures["rows"], figures["events"]) == (1, 1)


def test_nothing_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = measure(tmp_path, monkeypatch)
    assert {figures[key] for key in ("event_f1", "trigger_f1", "mode_accuracy", "statement_f1")} == {0.0}


@pytest.mark.parametrize(
    ("found", "trigger", "parties"),
    [
        (event(actors=(POLICE,)), 1.0, 0.0),
        (event(recipients=()), 1.0, 0.0),
        (event(actors=(REBELS, POLICE)), 1.0, 0.0),
        (event(actors=(KIRN,), recipients=(REBELS,)), 1.0, 0.0),
        (event(actors=((16, 22),)), 1.0, 1.0),  # six letters of ten are half of them
        (event(actors=((19, 22),)), 1.0, 0.0),
        (event(kind=EventType.COERCE, mode=None), 0.0, 0.0),
        (event(trigger=SAID), 0.0, 1.0),
        (event(actors=(REBELS, KIRN), recipients=(), reciprocal=True), 1.0, 1.0),
    ],
)
def test_an_event_is_right_with_its_parties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Event, trigger: float, parties: float
) -> None:
    figures = measure(tmp_path, monkeypatch, (found,))
    assert figures["trigger_f1"] == trigger
    assert figures["event_f1"] == parties


def test_a_label_is_matched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = measure(tmp_path, monkeypatch, (event(), event(index=1)))
    assert figures["trigger_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["event_f1"] == pytest.approx(2 / 3, abs=1e-4)


def test_modes_count_on_events_that_were_found_and_auxiliaries_whatever_the_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = measure(tmp_path, monkeypatch, (event(mode="aerial", auxiliaries=(Auxiliary.NEGATION,)),))
    assert figures["mode_accuracy"] == 0.0
    assert figures["auxiliary_f1_historical"] == 0.0
    assert figures["auxiliary_f1_negation"] == 0.0
    other = measure(tmp_path, monkeypatch, (event(kind=EventType.COERCE, mode=None),))
    assert other["auxiliary_f1_historical"] == 1.0
    missed = measure(tmp_path, monkeypatch, (event(trigger=SAID),))
    assert missed["auxiliary_f1_historical"] == 0.0


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (statement(speaker=(0, 3)), 1.0),
        (statement(speaker=REBELS), 0.0),
        (statement(speaker=None), 0.0),
        (statement(content=(12, 26)), 1.0),
        (statement(content=(12, 20)), 0.0),
    ],
)
def test_a_statement_is_right_with_half_of_its_content_and_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Statement, expected: float
) -> None:
    assert measure(tmp_path, monkeypatch, (), (found,))["statement_f1"] == expected


def test_a_statement_inside_another_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = StatementLabel(source=REBELS, cue=SHELLED, content=(KIRN,), kind="say")
    both = row(statements=(*row().statements, inner))
    assert measure(tmp_path, monkeypatch, (), (statement(),), both)["statement_f1"] == 1.0


def test_only_the_test_split_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = measure(tmp_path, monkeypatch, (event(),), (), row(), row(id="hand-2", split="train"))
    assert figures["rows"] == 1
    with pytest.raises(DataError, match="no row has the split test"):
        measure(tmp_path, monkeypatch, (), (), row(split="train"))


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(row(id="second").to_json() + "\n\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(row().to_json() + "\n", encoding="utf-8")
    assert read_rows(tmp_path) == [row(), row(id="second")]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (row(style="poem"), "'poem' is no style"),
        (row(style="sport"), "tells no event"),
        (row(split="dev"), "'dev' is no split"),
        (row(mentions=(MentionLabel(span=(0, 7), kind="police"),), events=()), "is not words of the text"),
        (row(mentions=(MentionLabel(span=(0, 99), kind="police"),), events=()), "is not words of the text"),
        (
            row(mentions=(MentionLabel(span=POLICE, kind="robot"),), events=()),
            "'robot' is no kind of mention",
        ),
        (row(events=(EventLabel(trigger=SHELLED, type="SHELL"),)), "'SHELL' is no type"),
        (row(events=(EventLabel(trigger=SHELLED, type="AID", mode="demo"),)), "AID has no mode 'demo'"),
        (row(events=(EventLabel(trigger=SHELLED, type="AID", actors=(7,)),)), "a mention that is not there"),
        (
            row(
                events=(
                    EventLabel(trigger=SHELLED, type="AID", actors=(0,), recipients=(1,), reciprocal=True),
                )
            ),
            "a reciprocal event has actors alone",
        ),
        (row(events=(EventLabel(trigger=SHELLED, type="AID", auxiliaries=("past",)),)), "unknown auxiliary"),
        (row(statements=(StatementLabel(source=None, cue=SAID, content=(), kind="say"),)), "without content"),
        (
            row(statements=(StatementLabel(source=None, cue=SAID, content=(CONTENT,), kind="sing"),)),
            "'sing' is no kind of statement",
        ),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, changed: Row, message: str) -> None:
    with pytest.raises(CorpusError, match=f"hand-1: .*{message}"):
        changed.check()
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{row().to_json()}\n{changed.to_json()}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"rows\.jsonl:2"):
        read_rows(path)


def test_what_is_no_row_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    for line in ("{not json", json.dumps({"id": "x"})):
        path.write_text(line + "\n", encoding="utf-8")
        with pytest.raises(DataError, match="mend the row"):
            read_rows(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_rows(tmp_path / "nothing.jsonl")


def test_modes_are_those_of_the_ontology() -> None:
    assert "drone" in modes()["ASSAULT"]
    assert modes()["AID"] == frozenset()
