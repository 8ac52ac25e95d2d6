"""Somebody and their own account, in a browser and by mail: password forgotten, browser lost, a token, the end."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from kb.people.accounts import set_proven
from kb.people.links import LASTING, Purpose
from kb.state import State
from kb.usecases.people import signing_in
from kb.usecases.people.accounts import add_account
from tests.browsing import DESKTOP, PHONE
from tests.outward.receiver import Inbox, link_in
from tests.served import Server

pytestmark = pytest.mark.browser

ADA, OLD, NEW = "ada@example.org", "marmalade on every slice", "honey on the other side"


@pytest.fixture
def server(library, serving, inbox) -> Server:
    library.document("north/index.md", "Ours.\n", kind="group", title="North", visibility="group")
    library.document("north/2024-01-15-notes.md", "# Call\n\n## Budget\n\nThe treacle of the frank budget talk.\n")
    state = State(library.home)
    made = add_account(state, ADA, name="Ada", password=OLD, groups={"north": "member"})
    with state.write() as db:
        set_proven(db, made.account.number)  # a mail has reached them before
    state.close()
    return serving(library.home, KB_SMTP_URL=f"smtp://127.0.0.1:{inbox.port}?from=club@example.org")


@pytest.fixture
def window(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """A window with nobody signed in: `window(PHONE)`."""
    contexts = []

    def opened(size=DESKTOP, **options) -> Page:
        contexts.append(browser.new_context(base_url=server.url, viewport=size, **options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, password: str) -> None:
    page.goto("/login?next=/account")
    page.get_by_label("Email address").fill(ADA)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def link_from(inbox: Inbox, server: Server) -> str:
    """The path of the link in the mail that came."""
    assert Server.until(lambda: inbox.to(ADA))
    link = link_in(inbox.to(ADA)[0])
    assert link.startswith(server.url)
    return urlsplit(link).path


def expired(home: Path, purpose: Purpose) -> str:
    """The path of a link that was asked for too long ago."""
    state = State(home, clock=lambda: time.time() - LASTING[purpose] - 1)
    made = signing_in.link_by_mail(state, ADA, purpose)
    state.close()
    assert made
    return f"/login/{'reset' if purpose == 'reset' else 'link'}/{made.secret}"


def test_a_forgotten_password_a_mail_a_new_one_and_whoever_was_in_is_out(library, server, inbox, window):
    desk = window()
    sign_in(desk, OLD)
    expect(desk.get_by_role("heading", name="Ada")).to_be_visible()

    phone = window(PHONE)
    old = phone.goto(expired(library.home, "reset"))
    assert old is not None
    assert old.status == 404
    phone.get_by_role("link", name="ask for a new one").click()
    phone.get_by_label("Email address").fill(ADA)
    phone.get_by_role("button", name="Send me a link").click()
    expect(phone.get_by_role("heading", name="Look into your mail")).to_be_visible()

    path = link_from(inbox, server)
    wrong = phone.goto(path[:-4] + "AAAA")
    assert wrong is not None
    assert wrong.status == 404
    phone.goto(path)
    phone.get_by_label("New password").fill("short")
    phone.get_by_role("button", name="Keep it and sign in").click()
    expect(phone.get_by_text("Choose a password of at least 12 letters")).to_be_visible()
    phone.get_by_label("New password").fill(NEW)
    phone.get_by_role("button", name="Keep it and sign in").click()
    phone.get_by_role("link", name="You").click()
    expect(phone.get_by_role("heading", name="Ada")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    desk.reload()
    expect(desk.get_by_role("heading", name="Sign in")).to_be_visible()
    used = desk.goto(path)
    assert used is not None
    assert used.status == 404
    sign_in(desk, OLD)
    expect(desk.get_by_role("alert")).to_contain_text("do not fit together")
    sign_in(desk, NEW)
    expect(desk.get_by_role("heading", name="Ada")).to_be_visible()
    for secret in (path.rpartition("/")[2], NEW, OLD, ADA):
        assert secret not in server.said


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_link_instead_of_a_password_and_a_lost_browser_is_signed_out_from_there(server, inbox, window, scripts):
    lost = window()
    sign_in(lost, OLD)
    lost.goto("/groups/north")
    expect(lost.get_by_role("heading", name="North", exact=True)).to_be_visible()
    page = window(PHONE, java_script_enabled=scripts)
    page.goto("/login")
    page.get_by_label("Email address").fill(ADA)
    page.get_by_role("button", name="Send me a link instead").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(link_from(inbox, server))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="You").click()
    listed = page.get_by_role("region", name="Where you are signed in").get_by_role("listitem")
    expect(listed).to_have_count(2)
    listed.filter(has_not_text="this one").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("That browser is signed out.")).to_be_visible()
    expect(listed).to_have_count(1)
    answer = lost.reload()
    assert answer is not None
    assert answer.status == 404


def test_a_token_opens_what_it_is_for_in_a_header_alone_until_it_is_taken_back(server, window):
    page = window()
    sign_in(page, OLD)
    page.get_by_role("link", name="Make a token for one").click()
    page.get_by_label("Name").fill("display in the hall")
    page.get_by_label("North").check()
    page.get_by_role("button", name="Make a token").click()
    token = page.get_by_label("Token", exact=True).input_value()

    def found(**asked) -> httpx2.Response:
        return httpx2.get(f"{server.url}/api/v1/search", **asked)

    signed = {"Authorization": f"Bearer {token}"}
    assert found(params={"q": "treacle"}, headers=signed).json()["total"] == 1
    for name in ("token", "access_token", "api_key", "session"):
        assert found(params={"q": "treacle", name: token}).json()["total"] == 0
        assert found(params={"q": "treacle"}, cookies={name: token}).json()["total"] == 0
    page.goto("/account/tokens")
    expect(page.locator("main")).not_to_contain_text(token)
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    assert found(params={"q": "treacle"}, headers=signed).status_code == 401


def test_all_that_is_held_is_taken_away_and_then_the_account_is_erased(server, window):
    page, elsewhere = window(PHONE), window()
    for each in (elsewhere, page):
        sign_in(each, OLD)
    with page.expect_download() as download:
        page.get_by_role("button", name="Take it away").click()
    assert download.value.suggested_filename == "kb-ada.json"
    held = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert [group["group"] for group in held["groups"]] == ["north"]

    page.get_by_role("link", name="Erase your account").click()
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Erase my account").click()
    expect(page.get_by_text("That is not your password.")).to_be_visible()
    page.get_by_label("Your password").fill(OLD)
    page.get_by_role("button", name="Erase my account").click()
    expect(page.get_by_role("heading", name="Your account is erased")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    answer = elsewhere.goto("/groups/north")
    assert answer is not None
    assert answer.status == 404
    sign_in(page, OLD)
    expect(page.get_by_role("alert")).to_contain_text("do not fit together")
