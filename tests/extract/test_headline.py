from __future__ import annotations

import json

from lxml import html

from dateline.extract.headline import key_of, read_headlines
from dateline.extract.metadata_marks import gather_marks


def headline(body: str, head: str = "", *, site: str | None = None, linked: object = None) -> str | None:
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked else ""
    page = f"<html><head>{head}{script}</head><body>{body}</body></html>"
    found = read_headlines(
        gather_marks(html.document_fromstring(page), "https://www.quaygazette.com/a"), site
    )
    return found[0].value if found else None


def og(text: str) -> str:
    return f'<meta property="og:title" content="{text}">'


def news(text: str) -> dict[str, str]:
    return {"@type": "NewsArticle", "headline": text}


def test_the_site_is_cut_from_the_end_and_from_the_beginning() -> None:
    for text in (
        "River rises over quay | Quay Gazette",
        "River rises over quay - The Quay Gazette",
        "Quay Gazette | River rises over quay",
        "River rises over quay | quaygazette.com",
    ):
        found = headline("<p>x</p>", f"<title>{text}</title>", site="The Quay Gazette")
        assert found == "River rises over quay"


def test_a_dash_in_a_headline_stays() -> None:
    text = "Talks end - but no deal is near"
    assert headline(f"<h1>{text}</h1>", og(text), site="Quay Gazette") == text
    assert headline("<p>x</p>", og(text), site="Quay Gazette") == text


def test_a_section_behind_the_printed_headline_is_cut() -> None:
    head = og("River rises over quay - National | Example.org")
    assert headline("<h1>River rises over quay</h1>", head) == "River rises over quay"


def test_of_several_headings_the_one_that_the_page_names() -> None:
    body = "<h1>Gazette</h1><h1>River rises over the old quay</h1><h1>Most read</h1>"
    assert headline(body, og("River rises over the old quay")) == "River rises over the old quay"
    assert headline(body, og("River rises over old quay, say wardens")) == "River rises over the old quay"


def test_entities_and_invisible_letters() -> None:
    linked = news("Mayor: &quot;Water&#039;s high&quot; &amp;amp; rising")
    assert headline("<p>x</p>", linked=linked) == 'Mayor: "Water\'s high" & rising'
    assert headline("<h1>Hoch\u00adwasser  am\u200b Kai</h1>") == "Hochwasser am Kai"


def test_two_that_agree_outvote_the_third() -> None:
    body = "<h1>Local: River rises over quay</h1>"
    assert headline(body, og("River rises over quay"), linked=news("River rises over quay")) == (
        "River rises over quay"
    )
    body = "<h1>River rises over quay</h1>"
    assert headline(body, og("River rises over quay"), linked=news("Flood news")) == "River rises over quay"


def test_without_news_the_printed_one_is_taken_and_with_it_the_edited_one() -> None:
    body, head = "<h1>Ten tips for boats</h1>", og("How to keep a boat")
    article = {"@type": "BlogPosting", "headline": "Ten tips for boats"}
    assert headline(body, head, linked=article) == "Ten tips for boats"
    assert headline(body, head, linked=news("Ten tips for boats")) == "How to keep a boat"
    # The Twitter card that repeats the printed one, or a title that repeats the other, decide against it.
    card = '<meta name="twitter:title" content="Ten tips for boats">'
    assert headline(body, head + card, linked=news("Ten tips for boats")) == "Ten tips for boats"
    title = "<title>How to keep a boat</title>"
    assert headline(body, head + title, linked=news("Ten tips for boats")) == "Ten tips for boats"


def test_never_capitals_alone_where_the_page_has_it_otherwise() -> None:
    assert headline("<h1>RIVER RISES</h1>", og("River rises")) == "River rises"


def test_the_other_wordings_are_kept() -> None:
    page = f"<html><head>{og('Water over quay')}</head><body><h1>River rises over quay</h1></body></html>"
    found = read_headlines(gather_marks(html.document_fromstring(page), "-"), None)
    assert [(each.value, each.source) for each in found] == [
        ("River rises over quay", "h1"),
        ("Water over quay", "og:title"),
    ]


def test_a_page_without_any() -> None:
    assert headline("<p>Only text.</p>") is None
    assert headline("<h1> </h1>") is None


def test_key_is_blind_to_typography_alone() -> None:
    assert key_of("“It’s  late” – he") == key_of('"it\'s late" - HE')
    assert key_of("late") != key_of("later")
