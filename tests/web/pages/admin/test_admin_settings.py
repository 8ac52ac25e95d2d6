"""The settings of the whole library, as a form over kb.yml."""

from __future__ import annotations

import lxml.html
import pytest

from kb.people import audit
from tests.signed_in import Browsers, form_of

SITE = "# ours\r\ntitle: The club  # for now\r\ntags:\r\n  procurement: [buying]\r\nlabels: {}\r\n"


@pytest.fixture
def browsers(library, site):
    library.holds("kb.yml", SITE)
    library.document("plan.md", "# Plan\n\nThe quixotic plan.\n", kind="page")
    library.document("open.md", "# Open\n\nFor all.\n", kind="page", visibility="public")
    return Browsers(site())


@pytest.fixture
def root(browsers):
    return browsers("root", admin=True)


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def saved(root, form=None, **changed):
    form = form_of(root.get("/admin/settings")) if form is None else form
    return root.post("/admin/settings", data={**form, **changed})


def written(library) -> str:
    return (library.notes / "kb.yml").read_bytes().decode()


def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(browsers, root, library):
    form = form_of(root.get("/admin/settings"))
    assert form.pop("revision")
    assert form == {
        "title": "The club", "description": "", "default_visibility": "public", "empty_searches": "on",
    }  # fmt: skip
    assert saved(root).status_code == 303
    assert written(library) == SITE
    with browsers.state.read() as db:
        assert audit.entries(db) == []


def test_what_was_changed_holds_with_the_next_answer_and_the_rest_of_the_file_stays(browsers, root, library):
    visitor = browsers.visitor()
    assert visitor.get("/api/v1/search", params={"q": "quixotic"}).json()["total"] == 1
    answer = saved(root, title="Our: club", default_visibility="members", empty_searches="off", rules="x")
    assert answer.headers["location"] == "/admin/settings?saved=1"
    assert written(library) == SITE.replace("The club  #", '"Our: club"  #') + (
        'default_visibility: members\r\nempty_searches: "off"\r\n'
    )
    page = visitor.get("/")
    assert "Our: club" in page.text
    assert visitor.get("/api/v1/search", params={"q": "quixotic"}).json()["total"] == 0
    assert visitor.get("/api/v1/search", params={"q": "open"}).json()["total"] == 1
    assert browsers("eve").get("/api/v1/search", params={"q": "quixotic"}).json()["total"] == 1
    with browsers.state.read() as db:
        (line,) = audit.entries(db)
    assert (line.what, line.detail) == ("library changed", "title, default_visibility members, empty_searches")


def test_a_library_without_a_kb_yml_gets_one(library, site):
    library.document("plan.md", "# Plan\n")
    root = Browsers(site())("root", admin=True)
    assert form_of(root.get("/admin/settings"))["revision"] == ""
    assert saved(root, description="All of it").status_code == 303
    assert written(library) == "description: All of it\n"


def test_a_file_that_changed_meanwhile_is_not_written_over(browsers, root, library):
    form = form_of(root.get("/admin/settings"))
    saved(browsers("other", admin=True), description="By another")
    answer = saved(root, form, description="By me")
    assert answer.status_code == 409
    assert "kb.yml has changed since you opened this form" in text_of(answer)
    assert "It says now: By another." in text_of(answer)
    assert "By me" not in written(library)
    assert saved(root, form_of(answer)).status_code == 303
    assert "description: By me\r\n" in written(library)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"title: [\n", "kb.yml cannot be read:"), (b"\xff\n", "kb.yml is not saved as UTF-8; save it as UTF-8 first.")],
)
def test_a_file_that_cannot_be_read_is_left_to_a_person(browsers, root, library, content, sentence):
    library.holds("kb.yml", content)
    answer = root.get("/admin/settings")
    assert answer.status_code == 409
    assert sentence in text_of(answer)
    assert saved(root, {"title": "New", "default_visibility": "public"}).status_code == 409
    assert (library.notes / "kb.yml").read_bytes() == content


def test_what_cannot_be_is_said_and_the_rest_is_kept(root, library):
    answer = saved(root, title="  ", description="Kept in the form")
    assert answer.status_code == 422
    assert "A library needs a title." in text_of(answer)
    assert "Kept in the form" in answer.text
    assert saved(root, default_visibility="all").status_code == 422
    assert written(library) == SITE


def test_for_all_but_admins_there_is_nothing_here(browsers, library):
    for browser in (browsers.visitor(), browsers("ada", north="lead")):
        never = browser.get("/admin/never")
        assert browser.get("/admin/settings").text == never.text
        assert browser.post("/admin/settings", data={"title": "Mine"}).text == never.text
    assert written(library) == SITE


def test_whoever_was_an_admin_when_the_form_was_opened_and_is_none_now_changes_nothing(
    browsers, root, library, monkeypatch
):
    other, was, first = browsers("other", admin=True), browsers.state.write, []

    def write():
        if not first:
            first.append(1)
            taken = other.post(f"/admin/people/{browsers.number('root')}/admin", data={"admin": "no"})
            assert taken.status_code == 303
        return was()

    form = form_of(root.get("/admin/settings"))
    monkeypatch.setattr(browsers.state, "write", write)
    assert saved(root, form, title="Mine").status_code == 403
    assert written(library) == SITE


def test_earlier_settings_are_kept_with_who_changed_what_and_are_for_admins_alone(browsers, root, library):
    assert "Nothing was changed from here yet" in text_of(root.get("/admin/settings/history"))
    saved(root, title="Our club")
    saved(root, title="Our clubs")
    page = root.get("/admin/settings/history").text
    assert "<del>club</del><ins>clubs</ins>" in page
    assert page.count("Root") >= 2
    assert "As it was before" in page
    assert "The club  # for now" in page
    for other in (browsers("ned"), browsers.visitor()):
        assert other.get("/admin/settings/history").status_code in (303, 404)
