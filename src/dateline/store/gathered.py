"""Keeping what is gathered: articles and events as they are compared, decisions on pairs, and clusters.

Two kinds of things are gathered in the same way: articles into stories, and events into incidents. The functions here
take a :class:`Kind` that names the tables of one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, delete, func, insert, or_, select, true

from dateline.model import IncidentCluster, Join, JoinKind, Report, Stance, StoryCluster, Telling
from dateline.store import schema
from dateline.store import schema_gathered as gathered
from dateline.store.compared import load_tellings, parts
from dateline.store.repeats import INCIDENT, STORY, count_repeats, take_back


@dataclass(frozen=True, slots=True)
class Kind:
    """The tables of what is gathered: what is compared, its keys, the decisions, and who is in which cluster."""

    compared: Table
    keys: Table
    joins: Table
    members: Table
    clusters: Table
    item: str
    cluster: str
    name: str

    def number(self, table: Table) -> Column[int]:
        """The column of a table that holds the number of an article or event."""
        return table.c[self.item]


STORIES = Kind(
    gathered.tellings,
    gathered.telling_keys,
    gathered.story_joins,
    gathered.story_articles,
    gathered.stories,
    "article_id",
    "story_id",
    STORY,
)
INCIDENTS = Kind(
    gathered.reports,
    gathered.report_keys,
    gathered.incident_joins,
    gathered.incident_reports,
    gathered.incidents,
    "event_id",
    "incident_id",
    INCIDENT,
)


def current_articles(connection: Connection) -> list[int]:
    """The numbers of the newest versions."""
    articles = schema.articles.c
    query = select(articles.id).where(articles.current == true()).order_by(articles.id)
    return list(connection.execute(query).scalars())


def versions(connection: Connection, article: int) -> tuple[list[int], bool]:
    """The other versions at the address of an article, and whether this one is the newest."""
    articles, pages = schema.articles.c, schema.pages.c
    address = select(pages.address).join(schema.articles).where(articles.id == article).scalar_subquery()
    query = (
        select(articles.id, articles.current)
        .join(schema.pages, pages.id == articles.page_id)
        .where(pages.address == address)
    )
    rows = connection.execute(query).all()
    newest = any(row.id == article and row.current for row in rows)
    return [row.id for row in rows if row.id != article], newest


def event_numbers(connection: Connection, article: int) -> list[int]:
    """The numbers of the events of an article, in their order."""
    events = schema.events.c
    query = select(events.id).where(events.article_id == article).order_by(events.position)
    return list(connection.execute(query).scalars())


def statement_numbers(connection: Connection, article: int) -> list[int]:
    """The numbers of the statements of an article, in their order."""
    said = schema.statements.c
    query = select(said.id).where(said.article_id == article).order_by(said.position)
    return list(connection.execute(query).scalars())


def sizes(connection: Connection) -> dict[str, int]:
    """How many articles, stories, events, incidents and stances are gathered."""
    tables = {
        "articles": gathered.tellings,
        "stories": gathered.stories,
        "events": gathered.reports,
        "incidents": gathered.incidents,
        "stances": gathered.stances,
    }
    return {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in tables.items()
    }


def clear(connection: Connection) -> None:
    """Take away all that is gathered."""
    for table in (
        gathered.stances,
        gathered.victims,
        gathered.repeats,
        gathered.repeat_months,
        *(table for kind in (INCIDENTS, STORIES) for table in _tables(kind)),
    ):
        connection.execute(delete(table))


def _tables(kind: Kind) -> tuple[Table, ...]:
    return kind.members, kind.clusters, kind.joins, kind.keys, kind.compared


def forget(connection: Connection, articles: Sequence[int]) -> None:
    """Take away what is gathered of these articles, but for the clusters they were in."""
    for part in parts(articles):
        events = select(gathered.reports.c.event_id).where(gathered.reports.c.article_id.in_(part))
        for kind, numbers in ((INCIDENTS, events), (STORIES, part)):
            one, other = kind.joins.c.one_id, kind.joins.c.other_id
            connection.execute(delete(kind.joins).where(or_(one.in_(numbers), other.in_(numbers))))
            connection.execute(delete(kind.keys).where(kind.number(kind.keys).in_(numbers)))
        connection.execute(delete(gathered.victims).where(gathered.victims.c.event_id.in_(events)))
        connection.execute(delete(gathered.reports).where(gathered.reports.c.article_id.in_(part)))
        connection.execute(delete(gathered.tellings).where(gathered.tellings.c.article_id.in_(part)))
        connection.execute(delete(gathered.stances).where(gathered.stances.c.article_id.in_(part)))


def leave(connection: Connection, kind: Kind, articles: Sequence[int]) -> tuple[set[int], set[int]]:
    """Take these articles (or their events) out of their clusters; those who were with them, and the clusters."""
    members = kind.members.c
    mates: set[int] = set()
    clusters: set[int] = set()
    for part in parts(articles):
        own = select(members[kind.cluster]).where(members.article_id.in_(part))
        clusters |= set(connection.execute(own).scalars())
        mates |= set(
            connection.execute(select(members[kind.item]).where(members[kind.cluster].in_(own))).scalars()
        )
        mates -= set(
            connection.execute(select(members[kind.item]).where(members.article_id.in_(part))).scalars()
        )
        connection.execute(delete(kind.members).where(members.article_id.in_(part)))
    return mates, clusters


def keep_telling(connection: Connection, telling: Telling) -> None:
    """Write an article as it is compared."""
    row = {
        "article_id": telling.article,
        "moment": telling.moment,
        "content": msgspec.json.encode(telling).decode(),
    }
    connection.execute(insert(gathered.tellings), [row])
    _keep_keys(connection, STORIES, [(telling.article, key) for key in telling.keys])


def keep_reports(connection: Connection, reports: Sequence[Report]) -> None:
    """Write events as they are compared, with their victims."""
    if not reports:
        return
    rows = [
        {
            "event_id": report.event,
            "article_id": report.article,
            "earliest": report.earliest,
            "latest": report.latest,
            "content": msgspec.json.encode(report).decode(),
        }
        for report in reports
    ]
    connection.execute(insert(gathered.reports), rows)
    _keep_keys(connection, INCIDENTS, [(report.event, key) for report in reports for key in report.keys])


def keep_victims(connection: Connection, reports: Sequence[Report], text: str) -> None:
    """Write the numbers of killed and hurt; ``text`` is the article's."""
    rows = [
        {
            "event_id": report.event,
            "harm": one.harm.value,
            "least": one.least,
            "exact": one.exact,
            "span_start": one.span.start,
            "span_end": one.span.end,
            "text": one.span.of(text),
        }
        for report in reports
        for one in report.victims
    ]
    if rows:
        connection.execute(insert(gathered.victims), rows)


