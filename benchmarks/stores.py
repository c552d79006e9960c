"""Search and filters over many facts, in SQLite and then in PostgreSQL, on data generated alike.

Words, people and states are as frequent as in the news (Zipf's law). The facts are written by the store's own bulk
way in (COPY on PostgreSQL), read by what the site calls, all twice, and each reading is told with its p50 and p95 in
ms, its median as a ratio of the two, and the plan of each database. The bar for the p95 of both is 100 ms. Only one of
the two databases is on the disk at a time.

Run: ``python -m benchmarks.stores [--facts 1000000] [--postgresql ADDRESS] [--plans]``. Without an address a server
is started in a temporary folder.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from dateline.model import EventType, StatementKind
from dateline.store import search, table_view
from dateline.store.database import Database, open_database
from dateline.store.dialect import on_postgresql, settle_numbers
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.headlines import HeadlineFilter, find_stories
from dateline.store.keys import file_everything
from dateline.store.rows import name_key
from dateline.store.schema import metadata
from dateline.store.table_view import TablePage
from dateline.store.tables import columns_of as described
from dateline.store.tables import plain_table
from dateline.store.transfer import put
from tests import postgresql

BAR_MS = 100.0
NAMES = ("SQLite", "PostgreSQL")
EVENTS, STATEMENTS, SENTENCES, WORDS, MENTIONS = 7, 3, 8, 18, 8
PER_ARTICLE = EVENTS + STATEMENTS
CHUNK = 5_000
DAYS = 3_650

Row = dict[str, Any]
Ask = Callable[[Connection], Sequence[object] | TablePage[Any]]
Figures = dict[str, tuple[float, float]]


class World:
    """What the generated news is about: always the same words, people and states; ``seed`` tells what is drawn."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(7)
        syllables = [one + two for one in "bdfgklmnprstvz" for two in "aeiou"]

        def make(size: int) -> str:
            return "".join(self.random.choices(syllables, k=size))

        self.words = list(dict.fromkeys(make(self.random.randint(1, 4)) for _ in range(60_000)))
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        self.people = [f"{make(2).title()} {make(3).title()}" for _ in range(20_000)]
        self.people_weights = list(accumulate(1 / rank for rank in range(1, 20_001)))
        self.states = sorted(
            {"".join(self.random.choices("ABCDEFGHIJKLMNOPRSTUVZ", k=3)) for _ in range(180)}
        )
        self.state_weights = list(accumulate(1 / rank for rank in range(1, len(self.states) + 1)))
        self.sites = [f"The {make(3).title()}" for _ in range(400)]
        self.random = random.Random(seed)

    def pick(self, items: Sequence[str], weights: Sequence[float], count: int = 1) -> list[str]:
        return self.random.choices(items, cum_weights=weights, k=count)

    def sentence(self) -> str:
        return " ".join(self.pick(self.words, self.weights, WORDS)).capitalize() + "."

    def rows(self, article: int) -> Iterator[tuple[str, Row]]:
        """All rows of one article, with their tables."""
        day = date(2016, 1, 1) + timedelta(days=self.random.randrange(DAYS))
        headline = " ".join(self.pick(self.words, self.weights, 8)).capitalize()
        texts = [self.sentence() for _ in range(SENTENCES)]
        fetched = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        yield "pages", {"id": article, "address": f"https://news.example/{article}", "digest": f"{article:064x}",
                        "size": 0, "fetched": fetched, "status": "read"}  # fmt: skip
        yield "articles", {
            "id": article, "page_id": article, "provenance_id": 1, "current": True, "headline": headline,
            "headline_source": "h1", "text": "\n\n".join([headline, *texts]), "published_earliest": day,
            "published_latest": day, "published_precision": "day", "published_stated": True,
            "published_reasons": '["stated"]',
            "site": self.random.choice(self.sites), "site_source": "meta", "language": "en", "language_source": "html",
        }  # fmt: skip
        begin = len(headline) + 2
        spans = []
        for number, words in enumerate(texts):
            spans.append((begin, begin + len(words)))
            yield "sentences", {
                "id": article * SENTENCES + number, "article_id": article, "position": number, "span_start": begin,
                "span_end": begin + len(words), "paragraph": number + 1, "text": words, "provenance_id": 1,
            }  # fmt: skip
            begin += len(words) + 2
        names = self.pick(self.people, self.people_weights, MENTIONS)
        states = self.pick(self.states, self.state_weights, MENTIONS)
        for number, (name, state) in enumerate(zip(names, states, strict=True)):
            at = spans[number % SENTENCES][0]
            yield "mentions", {
                "article_id": article, "position": number, "span_start": at, "span_end": at + 5, "head_start": at,
                "head_end": at + 5, "sentence": number % SENTENCES, "kind": "person", "text": name, "name": name,
                "name_key": name_key(name), "country": state, "refers_to": number, "rule": "r", "score": 0.9,
                "provenance_id": 1,
            }  # fmt: skip
        yield from self._facts(article, day, spans, names, states, texts)

    def _facts(
        self,
        article: int,
        day: date,
        spans: Sequence[tuple[int, int]],
        names: list[str],
        states: list[str],
        texts: list[str],
    ) -> Iterator[tuple[str, Row]]:
        types, kinds = [*EventType], [*StatementKind]
        for number in range(EVENTS):
            when = day - timedelta(days=self.random.randrange(3))
            key, at = article * EVENTS + number, spans[number % SENTENCES][0]
            yield "events", {
                "id": key, "article_id": article, "position": number, "type": self.random.choice(types).value,
                "contexts": "[]", "auxiliaries": "[]", "reciprocal": False, "date_earliest": when, "date_latest": when,
                "date_precision": "day", "date_stated": True, "date_reasons": '["stated"]', "when_earliest": when,
                "when_latest": when, "when_source": "text", "sentence": number % SENTENCES, "trigger_start": at,
                "trigger_end": at + 4, "trigger_text": "told", "rule": "r", "score": round(self.random.random(), 4),
                "provenance_id": 1,
            }  # fmt: skip
            for side in ("actor", "recipient"):
                who = self.random.randrange(MENTIONS)
                yield "participants", {
                    "event_id": key, "side": side, "position": 0, "span_start": at, "span_end": at + 5,
                    "text": names[who], "mention": who, "name": names[who], "name_key": name_key(names[who]),
                    "kind": "person", "country": states[who],
                }  # fmt: skip
        for number in range(STATEMENTS):
            who, key, (start, end) = number, article * STATEMENTS + number, spans[number % SENTENCES]
            yield "statements", {
                "id": key, "article_id": article, "position": number, "speaker_start": start, "speaker_end": start + 5,
                "speaker_text": names[who], "speaker_mention": who, "speaker_name": names[who],
                "speaker_key": name_key(names[who]), "speaker_country": states[who], "cue_start": start,
                "cue_end": start + 4, "cue_text": "said", "content_text": texts[number % SENTENCES], "quoted": False,
                "kind": self.random.choice(kinds).value, "polarity": "affirmed", "sentence": number % SENTENCES,
                "rule": "r", "score": 0.9, "provenance_id": 1,
            }  # fmt: skip
            yield "contents", {"statement_id": key, "position": 0, "span_start": start, "span_end": end}


