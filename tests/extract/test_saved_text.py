"""Saved text: cases with input and expected output, line ends, wrapped paragraphs, bylines, phrases."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import InputRejectedError
from dateline.extract.saved_text import SavedText, SavedTextReader
from dateline.extract.saved_text_heads import is_date_line, looks_like_name
from dateline.extract.saved_text_lines import lines_of
from dateline.extract.saved_text_rules import FurnitureRules
from dateline.model import Author, FurnitureKind

CASES = sorted((Path(__file__).parent / "saved_text_cases").iterdir())
SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "headlines-page.txt"
READER = SavedTextReader.load()


def case_text(name: str) -> str:
    path = Path(__file__).parent / "saved_text_cases" / name / "input.txt"
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case_comes_out_as_expected(case: Path) -> None:
    read = READER.read((case / "input.txt").read_text(encoding="utf-8"))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert read.headline == expected["headline"]
    assert len(read.blocks) == expected["paragraphs"]
    if read.blocks:
        assert read.blocks[0].text.startswith(expected["first"])
        assert read.blocks[-1].text.startswith(expected["last"])
    assert [[author.name, author.handle, author.source] for author in read.authors] == expected["authors"]
    assert list(read.dates) == expected["dates"]
    assert [[piece.text, piece.kind.value] for piece in read.furniture] == expected["furniture"]
    assert all(piece.rule and 0 <= piece.score <= 1 for piece in read.furniture)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample page is not here")
def test_the_sample_page_comes_out_exactly() -> None:
    read = READER.read(SAMPLE.read_text(encoding="utf-8"))
    assert read.headline is not None
    assert read.headline.startswith("US-sanctioned Serbian official")
    assert len(read.blocks) == 6
    assert read.authors == (Author(handle="@USLive", source="author box"),)
    kinds = [(piece.text, piece.kind) for piece in read.furniture]
    assert kinds == [
        ("Win $100-Register", FurnitureKind.PROMOTION),
        ("ALL Headlines", FurnitureKind.LINK_LIST),
    ]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_any_system_make_no_difference(end: str) -> None:
    text = case_text("banner_and_box")
    assert READER.read(text.replace("\n", end)) == READER.read(text)


@pytest.mark.parametrize("width", [60, 72, 80])
def test_wrapped_paragraphs_are_put_together(width: int) -> None:
    text = case_text("banner_and_box")
    wrapped = "\n".join(textwrap.fill(line, width) for line in text.split("\n"))
    assert READER.read(wrapped) == READER.read(text)


def test_a_menu_is_not_taken_for_wrapped_text() -> None:
    menu = "World news\nBusiness and money\nSport\nOpinion pages and letters\n" * 5
    assert len(lines_of(menu)) == 20


def below_headline(line: str) -> SavedText:
    return READER.read(case_text("dated_byline").replace("By Jane Doe and John Roe", line))


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Jane Doe", [("Jane Doe", None)]),
        ("Story by Jane Doe", [("Jane Doe", None)]),
        ("Jane Doe", [("Jane Doe", None)]),
        ("JANE DOE and JOHN ROE", [("Jane Doe", None), ("John Roe", None)]),
        ("Jane Doe @jdoe", [("Jane Doe", "@jdoe")]),
    ],
)
def test_bylines(line: str, authors: list[tuple[str, str | None]]) -> None:
    read = below_headline(line)
    assert [(author.name, author.handle) for author in read.authors] == authors
    assert line not in [piece.text for piece in read.furniture]
    assert len(read.blocks) == 4


def test_a_line_with_capitals_is_no_byline_without_a_name() -> None:
    assert below_headline("BREAKING NEWS and MORE NEWS").authors == ()


def test_an_empty_text_gives_nothing() -> None:
    assert READER.read(" \r\n\t\n") == SavedText(headline=None, blocks=(), authors=(), dates=(), furniture=())


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=300))
def test_any_text_is_read_and_no_line_is_lost(text: str) -> None:
    read = READER.read(text)
    kept = [block.text for block in read.blocks] + [piece.text for piece in read.furniture]
    if not read.authors:
        expected = sorted(lines_of(text))
        assert sorted([*kept, *([read.headline] if read.headline else [])]) == expected


def test_date_lines() -> None:
    assert is_date_line("Updated: Sept. 4, 2024, 10:03 a.m. EDT")
    assert is_date_line("Wednesday, 4 September 2024")
    assert not is_date_line("The treaty of 4 September 2024 gave the port to the city for forty years")


def test_names_have_the_form_of_names() -> None:
    assert looks_like_name("Ludwig van Beethoven")
    assert not looks_like_name("Latest")
    assert not looks_like_name("more from this section")


def test_every_rule_matches_with_its_kind() -> None:
    rules = FurnitureRules.load()
    for line, kind in (
        ("Win $100-Register", FurnitureKind.PROMOTION),
        ("Sign up for our newsletter", FurnitureKind.PROMOTION),
        ("Advertisement", FurnitureKind.PROMOTION),
        ("READ MORE", FurnitureKind.READ_MORE),
        ("ALL Headlines", FurnitureKind.LINK_LIST),
        ("Skip to content", FurnitureKind.NAVIGATION),
        ("Share this on Facebook", FurnitureKind.SHARE),
        ("Leave a comment", FurnitureKind.COMMENT),
        ("© 2024 Example Ltd. All rights reserved.", FurnitureKind.COPYRIGHT),
        ("Accept all cookies", FurnitureKind.CONSENT),
        ("Photo: A. Smith/Getty Images", FurnitureKind.CAPTION),
    ):
        found = rules.best(line)
        assert found is not None, line
        assert found.kind is kind, line
    assert rules.best("The minister said on Monday that the talks had failed.") is None


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(InputRejectedError, match="more than 1,000,000 letters or 3,000 lines"):
        READER.read("The minister went home on Monday.\nNo\n" * 2_000)
