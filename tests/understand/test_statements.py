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
from dateline.understand.encoder.reader import SeenWindow, WindowReader
from dateline.understand.mentions import MentionFinder
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences
from dateline.understand.statements import StatementFinder
from tests.hangs import ends
from tests.understand.given import Read

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("statement_cases.yaml").read_text(encoding="utf-8")
)
WORDS = """
said told denied that to the a mayor Hale Norland she he would not go “ ” " ' : , . — according wants who and
but on Tuesday river claim accused of saying they it is was “We will go,” 'no' promised reporters ; ?
""".split()  # noqa: SIM905


@cache
def finders() -> tuple[WindowReader, Analyst, MentionFinder, StatementFinder]:
    return WindowReader.load(), Analyst.load(), MentionFinder.load(), StatementFinder.load()


def read(text: str, *, headline: bool = False) -> tuple[Statement, ...]:
    """The statements of a text, as the shipped weights see it."""
    reader, analyst, mentions, statements = finders()
    spans = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    paragraphs = tuple(
        Paragraph(kind=BlockKind.HEADLINE if headline and n == 0 else BlockKind.PARAGRAPH, span=span)
        for n, span in enumerate(spans)
    )
    sentences = split_sentences(text, paragraphs)
    analyses = analyst.analyse(text, sentences)
    seen = reader.look(text, sentences)
    return statements.find(text, seen, analyses, mentions.find(text, analyses, seen), ())


def given_found(given: Read, window: SeenWindow, events: Sequence[Event] = ()) -> tuple[Statement, ...]:
    return finders()[3].find(given.text, (window,), given.analyses, given.mentions, events)


def bare(words: str) -> str:
    """Content without what corpora draw now so, now so: its "that", quotation marks and stops."""
    return words.strip(" ,.“”\"‘’'").removeprefix("that ")


def words_of(participant: Participant | None, text: str) -> str | None:
    return participant.span.of(text) if participant else None


def described(statement: Statement, text: str) -> dict[str, Any]:
    content = [span.of(text) for span in statement.content]
    return {
        "cue": statement.cue.of(text),
        "speaker": words_of(statement.speaker, text),
        "addressee": words_of(statement.addressee, text),
        "content": [bare(words) for words in content],
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
    assert 10 <= len(CASES) <= 40


@pytest.mark.parametrize(
    ("text", "source", "speaker", "name"),
    [
        ("Minister Ana Kovač said it was so.", "Minister Ana Kovač", "Minister Ana Kovač", "Ana Kovač"),
        ("Serbia said it was so.", "Serbia", "Serbia", "Serbia"),
        ("Ana Kovač, who left, said it was so.", "Ana Kovač, who left,", "Ana Kovač", "Ana Kovač"),
    ],
)
def test_speakers_are_plain_and_linked_to_mentions(text: str, source: str, speaker: str, name: str) -> None:
    given = Read.of(text)
    (one,) = given_found(given, given.window(statements=[given.saying("said", source, "it was so")]))
    assert one.speaker is not None
    assert one.speaker.span.of(text) == speaker
    assert one.speaker.mention is not None
    assert given.mentions[one.speaker.mention].head.of(text) == name
    assert one.rule.startswith("reader")


def test_whom_it_is_said_to_is_linked() -> None:
    given = Read.of("Putin told Vučić that it was so.")
    window = given.window(
        [("Putin", "person"), ("Vučić", "person")],
        statements=[given.saying("told", "Putin", "that it was so", addressee=1)],
    )
    (one,) = given_found(given, window)
    assert words_of(one.addressee, given.text) == "Vučić"


def test_what_is_unsure_or_has_no_content_is_left_out() -> None:
    given = Read.of("Putin said it was so.")
    weak = given.saying("said", "Putin", "it was so", score=0.2)
    assert given_found(given, given.window(statements=[weak])) == ()
    assert given_found(given, given.window(statements=[given.saying("said", "Putin")])) == ()


def test_a_paragraph_without_a_cue_goes_on_with_what_was_said() -> None:
    given = Read.of("“It is so,” Putin said. “It will stay so for a long time.”")
    first = given.window(statements=[given.saying("said", "Putin", "“It is so,”")])
    second = given.window(loose=["“It will stay so for a long time.”"])
    (one,) = finders()[3].find(given.text, (first, second), given.analyses, given.mentions, ())
    assert [span.of(given.text) for span in one.content] == [
        "“It is so,”",
        "“It will stay so for a long time.”",
    ]
    assert one.quoted


def test_scraps_of_other_sentences_are_left_out() -> None:
    given = Read.of(
        'Ana Duval said the border would stay open. The bridge was closed. "Nobody is turned away." Trade fell by half.'
    )
    window = given.window(
        (("Ana Duval", "person"),),
        statements=(
            given.saying(
                "said",
                "Ana Duval",
                "the border would stay open",
                "closed",
                '"Nobody is turned away."',
                "by half",
            ),
        ),
    )
    (found,) = given_found(given, window)
    assert [piece.of(given.text) for piece in found.content] == [
        "the border would stay open",
        '"Nobody is turned away."',
    ]


def test_a_statement_of_scraps_alone_is_none() -> None:
    given = Read.of("Ana Duval said so. The bridge was closed on Monday.")
    saying = given.saying("said", "Ana Duval", "closed")
    assert given_found(given, given.window((("Ana Duval", "person"),), statements=(saying,))) == ()


def test_direct_speech_that_was_not_seen_goes_on_too() -> None:
    given = Read.of("“It is so,” Putin said. “It will stay so for a long time.”")
    (one,) = given_found(given, given.window(statements=[given.saying("said", "Putin", "“It is so,”")]))
    assert len(one.content) == 2


def test_events_in_the_content_are_linked() -> None:
    given = Read.of("The army shelled the town. The minister said that rebels shelled the bridge.")
    places = [m.start() for m in re.finditer("shelled", given.text)]
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
    said = given.saying("said", "The minister", "that rebels shelled the bridge")
    (statement,) = given_found(given, given.window(statements=[said]), events)
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
