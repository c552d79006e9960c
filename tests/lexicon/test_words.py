from __future__ import annotations

import dataclasses

import pytest

from dateline.lexicon.words import one_line, role_in_words, shortened, who, why_event, why_statement
from dateline.model import Participant
from tests.store.factory import place, reading

READING = reading()
TEXT = READING.article.text


@pytest.mark.parametrize(
    ("rule", "mode", "words"),
    [
        ("reader", None, "the model read “met” as CONSULT, without a mode"),
        ("reader; mode by reader", "visit", "the model read “met” as CONSULT and chose the mode visit"),
        (
            "reader; mode by CONSULT.visit/hold talk:12",
            "visit",
            "the model read “met” as CONSULT; the word list gave the mode visit "
            "(“hold talk”, entry CONSULT.visit/hold talk:12)",
        ),
        (
            "reader; mode by AGREE+plan(CONSULT/meet:3)",
            "meet",
            "the model read “met” as CONSULT; the word list gave the mode meet "
            "(entry AGREE+plan(CONSULT/meet:3))",
        ),
        (
            "reader with CONSULT/confer:7",
            None,
            "the model read “met” as CONSULT, as the word list proposed (“confer”, entry CONSULT/confer:7), "
            "without a mode",
        ),
        (
            "reader with CONSULT.visit/meet:3; mode by reader",
            "phone",
            "the model read “met” as CONSULT, as the word list proposed (“meet”, entry CONSULT.visit/meet:3) "
            "and chose the mode phone",
        ),
        ("meet", "visit", "the rule meet found “met”"),
    ],
)
def test_why_an_event(rule: str, mode: str | None, words: str) -> None:
    event = dataclasses.replace(READING.events[0], rule=rule, mode=mode)
    assert why_event(event, TEXT) == words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("reader; kind by assure (clause)", "; the cue list gave the kind pledge (“assure” with a clause)"),
        ("reader; kind by accuse (of)", "; the cue list gave the kind pledge (“accuse” with “of”)"),
        ("reader; kind by according to", "; the cue list gave the kind pledge (“according to”)"),
        ("reader; kind by reader", " and chose the kind pledge, which the cue list does not tell"),
    ],
)
def test_why_a_statement(rule: str, words: str) -> None:
    statement = dataclasses.replace(READING.statements[0], rule=rule)
    assert why_statement(statement, TEXT) == f"the model read “assured” as the words that attribute{words}"


def test_who() -> None:
    duval, border = READING.mentions[6], place(TEXT, "the border")
    assert who(READING, Participant(span=duval.span, mention=6)) == "Ana Duval (SYL, GOV)"
    assert who(READING, Participant(span=border)) == "the border"
    assert who(READING, Participant(span=place(TEXT, "assured Duval"), mention=6)) == (
        "assured Duval = Ana Duval (SYL, GOV)"
    )
    she = dataclasses.replace(duval, head=border, span=border)
    mentions = (*READING.mentions[:6], she, *READING.mentions[7:])
    pronoun = dataclasses.replace(READING, mentions=mentions)
    assert who(pronoun, Participant(span=border, mention=6)) == "the border = Ana Duval (SYL, GOV)"


def test_texts_of_pages_do_not_command_the_terminal() -> None:
    assert one_line("a\n\x1b[2Jb\t\x9bc") == "a  [2Jb  c"
    evil = dataclasses.replace(READING.article, text=TEXT.replace("met", "\x1b\nt"))
    event = dataclasses.replace(READING.events[0], rule="reader")
    assert "\x1b" not in why_event(event, evil.text)


def test_long_texts_are_cut_in_the_middle() -> None:
    words = " ".join(map(str, range(30)))
    assert shortened(words, 6) == "0 1 2 3 … 28 29"
    assert shortened("a  b\nc", 6) == "a b c"


def test_role_codes() -> None:
    assert role_in_words("GOV") == "GOV (government)"
    assert role_in_words("XYZ") == "XYZ"
