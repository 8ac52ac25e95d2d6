"""Tokens: made by whoever is signed in with a browser, shown once, limited to what was chosen, taken back."""

from __future__ import annotations

import re

import lxml.html
import pytest

from kb.people import audit
from tests.signed_in import Browsers, email


@pytest.fixture
def browsers(library, site):
    for group in ("north", "west"):
        library.document(f"{group}/index.md", "Ours.\n", kind="group", title=group.title(), visibility="group")
    return Browsers(site())


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def made(browser, **sent):
    """The token that the page shows after the form was sent."""
    answer = browser.post("/account/tokens", data={"name": "display", "opens": "all", **sent})
    assert answer.status_code == 200, text_of(answer)
    [token] = re.findall(r"kb_[\w-]{43}", answer.text)
    return token


def program(browsers, token):
    using = browsers.visitor()
    using.headers["Authorization"] = f"Bearer {token}"
    return using


def test_a_token_is_shown_once_and_then_listed_without_its_secret(browsers):
    ada = browsers("ada", north="member")
    token = made(ada, days="30")
    page = ada.get("/account/tokens")
    assert token not in page.text
    assert re.search(r"display Reads Everything you may read Made on .*, never used, until \d", text_of(page))
    assert program(browsers, token).get("/groups/north").status_code == 200
    assert "last used on" in text_of(ada.get("/account/tokens"))
    assert "You have 1 token." in text_of(ada.get("/account"))


def test_a_token_for_some_groups_opens_only_those(browsers):
    ada = browsers("ada", north="member", west="member")
    using = program(browsers, made(ada, opens="groups", group=["north"]))
    assert using.get("/groups/north").status_code == 200
    assert using.get("/groups/west").status_code == 404
    none = program(browsers, made(ada, name="public", opens="groups"))
    assert none.get("/groups/north").status_code == 404


def test_an_admin_may_choose_any_group_and_others_their_own(browsers):
    root = browsers("root", admin=True)
    boxes = lxml.html.fromstring(root.get("/account/tokens").text).xpath("//input[@name='group']/@value")
    assert boxes == ["north", "west"]
    using = program(browsers, made(root, opens="groups", group=["west"]))
    assert using.get("/groups/west").status_code == 200
    assert using.get("/groups/north").status_code == 404
    ada = browsers("ada", north="member")
    assert lxml.html.fromstring(ada.get("/account/tokens").text).xpath("//input[@name='group']/@value") == ["north"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "Give the token a name"),
        ({"name": "display"}, "There is a token called “display” already."),
        ({"name": "x", "days": "0"}, "from one day to ten years"),
        ({"name": "x", "days": "soon"}, "from one day to ten years"),
        ({"name": "x", "days": "9" * 500}, "from one day to ten years"),
        ({"name": "x", "opens": "all", "group": "north"}, "You chose everything, and ticked groups as well."),
        ({"name": "x", "group": "west"}, "is not in the group west"),
    ],
)
def test_what_cannot_be_made_is_said_and_what_was_filled_in_stays(browsers, sent, said):
    ada = browsers("ada", north="member")
    made(ada)
    answer = ada.post("/account/tokens", data={"opens": "groups", **sent})
    assert answer.status_code == 422
    assert said in text_of(answer)
    [name] = lxml.html.fromstring(answer.text).xpath("//input[@id='f-name']/@value")
    assert name == sent["name"]
    assert "You have 1 token." in text_of(ada.get("/account"))


def test_a_group_that_is_hidden_is_refused_as_one_that_never_was(browsers):
    ada = browsers("ada")
    hidden, never = (
        ada.post("/account/tokens", data={"name": "x", "opens": "groups", "group": group}) for group in ("west", "wost")
    )
    assert hidden.text.replace("west", "wost") == never.text


def test_a_token_that_is_taken_back_opens_nothing_from_the_next_request_on(browsers):
    ada = browsers("ada", north="member")
    using = program(browsers, made(ada))
    assert using.get("/groups/north").status_code == 200
    for _ in ("once", "sent twice"):
        assert ada.post("/account/tokens/back", data={"name": "display"}).status_code == 303
    assert using.get("/groups/north").status_code == 401
    with browsers.state.read() as db:
        lines = [(entry.what, entry.detail) for entry in audit.entries(db)]
    assert lines == [("token taken back", ""), ("token made", "read")]


def test_a_token_makes_and_takes_back_no_tokens_whatever_it_may_do(browsers):
    ada = browsers("ada")
    using = program(browsers, made(ada, scope="write"))
    assert using.get("/account/tokens").status_code == 303
    assert using.post("/account/tokens", data={"name": "heir", "opens": "all"}).status_code == 303
    assert using.post("/account/tokens/back", data={"name": "display"}).status_code == 303
    assert using.get("/").status_code == 200
    assert "You have 1 token." in text_of(ada.get("/account"))


def test_nobody_takes_back_the_token_of_somebody_else_and_no_other_site_makes_one(browsers):
    ada = browsers("ada")
    using = program(browsers, made(ada))
    browsers("eve").post("/account/tokens/back", data={"name": "display"})
    for path, data in (
        ("/account/tokens/back", {"name": "display"}),
        ("/account/tokens", {"name": "y", "opens": "all"}),
    ):
        assert ada.post(path, data=data, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert using.get("/").status_code == 200
    assert "You have 1 token." in text_of(ada.get("/account"))


def test_what_a_token_is_called_is_text(browsers):
    ada = browsers("ada")
    made(ada, name="<script>alert(1)</script>")
    page = lxml.html.fromstring(ada.get("/account/tokens").text)
    assert page.xpath("//main//script") == []
    assert "<script>alert(1)</script>" in page.text_content()
    assert email("ada") not in page.text_content()
