"""An admin looks after a library in a browser: makes a group, closes it, and others no longer find it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import DESKTOP, PHONE
from tests.signed_in import admin_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_group_is_made_and_closed_and_a_visitor_no_longer_finds_it(library, serving, windows, scripts):
    library.document("open.md", "# Market engagement\n")
    server = serving(library.home, KB_WORKERS="2")
    secret = admin_of(library.home)
    admin = windows(server, "/about", viewport=PHONE, java_script_enabled=scripts)
    admin.context.add_cookies([{"name": "session", "value": secret, "url": server.url}])

    admin.goto("/")
    admin.get_by_role("link", name="Look after this library").click()
    admin.get_by_role("navigation", name="Looking after").get_by_role("link", name="Groups").click()
    admin.get_by_label("Title").fill("Quixotic circle")
    admin.get_by_label("In a sentence").fill("Frank talk about windmills.")
    admin.get_by_role("button", name="Make the group").click()
    expect(admin).to_have_url(re.compile("/groups/quixotic-circle/people$"))
    library.document("quixotic-circle/2024-01-15-notes.md", "# Windmills\n\nA treacle of windmills.\n")
    assert server.until(lambda: "Windmills" in server.get("/groups/quixotic-circle").text)

    visitor = windows(server, "/groups/quixotic-circle", viewport=DESKTOP, java_script_enabled=scripts)
    expect(visitor.get_by_role("heading", name="Quixotic circle", level=1)).to_be_visible()
    visitor.get_by_role("link", name="Windmills").click()
    document = visitor.url

    admin.goto("/groups/quixotic-circle")
    admin.get_by_role("link", name="Edit this group").click()
    expect(admin.get_by_label("Who can read it")).to_have_value("")
    admin.get_by_label("Who can read it").select_option(label="The members of the group and its leads can read it")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("main")).to_contain_text("Only members of Quixotic circle and its leads can read this.")

    # With the next request, whichever of the two processes answers it.
    for _ in range(4):
        for address in (document, "/groups/quixotic-circle"):
            answer = visitor.goto(address)
            assert answer is not None
            assert answer.status == 404
        visitor.goto("/search?q=windmills")
        expect(visitor.locator(".nothing")).to_be_visible()
    assert "quixotic" not in server.get("/groups").text
