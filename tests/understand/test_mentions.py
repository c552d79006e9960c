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
        ("The Taipei lantern festival opened.", "Taipei", MentionKind.PLACE, "TWN"),
        ("The Vienna talks resumed.", "Vienna", MentionKind.PLACE, "AUT"),
        ("They are angry with Paris fashion week.", "Paris", MentionKind.PLACE, "FRA"),
        ("They are angry with Paris over this.", "Paris", MentionKind.COUNTRY, "FRA"),
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


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Trump met Georgia Gov. Brian Kemp.", "USA"),
        ("Trump met Georgia President Irakli Kemp.", "GEO"),
    ],
)
def test_georgia_of_the_governors_is_american(text: str, country: str) -> None:
    assert next(one.country for one in find(text) if "Kemp" in one.name) == country


def test_a_word_for_places_behind_a_name_makes_it_one() -> None:
    read = find("The helicopter crashed in Logar province, Marko Logar said.")
    assert [(one.name, one.kind) for one in read if "Logar" in one.name] == [
        ("Logar", MentionKind.PLACE),
        ("Marko Logar", MentionKind.PERSON),
    ]


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
        both = one_mention.span == following.span and one_mention.refers_to != following.refers_to
        assert both or one_mention.span.end <= following.span.start


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Serbia signed the EU-backed deal.", "EU-backed"),
        ("The bank froze the US-sanctioned firm's assets.", "US-sanctioned"),
        ("The British-born minister resigned.", "British-born"),
        ("They asked an Amritsar-based agent.", "Amritsar-based"),
        ("It is a Hong Kong-based fund.", "Hong"),
        ("Serbia blamed Kosovo, but both sides left early.", "sides"),
        ("France sued Italy. The two countries signed a pact.", "countries"),
        ("The parties could not agree on it.", "parties"),
        ("It comes from people familiar with the matter.", "people"),
        ("The authors of the text disagree.", "authors"),
        ("Greece ended a dispute with its northern neighbour.", "neighbour"),
        ("He met an arms dealer in Cyprus.", "arms dealer"),
        ("The reader may wonder why.", "reader"),
        ("She is the Ledger's Brussels correspondent.", "Brussels correspondent"),
        ("The city warns that SURRENDER is the only option.", "SURRENDER"),
    ],
)
def test_what_names_no_actor_is_no_mention(text: str, absent: str) -> None:
    assert absent not in {mention.span.of(text) for mention in find(text)}


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("Police arrested 217 people in the town.", "people", None),
        ("At least 83 people were wounded in the attack.", "people", None),
        ("Police arrested more than 300 protesters.", "protesters", None),
        ("Western leaders met in Oslo.", "Western leaders", None),
        ("Talks on the rights of the Serb minority failed.", "Serb minority", "SRB"),
        ("The visit worried smaller Asian countries.", "smaller Asian countries", None),
        ("Protesters and lawmakers met.", "lawmakers", None),
    ],
)
def test_groups_that_may_act_are_mentions(text: str, words: str, country: str | None) -> None:
    mention = one(text, words)
    assert (mention.kind, mention.country) == (MentionKind.GROUP, country)


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("Marine Le Pen demanded an answer.", "Marine Le Pen", None),
        ("The troops of General Abdel Fattah al-Burhan left.", "Abdel Fattah al-Burhan", "General"),
        ("Crown Prince Mohammed bin Salman spoke.", "Mohammed bin Salman", "Crown Prince"),
        ("President Ursula von der Leyen spoke.", "Ursula von der Leyen", "President"),
        ("President Luiz Inácio Lula da Silva spoke.", "Luiz Inácio Lula da Silva", "President"),
        ("Minister Gonzalo de la Torre resigned.", "Gonzalo de la Torre", "Minister"),
        ("Laurent Berger, the head of the CFDT union, spoke.", "Laurent Berger", "head of the CFDT union"),
        ("The State Department's spokesman, Matthew Miller, spoke.", "Matthew Miller", "spokesman"),
        ("Its spokesman, Dmitry Peskov, spoke.", "Dmitry Peskov", "spokesman"),
        ("They helped a sanctioned arms dealer, Slobodan Tešić, flee.", "Slobodan Tešić", "arms dealer"),
        (
            "Bratislav Gašić, the director of Serbia’s Security Intelligence Agency, spoke.",
            "Bratislav Gašić",
            "director of Serbia’s Security Intelligence Agency",
        ),
        (
            "Jennifer Williams, a top aide to the vice president, testified.",
            "Jennifer Williams",
            "top aide",
        ),
        ("Gov. Kristi Noem spoke.", "Kristi Noem", "Gov."),
    ],
)
def test_names_and_titles_stay_whole(text: str, name: str, title: str | None) -> None:
    person = next(m for m in find(text) if m.kind is MentionKind.PERSON)
    assert (person.name, person.title) == (name, title)


