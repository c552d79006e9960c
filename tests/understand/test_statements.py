from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import BlockKind, Event, EventType, Paragraph, Participant, Span, Statement
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences
from dateline.understand.statements import StatementFinder
from tests.hangs import ends

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("statement_cases.yaml").read_text(encoding="utf-8")
)
WORDS = """
said told denied that to the a mayor Hale Norland she he would not go “ ” " ' : , . — according wants who and
but on Tuesday river claim accused of saying they it is was “We will go,” 'no' promised reporters ; ?
""".split()  # noqa: SIM905


@cache
def finders() -> tuple[Analyst, MentionFinder, StatementFinder]:
    return Analyst.load(), MentionFinder.load(), StatementFinder.load()


def read(text: str, *, headline: bool = False) -> tuple[Statement, ...]:
    analyst, mentions, statements = finders()
    spans = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    paragraphs = tuple(
        Paragraph(kind=BlockKind.HEADLINE if headline and n == 0 else BlockKind.PARAGRAPH, span=span)
        for n, span in enumerate(spans)
    )
    analyses = analyst.analyse(text, split_sentences(text, paragraphs))
    return statements.find(text, analyses, mentions.find(text, analyses), ())


def words_of(participant: Participant | None, text: str) -> str | None:
    return participant.span.of(text) if participant else None


def described(statement: Statement, text: str) -> dict[str, Any]:
    content = [span.of(text) for span in statement.content]
    return {
        "cue": statement.cue.of(text),
        "speaker": words_of(statement.speaker, text),
        "addressee": words_of(statement.addressee, text),
        "content": content[0] if len(content) == 1 else content,
        "kind": statement.kind.value,
        "polarity": statement.polarity.value,
        "quoted": statement.quoted,
    }


def fits(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(
        found[key] in value if key == "kind" and isinstance(value, list) else found[key] == value
        for key, value in wanted.items()
    )


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case['text'][:30]}" for n, case in enumerate(CASES)])
def test_case(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [described(s, text) for s in read(text, headline=case.get("headline", False))]
    if case.get("none"):
        assert found == []
    for wanted in case.get("statements", []):
        assert any(fits(one, wanted) for one in found), found
    assert len(found) == case.get("count", len(found)), found


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(
    ("text", "speaker", "name"),
    [
        ("Defence Minister Ana Kovač said the army would stay.", "Defence Minister Ana Kovač", "Ana Kovač"),
        ("Serbia's claim that the bridge was closed is false.", "Serbia", "Serbia"),
        ("Ana Kovač, who said the army would stay, left Belgrade.", "Ana Kovač", "Ana Kovač"),
        (
            "Its spokesman, Dmitry Brandov, said the road was open.",
            "Its spokesman, Dmitry Brandov",
            "Dmitry Brandov",
        ),
        ("Putin and Vučić discussed the talks.", "Putin and Vučić", "Putin"),
    ],
)
def test_speakers_are_linked_to_mentions(text: str, speaker: str, name: str) -> None:
    analyst, mentions, _ = finders()
    paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
    found = mentions.find(text, analyst.analyse(text, split_sentences(text, (paragraph,))))
    spoken = next(s.speaker for s in read(text) if s.speaker is not None)
    assert spoken.span.of(text) == speaker
    assert spoken.mention is not None
    assert found[spoken.mention].head.of(text) == name


def test_events_in_the_content_are_linked() -> None:
    text = "The army shelled the town. The minister said that rebels shelled the bridge."
    analyst, _, statements = finders()
    places = [m.start() for m in re.finditer("shelled", text)]
    events = [
        Event(
            index=n,
            type=EventType.ASSAULT,
            sentence=n,
            trigger=Span(place, place + 7),
            evidence=(Span(place, place + 7),),
            rule="given",
            score=1.0,
        )
        for n, place in enumerate(places)
    ]
    paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
    (statement,) = statements.find(
        text, analyst.analyse(text, split_sentences(text, (paragraph,))), (), events
    )
    assert statement.events == (1,)
    assert statement.sentence == 1


def test_a_page_of_words_without_a_stop_is_quick() -> None:
    with ends("the reading"):
        read("said that he wanted to go and " * 500)
        read("“He said,” she said, " * 500)


def check(text: str, statements: Sequence[Statement]) -> None:
    assert [s.index for s in statements] == list(range(len(statements)))
    for statement in statements:
        assert statement.content
        assert 0 < statement.score <= 1
        assert statement.cue.end <= len(text)
        for before, after in zip(statement.content, statement.content[1:], strict=False):
            assert before.end <= after.start
        for span in statement.content:
            assert 0 < len(span) <= len(text)
            assert span.end <= len(text)
            assert not span.overlaps(statement.cue)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25), min_size=1, max_size=4))
def test_spans_lie_in_the_text_and_content_never_holds_its_own_cue(lines: list[list[str]]) -> None:
    text = "\n\n".join(" ".join(line) for line in lines)
    check(text, read(text))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("aA said,.“”\"'\n :—(){}č\u00a0\ufffd"), max_size=120))
def test_any_text_is_read(text: str) -> None:
    check(text, read(text))
