"""Takes the pictures of the site in ``docs/screens``: light, dark, and on a phone."""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from dateline.serve.app import ServeSettings, create_app
from docs.sample_site import chromium, read_samples, serving, switches

TARGET = Path(__file__).resolve().parent / "screens"
MOST_BYTES = 60_000
QUALITIES = (60, 40, 20)
DAY = "2024-09-05"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 960, "height": 600}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 960, "height": 600}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True},
}


def _at(address: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(address)

    return show


def _article(page: Page) -> None:
    page.goto("/articles/7")
    page.locator(".body a.mark.event").first.click()


def _person(page: Page) -> None:
    page.goto(f"/entities/Q11074974?as_of={DAY}")
    page.locator("#then").evaluate("one => one.scrollIntoView()")


def _map(page: Page) -> None:
    page.goto("/map")
    page.locator(".map").evaluate("one => one.scrollIntoView()")


def _screening(page: Page) -> None:
    page.goto("/screen")
    page.get_by_label("Names:").fill("Aleksandar Vulin\nSergei Lavrov\nJane Nobody")
    page.get_by_label("As of").fill(DAY)
    page.get_by_role("button", name="Screen", exact=True).click()
    page.locator("#results").evaluate("one => one.scrollIntoView()")


SCREENS: dict[str, Callable[[Page], None]] = {
    "headlines": _at("/"),
    "article": _article,
    "person": _person,
    "pair": _at("/pairs/iso-SRB/iso-RUS"),
    "map": _map,
    "screening": _screening,
}


def picture(page: Page) -> bytes:
    """What the window shows, as WebP, as well as fits."""
    session = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        data = base64.b64decode(taken["data"])
        if len(data) <= MOST_BYTES:
            break
    return data


def take(browser: Browser, site: str, target: Path) -> None:
    """All pictures, each named by what it shows and by its look."""
    target.mkdir(exist_ok=True)
    for look, options in LOOKS.items():
        context = browser.new_context(base_url=site, **options)
        page = context.new_page()
        for name, show in SCREENS.items():
            show(page)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(300)
            (target / f"{name}-{look}.webp").write_bytes(picture(page))
        context.close()


def main() -> None:
    """Read the samples of the repository alone, serve them, and take the pictures."""
    found = chromium()
    if found is None:
        sys.exit("Chromium is not installed, so no pictures are taken: make browser")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "samples.db"
        read_samples(path, shared=False)
        app = create_app(ServeSettings(database=path))
        with serving(app) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=switches())
            take(browser, site, TARGET)
            browser.close()


if __name__ == "__main__":
    main()
