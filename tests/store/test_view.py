from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from dateline.errors import UsageError
from dateline.model import Auxiliary, DateEstimate, EventType, MentionKind, Polarity, Precision, StatementKind
from dateline.store.database import Database
from dateline.store.facts import BATCH, FactFilter, SaidFilter, find_facts, find_said
from dateline.store.records import Counts
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import FIRST, page, reading


@pytest.fixture
def view(database: Database) -> View:
    Writer(database).write(reading())
    return View(database)


def types(view: View, **conditions: Any) -> set[str]:
    return {fact.type.value for fact in view.facts(**conditions)}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, {"CONSULT", "COERCE", "SANCTION"}),
        ({"event_type": EventType.SANCTION}, {"SANCTION"}),
        ({"actor": "maric"}, {"CONSULT"}),
        ({"actor": "Željko Marić"}, {"CONSULT"}),
        ({"actor": "mari"}, set()),
        ({"actor": "FRE"}, {"CONSULT", "COERCE"}),
        ({"actor": "fre"}, set()),
        ({"recipient": "Marić"}, {"CONSULT", "SANCTION"}),
        ({"recipient": "border"}, {"COERCE"}),
        ({"actor": "Duval", "recipient": "Marić"}, {"CONSULT"}),
        ({"actor": "Sylvania", "recipient": "FRE"}, {"SANCTION"}),
        ({"actor": "%"}, UsageError),
        ({"since": date(2024, 5, 4)}, {"COERCE"}),
        ({"since": date(2024, 5, 3)}, {"COERCE", "CONSULT"}),
        ({"until": date(2024, 5, 3)}, {"CONSULT", "SANCTION"}),
        ({"since": date(2023, 6, 1), "until": date(2023, 6, 30)}, {"SANCTION"}),
        ({"until": date(2022, 12, 31)}, set()),
        ({"text": "sanctions maric"}, {"SANCTION"}),
        ({"text": '"would not"', "actor": "Freedonia"}, {"COERCE"}),
        ({"text": '"open'}, UsageError),
    ],
)
def test_facts(view: View, conditions: dict[str, Any], expected: Any) -> None:
    if expected is UsageError:
        with pytest.raises(UsageError):
            view.facts(**conditions)
    else:
        assert types(view, **conditions) == expected


def test_a_fact_has_its_sentence_its_people_and_its_source(view: View) -> None:
    (fact,) = view.facts(event_type=EventType.CONSULT)
    assert fact.sentence.startswith("Freedonia's Foreign Minister")
    assert fact.trigger.shift(-fact.sentence_span.start).of(fact.sentence) == "met"
    assert [(party.name, party.country, party.role, party.title) for party in fact.actors] == [
        ("Željko Marić", "FRE", "GOV", "Foreign Minister"),
        ("Ana Duval", "SYL", "GOV", "President"),
    ]
    assert fact.reciprocal
    assert fact.place is not None
    assert (fact.place.name, fact.place.kind) == ("Port Selby", MentionKind.PLACE)
    assert (fact.earliest, fact.dated_by) == (date(2024, 5, 3), "text")
    assert fact.source.provenance == FIRST
    assert fact.source.headline == "Minister of Freedonia promises Sylvania a new bridge"
    (denied,) = view.facts(event_type=EventType.COERCE)
    assert denied.auxiliaries == (Auxiliary.FUTURE, Auxiliary.NEGATION)
    assert (denied.date, denied.earliest, denied.dated_by) == (None, date(2024, 5, 4), "published")


def test_facts_come_newest_first_and_no_more_than_asked_for(view: View) -> None:
    assert [fact.type.value for fact in view.facts()] == ["COERCE", "CONSULT", "SANCTION"]
    assert len(view.facts(limit=2)) == 2


def test_what_is_read_off_the_files_is_in_the_order_of_all(database: Database) -> None:
    for number, day in enumerate(("2024-05-04", "2023-01-02", "2024-05-04", None)):
        Writer(database).write(reading(page(f"https://gazette.example/{number}"), published=day))
    view = View(database)
    with database.reading() as connection:
        every = find_facts(connection, FactFilter(), limit=50)
        said = find_said(connection, SaidFilter(), limit=50)
    assert view.facts() == every
    assert view.statements() == said
    assert (len(every), len(said)) == (12, 4)


