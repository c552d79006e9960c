"""Mentions in sentences written for these tests."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import BlockKind, Mention, MentionKind, Paragraph, Span
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences

ANALYST = Analyst.load()
FINDER = MentionFinder.load()


WORDS = (
    "President", "Vladimir", "Putin", ",", "Serbia", "'s", "the", "minister", "of", "(",
    "NATO", ")", "said", "and", "in", "Moscow", "he", "they", "Gen.", "officials",
    ".", "Russian", "von", "Ministry", "Foreign", "for", "ex-president", "Mr.", "U.S.", "Paris",
    "“", "”", "-", "protesters", "Kim", "Jong", "Un",
)  # fmt: skip


def find(text: str) -> tuple[Mention, ...]:
    paragraphs = (Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text))),)
    return FINDER.find(text, ANALYST.analyse(text, split_sentences(text, paragraphs)))


def one(text: str, words: str) -> Mention:
    """The mention whose span is ``words``."""
    spans = {mention.span.of(text): mention for mention in find(text)}
    assert words in spans, sorted(spans)
    return spans[words]


@pytest.mark.parametrize(
    ("text", "words", "head", "title", "country", "role"),
    [
        (
            "Serbia’s Deputy Prime Minister, Aleksandar Vulin, met bankers.",
            "Serbia’s Deputy Prime Minister, Aleksandar Vulin",
            "Aleksandar Vulin",
            "Deputy Prime Minister",
            "SRB",
            "GOV",
        ),
        (
            "They met Russian President Vladimir Putin on Monday.",
            "Russian President Vladimir Putin",
            "Vladimir Putin",
            "President",
            "RUS",
            "GOV",
        ),
        (
            "Sergei Lavrov, Russia's foreign minister, left early.",
            "Sergei Lavrov, Russia's foreign minister",
            "Sergei Lavrov",
            "foreign minister",
            "RUS",
            "GOV",
        ),
        ("Gen. Mark Milley spoke first.", "Gen. Mark Milley", "Mark Milley", "Gen.", None, "MIL"),
        (
            "President of France Emmanuel Macron agreed.",
            "President of France Emmanuel Macron",
            "Emmanuel Macron",
            "President",
            "FRA",
            "GOV",
        ),
        (
            "Reporters asked former U.S. President Barack Obama.",
            "U.S. President Barack Obama",
            "Barack Obama",
            "President",
            "USA",
            "ELI",
        ),
        ("Opposition leader Alexei Navalny was jailed.", "Opposition leader Alexei Navalny", "Alexei Navalny",
         "Opposition leader", None, "OPP"),
        (
            "NATO's Secretary-General Jens Stoltenberg warned them.",
            "NATO's Secretary-General Jens Stoltenberg",
            "Jens Stoltenberg",
            "Secretary-General",
            None,
            "IGO",
        ),
    ],
)  # fmt: skip
def test_people_with_titles(
    text: str, words: str, head: str, title: str, country: str | None, role: str | None
) -> None:
    mention = one(text, words)
    assert mention.kind is MentionKind.PERSON
    assert mention.head.of(text) == head
    assert (mention.title, mention.country) == (title, country)
    assert role is None or mention.role == role


def test_an_office_alone_is_a_person() -> None:
    mention = one("The Serbian president refused.", "Serbian president")
    assert (mention.kind, mention.title, mention.country) == (MentionKind.PERSON, "president", "SRB")


@pytest.mark.parametrize(
    ("text", "words", "country", "role"),
    [
        ("Serbian officials said no.", "Serbian officials", "SRB", "GOV"),
        ("Aid workers saw Syrian rebels near the border.", "Syrian rebels", "SYR", "REB"),
        ("The king thanked all Serbs.", "Serbs", "SRB", "CVL"),
        ("Soldiers fired on the protesters.", "protesters", None, "CVL"),
        ("Opposition lawmakers walked out.", "Opposition lawmakers", None, "LEG"),
        ("Israel's military said so.", "Israel's military", "ISR", "MIL"),
    ],
)
def test_groups(text: str, words: str, country: str | None, role: str) -> None:
    mention = one(text, words)
    assert mention.kind is MentionKind.GROUP
    assert (mention.country, mention.role) == (country, role)


@pytest.mark.parametrize(
    ("text", "words", "kind", "country"),
    [
        ("Moscow denied the report.", "Moscow", MentionKind.COUNTRY, "RUS"),
        ("Bombs exploded in Moscow.", "Moscow", MentionKind.PLACE, "RUS"),
        ("Talks between Washington and Tehran collapsed.", "Tehran", MentionKind.COUNTRY, "IRN"),
        ("The Kremlin said nothing.", "Kremlin", MentionKind.COUNTRY, "RUS"),
        ("Downing Street declined to comment.", "Downing Street", MentionKind.COUNTRY, "GBR"),
        ("Brussels warned them.", "Brussels", MentionKind.ORGANISATION, None),
        ("They met in Vladivostok.", "Vladivostok", MentionKind.PLACE, "RUS"),
        ("War returned to the Balkans.", "Balkans", MentionKind.PLACE, None),
        ("Russian influence grew.", "Russian", MentionKind.COUNTRY, "RUS"),
    ],
)
def test_states_capitals_and_places(text: str, words: str, kind: MentionKind, country: str | None) -> None:
    mention = one(text, words)
    assert (mention.kind, mention.country) == (kind, country)


def test_a_capital_that_acts_stands_for_the_government() -> None:
    mention = one("Belgrade rejected the plan.", "Belgrade")
    assert (mention.name, mention.role) == ("Serbia", "GOV")


@pytest.mark.parametrize(
    ("text", "words", "country", "role"),
    [
        ("They joined NATO last year.", "NATO", None, "IGO"),
        ("The Iranian Foreign Ministry condemned it.", "Iranian Foreign Ministry", "IRN", "GOV"),
        ("The Ukrainian Defense Ministry said so.", "Ukrainian Defense Ministry", "UKR", "GOV"),
        ("Hamas claimed the attack.", "Hamas", "PSE", "REB"),
        ("He works for Brightwater Holdings Inc. in Ohio.", "Brightwater Holdings Inc.", None, "BUS"),
    ],
)
def test_organisations(text: str, words: str, country: str | None, role: str) -> None:
    mention = one(text, words)
    assert mention.kind is MentionKind.ORGANISATION
    assert (mention.country, mention.role) == (country, role)


def test_a_short_form_in_brackets_belongs_to_the_name() -> None:
    text = "The Northern Farmers Union (NFU) went on strike. The NFU wants more."
    mentions = [m for m in find(text) if m.kind is MentionKind.ORGANISATION]
    assert [m.span.of(text) for m in mentions] == ["Northern Farmers Union (NFU)", "NFU"]
    assert mentions[0].head.of(text) == "Northern Farmers Union"
    assert mentions[1].refers_to == mentions[0].index


def test_leaders_named_as_examples_are_people() -> None:
    text = "He met Western leaders, such as Macron and Scholz, in May."
    kinds = {m.span.of(text): m.kind for m in find(text)}
    assert kinds["Macron"] is kinds["Scholz"] is MentionKind.PERSON


def test_treaties_days_and_ordinary_words_are_no_mentions() -> None:
    assert find("On Monday the Paris Agreement was signed again.") == ()


def test_no_text_has_no_mentions() -> None:
    assert FINDER.find("", ()) == ()


@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None)
def test_mentions_are_in_order_apart_and_refer_backwards(words: list[str]) -> None:
    text = " ".join(words)
    if not text.strip():
        return
    mentions = find(text)
    for number, mention in enumerate(mentions):
        assert mention.index == number
        assert mention.refers_to <= number
        assert mentions[mention.refers_to].refers_to == mention.refers_to
        assert mention.span.contains(mention.head)
        assert 0 < mention.score <= 1
    for one_mention, following in pairwise(mentions):
        assert one_mention.span.end <= following.span.start
