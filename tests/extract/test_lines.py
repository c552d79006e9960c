from __future__ import annotations

from lxml import html

from dateline.extract.furniture_rules import matching, wordings
from dateline.extract.lines import Line, lines_of
from dateline.extract.lines_match import Coverage, repeated, tokens
from dateline.extract.lines_names import bit, container_headings
from dateline.model import FurnitureKind


def lines(markup: str) -> list[Line]:
    return lines_of(html.document_fromstring(markup))


def texts(markup: str) -> list[str]:
    return [line.text for line in lines(markup)]


def test_blocks_and_breaks_begin_lines_and_inline_elements_do_not() -> None:
    assert texts("<p>One <b>and</b> <a href=x>two</a></p>three<br>four<div>five</div>six") == [
        "One and two",
        "three",
        "four",
        "five",
        "six",
    ]


def test_scripts_and_fields_are_not_text_and_what_follows_them_is() -> None:
    assert texts("<p>a<script>x()</script>b</p><style>c</style><select><option>d</select>e") == ["ab", "e"]


def test_what_shows_only_when_pointed_at_is_not_part_of_the_sentence() -> None:
    markup = "<p>Mayor <span class='rollover-people-block'>Ten stories on her</span>Ida Horn spoke.</p>"
    assert texts(markup) == ["Mayor Ida Horn spoke."]


def test_a_row_of_data_is_one_line() -> None:
    assert texts("<table><tr><td>Year</td><td>Boats</td></tr><tr><td>2024</td><td>12</td></tr></table>") == [
        "Year | Boats",
        "2024 | 12",
    ]


def test_links_are_counted_in_letters() -> None:
    (line,) = lines("<p><a href=x>four</a> word</p>")
    assert (line.linked, line.links, line.link_first) == (4, 1, True)


def test_names_of_containers_are_split_into_words() -> None:
    (line,) = lines("<div class='ArticleBody relatedLinks'>text</div>")
    assert line.place.names & bit("body")
    assert line.place.names & bit("related")
    assert not line.place.names & bit("comment")


def test_headings_of_containers_fit_into_the_bits_of_a_feature() -> None:
    assert len(container_headings()) <= 60
    assert len(set(container_headings())) == len(container_headings())


def test_a_page_as_deep_as_the_parser_allows_is_walked() -> None:
    assert texts("<div>" * 240 + "deep down here") == ["deep down here"]


def kinds(text: str) -> set[FurnitureKind | None]:
    found = matching(text, len(tokens(text)))
    return {wording.kind for number, wording in enumerate(wordings()) if found >> number & 1}


def test_wordings_tell_the_kind_of_furniture() -> None:
    assert FurnitureKind.SHARE in kinds("Share this article")
    assert FurnitureKind.READ_MORE in kinds("Read more: Ferry workers walk out")
    assert FurnitureKind.PROMOTION in kinds("Sign up for our weekly newsletter")
    assert FurnitureKind.AUTHOR_BIOGRAPHY in kinds("Ida Venner is a reporter who covers the docks.")
    assert FurnitureKind.CAPTION in kinds("Photo: Ida Venner")
    assert FurnitureKind.COPYRIGHT in kinds("© 2025 The Harbour Ledger. All rights reserved.")
    assert FurnitureKind.DATE_LINE in kinds("18 November 2025, 09:00")
    assert FurnitureKind.CONSENT in kinds("We use cookies to improve this site.")
    assert FurnitureKind.COMMENT in kinds("Leave a comment")
    assert FurnitureKind.BYLINE in kinds("By Ida Venner")


def test_news_is_not_worded_like_furniture() -> None:
    assert kinds("The council voted on Tuesday to close the terminal, the deputy mayor said.") == set()
    assert kinds("Ferry workers demanded talks before any work begins.") == set()


def test_coverage_is_the_share_of_three_word_runs() -> None:
    coverage = Coverage(["one two three four", "Read on"])
    assert coverage.of(tokens("one two three four")) == 1.0
    assert coverage.of(tokens("two three four five")) == 0.5
    assert coverage.of(tokens("read on")) == 1.0
    assert coverage.of(tokens("two three")) == 0.0


def test_repeats_are_seen_from_both_sides() -> None:
    words = [tokens(text) for text in ("one two three", "four five six", "one two three")]
    assert repeated(words) == [(0.0, 1.0), (0.0, 0.0), (1.0, 0.0)]
