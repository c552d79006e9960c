from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import UsageError
from dateline.model import Candidate, EventType, Link, Reading, StatementKind
from dateline.store.audit import Actor
from dateline.store.correction_records import Given, JudgedKind, checked, corrected_fact
from dateline.store.correction_sql import judged
from dateline.store.corrections import Corrections, write_corrections
from dateline.store.database import Database
from dateline.store.facts import FactFilter
from dateline.store.people import NewUser, People, Role, User
from dateline.store.records import Fact
from dateline.store.schema_people import corrections
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import NEWER, page, reading


@pytest.fixture
def reviewer(database: Database) -> User:
    Writer(database).write(reading())
    return user(database, "Viv")


def user(database: Database, name: str) -> User:
    return People(database).add(
        NewUser(name=name, email=f"{name}@people.example", role=Role.REVIEWER), Actor()
    )


def ref(database: Database, event_type: EventType) -> str:
    return f"e{View(database).facts(event_type=event_type)[0].id}"


def again(events: tuple[int, ...] = (2, 1, 0), *, version: int = 1) -> Reading:
    """The page read by a newer model, which finds the events in another order, or not all of them."""
    found = reading(page(version=version), provenance=NEWER)
    chosen = tuple(replace(found.events[old], index=new) for new, old in enumerate(events))
    return replace(found, events=chosen, statements=())


