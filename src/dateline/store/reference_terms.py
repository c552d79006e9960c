"""What snapshots tell of the term of a listing, beside the dates that the list itself gives."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from dateline.model import Bounds, Term


@dataclass(frozen=True, slots=True)
class Series:
    """The snapshots of one source: their numbers in ascending order, with the day and the version of each."""

    source: str
    numbers: Sequence[int]
    days: Sequence[date]
    versions: Sequence[str]

    @property
    def newest(self) -> int:
        """Number of the newest snapshot."""
        return self.numbers[-1]

    def day(self, number: int) -> date:
        """The day of a snapshot."""
        return self.days[bisect_left(self.numbers, number)]

    def id(self, number: int) -> str:
        """The id of a snapshot."""
        return f"{self.source}@{self.versions[bisect_left(self.numbers, number)]}"

    def before(self, number: int) -> date | None:
        """The day of the snapshot before this one."""
        place = bisect_left(self.numbers, number)
        return self.days[place - 1] if place else None

    def after(self, number: int) -> int | None:
        """Number of the snapshot after this one."""
        place = bisect_left(self.numbers, number) + 1
        return self.numbers[place] if place < len(self.numbers) else None


@dataclass(frozen=True, slots=True)
class Run:
    """One listing as it stood without a break: the row that tells of it last, and in which snapshots it was."""

    row: Row[Any]
    first: int
    last: int


def runs(rows: Iterable[Row[Any]], series: Series) -> Iterator[Run]:
    """The listings of one entity. A row that was followed at once by another of the same listing was corrected."""
    kept: defaultdict[tuple[Any, ...], list[Run]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.first_snapshot, row.last_snapshot, row.id)):
        same = kept[row.list, row.programme, row.entry]
        followed = next((run for run in same if series.after(run.last) == row.first_snapshot), None)
        if followed is None:
            same.append(Run(row, row.first_snapshot, row.last_snapshot))
        else:
            same[same.index(followed)] = Run(row, followed.first, row.last_snapshot)
    for found in kept.values():
        yield from found


def term_of(run: Run, others: Sequence[Run], series: Series) -> Term:
    """The term of a listing: the list's own dates, and bounds from the snapshots where it gives none.

    Args:
        run: the listing.
        others: all listings of the entity: an entry that stood before under another programme does not date this one.
        series: the snapshots of the source.
    """
    start, end = bounds_of(run.row, "start"), bounds_of(run.row, "end")
    before, first = series.before(run.first), series.day(run.first)
    if start is None or (before and _stood_before(run, others) and start.latest and start.latest <= before):
        start = Bounds(min(before + timedelta(days=1), first) if before else None, first)
    gone = series.after(run.last)
    if end is None and gone is not None:
        end = Bounds(series.day(run.last), series.day(gone))
    return Term(start=start, end=end, as_of=series.day(series.newest))


def _stood_before(run: Run, others: Sequence[Run]) -> bool:
    entry = (run.row.list, run.row.entry)
    return run.row.entry is not None and any(
        other is not run and (other.row.list, other.row.entry) == entry and other.first < run.first
        for other in others
    )


def bounds_of(row: Row[Any], side: str) -> Bounds | None:
    """The bounds of a day that two columns hold; None if both are empty."""
    values = row._mapping
    earliest, latest = values[f"{side}_earliest"], values[f"{side}_latest"]
    return Bounds(earliest, latest) if earliest or latest else None
