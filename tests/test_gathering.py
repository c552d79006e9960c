"""Gathering in a real database, of articles that were read by the real reader."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import and_, func, select

from dateline.cli import dateline
from dateline.evaluate.story_rows import read_rows, readings
from dateline.gathering import Gatherer, take_out
from dateline.model import Reading, Sourced
from dateline.store import parts, schema, schema_keys
from dateline.store.database import Database, Place, open_database
from dateline.store.entity_view import Scope, event_months
from dateline.store.headlines import HeadlineFilter, find_stories
from dateline.store.prune import prune
from dateline.store.schema_gathered import (
    incident_joins,
    incident_reports,
    repeat_months,
    stances,
    stories,
    story_articles,
    story_joins,
    tellings,
    victims,
)
from dateline.store.view import View
from dateline.store.writer import Writer
from tests import postgresql
from tests.conftest import STORES

SET = Path(__file__).resolve().parents[1] / "training" / "gather" / "stories.jsonl"
WANTED = ("kabul-market-blast", "kabul-mosque-attack", "kosovo-council-europe")

Told = tuple[str, str, str | None, str]
"""Address, role, address of the original, source."""

Acts = tuple[str, int]


@cache
def given() -> tuple[Reading, ...]:
    """Fourteen articles on three news items, read once."""
    rows = [row for row in read_rows(SET) if row.story in WANTED]
    return tuple(reading for _, reading in readings(rows))


@pytest.fixture(scope="module", params=STORES)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A database of each kind in which they were gathered as they came."""
    place: Place
    if request.param == "sqlite":
        place = tmp_path_factory.mktemp("gathered") / "news.db"
    else:
        server: postgresql.Server = request.getfixturevalue("server")
        place = server.url(server.new(template=request.getfixturevalue("empty_template")))
    with open_database(place) as database:
        fill(database, given())
    return place


def fill(database: Database, read: Sequence[Reading]) -> None:
    for reading in read:
        add(database, reading)


def add(database: Database, reading: Reading) -> int:
    Writer(database).write(reading)
    number = View(database).version(reading.page.address, reading.page.digest)
    assert number is not None
    Gatherer(database).add(number)
    return number


def clusters(database: Database) -> tuple[set[frozenset[Told]], set[frozenset[Acts]]]:
    """Stories by the addresses of their articles with their roles, and incidents by article and place in it."""
    articles, pages, events = schema.articles.c, schema.pages.c, schema.events.c
    with database.reading() as connection:
        address = dict(
            connection.execute(select(articles.id, pages.address).join(schema.pages)).tuples().all()
        )
        told: dict[int, set[Told]] = {}
        for row in connection.execute(select(story_articles)):
            original = address.get(row.copy_of) if row.copy_of else None
            told.setdefault(row.story_id, set()).add(
                (address[row.article_id], row.role, original, row.source)
            )
        acts: dict[int, set[Acts]] = {}
        query = select(incident_reports.c.incident_id, events.article_id, events.position)
        for row in connection.execute(query.join(schema.events, events.id == incident_reports.c.event_id)):
            acts.setdefault(row.incident_id, set()).add((address[row.article_id], row.position))
    return {frozenset(one) for one in told.values()}, {frozenset(one) for one in acts.values()}


def test_three_stories_are_told_apart_and_copies_found(filled: Place) -> None:
    with open_database(filled) as database:
        found, _ = clusters(database)
        addresses = {
            frozenset(address.split("/")[-1].rsplit("-", 1)[0] for address, *_ in one) for one in found
        }
        assert all(len(one) == 1 for one in addresses), "no story mixes news items"
        roles = {address.split("/")[-1]: (role, source) for one in found for address, role, _, source in one}
        assert roles["kabul-market-blast-1"] == ("original", "Reuters")
        assert roles["kabul-market-blast-2"] == ("copy", "Reuters")
        assert roles["kabul-market-blast-3"] == ("copy", "Reuters"), "though it does not credit the agency"
        assert roles["kabul-market-blast-4"] == ("own", "Radio Meridian")
        assert roles["kabul-mosque-attack-2"] == ("copy", "AP")


