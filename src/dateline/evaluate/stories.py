"""How well articles are put into stories, and copies are told from what has words of its own.

The set is in the project's form (``training/gather/stories.jsonl``, CC BY 4.0): each article is made a page, read as
any page, and gathered in the order the articles came out.

Conventions, so that the figures can be had again:

- B-cubed over articles, of one split at a time.
- ``copies_f1``: pairs of articles with one text (edited or not) found as such, of all pairs of the split.
- ``sources_right``: the share of stories found whole in which the number of independent sources is right: agency texts
  by their agency, others by their outlet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from dateline.errors import DataError
from dateline.evaluate.bcubed import b_cubed
from dateline.evaluate.story_rows import SPLITS, StoryRow, read_rows, readings
from dateline.gather.candidates import pairs
from dateline.gather.match import compare
from dateline.gather.stories import stories_of
from dateline.gather.telling import telling_of
from dateline.model import Role, StoryCluster, Telling
from dateline.read import Reader


def evaluate(path: Path, *, split: str = "test", reader: Reader | None = None) -> dict[str, float | int]:
    """Gather the articles of one split of a file.

    Returns:
        ``b3_precision``, ``b3_recall``, ``b3_f1``, ``copies_f1``, ``sources_right``, ``stories``, ``found``,
        ``articles``.

    Raises:
        DataError: the file is no such set, or has no article of this split.
    """
    rows = [row for row in read_rows(path) if row.split == split]
    if not rows:
        raise DataError(f"no article is of the split {split}", where=str(path), action=f"one of {SPLITS}")
    tellings = [telling_of(reading, number) for number, (_, reading) in enumerate(readings(rows, reader))]
    return measure(rows, gathered(tellings))


def gathered(tellings: Sequence[Telling]) -> tuple[StoryCluster, ...]:
    """The stories of these articles, from nothing but the articles."""
    found = (compare(one, other) for one, other in pairs(tellings))
    return stories_of(tellings, [join for join in found if join])


def measure(rows: Sequence[StoryRow], clusters: Iterable[StoryCluster]) -> dict[str, float | int]:
    """The figures for stories whose articles are numbered as the rows are."""
    stories = tuple(clusters)
    where = {member.article: story.id for story in stories for member in story.members}
    figures: dict[str, float | int] = dict(
        b_cubed(where, {number: row.story for number, row in enumerate(rows)})
    )
    figures["copies_f1"] = _copies(rows, stories)
    figures["sources_right"] = _sources(rows, stories)
    figures["stories"] = len({row.story for row in rows})
    figures["found"] = len(stories)
    figures["articles"] = len(rows)
    return figures


def _copies(rows: Sequence[StoryRow], stories: Sequence[StoryCluster]) -> float:
    text = {row.id: row.copy_of or row.id for row in rows}
    wanted = _together({number: text[row.id] for number, row in enumerate(rows)})
    found = _together(
        {
            member.article: member.article if member.copy_of is None else member.copy_of
            for story in stories
            for member in story.members
            if member.role is not Role.OWN
        }
    )
    both = len(wanted & found)
    return 2 * both / (len(wanted) + len(found)) if wanted or found else 1.0


def _together(labels: Mapping[int, object]) -> set[tuple[int, int]]:
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for item, label in sorted(labels.items()):
        groups[label].append(item)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def _sources(rows: Sequence[StoryRow], stories: Sequence[StoryCluster]) -> float:
    known = {row.id: row for row in rows}
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    articles: defaultdict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        first = known[row.copy_of] if row.copy_of else row
        wanted[row.story].add(first.credit or first.outlet)
        articles[row.story].add(number)
    whole = {frozenset(numbers): story for story, numbers in articles.items()}
    right = [
        story.sources == len(wanted[whole[numbers]])
        for story in stories
        if (numbers := frozenset(member.article for member in story.members)) in whole
    ]
    return sum(right) / len(right) if right else 0.0
