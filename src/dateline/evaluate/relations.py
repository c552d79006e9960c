"""Measures the choice of an event type for two marked parties, on files in the form of the PLV set.

Source: Hu et al., "Leveraging Codebook Knowledge with NLI and ChatGPT for Zero-Shot Political Relation
Classification" (ACL 2024): macro F1 over 15 labels, and over four quads that the labels map to.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import DataError
from dateline.model import Span
from dateline.understand.ontology import load_ontology
from dateline.understand.relations import RelationChooser

_MARK = re.compile(r"</?[st]>")
_COLUMNS = ("marked_sentence", "gold_root")


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence without its marks, and where the first source and the first target stand, if they are marked."""

    text: str
    source: Span | None
    target: Span | None


def evaluate(path: Path, chooser: RelationChooser | None = None) -> dict[str, float | int]:
    """Predict the root of every row and compare.

    Args:
        path: a tab-separated file with a header and the columns ``marked_sentence`` and ``gold_root``.
        chooser: what chooses; the shipped one if None.

    Returns:
        ``root_macro_f1`` (over the 15 labels), ``root_accuracy``, ``quad_macro_f1``, ``rows``, and
        ``unreadable``: rows without a mark, which count as wrong. A row with one mark counts like any other: whoever is
        not marked is looked for.

    Raises:
        DataError: the file cannot be read, has no rows, lacks a column, or has another label than the 15.
    """
    rows = read_rows(path)
    chooser = chooser or RelationChooser.load()
    quads = load_ontology().plv_quads
    gold = [root for _, root in rows]
    for number, root in enumerate(gold, start=2):
        if root not in quads:
            raise DataError(
                f"{root!r} is no root", where=f"{path}, row {number}", action=f"use {', '.join(quads)}"
            )
    predicted = [predict(chooser, marked) for marked, _ in rows]
    roots = [root or "unreadable" for root in predicted]
    return {
        "root_macro_f1": round(macro_f1(gold, roots, tuple(quads)), 4),
        "root_accuracy": round(sum(g == p for g, p in zip(gold, roots, strict=True)) / len(gold), 4),
        "quad_macro_f1": round(
            macro_f1(
                [str(quads[g]) for g in gold], [str(quads.get(p, 0)) for p in roots], ("1", "2", "3", "4")
            ),
            4,
        ),
        "rows": len(rows),
        "unreadable": sum(root is None for root in predicted),
    }


def predict(chooser: RelationChooser, marked: str) -> str | None:
    """The root of one marked sentence, or None if nothing is marked."""
    sentence = read_marks(marked)
    return None if sentence is None else chooser.choose(sentence.text, sentence.source, sentence.target).plv


def read_rows(path: Path) -> list[tuple[str, str]]:
    """The marked sentence and the root of every row."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t")
            missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise DataError(
                    f"there is no column {missing[0]!r}",
                    where=str(path),
                    action="use a file in the form of PLV",
                )
            rows = [(row["marked_sentence"] or "", row["gold_root"] or "") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"the file cannot be read: {error}", where=str(path), action="give a PLV file"
        ) from error
    if not rows:
        raise DataError("the file has no rows", where=str(path), action="use a file in the form of PLV")
    return rows


def read_marks(marked: str) -> MarkedSentence | None:
    """Take the marks out of a sentence; None if neither a source nor a target is marked."""
    text: list[str] = []
    opened: dict[str, int] = {}
    spans: dict[str, Span] = {}
    place = length = 0
    for match in _MARK.finditer(marked):
        piece = marked[place : match.start()]
        text.append(piece)
        length += len(piece)
        place = match.end()
        name = match.group()[-2]
        if match.group()[1] != "/":
            opened[name] = length
        elif name in opened and length > opened[name]:
            spans.setdefault(name, Span(opened[name], length))
    text.append(marked[place:])
    if not spans:
        return None
    return MarkedSentence("".join(text), spans.get("s"), spans.get("t"))


def macro_f1(gold: Sequence[str], predicted: Sequence[str], labels: Iterable[str]) -> float:
    """The mean of the labels' F1; a label that is neither in the gold nor predicted counts as 0."""
    scores = []
    for label in labels:
        right = sum(g == p == label for g, p in zip(gold, predicted, strict=True))
        total = sum(g == label for g in gold) + sum(p == label for p in predicted)
        scores.append(2 * right / total if total else 0.0)
    return sum(scores) / len(scores) if scores else 0.0
