from __future__ import annotations

import json
from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from dateline.extract.author_names import clean_names, handle_of, is_person
from dateline.extract.authors import read_authors
from dateline.extract.metadata_marks import gather_marks
from dateline.model import Author

HEADING = "<h1>River rises over quay</h1>"
ADDRESS = "https://quay.example/news/flood"


def authors(
    body: str, head: str = "", *, linked: object = None, site: str | None = None
) -> tuple[Author, ...]:
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked else ""
    page = f"<html><head>{head}{script}</head><body>{body}</body></html>"
    return read_authors(gather_marks(html.document_fromstring(page), ADDRESS), site)


def names(*args: object, **kwargs: object) -> list[str | None]:
    return [author.name for author in authors(*args, **kwargs)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("byline", "wanted"),
    [
        ("By Mira Holt", ["Mira Holt"]),
        ("by Mira Holt and Jan Rook", ["Mira Holt", "Jan Rook"]),
        ("Von Mira Holt, Jan Rook und Ute Ahr", ["Mira Holt", "Jan Rook", "Ute Ahr"]),
        ("Par Mira Holt et Jan Rook", ["Mira Holt", "Jan Rook"]),
        ("Written by: Mira Holt; Jan Rook", ["Mira Holt", "Jan Rook"]),
        ("By Mira Holt, Political Correspondent", ["Mira Holt"]),
        ("Mira Holt, PhD, RD", ["Mira Holt"]),
        ("Sam Oak, Jr.", ["Sam Oak, Jr"]),
        ("Mira Holt / Reporter", ["Mira Holt"]),
        ("Mira Holt (in Riga)", ["Mira Holt"]),
        ("By Mira Holt mira.holt@quay.example @miraholt", ["Mira Holt"]),
        ("Mira Holt | Jan Rook", ["Mira Holt", "Jan Rook"]),
        ("AFP", ["AFP"]),
        ("José y Ramírez Peña", ["José", "Ramírez Peña"]),
        ("admin", []),
        ("", []),
    ],
)
def test_names_in_bylines(byline: str, wanted: list[str]) -> None:
    assert list(clean_names(byline)) == wanted


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Mira", "Jan", "Ute", "Zoë", "Ana-Lena"]),
            st.sampled_from(["Holt", "Rook", "O'Neil", "Đurić", "van Dam"]),
        ),
        min_size=1,
        max_size=4,
        unique=True,
    ),
    st.sampled_from(["", "By ", "Von ", "Written by "]),
)
def test_names_joined_in_any_number_come_apart_again(pairs: list[tuple[str, str]], lead: str) -> None:
    people = [" ".join(pair) for pair in pairs]
    line = lead + (", ".join(people[:-1]) + " and " + people[-1] if len(people) > 1 else people[0])
    assert list(clean_names(line)) == people


def test_json_ld_comes_first_and_keeps_profile_avatar_and_handle() -> None:
    person = {
        "@type": "Person",
        "name": "Mira Holt",
        "url": "/people/mira",
        "image": {"url": "https://quay.example/mira.jpg"},
        "sameAs": "https://twitter.com/miraholt",
    }
    (author,) = authors("<p>By Jan Rook</p>", linked={"@type": "NewsArticle", "author": person})
    assert author == Author(
        name="Mira Holt",
        handle="@miraholt",
        avatar="https://quay.example/mira.jpg",
        profile="https://quay.example/people/mira",
        source="json-ld",
    )


def test_a_printed_person_comes_before_the_site_that_the_marks_name() -> None:
    linked = {"@type": "NewsArticle", "author": {"@type": "Organization", "name": "Quay Gazette"}}
    byline = HEADING + "<div class='byline'>By <a href='/by/mira'>Mira Holt</a></div>"
    assert names(byline, linked=linked, site="Quay Gazette") == ["Mira Holt"]
    assert names("<p>No name here.</p>", linked=linked, site="Quay Gazette") == ["Quay Gazette"]
    signed = HEADING + "<article><p><strong>Mira Holt</strong></p><p>One.</p><p>Two.</p></article>"
    assert names(signed, linked=linked, site="Quay Gazette") == ["Mira Holt"]


