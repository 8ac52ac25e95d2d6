"""Renaming, moving, merging and undoing in the browser and by program; and addresses of what is gone."""

from __future__ import annotations

import re

import lxml.html
import pytest

from tests.signed_in import Browsers, form_of
from tests.web.pages.groups.test_group_edit import text_of

CALL = "north/2024-01-15-notes.md"


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.document(CALL, "We spoke. [plan](plan.md)\n", id="call01", title="First call")
    library.document(
        "north/plan.md", "# The plan\n\n[[First call]] [c](2024-01-15-notes.md)\n", id="plan01", kind="page"
    )
    library.document("north/secret.md", "[c](2024-01-15-notes.md)\n", id="secret", visibility="leads", kind="page")
    library.document("east/index.md", "# East\n", kind="group", title="East", visibility="group", rule="chatham-house")
    made = Browsers(site())
    parts = made._app.state.parts
    while len(parts.history.latest()) < 5:
        parts.refresher.record()
    return made


@pytest.fixture
def lea(browsers):
    return browsers("lea", north="lead", east="lead")


def test_a_document_is_renamed_and_every_link_to_it_goes_along(lea, browsers, library):
    form = form_of(lea.get("/d/call01/move"))
    assert (form["title"], form["group"], form["name"]) == ("First call", "north", "")
    answer = lea.post("/d/call01/move", data={**form, "title": "Kick-off", "name": "kick off"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/d/call01/kick-off")
    assert (library.notes / "north/kick-off.md").exists()
    plan = browsers.visitor().get("/d/plan01/the-plan")
    assert plan.text.count('href="/d/call01/kick-off"') >= 2
    for old in ("/d/call01", "/d/call01/first-call", "/groups/north/2024-01-15"):
        assert browsers.visitor().get(old, follow_redirects=True).status_code == 200
    assert browsers.visitor().get("/d/call01/first-call").headers["location"] == "/d/call01/kick-off"


def test_the_form_says_who_can_read_it_in_another_group_and_asks_for_names(lea, library):
    page = text_of(lea.get("/d/call01/move"))
    assert "Everyone can read this." in page
    assert "EastOnly members of East and its leads can read this." in page
    form = {**form_of(lea.get("/d/call01/move")), "group": "east"}
    refused = lea.post("/d/call01/move", data=form)
    assert refused.status_code == 422
    assert "tick the box if it names no one" in text_of(refused)
    assert lea.post("/d/call01/move", data={**form, "names_no_one": "yes"}).status_code == 303
    assert (library.notes / "east/2024-01-15-notes.md").exists()


def test_a_move_is_undone_from_its_changes(lea, browsers, library):
    before = {path: path.read_bytes() for path in library.notes.rglob("*") if path.is_file()}
    lea.post("/d/call01/move", data={**form_of(lea.get("/d/call01/move")), "title": "Kick-off"})
    (name,) = set(re.findall(r"/d/plan01/history/([a-z2-9]{10})/changes\"", lea.get("/d/plan01/history").text))
    ned = browsers("ned", south="member")
    assert "Undo this move" not in ned.get(f"/d/plan01/history/{name}/changes").text
    assert ned.post(f"/d/plan01/history/{name}/undo").status_code == 403
    assert "Undo this move" in lea.get(f"/d/plan01/history/{name}/changes").text
    assert lea.post(f"/d/plan01/history/{name}/undo").headers["location"] == "/d/plan01/history"
    assert {path: path.read_bytes() for path in library.notes.rglob("*") if path.is_file()} == before
    assert lea.post(f"/d/plan01/history/{name}/undo").status_code == 409


@pytest.mark.parametrize("path", ["move", "history/aaaaaaaaaa/undo"])
def test_who_may_not_move_it_is_told_so_or_knows_nothing_of_it(browsers, path):
    sam, form = browsers("sam", south="member"), {"title": "Mine", "group": "south"}
    assert sam.post(f"/d/call01/{path}", data=form).status_code == (403 if path == "move" else 404)
    hidden, never = (sam.post(f"/d/{each}/{path}", data=form) for each in ("secret", "never0"))
    assert (hidden.status_code, hidden.text.replace("secret", "never0")) == (404, never.text)
    assert browsers.visitor().post(f"/d/call01/{path}", data=form).status_code == 303


def test_by_program_too(lea, library):
    answer = lea.post("/api/v1/documents/call01/move", json={"name": "COM1"})
    assert (answer.status_code, answer.json()["path"]) == (200, "north/com1-notes.md")
    assert lea.post("/api/v1/documents/call01/move", json={"group": "never"}).status_code == 403
    assert lea.post("/api/v1/documents/call01/move", json={"title": "…"}).status_code == 422
    assert lea.post("/api/v1/documents/call01/move", json={"path": "/etc/passwd"}).status_code == 422
    assert lea.post("/api/v1/documents/never0/move", json={"title": "x"}).status_code == 404
    for name in ("../../etc/passwd", "-rf", "a:b", "index", ".git"):
        path = lea.post("/api/v1/documents/call01/move", json={"name": name}).json()["path"]
        assert re.fullmatch(r"north/[a-z0-9-]+\.md", path), path


def test_what_is_said_elsewhere_now_leads_there(lea, browsers):
    form = form_of(lea.get("/d/call01/remove"))
    refused = lea.post("/d/call01/remove", data={**form, "into": "/d/never0"})
    assert refused.status_code == 422
    assert "Give the address of another document" in text_of(refused)
    answer = lea.post("/d/call01/remove", data={**form, "into": "http://here.example/d/plan01/the-plan?q=x#y"})
    assert answer.headers["location"] == "/d/plan01"
    assert browsers.visitor().get("/d/call01/first-call").headers["location"] == "/d/plan01/the-plan"
    assert "First call" in lea.get("/bin").text


def test_what_is_gone_is_told_to_whoever_could_read_it_alone(lea, browsers):
    visitor = browsers.visitor()
    for identifier in ("call01", "secret"):
        lea.post(f"/d/{identifier}/remove", data=form_of(lea.get(f"/d/{identifier}/remove")))
    behind = ("history", "history/by-paragraph", "history/-rf", "at/2024", "cite.bib", "picture", "card.png", "embed")
    there = ("/d/call01", "/d/call01/first-call", "/d/call01/files/x.png", "/api/v1/documents/call01")
    for address in (*there, *(f"/d/call01/{each}" for each in behind)):
        answer = visitor.get(address)
        assert answer.status_code == 410, address
        assert "was taken away on" in answer.text
        assert "First call" not in answer.text
    for each in ("", *(f"/{each}" for each in behind)):
        hidden, never = visitor.get(f"/d/secret{each}"), visitor.get(f"/d/never0{each}")
        assert (hidden.status_code, hidden.text.replace("secret", "never0")) == (404, never.text)
        of_all = each in ("/embed", "/card.png")  # for everybody or for nobody
        assert lea.get(f"/d/secret{each}").status_code == (404 if of_all else 410)
    assert "frame-ancestors *" in visitor.get("/d/call01/embed").headers["content-security-policy"]
    lea.post("/bin", data={"document": "call01"})
    assert visitor.get("/d/call01/first-call").status_code == 200


def test_the_editor_says_which_links_would_break_and_lets_them_go_on(lea, library):
    library.holds("north/plan.md", "---\nid: plan01\n---\n# The plan\n\n## Costs\n\nMuch.\n")
    library.holds(CALL, "---\nid: call01\ntitle: First call\n---\n[costs](plan.md#costs)\n")
    lea.app.state.parts.refresher.everything()
    (form,) = lxml.html.fromstring(lea.get("/d/plan01/edit").text).find_class("writing")
    sent = {**dict(form.form_values()), "text": "# The plan\n"}
    refused = lea.post("/d/plan01/edit", data=sent)
    assert refused.status_code == 409
    assert "First call, line 5: #costs" in text_of(refused)
    assert "Much" in (library.notes / "north/plan.md").read_text()
    assert lea.post("/d/plan01/edit", data={**sent, "let_go": "yes"}).status_code == 303
    assert "Much" not in (library.notes / "north/plan.md").read_text()
