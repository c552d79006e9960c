"""Two tellings → whether they tell the same story, and whether one copies the other."""

from __future__ import annotations

import math
from collections.abc import Mapping

from dateline.gather.shingles import containment, resemblance
from dateline.gather.weighing import Table, table
from dateline.model import Join, JoinKind, Telling, Weights

_DAY = 24.0


def compare(one: Telling, other: Telling, weights: Table | None = None) -> Join | None:
    """The decision to join two articles; None if they are too far apart in time, or not enough alike.

    It does not depend on which is the first, nor on any other article.
    """
    used = weights or table("stories")
    if hours_between(one, other) > used.limits["window_hours"]:
        return None
    values = features(one, other)
    score = used.score(values)
    copied = values["copied"] >= used.limits["copy"]
    if not copied and score < used.link:
        return None
    low, high = sorted((one.article, other.article))
    return Join(
        one=low,
        other=high,
        kind=JoinKind.COPY if copied else JoinKind.SAME,
        score=score,
        reasons=used.reasons(values),
    )


def features(one: Telling, other: Telling) -> dict[str, float]:
    """The values of all features of ``stories.yaml`` for a pair."""
    alike = resemblance(one.signature, other.signature)
    return {
        "words": cosine(one.words, other.words),
        "headline": max(_told(one.headline, other.words), _told(other.headline, one.words)),
        "names": overlap(one.names, other.names),
        "numbers": _shared(one.numbers, other.numbers),
        "other_day": _other_day(one, other),
        "hours": min(1.5, hours_between(one, other) / _DAY),
        "copied": round(containment(alike, one.shingles, other.shingles), 4),
    }


def hours_between(one: Telling, other: Telling) -> float:
    """The time between two articles; where only a day is known, the least it can be."""
    hours = abs((one.moment - other.moment).total_seconds()) / 3600
    slack = (0.0 if one.exact else _DAY / 2) + (0.0 if other.exact else _DAY / 2)
    return max(0.0, hours - slack)


def cosine(one: Weights, other: Weights) -> float:
    """Cosine of two lists of weights."""
    left, right = dict(one), dict(other)
    # Summed in an order of their own, so that the two can be swapped.
    product = math.fsum(left[term] * right[term] for term in left.keys() & right.keys())
    size = math.sqrt(math.fsum(weight**2 for weight in left.values()))
    size *= math.sqrt(math.fsum(weight**2 for weight in right.values()))
    return round(product / size, 4) if size else 0.0


def overlap(one: Weights, other: Weights) -> float:
    """The weight that two lists share, of all the weight that either has."""
    left, right = dict(one), dict(other)
    everything = left.keys() | right.keys()
    most = math.fsum(max(left.get(term, 0.0), right.get(term, 0.0)) for term in everything)
    least = math.fsum(min(left[term], right[term]) for term in left.keys() & right.keys())
    return round(least / most, 4) if most else 0.0


def _told(headline: Weights, words: Weights) -> float:
    known: Mapping[str, float] = dict(words)
    total = math.fsum(weight for _, weight in headline)
    return round(math.fsum(weight for term, weight in headline if term in known) / total, 4) if total else 0.0


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    fewer = min(len(one), len(other))
    return len(set(one) & set(other)) / fewer if fewer else 0.0


def _other_day(one: Telling, other: Telling) -> float:
    """Whether they begin with different days; not where one names none."""
    return float(bool(one.days and other.days and not set(one.days) & set(other.days)))
