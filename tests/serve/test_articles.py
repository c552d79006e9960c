from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given

from dateline.model import Author, Page, Reading, Sourced
from dateline.serve.article_marks import marks_of, pieces_of
from dateline.serve.article_view import sentences_resting, view_article
from dateline.store.identify import FactIds
from tests.serve.given_articles import linked, parsed_page, site_of
from tests.store.factory import BODY, HEADLINE, reading, readings

HOSTILE = "\u202egnp.exe<script>alert(1)</script>\u200b"


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("articles")


@pytest.fixture(scope="module")
def public(paths: Path) -> Iterator[TestClient]:
    # Of the four sentences, the second tells nothing now.
    known = linked(reading(events=0))
    statement = replace(known.statements[0], events=())
    with site_of(paths / "public.db", replace(known, statements=(statement,))) as client:
        yield client


@pytest.fixture(scope="module")
def whole(paths: Path) -> Iterator[TestClient]:
    with site_of(paths / "whole.db", linked(), full_text=True) as client:
        yield client


def text_of(page: str) -> str:
    body = parsed_page(page).xpath("//div[@class='body']")[0]
    return "\n".join(str(each.xpath("string()")).strip() for each in body.xpath("./p | ./blockquote"))


def test_a_whole_article_stands_as_it_was_read(whole: TestClient) -> None:
    page = whole.get("/articles/1")
    assert text_of(page.text) == BODY
    assert parsed_page(page.text).xpath("string(//h1)") == HEADLINE
    assert "Win £50" in page.text


def test_the_public_sees_the_sentences_that_facts_rest_on(public: TestClient) -> None:
    page = public.get("/articles/1").text
    assert "Marić assured Duval that Freedonia would not close the border." in text_of(page)
    assert "Sylvania imposed sanctions on Marić last year." in text_of(page)
    assert "in Port Selby on 3 May" not in page
    assert "Win £50" not in page
    assert "2 of 4" in page
    data = public.get("/articles/1.json").text
    assert "in Port Selby on 3 May" not in data
    assert "Win £50" not in data
    assert "PGgx" not in data  # the bytes of the page in base64


def test_marks_lead_to_panels(whole: TestClient) -> None:
    page = parsed_page(whole.get("/articles/1").text)
    panels = {str(each) for each in page.xpath("//section[@class='panel']/@id")}
    targets = {str(link)[1:] for link in page.xpath("//a[contains(@class, 'mark')]/@href")}
    assert targets <= panels
    assert {"event-0", "event-1", "event-2", "statement-0", "claim-0", "who-2"} <= panels
    assert {"event-0", "event-2", "statement-0", "who-2", "who-3"} <= targets
    # One stop of the keyboard for each panel and block, though its mark is in pieces.
    stops = page.xpath("//div[@class='body']/p[1]//a[contains(@class, 'mark')][not(@tabindex)]/@href")
    assert len(stops) == len(set(stops))


def test_a_panel_tells_what_how_sure_and_why(whole: TestClient) -> None:
    page = parsed_page(whole.get("/articles/1").text)
    event = " ".join(str(page.xpath("string(//section[@id='event-1'])")).split())
    for told in (
        "COERCE (restrict)",
        "to come, not done",
        "Freedonia",
        "the border",
        "diplomatic, military",
        "0.70",
    ):
        assert told in event
    who = " ".join(str(page.xpath("string(//section[@id='who-2'])")).split())
    for told in ("Željko Marić", "has this name", "+0.90", "Rejected", "Another Marić", "3 times"):
        assert told in who
    assert "To nobody" in page.xpath("string(//section[@id='who-1'])")
    assert "confirmed" in page.xpath("string(//section[@id='claim-0'])")
    assert "e3" in page.xpath("string(//section[@id='event-2'])")


def test_who_was_who_repairs_dates_and_origin(whole: TestClient) -> None:
    page = parsed_page(whole.get("/articles/1").text)
    told = " ".join(str(page.xpath("string(//section[@aria-labelledby='who-title'])")).split())
    assert "Foreign Minister of Serbia since 2020-05" in told
    assert "perhaps on the US list" in told
    assert "not on: EU (as of 2024-05-04)" in told
    assert page.xpath("//del/text()")[0] == "Mari?"
    assert "stated" in page.xpath("string(//details[@class='date'])").lower()
    assert page.xpath("//a[text()='the original']/@href") == ["https://gazette.example/bridge"]
    assert page.xpath("//a[@rel='author']/@href") == ["/authors/Pat%20Rowe"]


def test_data(whole: TestClient) -> None:
    data = whole.get("/articles/1.json").json()
    assert data["whole"]
    assert "".join(piece["text"] for piece in data["blocks"][1]["pieces"]) == BODY
    assert [event["type"] for event in data["events"]] == ["CONSULT", "COERCE", "SANCTION"]
    assert data["events"][2]["fact"] == "e3"


@pytest.mark.parametrize("number", ["2", "0", str(2**63 - 1)])
def test_no_such_article(public: TestClient, number: str) -> None:
    assert public.get(f"/articles/{number}").status_code == 404
    assert public.get(f"/articles/{number}.json").json() == {"error": f"no article {number}"}


@pytest.mark.parametrize("number", ["-1", str(2**63), "x"])
def test_no_such_number(public: TestClient, number: str) -> None:
    assert public.get(f"/articles/{number}").status_code == 422


def test_what_an_article_brings_along_does_no_harm(tmp_path: Path) -> None:
    known = linked()
    article = replace(
        known.article,
        authors=(
            Author(
                name=HOSTILE, handle="@x/../y", avatar="javascript:alert(1)", profile="data:x", source="x"
            ),
        ),
        site=Sourced(value=HOSTILE, source="x"),
        canonical=Sourced(value="javascript:alert(2)", source="x"),
        headline=Sourced(value=HOSTILE, source="x"),
    )
    page = Page(address="javascript:alert(3)", content=b"x", fetched=known.page.fetched, content_type=None)
    with site_of(tmp_path / "h.db", replace(known, article=article, page=page), full_text=True) as client:
        for path in ("/articles/1", "/", "/authors/" + HOSTILE.replace("/", "%2F"), "/search?q=border"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            parsed = parsed_page(answer.text)
            assert not parsed.xpath("//script[not(@src)]")
            assert not [
                link for link in parsed.xpath("//a/@href") if "script:" in link or link.startswith("data:")
            ]
            assert "\u202e" not in answer.text
            assert "\u200b" not in answer.text
        assert client.get("/authors/@x/../y").status_code in (200, 404)


@given(readings())
def test_pieces_lose_no_letter(known: Reading) -> None:
    for paragraph in known.article.paragraphs:
        pieces = pieces_of(known.article.text, marks_of(known), paragraph.span)
        assert "".join(piece.text for piece in pieces) == paragraph.span.of(known.article.text)


@given(readings())
def test_the_public_view_holds_no_other_sentence(known: Reading) -> None:
    view = view_article(known, 1, FactIds(), whole=False)
    shown = sentences_resting(known)
    letters = sum(len(piece.text) for block in view.blocks for piece in block.pieces)
    added = sum(
        len(piece.text) for block in view.blocks for piece in block.pieces if piece.text in (" ", " … ")
    )
    assert letters - added <= sum(len(sentence.span) for sentence in shown)
    assert view.furniture == ()
    assert view.shown == len(shown)
