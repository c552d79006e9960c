from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import DataError
from dateline.evaluate.sentences import evaluate
from dateline.model import BlockKind, Paragraph, Span
from dateline.understand.sentences import split_sentences

GUM = Path(__file__).parents[2].parent / "shared" / "data" / "coreference" / "gum_news"


def cut(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    whole = [Paragraph(kind=kind, span=Span(0, len(text)))]
    return [sentence.span.of(text) for sentence in split_sentences(text, whole)]


@pytest.mark.parametrize(
    "pieces",
    [
        ["Mr. Marić met Gen. Ana Petrova in St. Moritz on Sept. 5.", "They talked."],
        ["The U.S. President spoke at 10 a.m. on Monday.", "He left at 4 p.m.", "The talks went on."],
        ["He moved to Washington, D.C.", "The office stayed behind."],
        ["John F. Harlow and J. K. Smith signed it.", "Nobody else did."],
        ["Prices rose 3.5 percent to $2.75 a litre.", "No. 5 on the list was fuel."],
        ["See www.example.org for more.", "It is long."],
        ["“Will it hold?” he asked.", "It did."],
        ["“Will it hold?” Marić asked.", "It did."],
        ["“We agreed.", "We signed.”", "The room clapped."],
        ["“Enough!”", "The crowd went home."],
        ["The vote passed…", "Then it failed."],
        ["It was vs. the Crown, e.g. the navy, i.e. nobody."],
        ["Acme Inc. fell, but Bolt Corp. gained.", "The market closed."],
        ["(He said so himself.)", "Others agreed."],
        ["The Jan. 6 hearing, which Rep. Doe led, ended.", "It was long."],
        ["They asked why.", "“Because,” she said, “it is late.”"],
        ["The treaty was signed on Monday.", "al-Badri stayed away."],
    ],
)
def test_sentences_end_where_they_should(pieces: list[str]) -> None:
    assert cut(" ".join(pieces)) == pieces


def test_a_lost_space_after_a_full_stop_is_seen() -> None:
    assert cut("It ended on Monday.The next round is in May.") == [
        "It ended on Monday.",
        "The next round is in May.",
    ]


def test_a_headline_is_one_sentence() -> None:
    assert cut("Who won? What we know.", BlockKind.HEADLINE) == ["Who won? What we know."]


def test_a_table_has_a_sentence_a_line() -> None:
    assert cut("Party | Seats\nGreens | 12", BlockKind.TABLE) == ["Party | Seats", "Greens | 12"]


def test_sentences_know_their_paragraph_and_number() -> None:
    text = "One. Two.\n\nThree."
    paragraphs = [
        Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, 9)),
        Paragraph(kind=BlockKind.PARAGRAPH, span=Span(11, 17)),
    ]
    found = split_sentences(text, paragraphs)
    assert [(item.index, item.paragraph, item.span.of(text)) for item in found] == [
        (0, 0, "One."),
        (1, 0, "Two."),
        (2, 1, "Three."),
    ]


@given(st.text(alphabet="Aab. ?!“”\"’'…\n1,UuSs", max_size=120))
def test_nothing_but_white_space_is_lost(text: str) -> None:
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


def test_a_very_long_paragraph_is_cut_in_linear_time() -> None:
    assert len(cut("“Mr. A. B. said no. " * 10_000)) > 1
    assert len(cut("." * 200_000)) == 1
    assert len(cut("a. " * 60_000)) >= 1


def test_a_directory_without_treebanks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no \.conllu"):
        evaluate(tmp_path)


@pytest.mark.skipif(not GUM.exists(), reason="the shared data is not here")
def test_boundaries_of_gum_news() -> None:
    scores = evaluate(GUM)
    assert scores["sentences"] == 587
    assert scores["f1"] > 0.97


@pytest.mark.parametrize(
    "dateline",
    [
        "BRUSSELS –",
        "WASHINGTON (Balkan Wire) —",
        "JEDDAH, Saudi Arabia --",
        "BELGRADE, Sept. 4 (Wire) -",
        "NEW YORK, May 20, 2023 —",
    ],
)
def test_a_dateline_stands_by_itself(dateline: str) -> None:
    text = f"{dateline} The minister resigned. Nobody knew why."
    paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
    found = [sentence.span.of(text) for sentence in split_sentences(text, [paragraph])]
    assert found == [dateline, "The minister resigned.", "Nobody knew why."]


@pytest.mark.parametrize(
    "text", ["NATO - The alliance met.", "UN-backed troops left.", "The EU – Europe – agreed."]
)
def test_what_is_no_dateline(text: str) -> None:
    paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
    sentences = [sentence.span.of(text) for sentence in split_sentences(text, [paragraph])]
    assert "".join(sentences).replace(" ", "") == text.replace(" ", "")