def test_what_has_no_date_is_found_only_without_dates(database: Database) -> None:
    Writer(database).write(reading(published=None))
    view = View(database)
    assert types(view) == {"CONSULT", "COERCE", "SANCTION"}
    assert types(view, since=date(1900, 1, 1)) == {"CONSULT", "SANCTION"}


@pytest.mark.parametrize(
    ("earliest", "latest", "found"),
    [
        ((2024, 1, 1), (2024, 1, 31), True),
        ((2024, 1, 31), (2024, 2, 20), True),
        (None, (2024, 2, 5), True),
        ((2024, 2, 5), None, True),
        (None, (2024, 1, 1), False),
        ((2024, 3, 1), None, False),
        ((2024, 2, 20), (2024, 2, 21), False),
    ],
)
def test_an_event_is_found_by_each_day_that_it_may_have_been_on(
    database: Database,
    earliest: tuple[int, int, int] | None,
    latest: tuple[int, int, int] | None,
    found: bool,
) -> None:
    plain = reading(events=1)
    when = DateEstimate(
        earliest=date(*earliest) if earliest else None,
        latest=date(*latest) if latest else None,
        precision=Precision.INTERVAL,
        reasons=("test",),
    )
    event = dataclasses.replace(plain.events[0], date=when)
    Writer(database).write(dataclasses.replace(plain, events=(event,), statements=()))
    facts = View(database).facts(since=date(2024, 1, 31), until=date(2024, 2, 10))
    assert bool(facts) is found


@pytest.mark.parametrize(
    ("conditions", "count"),
    [
        ({}, 1),
        ({"speaker": "maric"}, 1),
        ({"speaker": "duval"}, 0),
        ({"speaker": "FRE", "addressee": "SYL"}, 1),
        ({"kind": StatementKind.PLEDGE}, 1),
        ({"kind": StatementKind.DENY}, 0),
        ({"about": "border"}, 1),
        ({"about": "sanctions"}, 0),
        ({"since": date(2024, 5, 4)}, 1),
        ({"since": date(2024, 5, 5)}, 0),
    ],
)
def test_statements(view: View, conditions: dict[str, Any], count: int) -> None:
    assert len(view.statements(**conditions)) == count


def test_a_statement_has_its_parts(view: View) -> None:
    (said,) = view.statements()
    assert said.speaker is not None
    assert said.addressee is not None
    assert (said.speaker.name, said.speaker.text, said.addressee.name) == (
        "Željko Marić",
        "Marić",
        "Ana Duval",
    )
    assert said.content == "that Freedonia would not close the border"
    assert (said.kind, said.polarity) == (StatementKind.PLEDGE, Polarity.NEGATED)
    assert said.sentence.startswith("Marić assured")


def test_all_facts_are_walked_in_batches(database: Database) -> None:
    writer = Writer(database)
    pages = BATCH // 3 + 2
    for number in range(pages):
        writer.write(reading(page(f"https://gazette.example/{number}")))
    view = View(database)
    with view.all_facts(FactFilter()) as facts:
        numbers = [fact.id for fact in facts]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 3 * pages > BATCH
    with view.all_statements(SaidFilter()) as statements:
        assert len(list(statements)) == pages
    assert len(view.facts(limit=2000)) == 3 * pages


def test_headlines(view: View) -> None:
    (item,) = view.headlines()
    assert (item.article, item.site, item.authors) == (1, "The Gazette", ("Pat Rowe",))
    assert (item.events, item.statements) == (3, 1)
    assert item.published == reading().article.published
    assert view.headlines(since=date(2024, 5, 5)) == ()
    assert len(view.headlines(until=date(2024, 5, 4))) == 1
    assert view.headlines(offset=1) == ()


def test_find(view: View) -> None:
    assert view.find("1") == 1
    assert view.find("https://gazette.example/bridge") == 1
    for unknown in ("2", "-1", "99999999999999999999999", "https://gazette.example/", "", "٣"):
        assert view.find(unknown) is None
    assert view.article(2) is None


def test_counts(view: View) -> None:
    assert view.counts() == Counts(
        pages=1, rejected=0, articles=1, sentences=4, mentions=10, events=3, statements=1
    )


def test_story(view: View) -> None:
    assert view.story(1) == {
        MentionKind.COUNTRY: ("Freedonia", "Sylvania"),
        MentionKind.PERSON: ("Željko Marić", "Ana Duval"),
        MentionKind.PLACE: ("Port Selby",),
    }
