"""News by mail between a real server, a real browser and a real mail server: choose it, be told, end it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.people import accounts, memberships, sessions
from kb.state import State
from tests.browsing import PHONE
from tests.served import Server
from tests.writing import LibraryFolder

pytestmark = pytest.mark.browser


@pytest.fixture
def secrets(library: LibraryFolder) -> dict[str, str]:
    """Lea leads the group, Ada is in it; both are signed in."""
    library.document("north/index.md", "Ours.\n", kind="group", title="North", visibility="group")
    library.document("north/2024-02-notes.md", "# Call\n\nThe treacle of the talk.\n", id="c4ll01")
    made = {}
    state = State(Path(library.home))
    with state.write() as db:
        for name, role in (("lea", "lead"), ("ada", "member")):
            number = accounts.create_account(db, f"{name}@example.org", name.title()).number
            accounts.set_proven(db, number)
            memberships.set_member(db, number, "north", "lead" if role == "lead" else "member")
            made[name] = sessions.begin_session(db, number, "Firefox on Linux")
    state.close()
    return made


def test_a_lead_tells_the_group_and_a_member_has_enough(library, serving, inbox, browser: Browser, secrets):
    server = serving(library.home, KB_SMTP_URL=f"smtp://127.0.0.1:{inbox.port}?from=club@example.org")

    def window(name: str, **options: object) -> Page:
        context = browser.new_context(base_url=server.url, viewport=PHONE, java_script_enabled=False, **options)  # type: ignore[arg-type]
        if name:
            context.add_cookies([{"name": "session", "value": secrets[name], "url": server.url}])
        return context.new_page()

    ada = window("ada")
    ada.goto("/news")
    expect(ada.get_by_text("North published the notes of its February 2024 meeting.")).to_be_visible()
    ada.get_by_role("link", name="Have it mailed to you").click()
    ada.get_by_label("North").select_option("At once")
    ada.get_by_role("button", name="Keep this").click()
    expect(ada.get_by_role("status")).to_contain_text("Kept")

    lea = window("lea")
    lea.goto("/d/c4ll01")
    lea.get_by_role("link", name="Tell the group").click()
    expect(lea.get_by_text("1 person wants to hear")).to_be_visible()
    lea.get_by_role("button", name="Send the mails").click()
    expect(lea.get_by_role("status")).to_contain_text("1 member is being told")

    assert Server.until(lambda: inbox.to("ada@example.org"), within=30)
    [mail] = inbox.to("ada@example.org")
    assert mail["Subject"] == "North published the notes of its February 2024 meeting"
    assert "treacle" not in mail.as_string()

    anybody = window("")  # the mail was opened on another device
    anybody.goto(urlsplit(mail["List-Unsubscribe"].strip("<>")).path)
    anybody.get_by_role("button", name="No more mails").click()
    expect(anybody.get_by_role("heading", name="No more mails with news")).to_be_visible()
    ada.goto("/account")
    expect(ada.get_by_text("You get none.")).to_be_visible()