def test_an_agency_stays() -> None:
    linked = {"@type": "NewsArticle", "author": [{"name": "Mira Holt"}, {"name": "AFP"}]}
    assert names("<p>x</p>", linked=linked) == ["Mira Holt", "AFP"]


def test_meta_elements() -> None:
    assert names("<p>x</p>", '<meta name="author" content="By Mira Holt and Jan Rook">') == [
        "Mira Holt",
        "Jan Rook",
    ]
    assert names("<p>x</p>", '<meta property="article:author" content="https://facebook.com/quay">') == []
    assert names("<p>x</p>", '<meta name="citation_author" content="Holt, Mira">') == ["Mira Holt"]


def test_a_line_with_by_near_the_headline_but_not_in_a_teaser() -> None:
    teaser = "<div class='related-articles'><p>By Ute Ahr</p></div>"
    assert names(f"<h1>River rises over quay</h1><p>By Mira Holt</p><p>Water is high.</p>{teaser}") == [
        "Mira Holt"
    ]
    assert names(f"<h1>River rises over quay</h1><p>Water is high.</p>{teaser}") == []


def test_the_box_gives_handle_and_picture_beside_the_name() -> None:
    body = """<h1>River rises over quay</h1><div class="author-box">
      <img src="/img/mira.png" alt="author avatar"><a href="/people/mira">Mira Holt</a>
      <a href="https://x.com/miraholt">follow</a></div>"""
    (author,) = authors(body)
    assert author.name == "Mira Holt"
    assert author.handle == "@miraholt"
    assert author.avatar == "https://quay.example/img/mira.png"
    assert author.profile == "https://quay.example/people/mira"


def test_a_business_card_in_the_byline_and_the_box_below_are_one_author() -> None:
    head = '<meta property="og:url" content="https://quay.example/2023/flood/">'
    body = """<div id="content"><h1>River rises over quay</h1><div class="entry-meta">Posted by
      <span class="author vcard"><a class="url fn n" href="/author/mira/">Mira Holt</a></span></div>
      <p>Water is high.</p><div id="author-bio"><img class="avatar" src="mira.png"><h4>Mira Holt</h4>
      <p>Mira writes about rivers. Follow her <a href="https://x.com/miraholt">@miraholt</a>.</p></div></div>"""
    assert authors(body, head) == (
        Author(
            name="Mira Holt",
            handle="@miraholt",
            avatar="https://quay.example/2023/flood/mira.png",
            profile="https://quay.example/author/mira/",
            source="byline",
        ),
    )


def test_addresses_are_relative_to_the_base_element() -> None:
    body = HEADING + '<div class="byline">By <a href="by/mira">Mira Holt</a></div>'
    (author,) = authors(body, '<base href="/static/">')
    assert author.profile == "https://quay.example/static/by/mira"


def test_a_box_with_a_handle_alone() -> None:
    body = """<h1>River rises over quay</h1><p>Water is high.</p>
      <div class="author-box"><img src="avatar.png" alt="author avatar"><span>@QuayLive</span></div>"""
    (author,) = authors(body)
    assert (author.name, author.handle) == (None, "@QuayLive")
    assert author.avatar == "https://quay.example/news/avatar.png"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("@quay_live", "@quay_live"),
        ("https://twitter.com/quay_live", "@quay_live"),
        ("//x.com/quay_live/", "@quay_live"),
        ("@https://twitter.com/quay_live", "@quay_live"),
        ("https://twitter.com/intent/tweet?text=x", None),
        ("https://twitter.com/share", None),
        ("https://quay.example/@someone", None),
        ("Mira Holt", None),
    ],
)
def test_handles(text: str, wanted: str | None) -> None:
    assert handle_of(text) == wanted


def test_who_is_a_person() -> None:
    assert is_person("Mira Holt", "Quay Gazette")
    assert not is_person("Quay Gazette", "The Quay Gazette")
    assert not is_person("Gazette Staff", None)
    assert not is_person("quay.example", None)


def test_the_words_of_bylines() -> None:
    data = yaml.safe_load(
        resources.files("dateline.extract").joinpath("data", "bylines.yaml").read_text("utf-8")
    )
    assert set(data) == {"lead", "between", "role", "letters", "suffix", "not_names", "organisation"}
    for words in data.values():
        assert all(isinstance(word, str) and word == word.casefold().strip() for word in words)
