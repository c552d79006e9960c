from __future__ import annotations

from pathlib import Path

import pytest

from dateline.evaluate.syntax import evaluate
from dateline.model import BlockKind, Paragraph, Span
from dateline.understand import phrases, syntax
from dateline.understand.analysis import Analysis, NounPhrase, VerbGroup
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences

GUM = Path(__file__).parents[2].parent / "shared" / "data" / "coreference" / "gum_news"
ANALYST = Analyst.load()


class Case:
    """One sentence, asked by the lemmas of its verbs."""

    def __init__(self, text: str) -> None:
        self.text = text
        whole = [Paragraph(kind=BlockKind.HEADLINE, span=Span(0, len(text)))]
        self.analysis: Analysis = ANALYST.analyse(text, split_sentences(text, whole))[0]

    def verb(self, lemma: str) -> VerbGroup:
        return next(group for group in self.analysis.verb_groups if group.lemma == lemma)

    def phrase(self, words: str) -> NounPhrase:
        return next(phrase for phrase in self.analysis.noun_phrases if self.words(phrase) == words)

    def words(self, phrase: NounPhrase | None) -> str | None:
        return self.range((phrase.first, phrase.last)) if phrase else None

    def range(self, tokens: tuple[int, int] | None) -> str | None:
        return self.analysis.span(*tokens).of(self.text) if tokens else None

    def subject(self, lemma: str) -> str | None:
        return self.words(syntax.subject(self.analysis, self.verb(lemma)))

    def objects(self, lemma: str) -> list[str | None]:
        return [self.words(phrase) for phrase in syntax.objects(self.analysis, self.verb(lemma))]


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("The minister met the president.", "meet", "The minister"),
        ("Putin meets Marić in Vladivostok", "meet", "Putin"),
        ("Five killed in blast near Kyiv", "kill", "Five"),
        ("The senator, who is under investigation, met reporters.", "be", "The senator"),
        ("The senator, who is under investigation, met reporters.", "meet", "The senator"),
        ("The minister met the president and praised the deal.", "praise", "The minister"),
        ("The government pledged to maintain the ban.", "maintain", "The government"),
        ("The court urged the government to lift the ban.", "lift", "the government"),
        ("The president left the talks, accusing the rebels of lying.", "accuse", "The president"),
        ("“We will not accept it,” said Peskov.", "say", "Peskov"),
        ("“We will not accept it,” the minister said.", "say", "the minister"),
        ("The minister was sanctioned by the United States.", "sanction", "The minister"),
        ("Police said that the group attacked a village.", "attack", "the group"),
    ],
)
def test_subjects(text: str, verb: str, expected: str) -> None:
    assert Case(text).subject(verb) == expected


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("The minister met the president on Monday.", "meet", ["the president"]),
        ("The bank gave the government a loan.", "give", ["the government", "a loan"]),
        ("The minister was sanctioned by the United States.", "sanction", []),
        ("“We will not accept it,” said Peskov.", "say", []),
        ("The court urged the government to lift the ban.", "urge", ["the government"]),
    ],
)
def test_objects(text: str, verb: str, expected: list[str]) -> None:
    assert Case(text).objects(verb) == expected


def test_the_agent_of_a_passive() -> None:
    case = Case("The minister was sanctioned by the United States last year.")
    assert case.words(syntax.agent(case.analysis, case.verb("sanction"))) == "the United States"
    active = Case("The minister stood by the United States.")
    assert syntax.agent(active.analysis, active.analysis.verb_groups[0]) is None


def test_prepositional_phrases_of_a_verb() -> None:
    case = Case("The minister was expelled from Germany in May.")
    found = syntax.prepositional(case.analysis, case.verb("expel"))
    assert [(name, case.words(phrase)) for name, phrase in found] == [("from", "Germany"), ("in", "May")]


@pytest.mark.parametrize("words", ["Germany", "France", "Poland"])
def test_coordinated_phrases(words: str) -> None:
    case = Case("He met leaders from Germany, France and Poland.")
    found = phrases.coordinated(case.analysis, case.phrase(words))
    assert {"Germany", "France", "Poland"} >= {case.words(phrase) for phrase in found}
    assert words in [case.words(phrase) for phrase in found]


