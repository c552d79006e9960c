"""Saved text without HTML → its headline, paragraphs, byline, dates and furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dateline.errors import InputRejectedError, Reason
from dateline.extract.saved_text_features import PHRASE, LineFacts, line_features
from dateline.extract.saved_text_heads import find_bylines, find_headline, is_date_line
from dateline.extract.saved_text_judge import Judge, load_judges, mean_scores
from dateline.extract.saved_text_lines import lines_of
from dateline.extract.saved_text_rules import FurnitureRules
from dateline.model import Author, Block, BlockKind, Furniture, FurnitureKind

MAX_LETTERS, MAX_LINES = 1_000_000, 3_000
"""More than this is no article with what stands around it, and is refused."""

# A line that says what furniture says needs a higher score to be the article's.
_THRESHOLD, _THRESHOLD_PHRASED = 0.45, 0.7
_SURE_PHRASE = 0.85
# A text with less prose than this, in characters, or no line as likely as this, holds no article.
_FEWEST_LETTERS = 120
_LIKELY = 0.4
# What was kept above the headline is dropped only if it is no longer than this: a section's name, a label.
_LONGEST_ABOVE = 200
# How far above and below the article its date may stand.
_DATE_REACH = 8
_ITEM = re.compile(r"^(?:[-*•·‣▪]|\(?\d{1,3}[.)])\s+")
_ENDS = re.compile(r"[.!?…:;,\"”’')\]]$")
_LONGEST_HEADING = 90
_DATED = (FurnitureKind.DATE_LINE, "date by the article", 0.9)
_AGAIN = (FurnitureKind.REPEATED_HEADLINE, "headline once more", 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedText:
    """What a saved text says.

    Attributes:
        headline: None if none was found.
        blocks: the article's text in order, without the headline; () if the text holds no article.
        authors: from a byline or an author box; their lines are neither blocks nor furniture.
        dates: lines by the article that look like its date of publication.
        furniture: every other line that is not the article, in order, with its reason.
    """

    headline: str | None
    blocks: tuple[Block, ...]
    authors: tuple[Author, ...]
    dates: tuple[str, ...]
    furniture: tuple[Furniture, ...]


class SavedTextReader:
    """Tells the article from the rest of a page that was saved as text.

    A line is judged twice: by how it looks, with its neighbours; then again with the judgement on the lines
    around it, since an article is mostly one long run.

    Args:
        judges: whose mean judgement counts.
    """

    def __init__(self, judges: Sequence[Judge]) -> None:
        self._judges = tuple(judges)
        self._rules = FurnitureRules.load()

    @classmethod
    def load(cls) -> SavedTextReader:
        """A reader with the shipped models.

        Raises:
            DataError: a model or a rule file cannot be loaded.
        """
        return cls(load_judges())

    def read(self, text: str) -> SavedText:
        """Reads one saved text, whatever its line ends; paragraphs that were wrapped are put together.

        Args:
            text: decoded.

        Raises:
            InputRejectedError: TOO_LARGE.
        """
        lines = lines_of(text) if len(text) <= MAX_LETTERS else []
        if len(text) > MAX_LETTERS or len(lines) > MAX_LINES:
            raise InputRejectedError(
                Reason.TOO_LARGE,
                f"the text has more than {MAX_LETTERS:,} letters or {MAX_LINES:,} lines",
                action="cut it into parts, one article each",
            )
        if not lines:
            return SavedText(headline=None, blocks=(), authors=(), dates=(), furniture=())
        facts = line_features(lines, self._rules)
        scores = mean_scores(self._judges, facts)
        phrased = facts.rows[:, PHRASE] >= _SURE_PHRASE
        kept = np.where(phrased, scores >= _THRESHOLD_PHRASED, scores >= _THRESHOLD)
        if not _is_article(facts, scores, kept):
            return _without_article(facts, scores)
        return self._compose(facts, scores, kept)

    def _compose(self, facts: LineFacts, scores: NDArray[np.float32], kept: NDArray[np.bool_]) -> SavedText:
        lines = facts.texts
        headline = find_headline(facts, kept)
        if headline is not None:
            kept[headline] = False
            if (
                sum(len(line) for line, inside in zip(lines[:headline], kept, strict=False) if inside)
                < _LONGEST_ABOVE
            ):
                kept[:headline] = False
        body = np.flatnonzero(kept)
        if not body.size:
            return _without_article(facts, scores)
        first, last = int(body[0]), int(body[-1])
        bylines = find_bylines(facts, kept, headline)
        for index in bylines:
            kept[index] = False
        dates: list[str] = []
        furniture: list[Furniture] = []
        for index, line in enumerate(lines):
            if kept[index] or index == headline:
                continue
            near = first - _DATE_REACH <= index <= first or last <= index <= last + _DATE_REACH
            dated = near and is_date_line(line)
            if dated:
                dates.append(line)
            if index not in bylines:
                again = headline is not None and line.casefold() == lines[headline].casefold()
                known = _DATED if dated else _AGAIN if again else None
                furniture.append(
                    Furniture(text=line, kind=known[0], rule=known[1], score=known[2])
                    if known
                    else _furniture(facts, index, float(scores[index]), index < first)
                )
        authors = [author for found in bylines.values() for author in found]
        return SavedText(
            headline=lines[headline] if headline is not None else None,
            blocks=_blocks([lines[index] for index in np.flatnonzero(kept)]),
            authors=tuple(dict.fromkeys(authors)),
            dates=tuple(dates),
            furniture=tuple(furniture),
        )


def _is_article(facts: LineFacts, scores: NDArray[np.float32], kept: NDArray[np.bool_]) -> bool:
    """Whether there is enough prose, and a line sure enough, for an article: a cautious test."""
    prose = (
        len(line)
        for line, rule, inside in zip(facts.texts, facts.found, kept, strict=True)
        if inside and rule is None
    )
    return bool(scores.max() >= _LIKELY) and sum(prose) >= _FEWEST_LETTERS


def _without_article(facts: LineFacts, scores: NDArray[np.float32]) -> SavedText:
    furniture = tuple(_furniture(facts, index, float(score), None) for index, score in enumerate(scores))
    return SavedText(headline=None, blocks=(), authors=(), dates=(), furniture=furniture)


def _furniture(facts: LineFacts, index: int, score: float, before: bool | None) -> Furniture:
    """A line set aside: by the phrase that it holds, else by how it looks and where it stands."""
    line, rule = facts.texts[index], facts.found[index]
    if rule is not None:
        return Furniture(
            text=line, kind=rule.kind, rule=rule.name, score=round(max(rule.weight, 1 - score), 3)
        )
    kind = FurnitureKind.OTHER
    if not _ENDS.search(line) and len(line) < _LONGEST_HEADING:
        kind = FurnitureKind.NAVIGATION if before in {True, None} else FurnitureKind.LINK_LIST
    return Furniture(text=line, kind=kind, rule="line model", score=round(1 - score, 3))


def _blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """The lines as blocks: items by their mark, headings by their look and what follows."""
    blocks: list[Block] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if _ITEM.match(line) and len(line) > 4:
            blocks.append(Block(kind=BlockKind.LIST_ITEM, text=line))
        elif len(line) < _LONGEST_HEADING and not _ENDS.search(line) and len(following) > len(line):
            blocks.append(Block(kind=BlockKind.HEADING, text=line))
        else:
            blocks.append(Block(text=line))
    return tuple(blocks)
