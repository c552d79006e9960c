"""The measure of events: classes of sentences and spans of actors."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate.events import evaluate

SHARED = Path(__file__).parents[2].parent / "shared/data/events"


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "events.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_classes(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "Rebels killed four soldiers in northern Mali on Monday.\t4\n"
        "The government of Chad released two political prisoners on Friday.\t2\n"
        "French President Emmanuel Macron criticised the Hungarian government over its new media law.\t3\n"
        "Kenyan President William Ruto met Ugandan President Yoweri Museveni for talks on Tuesday.\t1\n",
    )
    assert evaluate(path) == {"quad_macro_f1": 0.8, "rows": 4, "unreadable": 0}  # no row has class 0


def test_an_unreadable_class_counts_as_wrong(tmp_path: Path) -> None:
    figures = evaluate(_file(tmp_path, "Rebels killed four soldiers.\t4\nno class here\n"))
    assert figures["unreadable"] == 1
    assert figures["rows"] == 2
    assert figures["quad_macro_f1"] == 0.2


def test_spans_of_source_target_and_reciprocal(tmp_path: Path) -> None:
    text = "Rebels B-S\nattacked O\ngovernment B-T\ntroops I-T\non O\nMonday O\n. O\n\n"
    text += "France B-R\nand I-R\nItaly I-R\nheld O\ntalks O\non O\nMonday O\n. O\n"
    figures = evaluate(_file(tmp_path, text))
    assert figures["rows"] == 2
    assert figures["span_f1_s"] == figures["span_f1_t"] == figures["span_f1_r"] == 1.0
    assert figures["span_macro_f1"] == 1.0


def test_tabs_and_spaces_are_both_read(tmp_path: Path) -> None:
    spaced = "Rebels B-S\nkilled O\nfour B-T\nsoldiers I-T\n"
    assert evaluate(_file(tmp_path, spaced)) == evaluate(_file(tmp_path, spaced.replace(" ", "\t")))


@pytest.mark.parametrize(("text", "message"), [("", "empty"), ("just words\n", "neither")])
def test_a_wrong_file_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        evaluate(_file(tmp_path, text))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        evaluate(tmp_path / "nothing.txt")


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the Multi-CoPED files are not here")
def test_multi_coped_is_above_the_dictionary_coder() -> None:
    assert evaluate(SHARED / "cameo_class_train.tsv")["quad_macro_f1"] > 0.7
    assert evaluate(SHARED / "cameo_ner_train.txt")["span_macro_f1"] > 0.5
