"""Editing, writing, taking away and bringing back in the browser: what is shown, and that no text is ever lost."""

from __future__ import annotations

import re

import lxml.html
import pytest

from kb.people.accounts import set_disabled
from kb.web.serving.pace import SAVES
from tests.signed_in import Browsers
from tests.web.pages.groups.test_group_edit import text_of

CALL = (
    b"---\r\nid: call01\r\ntitle: First call\r\nx-own: kept  # why\r\n---\r\n"
    b"\r\nWe spoke of xylophones.\r\n\r\nAnd of trust.\r\n"
)


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.holds("north/2024-01-15-notes.md", CALL)
    library.document("north/secret.md", "# Secret\n\nUmbrage.\n", id="secret", visibility="leads", kind="page")
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house")
    library.document("east/2024-01-15-notes.md", "Trust.\n", id="east01", title="Trust")
    made = Browsers(site())
    parts = made._app.state.parts
    while len(parts.history.latest()) < 5:
        parts.refresher.record()
    return made


@pytest.fixture
def ned(browsers):
    return browsers("ned", north="member")


def form_of(browser, address="/d/call01/edit") -> dict[str, str]:
    page = lxml.html.fromstring(browser.get(address).text)
    return fields_of(page)


def fields_of(page) -> dict[str, str]:
    """The form on a page, as a browser has it: a first line break within a textarea is not part of what it says."""
    (form,) = page.find_class("writing")
    return {name: value.removeprefix("\n") if name == "text" else value for name, value in form.form_values()}


def file(library, path="north/2024-01-15-notes.md") -> bytes:
    return (library.notes / path).read_bytes()


