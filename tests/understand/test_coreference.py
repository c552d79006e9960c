"""Who is who within an article, in sentences written for these tests."""

from __future__ import annotations

import pytest

from dateline.model import BlockKind, Mention, Paragraph, Span
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences

ANALYST = Analyst.load()
FINDER = MentionFinder.load()


def find(text: str) -> tuple[Mention, ...]:
    """The mentions of a text of one paragraph."""
    paragraphs = (Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text))),)
    return FINDER.find(text, ANALYST.analyse(text, split_sentences(text, paragraphs)))


def antecedents(text: str) -> dict[str, str]:
    """Each mention's last occurrence to the name of what it refers to."""
    mentions = find(text)
    return {m.span.of(text): mentions[m.refers_to].head.of(text) for m in mentions}


@pytest.mark.parametrize(
    ("text", "words", "first"),
    [
        ("Aleksandar Vulin left. Later Vulin returned.", "Vulin", "Aleksandar Vulin"),
        ("Vulin left. Aleksandar Vulin returned.", "Aleksandar Vulin", "Vulin"),
        ("Xi Jinping met Kim Jong Un. Xi smiled.", "Xi", "Xi Jinping"),
        (
            "Ursula von der Leyen spoke. Reporters asked von der Leyen.",
            "von der Leyen",
            "Ursula von der Leyen",
        ),
        ("Hillary Clinton met Bill Clinton. Mrs. Clinton left.", "Mrs. Clinton", "Hillary Clinton"),
        ("Ana Brnabic met Vladimir Putin. She praised the talks.", "She", "Ana Brnabic"),
        (
            "John Kerry, the Secretary of State, contacted Thailand's foreign minister.",
            "Thailand's foreign minister",
            "minister",
        ),
        ("Vladimir Putin met Ana Brnabic. He praised the talks.", "He", "Vladimir Putin"),
        ("Aleksandar Vulin thanked Vladimir Putin. He left.", "He", "Aleksandar Vulin"),
        ("Protesters threw stones. They wounded two officers.", "They", "Protesters"),
        (
            "Sergei Lavrov, Russia's foreign minister, arrived. The minister smiled.",
            "minister",
            "Sergei Lavrov",
        ),
        ("Ana Brnabic, a retired detective, left. She smiled.", "detective", "Ana Brnabic"),
        ("Ana Brnabic, a retired detective, left. She smiled.", "She", "Ana Brnabic"),
        ("According to Ana Brnabic, a retired detective left.", "detective", "detective"),
        ("Serbia refused. Belgrade wants more time.", "Belgrade", "Serbia"),
        ("Serbia refused. Serbian interests come first.", "Serbian", "Serbia"),
        (
            "The Ukrainian Defense Ministry was hit. The ministry gave no details.",
            "ministry",
            "Defense Ministry",
        ),
        ("The European Union agreed. The EU will pay.", "EU", "European Union"),
    ],
)
def test_links(text: str, words: str, first: str) -> None:
    assert antecedents(text)[words].endswith(first)


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("He left early.", "He"),
        ("Ana Brnabic stayed. He left.", "He"),
        ("Rain fell. They went home.", "They"),
    ],
)
def test_a_pronoun_that_fits_nobody_stays_alone(text: str, pronoun: str) -> None:
    assert antecedents(text)[pronoun] == pronoun


def test_homonyms_stay_apart() -> None:
    assert antecedents("Hillary Clinton met Bill Clinton.")["Bill Clinton"] == "Bill Clinton"


def test_the_fullest_name_is_given_to_all() -> None:
    text = "Vulin met Putin. Aleksandar Vulin spoke. He praised Vladimir Putin."
    paragraphs = (Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text))),)
    mentions = FINDER.find(text, ANALYST.analyse(text, split_sentences(text, paragraphs)))
    assert {m.name for m in mentions} == {"Aleksandar Vulin", "Vladimir Putin"}


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Guterres called the deal a beacon. António Guterres smiled.", "Guterres", "António Guterres"),
        ("António Guterres smiled. Guterres called the deal a beacon.", "Guterres", "António Guterres"),
        (
            "General Abdel Fattah al-Burhan left. Burhan met envoys.",
            "Burhan",
            "Abdel Fattah al-Burhan",
        ),
        ("Elizabeth Warren spoke. Reporters asked Warren about it.", "Warren", "Elizabeth Warren"),
    ],
)
def test_a_surname_has_the_full_name_wherever_that_stands(text: str, words: str, name: str) -> None:
    paragraphs = (Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text))),)
    mentions = FINDER.find(text, ANALYST.analyse(text, split_sentences(text, paragraphs)))
    assert {m.name for m in mentions if m.span.of(text) == words} == {name}


