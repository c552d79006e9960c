"""Decisions on pairs of events → incidents: the reports of one act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.gather.cluster import agglomerate
from dateline.gather.weighing import table
from dateline.model import IncidentCluster, Join, Report


def incidents_of(reports: Iterable[Report], joins: Iterable[Join]) -> tuple[IncidentCluster, ...]:
    """The incidents that these events report, by the decisions on their pairs.

    The same events and decisions give the same incidents in whatever order they come. An event that no other reports
    is an incident of its own.
    """
    ordered = sorted(reports, key=order_of)
    known = {report.event: report for report in ordered}
    scores = {
        (join.one, join.other): join.score for join in joins if join.one in known and join.other in known
    }
    clusters = agglomerate([report.event for report in ordered], scores, table("incidents").cluster)
    return tuple(_incident([known[number] for number in cluster]) for cluster in clusters)


def order_of(report: Report) -> tuple[object, ...]:
    """An order of reports by time, then by what they say, then by number."""
    return report.moment, report.type.value, report.trigger, report.words, report.event


def _incident(reports: Sequence[Report]) -> IncidentCluster:
    lead = max(reports, key=_says_most)
    return IncidentCluster(
        id=min(report.event for report in reports), lead=lead.event, reports=tuple(reports)
    )


def _says_most(report: Report) -> tuple[object, ...]:
    """Real acts before others, then both sides, names, a place and a day, numbers; then the surest."""
    named = sum(not name.startswith("w:") for one in (*report.actors, *report.recipients) for name in one[:1])
    sides = bool(report.actors) + (bool(report.recipients) or report.reciprocal)
    told = (report.place is not None) + report.dated + bool(report.victims)
    return not report.unreal, sides, min(named, 2), told, round(report.score, 3), -report.event
