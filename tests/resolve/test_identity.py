from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dateline.model import Judgement, OfficeKind, Record
from dateline.resolve.identity import compare, gather
from dateline.resolve.reference import MemoryReference
from tests.resolve.given import body, person


def of(source: str, record: Record, born: str | None = None) -> Record:
    """The same record as another source has it, under an id of its own."""
    entity = replace(record.entity, id=f"{source}-{record.entity.id}", snapshot=f"{source}@1")
    return replace(record, entity=entity)


DUVAL = person(
    "Ana Duval",
    "SRB",
    ("President", OfficeKind.HEAD_OF_STATE, "2020", None),
    also=("Anna DUVAL",),
    born="1970-05-01",
)


@pytest.mark.parametrize(
    ("born", "country", "judged"),
    [
        ("1970-05-01", "FRA", Judgement.SAME),
        ("1970", "SRB", Judgement.SAME),
        ("1970", "FRA", Judgement.UNSURE),
        ("1971", "SRB", Judgement.DIFFERENT),
        (None, "SRB", Judgement.UNSURE),
    ],
)
def test_people_by_birth_and_state(born: str | None, country: str, judged: Judgement) -> None:
    other = of("un", person("Ana Duval", country, born=born))
    assert compare(DUVAL, other) is judged
    assert compare(other, DUVAL) is judged


def test_items_of_wikidata_decide() -> None:
    one = replace(DUVAL, entity=replace(DUVAL.entity, wikidata="Q1"))
    other = of("os", replace(DUVAL, entity=replace(DUVAL.entity, wikidata="Q2")))
    assert compare(one, other) is Judgement.DIFFERENT
    assert compare(one, of("os", one)) is Judgement.SAME


def test_bodies_and_people() -> None:
    union = body("Drina Union", countries=("SRB",))
    assert compare(union, of("un", union)) is Judgement.SAME
    assert compare(union, of("un", body("Drina Union", countries=("FRA",)))) is Judgement.UNSURE
    assert compare(union, of("un", DUVAL)) is Judgement.DIFFERENT


def test_what_all_sources_say_is_gathered_by_any_of_the_names() -> None:
    listed = of("un", person("Anna Duval", "FRA", born="1970-05-01", listed=(("un", "2019-01-01", None),)))
    found = gather(DUVAL, MemoryReference.of([DUVAL, listed], {"un": date(2024, 1, 1)}))
    assert [item.list for item in found.record.listings] == ["un"]
    assert found.ids == (DUVAL.entity.id, listed.entity.id)
    assert found.open_lists == frozenset()


def test_a_namesake_that_cannot_be_ruled_out_leaves_the_list_open() -> None:
    namesake = of("us", person("Ana Duval", "MEX", listed=(("us", "2019-01-01", None),)))
    other = of("eu", person("Ana Duval", "MEX", born="1999", listed=(("eu", "2019-01-01", None),)))
    found = gather(DUVAL, MemoryReference.of([DUVAL, namesake, other]))
    assert found.record.listings == ()
    assert found.open_lists == {"us"}
