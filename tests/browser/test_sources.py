"""A source is added by its form, rests and goes on, and is removed: in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dateline.collect.admission import admitted
from dateline.serve.app import ServeSettings, create_app
from dateline.store.database import open_database
from dateline.store.people import People
from docs.sample_site import serving
from tests.browser.given import Visitor, sign_in
from tests.browser.test_pages import AUDIT, WINDOWS
from tests.serve.accounts.given import ADMIN, PEOPLE, hashed
from tests.serve.test_sources import fails, lists, resolver

pytestmark = pytest.mark.slow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A fresh database, with users and no source."""
    made = tmp_path / "news.db"
    with open_database(made) as database:
        for new, actor in PEOPLE(hashed()):
            People(database).add(new, actor)
    return made


@pytest.fixture
def site(path: Path, chromium_path: str) -> Iterator[str]:
    admit = partial(admitted, private=False, resolver=resolver)
    with serving(create_app(ServeSettings(database=path, admit=admit))) as address:
        yield address


def test_a_source_is_added_and_paused(page: Page) -> None:
    sign_in(page, ADMIN)
    page.get_by_role("link", name="Sources").click()
    page.get_by_label("Address of a feed").fill("https://n.example/rss")
    page.get_by_label("Name").fill("The Gazette")
    page.get_by_label("Minutes between").fill("5")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="The Gazette")).to_be_visible()
    page.get_by_role("button", name="Pause The Gazette").click()
    expect(page.get_by_role("heading", name="The Gazette resting")).to_be_visible()
    page.get_by_role("link", name="All sources").click()
    expect(page.get_by_role("row", name="The Gazette")).to_contain_text("resting")
    page.get_by_role("button", name="Resume The Gazette").click()
    expect(page.get_by_role("button", name="Pause The Gazette")).to_be_visible()
    page.get_by_role("link", name="The Gazette").click()
    page.locator("summary").click()
    page.get_by_role("button", name="Remove The Gazette").click()
    expect(page.get_by_text("Nothing is collected.")).to_be_visible()


@pytest.mark.parametrize("look", WINDOWS)
def test_the_pages_of_sources_are_well_made(visit: Visitor, path: Path, look: str) -> None:
    with open_database(path) as database:
        lists(database, *(f"{place}/{'long-' * 20}" for place in range(120)))
        fails(database, "the server answered 404", 3)
        lists(database, name=None, address="https://o.example/feed")
    page = visit(**WINDOWS[look])
    wrong = []
    for who in ("anybody", ADMIN):
        if who == ADMIN:
            sign_in(page, ADMIN)
        for address in ("/sources", "/sources/1", "/sources/1?state=failed", "/sources/2"):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            wrong += [f"{address}: {one}" for one in page.evaluate(AUDIT)]
    assert not wrong
