"""What the browser tests have in common."""

from __future__ import annotations

from typing import Any, Protocol

from playwright.sync_api import Page

from tests.serve.accounts.given import PASSWORD

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


class Visitor(Protocol):
    """Opens a window; the options are those of Playwright's ``new_context``."""

    def __call__(self, **options: Any) -> Page: ...


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