def test_coordination_has_all_from_the_first() -> None:
    case = Case("He met leaders from Germany, France and Poland.")
    found = phrases.coordinated(case.analysis, case.phrase("Germany"))
    assert [case.words(phrase) for phrase in found] == ["Germany", "France", "Poland"]


def test_a_full_phrase_takes_in_its_of_phrase() -> None:
    case = Case("The foreign minister of Serbia resigned.")
    phrase = case.phrase("The foreign minister")
    assert case.range(phrases.full_phrase(case.analysis, phrase)) == "The foreign minister of Serbia"


@pytest.mark.parametrize(
    ("text", "verb", "subjects"),
    [
        ("NATO, which bombed the city in 1999 and still has troops there, praised the talks.", "praise",
         ["NATO"]),
        ("Russia and China, which support Serbia, have refused to recognize Kosovo.", "support",
         ["Russia", "China"]),
        ("Russia and China, which support Serbia, have refused to recognize Kosovo.", "recognize",
         ["Russia", "China"]),
        ("The U.S. imposed sanctions on Marić last year accusing him of engaging in fraud.", "accuse",
         ["The U.S."]),
        ("The U.S. imposed sanctions on Marić last year accusing him of engaging in fraud.", "engage",
         ["him"]),
        ("Serbia would not join NATO, enforce sanctions against Russia, or permit a base.", "enforce",
         ["Serbia"]),
        ("Serbia would not join NATO, enforce sanctions against Russia, or permit a base.", "permit",
         ["Serbia"]),
        ("Serbian official meets Putin, reaffirms alliance with Belgrade and rejects Western sanctions",
         "reject", ["Serbian official"]),
        ("Finland joins NATO, doubling the alliance's border with Russia", "double", ["Finland"]),
        ("The two did not shake hands.", "shake", ["The two"]),
        ("A gunman shot dead two policemen in Marseille.", "shoot", ["A gunman"]),
        ("Taliban fighters blew up a police post", "blow up", ["Taliban fighters"]),
        ("Border guards fired on refugees.", "fire", ["Border guards"]),
        ("Mexico recalled its ambassador from Quito.", "recall", ["Mexico"]),
        ("The general relinquished power to a civilian council.", "relinquish", ["The general"]),
        ("France demanded that Iran release two tourists.", "release", ["Iran"]),
        ("Last year the minister met the president.", "meet", ["the minister"]),
    ],
)  # fmt: skip
def test_subjects_across_clauses(text: str, verb: str, subjects: list[str]) -> None:
    case = Case(text)
    found = syntax.subject(case.analysis, case.verb(verb))
    assert found is not None
    assert [case.words(phrase) for phrase in phrases.coordinated(case.analysis, found)] == subjects


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("A gunman shot dead two policemen in Marseille.", "shoot", ["two policemen"]),
        ("Gunmen burned down the town hall.", "burn down", ["the town hall"]),
        ("Its spokesman, Dmitry Petrov, accused NATO of an encroachment.", "accuse", ["NATO"]),
        ("On Tuesday the minister met the president last week.", "meet", ["the president"]),
        ("France demanded that Iran release two tourists.", "release", ["two tourists"]),
    ],
)
def test_objects_across_clauses(text: str, verb: str, expected: list[str]) -> None:
    assert Case(text).objects(verb) == expected


def test_bare_verbs_share_the_modal_and_its_negation() -> None:
    case = Case("Serbia would not join NATO, enforce sanctions against Russia, or permit a base.")
    shared = [(group.lemma, group.modal, group.negated) for group in case.analysis.verb_groups]
    assert shared == [("join", "would", True), ("enforce", "would", True), ("permit", "would", True)]


def test_a_very_long_sentence_is_read_in_linear_time() -> None:
    case = Case("The minister met the president and " * 400)
    for group in case.analysis.verb_groups[:50]:
        syntax.subject(case.analysis, group)
        syntax.objects(case.analysis, group)
    assert len(case.analysis.verb_groups) == 400


@pytest.mark.skipif(not GUM.exists(), reason="the shared data is not here")
def test_figures_on_gum_news() -> None:
    scores = evaluate(GUM)
    assert scores["tag_accuracy"] > 0.94
    assert scores["subject_f1"] > 0.78
    assert scores["object_f1"] > 0.78
    assert scores["oblique_f1"] > 0.6