def test_an_office_of_a_body_is_one_mention() -> None:
    text = "The director of Serbia’s Security Intelligence Agency resigned."
    (mention,) = find(text)
    assert mention.name == "director of Serbia’s Security Intelligence Agency"


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The Independent Greeks left the coalition.", "Independent Greeks", MentionKind.ORGANISATION),
        ("The Independent reported it.", "The Independent", MentionKind.ORGANISATION),
        ("Police cleared the Place de la Concorde.", "Place de la Concorde", MentionKind.PLACE),
    ],
)
def test_the_longest_run_of_capitals_decides(text: str, words: str, kind: MentionKind) -> None:
    assert one(text, words).kind is kind


def test_headlines_and_datelines_in_capitals() -> None:
    text = "ISRAEL STRIKES GAZA AS TRUMP WARNS IRAN"
    found = {(m.name, m.kind) for m in find(text)}
    assert ("Israel", MentionKind.COUNTRY) in found
    assert ("Iran", MentionKind.COUNTRY) in found
    assert any(name.startswith("Gaza") and kind is MentionKind.PLACE for name, kind in found)
    assert ("Trump", MentionKind.PERSON) in found
    assert len(found) == 4
    text = "JEDDAH, Saudi Arabia — Envoys met in Jeddah."
    assert {m.name for m in find(text) if m.kind is MentionKind.PLACE} == {"Jeddah"}


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("President Joe Biden spoke in Kyiv.", "President Joe Biden", "USA"),
        (
            "PARIS — The French government fell.\n\nPrime Minister Zoé Bidule resigned.",
            "Prime Minister Zoé Bidule",
            "FRA",
        ),
        (
            "Greece’s parliament met, and Prime Minister Ilias Bidoulis spoke.",
            "Prime Minister Ilias Bidoulis",
            "GRC",
        ),
        (
            "BRUSSELS — Deputy Foreign Minister Ivan Bidulov spoke.",
            "Deputy Foreign Minister Ivan Bidulov",
            None,
        ),
        (
            "The French army and the Italian army met Prime Minister Zoé Bidule.",
            "Prime Minister Zoé Bidule",
            None,
        ),
    ],
)
def test_an_office_has_a_state_only_where_nothing_else_can_be_meant(
    text: str, words: str, country: str | None
) -> None:
    assert one(text, words).country == country


def test_the_body_right_before_a_title_has_the_office() -> None:
    text = "Norland State Teachers Association President Keith Bidule told them."
    person = one(text, "President Keith Bidule")
    assert (person.country, person.role) == (None, "NGO")


def test_the_body_that_one_heads_tells_the_sector() -> None:
    text = "Bratislav Gašić, the director of Serbia’s Security Intelligence Agency, spoke."
    person = next(m for m in find(text) if m.kind is MentionKind.PERSON)
    assert (person.country, person.role) == ("SRB", "SPY")


def test_a_seat_of_government_is_known_without_its_article() -> None:
    text = "It was a sham, White House Press Secretary Stephanie Grisham said."
    person = one(text, "White House Press Secretary Stephanie Grisham")
    assert (person.name, person.title, person.country) == ("Stephanie Grisham", "Press Secretary", "USA")
