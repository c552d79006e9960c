from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.understand.lemmas import lemma
from dateline.understand.tagger import Tagger
from dateline.understand.tokens import words

TAGGER = Tagger.load()


def tags(text: str) -> str:
    return " ".join(TAGGER.tag(list(words(text, 0, len(text)))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister left the talks .", "DT NN VBD DT NNS ."),
        ("Serbia’s president met Vučić on Monday .", "NNP POS NN VBD NNP IN NNP ."),
        ("They did n't want to sanction him .", "PRP VBD RB VB TO VB PRP ."),
        ("The sanctions were lifted by the EU .", "DT NNS VBD VBN IN DT NNP ."),
        ("“We will fight , ” he said .", "`` PRP MD VB , '' PRP VBD ."),
        ('He said : " No . "', "PRP VBD : `` UH . ''"),
        ("Five killed in blast near Kyiv", "CD VBN IN NN IN NNP"),
    ],
)
def test_tags(text: str, expected: str) -> None:
    assert tags(text) == expected


def test_a_title_in_capitals_is_read_as_words() -> None:
    assert tags("Parliament Rejects New Trade Deal With Iran").split()[1::3] == ["VBZ", "NN"]


@pytest.mark.parametrize(
    ("word", "tag", "expected"),
    [
        ("left", "VBD", "leave"),
        ("left", "JJ", "left"),
        ("found", "VBD", "find"),
        ("found", "VB", "found"),
        ("founded", "VBD", "found"),
        ("met", "VBN", "meet"),
        ("saw", "VBD", "see"),
        ("felt", "VBD", "feel"),
        ("fell", "VBD", "fall"),
        ("wounded", "VBN", "wound"),
        ("accusing", "VBG", "accuse"),
        ("planned", "VBD", "plan"),
        ("stopping", "VBG", "stop"),
        ("denies", "VBZ", "deny"),
        ("dying", "VBG", "die"),
        ("lying", "VBG", "lie"),
        ("meeting", "VBG", "meet"),
        ("meeting", "NN", "meeting"),
        ("meetings", "NNS", "meeting"),
        ("countries", "NNS", "country"),
        ("men", "NNS", "man"),
        ("n’t", "RB", "not"),
        ("’s", "VBZ", "be"),
        ("ca", "MD", "can"),
        ("wo", "MD", "will"),
        ("signalled", "VBD", "signal"),
        ("re-elected", "VBN", "re-elect"),
        ("Putin", "NNP", "Putin"),
        ("United", "NNP", "United"),
    ],
)
def test_lemmas(word: str, tag: str, expected: str) -> None:
    assert lemma(word, tag) == expected


@given(st.lists(st.text(alphabet="aBc’'\"“.-1é", min_size=1, max_size=6), max_size=12))
def test_every_word_has_a_tag(sentence: list[str]) -> None:
    found = TAGGER.tag(sentence)
    assert len(found) == len(sentence)
    assert all(found)


def test_the_model_is_small() -> None:
    source = Path(__file__).parents[2] / "src" / "dateline" / "models" / "en" / "tagger.npz"
    assert source.stat().st_size < 3_000_000
