from __future__ import annotations

import pytest

from dateline.model import BlockKind, Paragraph, Span
from dateline.understand.analysis import Analysis, Tense, VerbGroup
from dateline.understand.chunks import is_time
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences

ANALYST = Analyst.load()


def analyse(text: str) -> tuple[Analysis, ...]:
    whole = [Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))]
    return ANALYST.analyse(text, split_sentences(text, whole))


def phrases(text: str) -> list[str]:
    return [
        analysis.span(phrase.first, phrase.last).of(text)
        for analysis in analyse(text)
        for phrase in analysis.noun_phrases
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Serbia’s Deputy Prime Minister, Ana Marić, met the two ministers.",
            ["Serbia’s Deputy Prime Minister", "Ana Marić", "the two ministers"],
        ),
        ("They gave Kyiv the new tanks on Monday.", ["They", "Kyiv", "the new tanks", "Monday"]),
        ("Economic and political ties with Iran grew.", ["Economic and political ties", "Iran"]),
        ("He met Vulin last week in Moscow.", ["He", "Vulin", "last week", "Moscow"]),
        ("The wounded soldiers left.", ["The wounded soldiers"]),
    ],
)
def test_noun_phrases(text: str, expected: list[str]) -> None:
    assert phrases(text) == expected


def test_a_possessor_lies_inside_its_phrase() -> None:
    phrase = analyse("Serbia’s vote failed.")[0].noun_phrases[0]
    assert (phrase.first, phrase.last, phrase.head, phrase.possessor) == (0, 3, 2, (0, 2))


def test_times_are_told_from_other_phrases() -> None:
    analysis = analyse("He met Vulin last week in Moscow.")[0]
    assert [is_time(analysis.tokens, phrase) for phrase in analysis.noun_phrases] == [
        False,
        False,
        True,
        False,
    ]


def group(text: str) -> VerbGroup:
    return analyse(text)[0].verb_groups[0]


def test_a_passive_in_the_perfect() -> None:
    found = group("The minister had been sanctioned by the EU.")
    assert (found.lemma, found.passive, found.perfect, found.tense) == ("sanction", True, True, Tense.PAST)


def test_a_negated_modal() -> None:
    found = group("Serbia would not join the alliance.")
    assert (found.lemma, found.negated, found.modal, found.passive) == ("join", True, "would", False)


@pytest.mark.parametrize(
    "text", ["The two sides will meet soon.", "He is to meet them.", "They are going to meet him."]
)
def test_the_future(text: str) -> None:
    found = group(text)
    assert (found.lemma, found.tense) == ("meet", Tense.FUTURE)


def test_an_infinitive_in_a_headline_is_future() -> None:
    found = group("Serbian President Marić to visit Moscow")
    assert (found.lemma, found.tense, found.infinitive) == ("visit", Tense.FUTURE, True)


def test_no_longer_negates() -> None:
    assert group("They no longer support the plan.").negated


def test_a_particle_belongs_to_the_verb() -> None:
    found = group("They broke off the talks.")
    assert (found.lemma, found.last - found.first) == ("break off", 2)


def test_a_quotation_runs_on_into_the_next_sentence() -> None:
    text = "“We agreed. We signed,” she said. They left."
    found = analyse(text)
    quoted = [[one.span(*quote).of(text) for quote in one.quotes] for one in found]
    assert quoted == [["“We agreed."], ["We signed,”"], []]


def test_straight_marks_open_and_close_in_turn() -> None:
    text = 'He said "no" and "never".'
    analysis = analyse(text)[0]
    assert [analysis.span(*quote).of(text) for quote in analysis.quotes] == ['"no"', '"never"']
