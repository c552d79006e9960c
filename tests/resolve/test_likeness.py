from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from dateline.resolve.likeness import most_alike
from dateline.resolve.reference import MemoryReference
from tests.resolve.given import person

PEOPLE = [
    person(name, "SRB") for name in ("Aleksandar Vulin", "Aleksandar Vučić", "Ana Brnabić", "Ivica Dačić")
]


def names(name: str) -> list[str]:
    reference = MemoryReference.of(PEOPLE)
    return [record.entity.name for record in most_alike(name, reference.like(name))]


def test_another_spelling() -> None:
    assert names("Alexander Wulin") == ["Aleksandar Vulin"]
    assert names("Ана Брнабић") == ["Ana Brnabić"]
    assert names("Emmanuel Macron") == []


def test_lost_letters() -> None:
    assert names("Aleksandar Vu?i?") == ["Aleksandar Vučić"]
    assert names("Ivica Da\ufffdi\ufffd") == ["Ivica Dačić"]
    assert names("????? ?????") == []


def test_the_nearest_of_any_records() -> None:
    assert most_alike("Ana Brnabic", PEOPLE) == [PEOPLE[2]]
    assert most_alike("Ana Brnabi?", PEOPLE) == [PEOPLE[2]]


def test_several_threads_may_ask_at_a_time() -> None:
    reference = MemoryReference.of(PEOPLE)
    asked = ["Alexander Wulin", "Ana Brnavic", "Ivica Dachic"] * 40
    with ThreadPoolExecutor(4) as pool:
        found = [[record.entity.name for record in records] for records in pool.map(reference.like, asked)]
    assert found == [["Aleksandar Vulin"], ["Ana Brnabić"], ["Ivica Dačić"]] * 40
