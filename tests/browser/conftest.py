"""A browser before the site over the sample pages. What a page complains of fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from dateline.serve.app import ServeSettings, create_app
from dateline.store.database import open_database
from dateline.store.people import People
from docs.sample_site import chromium, read_samples, serving, switches
from tests.browser.given import Visitor
from tests.serve.accounts.given import PEOPLE, hashed


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = chromium()
    if found is None:
        pytest.skip("Chromium is not installed: make browser")
    return found


@pytest.fixture(scope="session")
def site(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site; it has a reader, two reviewers and an administrator."""
    path: Path = tmp_path_factory.mktemp("browser") / "samples.db"
    read_samples(path)
    with open_database(path) as database:
        for new, actor in PEOPLE(hashed()):
            People(database).add(new, actor)
    with serving(create_app(ServeSettings(database=path))) as address:
        yield address


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=switches())
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visitor]:
    """Opens windows onto the site; at the end, none of them may have had an error."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url')})")

    with ExitStack() as stack:

        def window(**options: Any) -> Page:
            context = browser.new_context(base_url=site, **options)
            stack.callback(context.close)
            context.set_default_timeout(15_000)
            page = context.new_page()
            page.on("console", heard)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield window
    assert not complaints


@pytest.fixture
def page(visit: Visitor) -> Page:
    """A window of the usual size."""
    return visit()
