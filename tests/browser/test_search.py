"""The search completes what is typed, by keyboard and by mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow


def test_a_condition_and_a_name_are_chosen_by_keyboard(page: Page) -> None:
    page.goto("/search")
    box = page.get_by_role("combobox", name="Words and conditions")
    box.press_sequentially("act")
    expect(page.get_by_role("option")).to_have_text(["actor: condition"])
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("actor:")
    box.press_sequentially("vucic")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Aleksandar Vučić")
    box.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    box.press("Tab")
    expect(box).to_have_value('actor:"Aleksandar Vučić" ')
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    expect(page.get_by_role("heading", name="Events")).to_be_visible()


def test_a_type_is_chosen_by_mouse_and_escape_closes(page: Page) -> None:
    page.goto("/search")
    box = page.get_by_role("combobox", name="Words and conditions")
    box.press_sequentially("type:c")
    page.get_by_role("option", name="CONSULT type").click()
    expect(box).to_have_value("type:CONSULT ")
    box.press_sequentially("si")
    expect(page.get_by_role("option", name="since: condition")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("type:CONSULT si")
