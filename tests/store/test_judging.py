"""Two entities judged to be one, or not: what follows, in each kind of database."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dateline.errors import UsageError
from dateline.gathering import Gatherer
from dateline.judging import judge
from dateline.model import Judgement, Office, OfficeKind, Provenance, Reading, Verdict
from dateline.reference import judgements_of, records_known, versions_of
from dateline.resolve.link import link_mentions
from dateline.resolve.look_up import look_up
from dateline.store import entity_view
from dateline.store.database import Database
from dateline.store.entity_view import Scope
from dateline.store.export import Format, export_to_stream
from dateline.store.facts import FactFilter
from dateline.store.linked import find_linked
from dateline.store.reference import StoreReference
from dateline.store.reference_writer import ReferenceWriter
from dateline.store.verdicts import Verdicts
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.contents import contents
from tests.store.factory import MARIC, linked, page, reading
from tests.store.given_reference import head, listing, office, record

LISTED = "nk-maric"
ONE, OTHER = "https://gazette.example/1", "https://gazette.example/2"


def verdict(judgement: Judgement, one: str = LISTED, other: str = "Q100") -> Verdict:
    return Verdict(
        name=one,
        entity=other,
        judgement=judgement,
        who="ana",
        judged=datetime(2024, 5, 9, tzinfo=UTC),
        why="born then",
    )


def as_listed(wanted: Reading) -> Reading:
    """The same reading, in which Marić is linked to the entry of a list."""
    links = tuple(
        replace(link, chosen=replace(link.chosen, entity=LISTED, name="MARIC, Zeljko"))
        if link.chosen and link.chosen.entity == "Q100"
        else link
        for link in wanted.links
    )
    profile = replace(MARIC, entity=replace(MARIC.entity, id=LISTED, wikidata=None), offices=())
    return replace(wanted, links=links, profiles=(profile,))


def fill(database: Database) -> None:
    """One article names Q100, another the entry of a list; both are in a list that was imported."""
    ReferenceWriter(database).write(
        head(1),
        [
            record("Q100", "Željko Marić", wikidata="Q100"),
            record(LISTED, "MARIC, Zeljko", "Marić Zeljko", listings=[listing(LISTED, "BALKANS")]),
        ],
    )
    for number, wanted in ((1, linked(reading(page(ONE)))), (2, as_listed(linked(reading(page(OTHER)))))):
        Writer(database).write(wanted)
        Gatherer(database).add(number)


def entities(database: Database) -> dict[str, int]:
    return {one.id: one.articles for one in find_linked(database, None, 10).items}


def actors(database: Database, who: str) -> set[str | None]:
    return {fact.source.address for fact in View(database).facts(recipient=who)}


def exported(database: Database, form: Format) -> str:
    stream = io.BytesIO()
    export_to_stream(View(database), form, stream, FactFilter())
    return stream.getvalue().decode()


def test_the_same_are_one_everywhere_and_undone_again(database: Database) -> None:
    fill(database)
    before = contents(database)
    assert entities(database) == {"Q100": 1, LISTED: 1, "iso-SRB": 2}

    assert judge(database, verdict(Judgement.SAME)) == 1
    assert entities(database) == {"Q100": 2, "iso-SRB": 2}
    assert actors(database, "Q100") == actors(database, LISTED) == {ONE, OTHER}
    with database.reading() as connection:
        sides = entity_view.count_sides(connection, "Q100", Scope())
        assert sides["actor"] == sides["recipient"] == 1  # two reports of one act
        assert entity_view.naming(connection, "Q100", 5)[1] == 2
        assert entity_view.naming(connection, LISTED, 5)[1] == 0
    found = View(database).article(2)
    assert found is not None
    chosen = next(link.chosen for link in found.links if link.mention == 2)
    assert chosen is not None
    assert (chosen.entity, chosen.name) == ("Q100", "Željko Marić")
    assert chosen.features[-1].says == f"{LISTED} MARIC, Zeljko"
    for number in (1, 2):
        told = View(database).article(number)
        assert told is not None
        (profile,) = told.profiles
        assert profile.entity.id == "Q100"
        assert [one.listing.programme for one in profile.listings] == ["BALKANS"]

    assert judge(database, verdict(Judgement.UNSURE)) == 1
    after = contents(database)
    assert entities(database) == {"Q100": 1, LISTED: 1, "iso-SRB": 2}
    for table in ("links", "article_keys", "event_keys", "statement_keys", "key_totals", "stances"):
        was, now = (
            sorted((row[table == "stances" :] for row in rows[table] if row[-1] != 0), key=repr)
            for rows in (before, after)
        )  # but for the numbers of stances, and counts of nothing
        assert now == was, table


def test_what_is_read_afterwards_follows_and_comes_apart_too(database: Database) -> None:
    fill(database)
    judge(database, verdict(Judgement.SAME))
    third = as_listed(linked(reading(page("https://gazette.example/3"))))
    again = as_listed(linked(reading(page(OTHER), provenance=Provenance(code="2", ontology="1", models=()))))
    Writer(database).write(third)
    Writer(database).write(again)
    assert entities(database) == {"Q100": 3, "iso-SRB": 3}
    assert judge(database, verdict(Judgement.DIFFERENT)) == 2
    assert entities(database) == {"Q100": 1, LISTED: 2, "iso-SRB": 3}


def test_exports_tell_of_one(database: Database) -> None:
    fill(database)
    judge(database, verdict(Judgement.SAME))
    lines = [json.loads(line) for line in exported(database, Format.FTM).splitlines()]
    people = [one for one in lines if one["schema"] == "Person" and "Marić" in str(one["properties"])]
    assert [one["id"] for one in people if one["properties"].get("wikidataId") == ["Q100"]]
    assert not [one for one in lines if one["id"] == LISTED]
    sanctions = [one for one in lines if one["schema"] == "Sanction"]
    assert {who for one in sanctions for who in one["properties"]["entity"]} == {people[0]["id"]}
    assert any("BALKANS" in str(one["properties"]) for one in sanctions)
    assert f'"{LISTED}"' not in exported(database, Format.JSONL)


def test_imports_change_nothing_of_it(database: Database) -> None:
    fill(database)
    judge(database, verdict(Judgement.SAME))
    ReferenceWriter(database).write(
        head(2), [record("Q100", "Željko Marić", wikidata="Q100"), record(LISTED, "MARIC, Zeljko")]
    )
    assert entities(database) == {"Q100": 2, "iso-SRB": 2}
    known = records_known(database)
    assert (
        [one.entity.id for one in known(LISTED)]
        == [one.entity.id for one in known("Q100")]
        == ["Q100", LISTED]
    )


def test_who_is_told_as_one_or_apart(database: Database) -> None:
    fill(database)
    reference = StoreReference(database)

    def found() -> list[tuple[str, ...]]:
        return [one.ids for one in look_up("Zeljko Marić", reference, judgements_of(database))]

    assert sorted(found()) == [("Q100",), (LISTED,)]
    judge(database, verdict(Judgement.SAME))
    (one,) = look_up("MARIC, Zeljko", reference, judgements_of(database))
    assert one.record.entity.id == "Q100"
    assert one.ids == ("Q100", LISTED)
    assert [item.programme for item in one.record.listings] == ["BALKANS"]
    judge(database, verdict(Judgement.DIFFERENT))
    assert sorted(found()) == [("Q100",), (LISTED,)]


def minister(key: str) -> Office:
    return office(key, "Foreign Minister", kind=OfficeKind.FOREIGN)


def test_linking_keeps_apart_what_is_judged_different(database: Database) -> None:
    ReferenceWriter(database).write(
        head(1),
        [record(key, "Željko Marić", wikidata="Q100", offices=[minister(key)]) for key in ("Q100", LISTED)],
    )
    wanted = reading(page(ONE))

    def chosen() -> set[str | None]:
        day = date(2024, 5, 4)
        told = link_mentions(
            wanted.article.text, wanted.mentions, StoreReference(database), day, day, judgements_of(database)
        )
        return {link.chosen.entity if link.chosen else None for link in told.links if link.mention in (2, 9)}

    assert chosen() == {"Q100"}  # one item of Wikidata: the same
    judge(database, verdict(Judgement.DIFFERENT))
    assert chosen() == {None}  # either may be meant
    named = replace(verdict(Judgement.DIFFERENT, "Željko Marić", LISTED))
    Verdicts(database).add(named)
    assert chosen() == {"Q100"}
    assert versions_of(None, judgements_of(database)) == (("verdicts", "2"),)


def test_verdicts_that_contradict_are_refused(database: Database) -> None:
    judge(database, verdict(Judgement.SAME, "Q1", "Q2"))
    judge(database, verdict(Judgement.DIFFERENT, "Q1", "Q3"))
    with pytest.raises(UsageError, match="other verdicts say the contrary"):
        judge(database, verdict(Judgement.SAME, "Q3", "Q2"))
    with pytest.raises(UsageError, match="are one id"):
        judge(database, verdict(Judgement.SAME, "Q1", "Q1"))
    assert len(Verdicts(database).history()) == 2
    judge(database, verdict(Judgement.UNSURE, "Q3", "Q1"))
    judge(database, verdict(Judgement.SAME, "Q3", "Q2"))
    told = Verdicts(database).judgements()
    assert told.members("Q3") == ("Q1", "Q2", "Q3")
    assert told.between("Q1", "Q3") is Judgement.SAME
    assert len(Verdicts(database).on_entity("Q2")) == 2
