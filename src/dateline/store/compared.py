"""What is compared, out of the database: articles and events of about the same time that share keys."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

import msgspec
from sqlalchemy import Connection, func, select

from dateline.model import Report, Telling
from dateline.store import schema_gathered as gathered

BATCH = 400
MOST_CANDIDATES = 400


def parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Numbers in portions that fit into one question to a database."""
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


def similar_tellings(
    connection: Connection, telling: Telling, window: timedelta, least: int
) -> list[Telling]:
    """The articles of about the same time that share enough keys, those that share most first."""
    tellings, keys = gathered.tellings.c, gathered.telling_keys.c
    shared = func.count()
    numbers = (
        select(keys.article_id)
        .join(gathered.tellings, tellings.article_id == keys.article_id)
        .where(
            keys.key.in_(telling.keys),
            tellings.moment.between(telling.moment - window, telling.moment + window),
            keys.article_id != telling.article,
        )
        .group_by(keys.article_id)
        .having(shared >= least)
        .order_by(shared.desc(), keys.article_id)
        .limit(MOST_CANDIDATES)
    )
    return load_tellings(connection, list(connection.execute(numbers).scalars()))


def similar_reports(
    connection: Connection, reports: Sequence[Report], window: timedelta, joined: Sequence[int]
) -> Iterator[tuple[Report, Report]]:
    """Pairs of a report and an earlier kept one that may report the same act: by keys, or in a joined article."""
    table = gathered.reports.c
    near: set[int] = set()
    for part in parts(joined):
        query = select(table.event_id).where(table.article_id.in_(part))
        near |= set(connection.execute(query).scalars())
    sharing = _sharing_keys(connection, reports, window)
    wanted = near.union(*sharing.values())
    known = {one.event: one for one in load_reports(connection, sorted(wanted))}
    for report in reports:
        for other in sorted(near | sharing[report.event]):
            yield known[other], report


def _sharing_keys(
    connection: Connection, reports: Sequence[Report], window: timedelta
) -> dict[int, set[int]]:
    """Event → the kept events of about the same days that share a key with it, at most so many that share most."""
    if not reports:
        return {}
    table, keys = gathered.reports.c, gathered.report_keys.c
    holders: defaultdict[int, list[Report]] = defaultdict(list)
    for report in reports:
        for key in report.keys:
            holders[key].append(report)
    shared: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for part in parts(sorted(holders)):
        query = (
            select(keys.key, keys.event_id, table.earliest, table.latest)
            .join(gathered.reports, table.event_id == keys.event_id)
            .where(
                keys.key.in_(part),
                table.latest >= min(report.earliest for report in reports) - window,
                table.earliest <= max(report.latest for report in reports) + window,
                table.article_id != reports[0].article,
            )
        )
        for row in connection.execute(query):
            for report in holders[row.key]:
                if row.latest >= report.earliest - window and row.earliest <= report.latest + window:
                    shared[report.event][row.event_id] += 1
    return {
        report.event: {
            event
            for event, _ in sorted(shared[report.event].items(), key=lambda one: (-one[1], one[0]))[
                :MOST_CANDIDATES
            ]
        }
        for report in reports
    }


def load_tellings(connection: Connection, articles: Sequence[int]) -> list[Telling]:
    """These articles as they are compared."""
    table = gathered.tellings.c
    found: list[Telling] = []
    for part in parts(articles):
        query = select(table.content).where(table.article_id.in_(part))
        found += (msgspec.json.decode(text, type=Telling) for text in connection.execute(query).scalars())
    return found


def load_reports(connection: Connection, events: Sequence[int]) -> list[Report]:
    """These events as they are compared."""
    table = gathered.reports.c
    found: list[Report] = []
    for part in parts(events):
        query = select(table.content).where(table.event_id.in_(part))
        found += map(_report, connection.execute(query).scalars())
    return found


def _report(text: str) -> Report:
    return msgspec.json.decode(text, type=Report)
