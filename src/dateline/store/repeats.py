"""What the monthly counts of an entity count more than once: further reports of an act, and statements in copies.

The counts themselves (``key_months``) are of reports, kept by the writer. What is gathered decides which of those are
repeats; they are kept here by the cluster that says so, to be taken back when it changes, and summed up for reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, distinct, func, insert, literal, not_, select, true

from dateline.store import schema, schema_gathered, schema_keys
from dateline.store.compared import parts
from dateline.store.pair_keys import is_pair, month_of, said_way, with_mode
from dateline.store.upsert import add_to

INCIDENT = "incident"
STORY = "story"
_SIDES = ("actor", "recipient", "place")
_GROUP = ("key", "what", "month", "type", "real")


def count_repeats(connection: Connection, of: str, clusters: Sequence[int]) -> None:
    """Keep what these incidents, or stories, repeat; they must not have been counted yet."""
    for part in parts(sorted(clusters)):
        for query in _incidents(part) if of == INCIDENT else _stories(part):
            rows = [{"of": of, **row} for row in connection.execute(query).mappings()]
            if rows:
                connection.execute(insert(schema_gathered.repeats), rows)
                _add(connection, rows, 1)


def count_all_repeats(connection: Connection) -> None:
    """Count what all incidents and stories repeat anew."""
    for table in (schema_gathered.repeats, schema_gathered.repeat_months):
        connection.execute(delete(table))
    incidents, stories = schema_gathered.incidents.c, schema_gathered.stories.c
    for of, query in (
        (INCIDENT, select(incidents.id).where(incidents.reports > 1)),
        (STORY, select(stories.id).where(stories.articles > 1)),
    ):
        count_repeats(connection, of, connection.execute(query).scalars().all())


def take_back(connection: Connection, of: str, clusters: Sequence[int]) -> None:
    """Take back what was kept of these incidents, or stories, as it was when they were counted."""
    table = schema_gathered.repeats
    for part in parts(sorted(clusters)):
        mine = and_(table.c.of == of, table.c.cluster_id.in_(part))
        rows = [dict(row) for row in connection.execute(select(table).where(mine)).mappings()]
        if rows:
            connection.execute(delete(table).where(mine))
            _add(connection, rows, -1)


def _add(connection: Connection, rows: Sequence[dict[str, Any]], sign: int) -> None:
    sums: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        sums[tuple(row[name] for name in _GROUP)] += sign * row["number"]
    # In one order, so that writers do not cross.
    values = [{**dict(zip(_GROUP, group, strict=True)), "number": sums[group]} for group in sorted(sums)]
    connection.execute(add_to(connection, schema_gathered.repeat_months, "number"), values)


def _incidents(numbers: Sequence[int]) -> Iterator[Select[Any]]:
    """Of each incident, what more than one of its reports is filed under, and how many more."""
    files, events = schema_keys.event_keys.c, schema.events.c
    alone = and_(files.key.not_like("%:%"), not_(is_pair(files.key)))
    yield _further(numbers, None, files.type).where(alone)
    yield _further(numbers, files.side, files.type).where(alone, files.side.in_(_SIDES))
    pairs = _further(numbers, files.side, with_mode()).where(is_pair(files.key))
    yield pairs.join(schema.events, events.id == files.event_id)


def _further(numbers: Sequence[int], side: Any, kind: Any) -> Select[Any]:
    """``side``: counted by it; None counts the events."""
    reports, files = schema_gathered.incident_reports.c, schema_keys.event_keys.c
    month, more = month_of(files.day), func.count(distinct(files.event_id)) - 1
    what = literal("event") if side is None else side
    return (
        select(
            reports.incident_id.label("cluster_id"), files.key, what.label("what"), month.label("month"),
            kind.label("type"), files.real, more.label("number"),
        )
        .join_from(schema_gathered.incident_reports, schema_keys.event_keys, files.event_id == reports.event_id)
        .where(reports.incident_id.in_(numbers))
        .group_by(reports.incident_id, files.key, month, kind, files.real, *([] if side is None else [side]))
        .having(more > 0)
    )  # fmt: skip


def _stories(numbers: Sequence[int]) -> Iterator[Select[Any]]:
    """Of each story, what is said in its copies, by who says it, and by who says it to or about whom."""
    files = schema_keys.statement_keys.c
    yield _copied(numbers, files.side).where(files.key.not_like("%:%"), files.side == "speaker")
    yield _copied(numbers, said_way(files.side)).where(is_pair(files.key))


def _copied(numbers: Sequence[int], what: Any) -> Select[Any]:
    members, files, said = schema_gathered.story_articles.c, schema_keys.statement_keys.c, schema.statements.c
    month = month_of(files.day)
    return (
        select(
            members.story_id.label("cluster_id"), files.key, what.label("what"), month.label("month"),
            literal("").label("type"), true().label("real"), func.count(distinct(files.statement_id)).label("number"),
        )
        .select_from(schema_gathered.story_articles)
        .join(schema.statements, said.article_id == members.article_id)
        .join(schema_keys.statement_keys, files.statement_id == said.id)
        .where(members.story_id.in_(numbers), members.role == "copy")
        .group_by(members.story_id, files.key, what, month)
    )  # fmt: skip
