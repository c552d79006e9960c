"""Gathering what is in a database: articles into stories, events into incidents, and who is for and against what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from sqlalchemy import Connection

from dateline.gather.candidates import LEAST_SHARED
from dateline.gather.incident_match import compare_reports
from dateline.gather.incidents import incidents_of
from dateline.gather.match import compare
from dateline.gather.positions import stances_of
from dateline.gather.reports import reports_of
from dateline.gather.stories import stories_of
from dateline.gather.telling import telling_of
from dateline.gather.weighing import table
from dateline.model import Join, JoinKind, Reading, Report, Telling
from dateline.store import compared
from dateline.store import gathered as store
from dateline.store.database import Database
from dateline.store.gathered import INCIDENTS, STORIES
from dateline.store.load import load_reading
from dateline.store.view import View

_SLACK = timedelta(days=1)
"""Of some articles only the day is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """How much was gathered."""

    articles: int
    stories: int
    events: int
    incidents: int
    stances: int


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Gathers articles as they are written, or all of them anew.

    What comes out does not depend on the order in which articles came, but for the numbers that stories and
    incidents have.
    """

    database: Database

    def add(self, article: int, reading: Reading | None = None) -> None:
        """Gather an article that was written, or written again; its older versions are taken out.

        Args:
            article: its number.
            reading: what was written, if it is at hand; it is loaded otherwise.

        Raises:
            StoreError: the database cannot be written; nothing of it is changed then.
        """
        with self.database.writing() as connection:
            _add(connection, article, reading)

    def add_reading(self, reading: Reading) -> None:
        """Gather what was written of a reading; nothing happens if its page is not in the database.

        Raises:
            StoreError: as for ``add``.
        """
        article = View(self.database).version(reading.page.address, reading.page.digest)
        if article is not None:
            self.add(article, reading)

    def catch_up(self, last: int | None = None, progress: Callable[[int, int], None] | None = None) -> int:
        """Gather the articles that are not gathered, as after a crash between writing and gathering; each by itself.

        Args:
            last: look at so many articles only, those written last.
            progress: is told how many of how many are done.

        Returns:
            How many there were.

        Raises:
            StoreError: the database cannot be written; those before are gathered.
        """
        with self.database.reading() as connection:
            missing = store.not_gathered(connection, last)
        for done, article in enumerate(missing, start=1):
            self.add(article)
            if progress:
                progress(done, len(missing))
        return len(missing)

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> Gathered:
        """Forget all that is gathered, and gather all articles anew, whole or not at all.

        Args:
            progress: is told how many of how many articles are done.

        Raises:
            StoreError: the database cannot be written; it is as it was then.
        """
        with self.database.writing() as connection:
            store.clear(connection)
            articles = store.current_articles(connection)
            for done, article in enumerate(articles, start=1):
                reading = load_reading(connection, article)
                if reading is not None:
                    _take_in(connection, article, reading)
                if progress:
                    progress(done, len(articles))
            _settle_stories(connection, articles)
            events = [number for article in articles for number in store.event_numbers(connection, article)]
            _settle_incidents(connection, events)
            return Gathered(**store.sizes(connection))


def _add(connection: Connection, article: int, written: Reading | None) -> None:
    older, newest = store.versions(connection, article)
    gone = [article, *older] if newest else [article]
    mates, stories = store.leave(connection, STORIES, gone)
    partners, incidents = store.leave(connection, INCIDENTS, gone)
    store.forget(connection, gone)
    reading = (written or load_reading(connection, article)) if newest else None
    if reading is not None:
        events = _take_in(connection, article, reading)
        mates.add(article)
        partners |= set(events)
    _settle_stories(connection, mates)
    _settle_incidents(connection, partners)
    store.drop_empty(connection, STORIES, stories)
    store.drop_empty(connection, INCIDENTS, incidents)


def take_out(connection: Connection, articles: Sequence[int]) -> None:
    """Take articles that are about to go out of stories, incidents and positions; what is left is put together anew."""
    mates, stories = store.leave(connection, STORIES, articles)
    partners, incidents = store.leave(connection, INCIDENTS, articles)
    store.forget(connection, articles)
    _settle_stories(connection, mates)
    _settle_incidents(connection, partners)
    store.drop_empty(connection, STORIES, stories)
    store.drop_empty(connection, INCIDENTS, incidents)


def _take_in(connection: Connection, article: int, reading: Reading) -> list[int]:
    """Compare an article and its events with what is there; the numbers of its events."""
    telling = telling_of(reading, article)
    joins = _compare(connection, telling)
    store.keep_telling(connection, telling)
    store.keep_joins(connection, STORIES, joins)
    events = store.event_numbers(connection, article)
    reports = reports_of(reading, telling, events)
    decisions = _compare_reports(connection, article, reports, joins)
    store.keep_reports(connection, reports)
    store.keep_victims(connection, reports, reading.article.text)
    store.keep_joins(connection, INCIDENTS, decisions)
    statements = store.statement_numbers(connection, article)
    store.keep_stances(connection, article, stances_of(reading), statements, events)
    return events


def _compare(connection: Connection, telling: Telling) -> list[Join]:
    window = timedelta(hours=table("stories").limits["window_hours"]) + _SLACK
    others = compared.similar_tellings(connection, telling, window, LEAST_SHARED)
    found = (compare(other, telling) for other in others)
    return [join for join in found if join]


def _compare_reports(
    connection: Connection, article: int, reports: tuple[Report, ...], joins: Iterable[Join]
) -> list[Join]:
    between: dict[int, JoinKind] = {
        join.one if join.other == article else join.other: join.kind for join in joins
    }
    window = timedelta(days=table("incidents").limits["window_days"]) + _SLACK
    own = combinations(reports, 2)
    others = compared.similar_reports(connection, reports, window, sorted(between))
    found = (
        compare_reports(one, other, between.get(one.article))
        for pairs in (own, others)
        for one, other in pairs
    )
    return [join for join in found if join]


def _settle_stories(connection: Connection, articles: Iterable[int]) -> None:
    """Derive anew the stories of these articles and of all that hang together with them."""
    linked, joins = store.linked_to(connection, STORIES, articles)
    tellings = compared.load_tellings(connection, sorted(linked))
    store.replace_stories(connection, linked, stories_of(tellings, joins))


def _settle_incidents(connection: Connection, events: Iterable[int]) -> None:
    """Derive anew the incidents of these events and of all that hang together with them."""
    linked, joins = store.linked_to(connection, INCIDENTS, events)
    reports = compared.load_reports(connection, sorted(linked))
    store.replace_incidents(connection, linked, incidents_of(reports, joins))
