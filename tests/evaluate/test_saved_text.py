"""The measure of saved text, on a set of one page with a menu, three paragraphs and a foot."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate.saved_text import evaluate

PARAGRAPHS = (
    "The harbour council agreed on Tuesday to lend the fishermen of the quay two million crowns for engines.",
    "Councillor Ada Brenner said the loan would be repaid in nine years, from the day they return in May.",
    "The fishermen had asked for twice the sum. Their chairman called the decision a beginning, and no more.",
)


def write_set(folder: Path, body: str) -> None:
    menu = "".join(f"<li>{name}</li>" for name in ("Home", "News", "Sport", "Weather", "Subscribe"))
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = f"<body><ul>{menu}</ul><h1>Council lends two million</h1>{text}<p>All rights reserved.</p>"
    (folder / "html").mkdir()
    (folder / "html" / "one.html.gz").write_bytes(gzip.compress(page.encode()))
    truth = {"one": {"articleBody": body, "url": "https://harbour.example/loan"}}
    (folder / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")


def test_menu_headline_and_foot_are_no_part_of_the_article(tmp_path: Path) -> None:
    write_set(tmp_path, "\n".join(PARAGRAPHS))
    assert evaluate(tmp_path) == {"f1": 1.0, "precision": 1.0, "recall": 1.0, "accuracy": 1.0, "pages": 1}


def test_what_is_missing_from_the_truth_lowers_precision_alone(tmp_path: Path) -> None:
    write_set(tmp_path, "\n".join(PARAGRAPHS[:2]))
    found = evaluate(tmp_path)
    assert found["recall"] == 1.0
    assert 0.5 < found["precision"] < 0.8


def test_a_folder_without_the_set_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        evaluate(tmp_path)
