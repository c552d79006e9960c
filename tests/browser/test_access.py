"""What axe-core finds on every page, light and dark, on a phone and on a desktop; and all of it by keys alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.given import PHONE, Visitor, sign_in
from tests.browser.test_pages import PUBLIC, SIGNED_IN
from tests.serve.accounts.given import ADMIN

pytestmark = pytest.mark.slow

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.10.3.min.js").read_text("utf-8")
RUN = """async () => (await axe.run()).violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`))"""
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "light phone": {"color_scheme": "light", **PHONE},
    "dark phone": {"color_scheme": "dark", **PHONE},
}
FIRST_VIEW = 150_000
MOST_TABS = 400


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong; it is run past the policy of the page, which allows no scripts but its own."""
    page.evaluate(AXE)
    return [str(one) for one in page.evaluate(RUN)]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(visit: Visitor, look: str) -> None:
    page = visit(**LOOKS[look])
    wrong = []
    for address in PUBLIC:
        page.goto(address)
        wrong += [f"{address}: {one}" for one in violations(page)]
    sign_in(page, ADMIN)
    for address in SIGNED_IN:
        page.goto(address)
        wrong += [f"{address}: {one}" for one in violations(page)]
    assert not wrong, "\n".join(wrong[:20])


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what the selector means has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no way to {selector} by Tab")


def test_a_way_through_the_site_by_keys_alone(visit: Visitor) -> None:
    page = visit()
    page.goto("/")
    tab_to(page, "a.open")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*")
    tab_to(page, ".body a.mark.event")
    panel = page.locator(page.evaluate("document.activeElement.getAttribute('href')"))
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    expect(panel).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    tab_to(page, "a[href^='/entities/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entities/*")


def test_filters_by_keys_alone(visit: Visitor) -> None:
    page = visit()
    page.goto("/")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, "select[name=country]")
    page.keyboard.type("Finland")
    tab_to(page, "form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**country=FIN*")
    expect(page.locator("a.open")).to_have_count(1)


def test_what_a_plot_shows_can_be_reached_by_keys(visit: Visitor) -> None:
    page = visit()
    page.goto("/pairs/iso-SRB/iso-RUS")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, "td a, th a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("month="))
    assert page.locator("#facts .fact").count()


def test_every_control_is_reached_by_tab(visit: Visitor) -> None:
    """Each link, button and field that can be seen gets the focus once on the way through a page."""
    page = visit()
    controls = """() => {
        const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")];
        const seen = all.filter((one) => !one.disabled && one.checkVisibility() && one.type !== "hidden");
        seen.forEach((one, place) => { one.dataset.control = place; });
        // Of several marks of one fact the first is on the way.
        return seen.filter((one) => one.type !== "radio" && one.tabIndex >= 0).map((one) => one.dataset.control);
    }"""
    for address in ("/", "/articles/1", "/events", "/search?q=Vulin", "/map", "/screen", "/sign-in"):
        page.goto(address)
        wanted, reached = set(page.evaluate(controls)), set()
        for _ in range(len(wanted) + 20):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.dataset.control"))
        names = page.evaluate(
            "(places) => places.map((one) => document.querySelector(`[data-control='${one}']`).outerHTML.slice(0, 90))",
            sorted(wanted - reached),
        )
        assert not names, f"{address}: {names}"


@pytest.mark.parametrize(
    "address", ["/", "/articles/7", "/entities/iso-SRB", "/pairs/iso-SRB/iso-RUS", "/map"]
)
def test_a_first_view_is_small(visit: Visitor, address: str) -> None:
    page = visit()
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    sizes = {one.url: one.request.sizes()["responseBodySize"] for one in answers}
    taken = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    print(f"{address}: {sum(sizes.values()) / 1000:.0f} kB in {len(sizes)} files, loaded in {taken:.0f} ms")  # noqa: T201
    assert sum(sizes.values()) < FIRST_VIEW, sizes
