"""The coder of events: what it makes of what was seen, and sentences that must be coded right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Auxiliary, DateEstimate, Event, Precision
from dateline.understand.encoder.reader import SeenEvent, WindowReader
from dateline.understand.events import EventCoder
from dateline.understand.ontology import Example, load_examples, load_ontology
from dateline.understand.proposals import Proposer
from dateline.understand.times import find_times
from tests.understand.given import Read

EXAMPLES = [example for example in load_examples(load_ontology()) if not example.negative]
SHARE = 0.75  # of the codebook's examples; a model may miss some


@cache
def _coder() -> EventCoder:
    return EventCoder.load()


@cache
def _reader() -> WindowReader:
    return WindowReader.load()


@cache
def _proposer() -> Proposer:
    return Proposer.load()


def code(text: str) -> tuple[Event, ...]:
    """The events of a text, as the shipped weights see it."""
    read = Read.of(text)
    seen = _proposer().propose(_reader().look(text, read.sentences), read.analyses)
    return _coder().code(seen, read.analyses, read.mentions, find_times(text, read.analyses, None))


@dataclass(frozen=True)
class Case:
    """A sentence and an event that it tells."""

    text: str
    type: str
    actor: str
    recipient: str = ""
    mode: str | None = None
    auxiliaries: str = ""

    def fits(self, event: Event) -> bool:
        actors, recipients = (
            " | ".join(p.span.of(self.text) for p in group) for group in (event.actors, event.recipients)
        )
        return (
            event.type == self.type
            and (self.mode is None or event.mode == self.mode)
            and self.actor in actors
            and (self.recipient in recipients or (event.reciprocal and self.recipient in actors))
            and " ".join(event.auxiliaries) == self.auxiliaries
        )


CASES = [
    Case("Russian forces shelled the city of Kupiansk on Tuesday.", "ASSAULT", "Russian forces", "Kupiansk"),
    Case("Police arrested 40 demonstrators in the capital on Sunday.", "COERCE", "Police", "40 demonstrators",
         "arrest"),
    Case("The United States imposed sanctions on two Belarusian banks.", "SANCTION", "The United States",
         "two Belarusian banks"),
    Case("Thousands of people protested against the government in Budapest on Saturday.", "PROTEST",
         "Thousands of people", "the government", "demo"),
    Case("The foreign ministers of Armenia and Azerbaijan met in Geneva on Friday.", "CONSULT",
         "The foreign ministers of Armenia"),
    Case("Germany condemned Iran for the execution of a dissident.", "ACCUSE", "Germany", "Iran",
         "disapprove"),
    Case("The rebels released 12 hostages on Friday.", "RETREAT", "The rebels", "12 hostages", "release"),
    Case("Ethiopia refused to meet the rebels.", "REJECT", "Ethiopia", "the rebels", "meet"),
    Case("North Korea threatened to attack South Korea.", "THREATEN", "North Korea", "South Korea",
         "violence"),
    Case("Turkey sent food and tents to the victims of the earthquake in Syria.", "AID", "Turkey",
         "the victims of the earthquake"),
    Case("French President Emmanuel Macron praised Ukraine for its courage.", "SUPPORT", "Emmanuel Macron",
         "Ukraine"),
    Case("The government lifted a ban on rallies on Monday.", "CONCEDE", "The government"),
    Case("The opposition demanded that the president resign.", "REQUEST", "The opposition", "the president"),
    Case("Poland deployed 2,000 soldiers to its border with Belarus.", "MOBILIZE", "Poland", "", "troops"),
    Case("Two journalists were detained by security forces in Kampala.", "COERCE", "security forces",
         "Two journalists", "arrest"),
    Case("Brazil expelled two Nicaraguan diplomats on Thursday.", "SANCTION", "Brazil", "two Nicaraguan diplomats"),
    Case("The army did not attack the village.", "ASSAULT", "The army", "the village", None, "negation"),
    Case("In 1999, NATO bombed Belgrade.", "ASSAULT", "NATO", "Belgrade", "aerial", "historical"),
    Case("Defence Minister Ahmed Nasser resigned on Thursday after a week of protests.", "RETREAT",
         "Ahmed Nasser", "", "resign"),
    Case("Taliban militants kidnap six aid workers in Helmand", "ASSAULT", "Taliban militants",
         "six aid workers", "abduct"),
    Case("A court in Minsk sentenced the opposition leader to 18 years in prison.", "SANCTION",
         "A court in Minsk", "the opposition leader", "convict"),
    Case("Japan and the Philippines held joint naval exercises in the South China Sea.", "COOPERATE", "Japan",
         "the Philippines"),
    Case("Sweden expelled five Russian diplomats on Wednesday.", "SANCTION", "Sweden",
         "five Russian diplomats", "expel"),
    Case("The two presidents will meet in June, the Kremlin said.", "AGREE", "The two presidents"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_a_clear_sentence_is_coded(case: Case) -> None:
    found = code(case.text)
    assert any(case.fits(event) for event in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Arsenal attacked from the first whistle and scored a late goal to beat Chelsea in the cup final.",
        "The storm hit the coast with wind and heavy rain on Monday.",
        "Shares fell as investors attacked the bank's stock.",
        "The museum opened on Monday.",
        "The Nikkei fell 1.2 percent as exporters were hit by a stronger yen.",
        "She was born in Lyon in 1931 and studied the violin at the conservatory.",
        "The actress fought back tears as she accepted the award for best film.",
        "Scientists found that the bacteria resist most drugs.",
    ],
)
def test_what_is_no_event(text: str) -> None:
    assert code(text) == ()


def test_no_text_no_events() -> None:
    assert code("") == ()


def _told(example: Example) -> bool:
    return any(
        event.type is example.type
        and (example.mode is None or event.mode == example.mode)
        and (example.auxiliaries is None or set(event.auxiliaries) == example.auxiliaries)
        for event in code(example.text)
    )


@pytest.mark.slow
def test_most_examples_of_the_codebook_are_coded() -> None:
    assert sum(_told(example) for example in EXAMPLES) >= SHARE * len(EXAMPLES)


# --- what the coder makes of what was seen

TEXT = "French President Emmanuel Macron condemned Iran in Paris on Friday."
MENTIONS = (("French President Emmanuel Macron", "person"), ("Iran", "country"), ("Paris", "place"))


def made(read: Read, mentions: Sequence[tuple[str, str]], *acts: SeenEvent) -> tuple[Event, ...]:
    times = find_times(read.text, read.analyses, None)
    return _coder().code((read.window(mentions, acts),), read.analyses, read.mentions, times)


def test_participants_and_places_are_linked_to_mentions() -> None:
    read = Read.of(TEXT)
    (event,) = made(read, MENTIONS, read.act("condemned", "ACCUSE", (0,), (1,), place=2))
    names = {mention.index: mention.name for mention in read.mentions}
    assert [names[p.mention] for p in event.actors if p.mention is not None] == ["Emmanuel Macron"]
    assert [names[p.mention] for p in event.recipients if p.mention is not None] == ["Iran"]
    assert event.place is not None
    assert names[event.place] == "Paris"
    assert event.evidence == (event.trigger, event.actors[0].span, event.recipients[0].span)
    assert event.rule.startswith("reader")


def test_names_that_stand_as_one_are_taken_apart() -> None:
    read = Read.of("Emmanuel Macron and Angela Merkel met in Paris on Friday.")
    mentions = (("Emmanuel Macron and Angela Merkel", "person"),)
    (event,) = made(read, mentions, read.act("met", "CONSULT", (0,), reciprocal=True))
    assert [p.span.of(read.text) for p in event.actors] == ["Emmanuel Macron", "Angela Merkel"]
    read = Read.of("The presidents of France and Germany met in Paris on Friday.")
    mentions = (("The presidents of France and Germany", "person"),)
    (event,) = made(read, mentions, read.act("met", "CONSULT", (0,), reciprocal=True))
    assert [p.span.of(read.text) for p in event.actors] == ["The presidents of France and Germany"]
    read = Read.of("France’s Emmanuel Macron and Germany’s Friedrich Merz condemned Iran on Friday.")
    two = (("France’s Emmanuel Macron and Germany’s Friedrich Merz", "person"), ("Iran", "country"))
    (event,) = made(read, two, read.act("condemned", "ACCUSE", (0,), (1,)))
    assert [p.span.of(read.text) for p in event.actors] == [
        "France’s Emmanuel Macron",
        "Germany’s Friedrich Merz",
    ]


def test_a_word_that_is_not_known_to_tell_such_an_act_tells_none() -> None:
    read = Read.of("Iran sheltered Emmanuel Macron on Friday.")
    mentions = (("Iran", "country"), ("Emmanuel Macron", "person"))
    assert made(read, mentions, read.act("sheltered", "PROTEST", (0,), (1,))) == ()
    read = Read.of("Iran attacked Emmanuel Macron on Friday.")
    assert len(made(read, mentions, read.act("attacked", "ASSAULT", (0,), (1,)))) == 1


def test_a_thing_is_the_recipient_where_no_party_is_told() -> None:
    text = "The White House criticised the ruling on Friday."
    (event,) = code(text)
    assert event.type == "ACCUSE"
    assert [p.span.of(text) for p in event.recipients] == ["the ruling"]


def test_they_are_both_who_were_named_together() -> None:
    text = (
        "Serbian President Aleksandar Vučić and Prime Minister Albin Kurti agreed to talk. They met in Ohrid."
    )
    met = next(event for event in code(text) if event.trigger.of(text) == "met")
    assert [party.span.of(text) for party in met.actors] == ["They", "They"]
    assert len({party.mention for party in met.actors}) == 2


def test_who_is_accused_is_not_called_on() -> None:
    text = "Kurti accused Vučić of avoiding a signature and called on Brussels to make the deal binding."
    called = next(event for event in code(text) if event.trigger.of(text) == "called on")
    assert [party.span.of(text) for party in called.recipients] == ["Brussels"]


def test_who_belongs_to_another_act_takes_no_part() -> None:
    read = Read.of("Officers arrested Ivan Webb in the hall and carried the girl and a boy out.")
    mentions = (
        ("Officers", "police"),
        ("Ivan Webb", "person"),
        ("the girl", "civilians"),
        ("a boy", "civilians"),
    )
    (event,) = made(read, mentions, read.act("arrested", "COERCE", (0,), (1, 2, 3)))
    assert [party.span.of(read.text) for party in event.recipients] == ["Ivan Webb"]
    (event,) = made(read, mentions, read.act("carried", "COERCE", (0,), (2, 3)))
    assert [party.span.of(read.text) for party in event.recipients] == ["the girl", "a boy"]


def test_what_a_headline_says_is_done_to_somebody() -> None:
    read = Read.of("Storms escalate in Gauteng, residents urged to avoid rivers.")
    mentions = (("residents", "civilians"),)
    (event,) = made(read, mentions, read.act("urged", "REQUEST", (0,)))
    assert (event.actors, len(event.recipients)) == ((), 1)
    read = Read.of("Officials in Gauteng agreed to avoid rivers.")
    (event,) = made(read, (("Officials", "government"),), read.act("agreed", "AGREE", (0,)))
    assert (len(event.actors), event.recipients) == (1, ())


def test_they_joined_others_in_an_act() -> None:
    read = Read.of("Vietnam joined Japan on Thursday in condemning the attack by Chinese coast guards.")
    mentions = (("Vietnam", "country"), ("Japan", "country"), ("Chinese coast guards", "police"))
    (event,) = made(read, mentions, read.act("condemning", "ACCUSE", (0, 1), (2,)))
    assert len(event.actors) == 2


@pytest.mark.parametrize("words", ["Tuesday", "the", "$5 million", "Rs. 25 lakh"])
def test_a_day_an_article_and_a_sum_take_no_part(words: str) -> None:
    read = Read.of(f"France condemned {words} and Iran.")
    (event,) = made(
        read,
        (("France", "country"), (words, "organisation"), ("Iran", "country")),
        read.act("condemned", "ACCUSE", (0,), (1, 2)),
    )
    assert [party.span.of(read.text) for party in event.recipients] == ["Iran"]


def test_an_act_is_that_of_whose_it_is_told_to_be() -> None:
    read = Read.of(
        "Senators questioned Alex Vind on Emmanuel Macron's July 25 phone call with Angela Merkel."
    )
    mentions = (("Senators", "government"), ("Alex Vind", "person"), ("Angela Merkel", "person"))
    (event,) = made(read, mentions, read.act("call", "CONSULT", (1,), (2,)))
    assert [party.span.of(read.text) for party in event.actors] == ["Emmanuel Macron"]
    assert event.evidence[1] == event.actors[0].span
    read = Read.of("Gunmen claimed Angela Merkel's killing.")
    both = (("Gunmen", "armed"), ("Angela Merkel", "person"))
    (event,) = made(read, both, read.act("killing", "ASSAULT", (0,), (1,)))
    assert [party.span.of(read.text) for party in event.actors] == ["Gunmen"]


def test_an_attack_that_killed_is_by_who_attacked() -> None:
    read = Read.of("Russia launched a missile attack on Paris on Sunday that killed two people.")
    mentions = (("Russia", "country"), ("Paris", "place"), ("two people", "civilians"))
    acts = (read.act("attack", "ASSAULT", (0,), (1,)), read.act("killed", "ASSAULT", (1,), (2,)))
    attack, killed = made(read, mentions, *acts)
    assert [party.span.of(read.text) for party in killed.actors] == ["Russia"]
    assert killed.recipients != attack.recipients


@pytest.mark.parametrize(
    ("text", "seen", "actor"),
    [
        ("Emmanuel Macron sent a letter to Germany urging Iran to leave.", (0, 1), "Emmanuel Macron"),
        ("Emmanuel Macron sent a letter to Germany urging Iran to leave.", (1,), "Emmanuel Macron"),
        ("Emmanuel Macron joined troops from Germany urging Iran to leave.", (1,), "Germany"),
    ],
)
def test_what_a_letter_says_its_writer_does(text: str, seen: tuple[int, ...], actor: str) -> None:
    read = Read.of(text)
    mentions = (("Emmanuel Macron", "person"), ("Germany", "country"), ("Iran", "country"))
    (event,) = made(read, mentions, read.act("urging", "REQUEST", seen, (2,)))
    assert [party.span.of(text) for party in event.actors] == [actor]


@pytest.mark.parametrize("words", ["more", "1 percent", "12 %"])
def test_a_share_is_no_party(words: str) -> None:
    read = Read.of(f"Emmanuel Macron urged Iran and backed {words} on Monday.")
    mentions = (("Emmanuel Macron", "person"), (words, "civilians"), ("Iran", "country"))
    (event,) = made(read, mentions, read.act("backed", "SUPPORT", (0,), (1,)))
    assert event.recipients == ()


def test_a_time_behind_another_verb_is_not_that_of_the_act() -> None:
    read = Read.of("Iran condemned the move announced on 3 May 2021 by Germany.")
    mentions = (("Iran", "country"), ("Germany", "country"))
    (event,) = made(read, mentions, read.act("condemned", "ACCUSE", (0,), (1,)))
    assert event.date is None
    read = Read.of("On 3 May 2021, the move was announced, and Iran condemned Germany.")
    (event,) = made(read, mentions, read.act("condemned", "ACCUSE", (0,), (1,)))
    assert event.date is not None


def test_a_state_does_nothing_to_itself_by_another_name() -> None:
    read = Read.of(
        "Turkmenistan opened its hospitals, a rare gesture by Ashgabat, which had refused to help Iran."
    )
    mentions = (("Turkmenistan", "country"), ("Ashgabat", "country"), ("Iran", "country"))
    (event,) = made(read, mentions, read.act("refused", "REJECT", (1,), (0, 2)))
    assert [party.span.of(read.text) for party in event.recipients] == ["Iran"]


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("97 men charged", "97 men"),
        ("the accused", "the accused"),
        ("them", "them"),
        ("the army of", "the army"),
    ],
)
def test_a_party_ends_before_the_next_verb(words: str, party: str) -> None:
    read = Read.of(f"A court in Paris tried {words} with burning a village.")
    (event,) = made(
        read, (("A court", "court"), (words, "civilians")), read.act("tried", "ACCUSE", (0,), (1,))
    )
    assert [one.span.of(read.text) for one in event.recipients] == [party]


def test_nobody_is_a_place() -> None:
    read = Read.of("Iran condemned Germany in front of Emmanuel Macron.")
    mentions = (("Iran", "country"), ("Germany", "country"), ("Emmanuel Macron", "person"))
    (event,) = made(read, mentions, read.act("condemned", "ACCUSE", (0,), (1,), place=2))
    assert event.place is None


@pytest.mark.parametrize(
    ("text", "attacks"),
    [
        ("Two soldiers were killed in a helicopter crash in Logar province.", False),
        ("Two soldiers were killed when a hotel collapsed in Logar province.", False),
        ("A stampede in Logar province killed two soldiers.", False),
        ("Rebels killed two soldiers near the site of the earthquake in Logar province.", True),
        ("Two soldiers were killed in a suicide bombing in Logar province.", True),
        ("A drone crashed into a school and killed two teachers.", True),
    ],
)
def test_an_accident_is_no_attack(text: str, *, attacks: bool) -> None:
    assert any(event.type == "ASSAULT" for event in code(text)) is attacks


@pytest.mark.parametrize(
    ("text", "kind", "seen", "found"),
    [
        ("The company did not pay Emmanuel Macron.", "AID", (), ("negation",)),
        ("The company will not pay Emmanuel Macron.", "REJECT", (), ()),
        ("The company paid Emmanuel Macron.", "AID", ("negation", "future"), ("future",)),
        ("The company failed to pay Emmanuel Macron.", "AID", ("negation",), ("negation",)),
    ],
)
def test_what_is_negated_has_a_word_for_it(
    text: str, kind: str, seen: tuple[str, ...], found: tuple[str, ...]
) -> None:
    read = Read.of(text)
    mentions = (("The company", "organisation"), ("Emmanuel Macron", "person"))
    word = "paid" if "paid" in text else "pay"
    act = read.act(word, kind, (0,), (1,), auxiliaries=tuple(map(Auxiliary, seen)))
    (event,) = made(read, mentions, act)
    assert event.auxiliaries == found


@pytest.mark.parametrize(
    ("text", "threatens"),
    [
        ("Ukrainian President Volodymyr Zelenskyy warned that Russia could try to discredit Ukraine.", False),
        ("The army warned that it would fire on anybody who crossed the river.", True),
    ],
)
def test_what_is_only_foretold_is_no_threat(text: str, *, threatens: bool) -> None:
    assert any(event.type == "THREATEN" for event in code(text)) is threatens


def test_what_differs_in_words_only_is_told_once() -> None:
    read = Read.of("Iran attacked Paris and struck Paris on Friday, and attacked Macron.")
    mentions = (("Iran", "country"), ("Paris", "place"), ("Macron", "person"))
    acts = [read.act(word, "ASSAULT", (0,), (party,)) for word, party in (("attacked", 1), ("struck", 1))]
    assert [e.trigger.of(read.text) for e in made(read, mentions, *acts)] == ["attacked"]
    acts = [read.act(word, "ASSAULT", (0,), (party,)) for word, party in (("attacked", 1), ("struck", 2))]
    assert len(made(read, mentions, *acts)) == 2


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("General Omar Rahal", "person", "Omar Rahal"),
        ("the army of General Omar Rahal", "military", "army"),
        ("a crowd in Paris", "civilians", "crowd"),
        ("the city of Paris", "place", "Paris"),
    ],
)
def test_a_party_is_not_who_stands_behind_its_preposition(words: str, kind: str, name: str) -> None:
    read = Read.of(f"Iran condemned {words} on Friday.")
    (event,) = made(read, (("Iran", "country"), (words, kind)), read.act("condemned", "ACCUSE", (0,), (1,)))
    (party,) = event.recipients
    assert party.span.of(read.text) == words
    assert party.mention is not None
    assert read.mentions[party.mention].name == name


def test_an_act_without_a_party_is_no_event() -> None:
    read = Read.of(TEXT)
    assert made(read, MENTIONS, read.act("condemned", "ACCUSE", place=2)) == ()


def test_nobody_is_both_actor_and_recipient() -> None:
    read = Read.of(TEXT)
    (event,) = made(read, MENTIONS, read.act("condemned", "ACCUSE", (1,), (1,)))
    assert len(event.actors) == 1
    assert event.recipients == ()


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (("investigate", 0.95), "investigate"),  # the encoder is sure
        (("investigate", 0.5), "disapprove"),  # it is not, and the lexicon knows
        (("disapprove", 0.99), "disapprove"),
        (None, "disapprove"),
    ],
)
def test_the_lexicon_gives_the_mode_unless_the_encoder_is_sure(
    mode: tuple[str, float] | None, expected: str
) -> None:
    read = Read.of(TEXT)
    act = read.act("condemned", "ACCUSE", (0,), (1,), mode=mode, proposed="disapprove")
    (event,) = made(read, MENTIONS, act)
    assert event.mode == expected
    sure = "reader with given; mode by reader"
    assert event.rule == (sure if expected == "investigate" else "reader; mode by given")


@pytest.mark.parametrize(("chance", "expected"), [(0.6, "seize"), (0.2, None)])
def test_where_the_lexicon_knows_nothing_the_likelier_mode_counts(
    chance: float, expected: str | None
) -> None:
    read = Read.of("The junta confiscated the radio station.")
    mentions = (("The junta", "government"), ("the radio station", "organisation"))
    (event,) = made(read, mentions, read.act("confiscated", "COERCE", (0,), (1,), mode=("seize", chance)))
    assert event.mode == expected


def test_an_act_of_a_year_before_the_report_is_history() -> None:
    read = Read.of("NATO bombed Belgrade in 1999. It left Kabul in 2021.")
    mentions = (("NATO", "organisation"), ("Belgrade", "place"))
    (event,) = made(read, mentions, read.act("bombed", "ASSAULT", (0,), (1,)))
    assert event.auxiliaries == (Auxiliary.HISTORICAL,)
    assert event.date is not None
    assert event.date.latest is not None
    assert event.date.latest.year == 1999


def test_an_act_of_the_year_of_the_report_is_none_though_next_year_is_told() -> None:
    text = "Iran deported 300 people in October and will deport others next year."
    read = Read.of(text)
    published = DateEstimate(
        earliest=date(2019, 11, 20), latest=date(2019, 11, 20), precision=Precision.DAY, reasons=("given",)
    )
    times = find_times(text, read.analyses, published)
    mentions = (("Iran", "country"), ("300 people", "civilians"), ("others", "civilians"))
    acts = (read.act("deported", "COERCE", (0,), (1,)), read.act("deport others", "COERCE", (0,), (2,)))
    events = _coder().code((read.window(mentions, acts),), read.analyses, read.mentions, times, published)
    assert {time.date.latest.year for time in times if time.date and time.date.latest} == {2019, 2020}
    assert all(Auxiliary.HISTORICAL not in event.auxiliaries for event in events)


def test_a_time_belongs_to_the_act_of_its_clause() -> None:
    read = Read.of("Kosovo, which declared independence from Serbia in 2008, promised new talks.")
    acts = (read.act("declared", "SUPPORT", (0,)), read.act("promised", "AGREE", (0,)))
    seen = (read.window((("Kosovo", "country"),), acts),)
    declared, promised = _coder().code(
        seen, read.analyses, read.mentions, find_times(read.text, read.analyses, None)
    )
    assert declared.date is not None
    assert declared.date.latest is not None
    assert declared.date.latest.year == 2008
    assert promised.date is None


def test_contexts_are_those_that_the_clause_tells() -> None:
    read = Read.of("The European Union imposed sanctions on Iran over its nuclear programme.")
    mentions = (("The European Union", "organisation"), ("Iran", "country"))
    (event,) = made(read, mentions, read.act("imposed", "SANCTION", (0,), (1,)))
    assert len(event.contexts) <= 2
    assert set(event.contexts) <= set(load_ontology().contexts)
    assert event.contexts


WORDS = """
Russia France the army rebels attacked agreed to refused will not talks with on sanctions by and , that said
released prisoners if must would Putin withdraw from his troops
""".split()  # noqa: SIM905


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
def test_any_words_give_whole_events(words: list[str]) -> None:
    text = " ".join(words) + "."
    for number, event in enumerate(code(text)):
        assert event.index == number
        assert event.mode is None or event.mode in load_ontology().types[event.type].modes
        assert event.evidence[0] == event.trigger
        assert all(span.end <= len(text) for span in event.evidence)
        assert 0 <= event.score <= 1
        assert event.actors or event.recipients
        spans = [p.span for p in (*event.actors, *event.recipients)]
        assert len(set(spans)) == len(spans)
