"""People sign in with a real OpenID provider, in a real browser."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
from playwright.sync_api import Page, Route, expect

from kb.people import accounts, audit, memberships, sessions
from kb.state import State
from kb.usecases.people.inviting import invite
from tests.browsing import PHONE
from tests.clients.openid import provided
from tests.served import Served
from tests.writing import LibraryFolder

pytestmark = [pytest.mark.clients, pytest.mark.browser, pytest.mark.xdist_group("single sign-on")]

ADA = {"email": "ada@example.org", "email_verified": True, "name": "Ada Lovelace"}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = LibraryFolder(tmp_path_factory.mktemp("single-sign-on") / "library")
    folder.document("north/index.md", "Ours.\n", kind="group", title="North", visibility="public")
    folder.document("north/2020-03-31-notes.md", "Marmalade.\n", title="A call", visibility="members", id="m4rm4l")
    return folder


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    with provided(tmp_path_factory.mktemp("provider")) as one:
        yield one


@pytest.fixture(scope="module")
def server(provider, library):
    served = Served()
    settings = {**provider.settings, "KB_OIDC_NAME": "Example", "KB_OIDC_DOMAINS": "example.org"}
    started = served(library.home, **settings)
    provider.sends_back_to(f"{started.url}/login/oidc/back")
    yield started
    served.end()


@pytest.fixture
def state(library):
    opened = State(library.home)
    yield opened
    opened.close()


@pytest.fixture
def opened(server, windows):
    """Opens an address in a browser of its own, which asks nobody but the library and the provider."""

    def at(address: str, **options: object) -> Page:
        page = windows(server, "/healthz", **options)
        page.context.route(re.compile(r"^https:"), lambda route: route.abort())  # the provider's pages want a font
        page.goto(address)
        return page

    return at


def leave(page: Page) -> None:
    page.get_by_role("link", name="Sign in with Example").click()


def be(page: Page, login: str) -> None:
    """Sign in at the provider, and let it tell the library."""
    page.get_by_placeholder("Enter any login").fill(login)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def signed_in(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def refused(page: Page, why: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    expect(page.locator("main")).to_contain_text(why)
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


def changed_on_the_way(page: Page, **parameters: str) -> None:
    """Somebody between browser and provider has other parameters asked for."""

    def altered(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        parts = urlsplit(answer.headers["location"])
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()} | parameters
        route.fulfill(
            response=answer,
            headers={**answer.headers, "location": urlunsplit(parts._replace(query=urlencode(asked)))},
        )

    page.route("**/login/oidc*", altered)


def test_who_came_in_once_comes_into_the_same_account_with_another_address(server, provider, state, opened):
    provider.knows(ada=ADA)
    page = opened("/login?next=/groups/north")
    leave(page)
    be(page, "ada")
    expect(page).to_have_url(f"{server.url}/groups/north")
    signed_in(page)
    expect(page.locator("main")).to_contain_text("A call")

    provider.knows(ada={**ADA, "email": "lovelace@elsewhere.example.com", "email_verified": False})
    again = opened("/login", viewport=PHONE)
    leave(again)
    be(again, "ada")
    expect(again).to_have_url(f"{server.url}/")
    signed_in(again)
    with state.read() as db:
        account = accounts.account_of(db, "ada@example.org")
        assert account is not None
        assert (account.email, account.name, account.proven) == ("ada@example.org", "Ada Lovelace", True)
        assert len(sessions.sessions(db, account.number)) == 2
        noted = [entry for entry in audit.entries(db) if (entry.what, entry.account) == ("signed in", account.number)]
        assert [entry.detail for entry in noted] == ["single sign-on"] * 2


def test_who_is_at_the_provider_already_comes_back_at_once_and_signing_out_stays_signed_out(server, provider, opened):
    provider.knows(ada=ADA)
    page = opened("/login")
    leave(page)
    be(page, "ada")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto("/login?next=/tags")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    leave(page)
    expect(page).to_have_url(f"{server.url}/tags")
    signed_in(page)


def test_somebody_who_is_not_invited_is_told_so_and_may_come_once_they_are(server, provider, state, opened):
    provider.knows(bo={"email": "bo@elsewhere.example.com", "email_verified": True, "name": "Bo"})
    page = opened("/login")
    leave(page)
    be(page, "bo")
    refused(page, "There is no account for bo@elsewhere.example.com here.")

    with state.write() as db:
        lead = accounts.create_account(db, "lea@example.org").number
        memberships.set_member(db, lead, "north", "lead")
    invited = invite(state, lead, "north", "bo@elsewhere.example.com", "member", by_mail=False)
    page.goto(f"/join/{invited.shown}")
    page.get_by_role("link", name="Sign in first").click()
    leave(page)
    page.get_by_role("button", name="Join the group").click()
    expect(page).to_have_url(f"{server.url}/groups/north")
    signed_in(page)


def test_an_address_that_the_provider_has_not_verified_opens_nothing(provider, state, opened):
    with state.write() as db:
        accounts.create_account(db, "root@example.org", admin=True)
    provider.knows(eve={"email": "root@example.org", "email_verified": False})
    page = opened("/login")
    leave(page)
    be(page, "eve")
    refused(page, "has not made sure that root@example.org is your address")


def test_who_cancels_at_the_provider_is_told_so(opened):
    page = opened("/login")
    leave(page)
    page.get_by_role("link", name="Cancel").click()
    refused(page, "was cancelled")
    page.get_by_role("link", name="Back to signing in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"nonce": "another"}, "does not show who you are"),
        ({"state": "another"}, "was not begun in this window"),
        ({"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "does not show who you are"),
    ],
)
def test_a_way_that_somebody_has_meddled_with_leads_nowhere(provider, opened, changed, why):
    provider.knows(ada=ADA)
    page = opened("/login")
    changed_on_the_way(page, **changed)
    leave(page)
    be(page, "ada")
    refused(page, why)


def test_nobody_can_make_somebody_else_sign_in_as_them(server, provider, opened):
    """Eve loses her cookie just before she comes back, so her code is still good, and has Ada open that address."""
    provider.knows(eve={"email": "eve@example.org", "email_verified": True})
    eve = opened("/login")
    leave(eve)
    cookies = eve.context.cookies(server.url)
    eve.context.clear_cookies(name="sign-on")
    be(eve, "eve")
    refused(eve, "was not begun in this window")
    address = eve.url
    ada = opened(address)
    refused(ada, "was not begun in this window")
    ada.get_by_role("link", name="Back to signing in").click()
    leave(ada)
    ada.goto(address)
    refused(ada, "was not begun in this window")
    eve.context.add_cookies(cookies)  # type: ignore[arg-type]
    eve.goto(address)
    signed_in(eve)


def test_without_scripts_it_is_the_same(server, provider, opened):
    provider.knows(ada=ADA)
    page = opened("/login?next=/tags", java_script_enabled=False)
    leave(page)
    be(page, "ada")
    expect(page).to_have_url(f"{server.url}/tags")
    signed_in(page)
