"""Single sign-on as a browser meets it: the way there, the way back, and every way that leads nowhere."""

from __future__ import annotations

from contextlib import ExitStack
from urllib.parse import urlsplit

import lxml.html
import pytest
from fastapi.testclient import TestClient

from kb.app import application
from kb.settings import Settings
from tests.outward.issuer import CLIENT, SECRET, asked_for, issuing
from tests.signed_in import Browsers

ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def issuer():
    with issuing() as one:
        yield one


@pytest.fixture
def opened(library, issuer):
    """Opens the library with single sign-on: `opened(oidc_domains="example.org")`."""
    library.document("north/2020-03-31-notes.md", "Marmalade.\n", id="m4rm4l")
    with ExitStack() as stack:

        def site(url: str = "http://testserver", **settings: str) -> TestClient:
            provider = {"oidc_issuer": issuer.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
            app = application(Settings(home=library.home, url=url, **provider, **settings))
            origin = url.removesuffix(urlsplit(url).path)
            return stack.enter_context(TestClient(app, base_url=origin, follow_redirects=False))

        yield site


@pytest.fixture
def browser(opened):
    return opened(oidc_domains="example.org", oidc_name="Example")


def gone(browser, onward: str = "/groups/north") -> dict[str, str]:
    """Goes to the provider: what it is asked there."""
    answer = browser.get("/login/oidc", params={"next": onward})
    assert answer.status_code == 303
    return asked_for(answer.headers["location"])


def came_back(browser, issuer, asked: dict[str, str], **claims):
    """Comes back with what the provider signed."""
    issuer.gives(issuer.claims(**{"nonce": asked["nonce"], **claims}))
    return browser.get("/login/oidc/back", params={"code": "code", "state": asked["state"]})


def said(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def is_signed_in(browser) -> bool:
    return "Sign out" in browser.get("/").text


def test_the_sign_in_page_leads_to_the_provider_and_back_to_the_page_that_was_wanted(browser, issuer):
    page = lxml.html.fromstring(browser.get("/login?next=/groups/north").text)
    [button] = page.xpath("//a[normalize-space()='Sign in with Example']")
    away = browser.get(button.get("href"))
    assert away.headers["location"].startswith(f"{issuer.url}/authorize?")
    assert away.headers["cache-control"] == "private, no-store"
    back = came_back(browser, issuer, asked_for(away.headers["location"]))
    assert (back.status_code, back.headers["location"]) == (303, "/groups/north")
    assert is_signed_in(browser)


def test_without_a_name_for_the_provider_the_button_has_one_too(opened):
    assert "Single sign-on" in said(opened().get("/login"))


def test_without_single_sign_on_there_is_nothing(site):
    browser = site()
    never = browser.get("/login/never")
    for address in ("/login/oidc", "/login/oidc/back", "/login/oidc/back?state=a&code=b"):
        answer = browser.get(address)
        assert (answer.status_code, answer.text) == (404, never.text.replace("/login/never", urlsplit(address).path))
    assert "/login/oidc" not in browser.get("/login").text


def test_what_the_browser_keeps_is_for_it_alone_and_for_minutes(opened):
    cookie = opened(url="https://notes.example.org").get("/login/oidc").headers["set-cookie"]
    name, *rules = cookie.split("; ")
    assert name.startswith("__Host-sign-on=")
    assert set(rules) == {"HttpOnly", "Max-Age=900", "Path=/", "SameSite=lax", "Secure"}


@pytest.mark.parametrize("url", ["https://example.org/club", "https://notes.example.org"])
def test_the_way_back_is_that_of_the_settings_whatever_a_request_claims(opened, issuer, url):
    browser = opened(url=url)
    path = urlsplit(url).path
    lies = {"Host": "evil.example.net", "X-Forwarded-Host": "evil.example.net", "Forwarded": "host=evil.example.net"}
    away = browser.get(f"{path}/login/oidc?next=/groups/north", headers=lies)
    asked = asked_for(away.headers["location"])
    assert asked["redirect_uri"] == f"{url}/login/oidc/back"
    issuer.gives(issuer.claims(asked["nonce"]))
    cookie = away.headers["set-cookie"].partition(";")[0]
    refused = browser.get(
        f"{path}/login/oidc/back", params={"code": "c", "state": asked["state"]}, headers={**lies, "Cookie": cookie}
    )
    assert issuer.told[-1]["redirect_uri"] == f"{url}/login/oidc/back"
    assert "no account for ada@example.org" in said(refused)


@pytest.mark.parametrize("onward", ["//evil.example.net", "https://evil.example.net", "/\\evil", "/a\r\nb: c", "é"])
def test_nobody_is_sent_to_another_site_after_signing_in(browser, issuer, onward):
    assert came_back(browser, issuer, gone(browser, onward)).headers["location"] == "/"


@pytest.mark.parametrize("cookie", ["//evil.example.net", "%2f%2fevil.example.net", "https:%2F%2Fevil.example.net"])
def test_a_cookie_that_was_tampered_with_sends_nobody_to_another_site(browser, issuer, cookie):
    asked = gone(browser)
    secret = browser.cookies["sign-on"].partition(".")[0]
    browser.cookies.clear()
    browser.cookies.set("sign-on", f"{secret}.{cookie}")
    assert came_back(browser, issuer, asked).headers["location"] == "/"


def test_an_endless_address_is_not_kept(browser, issuer):
    assert came_back(browser, issuer, gone(browser, "/" + "a" * 5000)).headers["location"] == "/"


def test_another_site_cannot_make_a_browser_sign_in(browser):
    answer = browser.get("/login/oidc?next=/groups/north", headers=ELSEWHERE)
    assert answer.headers["location"] == "/login?next=/groups/north"
    assert "set-cookie" not in answer.headers


def test_nobody_is_made_to_come_back_as_somebody_else(opened, issuer):
    """Eve signs in at the provider and sends the address she would come back at to Ada."""
    site = opened(oidc_domains="example.org")
    eve, ada = TestClient(site.app, follow_redirects=False), TestClient(site.app, follow_redirects=False)
    asked = gone(eve)
    for _ in range(2):  # the second time Ada has begun to sign in herself
        answer = came_back(ada, issuer, asked, sub="eve-1", email="eve@example.org")
        assert answer.status_code == 400
        assert "not begun in this window" in said(answer)
        assert not is_signed_in(ada)
        gone(ada)
    assert issuer.told == []


def test_an_answer_is_good_for_once(browser, issuer):
    asked = gone(browser)
    came_back(browser, issuer, asked)
    assert came_back(browser, issuer, asked).headers["location"] == "/"  # signed in: only the page loaded again
    browser.cookies.delete("session")
    assert came_back(browser, issuer, asked).status_code == 400
    assert len(issuer.told) == 1


def test_another_window_may_finish_what_it_began_last(browser, issuer):
    first, second = gone(browser), gone(browser, "/tags")
    assert came_back(browser, issuer, first).status_code == 400
    assert came_back(browser, issuer, second).headers["location"] == "/tags"


@pytest.mark.parametrize("state", ["", "é", "\ud800", "0" * 64])
def test_a_state_that_is_none_is_refused(browser, issuer, state):
    gone(browser)
    query = {"code": "code", "state": state.encode("utf-8", "surrogatepass")}
    assert browser.get("/login/oidc/back", params=query).status_code == 400
    assert issuer.told == []


def test_who_cancels_is_told_so_and_can_begin_again(browser, issuer):
    asked = gone(browser)
    query = {"state": asked["state"], "error": "access_denied", "error_description": "<b>No</b>", "code": "code"}
    answer = browser.get("/login/oidc/back", params=query)
    assert answer.status_code == 403
    assert "was cancelled" in said(answer)
    assert "No</b>" not in answer.text
    assert '"/login?next=/groups/north"' in answer.text
    assert issuer.told == []
    assert not is_signed_in(browser)


def test_a_provider_that_is_down_gets_a_clear_page_there_and_back(browser, issuer):
    asked = gone(browser)
    issuer.status = 502
    answer = came_back(browser, issuer, asked)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "sign in here with a password" in said(answer)


def test_a_provider_that_was_never_there_gets_a_clear_page(library):
    nowhere = {"oidc_issuer": "http://127.0.0.1:1", "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with TestClient(application(Settings(home=library.home, **nowhere)), follow_redirects=False) as browser:
        answer = browser.get("/login/oidc")
        assert answer.status_code == 503
        assert SECRET not in answer.text
        assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"email": "ada@example.com"}, "no account for ada@example.com"),
        ({"email_verified": False}, "not made sure that ada@example.org is your address"),
        ({"email": None}, "did not say what your email address is"),
    ],
)
def test_who_may_not_come_in_is_told_why(browser, issuer, claims, why):
    answer = came_back(browser, issuer, gone(browser), **claims)
    assert answer.status_code == 403
    assert why in said(answer)
    assert not is_signed_in(browser)


