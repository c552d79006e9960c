"""The coder of events: the example sentences of the codebook, and what every coding must hold to."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Auxiliary, BlockKind, Event, EventType, Paragraph, Sentence, Span
from dateline.understand.events import EventCoder
from dateline.understand.mentions import MentionFinder
from dateline.understand.ontology import Example, load_examples, load_ontology
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences

EXAMPLES = load_examples(load_ontology())


@cache
def _tools() -> tuple[Analyst, MentionFinder, EventCoder]:
    return Analyst.load(), MentionFinder.load(), EventCoder.load()


def code(text: str) -> tuple[Event, ...]:
    analyst, finder, coder = _tools()
    paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
    analyses = analyst.analyse(text, split_sentences(text, (paragraph,)))
    return coder.code(text, analyses, finder.find(text, analyses), ())


def _fits(example: Example, event: Event) -> bool:
    text = example.text
    actors = " | ".join(p.span.of(text) for p in event.actors)
    named = {p.span for p in event.actors}
    others = [span for span in event.evidence[1:] if event.reciprocal or span not in named]
    recipients = " | ".join(span.of(text) for span in others)
    return (
        event.type is example.type
        and (example.mode is None or event.mode == example.mode)
        and (example.actor is None or example.actor.casefold() in actors.casefold())
        and (example.recipient is None or example.recipient.casefold() in recipients.casefold())
        and (example.auxiliaries is None or set(event.auxiliaries) == example.auxiliaries)
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.type}.{e.mode}: {e.text}")
def test_example(example: Example) -> None:
    events = code(example.text)
    if example.negative:
        assert not [e for e in events if e.type is example.type and e.mode == example.mode]
    else:
        assert any(_fits(example, event) for event in events), events


def test_reciprocal_event_has_actors_only() -> None:
    (event,) = code("Russia and Turkey held talks with Iran in Sochi.")
    assert event.type is EventType.CONSULT
    assert event.reciprocal
    assert len(event.actors) == 3
    assert event.recipients == ()


def test_passive_puts_the_agent_first() -> None:
    text = "The Serbian minister was sanctioned by the United States."
    (event,) = code(text)
    assert event.type is EventType.SANCTION
    assert "United States" in event.actors[0].span.of(text)
    assert "minister" in event.recipients[0].span.of(text)


def test_event_inside_a_statement_keeps_its_auxiliaries() -> None:
    text = "Vulin assured Putin that Serbia would not join NATO."
    event = next(e for e in code(text) if any("NATO" in p.span.of(text) for p in e.recipients))
    assert set(event.auxiliaries) == {Auxiliary.FUTURE, Auxiliary.NEGATION}
    assert event.actors[0].span.of(text) == "Serbia"


def test_participants_are_linked_to_mentions() -> None:
    text = "French President Emmanuel Macron condemned Iran."
    analyst, finder, coder = _tools()
    analyses = analyst.analyse(text, (Sentence(index=0, span=Span(0, len(text)), paragraph=0),))
    mentions = finder.find(text, analyses)
    (event,) = coder.code(text, analyses, mentions, ())
    assert [mentions[p.mention].name for p in event.recipients if p.mention is not None] == ["Iran"]
    assert all(p.mention is not None for p in event.actors)


@pytest.mark.parametrize(
    "text",
    [
        "Arsenal attacked from the first whistle and scored a late goal to beat Chelsea in the cup final.",
        "The storm hit the coast with wind and heavy rain.",
        "Shares fell as investors attacked the bank's stock.",
        "The museum opened on Monday.",
        "",
    ],
)
def test_what_is_no_event(text: str) -> None:
    assert code(text) == () if text else True


_WORDS = st.sampled_from(
    [
        "Russia",
        "France",
        "the",
        "army",
        "rebels",
        "attacked",
        "agreed",
        "to",
        "refused",
        "will",
        "not",
        "talks",
        "with",
        "on",
        "sanctions",
        "by",
        "and",
        ",",
        "that",
        "said",
        "released",
        "prisoners",
        "if",
        "must",
        "would",
        "Putin",
        "withdraw",
        "from",
        "his",
        "troops",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=25))
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
