"""How well it is told who is for or against what, on sentences labelled for the project (``training/gather``).

A row has a text of one or two sentences, and who is for (1) or against (-1) which question: actor and object as
they stand in the text, and the kind of question. Found is right if all four agree; names agree if one holds the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dateline.errors import DataError
from dateline.gather.positions import stances_of
from dateline.model import Article, BlockKind, DateEstimate, Page, Paragraph, Precision, Span, Stance
from dateline.read import Reader

_DAY = datetime(2024, 6, 12, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Who is for or against what, as labelled."""

    actor: str
    issue: str
    object: str
    stance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    """A text with its labels."""

    id: str
    split: str
    text: str
    stances: tuple[Labelled, ...]


def evaluate(path: Path, *, split: str = "test", reader: Reader | None = None) -> dict[str, float | int]:
    """Read the rows of a split and compare.

    Returns:
        ``precision``, ``recall``, ``f1``, ``sign_right`` (of those with the right actor and question), ``stances``,
        ``rows``.

    Raises:
        DataError: the file is no such set, or has no row of this split.
    """
    rows = [row for row in read_rows(path) if row.split == split]
    if not rows:
        raise DataError(f"no row is of the split {split}", where=str(path), action="dev or test")
    right = found = wanted = signs = matched = 0
    for row, stances in read(rows, reader):
        left = list(row.stances)
        distinct = list({(one.actor, one.issue, one.object, one.stance): one for one in stances}.values())
        wanted, found = wanted + len(left), found + len(distinct)
        for one in distinct:
            match = next((label for label in left if _agree(one, label)), None)
            if match is not None:
                matched += 1
                signs += one.stance == match.stance
                right += one.stance == match.stance
                left.remove(match)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if right else 0.0,
        "sign_right": signs / max(matched, 1),
        "stances": wanted,
        "rows": len(rows),
    }


def read(
    rows: list[PositionRow], reader: Reader | None = None
) -> Iterator[tuple[PositionRow, tuple[Stance, ...]]]:
    """Each row with the stances that are found in it."""
    used = reader or Reader.load()
    for row in rows:
        yield row, stances_of(used.understand(*_article(row)))


def read_rows(path: Path) -> tuple[PositionRow, ...]:
    """The rows of a file.

    Raises:
        DataError: a line is no such row.
    """
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            raw = json.loads(line)
            labels = tuple(Labelled(**label) for label in raw["stances"])
            rows.append(PositionRow(id=raw["id"], split=raw["split"], text=raw["text"], stances=labels))
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"line {number} is no row of positions: {error!r}",
                where=str(path),
                action="see training/gather/positions.schema.json",
            ) from error
    return tuple(rows)


def _article(row: PositionRow) -> tuple[Page, Article]:
    """The raw text as an article of one paragraph and a day; it is too short for a page."""
    day = _DAY.date()
    article = Article(
        text=row.text,
        paragraphs=(Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(row.text))),),
        published=DateEstimate(earliest=day, latest=day, precision=Precision.DAY, reasons=("the set's day",)),
    )
    return Page(address=row.id, content=row.text.encode(), fetched=_DAY), article


def _agree(found: Stance, label: Labelled) -> bool:
    return (
        found.issue == label.issue
        and _alike(found.actor_name, label.actor)
        and _alike(found.object_name, label.object)
    )


def _alike(one: str, other: str) -> bool:
    first, second = one.lower(), other.lower()
    return first in second or second in first
