"""Searches that found nothing: which are counted, who sees them, and how they are switched off."""

from __future__ import annotations

import lxml.html
import pytest
from playwright.sync_api import expect

from kb.people.empty_searches import empty_searches, note_empty_search
from tests.served import Server
from tests.signed_in import Browsers


@pytest.fixture
def browsers(library, site):
    library.document("north/2024-01-15-notes.md", "# Market engagement\n\nWe spoke of prices.\n", tags=["prices"])
    library.document("north/2024-02-15-notes.md", "# Hidden\n\nWombats.\n", visibility="leads")
    return Browsers(site())


@pytest.fixture
def root(browsers):
    return browsers("root", admin=True)


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def counted(browsers) -> dict[str, int]:
    """What was counted, once all of it is written."""
    browsers.visitor().app.state.parts.tally.stop()
    with browsers.state.read() as db:
        return {each.query: each.count for each in empty_searches(db)}


def test_a_search_that_finds_nothing_is_counted_without_who_asked(browsers):
    for browser in (browsers.visitor(), browsers("eve")):
        assert "Nothing was found" in browser.get("/search", params={"q": "Wombats"}).text
    browsers.visitor().get("/search", params={"q": "prices"})
    assert counted(browsers) == {"wombats": 2}


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/search?q=xylophone&page=2", {}),
        ("/search?q=prices&tag=never", {}),
        ("/search?q=prices&from=2031", {}),
        ("/search?q=", {}),
        ("/search?q=xylophone", {"X-Passing": "typed"}),
        ("/search?q=xylophone", {"Sec-Purpose": "prefetch"}),
        ("/api/v1/search?q=xylophone", {}),
        ("/api/v1/suggest?q=xylophone", {}),
        ("/search.csv?q=xylophone", {}),
        ("/over-time?q=xylophone", {}),
    ],
)
def test_what_nobody_asked_as_a_whole_question_is_not_counted(browsers, address, headers):
    assert browsers.visitor().get(address, headers=headers).status_code == 200
    assert counted(browsers) == {}


def test_it_can_be_switched_off(browsers, root, library):
    form = dict(lxml.html.fromstring(root.get("/admin/settings").text).find(".//main//form").form_values())
    assert root.post("/admin/settings", data={**form, "empty_searches": "off"}).status_code == 303
    browsers.visitor().get("/search?q=xylophone")
    assert "They are not counted: it is switched off in the settings." in text_of(root.get("/admin/empty-searches"))
    assert counted(browsers) == {}


def test_a_database_that_cannot_be_used_breaks_no_search(library, site):
    library.document("a.md", "# A\n")
    (library.home / "state").write_text("not a folder")
    visitor = Browsers(site()).visitor()
    assert visitor.get("/search?q=xylophone").status_code == 200
    visitor.app.state.parts.tally.stop()
    assert visitor.get("/search?q=xylophone").status_code == 200


def test_an_admin_sees_words_and_days_and_can_forget_them(browsers, root, monkeypatch):
    now = browsers.state._clock()
    for days_ago, words in ((40, "long ago"), (3, "wombat rota"), (0, "wombat rota"), (0, "<b>bold</b>")):
        monkeypatch.setattr(browsers.state, "_clock", lambda ago=days_ago: now - ago * 86400)
        with browsers.state.write() as db:
            note_empty_search(db, words)
    monkeypatch.setattr(browsers.state, "_clock", lambda: now)
    page = root.get("/admin/empty-searches")
    assert "<b>bold" not in page.text
    rows = [[cell.text_content() for cell in row] for row in lxml.html.fromstring(page.text).xpath("//tbody/tr")]
    assert [row[:2] for row in rows[:2]] == [["wombat rota", "2"], ["<b>bold</b>", "1"]]
    assert [row[1] for row in rows[2:]] == ["2", "1"]  # today, and three days ago
    assert "long ago" not in page.text
    assert "long ago" in text_of(root.get("/admin/empty-searches?days=90"))
    assert root.post("/admin/empty-searches/forget").status_code == 303
    assert "Every search of these days found something." in text_of(root.get("/admin/empty-searches?days=90"))


def test_for_all_but_admins_there_is_nothing_here(browsers):
    with browsers.state.write() as db:
        note_empty_search(db, "wombats")
    for browser in (browsers.visitor(), browsers("ada", north="lead")):
        never = browser.get("/admin/never")
        assert browser.get("/admin/empty-searches").text == never.text
        assert browser.post("/admin/empty-searches/forget").text == never.text
    assert counted(browsers) == {"wombats": 1}


@pytest.mark.browser
def test_while_somebody_types_nothing_is_counted_and_what_they_stay_with_is_once(library, serving, windows):
    library.document("a.md", "# Market engagement\n")
    server: Server = serving(library.home)
    page = windows(server, "/search?q=market")
    box = page.get_by_label("Search the notes").locator("visible=true").first
    with page.expect_request(lambda request: request.method == "HEAD") as stayed:
        box.fill("")
        box.press_sequentially("xylophone quixotry", delay=20)
        expect(page.locator(".nothing")).to_be_visible()
    assert stayed.value.url.endswith("q=xylophone+quixotry")
    from kb.state import State

    state = State(library.home)

    def counted() -> dict[str, int]:
        with state.read() as db:
            return {each.query: each.count for each in empty_searches(db)}

    assert Server.until(lambda: counted() == {"xylophone quixotry": 1}), counted()
    state.close()
