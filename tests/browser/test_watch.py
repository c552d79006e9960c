"""From a search to a watch, to the mail, to the article: in a browser, from a fresh database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from dateline.cli import dateline
from dateline.serve.accounts.mail import MailSettings, Tls
from dateline.serve.app import ServeSettings, create_app
from dateline.serve.watches.sending import Sender
from dateline.store.database import open_database
from dateline.store.people import People
from docs.sample_site import PAGES, serving
from tests.browser.given import Visitor, sign_in
from tests.browser.test_pages import AUDIT, WINDOWS
from tests.serve.accounts.given import PEOPLE, READER, Postbox, hashed

pytestmark = pytest.mark.slow

PATIENCE = 30
NAME, HEADLINE = "us-sanctions-vulin.html.gz", "US sanctions Serbian intelligence chief Vulin"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with Postbox() as box:
        yield box


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A fresh database, with users and no article."""
    made = tmp_path / "news.db"
    with open_database(made) as database:
        for new, actor in PEOPLE(hashed()):
            People(database).add(new, actor)
    return made


@pytest.fixture
def site(path: Path, postbox: Postbox, chromium_path: str) -> Iterator[str]:
    """The address of a site that sends mail and runs the watches."""
    mail = MailSettings(server=postbox.place, sender="news@dateline.example", tls=Tls.NONE)
    with serving(create_app(ServeSettings(database=path, mail=mail))) as first:
        settings = ServeSettings(
            database=path, mail=mail, watches=Sender(site=first, mail=mail), watch_seconds=0.2
        )
        with serving(create_app(settings)):  # it sends; the first one is the one that links lead to
            yield first


def read_in(name: str, path: Path) -> None:
    done = CliRunner().invoke(dateline, ["read", str(PAGES / name), "--db", str(path)])
    assert done.exit_code == 0, done.output


def letters(postbox: Postbox, number: int) -> None:
    end = monotonic() + PATIENCE
    while len(postbox.letters) < number and monotonic() < end:
        sleep(0.05)
    assert len(postbox.letters) == number


def test_from_a_search_to_the_mail_to_the_article(page: Page, path: Path, postbox: Postbox) -> None:
    sign_in(page, READER)
    page.get_by_role("link", name="Events").click()
    page.get_by_label("Actor", exact=True).fill("Vulin")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**actor=Vulin*")
    page.get_by_role("link", name="Watch this").click()
    page.get_by_label("Name").fill("What Vulin does")
    page.get_by_label("By").select_option("e-mail")
    page.get_by_label("How often").select_option("at once")
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("heading", name="What Vulin does")).to_be_visible()
    feed = page.locator(".secret").inner_text()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    read_in(NAME, path)
    letters(postbox, 1)
    (letter,) = postbox.letters
    assert letter["To"] == READER
    assert letter["Subject"] == "What Vulin does: 1 new article"
    link = re.search(r"http\S+/articles/\d+", letter.get_content())
    assert link
    page.goto(link[0])
    expect(page.locator("h1")).to_have_text(HEADLINE)
    page.get_by_role("link", name="Watches", exact=True).click()
    expect(
        page.get_by_role("row", name="What Vulin does events: actor Vulin e-mail at once 20")
    ).to_be_visible()
    page.get_by_role("link", name="What Vulin does").first.click()
    expect(page.get_by_role("cell", name="What Vulin does: 1 new article")).to_be_visible()
    read_in(NAME, path)  # the same page again
    answer = page.request.get(urlsplit(feed).path)
    assert answer.status == 200
    assert HEADLINE in answer.text()
    page.get_by_role("button", name="Pause").click()
    page.wait_for_url("**/watches")
    page.get_by_role("button", name="Resume What Vulin does").click()
    sleep(1)
    assert len(postbox.letters) == 1, "not the same article twice"
    page.get_by_role("button", name="Delete What Vulin does").click()
    expect(page.get_by_text("You watch nothing yet.")).to_be_visible()


@pytest.mark.parametrize("look", WINDOWS)
def test_the_pages_of_watches_are_well_made(visit: Visitor, path: Path, postbox: Postbox, look: str) -> None:
    page = visit(**WINDOWS[look])
    sign_in(page, READER)
    page.goto("/watches/new?kind=search&query=q%3DVulin")
    page.get_by_label("How often").select_option("at once")
    wrong = page.evaluate(AUDIT)
    page.get_by_role("button", name="Watch", exact=True).click()
    read_in(NAME, path)
    letters(postbox, 1)
    page.get_by_role("link", name="Watches", exact=True).click()
    expect(page).to_have_url(re.compile("/watches$"))
    wrong += page.evaluate(AUDIT)
    page.get_by_role("link", name="search: Vulin").first.click()
    expect(page).to_have_url(re.compile(r"/watches/\d+$"))
    wrong += page.evaluate(AUDIT)
    assert not wrong