def keep_stances(
    connection: Connection,
    article: int,
    stances: Sequence[Stance],
    statements: Sequence[int],
    events: Sequence[int],
) -> None:
    """Write what an article tells for and against; statements and events are the numbers of its own."""
    rows = [
        {
            "article_id": article,
            "statement_id": None if one.statement is None else statements[one.statement],
            "event_id": None if one.event is None else events[one.event],
            "actor": one.actor,
            "actor_name": one.actor_name,
            "actor_country": one.actor_country,
            "issue": one.issue,
            "object": one.object,
            "object_name": one.object_name,
            "day": one.day,
            "stance": one.stance,
            "why": one.why,
        }
        for one in stances
    ]
    if rows:
        connection.execute(insert(gathered.stances), rows)


def _keep_keys(connection: Connection, kind: Kind, keys: Sequence[tuple[int, int]]) -> None:
    if keys:
        connection.execute(insert(kind.keys), [{kind.item: number, "key": key} for number, key in keys])


def keep_joins(connection: Connection, kind: Kind, joins: Iterable[Join]) -> None:
    """Write decisions."""
    rows = [
        {
            "one_id": join.one,
            "other_id": join.other,
            "kind": join.kind.value,
            "score": join.score,
            "reasons": join.reasons,
        }
        for join in joins
    ]
    if rows:
        connection.execute(insert(kind.joins), rows)


def load_joins(connection: Connection, kind: Kind, numbers: Sequence[int]) -> list[Join]:
    """The decisions that have one of these on either side."""
    table = kind.joins
    found: dict[tuple[int, int], Join] = {}
    for part in parts(numbers):
        for column in (table.c.one_id, table.c.other_id):
            for row in connection.execute(select(table).where(column.in_(part))):
                found[row.one_id, row.other_id] = Join(
                    one=row.one_id,
                    other=row.other_id,
                    kind=JoinKind(row.kind),
                    score=row.score,
                    reasons=row.reasons,
                )
    return list(found.values())


