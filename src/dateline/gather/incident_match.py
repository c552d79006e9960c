"""Two reports → whether they report the same act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dateline.gather.match import cosine
from dateline.gather.weighing import Table, table
from dateline.model import Join, JoinKind, Report

_STRONG, _STATE, _WEAK = 1.0, 0.6, 0.4


def compare_reports(
    one: Report, other: Report, between: JoinKind | None, weights: Table | None = None
) -> Join | None:
    """The decision to join two events; None if they are of other families, too far apart, or not alike.

    Args:
        one: a report.
        other: another.
        between: how their articles are joined; None if they are not.
        weights: the table of features; the shipped one by default.
    """
    used = weights or table("incidents")
    if one.family != other.family or days_between(one, other) > used.limits["window_days"]:
        return None
    values = report_features(one, other, between)
    score = used.score(values)
    if score < used.link:
        return None
    low, high = sorted((one.event, other.event))
    return Join(one=low, other=high, kind=JoinKind.SAME, score=score, reasons=used.reasons(values))


def report_features(one: Report, other: Report, between: JoinKind | None) -> dict[str, float]:
    """The values of all features of ``incidents.yaml`` for a pair."""
    mutual = one.reciprocal or other.reciprocal
    left, right = _sides(one, mutual), _sides(other, mutual)
    actors, other_actors = _same(left[0], right[0])
    recipients, other_recipients = _same(left[1], right[1])
    return {
        "type": float(one.type is other.type),
        "mode": float(one.mode is not None and one.mode == other.mode and one.type is other.type),
        "trigger": float(bool(one.trigger) and one.trigger == other.trigger),
        "actors": actors,
        "other_actors": other_actors,
        "recipients": recipients,
        "other_recipients": other_recipients,
        "place": float(one.place is not None and one.place == other.place),
        "other_place": float(None not in (one.place, other.place) and one.place != other.place),
        "numbers": float(_numbers(one) & _numbers(other) != set()),
        "days": min(4.0, days_between(one, other)),
        "unreal": float(one.unreal != other.unreal),
        "words": cosine(one.words, other.words),
        "joined": float(between is not None and one.article != other.article),
        "copied": float(between is JoinKind.COPY),
        "same_article": float(one.article == other.article),
    }


def days_between(one: Report, other: Report) -> float:
    """The days between the times that two can be of; 0 if they overlap.

    Where one of them is dated by its article alone, it may have happened the day before that came out.
    """
    gap = max(_gap(one.latest, other.earliest), _gap(other.latest, one.earliest), 0)
    slack = 1 if not (one.dated and other.dated) else 0
    return float(max(0, gap - slack))


def _gap(earlier: date, later: date) -> int:
    return (later - earlier).days


def _sides(report: Report, mutual: bool) -> tuple[Sequence[tuple[str, ...]], Sequence[tuple[str, ...]]]:
    if mutual:
        return (*report.actors, *report.recipients), ()
    return report.actors, report.recipients


def _same(one: Sequence[tuple[str, ...]], other: Sequence[tuple[str, ...]]) -> tuple[float, float]:
    """How far two sides are the same people (0 to 1), and whether they are others; 0 and 0 if one has nobody."""
    if not one or not other:
        return 0.0, 0.0
    fewer, more = sorted((one, other), key=len)
    best = [max(_alike(left, right) for right in more) for left in fewer]
    mean = sum(best) / len(best)
    return round(mean, 4), float(mean == 0)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    shared = set(one) & set(other)
    if any(not name.startswith(("iso-", "w:")) for name in shared):
        return _STRONG
    if one and other and one[0].startswith("iso-") and one[0] == other[0]:
        return _STRONG
    if any(name.startswith("iso-") for name in shared):
        return _STATE
    return _WEAK if shared else 0.0


def _numbers(report: Report) -> set[tuple[str, int]]:
    return {(one.harm.value, one.least) for one in report.victims}
