"""The first day of a library that is not for everybody: set up, invite somebody, take them out again."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browsing import DESKTOP, PHONE

PASSWORD = "seven frank oysters"
SETUP = re.compile(r"http\S+/setup/\S+")


@pytest.fixture
def windows_of(browser):
    """A window that belongs to one person; all are closed with the test."""
    contexts = []

    def opened(server, size):
        contexts.append(browser.new_context(base_url=server.url, viewport=size))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def test_set_up_invite_read_on_a_phone_and_be_removed(library, serving, windows_of):
    library.document("north/index.md", "Ours.\n", kind="group", title="North", visibility="group")
    library.document("north/2024-01-15-notes.md", "# Call\n\n## Budget\n\nThe treacle of the frank budget talk.\n")
    library.document("open.md", "# Market engagement\n\nFor everybody.\n")
    server = serving(library.home)
    printed = SETUP.search(server.printed)
    assert printed, "the server prints where to set the library up"
    admin = windows_of(server, DESKTOP)
    _set_up(admin, urlsplit(printed[0]).path)
    invitation = _invite(admin)

    member = windows_of(server, PHONE)
    member.goto("/search?q=frank+budget")
    expect(member.get_by_role("link", name="Call")).to_have_count(0)
    _join(member, invitation)
    member.goto("/search?q=frank+budget")
    member.get_by_role("link", name="Call").first.click()
    expect(member.locator("main")).to_contain_text("frank budget")
    there = urlsplit(member.url).path

    admin.goto("/groups/north/people")
    row = admin.get_by_role("listitem").filter(has_text="Mo")
    row.locator("summary").click()
    row.get_by_role("button", name="Remove").click()
    expect(admin.get_by_role("listitem").filter(has_text="Mo")).to_have_count(0)

    # With the next request, in the window that is open already; no restart.
    answer = member.goto(there)
    assert answer is not None
    assert answer.status == 404
    member.goto("/search?q=frank+budget")
    expect(member.locator("main")).not_to_contain_text("treacle")


def test_the_link_to_set_up_works_once_and_again_after_a_restart_until_then(library, serving, windows_of):
    library.document("open.md", "# Market engagement\n")
    first = serving(library.home)
    printed = SETUP.search(first.printed)
    assert printed
    first.stop()
    second = serving(library.home)
    assert SETUP.search(second.printed)
    admin = windows_of(second, DESKTOP)
    _set_up(admin, urlsplit(printed[0]).path)
    other = windows_of(second, DESKTOP)
    assert other.goto(urlsplit(printed[0]).path).status == 404
    second.stop()
    third = serving(library.home)
    assert not SETUP.search(third.printed)
    assert not SETUP.search(third.said + second.said)


def _set_up(admin, path):
    admin.goto(path)
    admin.get_by_label("Your email address").fill("ada@example.org")
    admin.get_by_label("Your name").fill("Ada")
    admin.get_by_label("Choose a password").fill(PASSWORD)
    admin.get_by_role("button", name="Set up the library").click()
    expect(admin.get_by_role("link", name="You")).to_be_visible()
    expect(admin.get_by_role("button", name="Sign out")).to_be_visible()


def _invite(admin):
    admin.goto("/groups/north")
    admin.get_by_role("link", name="People").click()
    admin.get_by_label("Email address").fill("mo@example.org")
    admin.get_by_role("button", name="Make an invitation").click()
    return urlsplit(admin.get_by_label("Link of the invitation").input_value()).path


def _join(member, path):
    member.goto(path)
    member.get_by_label("Your name").fill("Mo")
    member.get_by_label("Choose a password").fill(PASSWORD)
    member.get_by_role("button", name="Make an account and join").click()
    expect(member.get_by_role("heading", name="North")).to_be_visible()