def called(text: str) -> dict[str, list[str]]:
    """By what stands in the text, whom it names."""
    paragraphs = (Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text))),)
    names: dict[str, list[str]] = {}
    for mention in FINDER.find(text, ANALYST.analyse(text, split_sentences(text, paragraphs))):
        names.setdefault(mention.span.of(text), []).append(mention.name)
    return names


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        (
            "Ana Brnabic and Albin Kurti discussed a European Union plan. They left early.",
            "They",
            ["Ana Brnabic", "Albin Kurti"],
        ),
        (
            "Ana Brnabic and Albin Kurti spoke. They left. Neither of them signed.",
            "them",
            ["Ana Brnabic", "Albin Kurti"],
        ),
        ("Serbia and Kosovo met, but both sides left early.", "sides", ["Serbia", "Kosovo"]),
        ("Ana Brnabic on Saturday met with Albin Kurti. They ate.", "They", ["Ana Brnabic", "Albin Kurti"]),
        (
            "France and Italy met. It rained. The two countries signed a pact.",
            "countries",
            ["France", "Italy"],
        ),
        ("Ana Brnabic and Albin Kurti met. The two leaders ate.", "leaders", ["Ana Brnabic", "Albin Kurti"]),
    ],
)
def test_two_who_are_named_together_are_both_meant(text: str, words: str, names: list[str]) -> None:
    assert called(text)[words] == names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("France and Italy met. The two leaders signed a pact.", "leaders"),
        ("France and Italy met. Leaders signed a pact.", "Leaders"),
        ("Teams from France and Italy met. They ate.", "They"),
        ("Ana Brnabic accused Albin Kurti. They ate.", "They"),
        ("Ana Brnabic said that nobody at all could have met Albin Kurti. They ate.", "They"),
        ("It was sent to the minister and Albin Kurti. They ate.", "They"),
        ("Ana Brnabic and Albin Kurti met. Police arrived. They fired.", "They"),
        ("Ana Brnabic and Albin Kurti met. It rained. It snowed. They were cold.", "They"),
    ],
)
def test_others_than_the_two_are_meant(text: str, words: str) -> None:
    assert len(called(text)[words]) == 1


def test_pronouns_of_nobody_are_called_as_they_stand() -> None:
    text = "Rain fell. They praised their guests."
    paragraphs = (Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text))),)
    mentions = FINDER.find(text, ANALYST.analyse(text, split_sentences(text, paragraphs)))
    assert {m.span.of(text): m.name for m in mentions if m.rule == "pronoun"} == {
        "They": "They",
        "their": "their",
    }


def test_the_president_of_another_state_is_somebody_else() -> None:
    text = "President Bidule spoke. He had called the president of Ukraine."
    assert antecedents(text)["president of Ukraine"] == "president of Ukraine"


def test_a_surname_that_is_a_given_name_too_tells_no_gender() -> None:
    text = "Threats against Omar were read out. Rep. Ilhan Omar (D-Minn.) spoke. She thanked them."
    paragraphs = (Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text))),)
    mentions = FINDER.find(text, ANALYST.analyse(text, split_sentences(text, paragraphs)))
    assert {m.name for m in mentions if m.span.of(text) in {"Omar", "She"}} == {"Ilhan Omar"}
    assert "D-Minn" not in {m.span.of(text) for m in mentions}


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Farmers asked for help. Seven farmers were arrested.", False),
        ("A man was set on fire. Another man died.", False),
        ("A police officer fell. The officer died.", True),
        ("Two soldiers came. The soldiers left.", True),
    ],
)
def test_who_is_told_of_as_new_is_nobody_from_before(text: str, *, same: bool) -> None:
    first, second = find(text)
    assert (second.refers_to == first.index) is same
