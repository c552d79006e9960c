"""The project's set of stories: articles with their story, what is copied from what, and the acts that they report.

One JSON object a line, in the order the articles came out; the schema is ``training/gather/stories.schema.json``.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dateline.errors import DataError
from dateline.model import Page, Reading, Rejected
from dateline.read import Reader

SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Words that tell of an act: which, and where in the body."""

    incident: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """An article of the set.

    Attributes:
        story: the news item that it is on.
        split: ``dev`` or ``test``.
        credit: the agency whose text it is.
        copy_of: id of the article whose text it has, with edits.
        acts: where it tells of which act.
    """

    id: str
    story: str
    split: str
    outlet: str
    address: str
    published: datetime
    credit: str | None
    author: str | None
    copy_of: str | None
    headline: str
    text: str
    acts: tuple[Act, ...]


def read_rows(path: Path) -> tuple[StoryRow, ...]:
    """The rows of a file.

    Raises:
        DataError: a line is no such row.
    """
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            rows.append(_row(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"line {number} is no article of a set of stories: {error!r}",
                where=str(path),
                action="see training/gather/stories.schema.json",
            ) from error
    if not rows:
        raise DataError("there is no article in it", where=str(path), action="give a set of stories")
    return tuple(rows)


def _row(raw: dict[str, Any]) -> StoryRow:
    return StoryRow(
        **{name: raw[name] for name in ("id", "story", "split", "outlet", "address", "headline", "text")},
        published=datetime.fromisoformat(raw["published"]),
        credit=raw.get("credit"),
        author=raw.get("author"),
        copy_of=raw.get("copy_of"),
        acts=tuple(Act(**act) for act in raw["acts"]),
    )


def page_of(row: StoryRow) -> Page:
    """The page that the article would stand on."""
    paragraphs = "".join(f"<p>{html.escape(one)}</p>\n" for one in row.text.split("\n\n"))
    author = f'<meta name="author" content="{html.escape(row.author)}">' if row.author else ""
    document = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(row.headline)}</title>'
        f'<meta property="og:site_name" content="{html.escape(row.outlet)}">{author}'
        f'<meta property="article:published_time" content="{row.published.isoformat()}"></head>\n'
        f"<body><article><h1>{html.escape(row.headline)}</h1>\n{paragraphs}</article></body></html>\n"
    )
    return Page(
        address=row.address, content=document.encode(), fetched=row.published, content_type="text/html"
    )


def readings(rows: Sequence[StoryRow], reader: Reader | None = None) -> Iterator[tuple[StoryRow, Reading]]:
    """Each article as it is read.

    Raises:
        DataError: an article cannot be read.
    """
    used = reader or Reader.load()
    for row, reading in zip(rows, used.stream(map(page_of, rows)), strict=True):
        if isinstance(reading, Rejected):
            raise DataError(f"cannot be read: {reading.message}", where=row.id, action="look at the article")
        yield row, reading
