"""From a phrase on the second page of an attached PDF to the place on the page of its document, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.intake.making import pdf

pytestmark = pytest.mark.browser

WALL = pdf([[(50, 700, 12, "What the wall said")], [(50, 700, 12, "Kedgeree slows every early talk down.")]])
LONG = "# Call\n\n" + "\n\n".join(f"We spoke of item {number}, and of tea." for number in range(80))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phrase_in_a_file_is_found_and_its_place_is_in_sight(library, serving, windows, scripts):
    library.document("call.md", LONG, id="ca11")
    library.holds("call/wall.pdf", WALL)
    server = serving(library.home)
    assert server.finds("kedgeree", within=30)
    page = windows(server, "/search?q=kedgeree+talk", java_script_enabled=scripts)
    page.get_by_role("link", name="wall.pdf, page 2").click()
    page.wait_for_url("**#kb-file-wall-pdf.2")
    place = page.locator("[id='kb-file-wall-pdf.2']")
    assert place.locator("mark").all_inner_texts() == ["Kedgeree", "talk"]
    expect(place).to_be_in_viewport()
    preview = page.locator(".files .glance img").first
    preview.scroll_into_view_if_needed()
    assert server.until(lambda: server.get("/d/ca11/files/wall.pdf?w=320").headers["content-type"] == "image/png")
    assert preview.get_attribute("src") == "/d/ca11/files/wall.pdf?w=320"
