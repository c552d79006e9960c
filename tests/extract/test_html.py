from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.errors import InputRejectedError, Reason
from dateline.extract.html import MAX_DEPTH, decode, parse, read_text
from dateline.model import Page
from tests.hangs import ends

RUSSIAN = "Министр встретился с послом в понедельник, сообщает пресс-служба. " * 8
POLISH = "Źródła w rządzie mówią, że decyzja zapadła już w zeszłym tygodniu. " * 8


def page(content: bytes, content_type: str | None = None) -> Page:
    fetched = datetime(2025, 1, 1, tzinfo=UTC)
    return Page(address="p.html", content=content, fetched=fetched, content_type=content_type)


def markup(text: str, meta: str = "") -> str:
    return f"<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        (markup(RUSSIAN).encode("utf-8"), None, RUSSIAN),
        (markup(RUSSIAN).encode("cp1251"), "text/html; charset=windows-1251", RUSSIAN),
        (markup(RUSSIAN, '<meta charset="windows-1251">').encode("cp1251"), None, RUSSIAN),
        (markup(RUSSIAN).encode("cp1251"), None, RUSSIAN),
        (markup(RUSSIAN).encode("utf-8"), "text/html; charset=iso-8859-1", RUSSIAN),
        (markup(RUSSIAN, '<meta charset="iso-8859-1">').encode("cp1251"), None, RUSSIAN),
        (markup(RUSSIAN, '<meta charset="utf-8">').encode("cp1251"), "text/html; charset=utf-8", RUSSIAN),
        (markup(POLISH).encode("iso-8859-2"), "text/html; charset=iso-8859-2", POLISH),
        (b"\xff\xfe" + markup(POLISH).encode("utf-16-le"), None, POLISH),
        (markup(POLISH).encode("utf-16-le"), None, POLISH),
        (b"\xef\xbb\xbf" + markup(POLISH).encode("utf-8"), "text/html; charset=latin-1", POLISH),
        (markup("caf\u00e9 \u2019s").encode("cp1252"), "text/html; charset=iso-8859-1", "caf\u00e9 \u2019s"),
        (markup(POLISH).encode("utf-8"), "text/html; charset=no-such-thing", POLISH),
    ],
    ids=[
        "utf-8 unsaid", "http", "meta", "detected", "http lies", "meta lies", "both lie", "latin-2", "mark",
        "utf-16 unsaid", "mark before http", "latin-1 is cp1252", "unknown name",
    ],
)  # fmt: skip
def test_text_is_decoded_by_what_fits(content: bytes, content_type: str | None, expected: str) -> None:
    assert expected in decode(page(content, content_type)).text
    paragraph = parse(page(content, content_type)).tree.find(".//p")
    assert paragraph is not None
    assert str(paragraph.text_content()).split() == expected.split()


def test_one_broken_letter_does_not_make_a_page_foreign() -> None:
    content = markup(POLISH * 10).encode("utf-8").replace(b"decyzja", b"de\xffcyzja", 1)
    assert decode(page(content)).encoding == "utf-8"


def test_a_declared_encoding_in_an_xml_header_is_no_obstacle() -> None:
    content = f'<?xml version="1.0" encoding="utf-8"?>{markup(POLISH)}'.encode()
    assert "Źródła" in parse(page(content)).tree.text_content()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t ", Reason.EMPTY),
        (b"<!-- nothing -->", Reason.EMPTY),
        (b"%PDF-1.7 ...", Reason.BINARY),
        (b"\x89PNG\r\n\x1a\n", Reason.BINARY),
        (bytes(range(256)) * 40, Reason.BINARY),
        (b"<i>x</i>" * 200_000, Reason.TOO_DEEP),
        (b"<div>" * (MAX_DEPTH + 500) + b"x", Reason.TOO_DEEP),
    ],
    ids=["empty", "blank", "comment", "pdf", "png", "bytes", "many tags", "deep"],
)
def test_what_is_no_page_is_refused_in_one_line(content: bytes, reason: Reason) -> None:
    with pytest.raises(InputRejectedError) as caught:
        parse(page(content))
    assert caught.value.reason is reason
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("p.html: ")


def test_a_hundred_megabytes_of_nested_tags_are_refused_at_once() -> None:
    content = b"<div>" * 20_000_000
    with ends("the refusal"), pytest.raises(InputRejectedError) as caught:
        parse(page(content))
    assert caught.value.reason is Reason.TOO_LARGE


def test_the_limit_is_an_argument() -> None:
    with pytest.raises(InputRejectedError):
        parse(page(b"<p>four words of text</p>"), max_bytes=10)


def test_text_below_many_unclosed_tags_is_not_lost() -> None:
    content = b"<body>" + b"<font>" * 400 + b"<p>the last paragraph</p>"
    assert "the last paragraph" in parse(page(content)).tree.text_content()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\x01\x02 \n", Reason.EMPTY),
        (b"%PDF-1.7 ...", Reason.BINARY),
        (bytes(range(1, 256)) * 40, Reason.BINARY),
        (b"a b\n" * 3_000_000, Reason.TOO_LARGE),
    ],
    ids=["empty", "control letters", "pdf", "bytes without NUL", "large"],
)
def test_saved_text_is_refused_like_markup(content: bytes, reason: Reason) -> None:
    with pytest.raises(InputRejectedError) as caught:
        read_text(page(content, "text/plain"))
    assert caught.value.reason is reason


def test_saved_text_is_decoded_like_markup() -> None:
    assert read_text(page(POLISH.encode("utf-16-le"), "text/plain")).text == POLISH
    assert read_text(page(b"one\x00two\x07", "text/plain")).text == "onetwo"