ORDER = ("pages", "articles", "sentences", "mentions", "events", "participants", "statements", "contents")


def fill(database: Database, articles: int) -> tuple[float, float]:
    """Write so many generated articles, and file them under their keys; the seconds that each of the two took."""
    world, begin = World(7), time.perf_counter()
    tables = {name: plain_table(name, described(metadata.tables[name])) for name in (*ORDER, "provenances")}
    with database.writing() as connection:
        put(connection, tables["provenances"], [(1, "0.1.0", "1", "[]")])
    for start in range(1, articles + 1, CHUNK):
        rows: dict[str, list[Row]] = {name: [] for name in ORDER}
        for article in range(start, min(start + CHUNK, articles + 1)):
            for name, row in world.rows(article):
                rows[name].append(row)
        with database.writing() as connection:
            for name in ORDER:
                columns = list(tables[name].columns.keys())
                put(connection, tables[name], ([row.get(each) for each in columns] for row in rows[name]))
    written = time.perf_counter() - begin
    with database.writing() as connection:
        settle_numbers(connection)
        file_everything(connection)
    with database.writing() as connection:
        connection.exec_driver_sql("ANALYZE")
    return written, time.perf_counter() - begin - written


def questions(world: World) -> dict[str, Ask]:
    """What is asked, each time of another word, person, state or day."""
    some = world.random

    def word() -> str:
        return world.words[min(int(some.paretovariate(0.5)) + 30, len(world.words) - 1)]

    def state() -> str:
        return world.pick(world.states, world.state_weights)[0]

    def day() -> date:
        return date(2016, 1, 1) + timedelta(days=some.randrange(DAYS - 60))

    def events(**conditions: Any) -> Ask:
        def ask(connection: Connection) -> TablePage[Any]:
            wanted = FactFilter(**{name: make() for name, make in conditions.items()})
            return table_view.event_page(connection, wanted, table_view.Page(limit=50))

        return ask

    def between(connection: Connection) -> TablePage[Any]:
        begin = day()
        wanted = FactFilter(type=some.choice([*EventType]), since=begin, until=begin + timedelta(days=30))
        return table_view.event_page(connection, wanted, table_view.Page(limit=50))

    def statements(connection: Connection) -> TablePage[Any]:
        return table_view.statement_page(connection, SaidFilter(speaker=state()), table_view.Page(limit=50))

    def find(*, words: int) -> Ask:
        def ask(connection: Connection) -> Sequence[object]:
            terms = search.parse(" ".join(word() for _ in range(words)))
            return search.find_articles(connection, terms, limit=20)

        return ask

    return {
        "search: one word": find(words=1),
        "search: two words": find(words=2),
        "events: newest": events(),
        "events: of a type": events(type=lambda: some.choice([*EventType])),
        "events: by a state": events(actor=state),
        "events: of two states": events(actor=state, recipient=state),
        "events: type and month": between,
        "events: by a name": events(actor=lambda: world.pick(world.people, world.people_weights)[0]),
        "events: word in sentence": events(text=word),
        "statements: by a state": statements,
        "headlines: of a state": lambda connection: find_stories(
            connection, HeadlineFilter(country=state()), limit=40
        ),
        "statements: newest": lambda connection: table_view.statement_page(
            connection, SaidFilter(), table_view.Page(limit=50)
        ),
    }