def test_a_rejected_fact(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    given = verdicts.give(ref(database, EventType.COERCE), Given.REJECT, reviewer, reason="it is denied")
    judged = verdicts.facts(raw(database))
    assert [one.fact.type for one in judged if one.rejected] == [EventType.COERCE]
    (one,) = (one for one in judged if one.correction)
    assert one.correction == given
    assert (given.who, given.reason, given.given["type"]) == ("Viv", "it is denied", "COERCE")
    assert not one.stale


@pytest.mark.parametrize("events", [(2, 1, 0), (1,), (0, 1, 2)])
@pytest.mark.parametrize("version", [1, 2])
def test_a_verdict_outlives_another_reading(
    database: Database, reviewer: User, events: tuple[int, ...], version: int
) -> None:
    verdicts = Corrections(database)
    verdicts.give(ref(database, EventType.COERCE), Given.REJECT, reviewer, reason="it is denied")
    Writer(database).write(again(events, version=version))
    judged = verdicts.facts(raw(database))
    assert [one.fact.type for one in judged if one.rejected] == [EventType.COERCE]


def test_a_verdict_on_what_now_says_something_else_is_stale(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    verdicts.give(ref(database, EventType.COERCE), Given.ACCEPT, reviewer)
    newer = again((0, 1, 2))
    events = tuple(
        replace(event, type=EventType.THREATEN) if event.type is EventType.COERCE else event
        for event in newer.events
    )
    Writer(database).write(replace(newer, events=events))
    (one,) = (one for one in verdicts.facts(raw(database)) if one.correction)
    assert (one.fact.type, one.stale) == (EventType.THREATEN, True)


def test_two_facts_of_one_trigger_are_two(database: Database) -> None:
    first = reading()
    twin = replace(first.events[1], index=3, type=EventType.THREATEN)
    Writer(database).write(replace(first, events=(*first.events, twin)))
    verdicts = Corrections(database)
    verdicts.give(ref(database, EventType.THREATEN), Given.REJECT, user(database, "Viv"), reason="no")
    found = verdicts.facts(raw(database))
    assert [one.fact.type for one in found if one.rejected] == [EventType.THREATEN]


def test_a_corrected_event(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    fields = {
        "type": "SANCTION",
        "mode": "restrict",
        "actors": "Freedonia; Ministry of Doors",
        "auxiliaries": "future",
        "earliest": "2024-06-01",
        "latest": "2024-06-01",
        "place": "",
    }
    given = verdicts.give(
        ref(database, EventType.COERCE), Given.CORRECT, reviewer, reason="why", fields=fields
    )
    assert set(given.values) == {"type", "actors", "auxiliaries", "earliest", "latest"}, "what differs only"
    (one,) = (one for one in verdicts.facts(raw(database)) if one.correction)
    fact = one.fact
    assert fact.type is EventType.SANCTION
    assert [party.name for party in fact.actors] == ["Freedonia", "Ministry of Doors"]
    assert fact.actors[0].country == "FRE", "who is known stays known"
    assert [auxiliary.value for auxiliary in fact.auxiliaries] == ["future"]
    assert str(fact.latest) == "2024-06-01"


def test_a_corrected_statement(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    (said,) = View(database).statements()
    verdicts.give(
        f"s{said.id}", Given.CORRECT, reviewer, reason="why", fields={"kind": "deny", "addressee": ""}
    )
    (one,) = verdicts.statements([said])
    assert one.fact.kind is StatementKind.DENY
    assert one.fact.addressee is None
    assert one.fact.speaker == said.speaker


def test_undoing(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    wanted = ref(database, EventType.COERCE)
    first = verdicts.give(wanted, Given.ACCEPT, reviewer)
    second = verdicts.give(wanted, Given.REJECT, user(database, "Oth"), reason="no")
    assert not verdicts.undo(second.id, reviewer), "another's"
    assert verdicts.undo(second.id, reviewer, anybody=True)
    assert not verdicts.undo(second.id, reviewer, anybody=True), "once"
    assert [one.id for one in verdicts.history(first.target)] == [first.id]
    assert not any(one.rejected for one in verdicts.facts(raw(database)))


@pytest.mark.parametrize(
    ("verdict", "reason", "fields"),
    [
        (Given.REJECT, " ", {}),
        (Given.CORRECT, "why", {}),
        (Given.CORRECT, "why", {"type": "COERCE"}),
        (Given.CORRECT, "why", {"type": "DANCE"}),
        (Given.CORRECT, "why", {"rule": "x"}),
        (Given.CORRECT, "why", {"earliest": "tomorrow"}),
        (Given.CORRECT, "why", {"earliest": "2024-02-02", "latest": "2024-01-01"}),
        (Given.CORRECT, "why", {"actors": "x" * 2001}),
    ],
)
def test_what_is_no_verdict(
    database: Database, reviewer: User, verdict: Given, reason: str, fields: dict[str, str]
) -> None:
    with pytest.raises(UsageError):
        Corrections(database).give(
            ref(database, EventType.COERCE), verdict, reviewer, reason=reason, fields=fields
        )
    assert not list(Corrections(database).all())


@pytest.mark.parametrize("wrong", ["e999", "s999", "l9.9", "x1", "e1 ", "e", "l1", "e²"])
def test_no_such_fact(database: Database, reviewer: User, wrong: str) -> None:
    with pytest.raises(UsageError):
        Corrections(database).give(wrong, Given.ACCEPT, reviewer)


def test_the_queue(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    other = user(database, "Oth")
    scores = [one.score for one in verdicts.queue(reviewer)]
    assert scores == sorted(scores)
    assert len(scores) == 4
    first = verdicts.queue(reviewer)[0]
    verdicts.give(first.ref, Given.ACCEPT, reviewer)
    assert first.ref not in {one.ref for one in verdicts.queue(reviewer)}
    assert [one.ref for one in verdicts.queue(other, second=True)] == [first.ref]
    assert not verdicts.queue(reviewer, second=True)
    statements = verdicts.queue(reviewer, kind=JudgedKind.STATEMENT)
    assert {one.target.kind for one in statements} == {JudgedKind.STATEMENT}


def test_agreement(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    other = user(database, "Oth")
    assert verdicts.agreement().alpha is None
    refs = [one.ref for one in verdicts.queue(reviewer)]
    for one in refs:
        verdicts.give(one, Given.ACCEPT if one != refs[0] else Given.REJECT, reviewer, reason="r")
        verdicts.give(one, Given.ACCEPT, other)
    assert verdicts.agreement().facts == 4
    verdicts.give(refs[0], Given.REJECT, other, reason="r")
    assert verdicts.agreement().alpha == 1


def test_views_leave_out_what_was_rejected(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    wanted = ref(database, EventType.COERCE)
    given = verdicts.give(wanted, Given.REJECT, reviewer, reason="no")
    assert {fact.type for fact in View(database).facts()} == {EventType.CONSULT, EventType.SANCTION}
    assert View(database).facts(event_type=EventType.COERCE) == ()
    with View(database).all_facts(FactFilter(rejected=True)) as found:
        assert {fact.type: fact.rejected_by for fact in found}[EventType.COERCE] == "Viv"
    (said,) = View(database).statements()
    verdicts.give(f"s{said.id}", Given.REJECT, reviewer, reason="no")
    assert View(database).statements() == ()
    verdicts.undo(given.id, reviewer)
    assert len(View(database).facts()) == 3
    verdicts.give(wanted, Given.REJECT, reviewer, reason="no")
    verdicts.give(wanted, Given.ACCEPT, user(database, "Oth"))
    assert len(View(database).facts()) == 3, "the newest verdict counts"


def test_views_show_and_find_what_was_corrected(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    wanted = ref(database, EventType.COERCE)
    verdicts.give(wanted, Given.CORRECT, reviewer, reason="why", fields={"type": "THREATEN"})
    (fact,) = View(database).facts(event_type=EventType.THREATEN)
    assert (fact.type, fact.corrected_by, f"e{fact.id}") == (EventType.THREATEN, "Viv", wanted)
    assert View(database).facts(event_type=EventType.COERCE) == ()
    (said,) = View(database).statements(kind=StatementKind.PLEDGE)
    verdicts.give(f"s{said.id}", Given.CORRECT, reviewer, reason="why", fields={"kind": "deny"})
    assert View(database).statements(kind=StatementKind.PLEDGE) == ()
    assert View(database).statements(kind=StatementKind.DENY)[0].corrected_by == "Viv"


def test_verdicts_are_looked_up_from_their_side(sqlite_database: Database) -> None:
    """What was rejected is found from the verdicts, which are few, not by looking through all facts."""
    query = judged(JudgedKind.EVENT, corrections.c.verdict == "reject")
    with sqlite_database.reading() as connection:
        text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert not [step for step in plan if step.startswith("SCAN") and "correction" not in step], plan
    assert not [step for step in plan if "ix_articles_published" in step], plan


def raw(database: Database) -> tuple[Fact, ...]:
    with View(database).all_facts(FactFilter(as_read=True)) as found:
        return tuple(found)


def link(entity: str, name: str) -> Candidate:
    return Candidate(entity=entity, name=name, score=0.6, features=())


def test_a_corrected_link(database: Database) -> None:
    links = (Link(mention=2, chosen=link("Q1", "Ž. M."), rejected=(link("Q2", "Z. M."),), rule="name"),)
    stored = Writer(database).write(replace(reading(), links=links))
    reviewer, verdicts = user(database, "Viv"), Corrections(database)
    article = View(database).find("https://gazette.example/bridge")
    assert article is not None, stored
    wanted = f"l{article}.2"
    for fields, entity, name in (
        ({"entity": "Q2"}, "Q2", "Z. M."),
        ({"entity": "Q3", "name": "Another"}, "Q3", "Another"),
        ({"entity": "", "name": ""}, None, None),
    ):
        verdicts.give(wanted, Given.CORRECT, reviewer, reason="why", fields=fields)
        (one,) = verdicts.links(article, links)
        assert one.fact.chosen == (None if entity is None else one.fact.chosen)
        assert (one.fact.chosen.entity if one.fact.chosen else None) == entity
        assert (one.fact.chosen.name if one.fact.chosen else None) == name
    verdicts.give(wanted, Given.REJECT, reviewer, reason="nobody known")
    (one,) = verdicts.links(article, links)
    assert one.rejected


def test_the_export(database: Database, reviewer: User) -> None:
    verdicts = Corrections(database)
    wanted = ref(database, EventType.COERCE)
    verdicts.give(wanted, Given.ACCEPT, reviewer)
    verdicts.give(wanted, Given.CORRECT, reviewer, reason="type", fields={"type": "THREATEN"})
    stream = io.BytesIO()
    assert write_corrections(database, stream) == 2
    old, new = map(json.loads, stream.getvalue().splitlines())
    assert (old["counts"], new["counts"]) == (False, True)
    assert new["right"]["type"] == "THREATEN"
    assert new["right"]["actors"] == ["Freedonia"]
    assert new["sentence"][new["place"] :].startswith(new["span"])
    assert new["models"]["code"] == "0.1.0"
    assert "Viv" not in stream.getvalue().decode()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), max_size=3),
    kind=st.sampled_from(EventType),
)
def test_what_is_corrected_is_what_is_shown(names: list[str], kind: EventType) -> None:
    values = checked(JudgedKind.EVENT, {"actors": ";".join(names), "type": kind.value})
    assert values["actors"] == [n for part in names for n in split(part)]
    assert values["type"] == kind.value


def split(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split(";") if part.strip()]


def test_correcting_with_nothing_changes_nothing(database: Database, reviewer: User) -> None:
    for fact in raw(database):
        assert corrected_fact(fact, {}) == fact
