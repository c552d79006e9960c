"""Decisions on pairs of articles → stories, with original and copies told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.gather.cluster import agglomerate
from dateline.gather.credits import agency_of, host_of
from dateline.gather.weighing import table
from dateline.model import Join, JoinKind, Role, StoryCluster, StoryMember, Telling


def stories_of(tellings: Iterable[Telling], joins: Iterable[Join]) -> tuple[StoryCluster, ...]:
    """The stories of these articles, by the decisions on their pairs, the earliest first.

    The same articles and decisions give the same stories in whatever order they come. Joins with articles that are
    not among the tellings are passed over.
    """
    ordered = sorted(tellings, key=order_of)
    known = {telling.article: telling for telling in ordered}
    inside = [join for join in joins if join.one in known and join.other in known]
    copies = [(join.one, join.other) for join in inside if join.kind is JoinKind.COPY]
    clusters = agglomerate(
        [telling.article for telling in ordered],
        {(join.one, join.other): join.score for join in inside},
        table("stories").cluster,
        joined=copies,
    )
    return tuple(_story([known[number] for number in cluster], copies) for cluster in clusters)


def order_of(telling: Telling) -> tuple[object, ...]:
    """An order of articles that does not depend on when they were read: by time, then address."""
    return telling.moment, telling.address, telling.article


def _story(tellings: Sequence[Telling], copies: Sequence[tuple[int, int]]) -> StoryCluster:
    members: dict[int, StoryMember] = {}
    for group in _copy_groups(tellings, copies):
        members |= {member.article: member for member in _members(group)}
    return StoryCluster(id=min(members), members=tuple(members[telling.article] for telling in tellings))


def _copy_groups(tellings: Sequence[Telling], copies: Sequence[tuple[int, int]]) -> list[list[Telling]]:
    """Texts that are the same, together; each group in the order of time."""
    known = {telling.article: telling for telling in tellings}
    pairs = [pair for pair in copies if pair[0] in known and pair[1] in known]
    groups = agglomerate(list(known), {}, 1.0, joined=pairs)
    return [[known[number] for number in group] for group in groups]


def _members(group: Sequence[Telling]) -> Iterable[StoryMember]:
    credited = next((telling.credit for telling in group if telling.credit), None)
    if len(group) == 1:
        alone = group[0]
        why = f"no other text like it; credits {credited}" if credited else "no other text like it"
        yield StoryMember(article=alone.article, role=Role.OWN, source=credited or alone.site, why=why)
        return
    original, why = _original(group)
    source = credited or original.site
    for telling in group:
        if telling is original:
            yield StoryMember(article=telling.article, role=Role.ORIGINAL, source=source, why=why)
        else:
            yield StoryMember(
                article=telling.article,
                role=Role.COPY,
                copy_of=original.article,
                source=source,
                why=_why_copy(telling, original),
            )


def _original(group: Sequence[Telling]) -> tuple[Telling, str]:
    """The one that others name as where the text comes from, else the agency's own, else the first."""
    for telling in group:
        others = [other for other in group if other is not telling and other.canonical == telling.address]
        if others:
            return telling, f"named as the lasting address by {len(others)} of the others"
    for telling in group:
        if telling.credit and agency_of(host_of(telling.address) or telling.site) == telling.credit:
            return telling, f"stands on the site of {telling.credit}"
    return group[0], "seen first of those with this text"


def _why_copy(telling: Telling, original: Telling) -> str:
    if telling.canonical == original.address:
        return "names the other as its lasting address"
    if telling.credit:
        return f"the same text, credited to {telling.credit}"
    return "the same text, later"
