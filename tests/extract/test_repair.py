"""Repairs: lost letters, apostrophes, quotation marks and mojibake, and question marks left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.extract.repair import Repairer
from tests.hangs import ends

REPAIRER = Repairer.load()


def repaired(*blocks: str) -> list[str]:
    return [block.text for block in REPAIRER.repair(blocks)]


def test_a_name_is_restored_by_the_words_beside_it_and_then_alone() -> None:
    first, second = REPAIRER.repair(["President Aleksandar Vu?i? spoke.", "Under Vu?i?’s lead it grew."])
    assert first.text == "President Aleksandar Vučić spoke."
    assert second.text == "Under Vučić’s lead it grew."
    (repair,) = first.repairs
    assert (repair.original, repair.result, repair.rule) == ("Vu?i?", "Vučić", "lost letter")
    assert repair.span.of(first.text) == "Vučić"
    assert "Aleksandar Vučić" in repair.evidence
    assert "elsewhere in the document" in second.repairs[0].evidence


@pytest.mark.parametrize(
    ("damaged", "result"),
    [
        ("Aleksander ?eferin leads UEFA.", "Aleksander Čeferin leads UEFA."),
        ("Did he meet Vu?i?? Yes.", "Did he meet Vučić? Yes."),
        ("Vu??i?? spoke first.", "Vučić spoke first."),
        ("Vu\ufffd\ufffdi\ufffd\ufffd spoke first.", "Vučić spoke first."),
        ("Vu\ufffdi\ufffd spoke first.", "Vučić spoke first."),
        ("Andrej Plenkovi? said no.", "Andrej Plenković said no."),
        ("ERDO?AN WINS", "ERDOĞAN WINS"),
        ("Vu?i??s party won.", "Vučić’s party won."),
        ("I don?t know Serbia?s aims.", "I don’t know Serbia’s aims."),
        ("?We will not join,? he said.", "“We will not join,” he said."),
        ("the ?special operation? in the east", "the “special operation” in the east"),
        ("BeyoncÃ© sang in ZÃ¼rich", "Beyoncé sang in Zürich"),
        ("It was â€œfineâ€\x9d", "It was “fine”"),
    ],
)
def test_damage_is_repaired(damaged: str, result: str) -> None:
    assert repaired(damaged) == [result]


@pytest.mark.parametrize(
    "text",
    [
        "Is it true? Yes. Who?What?When?",
        "What?s up with that?",
        "See https://example.org/find?q=Vu?i? or example.org/a?b.",
        "Is that Tom? he asked. No? she said.",
        "“Straight” and 'curly' quotes stay, … and — too; naïve café.",
        "Xy?z?q is no word that we know.",
        "Did it pass? he asked.",
        "5?6 and [?] and A?B?C?",
    ],
)
def test_what_is_not_broken_or_not_certain_stays(text: str) -> None:
    (block,) = REPAIRER.repair([text])
    assert block.text == text
    assert block.repairs == ()


def test_a_word_elsewhere_in_the_document_is_evidence() -> None:
    assert repaired("Qužborić came.", "Then Qu?bori? left.") == ["Qužborić came.", "Then Qužborić left."]


def test_two_words_that_fit_leave_the_damage() -> None:
    assert repaired("Qužbor and Qušbor met.", "Then Qu?bor left.")[1] == "Then Qu?bor left."


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet="abVuié?\ufffd ’“,.\u00c3\u00a9", max_size=40), max_size=4))
def test_spans_give_the_results_and_undoing_gives_the_original(blocks: list[str]) -> None:
    for before, block in zip(blocks, REPAIRER.repair(blocks), strict=True):
        text = block.text
        for repair in block.repairs:
            assert repair.span.of(block.text) == repair.result
        if len({repair.rule == "mojibake" for repair in block.repairs}) < 2:
            for repair in reversed(block.repairs):
                text = text[: repair.span.start] + repair.original + text[repair.span.end :]
            assert text == before


def test_mojibake_in_a_block_without_paragraphs_is_mended_in_time() -> None:
    with ends("the repair"):
        (block,) = REPAIRER.repair(["The minister’s cafÃ© in MÃ¼nchen was closed. " * 3_000])
    assert block.text.startswith("The minister’s café in München was closed.")
