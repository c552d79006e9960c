from __future__ import annotations

from dateline.resolve.name_keys import WordKeys
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
    asked = ["vladmir", "merkel", "volfgang"]
    rows, heard = found.sounding([(word, word) for word in asked])
    pairs = set(zip(rows.tolist(), heard.tolist(), strict=True))
    assert pairs == {(0, numbers["vladimir"]), (2, numbers["wolfgang"])}


def test_a_spelling_is_heard_as_it_stands_too() -> None:
    found, numbers = keys("Aleksandr Bortnikov")
    rows, heard = found.sounding([("alksandr", "alexander")])
    assert set(heard.tolist()) == {numbers["alexander"]}
    assert not rows.any()


def test_words_that_stand_for_others() -> None:
    found, numbers = keys("William Clinton", "Mao Zedong", "محمد")
    assert numbers["william"] in found.standing_for("bill", "bill", False)
    assert numbers["mhmd"] in found.standing_for("mohammed", "muhammad", False)
    assert numbers["clinton"] in found.standing_for("klntn", "klntn", True)


def test_slips_in_a_spelling() -> None:
    found, numbers = keys("Aleksandr Bortnikov")
    assert numbers["alexander"] in found.spelled_like("aleksatdr")
