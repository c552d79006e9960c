"""The acts that the lexicon proposes: who does them, to whom, and what stands around them."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import BlockKind, EventType, Paragraph, Span
from dateline.understand.frames import Act
from dateline.understand.frames_acts import ActFinder
from dateline.understand.frames_view import Range, View
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences

WORDS = """
Russia France the army rebels attacked agreed to refused will not talks with on sanctions by and , that said
released prisoners if must would Putin withdraw from his troops held launched the talks attack which
""".split()  # noqa: SIM905


@cache
def _tools() -> tuple[Analyst, ActFinder]:
    return Analyst.load(), ActFinder.load()


def _views(text: str) -> list[View]:
    paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
    return [View(a) for a in _tools()[0].analyse(text, split_sentences(text, (paragraph,)))]


def _acts(text: str) -> list[tuple[View, Act]]:
    return [(view, act) for view in _views(text) for act in _tools()[1].acts(view)]


def _words(view: View, ranges: tuple[Range, ...], text: str) -> list[str]:
    return [view.analysis.span(*place).of(text) for place in ranges]


def test_a_passive_has_its_agent_as_actor() -> None:
    text = "The Serbian minister was sanctioned by the United States."
    ((view, act),) = _acts(text)
    assert act.type is EventType.SANCTION
    assert _words(view, act.actors, text) == ["the United States"]
    assert _words(view, act.recipients, text) == ["The Serbian minister"]


def test_all_are_actors_of_what_they_do_together() -> None:
    text = "Russia and Turkey held talks with Iran in Sochi."
    ((_, act),) = _acts(text)
    assert act.type is EventType.CONSULT
    assert act.reciprocal


def test_a_pronoun_gives_way_to_the_subject_before_it() -> None:
    text = "The army said it had bombed the town."
    found = [(view, act) for view, act in _acts(text) if act.type is EventType.ASSAULT]
    assert [_words(view, act.actors, text) for view, act in found] == [["The army"]]


@pytest.mark.parametrize(
    ("text", "kind", "mode"),
    [
        ("The government refused to lift the ban.", EventType.REJECT, "yield"),
        ("France demanded that Iran release two tourists.", EventType.REQUEST, "yield"),
        ("The general threatened to bomb the capital.", EventType.THREATEN, "violence"),
        ("Kenya agreed to meet the rebels.", EventType.AGREE, None),
        ("Kenya agreed to withdraw its troops from Somalia.", EventType.CONCEDE, None),
        ("The two presidents will meet in June.", EventType.AGREE, None),
    ],
)
def test_the_outer_act_decides(text: str, kind: EventType, mode: str | None) -> None:
    assert [(act.type, act.mode) for _, act in _acts(text)] == [(kind, mode)]


def test_a_negated_act_keeps_its_type() -> None:
    ((_, act),) = _acts("The army did not attack the town.")
    assert act.type is EventType.ASSAULT
    assert act.negated


def test_a_noun_before_its_light_verb_is_the_trigger() -> None:
    ((view, act),) = _acts("The talks that the two sides held ended.")
    assert view.lows[slice(*act.trigger)] == ["the", "talks"]


def test_no_words_no_acts() -> None:
    assert _acts("The museum opened on Monday.") == []
    assert _views("") == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
def test_any_words_give_whole_acts(words: list[str]) -> None:
    text = " ".join(words) + "."
    modes = {kind: set(entry.modes) for kind, entry in _tools()[1].ontology.types.items()}
    for view, act in _acts(text):
        assert act.mode is None or act.mode in modes[act.type]
        for first, last in (act.trigger, *act.actors, *act.recipients):
            assert 0 <= first < last <= len(view.lows)
