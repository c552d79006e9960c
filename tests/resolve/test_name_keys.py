from __future__ import annotations

from dateline.resolve.name_keys import WordKeys, to_sounds
from dateline.resolve.name_words import NameKind, name_words


def keys(*names: str) -> tuple[WordKeys, dict[str, int]]:
    taken = [name_words(name, NameKind.PERSON) for name in names]
    vocabulary: dict[str, int] = {}
    for name in taken:
        for word in name.same:
            vocabulary.setdefault(word, len(vocabulary))
    return WordKeys(vocabulary, NameKind.PERSON, taken), vocabulary


def test_words_that_sound_alike() -> None:
    found, numbers = keys("Vladimir Lukashenka", "Wolfgang Schäuble")
    assert numbers["vladimir"] in found.sounding("vladmir", "vladmir")
    assert numbers["wolfgang"] in found.sounding("volfgang", "volfgang")
    assert found.sounding("merkel", "merkel") == set()


def test_words_that_stand_for_others() -> None:
    found, numbers = keys("William Clinton", "Mao Zedong", "محمد")
    assert numbers["william"] in found.standing_for("bill", "bill", False)
    assert numbers["mhmd"] in found.standing_for("mohammed", "muhammad", False)
    assert numbers["clinton"] in found.standing_for("klntn", "klntn", True)


def test_slips_in_a_spelling() -> None:
    found, numbers = keys("Aleksandr Bortnikov")
    assert numbers["alexander"] in found.spelled_like("aleksatdr")


def test_sounds() -> None:
    assert to_sounds("Wh".lower()) == "v"
