"""Writes the rows of PLV and Multi-CoPED that a training left out, in the sets' own forms, to measure with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dateline.evaluate.events import join_tokens
from training.reader.examples import fold_of


def write_held_out(events: Path, folds: frozenset[int], folder: Path) -> None:
    """``plv_held.tsv``, ``classes_held.tsv`` and ``spans_held.txt`` in ``folder``."""
    header, *rows = (events / "plv_train.tsv").read_text("utf-8").split("\n")
    column = header.split("\t").index("marked_sentence")
    kept = _held(rows, folds, lambda row: row.split("\t")[column])
    (folder / "plv_held.tsv").write_text("\n".join([header, *kept]) + "\n", "utf-8")
    classes = (events / "cameo_class_train.tsv").read_text("utf-8").split("\n")
    kept = _held(classes, folds, lambda row: row.rpartition("\t")[0])
    (folder / "classes_held.tsv").write_text("\n".join(kept) + "\n", "utf-8")
    text = (events / "cameo_ner_train.txt").read_text("utf-8").replace("\r", "")
    kept = _held(text.split("\n\n"), folds, _sentence)
    (folder / "spans_held.txt").write_text("\n\n".join(kept) + "\n", "utf-8")


def _held(rows: list[str], folds: frozenset[int], text_of: Callable[[str], str]) -> list[str]:
    return [row for row in rows if row.strip() and fold_of(text_of(row)) in folds]


def _sentence(block: str) -> str:
    return join_tokens([line.split()[0] for line in block.splitlines() if line.strip()])[0]
