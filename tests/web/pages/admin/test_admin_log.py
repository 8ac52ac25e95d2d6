"""The log, as an admin reads it."""

from __future__ import annotations

import lxml.html
import pytest

from kb.people import audit
from kb.usecases.people import administering
from tests.signed_in import Browsers


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "", kind="group", title="The North")
    return Browsers(site())


@pytest.fixture
def root(browsers):
    return browsers("root", admin=True)


def lines(answer) -> list[str]:
    return [" ".join(one.text_content().split()) for one in lxml.html.fromstring(answer.text).xpath("//ol/li")]


def test_who_did_what_to_whom_is_said_by_name_the_newest_first(browsers, root):
    browsers("eve")
    number = browsers.number("eve")
    root.post(f"/admin/people/{number}/role", data={"group": "north", "role": "lead"})
    root.post(f"/admin/people/{number}/shut")
    with browsers.state.write() as db:
        audit.note(db, None, "account made", account=number)
    command, shut, role = lines(root.get("/admin/log"))
    assert command.startswith("Account made: Eve ")
    assert command.endswith(", by the command line, or somebody not signed in")
    assert shut.startswith("Account shut: Eve ")
    assert shut.endswith(", by Root")
    assert role.startswith("Member added: Eve in The North (lead) ")


def test_whose_account_was_erased_is_a_former_member(browsers, root):
    browsers("eve")
    number = browsers.number("eve")
    root.post(f"/admin/people/{number}/shut")
    root.post(f"/admin/people/{number}/erase")
    page = root.get("/admin/log")
    erased, shut = lines(page)
    assert erased.startswith("Account erased: a former member ")
    assert shut.startswith("Account shut: a former member ")
    assert "Eve" not in page.text


def test_it_is_turned_page_by_page_and_kept_to_one_group(browsers, root, monkeypatch):
    monkeypatch.setattr(administering, "PER_PAGE", 2)
    with browsers.state.write() as db:
        for group in ("north", "gone", "north", "north"):
            audit.note(db, browsers.number("root"), "group changed", group=group)
    seen, address = [], "/admin/log?group=north"
    while address:
        page = root.get(address)
        seen += lines(page)
        address = next(iter(lxml.html.fromstring(page.text).xpath("//a[@rel='next']/@href")), "")
    assert len(seen) == 3
    assert all("in The North" in line for line in seen)
    assert len(lines(root.get("/admin/log?group=gone"))) == 1
    assert lines(root.get("/admin/log?before=1")) == []


def test_for_all_but_admins_there_is_nothing_here(browsers):
    for browser in (browsers.visitor(), browsers("ada", north="lead")):
        assert browser.get("/admin/log").text == browser.get("/admin/never").text
