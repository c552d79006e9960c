from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from dateline.errors import DataError
from dateline.evaluate.positions import evaluate, read_rows
from dateline.gather.questions import issues

ROOT = Path(__file__).resolve().parents[2] / "training" / "gather"
SET = ROOT / "positions.jsonl"


def test_rows_have_their_form() -> None:
    schema = json.loads((ROOT / "positions.schema.json").read_text("utf-8"))
    for line in SET.read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), schema)
    known = schema["properties"]["stances"]["items"]["properties"]["issue"]["enum"]
    assert sorted(known) == sorted(issues())
    assert len({row.id for row in read_rows(SET)}) == len(read_rows(SET))


def test_a_few_rows_are_measured(tmp_path: Path) -> None:
    file = tmp_path / "few.jsonl"
    file.write_text("\n".join(SET.read_text("utf-8").splitlines()[:8]), "utf-8")
    found = evaluate(file, split="dev")
    assert found["rows"] == 8
    assert found["sign_right"] == 1
    assert found["f1"] > 0.8
    with pytest.raises(DataError, match="no row is of the split test"):
        evaluate(file)


def test_a_broken_row_is_told(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text('{"id": 1}\n', "utf-8")
    with pytest.raises(DataError, match="line 1"):
        evaluate(file)
