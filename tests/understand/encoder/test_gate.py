"""The gate: which sentences the encoder is not asked about."""

from __future__ import annotations

from functools import cache

import pytest

from dateline.model import BlockKind, Paragraph, Span
from dateline.understand.encoder.gate import Gate, is_latin
from dateline.understand.encoder.reader import WindowReader
from dateline.understand.encoder.session import FOLDER
from dateline.understand.sentences import split_sentences

ATTACK = "Rebels attacked the town of Kirn on Sunday, the army said."


@cache
def _gate() -> Gate:
    return Gate.read(FOLDER / "gate.npz")


@pytest.mark.parametrize(
    "text",
    [
        ATTACK,
        "Erdoğan met Đoković in Łódź.",
        "",
        "2019",
        "“Да”, said Putin’s spokesman.",
        "Nguyễn Phú Trọng met Xi.",
    ],
)
def test_english_with_foreign_names_is_latin(text: str) -> None:
    assert is_latin(text)


@pytest.mark.parametrize(
    "text", ["Повстанцы атаковали город.", "反乱軍が町を攻撃した (BBC).", "هاجم المتمردون المدينة"]
)
def test_another_script_is_not(text: str) -> None:
    assert not is_latin(text)
    assert not _gate().passes(text)


def test_a_sentence_that_tells_an_act_passes() -> None:
    assert _gate().passes(ATTACK)
    assert _gate().passes(ATTACK.replace("Kirn", "Кирн"))


def test_paragraphs_in_another_script_are_not_looked_at() -> None:
    other = "Повстанцы атаковали город Кирн в воскресенье, сообщила армия."
    text = f"{other}\n\n{ATTACK}"
    start = len(other) + 2
    paragraphs = [
        Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(other))),
        Paragraph(kind=BlockKind.PARAGRAPH, span=Span(start, len(text))),
    ]
    (window,) = WindowReader.load().look(text, split_sentences(text, paragraphs))
    assert window.window.sentences[0].span.start == start
