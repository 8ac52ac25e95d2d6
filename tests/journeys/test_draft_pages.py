"""Somebody compares a draft with the pages it was taken from."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE
from tests.journeys.test_upload import opened  # noqa: F401  # a fixture
from tests.web.pages.drafts.test_draft_pages import pages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_pages_of_the_original_are_scrolled_through_by_keyboard(opened, scripts):  # noqa: F811
    page = opened("/upload", java_script_enabled=scripts, viewport=PHONE)
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.get_by_label("Files").set_input_files({"name": "call.pdf", "mimeType": "", "buffer": pages(3)})
    if not scripts:
        page.get_by_role("button", name="Make a draft").click()
    page.get_by_role("heading", name="The original: call.pdf").scroll_into_view_if_needed()
    original = page.frame_locator("iframe[title='The original, page by page']")
    first, last = (original.get_by_role("img", name=f"Page {number} of the original") for number in (1, 3))
    expect(first).to_be_in_viewport()
    expect(last).not_to_be_in_viewport()
    original.get_by_role("main").focus()
    page.keyboard.press("End")
    expect(last).to_be_in_viewport()
    assert refused == []
    page.get_by_text("Its text").click()
    expect(page.locator(".original .text")).to_contain_text("porridge")
