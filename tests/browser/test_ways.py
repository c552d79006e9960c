"""The ways people go through the site, with a browser: by mouse, by keys, by forms, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.given import Visitor, sign_in
from tests.serve.accounts.given import REVIEWER

pytestmark = pytest.mark.slow

VULIN = "US sanctions Serbian intelligence chief Vulin"


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_keys_open_an_article_and_a_mark_shows_its_fact(page: Page) -> None:
    page.goto("/")
    titles = page.locator("a.open").all_inner_texts()
    for key in "jjk":
        page.keyboard.press(key)
    expect(page.locator("a.open").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/articles/*")
    assert heading(page) == titles[1]
    mark = page.locator(".body a.mark.event").first
    panel = page.locator(mark.get_attribute("href") or "")
    expect(panel).to_be_hidden()
    mark.click()
    expect(panel).to_be_visible()
    expect(panel).to_be_focused()
    expect(panel.locator("blockquote")).not_to_be_empty()
    assert mark.inner_text() in panel.locator("blockquote").inner_text()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(mark).to_be_focused()


def test_the_help_on_keys(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    expect(page.get_by_label("Words and conditions")).to_be_focused()


def test_from_a_person_to_a_pair_to_the_sentences_of_a_month(page: Page) -> None:
    page.goto("/")
    page.locator("a.chip", has_text="Aleksandar Vulin").first.click()
    page.wait_for_url("**/entities/*")
    assert heading(page) == "Aleksandar Vulin"
    page.locator("#company").scroll_into_view_if_needed()  # this is fetched when it is seen,
    page.locator(".network").scroll_into_view_if_needed()  # and its library when it comes near
    expect(page.locator(".network canvas").first).to_be_attached()
    page.get_by_role("link", name="Serbia", exact=True).first.click()
    page.wait_for_url("**/entities/iso-SRB")
    page.locator("#company").scroll_into_view_if_needed()
    page.get_by_role("row", name=re.compile("^Russia")).get_by_role("link", name="pair").click()
    page.wait_for_url("**/pairs/iso-SRB/iso-RUS")
    assert heading(page) == "Serbia and Russia"
    plot = page.locator(".chart .u-over").first
    box = plot.bounding_box()
    assert box
    plot.click(position={"x": 25, "y": box["height"] / 2})
    page.wait_for_url("**month=*")
    month = re.search(r"month=(\d{4}-\d\d)", page.url)
    assert month
    expect(page.get_by_role("heading", name=f"The sentences of {month[1]}")).to_be_in_viewport()
    assert page.locator("#facts .fact blockquote").count()
    page.locator("#facts .fact p.about a").first.click()
    page.wait_for_url("**/articles/*")


def test_a_click_on_a_month_of_a_state(page: Page) -> None:
    page.goto("/entities/iso-SRB")
    plot = page.locator(".chart .u-over").first
    box = plot.bounding_box()
    assert box
    plot.click(position={"x": box["width"] - 25, "y": box["height"] / 2})
    page.wait_for_url("**since=*")
    expect(page.locator("#events")).to_contain_text(" to ")


def test_search(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words and conditions").fill("actor:Vulin type:CONSULT")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.locator("a.act").first.click()
    page.wait_for_url("**/articles/*#event-*")
    expect(page.locator(".panel.open")).to_be_visible()
    page.goto("/search?q=Vulni")
    page.locator(".suggestions a").first.click()
    page.wait_for_url("**/entities/*")


def test_the_map_and_its_timeline(page: Page) -> None:
    page.goto("/map")
    places = page.locator(".map path.leaflet-interactive[fill-opacity='0.45']")
    expect(places.first).to_be_visible()
    before = places.count()
    places.last.dispatch_event("click")
    expect(page.locator(".leaflet-popup")).to_contain_text("event")
    plot = page.locator(".chart .u-over")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.8, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, middle, steps=4)
    page.mouse.move(box["x"] + box["width"] - 5, middle, steps=4)
    page.mouse.up()
    page.wait_for_url("**since=*")
    expect(page.get_by_role("status")).to_contain_text(" from 20")
    assert 0 < places.count() < before
    assert page.get_by_label("Since").input_value() in page.url


def test_screening(page: Page) -> None:
    page.goto("/screen")
    page.get_by_label("Names:").fill("Aleksandar Vulin\nJane Nobody")
    page.get_by_label("As of").fill("2024-09-05")
    page.get_by_role("button", name="Screen", exact=True).click()
    expect(page.get_by_role("heading", name="1 hit for 2 names, as of 2024-09-05")).to_be_visible()
    expect(page.locator(".screen-hit")).to_contain_text("US list since 2023-07-11")
    expect(page.locator("#results ~ p").last).to_have_text("Jane Nobody")


def test_filters_by_form(page: Page) -> None:
    page.goto("/")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("State").select_option(label="Finland")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**country=FIN*")
    everything = page.locator("a.open").all_inner_texts()
    assert len(everything) == 1
    assert "Finland" in everything[0]
    page.locator(".chips.set a").click()
    expect(page.locator("a.open").nth(3)).to_be_visible()
    page.goto("/events")
    page.get_by_label("Actor", exact=True).fill("Vulin")
    page.locator("select[name=type]").select_option("CONSULT")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**actor=Vulin*")
    kinds = set(page.locator("td .kind").all_inner_texts())
    assert kinds == {"CONSULT"}


def test_dense_is_remembered(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Dense").click()
    expect(page.locator("#stories")).to_have_class("stories dense")
    assert page.url.endswith("/")
    page.reload()
    expect(page.locator("#stories")).to_have_class("stories dense")
    page.keyboard.press("d")
    expect(page.locator("#stories")).to_have_class("stories")
    page.reload()
    expect(page.get_by_role("link", name="Dense")).to_be_visible()


def test_without_scripts(visit: Visitor) -> None:
    page = visit(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Dense").click()
    expect(page.locator("#stories")).to_have_class("stories dense")
    page.get_by_role("link", name=VULIN).click()
    mark = page.locator(".body a.mark.event").first
    panel = page.locator(mark.get_attribute("href") or "")
    expect(panel).to_be_hidden()
    mark.click()
    expect(panel).to_be_visible()
    panel.get_by_role("link", name="Close").click()
    expect(panel).to_be_hidden()
    assert page.locator("#events-title + table tbody tr").count() > 3
    page.locator("table a", has_text="Aleksandar Vulin").first.click()
    assert heading(page) == "Aleksandar Vulin"
    assert page.locator("table.bars tbody tr").count()
    assert page.locator("#events ~ ol .fact blockquote").count()
    page.get_by_role("link", name="Serbia", exact=True).first.click()
    page.get_by_role("link", name="Who takes part in the same events").click()
    page.get_by_role("row", name=re.compile("^Russia")).get_by_role("link", name="pair").click()
    page.get_by_text("Month by month, as a table").click()
    page.locator("details[open] tbody a").last.click()
    expect(page.get_by_role("heading", name="The sentences of 20")).to_be_visible()
    assert page.locator("#facts .fact").count()


def test_a_reviewer_judges_and_takes_it_back(page: Page) -> None:
    sign_in(page, REVIEWER)
    page.get_by_role("link", name=VULIN).click()
    page.get_by_role("link", name="Judge e").first.click()
    judging = page.url
    expect(page.get_by_text("None yet.")).to_be_visible()
    page.get_by_label("Reason").fill("it is not told")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".card")).to_contain_text("reject by Viv Person")
    page.get_by_role("link", name="article 7").click()
    expect(page.locator(".verdict.reject")).to_have_text("rejected by Viv Person")
    page.goto(judging)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    page.get_by_role("link", name="Viv Person").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_the_queue_of_review_by_keys(page: Page) -> None:
    sign_in(page, REVIEWER)
    page.get_by_role("link", name="Review").click()
    page.wait_for_url("**/review")
    first = page.locator("article.card").first
    name = first.get_attribute("aria-label")
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(".card").first).not_to_have_attribute("aria-label", name or "")
    page.locator("section[aria-labelledby=mine]").get_by_role("button", name="Undo").click()
    expect(page.locator(".card").first).to_have_attribute("aria-label", name or "")
