"""How the library is, as an admin reads it."""

from __future__ import annotations

import json

import lxml.html
import pytest
from fastapi.testclient import TestClient

from kb.app import application
from kb.search import IndexUnusable
from kb.settings import Settings
from kb.usecases.looking_after import health
from tests.outward.receiver import receiving
from tests.signed_in import Browsers


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "# North\n", kind="group", title="North", visibility="group")
    library.document("north/2024-01-15-notes.md", "# Talk\n\nSee [that](never.md).\n\n## More\n\nOf it.\n")
    library.holds("north/broken.md", "---\ntitle: [x\n---\n# Broken\n")
    library.holds("odd.md", b"# Odd\n\nna\xefve\n")
    return Browsers(site())


@pytest.fixture
def root(browsers):
    return browsers("root", admin=True)


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def test_files_to_mend_come_with_line_and_reason_the_worst_first(root):
    page = root.get("/admin/health")
    items = [
        " ".join(i.text_content().split())
        for i in lxml.html.fromstring(page.text).xpath("//ul[@class='people problems']/li")
    ]
    assert items[0].startswith("north/broken.md line 3 To mend The front matter cannot be read:")
    assert items[1].startswith("odd.md line 3 To look at Is not saved as UTF-8;")
    assert "leads nowhere" not in page.text
    assert "odd.md line 3" in text_of(page)
    assert "The link to “never.md” leads nowhere." in text_of(root.get("/admin/health?links=1"))


def test_a_library_that_is_well_says_so(library, site):
    library.document("a.md", "# A\n")
    root = Browsers(site())("root", admin=True)
    assert "Every file could be read, and nothing needs to be mended." in text_of(root.get("/admin/health"))


def test_many_files_to_mend_are_turned_page_by_page(root, library, monkeypatch):
    monkeypatch.setattr(health, "PER_PAGE", 1)
    first, second, beyond = (text_of(root.get(f"/admin/health?page={page}")) for page in (1, 2, 99))
    assert "north/broken.md line" in first
    assert "odd.md line" not in first
    assert "odd.md line" in second
    assert "Page 99" not in beyond
    assert "Previous" in beyond
    assert "Next" not in beyond


def test_each_part_of_the_index_is_counted(root):
    page = lxml.html.fromstring(root.get("/admin/health").text)
    rows = {row[0].text_content(): [cell.text_content() for cell in row[1:3]] for row in page.xpath("//tbody/tr")}
    assert rows["Members of North"] == ["2", "2"]
    assert rows["Everybody"] == ["1", "1"]
    assert rows["Leads of North"][0] == "1"


def test_an_index_that_cannot_be_used_is_said(root, monkeypatch):
    def unusable():
        raise IndexUnusable("damaged")

    monkeypatch.setattr(root.app.state.parts.index, "state", unusable)
    assert "It cannot be used just now, and is made anew from the notes." in text_of(root.get("/admin/health"))


def test_a_disk_that_is_almost_full_is_said(root, monkeypatch):
    assert "It is almost full" not in text_of(root.get("/admin/health"))
    monkeypatch.setattr(health, "_LITTLE", 2**62)
    said = text_of(root.get("/admin/health"))
    assert "Notes, index, accounts:" in said
    assert "It is almost full." in said


def test_without_a_mail_server_links_are_passed_on_by_hand(root):
    assert "No mail server is set (KB_SMTP_URL)" in text_of(root.get("/admin/health"))


def test_whether_mails_arrive_can_be_tried(library):
    with receiving() as inbox:
        app = application(Settings(home=library.home, smtp_url=f"smtp://127.0.0.1:{inbox.port}?from=club@example.org"))
        with TestClient(app, follow_redirects=False) as site:
            root = Browsers(site)("root", admin=True)
            assert "The mail server has taken a mail for root@example.org." in text_of(root.post("/admin/health/mail"))
    (mail,) = inbox.to("root@example.org")
    assert mail["Subject"] == "A mail from Knowledge Club, to see whether it arrives"


def test_a_mail_server_that_is_not_there_is_said(library):
    app = application(Settings(home=library.home, smtp_url="smtp://127.0.0.1:9?from=club@example.org"))
    with TestClient(app, follow_redirects=False) as site:
        answer = Browsers(site)("root", admin=True).post("/admin/health/mail")
    assert answer.status_code == 409
    assert "The mail was not sent: the mail server is not reached (Connection refused)." in text_of(answer)


def test_for_all_but_admins_there_is_nothing_here(browsers):
    for browser in (browsers.visitor(), browsers("ada", north="lead")):
        never = browser.get("/admin/never")
        assert browser.get("/admin/health").text == never.text
        assert browser.post("/admin/health/mail").text == never.text


def test_a_purge_that_was_broken_off_and_a_history_that_was_put_aside_are_said(root, library):
    state = library.home / "state"
    told = {"title": "A", "documents": ["k7w3qd"], "paths": [], "files": [], "anchor": "talk", "since": 0, "drafts": []}
    (state / "purging.json").write_text(json.dumps(told))
    (state / "history-damaged-2024-01-15T10-00-00.git").mkdir()
    said = text_of(root.get("/admin/health"))
    assert "Give it again: kb purge k7w3qd --passage talk" in said
    assert "put aside as history-damaged-2024-01-15T10-00-00.git" in said