def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(ned, library):
    form = form_of(ned)
    assert (form["title"], form["visibility"], form["text"]) == (
        "First call", "", "\nWe spoke of xylophones.\n\nAnd of trust.\n"
    )  # fmt: skip
    answer = ned.post("/d/call01/edit", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/d/call01/first-call")
    assert file(library) == CALL


def test_what_is_saved_is_shown_found_and_in_the_history(ned, library):
    form = form_of(ned)
    text = form["text"].replace("xylophones", "marmalade").replace("\n", "\r\n")  # as browsers send it
    ned.post("/d/call01/edit", data={**form, "text": text, "why": "It was marmalade"})
    assert file(library) == CALL.replace(b"xylophones", b"marmalade")
    assert "marmalade" in ned.get("/d/call01/first-call").text
    assert ned.get("/api/v1/search?q=marmalade").json()["total"] == 1
    history = text_of(ned.get("/d/call01/history"))
    assert re.search(r"You · as it is now It was marmalade What changed .* Changed outside The first version", history)


def test_others_see_who_wrote_only_where_they_may_see_who_is_in_the_group(browsers, ned):
    ned.post("/d/call01/edit", data={**form_of(ned), "text": "Changed.\n"})
    assert "A member" in text_of(browsers.visitor().get("/d/call01/history"))
    assert "A member" in text_of(browsers("sam", south="member").get("/d/call01/history"))
    assert "Ned" in text_of(browsers("lea", north="lead").get("/d/call01/history"))
    assert "Ned" not in browsers.visitor().get("/d/call01/history").text


def test_two_at_once_in_different_places_are_put_together_and_shown(browsers, ned, library):
    lea = browsers("lea", north="lead")
    one, other = form_of(ned), form_of(lea)
    ned.post("/d/call01/edit", data={**one, "text": one["text"].replace("xylophones", "marmalade")})
    answer = lea.post("/d/call01/edit", data={**other, "text": other["text"].replace("trust", "porridge")})
    assert answer.status_code == 303
    page = lea.get(answer.headers["location"])
    assert "your changes were put together with theirs" in text_of(page)
    assert "<del>trust</del><ins>porridge</ins>" in page.text
    assert "marmalade" in file(library).decode()
    assert "porridge" in file(library).decode()


def test_two_at_once_in_one_place_both_have_their_words_back(browsers, ned, library):
    lea = browsers("lea", north="lead")
    one, other = form_of(ned), form_of(lea)
    ned.post("/d/call01/edit", data={**one, "title": "Mine", "text": one["text"].replace("xylophones", "marmalade")})
    theirs = {**other, "title": "Yours", "text": other["text"].replace("xylophones", "porridge")}
    answer = lea.post("/d/call01/edit", data=theirs)
    assert answer.status_code == 409
    assert "<dd>Now: Mine</dd><dd>Yours: Yours</dd>" in answer.text
    assert "<del>marmalade</del>" in answer.text
    assert "<ins>porridge</ins>" in answer.text
    again = fields_of(lxml.html.fromstring(answer.text))
    assert "porridge" in again["text"]
    assert "porridge" not in file(library).decode()
    assert lea.post("/d/call01/edit", data=again).status_code == 303
    assert "porridge" in file(library).decode()


def test_a_document_that_went_meanwhile_gives_the_text_back(ned, library, browsers):
    form = form_of(ned)
    (library.notes / "north/2024-01-15-notes.md").unlink()
    browsers._app.state.parts.refresher.everything()
    answer = ned.post("/d/call01/edit", data={**form, "text": "My long text.\n"})
    assert answer.status_code == 404
    assert "My long text." in answer.text


def test_whoever_is_signed_out_meanwhile_has_their_text_back(browsers, ned):
    form = {**form_of(ned), "text": "My long text.\n"}
    with browsers.state.write() as db:
        set_disabled(db, browsers.number("ned"), True)
    answer = ned.post("/d/call01/edit", data=form)
    assert answer.status_code == 403
    assert "My long text." in answer.text
    hidden = ned.post("/d/secret/edit", data=form)
    assert (hidden.status_code, hidden.text) == (answer.status_code, answer.text.replace("call01", "secret"))


@pytest.mark.parametrize("path", ["edit", "remove"])
def test_who_may_not_change_it_is_told_so_or_knows_nothing_of_it(browsers, ned, path):
    sam = browsers("sam", south="member")
    assert browsers.visitor().get(f"/d/call01/{path}").status_code == 303
    assert sam.get(f"/d/call01/{path}").status_code == 403
    assert sam.post(f"/d/call01/{path}", data={"text": "x", "revision": "y"}).status_code == 403
    for browser in (sam, ned):
        hidden, never = browser.get(f"/d/secret/{path}"), browser.get(f"/d/never0/{path}")
        assert (hidden.status_code, hidden.text.replace("secret", "never0")) == (404, never.text)


def test_under_the_rule_nothing_is_published_before_somebody_has_read_it_for_names(browsers, library):
    lea = browsers("lea", east="lead")
    form = form_of(lea, "/d/east01/edit")
    answer = lea.post("/d/east01/edit", data={**form, "text": "Trust me.\n"})
    assert answer.status_code == 422
    assert "tick the box if it names no one" in text_of(answer)
    assert "Trust me." in answer.text
    assert file(library, "east/2024-01-15-notes.md").endswith(b"Trust.\n")
    assert lea.post("/d/east01/edit", data={**form, "text": "Trust me.\n", "names_no_one": "yes"}).status_code == 303


def test_wrong_words_are_told_beside_their_field_with_everything_kept(ned, library):
    answer = ned.post(
        "/d/call01/edit", data={**form_of(ned), "date": "2024-02-31", "text": "Long.\n", "why": "Because"}
    )
    assert answer.status_code == 422
    assert "February 2024 has 29 days" in text_of(answer)
    page = lxml.html.fromstring(answer.text)
    assert fields_of(page)["text"] == "Long.\n"
    assert page.get_element_by_id("f-why").value == "Because"
    assert page.find_class("about-it")[0].get("open") is not None
    assert file(library) == CALL


def test_a_folder_that_cannot_be_written_gives_the_text_back(ned, browsers, monkeypatch, library):
    form = form_of(ned)
    history = library.home / "state" / "history.git"
    (history / "kb-saving.json").mkdir()  # where the intent of a save goes
    (history / "kb-saving.json" / "x").touch()
    answer = ned.post("/d/call01/edit", data={**form, "text": "My long text.\n"})
    assert answer.status_code == 503
    assert "It cannot be written just now" in text_of(answer)
    assert "My long text." in answer.text
    assert file(library) == CALL


def test_a_preview_is_what_the_page_will_be_and_nothing_is_saved(browsers, ned, library):
    answer = ned.post("/d/call01/edit", data={**form_of(ned), "text": "*well* [[Trust]] [[Secret]]\n", "do": "preview"})
    assert "<em>well</em>" in answer.text
    assert 'href="/d/east01/trust"' in answer.text
    assert "/d/secret" not in answer.text
    assert file(library) == CALL
    piece = ned.post("/preview", data={"text": "**b** <script>alert(1)</script>", "document": "call01"})
    assert "<p><strong>b</strong>" in piece.text
    assert "alert" not in piece.text
    assert browsers.visitor().post("/preview", data={"text": "x"}).status_code == 303


def test_a_new_document_is_written_where_its_group_is(ned, library):
    form = form_of(ned, "/new?kind=notes&group=north")
    assert form["group"] == "north"
    new = {**form, "title": "February", "date": "2024-02-15", "text": "Snow.\r\n", "tags": "weather"}
    answer = ned.post("/new", data=new)
    assert answer.status_code == 303
    assert re.fullmatch(r"/d/[a-z2-9]{7}/february", answer.headers["location"])
    assert ned.post("/new", data=new).headers["location"] == answer.headers["location"]
    (made,) = (library.notes / "north").glob("2024-02-15-notes-*.md")
    assert made.stem[-7:] == answer.headers["location"].split("/")[2]
    assert "Snow." in ned.get(answer.headers["location"]).text


def test_a_new_document_needs_a_group_of_ones_own(browsers, ned, library):
    for group in ("east", "", "never"):
        answer = ned.post("/new", data={"title": "Mine", "kind": "notes", "group": group, "text": "My long text."})
        assert answer.status_code == 403
        assert "My long text." in answer.text
    assert "You are in none yet" in text_of(browsers("eve").get("/new"))


def test_what_is_taken_away_is_in_the_bin_and_comes_back(browsers, ned, library):
    page = lxml.html.fromstring(ned.get("/d/call01/remove").text)
    form = dict(page.find(".//main//form").form_values())
    answer = ned.post("/d/call01/remove", data={**form, "why": "Was twice"})
    assert "“First call” was taken away" in text_of(ned.get(answer.headers["location"]))
    assert ned.get("/d/call01/first-call").status_code == 410
    assert ned.get("/d/call01/history").status_code == 410
    sam = browsers("sam", south="member")
    assert "First call" not in sam.get("/bin").text
    assert sam.post("/bin", data={"document": "call01"}).status_code == 409
    back = ned.post("/bin", data={"document": "call01"})
    assert back.headers["location"] == "/d/call01/first-call"
    assert file(library) == CALL
    assert "Was twice" not in ned.get("/d/call01/history").text


def test_versions_of_a_time_when_it_was_for_leads_are_for_leads(browsers, library):
    lea = browsers("lea", north="lead")
    form = form_of(lea, "/d/secret/edit")
    lea.post("/d/secret/edit", data={**form, "text": "# Secret\n\nOf all.\n", "visibility": "public"})
    visitor = browsers.visitor()
    assert visitor.get("/d/secret/secret").status_code == 200
    seen, all_of_it = (browser.get("/d/secret/history").text for browser in (visitor, lea))
    names, every = (set(re.findall(r"/history/([a-z2-9]{10})", page)) for page in (seen, all_of_it))
    assert len(names) == 1
    assert len(every) == 2
    (hidden,) = every - names
    (shown,) = names
    for address in (
        f"/d/secret/history/{hidden}", f"/d/secret/history/{hidden}/changes",
        f"/d/secret/history/{shown}/changes?since={hidden}",
    ):  # fmt: skip
        assert lea.get(address).status_code == 200, address
        assert visitor.get(address).status_code == 404, address
    assert "Umbrage" not in visitor.get(f"/d/secret/history/{shown}/changes").text
    assert "Umbrage" in lea.get(f"/d/secret/history/{hidden}").text


def test_under_the_rule_what_a_correction_took_out_is_for_the_group_alone(browsers):
    lea, visitor = browsers("lea", east="lead"), browsers.visitor()
    lea.post("/d/east01/edit", data={**form_of(lea, "/d/east01/edit"), "text": "Hope.\n", "names_no_one": "yes"})
    newest, first = re.findall(
        r'<a href="/d/east01/history/([a-z2-9]{10})"><strong>', lea.get("/d/east01/history").text
    )
    changes = f"/d/east01/history/{newest}/changes"
    member = browsers("mia", east="member")
    for browser, status in ((lea, 200), (member, 200), (visitor, 404), (browsers("sam", south="member"), 404)):
        assert browser.get(f"/d/east01/history/{first}").status_code == status
        assert browser.get(f"{changes}?since={first}").status_code == status
        assert browser.get(f"/d/east01/history/{newest}").status_code == 200
        assert (first in browser.get("/d/east01/history").text) is (status == 200)
    assert "<del>Trust</del>" in member.get(changes).text
    assert "<del>" not in visitor.get(changes).text


def test_an_earlier_version_is_shown_and_brought_back(browsers, ned, library):
    ned.post("/d/call01/edit", data={**form_of(ned), "title": "Another", "text": "Gone.\n"})
    newest, first = re.findall(
        r'<a href="/d/call01/history/([a-z2-9]{10})"><strong>', ned.get("/d/call01/history").text
    )
    page = ned.get(f"/d/call01/history/{first}")
    assert "xylophones" in page.text
    assert '<h1 dir="auto">First call</h1>' in page.text
    form = dict(lxml.html.fromstring(page.text).find(".//main//form").form_values())
    assert ned.post(f"/d/call01/history/{first}", data=form).headers["location"] == "/d/call01/first-call"
    assert file(library) == CALL
    assert "As it was on" in text_of(ned.get("/d/call01/history"))
    assert ned.post(f"/d/call01/history/{newest}", data=form).status_code == 409
    assert file(library) == CALL


def test_whoever_brings_back_moves_or_takes_away_without_pause_is_asked_to_wait(browsers, ned, library):
    ned.post("/d/call01/edit", data={**form_of(ned), "text": "Gone.\n"})
    said = file(library)
    first = re.findall(r'<a href="/d/call01/history/([a-z2-9]{10})"><strong>', ned.get("/d/call01/history").text)[-1]
    bring = dict(lxml.html.fromstring(ned.get(f"/d/call01/history/{first}").text).find(".//main//form").form_values())
    take = dict(lxml.html.fromstring(ned.get("/d/call01/remove").text).find(".//main//form").form_values())
    for _ in range(SAVES.most - 1):
        browsers._app.state.parts.pace.take(SAVES, browsers.number("ned"))
    answers = [
        ned.post(f"/d/call01/history/{first}", data=bring),
        ned.post("/d/call01/remove", data=take),
        ned.post("/d/call01/remove", data={**take, "into": "secret"}),
        ned.post("/d/call01/move", data={"title": "Mine", "group": "north"}),
        ned.post("/api/v1/documents/call01/move", json={"title": "Mine"}),
    ]
    assert [each.status_code for each in answers] == [429] * 5
    assert all(int(each.headers["retry-after"]) > 0 for each in answers)
    assert file(library) == said


def test_a_rule_that_changed_is_among_what_changed(browsers):
    lea = browsers("lea", north="lead")
    sent = {**form_of(lea), "rule": "chatham-house", "names_no_one": "yes"}
    assert lea.post("/d/call01/edit", data=sent).status_code == 303
    newest = re.findall(r'<a href="/d/call01/history/([a-z2-9]{10})"><strong>', lea.get("/d/call01/history").text)[0]
    shown = lea.get(f"/d/call01/history/{newest}/changes").text
    assert "<dt>Rule</dt><dd><ins>chatham-house</ins></dd>" in shown


@pytest.mark.parametrize("name", ["-rf", "HEAD~1", "..%2f..", "main", "%00", "x" * 3000])
def test_names_of_versions_are_names_and_nothing_else(ned, name):
    assert ned.get(f"/d/call01/history/{name}").status_code == 404
    assert ned.get(f"/d/call01/history/{name}/changes").status_code == 404


def test_a_history_that_is_broken_is_said_and_takes_no_text(ned, library, browsers):
    form = form_of(ned)
    history = library.home / "state" / "history.git"
    for path in (history / "objects").rglob("*"):
        if path.is_file():
            path.write_bytes(b"broken")
    browsers._app.state.parts.history.close()
    (name,) = set(re.findall(r"/history/([a-z2-9]{10})", ned.get("/d/call01/history").text))
    answer = ned.get(f"/d/call01/history/{name}")
    assert answer.status_code == 503
    assert "history of this library cannot be read" in text_of(answer)
    answer = ned.post("/d/call01/edit", data={**form, "text": "My long text.\n"})
    assert answer.status_code in (303, 503)
    assert "My long text." in (answer.text if answer.status_code == 503 else file(library).decode())
