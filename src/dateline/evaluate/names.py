"""How well names are matched: pairs of names, match or not."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import DataError
from dateline.resolve.names import THRESHOLD, NameKind, compare_names

_COLUMNS = {"schema", "name1", "name2", "is_match"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, of what they are, and whether they are said to match."""

    left: str
    right: str
    kind: NameKind
    matches: bool


def evaluate(path: Path) -> dict[str, float | int]:
    """Compare the pairs of a file in the format of nomenklatura's ``name_bench`` (CSV with a heading).

    Args:
        path: columns ``schema`` (``Person`` or a body), ``name1``, ``name2``, ``is_match`` (true or false).

    Returns:
        ``f1 precision recall`` of matches at ``threshold`` (our own, fixed), ``pairs``, and ``unreadable``:
        rows without a name or a verdict, which count as wrong.

    Raises:
        DataError: the file is no such CSV.
    """
    rows = _rows(path)
    right = wrong = missed = unreadable = 0
    for row in rows:
        pair = _pair(row)
        if pair is None:
            unreadable += 1
            continue
        predicted = compare_names(pair.left, pair.right, pair.kind).matches
        right += predicted and pair.matches
        wrong += predicted and not pair.matches
        missed += not predicted and pair.matches
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed + unreadable) if right + missed + unreadable else 0.0
    return {
        "f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        "precision": precision,
        "recall": recall,
        "threshold": THRESHOLD,
        "pairs": len(rows),
        "unreadable": unreadable,
    }


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of such a file, without the rows that cannot be read.

    Raises:
        DataError: the file is no such CSV.
    """
    return [pair for row in _rows(path) if (pair := _pair(row)) is not None]


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            reader = csv.DictReader(stream)
            missing = _COLUMNS - set(reader.fieldnames or ())
            if missing:
                raise DataError(
                    f"has no column {', '.join(sorted(missing))}",
                    where=str(path),
                    action="give a name_bench CSV",
                )
            return list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"is no CSV in UTF-8: {error}", where=str(path)) from None


def _pair(row: dict[str, str]) -> Pair | None:
    verdict = (row["is_match"] or "").strip().lower()
    if verdict not in {"true", "false"} or not row["name1"] or not row["name2"]:
        return None
    kind = NameKind.PERSON if row["schema"] == "Person" else NameKind.BODY
    return Pair(row["name1"], row["name2"], kind, verdict == "true")
