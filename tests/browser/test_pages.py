"""What holds of every page: names, labels, ids, width on a phone, contrast in light and dark, a focus to be seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.given import PHONE, Visitor, sign_in
from tests.serve.accounts.given import ADMIN

pytestmark = pytest.mark.slow

AUDIT = (Path(__file__).parent / "audit.js").read_text("utf-8")
PUBLIC = [
    "/",
    "/?view=dense&country=SRB",
    "/?country=ISL",
    "/articles/1",
    "/articles/7",
    "/entities/iso-SRB?as_of=2023-03-18",
    "/entities/Q11074974?as_of=2024-09-05",
    "/entities/iso-SRB/partners",
    "/pairs/iso-SRB/iso-RUS",
    "/pairs/iso-SRB/iso-RUS?month=2024-12&way=to",
    "/events",
    "/statements",
    "/search",
    "/search?q=Vulin",
    "/search?q=date%3A",
    "/map",
    "/map?actor=SRB&since=2023-01-01",
    "/screen",
    "/about",
    "/api",
    "/sign-in",
    "/forgotten",
    "/register",
]
SIGNED_IN = [
    "/",
    "/articles/1",
    "/account",
    "/review",
    "/facts/e1/verdict",
    "/facts/s1/verdict",
    "/admin/users",
    "/admin/audit",
]
WINDOWS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": PHONE,
}
OUTLINE = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const visible = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return one === document.body ? null : [one.outerHTML.slice(0, 100), visible];
}"""
TAB_STOPS = 60


@pytest.mark.parametrize("look", WINDOWS)
def test_pages_are_well_made(visit: Visitor, look: str) -> None:
    page = visit(**WINDOWS[look])
    wrong = []
    for address in PUBLIC:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        wrong += [f"{address}: {one}" for one in page.evaluate(AUDIT)]
    page.get_by_role("link", name="All headlines").click()
    sign_in(page, ADMIN)
    for address in SIGNED_IN:
        page.goto(address)
        wrong += [f"{address}: {one}" for one in page.evaluate(AUDIT)]
    assert not wrong


def test_results_of_screening_are_well_made(visit: Visitor) -> None:
    for look in WINDOWS.values():
        page = visit(**look)
        page.goto("/screen")
        page.get_by_label("Names:").fill("Aleksandar Vulin\nJane Nobody")
        page.get_by_role("button", name="Screen", exact=True).click()
        expect(page.locator(".screen-hit")).not_to_have_count(0)
        assert page.evaluate(AUDIT) == []
        page.get_by_role("button", name="Report for print").click()
        expect(page.get_by_role("heading", name="Screening report")).to_be_visible()
        assert page.evaluate(AUDIT) == []


def test_the_map_is_as_dark_as_the_page(visit: Visitor) -> None:
    for look in ("light", "dark"):
        page = visit(**WINDOWS[look])
        page.goto("/map")
        page.locator(".map path.leaflet-interactive[fill-opacity='0.45']").last.dispatch_event("click")
        expect(page.locator(".leaflet-popup")).to_be_visible()
        assert page.evaluate(AUDIT) == []
        colours = "[...document.querySelectorAll('.map, .filters')].map((one) => getComputedStyle(one).backgroundColor)"
        sea, raised = sorted(page.evaluate(colours))
        assert sea == raised


def test_the_focus_can_be_seen(visit: Visitor) -> None:
    page = visit()
    unseen = []
    for address in PUBLIC:
        page.goto(address)
        for _ in range(TAB_STOPS):
            page.keyboard.press("Tab")
            found = page.evaluate(OUTLINE)
            if found is None:
                break
            if not found[1]:
                unseen.append(f"{address}: {found[0]}")
    assert not unseen


def test_links_of_the_head_lead_somewhere(visit: Visitor) -> None:
    page = visit()
    sign_in(page, ADMIN)
    links = page.locator("header a, footer a")
    for address in [one.get_attribute("href") for one in links.all()]:
        assert address
        assert page.request.get(address).status == 200, address