def measure(database: Database, ask: Ask, times: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds.

    Raises:
        SystemExit: fewer than half of the questions have an answer, so that nothing would be measured.
    """
    taken, answered = [], 0
    for _ in range(times):
        with database.reading() as connection:
            begin = time.perf_counter()
            answer = ask(connection)
            taken.append((time.perf_counter() - begin) * 1000)
        answered += bool(answer.rows if isinstance(answer, TablePage) else answer)
    if answered < times / 2:
        raise SystemExit(f"only {answered} of {times} questions have an answer")
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def plan(database: Database, ask: Ask) -> list[str]:
    """How the database goes about the longest of the statements of a question."""
    asked: list[tuple[str, Any]] = []
    with database.reading() as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        ask(connection)
    with database.reading() as connection:
        words = "EXPLAIN (COSTS OFF)" if on_postgresql(connection) else "EXPLAIN QUERY PLAN"
        statement, values = max(asked, key=lambda one: len(one[0]))
        return [str(row[-1]) for row in connection.exec_driver_sql(f"{words} {statement}", values)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--postgresql", help="address of an empty database; by default a server is started")
    parser.add_argument("--only", choices=[name.lower() for name in NAMES], help="do not ask the other")
    parser.add_argument(
        "--plans", action="store_true", help="print how each database goes about each question"
    )
    given = parser.parse_args()
    articles = given.facts // PER_ARTICLE
    figures: dict[str, Figures] = {name: {} for name in NAMES if given.only in (None, name.lower())}
    for name, measured in figures.items():
        with ExitStack() as stack:
            place = _place(stack, name, given.postgresql)
            database = stack.enter_context(open_database(place))
            took, filed = fill(database, articles)
            print(f"{name}: {articles * PER_ARTICLE:,} facts of {articles:,} articles written in {took:,.0f} s,"
                  f" {articles * PER_ARTICLE / took:,.0f} facts/s; filed under their keys in {filed:,.0f} s",
                  flush=True)  # fmt: skip
            for turn in ("first, much from the disk", "again"):
                print(f"    {turn}: p50 and p95 in ms")
                for title, ask in questions(World(11)).items():
                    measure(database, ask, 3)
                    measured[title] = measure(database, ask, given.times)
                    print(f"    {title:28}" + "{:12.1f}{:9.1f}".format(*measured[title]), flush=True)
            for title, ask in questions(World(11)).items() if given.plans else ():
                print("\n".join([f"    {title}", *(f"        {line}" for line in plan(database, ask))]))
    if len(figures) > 1:
        _print_beside(*figures.values())


def _place(stack: ExitStack, name: str, address: str | None) -> Path | str:
    """An empty database, gone when the stack is left."""
    if name == "SQLite":
        return Path(stack.enter_context(tempfile.TemporaryDirectory())) / "facts.db"
    if address is not None:
        return address
    kept = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on"}
    running = stack.enter_context(postgresql.serving(**kept, shared_buffers="512MB", max_wal_size="2GB"))
    return running.url(running.new())


def _print_beside(sqlite: Figures, other: Figures) -> None:
    print(f"{'':28}{'SQLite p50':>12}{'p95':>9}{'PostgreSQL p50':>16}{'p95':>9}  ms   ratio")
    missed = 0
    for title, (one, one_95) in sqlite.items():
        two, two_95 = other[title]
        over = max(one_95, two_95) > BAR_MS
        missed += over
        print(f"{title:28}{one:12.1f}{one_95:9.1f}{two:16.1f}{two_95:9.1f}  {two / one:9.2f}"
              f"{'  over the bar' if over else ''}")  # fmt: skip
    print(f"p95 below {BAR_MS:.0f} ms: {len(sqlite) - missed} of {len(sqlite)}")


if __name__ == "__main__":
    main()
