from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate import incidents, stories
from dateline.evaluate.bcubed import b_cubed
from dateline.evaluate.incidents import figures

SET = Path(__file__).resolve().parents[2] / "training" / "gather" / "stories.jsonl"


def test_b_cubed_of_known_clusters() -> None:
    wanted = {1: "a", 2: "a", 3: "b", 4: "b"}
    assert b_cubed({1: 0, 2: 0, 3: 1, 4: 1}, wanted)["b3_f1"] == 1
    together = b_cubed(dict.fromkeys(wanted, 0), wanted)
    assert together["b3_precision"] == 0.5
    assert together["b3_recall"] == 1
    alone = b_cubed({item: item for item in wanted}, wanted)
    assert alone["b3_precision"] == 1
    assert alone["b3_recall"] == 0.5


def test_duplicates_left_are_counted_by_act() -> None:
    labels = {1: "blast", 2: "blast", 3: "blast", 4: "talks"}
    assert figures({1: 0, 2: 0, 3: 9, 4: 4}, labels)["duplicates_left"] == 250
    assert figures({1: 0, 2: 0, 3: 0, 4: 0}, labels)["wrongly_joined"] == 250
    assert figures({1: 0, 2: 0, 3: 0, 4: 4}, labels)["duplicates_before"] == 500


def test_a_few_stories_are_measured(tmp_path: Path) -> None:
    lines = [line for line in SET.read_text("utf-8").splitlines() if '"story": "kabul-' in line]
    file = tmp_path / "few.jsonl"
    file.write_text("\n".join(lines[:9]), "utf-8")
    found = stories.evaluate(file, split="dev")
    assert found["articles"] == 9
    assert found["stories"] == 2
    assert found["copies_f1"] == 1
    assert found["b3_f1"] > 0.8
    acts = incidents.evaluate(file, split="dev")
    assert acts["duplicates_left"] < acts["duplicates_before"]
    with pytest.raises(DataError, match="no article is of the split test"):
        stories.evaluate(file)


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text('{"id": "a"}\n', "utf-8")
    with pytest.raises(DataError, match="line 1"):
        stories.evaluate(file)
