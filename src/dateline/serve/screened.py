"""A list of names, screened: what a page, a report or a file of it shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dateline.errors import UsageError
from dateline.lexicon.words_who import profile_in_words
from dateline.model import Judgement, Verdict, Weighed
from dateline.resolve.screen import THRESHOLD, Hit, Query
from dateline.resolve.screen_rows import Refused, read_queries
from dateline.serve.known import KnownReference
from dateline.store.cells import harmless

LIMIT = 5
COLUMNS = (
    "row",
    "name",
    "entity",
    "entity_name",
    "matched",
    "score",
    "why",
    "then",
    "now",
    "verdict",
    "snapshot",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entity that a name may be, with what is shown of it.

    Attributes:
        then, now: who it was on the day asked about, and by the newest data, in words.
        link: a page on it, if its source is one.
        verdict: the judgement that counts, if there is any.
    """

    row: int
    name: str
    entity: str
    entity_name: str
    schema: str
    matched: str
    score: float
    reasons: tuple[Weighed, ...]
    then: str
    now: str
    link: str
    snapshot: str
    verdict: Verdict | None

    def cells(self) -> dict[str, object]:
        """What stands in a line of a file."""
        judged = self.verdict
        return {
            "row": self.row,
            "name": self.name,
            "entity": self.entity,
            "entity_name": self.entity_name,
            "matched": self.matched,
            "score": self.score,
            "why": "; ".join(f"{one.says} {one.amount:+.2f}" for one in self.reasons) or "the same name",
            "then": self.then,
            "now": self.now,
            "verdict": f"{judged.judgement} ({judged.who}, {judged.judged:%Y-%m-%d})" if judged else "",
            "snapshot": self.snapshot,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name that was screened.

    Attributes:
        hits: the likeliest first.
        cleared: those that a verdict calls different.
    """

    row: int
    name: str
    hits: tuple[Found, ...]
    cleared: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A list that was screened."""

    day: date
    lists: tuple[str, ...]
    threshold: float
    names: tuple[Name, ...]
    refused: tuple[Refused, ...]

    @property
    def hits(self) -> int:
        """How many entities were found in all."""
        return sum(len(name.hits) for name in self.names)

    @property
    def clear(self) -> int:
        """How many names are nobody's."""
        return sum(not name.hits for name in self.names)


def screen_list(
    text: bytes,
    known: KnownReference,
    judged: Callable[[str], Mapping[str, Verdict]],
    *,
    day: date,
    lists: frozenset[str] = frozenset(),
    threshold: float = THRESHOLD,
    most: int,
) -> Screened:
    """Screen a list of names: a CSV with a heading, or a name a line.

    Args:
        text: the list, UTF-8.
        known: the reference data.
        judged: the judgements that count on a name, by entity.
        day: the day asked about.
        lists: only who stands or stood on one of these.
        threshold: the least score.
        most: how many names the list may have.

    Raises:
        UsageError: the list is too long, is no UTF-8, or a CSV without a column for the name.
    """
    refused: list[Refused] = []
    names: list[Name] = []
    try:
        for query in read_queries(io.BytesIO(text), "the list", refused):
            if len(names) + len(refused) >= most:
                raise UsageError(
                    f"has more than {most} names",
                    where="the list",
                    action="screen it in parts, or by dateline screen",
                )
            names.append(_name(query, known, judged(query.name), day, lists, threshold))
    except csv.Error as error:
        raise UsageError(
            f"is no CSV: {error}", where="the list", action="check its quotation marks"
        ) from error
    return Screened(
        day=day, lists=tuple(sorted(lists)), threshold=threshold, names=tuple(names), refused=tuple(refused)
    )


def as_csv(screened: Screened) -> Iterator[str]:
    """The hits as CSV, line by line; a cell that a spreadsheet would run as a formula gets an apostrophe."""
    yield _line(COLUMNS)
    for name in screened.names:
        for hit in name.hits:
            cells = hit.cells()
            yield _line(tuple(harmless(cells[column]) for column in COLUMNS))


def _line(cells: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _name(
    query: Query,
    known: KnownReference,
    judged: Mapping[str, Verdict],
    day: date,
    lists: frozenset[str],
    threshold: float,
) -> Name:
    hits = known.screen(query, day, wanted=lists, limit=LIMIT, threshold=threshold)
    found = [_found(hit, judged.get(hit.record.entity.id)) for hit in hits]
    different = [one for one in found if one.verdict and one.verdict.judgement is Judgement.DIFFERENT]
    return Name(
        row=query.row,
        name=query.name,
        hits=tuple(one for one in found if one not in different),
        cleared=tuple(different),
    )


def _found(hit: Hit, verdict: Verdict | None) -> Found:
    entity = hit.record.entity
    return Found(
        row=hit.query.row,
        name=hit.query.name,
        entity=entity.id,
        entity_name=entity.name,
        schema=entity.schema,
        matched=hit.matched,
        score=hit.score,
        reasons=hit.reasons,
        then=profile_in_words(hit.then) or "nothing known on that day",
        now=profile_in_words(hit.now) or "nothing known",
        link=entity.source,
        snapshot=entity.snapshot,
        verdict=verdict,
    )
