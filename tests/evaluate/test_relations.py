"""The measure of event types for marked parties."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate.relations import evaluate, macro_f1, read_marks

SHARED = Path(__file__).parents[2].parent / "shared/data/events/plv_train.tsv"


def _file(tmp_path: Path, *rows: tuple[str, str], header: str = "\tmarked_sentence\tgold_root") -> Path:
    path = tmp_path / "rows.tsv"
    lines = [header, *(f"{n}\t{sentence}\t{root}" for n, (sentence, root) in enumerate(rows))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_marks_are_taken_out() -> None:
    marked = read_marks("In May <s>Chad</s>'s army met <t>the rebels</t>, and <s>Chad</s> won.")
    assert marked is not None
    assert marked.source is not None
    assert marked.target is not None
    assert marked.text == "In May Chad's army met the rebels, and Chad won."
    assert marked.source.of(marked.text) == "Chad"
    assert marked.target.of(marked.text) == "the rebels"


@pytest.mark.parametrize("text", ["", "No marks.", "<s>Chad spoke.", "<s>Chad met <t>Niger."])
def test_a_missing_mark_is_told(text: str) -> None:
    assert read_marks(text) is None


def test_figures(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        ("<s>Chad</s> condemned <t>Niger</t>.", "ACCUSE"),
        ("<s>Police</s> arrested <t>a reporter</t>.", "COERCE"),
        ("<s>The rebels</s> released <t>two hostages</t>.", "YIELD"),
        ("Chad spoke at length.", "ACCUSE"),
    )
    figures = evaluate(path)
    assert figures["rows"] == 4
    assert figures["unreadable"] == 1
    assert figures["root_accuracy"] == 0.75
    assert figures["root_macro_f1"] == pytest.approx((2 / 3 + 1 + 1) / 15, abs=1e-4)
    assert figures["quad_macro_f1"] == pytest.approx((2 / 3 + 1 + 1) / 4, abs=1e-4)


@pytest.mark.parametrize(
    ("rows", "header", "message"),
    [
        ((), "\tmarked_sentence\tgold_root", "no rows"),
        ((("a", "ACCUSE"),), "\tsentence\tgold_root", "no column 'marked_sentence'"),
        ((("a", "SMILE"),), "\tmarked_sentence\tgold_root", "'SMILE' is no root"),
    ],
)
def test_a_wrong_file_is_told(
    tmp_path: Path, rows: tuple[tuple[str, str], ...], header: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        evaluate(_file(tmp_path, *rows, header=header))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        evaluate(tmp_path / "nothing.tsv")


def test_macro_f1_counts_absent_labels_as_zero() -> None:
    assert macro_f1(["a", "b"], ["a", "a"], ("a", "b", "c")) == pytest.approx((2 / 3) / 3)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the PLV set is not here")
def test_plv_is_far_above_the_dictionary_coder() -> None:
    figures = evaluate(SHARED)
    assert figures["root_macro_f1"] > 0.7
    assert figures["unreadable"] == 0
