from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dateline.extract.body import Body, BodyReader
from dateline.extract.html import HtmlDocument, parse
from dateline.model import Author, BlockKind, FurnitureKind, Page
from tests.hangs import ends

CASES = Path(__file__).parent / "bodies"


def document(content: bytes) -> HtmlDocument:
    return parse(
        Page(address="https://example.org/a", content=content, fetched=datetime(2025, 11, 18, tzinfo=UTC))
    )


@pytest.fixture(scope="module")
def reader() -> BodyReader:
    return BodyReader.load()


def cases() -> Iterator[str]:
    return (path.name for path in sorted(CASES.iterdir()))


def read(reader: BodyReader, case: str) -> Body:
    return reader.read(document((CASES / case / "page.html").read_bytes()))


@pytest.mark.parametrize("case", cases())
def test_body_of_a_page(reader: BodyReader, case: str) -> None:
    body = read(reader, case)
    expected = (CASES / case / "body.txt").read_text(encoding="utf-8").splitlines()
    assert [f"{block.kind}\t{block.text}" for block in body.blocks] == expected


@pytest.mark.parametrize("case", cases())
def test_furniture_is_told_with_its_kind(reader: BodyReader, case: str) -> None:
    expected = (CASES / case / "furniture.txt").read_text(encoding="utf-8").splitlines()
    found = {f"{piece.kind}\t{piece.text}" for piece in read(reader, case).furniture}
    assert set(expected) <= found


def test_every_piece_of_furniture_says_why(reader: BodyReader) -> None:
    for piece in read(reader, "news").furniture:
        assert piece.rule
        assert 0.0 <= piece.score <= 1.0


def test_the_tree_is_not_changed(reader: BodyReader) -> None:
    page = document((CASES / "news" / "page.html").read_bytes())
    before = etree.tostring(page.tree)
    reader.read(page)
    assert etree.tostring(page.tree) == before


def test_the_headline_is_not_a_block_wherever_it_is_repeated(reader: BodyReader) -> None:
    headline = "Eastmere to close ferry terminal as engineers warn of unsafe pier"
    content = (CASES / "news" / "page.html").read_text(encoding="utf-8")
    content = content.replace('<div class="story-body">', f'<div class="story-body"><p>{headline}</p>')
    body = reader.read(document(content.encode()), headline)
    assert headline not in [block.text for block in body.blocks]
    assert "repeated-headline" in {piece.kind for piece in body.furniture if piece.text == headline}


RIVER = (
    "The river rose by a metre on Tuesday night and flooded the cellars of the old town, the mayor said.",
    "Soldiers carried two hundred people out of their houses before dawn, and nobody was hurt in the flood.",
    "The prime minister promised help and said that the dam above the town would be rebuilt within a year.",
)


def river(before: str = "", after: str = "") -> HtmlDocument:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in RIVER)
    head = "<head><title>River rises</title><meta property='og:type' content='article'></head>"
    body = f"<article><h1>River rises over the quay</h1>{before}{text}{after}</article>"
    return document(f"<html>{head}<body>{body}</body></html>".encode())


def test_the_byline_and_the_note_on_the_author_are_furniture(reader: BodyReader) -> None:
    byline = "By Mira Holt, Riga, January 25, 2019"
    note = "Mira Holt is the paper's Baltic correspondent. She has covered the region since 2016."
    authors = (Author(name="Mira Holt", source="meta author"),)
    body = reader.read(river(f"<p><i>{byline}</i></p>", f"<p>{note}</p>"), None, authors)
    assert tuple(block.text for block in body.blocks) == RIVER
    kinds = {piece.text: piece.kind for piece in body.furniture}
    assert kinds[byline] is FurnitureKind.BYLINE
    assert kinds[note] is FurnitureKind.AUTHOR_BIOGRAPHY


def test_a_quotation_signed_with_a_handle_is_a_post(reader: BodyReader) -> None:
    post = "<p>The water is falling at last, but stay at home.</p><p>— Jan Rook (@janrook)</p>"
    body = reader.read(
        river(after=f"<blockquote>{post}</blockquote><p>{RIVER[0].replace('Tuesday', 'Wednesday')}</p>")
    )
    kinds = [block.kind for block in body.blocks]
    assert kinds.count(BlockKind.EMBED) == 2


def test_letters_that_cannot_be_seen_are_left_out(reader: BodyReader) -> None:
    body = reader.read(
        river(after="<p>The min\u00adister will come back on Friday to see the new dam.\ufeff</p>")
    )
    assert body.blocks[-1].text == "The minister will come back on Friday to see the new dam."


def test_a_line_in_a_foreign_script_is_read(reader: BodyReader) -> None:
    paragraphs = [
        "市議会は火曜日、古い桟橋が安全に乗客を運べなくなったとして、月末に渡船場を閉鎖することを決めた。",
        "副市長は記者団に対し、苦渋の決断だったと述べ、来春には二キロ北に仮の乗り場が開設されると説明した。",
        "船員たちは週末から市役所前で抗議を続けており、工事が始まる前に県との協議を求めている。",
    ]
    inner = "".join(f"<p>{text}</p>" for text in paragraphs)
    page = (
        "<html><head><meta charset='utf-8'><meta property='og:type' content='article'>"
        f"<title>渡船場を閉鎖へ</title></head><body><article><h1>渡船場を閉鎖へ</h1>{inner}</article></body></html>"
    )
    assert [block.text for block in reader.read(document(page.encode())).blocks] == paragraphs


@pytest.mark.parametrize(
    "content",
    [
        b"<p>" * 5_000 + b"word " * 100,
        b"<div><span>a b c d</span>" * 900,
        b"<ul>" + b"<li><a href='x'>one two three four five</a> six seven</li>" * 20_000,
        b"<p>" + b"the same line again and again, " * 100_000,
        b"<table>" + b"<tr><td>a cell</td><td>another</td></tr>" * 15_000,
    ],
    ids=["open paragraphs", "deep", "list", "one long line", "long table"],
)
@pytest.mark.slow
def test_no_page_takes_longer_than_five_seconds(reader: BodyReader, content: bytes) -> None:
    with ends("the page", 5.0):
        reader.read(document(b"<html><body>" + content))


TAGS = st.sampled_from(
    ["p", "div", "li", "ul", "table", "tr", "td", "h2", "a", "span", "figure", "br", "x-y"]
)
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag} class='story body'>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60),
    st.just("The council voted on Tuesday to close the old terminal, and the workers went home early. "),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_markup_is_read_or_found_empty(reader: BodyReader, pieces: list[str]) -> None:
    body = reader.read(
        document(f"<html><body><p>x</p>{''.join(pieces)}</body></html>".encode("utf-8", "ignore"))
    )
    for block in body.blocks:
        assert block.text == block.text.strip()
        assert block.text
        assert block.kind is not BlockKind.HEADLINE
