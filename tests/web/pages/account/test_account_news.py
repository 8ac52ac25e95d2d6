"""News by mail in the browser: choosing it, ending it from the mail, and a lead who tells the group."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from kb.app import application
from kb.people.accounts import set_proven
from kb.settings import Settings
from tests.served import Server
from tests.signed_in import Browsers

CHOOSE = {"group-north": "at once"}


@pytest.fixture
def pages(library, inbox):
    library.document("north/index.md", "Us.\n", kind="group", title="North")
    library.document("north/plan.md", "Ours.\n", title="Plan", kind="page", id="pl4n", visibility="group")
    library.document("west/index.md", "Them.\n", kind="group", title="West", visibility="group")
    app = application(Settings(home=library.home, smtp_url=f"smtp://127.0.0.1:{inbox.port}?from=club@example.org"))
    with TestClient(app, follow_redirects=False) as client:
        assert Server.until(lambda: app.state.parts.readiness.ready, within=60)
        yield client


@pytest.fixture
def browsers(pages):
    return Browsers(pages)


def proven(browsers, name: str) -> None:
    with browsers.state.write() as db:
        set_proven(db, browsers.number(name))


def chosen(page: str) -> dict[str, str]:
    selects = re.findall(r'<select[^>]* name="group-([^"]*)".*?</select>', page, re.S)
    values = re.findall(r'<option value="([^"]*)" selected', page)
    return dict(zip(selects, values, strict=True))


def test_nothing_is_chosen_until_somebody_chooses(browsers):
    ada = browsers("ada", north="member")
    assert chosen(ada.get("/account/news").text) == {"north": "", "": ""}
    assert ada.post("/account/news", data={"group-north": "weekly", "group-west": "weekly"}).status_code == 303
    assert chosen(ada.get("/account/news?done=1").text) == {"north": "weekly", "": ""}
    assert ada.post("/account/news", data={"group-": "at once", "group-north": "hourly"}).status_code == 303
    assert chosen(ada.get("/account/news").text) == {"north": "", "": "at once"}
    assert "You hear of 1 group" in ada.get("/account").text


def test_groups_that_somebody_does_not_see_cannot_be_chosen(browsers):
    ada = browsers("ada", north="member")
    assert "West" not in ada.get("/account/news").text
    ada.post("/account/news", data={"group-west": "weekly", "group-never": "weekly"})
    assert "You get none." in ada.get("/account").text


def test_it_says_where_a_first_proof_of_the_address_is_missing(browsers):
    ada = browsers("ada")
    assert "It is not sure yet" in ada.get("/account/news").text
    proven(browsers, "ada")
    assert "It is not sure yet" not in ada.get("/account/news").text


def test_a_lead_tells_the_group_and_a_program_ends_the_mails_with_one_click(browsers, pages, inbox):
    lea, ada = browsers("lea", north="lead"), browsers("ada", north="member")
    ben = browsers("ben", north="member")
    for name, browser in (("ada", ada), ("ben", ben)):
        proven(browsers, name)
        browser.post("/account/news", data=CHOOSE)
    assert "Tell the group" in lea.get("/d/pl4n/plan").text
    assert "Tell the group" not in ada.get("/d/pl4n/plan").text
    assert "2 people want" in lea.get("/d/pl4n/tell").text
    for nobody in (ada, pages):
        assert nobody.get("/d/pl4n/tell").status_code == 404
    assert ada.post("/d/pl4n/tell").status_code == 404
    assert "2 members are being told" in lea.post("/d/pl4n/tell").text
    assert lea.post("/d/pl4n/tell").status_code == 409
    assert Server.until(lambda: {mail["To"] for mail in inbox.mails} == {"ada@example.org", "ben@example.org"})

    address = inbox.to("ada@example.org")[0]["List-Unsubscribe"].strip("<>").partition("8000")[2]
    assert "ada@example.org gets no more" in pages.get(address).text
    assert "You hear of 1 group" in ada.get("/account").text  # to look at it ends nothing
    # As mail programs do it: no cookie, no origin, from anywhere.
    said = pages.post(address, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert said.status_code == 200
    assert "You get none." in ada.get("/account").text
    assert "You hear of 1 group" in ben.get("/account").text
    assert pages.post("/news/stop/never").status_code == 410
