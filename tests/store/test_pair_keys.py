"""What passed between two, as filed and counted, is what the tables of events and statements say."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, Row, delete, select

from dateline.gathering import Gatherer
from dateline.model import Reading
from dateline.store import pair_view, schema, schema_gathered, schema_keys
from dateline.store.codebook import codebook
from dateline.store.database import Database, open_database
from dateline.store.entity_view import Scope
from dateline.store.fact_lists import events_asked
from dateline.store.facts import FactFilter
from dateline.store.filed import EVENTS, Under, newest
from dateline.store.migrations import upgrade
from dateline.store.pair_keys import pair_key
from dateline.store.parts import state_of
from dateline.store.writer import Writer
from tests.serve.small_site import numbered
from tests.store.factory import readings

TABLES = (
    schema_keys.event_keys,
    schema_keys.statement_keys,
    schema_keys.key_months,
    schema_keys.key_totals,
    schema_gathered.repeats,
    schema_gathered.repeat_months,
)


def acts_between(connection: Connection, one: str, other: str) -> Counter[tuple[str, str]]:
    """How many events of two states there are by month and way, counted here from who takes part."""
    newest = select(schema.events).join(schema.articles).where(schema.articles.c.current)
    sides: defaultdict[int, list[tuple[str, str | None]]] = defaultdict(list)
    for row in connection.execute(select(schema.participants)):
        sides[row.event_id].append((row.side, row.country))
    found: Counter[tuple[str, str]] = Counter()
    for event in connection.execute(newest):
        ways = set()
        for (mine, first), (theirs, second) in itertools.permutations(sides[event.id], 2):
            if (first, second) == (state_of(one), state_of(other)):
                ways |= {"to"} if (mine, theirs) == ("actor", "recipient") else set()
                ways |= {"by"} if (mine, theirs) == ("recipient", "actor") else set()
                ways |= {"between"} if mine == theirs == "actor" and event.reciprocal else set()
        last = event.when_latest or event.when_earliest
        found.update((last.isoformat()[:7], way) for way in ways if last)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(readings())
def test_acts_are_counted_as_they_are_told(tmp_path_factory: pytest.TempPathFactory, given_: Reading) -> None:
    with open_database(tmp_path_factory.mktemp("pairs") / "news.db") as database:
        Writer(database).write(given_)
        with database.reading() as connection:
            codes = connection.execute(select(schema.participants.c.country).distinct()).scalars()
            states = [f"iso-{code}" for code in codes if code]
            for one, other in itertools.permutations(states, 2):
                months = pair_view.pair_months(connection, one, other, Scope())
                counted = {(m.month, m.way): sum(m.quads.values()) for m in months if m.quads}
                assert counted == acts_between(connection, one, other)
                asked = events_asked(connection, FactFilter(actor=one, recipient=other))
                (pair,) = asked.under
                assert pair.keys == (pair_key(one, other),)
                apart = replace(
                    asked, under=(Under((one,), ("actor",)), Under((other,), ("recipient", "mutual")))
                )
                assert newest(connection, EVENTS, asked, limit=9) == newest(
                    connection, EVENTS, apart, limit=9
                )


def test_within_one_state(database: Database) -> None:
    """An act of one of a state on another is told once, not in both directions."""
    within = numbered(1, published="2024-05-04")
    mentions = tuple(replace(one, country="SRB") for one in within.mentions)
    Writer(database).write(replace(within, mentions=mentions))
    with database.reading() as connection:
        found = pair_view.pair_events(connection, "iso-SRB", "iso-SRB", Scope())
        months = pair_view.pair_months(connection, "iso-SRB", "iso-SRB", Scope())
        said = pair_view.pair_said(connection, "iso-SRB", "iso-SRB", Scope())
    assert sorted((way, fact.type.value) for way, fact in found) == [
        ("between", "CONSULT"),
        ("to", "SANCTION"),
    ]
    assert {month.way for month in months} == {"between", "to"}
    assert [(one.way, one.addressed) for one in said] == [("to", True)]


def test_the_scale_is_the_mean_of_the_scores_of_modes(database: Database) -> None:
    Writer(database).write(numbered(1, published="2024-05-04"))
    with database.reading() as connection:
        facts = pair_view.pair_events(connection, "iso-SRB", "iso-RUS", Scope())
        months = {
            (m.month, m.way): m for m in pair_view.pair_months(connection, "iso-SRB", "iso-RUS", Scope())
        }
    assert facts
    for way, fact in facts:
        month = months[f"{fact.latest:%Y-%m}", way]
        assert month.scale == round(codebook().score(fact.type, fact.mode), 2)


def contents(database: Database) -> list[set[Row[Any]]]:
    with database.reading() as connection:
        return [
            {row for row in connection.execute(select(table)) if getattr(row, "number", 1)}
            for table in TABLES
        ]


def is_of_pair(row: Row[Any]) -> bool:
    return str(row.key).startswith(" ")


def test_older_databases_are_filed_as_new_ones(database: Database) -> None:
    """Two reports of one act, of which each counts as one; taken back to what was there before pairs were filed."""
    for number in (1, 2):
        Writer(database).write(numbered(number, published="2024-05-04"))
    Gatherer(database).rebuild()
    wanted = contents(database)
    assert all(any(is_of_pair(row) for row in rows) for rows in wanted), "pairs in every table"
    with database.writing() as connection:
        for table in TABLES:
            connection.execute(delete(table).where(table.c.key.like(" %")))
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0009'")
        upgrade(connection)
    assert contents(database) == wanted
    with database.reading() as connection:
        months = pair_view.pair_months(connection, "iso-SRB", "iso-RUS", Scope())
    assert {m.way: sum(m.quads.values()) for m in months if m.quads} == {"between": 1, "by": 1}