def test_what_was_signed_for_another_try_signs_nobody_in(browser, issuer):
    answer = came_back(browser, issuer, gone(browser), nonce="another")
    assert answer.status_code == 400
    assert "does not show who you are" in said(answer)
    assert not is_signed_in(browser)


def test_who_is_signed_in_is_not_sent_away(opened):
    browser = Browsers(opened())("ada")
    answer = browser.get("/login/oidc?next=/tags")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tags")


def test_a_new_session_takes_the_place_of_an_old_one(opened, issuer):
    site = opened(oidc_domains="example.org")
    browser = TestClient(site.app, follow_redirects=False)
    asked = gone(browser)
    old = Browsers(site)("bo").cookies["session"]
    browser.cookies.set("session", old)
    assert came_back(browser, issuer, asked).status_code == 303
    assert not is_signed_in(TestClient(site.app, cookies={"session": old}))
    assert is_signed_in(browser)


def test_somebody_who_tries_without_end_is_stopped(browser, issuer, monkeypatch):
    from kb.people import limits
    from kb.usecases.people import single_sign_on

    monkeypatch.setattr(single_sign_on, "SIGN_ON_PLACE", limits.Limit("single sign-on from one place", 2, 3600))
    answers = [came_back(browser, issuer, gone(browser), nonce="another").status_code for _ in range(3)]
    assert answers == [400, 400, 429]