def test_decisions_say_why(filled: Place) -> None:
    with open_database(filled) as database, database.reading() as connection:
        for table in (story_joins, incident_joins):
            rows = connection.execute(select(table)).all()
            assert rows
            assert all(row.one_id < row.other_id and 0 < row.score <= 1 and row.reasons for row in rows)


def test_numbers_of_victims_are_kept_with_their_words(filled: Place) -> None:
    with open_database(filled) as database, database.reading() as connection:
        query = select(victims, schema.articles.c.text.label("whole")).join(
            schema.events, schema.events.c.id == victims.c.event_id
        )
        rows = connection.execute(query.join(schema.articles)).all()
        assert {("dead", 9), ("injured", 22)} <= {(row.harm, row.least) for row in rows}
        assert all(row.whole[row.span_start : row.span_end] == row.text for row in rows)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_does_not_matter(filled: Place, tmp_path: Path, seed: int) -> None:
    turned = list(given())
    random.Random(seed).shuffle(turned)
    with open_database(tmp_path / "turned.db") as database, open_database(filled) as first:
        fill(database, turned)
        assert clusters(database) == clusters(first)


def test_gathering_anew_makes_the_same(filled: Place) -> None:
    with open_database(filled) as database:
        before = clusters(database)
        done = Gatherer(database).rebuild()
        assert clusters(database) == before
        assert done.articles == len(given())
        assert done.stories == len(before[0])
        assert acts_counted(database) == acts_there(database)


def test_what_is_pruned_leaves_its_stories(new_place: Callable[[], Place]) -> None:
    first, *others = [reading for reading in given() if "kabul-market" in reading.page.address]
    gone = replace(first, article=replace(first.article, site=Sourced(value="The Gone", source="test")))
    with open_database(new_place()) as database, open_database(new_place()) as rest:
        fill(database, [gone, *others])
        fill(rest, others)
        assert clusters(database) != clusters(rest)
        assert prune(database, site="The Gone", leaving=take_out).articles == 1
        assert clusters(database) == clusters(rest)
        assert acts_counted(database) == acts_there(database)
        assert prune(database, before=date(2100, 1, 1), leaving=take_out).articles == len(others)
        assert clusters(database) == (set(), set())
        with database.reading() as connection:
            left = select(func.count()).select_from(repeat_months).where(repeat_months.c.number != 0)
            assert connection.execute(left).scalar_one() == 0


def test_an_article_read_again_or_in_a_new_version_keeps_its_place(new_place: Callable[[], Place]) -> None:
    read = [reading for reading in given() if "kabul-m" in reading.page.address]
    with open_database(new_place()) as database:
        fill(database, read)
        before = clusters(database)
        fill(database, [replace(one, provenance=replace(one.provenance, code="later")) for one in read[:2]])
        assert clusters(database) == before
        page = replace(
            read[0].page,
            content=read[0].page.content + b" ",
            fetched=read[0].page.fetched + timedelta(hours=1),
        )
        add(database, replace(read[0], page=page))
        assert clusters(database) == before
        assert acts_counted(database) == acts_there(database)
        with database.reading() as connection:
            assert len(connection.execute(select(tellings.c.article_id)).all()) == len(read)


def acts_counted(database: Database) -> dict[tuple[object, ...], int]:
    """What the monthly counts say: the number of each of their rows, less the repeats."""
    months, repeats = schema_keys.key_months, repeat_months
    same = and_(*(repeats.c[column.name] == column for column in months.primary_key))
    number = months.c.number - func.coalesce(repeats.c.number, 0)
    query = select(*months.primary_key, number).outerjoin(repeats, same).where(number != 0)
    with database.reading() as connection:
        return {tuple(row[:-1]): row[-1] for row in connection.execute(query) if row.what != "article"}


