"""The words with letters beyond ASCII: the form of the data, and looking up what damage left."""

from __future__ import annotations

import re
from importlib import resources

from hypothesis import given
from hypothesis import strategies as st

from dateline.lexicon.letters import LetterLexicon, letter_words, load_letters, load_people

WORDS = sorted(letter_words())


def test_the_data_files_have_their_form_and_stay_small() -> None:
    folder = resources.files("dateline.lexicon") / "data"
    assert (
        sum(len((folder / name).read_bytes()) for name in ("letters.txt", "letters_people.txt")) < 1_000_000
    )
    assert len(WORDS) > 10_000
    assert all(re.fullmatch(r"[^\W\d_]+", word) and not word.isascii() for word in WORDS)
    assert {"Vučić", "Erdoğan", "Wałęsa", "Orbán", "Čeferin", "Łódź", "São", "café"} <= set(WORDS)


def test_every_word_of_a_full_name_is_in_the_list_of_words() -> None:
    names = load_people()
    assert ("Aleksandar", "Vučić") in names["Vučić"]
    assert all(word in people for word, found in names.items() for people in found)


@given(st.sampled_from(WORDS))
def test_a_word_that_lost_its_letters_finds_itself(word: str) -> None:
    letters = load_letters()
    assert word in letters.fitting(re.sub(r"[^\x00-\x7f]", "?", word))
    octets = "".join(letter if letter.isascii() else "?" * len(letter.encode()) for letter in word)
    assert word in letters.fitting(octets)


def test_the_letters_that_are_left_must_be_the_same() -> None:
    letters = LetterLexicon(["Šešelj", "Sešelj", "plain"])
    assert letters.fitting("Še?elj") == ("Šešelj",)
    assert letters.fitting("?e?elj") == ("Šešelj",)
    assert letters.fitting("Se?elj") == ("Sešelj",)
    assert letters.fitting("SE?ELJ") == ("SEŠELJ",)
    assert letters.fitting("?e?el") == ()
    assert letters.fitting("plai?") == ()
