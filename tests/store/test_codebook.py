from __future__ import annotations

import re
from importlib.resources import files

import pytest
import yaml

from dateline.model import EventType
from dateline.store.codebook import QUADS, codebook


def test_every_type_has_a_quad_and_a_score() -> None:
    codes = codebook()
    assert set(codes.quads) == set(EventType)
    assert set(codes.quads.values()) == {1, 2, 3, 4}
    for event_type in EventType:
        assert -10 <= codes.score(event_type, None) <= 10


def test_cooperation_scores_above_conflict() -> None:
    codes = codebook()
    for (event_type, _), score in codes.scores.items():
        cooperative = codes.quads[event_type] <= 2
        assert score > 0 if cooperative else score <= 0.5, event_type


@pytest.mark.parametrize(
    ("event_type", "mode", "score"),
    [
        (EventType.CONSULT, "visit", 4),
        (EventType.CONSULT, None, 2.5),
        (EventType.ASSAULT, "heavy-weapons", -9.5),
        (EventType.ASSAULT, "no such mode", -9),
    ],
)
def test_scores(event_type: EventType, mode: str | None, score: float) -> None:
    assert codebook().score(event_type, mode) == score


def test_columns_of_polecat() -> None:
    columns = codebook().columns
    assert len(columns) == len(set(columns)) == 40
    assert columns[0] == "Event ID"
    assert columns[-1] == "Version"
    assert [name.replace("Recipient", "Actor") for name in columns[15:23]] == list(columns[7:15])


def test_numbers_of_countries() -> None:
    cow = codebook().cow
    assert len(set(cow.values())) == len(cow) > 190
    assert all(re.fullmatch("[A-Z]{3}", code) and 2 <= number <= 999 for code, number in cow.items())
    assert (cow["USA"], cow["SRB"], cow["RUS"], cow["DEU"]) == (2, 345, 365, 255)


ONTOLOGY = files("dateline.understand").joinpath("ontology")


@pytest.mark.parametrize("event_type", EventType)
def test_quads_and_scores_are_those_of_the_ontology(event_type: EventType) -> None:
    """Two rooms that may not know of one another read the same codebook."""
    codes = codebook()
    entry = yaml.safe_load(ONTOLOGY.joinpath(f"{event_type.value.lower()}.yaml").read_text("utf-8"))
    assert entry["quad"] == QUADS[codes.quads[event_type] - 1].value
    scores = {mode: detail["score"] for mode, detail in (entry.get("modes") or {}).items()}
    assert scores == {mode: codes.score(event_type, mode) for mode in scores}