def month_of(day: date | None) -> str:
    return day.isoformat()[:7] if day else ""


def acts_there(database: Database) -> dict[tuple[object, ...], int]:
    """The same, by going through all that is filed."""
    found: defaultdict[tuple[object, ...], set[int]] = defaultdict(set)
    with database.reading() as connection:
        act = parts.act()
        for row in connection.execute(
            select(schema_keys.event_keys, act, schema.events.c.mode).join(schema.events)
        ):
            pair = row.key.startswith(" ")
            kind = f"{row.type}/{row.mode}" if pair and row.mode else row.type
            for what in {row.side} if pair else {"event", *({row.side} & {"actor", "recipient", "place"})}:
                if ":" not in row.key:
                    found[row.key, what, month_of(row.day), kind, row.real].add(row[-2])
        statements = select(schema_keys.statement_keys, parts.no_copy()).join(schema.statements)
        ways = {"to": "said-to", "about": "said-to", "by": "said-by", "about-by": "said-by"}
        for row in connection.execute(statements.join(schema.articles)):
            pair = row.key.startswith(" ")
            for what in {ways[row.side]} if pair else {"statement", *({row.side} & {"speaker", "addressee"})}:
                if ":" not in row.key and (row[-1] or not (pair or what == "speaker")):
                    found[row.key, what, month_of(row.day), "", True].add(row.statement_id)
    return {key: len(numbers) for key, numbers in found.items()}


def test_months_count_acts_once_and_leave_copies_out(filled: Place) -> None:
    with open_database(filled) as database:
        assert acts_counted(database) == acts_there(database)
        with database.reading() as connection:
            assert connection.execute(select(func.sum(repeat_months.c.number))).scalar_one() > 0
            months = event_months(connection, "iso-AFG", Scope())
            told = connection.execute(
                select(func.sum(schema_keys.key_months.c.number)).where(
                    schema_keys.key_months.c.key == "iso-AFG", schema_keys.key_months.c.what == "event"
                )
            ).scalar_one()
        assert 0 < sum(one.count for one in months) < told


def test_headlines_show_a_story_once_by_the_first_that_meets_the_conditions(filled: Place) -> None:
    with open_database(filled) as database, database.reading() as connection:
        every = find_stories(connection, HeadlineFilter(), limit=50)
        assert len({one.story or -one.article for one in every}) == len(every) < len(given())
        assert [one.articles for one in every if one.articles > 1]
        pages = [find_stories(connection, HeadlineFilter(), limit=1, offset=n)[0] for n in range(len(every))]
        assert [one.article for one in pages] == [one.article for one in every]
        for row in connection.execute(select(story_articles, schema.articles.c.site).join(
            schema.articles, schema.articles.c.id == story_articles.c.article_id
        )).all():  # fmt: skip
            of_site = find_stories(connection, HeadlineFilter(source=row.site), limit=50)
            assert [
                one.article for one in of_site if row.story_id == one.story or row.article_id == one.article
            ]


def test_what_was_missed_is_caught_up_with(filled: Place, tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as database, open_database(filled) as first:
        for reading in given():
            Writer(database).write(reading)
        assert Gatherer(database).catch_up(last=2) == 2
        assert Gatherer(database).catch_up() == len(given()) - 2
        assert Gatherer(database).catch_up() == 0
        assert clusters(database) == clusters(first)
        assert acts_counted(database) == acts_there(database)


def test_the_command_gathers_all_anew(filled: Place, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with open_database(path) as database:
        for reading in given()[:5]:
            Writer(database).write(reading)
    result = CliRunner().invoke(dateline, ["gather", "--db", str(path)])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("5 articles in ")
    with open_database(path) as database, database.reading() as connection:
        assert connection.execute(select(stories.c.id)).all()
        assert connection.execute(select(stances.c.id)).all() is not None


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(dateline, ["gather", "--db", str(tmp_path / "none.db")])
    assert result.exit_code != 0