def linked_to(connection: Connection, kind: Kind, numbers: Iterable[int]) -> tuple[set[int], list[Join]]:
    """All that hang together with these by decisions, or by the clusters they are in, and the decisions."""
    members = kind.members.c
    seen: set[int] = set()
    joins: dict[tuple[int, int], Join] = {}
    fresh = set(numbers)
    while fresh:
        seen |= fresh
        found = load_joins(connection, kind, sorted(fresh))
        joins |= {(join.one, join.other): join for join in found}
        reached = {number for join in found for number in (join.one, join.other)}
        for part in parts(sorted(fresh)):
            own = select(members[kind.cluster]).where(members[kind.item].in_(part))
            mates = select(members[kind.item]).where(members[kind.cluster].in_(own))
            reached |= set(connection.execute(mates).scalars())
        fresh = reached - seen
    return seen, list(joins.values())


def replace_stories(connection: Connection, articles: Iterable[int], stories: Sequence[StoryCluster]) -> None:
    """Put these articles, and no others, into these stories."""
    _drop_clusters(connection, STORIES, articles)
    known = {
        telling.article: telling
        for telling in load_tellings(
            connection, [member.article for story in stories for member in story.members]
        )
    }
    rows, members = [], []
    for story in stories:
        own = [known[member.article] for member in story.members]
        moments: list[datetime] = [telling.moment for telling in own]
        rows.append(
            {
                "id": story.id,
                "articles": len(story.members),
                "sources": story.sources,
                "sites": len({telling.site for telling in own}),
                "first": min(moments),
                "last": max(moments),
            }
        )
        members += [
            {
                "article_id": member.article,
                "story_id": story.id,
                "place": place,
                "role": member.role.value,
                "copy_of": member.copy_of,
                "source": member.source,
                "why": member.why,
            }
            for place, member in enumerate(story.members)
        ]
    _insert(connection, gathered.stories, rows)
    _insert(connection, gathered.story_articles, members)
    count_repeats(connection, STORY, [story.id for story in stories if len(story.members) > 1])


def replace_incidents(
    connection: Connection, events: Iterable[int], incidents: Sequence[IncidentCluster]
) -> None:
    """Put these events, and no others, into these incidents."""
    _drop_clusters(connection, INCIDENTS, events)
    rows, members = [], []
    for incident in incidents:
        lead = next(report for report in incident.reports if report.event == incident.lead)
        rows.append(
            {
                "id": incident.id,
                "lead_id": incident.lead,
                "type": lead.type.value,
                "earliest": lead.earliest,
                "latest": lead.latest,
                "reports": len(incident.reports),
                "articles": len({report.article for report in incident.reports}),
            }
        )
        members += [
            {
                "event_id": report.event,
                "incident_id": incident.id,
                "article_id": report.article,
                "lead": report.event == incident.lead,
            }
            for report in incident.reports
        ]
    _insert(connection, gathered.incidents, rows)
    _insert(connection, gathered.incident_reports, members)
    count_repeats(connection, INCIDENT, [one.id for one in incidents if len(one.reports) > 1])


def _drop_clusters(connection: Connection, kind: Kind, numbers: Iterable[int]) -> None:
    """Take away the clusters that these are in, and those that would take their numbers."""
    members = kind.members.c
    for part in parts(sorted(numbers)):
        own = select(members[kind.cluster]).where(members[kind.item].in_(part))
        old = {*connection.execute(own).scalars(), *part}
        take_back(connection, kind.name, sorted(old))
        for some in parts(sorted(old)):
            connection.execute(delete(kind.members).where(members[kind.cluster].in_(some)))
            connection.execute(delete(kind.clusters).where(kind.clusters.c.id.in_(some)))
    for part in parts(sorted(numbers)):
        connection.execute(delete(kind.members).where(members[kind.item].in_(part)))


def drop_empty(connection: Connection, kind: Kind, clusters: Iterable[int]) -> None:
    """Take away those of these clusters that have lost all of their members."""
    members = kind.members.c
    for part in parts(sorted(clusters)):
        full = select(members[kind.cluster]).where(members[kind.cluster].in_(part))
        empty = sorted(set(part) - set(connection.execute(full).scalars()))
        take_back(connection, kind.name, empty)
        connection.execute(delete(kind.clusters).where(kind.clusters.c.id.in_(empty)))


def not_gathered(connection: Connection, last: int | None = None) -> list[int]:
    """The numbers of the newest versions that are not gathered; of the ``last`` so many articles only, if given."""
    articles, tellings = schema.articles.c, gathered.tellings.c
    query = (
        select(articles.id)
        .outerjoin(gathered.tellings, tellings.article_id == articles.id)
        .where(articles.current == true(), tellings.article_id.is_(None))
        .order_by(articles.id)
    )
    if last is not None:
        end = connection.execute(select(func.max(articles.id))).scalar() or 0
        query = query.where(articles.id > end - last)
    return list(connection.execute(query).scalars())


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))
