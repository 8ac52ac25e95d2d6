"""What the editor takes in beside a text: files, and what is not saved yet; and what it says of what it cannot take."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from urllib.parse import urlencode

import lxml.html
import pytest
from PIL import Image

from kb.people import accounts, tokens
from kb.people.unsaved import all_unsaved
from kb.web.serving.pace import SAVES
from tests.signed_in import Browsers
from tests.web.pages.document.test_document_edit import fields_of, form_of
from tests.web.pages.groups.test_group_edit import text_of

GPS, PLACE, ARTIST = 0x8825, {1: "N", 2: (51.0, 30.0, 0.0)}, 0x013B
JSON = {"Accept": "application/json"}


def picture(colour="red", form="JPEG", hidden=True) -> bytes:
    image, out = Image.new("RGB", (40, 30), colour), io.BytesIO()
    exif = Image.Exif()
    if hidden:
        exif[ARTIST], exif[GPS] = "Ada Secret", PLACE
    image.save(out, form, exif=exif.tobytes())
    return out.getvalue()


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.document("north/call.md", "# Call\n\nWe met.\n", id="call01", kind="page", tags=["jam"])
    library.document(
        "north/hidden.md", "# Umbrage\n\n## Secret heading\n", id="hidden", visibility="leads", tags=["hush"]
    )
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house")
    library.document("east/call.md", "# Trust\n", id="east01", kind="page")
    return Browsers(site())


@pytest.fixture
def ned(browsers):
    return browsers("ned", north="member", east="member")


def send(browser, address, *files, **fields):
    return browser.post(address, data=fields, files=[("files", (name, data)) for name, data in files])


def new_form(browser, **fields) -> dict[str, str]:
    return form_of(browser, "/new?kind=page&group=north") | fields


def sent(browser, form, *files, address="/new", do="save"):
    return send(browser, address, *files, **{**form, "do": do})


def in_folder(library, folder) -> dict[str, bytes]:
    return (
        {p.name: p.read_bytes() for p in (library.notes / folder).iterdir()}
        if (library.notes / folder).exists()
        else {}
    )


# Files


def test_a_picture_comes_with_a_new_document_without_where_it_was_taken(ned, library):
    form = new_form(ned, title="With a plan", text="Look.\n")
    again = sent(ned, form, ("My Plan (final).JPG", picture()), ("figures.csv", b"a,b\n"), do="add")
    assert again.status_code == 200
    form = fields_of(lxml.html.fromstring(again.text))
    assert (
        form["text"] == "Look.\n\n![describe this picture](new/my-plan-final.jpg)\n\n[figures.csv](new/figures.csv)\n"
    )
    shown = f"/unsaved/{form['once']}/files/my-plan-final.jpg"
    assert f'src="{shown}"' in again.text
    assert ned.get(shown).headers["content-type"] == "image/jpeg"
    assert not list((library.notes / "north").glob("with-a-plan*")), "nothing is in notes/ before it is saved"
    answer = sent(ned, form)
    assert answer.status_code == 303, answer.text
    made = next((library.notes / "north").glob("with-a-plan-*.md"))
    kept = in_folder(library, f"north/{made.stem}")
    assert set(kept) == {"my-plan-final.jpg", "figures.csv"}
    assert b"Ada Secret" not in kept["my-plan-final.jpg"]
    assert not Image.open(io.BytesIO(kept["my-plan-final.jpg"])).getexif()
    assert f"![describe this picture]({made.stem}/my-plan-final.jpg)" in made.read_text()
    page = ned.get(answer.headers["location"]).text
    assert "/files/my-plan-final.jpg" in page
    assert ned.get(shown).status_code == 404, "what is saved is not unsaved any more"


def test_files_of_a_new_document_are_their_writers_alone_and_can_be_taken_out(browsers, ned):
    form = new_form(ned, title="A")
    shown = f"/unsaved/{form['once']}/files/plan.png"
    answer = send(ned, f"/unsaved/{form['once']}/files", ("plan.png", picture(form="PNG")))
    assert answer.json()["files"] == [{"name": "plan.png", "text": "![describe this picture](new/plan.png)"}]
    assert browsers("lea", north="lead").get(shown).status_code == 404
    assert browsers.visitor().get(shown).status_code == 303
    again = sent(ned, form, do="take-out:plan.png")
    assert "plan.png" not in again.text
    assert ned.get(shown).status_code == 404


def test_the_script_is_told_how_a_file_stands_in_the_text(ned, library):
    answer = ned.post("/d/call01/attached", files=[("files", ("image.png", picture(form="PNG")))], headers=JSON)
    assert answer.json()["files"] == [{"name": "image.png", "text": "![describe this picture](call/image.png)"}]
    assert list(in_folder(library, "north/call")) == ["image.png"]
    for of, status in (("hidden", 404), ("n3v3r1", 404)):
        assert send(ned, f"/d/{of}/attached", ("a.png", picture())).status_code == status


REFUSED = (
    ("a.png", b"no picture", "damaged, or no picture"),
    ("a.svg", b"no drawing", "damaged, or no picture"),
    ("IMG_1.HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 20, "Save it as JPEG or PNG first"),
    ("holiday", b"\0\0\0\x18ftypmif1" + b"\0" * 20, "Save it as JPEG or PNG first"),
    ("notes.md", b"# Notes", "is a text of its own"),
    ("empty.txt", b"", "is empty"),
    ("setup.txt", b"MZ" + b"\0" * 200, "Programs are never kept"),
    ("large.bin", b"x" * 1_000_001, "larger than 1 MB"),
)
NAMES = (
    ("../../../etc/passwd", "passwd"),
    ("..\\..\\kb.yml", "kb.yml"),
    ("-rf.txt", "rf.txt"),
    (".htaccess", "file.htaccess"),
    ("con.txt", "con_.txt"),
    ("a\u202egnp.txt", "a-gnp.txt"),
    ("Budget ](javascript:x) 2020.PDF.txt", "budget-javascript-x-2020-pdf.txt"),
    ("💥.txt", "file.txt"),
    ("x" * 300 + ".txt", "x" * 80 + ".txt"),
)


def test_what_cannot_be_taken_is_said_in_words_and_the_text_stays(ned, monkeypatch, library):
    monkeypatch.setattr(ned.app.state.parts.settings, "max_upload", 1)
    form = form_of(ned, "/d/call01/edit") | {"text": "Half a sentence"}
    for name, data, says in REFUSED:
        answer = sent(ned, form, (name, data), address="/d/call01/edit")
        assert (answer.status_code, says in text_of(answer)) == (422, True), text_of(answer)
        assert fields_of(lxml.html.fromstring(answer.text))["text"] == "Half a sentence"
        refused = ned.post("/d/call01/attached", files=[("files", (name, data))], headers=JSON)
        assert says in refused.json()["refused"]
    assert in_folder(library, "north/call") == {}


def test_names_are_made_such_that_every_system_can_hold_them(ned, library):
    for number, (given, kept) in enumerate(NAMES):
        files = [("files", (given, b"text %d" % number))]
        answer = ned.post("/d/call01/attached", files=files, headers=JSON)
        assert answer.json()["files"][0]["name"] == kept
    assert set(in_folder(library, "north/call")) == {kept for _, kept in NAMES}


def test_of_a_moving_picture_the_first_one_is_kept(ned, library):
    one, two, out = Image.new("P", (9, 9), 1), Image.new("P", (9, 9), 2), io.BytesIO()
    one.save(out, "GIF", save_all=True, append_images=[two], comment=b"Ada Secret; alert(1)")
    answer = ned.post("/d/call01/attached", files=[("files", ("dance.gif", out.getvalue()))], headers=JSON)
    assert answer.json()["files"][0]["name"] == "dance.png"
    kept = in_folder(library, "north/call")["dance.png"]
    assert kept.startswith(b"\x89PNG")
    assert b"Ada Secret" not in kept
    answer = ned.post("/d/call01/attached", files=[("files", ("scan.tif", picture(form="TIFF")))], headers=JSON)
    assert answer.json()["files"][0]["name"] == "scan.png"
    assert b"Ada Secret" not in in_folder(library, "north/call")["scan.png"]


def test_a_drawing_loses_its_programs(ned, library):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect onload="x()" width="9"/></svg>'
    ned.post("/d/call01/attached", files=[("files", ("d.svg", drawing))], headers=JSON)
    kept = in_folder(library, "north/call")["d.svg"]
    assert b"rect" in kept
    assert b"script" not in kept
    assert b"onload" not in kept


def test_files_are_described_replaced_and_taken_away_without_a_script(ned, library):
    sent(ned, form_of(ned, "/d/call01/edit"), ("plan.png", picture(form="PNG")), address="/d/call01/edit")
    assert "![describe this picture](call/plan.png)" in (library.notes / "north/call.md").read_text()
    before = in_folder(library, "north/call")["plan.png"]
    answer = ned.post("/d/call01/attached/describe", data={"name": "plan.png", "words": "A [red] plan\nof jam"})
    assert answer.headers["location"] == "/d/call01/attached?done=described"
    assert r"![A \[red\] plan of jam](call/plan.png)" in (library.notes / "north/call.md").read_text()
    send(ned, "/d/call01/attached/replace", ("other.png", picture("blue", "PNG")), name="plan.png")
    assert in_folder(library, "north/call")["plan.png"] != before
    page = text_of(ned.get("/d/call01/attached"))
    assert "These show it or link to it, and would then show nothing:Call" in page
    ned.post("/d/call01/attached/remove", data={"name": "plan.png"})
    assert in_folder(library, "north/call") == {}
    history = ned.app.state.parts.history
    assert [history.content(each) == before for each in history.files(["call01"])] == [False, False, True]
    assert ned.post("/d/call01/attached/remove", data={"name": "plan.png"}).status_code == 404


def test_under_the_chatham_house_rule_a_file_needs_the_tick(ned, library):
    refused = ned.post("/d/east01/attached", files=[("files", ("a.txt", b"x"))], headers=JSON)
    assert "tick the box" in refused.json()["refused"]
    assert send(ned, "/d/east01/attached", ("a.txt", b"x"), names_no_one="yes").status_code == 303
    assert list(in_folder(library, "east/call")) == ["a.txt"]


def test_a_file_for_which_the_disk_has_no_room_is_refused_as_a_text_is(ned, library, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kb.library.writing._beside", full)
    refused = ned.post("/d/call01/attached", files=[("files", ("a.txt", b"x"))], headers=JSON)
    assert (refused.status_code, "no space left on device" in refused.json()["refused"]) == (507, True)
    assert send(ned, "/d/call01/attached", ("a.txt", b"x")).status_code == 507
    assert in_folder(library, "north/call") == {}


# What is not saved yet


def kept_form(browser, form, key="a-form-of-mine", **changed):
    return browser.post(f"/unsaved/{key}", data={**form, **changed})


def test_what_was_not_saved_is_offered_and_goes_on_where_it_was(browsers, ned, library):
    form = form_of(ned, "/d/call01/edit")
    assert kept_form(ned, form, text="Half a sentence", title="New title").status_code == 200
    assert "We met." in (library.notes / "north/call.md").read_text()
    page = ned.get("/d/call01/edit").text
    assert "/d/call01/edit?unsaved=a-form-of-mine" in page
    again = form_of(ned, "/d/call01/edit?unsaved=a-form-of-mine")
    assert (again["text"], again["title"], again["revision"]) == ("Half a sentence", "New title", form["revision"])
    lea = browsers("lea", north="lead")
    assert "unsaved=" not in lea.get("/d/call01/edit").text
    assert lea.get("/d/call01/edit?unsaved=a-form-of-mine").status_code == 404
    assert lea.get("/unsaved/a-form-of-mine").status_code == 404
    assert ned.post("/d/call01/edit", data=again).status_code == 303
    assert "unsaved=" not in ned.get("/d/call01/edit").text


def test_what_was_not_saved_is_found_by_nobody_and_not_in_the_history(browsers, ned):
    kept_form(ned, form_of(ned, "/d/call01/edit"), text="Zeppelins everywhere")
    assert ned.get("/api/v1/search?q=zeppelins").json()["total"] == 0
    assert len(ned.app.state.parts.history.revisions(["call01"])) <= 1


def test_what_is_not_saved_is_opened_by_no_token_and_kept_for_nobody_who_may_not_write(browsers, ned):
    kept_form(ned, form_of(ned, "/d/call01/edit"), text="Mine")
    with browsers.state.write() as db:
        token = tokens.make_token(db, browsers.number("ned"), "all", "write")
    program = browsers.visitor()
    program.headers["Authorization"] = f"Bearer {token}"
    for address in ("/unsaved", "/unsaved/a-form-of-mine", "/d/call01/edit?unsaved=a-form-of-mine"):
        assert "Mine" not in program.get(address).text
    assert "unsaved=" not in program.get("/d/call01/edit").text
    assert kept_form(browsers("ann"), {"text": "Mine"}).status_code == 403
    assert kept_form(ned, {"text": "x" * 6_000_001}).status_code == 413


def test_the_text_is_given_back_where_its_document_is_gone(browsers, ned, library):
    kept_form(ned, form_of(ned, "/d/call01/edit"), text="My long text")
    (library.notes / "north/call.md").unlink()
    ned.app.state.parts.refresher.everything()
    assert "Only the text" in text_of(ned.get("/unsaved"))
    assert "/d/call01/edit" not in ned.get("/unsaved").text
    assert "My long text" in ned.get("/unsaved/a-form-of-mine").text
    ned.post("/unsaved/drop", data={"key": "a-form-of-mine"})
    assert ned.get("/unsaved/a-form-of-mine").status_code == 404


def test_it_is_among_what_is_held_about_somebody(ned):
    kept_form(ned, new_form(ned), text="Mine alone")
    held = ned.post("/account/export").json()["unsaved"]
    assert [(each["form"]["text"], each["document"]) for each in held] == [("Mine alone", None)]


def test_it_is_gone_with_its_account_and_after_thirty_days(browsers, ned):
    kept_form(ned, new_form(ned), text="Mine")
    state = browsers.state
    late = type(state)(ned.app.state.parts.settings.home, clock=lambda: datetime.now(UTC).timestamp() + 31 * 86400)
    with state.read() as db:
        assert [each.key for each in all_unsaved(db, browsers.number("ned"))] == ["a-form-of-mine"]
    with late.read() as db:
        assert all_unsaved(db, browsers.number("ned")) == []
    late.close()
    number = browsers.number("ned")
    with state.write() as db:
        accounts.erase_account(db, number)
        assert all_unsaved(db, number) == []


# Names completed


def completed(browser, **asked) -> list[str]:
    return [each["text"] for each in browser.get(f"/complete?{urlencode(asked)}").json()["suggestions"]]


def test_names_are_completed_with_what_the_writer_may_see(browsers, ned, library):
    lea = browsers("lea", north="lead")
    assert (completed(ned, q="umb"), completed(lea, q="umb")) == ([], ["Umbrage"])
    assert (completed(ned, what="tag", q="hu"), completed(lea, what="tag", q="hu")) == ([], ["hush"])
    assert completed(ned, what="tag", q="ja") == ["jam"]
    heading = {"what": "heading", "of": "Umbrage", "q": "sec"}
    assert (completed(ned, **heading), completed(lea, **heading)) == ([], ["Secret heading"])
    assert browsers.visitor().get("/complete?q=a").status_code == 303


def test_a_title_that_two_documents_have_is_completed_with_the_address_of_the_one_that_was_chosen(ned, library):
    library.document("north/one.md", "One.\n", id="aa0001", title="Twice")
    library.document("north/two.md", "Two.\n", id="aa0002", title="Twice")
    ned.app.state.parts.refresher.everything()
    assert sorted(completed(ned, q="twi")) == ["/d/aa0002|Twice", "Twice"]


# What is too much


def test_a_text_that_is_too_long_comes_back_whole(ned):
    long = "A line of words.\n" * 330_000
    answer = ned.post("/d/call01/edit", data=form_of(ned, "/d/call01/edit") | {"text": long})
    assert answer.status_code == 413
    assert "longer than 5 MB" in text_of(answer)
    area = lxml.html.fromstring(answer.text).get_element_by_id("f-text")
    assert (area.text or "").strip() == long.strip()


def test_a_text_of_some_megabytes_is_saved(ned, library):
    long = "A line of words.\n" * 120_000
    assert ned.post("/d/call01/edit", data=form_of(ned, "/d/call01/edit") | {"text": long}).status_code == 303
    assert (library.notes / "north/call.md").stat().st_size > 2_000_000


def test_more_than_any_form_holds_is_a_page_that_says_so(ned):
    answer = ned.post("/preview", data={"text": "x" * 12_500_000})
    assert answer.status_code == 413
    assert "more than can be taken in at once" in text_of(answer)


def test_whoever_saves_without_pause_is_asked_to_wait_and_keeps_the_text(ned):
    number = ned.get("/api/v1/documents/call01").json()["etag"]
    form = form_of(ned, "/d/call01/edit")
    for _ in range(SAVES.most):
        ned.app.state.parts.pace.take(SAVES, 1)
    answer = ned.post("/d/call01/edit", data=form | {"text": "Mine"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert fields_of(lxml.html.fromstring(answer.text))["text"] == "Mine"
    assert ned.get("/api/v1/documents/call01").json()["etag"] == number


def test_a_program_that_saves_without_pause_is_told_when_to_go_on(browsers, ned):
    with browsers.state.write() as db:
        token = tokens.make_token(db, browsers.number("ned"), "loop", "write")
    program = browsers.visitor()
    program.headers["Authorization"] = f"Bearer {token}"
    answers = [program.put("/api/v1/documents/call01", json={"markdown": "x"}) for _ in range(SAVES.most + 1)]
    assert {each.status_code for each in answers[:-1]} == {428}
    assert answers[-1].status_code == 429
    assert "Please wait" in answers[-1].json()["detail"]


# Fields


def test_a_field_is_one_line_of_text_whatever_is_in_it(ned):
    for said in ("a\nid: stolen\n---\n", "---", "key: value", "💥 “quoted” 'single'", "\x07bell\x1b[0m", "# no"):
        form = new_form(ned, title=f"Title {said}", description=said, tags="a: b, c\nd", text="x")
        answer = ned.post("/new", data=form)
        assert answer.status_code == 303, text_of(answer)
        made = answer.headers["location"].split("/")[2]
        shown = ned.get(f"/api/v1/documents/{made}").json()
        assert (shown["title"], shown["visibility"]) == (" ".join(f"Title {said}".split()), "public")
        assert shown["id"] != "stolen"


def test_titles_that_make_the_same_name_are_two_documents_and_a_form_sent_twice_is_one(ned, library):
    form = new_form(ned, title="Same, name!", text="")
    assert ned.post("/new", data=form).headers["location"] == ned.post("/new", data=form).headers["location"]
    ned.post("/new", data=new_form(ned, title="Same name", text="Two"))
    assert len(list((library.notes / "north").glob("same-name*.md"))) == 2


def test_whoever_writes_may_put_a_document_under_the_rule_and_only_a_lead_takes_it_out(browsers, ned, library):
    form = form_of(ned, "/d/call01/edit")
    assert ned.post("/d/call01/edit", data=form | {"rule": "chatham-house"}).status_code == 422, "needs the tick"
    assert ned.post("/d/call01/edit", data=form | {"rule": "chatham-house", "names_no_one": "yes"}).status_code == 303
    assert "rule: chatham-house" in (library.notes / "north/call.md").read_text()
    form = form_of(ned, "/d/call01/edit") | {"rule": "", "names_no_one": "yes"}
    assert "Only a lead" in text_of(ned.post("/d/call01/edit", data=form))
    lea = browsers("lea", north="lead")
    form = form_of(lea, "/d/call01/edit") | {"rule": "", "names_no_one": "yes"}
    assert lea.post("/d/call01/edit", data=form).status_code == 303
    assert "rule:" not in (library.notes / "north/call.md").read_text()
