"""How well reports of one act are put together, on the project's set of stories.

Conventions, so that the figures can be had again:

- Articles are read and gathered into stories first; all of their events are gathered into incidents.
- An event counts if its trigger overlaps words that are labelled as telling of an act; of several the first.
- ``duplicates_left``: the incidents found beyond one for each act that is labelled, per 1,000 such events;
  ``duplicates_before``: the same if each event stood alone.
- ``wrongly_joined``: acts beyond one in each incident found, per 1,000 such events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from dateline.errors import DataError
from dateline.evaluate.bcubed import b_cubed
from dateline.evaluate.story_rows import SPLITS, StoryRow, read_rows, readings
from dateline.gather.candidates import pairs
from dateline.gather.incident_match import compare_reports
from dateline.gather.incidents import incidents_of
from dateline.gather.match import compare
from dateline.gather.reports import reports_of
from dateline.gather.telling import telling_of
from dateline.model import Join, JoinKind, Reading, Report
from dateline.read import Reader

Joined = Mapping[frozenset[int], JoinKind]


def evaluate(path: Path, *, split: str = "test", reader: Reader | None = None) -> dict[str, float | int]:
    """Gather the events of the articles of one split.

    Returns:
        ``b3_precision``, ``b3_recall``, ``b3_f1``, ``duplicates_left``, ``duplicates_before``, ``wrongly_joined``,
        ``acts``, ``events`` (those that count), ``all_events``.

    Raises:
        DataError: the file is no such set, or has no article of this split.
    """
    rows = [row for row in read_rows(path) if row.split == split]
    if not rows:
        raise DataError(f"no article is of the split {split}", where=str(path), action=f"one of {SPLITS}")
    read = tuple(readings(rows, reader))
    reports, labels, joined = prepare(read)
    found = {
        report.event: incident.id
        for incident in incidents_of(reports, decisions(reports, joined))
        for report in incident.reports
    }
    return figures(found, labels) | {"all_events": len(reports)}


def prepare(
    read: Sequence[tuple[StoryRow, Reading]],
) -> tuple[list[Report], dict[int, str], dict[frozenset[int], JoinKind]]:
    """The reports of articles, the act that each labelled one tells of, and how the articles are joined."""
    tellings = [telling_of(reading, number) for number, (_, reading) in enumerate(read)]
    reports: list[Report] = []
    labels: dict[int, str] = {}
    for telling, (row, reading) in zip(tellings, read, strict=True):
        numbers = range(len(reports), len(reports) + len(reading.events))
        reports += reports_of(reading, telling, numbers)
        labels |= dict(_labels(row, reading, numbers))
    joins = (compare(one, other) for one, other in pairs(tellings))
    return reports, labels, {frozenset((join.one, join.other)): join.kind for join in joins if join}


def decisions(reports: Sequence[Report], joined: Joined) -> list[Join]:
    """The decisions on all pairs that are compared: in one article, in joined articles, or with a key in common."""
    by_article: defaultdict[int, list[Report]] = defaultdict(list)
    for report in reports:
        by_article[report.article].append(report)
    chosen = {frozenset((one.event, other.event)): (one, other) for one, other in pairs(reports, 1)}
    for found in by_article.values():
        chosen |= {frozenset((one.event, other.event)): (one, other) for one, other in combinations(found, 2)}
    for articles in joined:
        first, second = articles
        chosen |= {
            frozenset((one.event, other.event)): (one, other)
            for one in by_article[first]
            for other in by_article[second]
        }
    made = (
        compare_reports(one, other, joined.get(frozenset((one.article, other.article))))
        for one, other in chosen.values()
    )
    return [join for join in made if join]


def figures(found: Mapping[int, Hashable], labels: Mapping[int, str]) -> dict[str, float | int]:
    """The figures over the events that are labelled."""
    acts = _groups((act, found[event]) for event, act in labels.items())
    clusters = _groups((found[event], act) for event, act in labels.items())
    thousand = 1000 / max(len(labels), 1)
    return {
        **b_cubed({event: found[event] for event in labels}, labels),
        "duplicates_left": sum(len(those) - 1 for those in acts.values()) * thousand,
        "duplicates_before": (len(labels) - len(acts)) * thousand,
        "wrongly_joined": sum(len(those) - 1 for those in clusters.values()) * thousand,
        "acts": len(acts),
        "events": len(labels),
    }


def _groups(pairs_of: Iterable[tuple[Hashable, Hashable]]) -> dict[Hashable, set[Hashable]]:
    groups: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for key, value in pairs_of:
        groups[key].add(value)
    return groups


def _labels(row: StoryRow, reading: Reading, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    start = reading.article.text.find(row.text)
    if start < 0:
        raise DataError("its text was not read whole", where=row.id, action="look at the article")
    for act in row.acts:
        for number, event in zip(numbers, reading.events, strict=True):
            if event.trigger.start < start + act.end and start + act.start < event.trigger.end:
                yield number, act.incident
                break
