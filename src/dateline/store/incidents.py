"""Incidents, read-only: the reports of one act, how many sources it has, and where they disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from dateline.model import EventType, Harm
from dateline.store.numbered import facts_numbered
from dateline.store.records import Fact
from dateline.store.schema_gathered import incident_reports, incidents, story_articles, victims


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """How many were killed or hurt, as one report tells: at least ``least``, or just so many if ``exact``."""

    harm: Harm
    least: int
    exact: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReport:
    """One report of an act.

    Attributes:
        copy: whether its article is a copy of another; such do not count as sources.
        source: whose text its article is: an agency, or a site.
    """

    fact: Fact
    copy: bool
    source: str
    tolls: tuple[Toll, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What the sources tell differently.

    Attributes:
        about: ``dead``, ``injured``, ``who``, ``whom`` or ``when``.
        told: what is told → the sources that tell it.
    """

    about: str
    told: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """An act with all of its reports, the one that says most first.

    Attributes:
        sources: the independent sources, each once.
        articles: in how many articles it is reported.
    """

    id: int
    type: EventType
    earliest: date
    latest: date
    reports: tuple[IncidentReport, ...]
    sources: tuple[str, ...]
    articles: int
    disagreements: tuple[Disagreement, ...]

    @property
    def lead(self) -> IncidentReport:
        """The report that says most."""
        return self.reports[0]


def incident_of(connection: Connection, event: int) -> int | None:
    """The number of the incident that an event reports; None if events are not gathered."""
    query = select(incident_reports.c.incident_id).where(incident_reports.c.event_id == event)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found


def first_reports(connection: Connection, events: Sequence[int], most: int) -> list[int]:
    """Of these events the first of those that report one act, at most so many."""
    table = incident_reports.c
    query = select(table.event_id, table.incident_id).where(table.event_id.in_(events))
    acts = {row.event_id: row.incident_id for row in connection.execute(query)}
    first: dict[int, int] = {}
    for event in events:
        first.setdefault(acts.get(event, -event), event)
    return list(first.values())[:most]


def incident_views(connection: Connection, numbers: Sequence[int]) -> tuple[IncidentView, ...]:
    """These incidents, in this order; those that are not there are left out."""
    table = incident_reports.c
    query = (
        select(incident_reports, story_articles.c.role, story_articles.c.source)
        .outerjoin(story_articles, story_articles.c.article_id == table.article_id)
        .where(table.incident_id.in_(numbers))
        .order_by(table.incident_id, table.lead.desc(), table.article_id, table.event_id)
    )
    rows = connection.execute(query).all()
    facts = {fact.id: fact for fact in facts_numbered(connection, [row.event_id for row in rows])}
    tolls = _tolls(connection, [row.event_id for row in rows])
    found: defaultdict[int, list[IncidentReport]] = defaultdict(list)
    for row in rows:
        fact = facts.get(row.event_id)
        if fact is not None:
            found[row.incident_id].append(
                IncidentReport(
                    fact=fact,
                    copy=row.role == "copy",
                    source=row.source or fact.source.site or fact.source.address,
                    tolls=tolls.get(fact.id, ()),
                )
            )
    heads = {row.id: row for row in connection.execute(select(incidents).where(incidents.c.id.in_(numbers)))}
    return tuple(
        _view(number, heads[number].earliest, heads[number].latest, found[number])
        for number in numbers
        if number in heads and found[number]
    )


def counts_of(connection: Connection, events: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Event → its incident, in how many articles that is reported, and by how many independent sources."""
    mine, table = incident_reports.alias("mine"), incident_reports.c
    query = (
        select(mine.c.event_id, table.incident_id, table.article_id, story_articles.c.source)
        .join(incident_reports, table.incident_id == mine.c.incident_id)
        .outerjoin(story_articles, story_articles.c.article_id == table.article_id)
        .where(mine.c.event_id.in_(events))
    )
    articles: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    sources: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for row in connection.execute(query):
        key = row.event_id, row.incident_id
        articles[key].add(row.article_id)
        sources[key].add(row.source or f"article {row.article_id}")
    return {
        event: (incident, len(articles[event, incident]), len(sources[event, incident]))
        for event, incident in articles
    }


def _tolls(connection: Connection, events: Sequence[int]) -> dict[int, tuple[Toll, ...]]:
    found: dict[int, tuple[Toll, ...]] = {}
    query = select(victims).where(victims.c.event_id.in_(events)).order_by(victims.c.event_id, victims.c.harm)
    for row in connection.execute(query):
        toll = Toll(harm=Harm(row.harm), least=row.least, exact=row.exact, text=row.text)
        found[row.event_id] = (*found.get(row.event_id, ()), toll)
    return found


def _view(number: int, earliest: date, latest: date, reports: Sequence[IncidentReport]) -> IncidentView:
    return IncidentView(
        id=number,
        type=reports[0].fact.type,
        earliest=earliest,
        latest=latest,
        reports=tuple(reports),
        sources=tuple(dict.fromkeys(report.source for report in reports)),
        articles=len({report.fact.source.article for report in reports}),
        disagreements=tuple(_disagreements(reports)),
    )


def _disagreements(reports: Sequence[IncidentReport]) -> Iterable[Disagreement]:
    """Where sources differ: each is taken by the most that it tells, so that none disagrees with itself."""
    by_source: defaultdict[str, list[IncidentReport]] = defaultdict(list)
    for report in reports:
        by_source[report.source].append(report)
    for harm in Harm:
        tolls = {source: _most(those, harm) for source, those in by_source.items()}
        told = {source: toll for source, toll in tolls.items() if toll is not None}
        if len({toll.least for toll in told.values()}) > 1:
            words = {source: f"{'' if one.exact else 'at least '}{one.least}" for source, one in told.items()}
            yield _disagreement(harm.value, words)
    for about, side in (("who", "actors"), ("whom", "recipients")):
        known = {source: named for source, those in by_source.items() if (named := _named(those, side))}
        # "Turkey" and "Erdogan" are no quarrel: a person goes by the state too.
        if len(known) > 1 and not set.intersection(
            *(set(named.values()) | set(named) for named in known.values())
        ):
            yield _disagreement(about, {source: ", ".join(named) for source, named in known.items()})
    days = {source: _days(those) for source, those in by_source.items()}
    dated = {source: those for source, those in days.items() if those}
    if len(dated) > 1 and not set.intersection(*map(set, dated.values())):
        yield _disagreement("when", {source: ", ".join(those) for source, those in dated.items()})


def _most(reports: Sequence[IncidentReport], harm: Harm) -> Toll | None:
    tolls = [toll for report in reports for toll in report.tolls if toll.harm is harm]
    return max(tolls, key=lambda toll: toll.least, default=None)


def _named(reports: Sequence[IncidentReport], side: str) -> dict[str, str]:
    """Who is named on a side, with the code of the state where it is known."""
    parties = (party for report in reports for party in getattr(report.fact, side))
    named = {party.name: party.country or party.name for party in parties if party.mention is not None}
    return dict(sorted(named.items()))


def _days(reports: Sequence[IncidentReport]) -> list[str]:
    return sorted(
        {
            fact.earliest.isoformat()
            for fact in (report.fact for report in reports)
            if fact.dated_by == "text" and fact.earliest and fact.earliest == fact.latest
        }
    )


def _disagreement(about: str, told: dict[str, str]) -> Disagreement:
    """From what each source tells to the sources of each thing that is told."""
    found: dict[str, tuple[str, ...]] = {}
    for source, what in told.items():
        found[what] = (*found.get(what, ()), source)
    return Disagreement(about=about, told=found)
