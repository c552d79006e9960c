from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from dateline.extract.json_ld import LinkedArticle, read_json_ld

ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "River rises over the quay",
    "author": {"@type": "Person", "name": "Mira Holt", "url": "/people/mira-holt"},
    "datePublished": "2024-05-06T07:08:09+02:00",
    "publisher": {"@type": "Organization", "name": "The Quay Gazette"},
}


def read(*scripts: str) -> tuple[LinkedArticle, ...]:
    blocks = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return read_json_ld(html.document_fromstring(f"<html><head>{blocks}</head><body><p>x</p></body></html>"))


def test_a_plain_node() -> None:
    (article,) = read(json.dumps(ARTICLE))
    assert article.headline == "River rises over the quay"
    assert article.site == "The Quay Gazette"
    assert article.is_news
    assert article.authors[0].name == "Mira Holt"
    assert article.authors[0].profile == "/people/mira-holt"


def test_a_graph_with_references_is_resolved() -> None:
    graph = {
        "@graph": [
            {"@type": "Person", "@id": "#p", "name": "Mira Holt", "sameAs": ["https://x.com/miraholt"]},
            {"@type": "WebPage", "@id": "#w", "datePublished": "2020-01-02"},
            {"@type": ["Thing", "Article"], "headline": "River rises", "author": {"@id": "#p"}},
        ]
    }
    articles = read(json.dumps(graph))
    assert [article.kind for article in articles] == ["Article", "WebPage"]
    assert articles[0].authors[0].same_as == ("https://x.com/miraholt",)
    assert not articles[1].is_article


@pytest.mark.parametrize(
    "broken",
    [
        "//<![CDATA[\n%s\n//]]>",
        "<!-- %s -->",
        "%s;",
        '  %s  {"@type": "Thing"}',
    ],
)
def test_broken_wrapping_is_undone(broken: str) -> None:
    (article,) = read(broken % json.dumps(ARTICLE))
    assert article.headline == "River rises over the quay"


def test_broken_json_is_repaired() -> None:
    trailing = json.dumps(ARTICLE).replace('"headline"', '"keywords": ["a", "b",], "headline"')
    raw_newline = json.dumps(ARTICLE).replace("over the", "over\nthe")
    missing_value = json.dumps(ARTICLE).replace('"headline"', '"x": , "headline"')
    for text in (trailing, raw_newline, missing_value):
        (article,) = read(text)
        assert article.headline is not None
        assert article.headline.startswith("River rises")


def test_what_cannot_be_read_is_left_out_and_the_rest_is_read() -> None:
    articles = read("{nonsense", "[]", "null", "42", json.dumps([ARTICLE]))
    assert [article.headline for article in articles] == ["River rises over the quay"]


def test_entries_of_a_live_blog_and_comments_are_not_the_article() -> None:
    live = {
        "@type": "LiveBlogPosting",
        "headline": "Flood: the day as it went",
        "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "Water at the bridge"}],
        "comment": {"@type": "Article", "headline": "I saw it"},
    }
    assert [article.headline for article in read(json.dumps(live))] == ["Flood: the day as it went"]


def test_names_in_parts_and_in_lists() -> None:
    article = ARTICLE | {
        "author": [{"givenName": "Mira", "familyName": "Holt"}, "Jan Rook", {"name": ["A B", "C D"]}, {}, 7]
    }
    (read_article,) = read(json.dumps(article))
    assert [author.name for author in read_article.authors] == ["Mira Holt", "Jan Rook", "A B", "C D"]


def test_very_deep_nesting_ends() -> None:
    assert read("[" * 5000 + "]" * 5000) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "@type",
                        "@id",
                        "@graph",
                        "headline",
                        "author",
                        "name",
                        "publisher",
                        "datePublished",
                        "image",
                    ]
                ),
                inner | st.just("NewsArticle") | st.just("Person"),
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_is_read_without_error(value: object) -> None:
    text = json.dumps(value).replace("<", "\\u003c")
    for article in read(text):
        assert article.headline is None or article.headline.strip() == article.headline != ""
        assert all(author.name.strip() for author in article.authors)
