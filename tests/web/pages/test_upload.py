"""From a file on somebody's desk to a document that others find."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import lxml.html
import pytest

from kb.people.accounts import set_disabled
from tests.signed_in import Browsers
from tests.web.pages.document.test_document_edit import fields_of
from tests.web.pages.groups.test_group_edit import text_of

CALL = b"# Monthly call\n\nDate: 31 March 2020\n\nPresent: Ann Smith, Bob Brown\n\nWe spoke of xylophones.\n"


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house")
    return Browsers(site())


@pytest.fixture
def ned(browsers):
    return browsers("ned", north="member")


@pytest.fixture
def lea(browsers):
    return browsers("lea", north="lead", east="lead")


def send(browser, *files, **fields) -> str:
    """Upload; gives the address it leads to."""
    answer = browser.post("/upload", data=fields, files=[("file", file) for file in files])
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def form_at(browser, address) -> dict[str, str]:
    return fields_of(lxml.html.fromstring(browser.get(address).text))


def kept(library) -> list[str]:
    """What lies on the shelf of the drafts."""
    return sorted(path.name for path in (library.home / "state" / "drafts").glob("*"))


def test_a_file_becomes_a_draft_and_the_draft_a_document_that_is_found(ned, library):
    address = send(ned, ("2020-03-31 call.md", CALL))
    page = ned.get(address)
    assert "Look it through, then publish" in text_of(page)
    ids = re.findall(r'<[^>]* id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    form = form_at(ned, address)
    assert (form["title"], form["date"], form["kind"], form["group"]) == (
        "Monthly call",
        "2020-03-31",
        "notes",
        "north",
    )
    assert not ned.get("/api/v1/search?q=xylophones").json()["total"]
    answer = ned.post(address, data={**form, "do": "publish"})
    assert answer.headers["location"] == f"{address}/published"
    assert ned.get("/api/v1/search?q=xylophones").json()["total"] == 1
    assert ned.post(address, data={**form, "do": "publish"}).headers["location"] == f"{address}/published"
    assert ned.get("/api/v1/search?q=xylophones").json()["total"] == 1
    assert "Monthly call can be found now" in text_of(ned.get(f"{address}/published"))
    assert ned.get(address).headers["location"].startswith("/d/")
    (written,) = (library.notes / "north").glob("2020-03-31-notes-*.md")
    assert written.read_text().endswith("We spoke of xylophones.\n")
    assert kept(library) == []
    assert "There are none" in text_of(ned.get("/drafts"))
    assert "You" in text_of(ned.get(ned.get(address).headers["location"].rsplit("/", 1)[0] + "/history"))


def test_pictures_go_along_and_lie_in_the_folder_of_the_documents_name(lea, library, png):
    address = send(lea, ("board.png", png), group="north")
    form = form_at(lea, address)
    assert "files/board.png" in form["text"]
    shown = re.search(rf'src="({address}/files/board.png)"', lea.get(address).text)
    assert shown
    assert lea.get(shown[1]).headers["content-type"] == "image/png"
    lea.post(address, data={**form, "title": "The board", "do": "publish"})
    document = lea.get(address).headers["location"]
    assert (library.notes / "north/the-board/board.png").is_file()
    picture = re.search(r'src="(/d/[^"]+board.png)"', lea.get(document).text)
    assert picture
    assert lea.get(picture[1]).status_code == 200


@pytest.fixture
def png() -> bytes:
    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "PNG")
    return made.getvalue()


def test_who_sees_a_draft(browsers, ned, lea):
    address = send(ned, ("call.md", CALL))
    others = {
        "a lead of its group": lea,
        "another member": browsers("sam", north="member"),
        "an admin": browsers("root", admin=True),
        "a lead of another group": browsers("kim", east="lead"),
    }
    for path in ("", "/original", "/files/x.png", "/published"):
        for who, browser in others.items():
            if who == "a lead of its group" and path == "":
                assert browser.get(address).status_code == 200
            else:
                assert browser.get(f"{address}{path}").status_code == 404, (who, path)
    assert browsers.visitor().get(address).headers["location"].startswith("/login")
    assert "Monthly call" in text_of(lea.get("/drafts"))
    assert "Monthly call" not in text_of(others["an admin"].get("/drafts"))
    assert others["another member"].get(f"/api/v1{address}").status_code == 404
    assert others["another member"].patch(f"/api/v1{address}", json={"title": "Mine"}).status_code == 404
    assert lea.get(f"/api/v1{address}").json()["title"] == "Monthly call"


def test_under_the_rule_who_came_is_taken_out_and_somebody_must_say_that_it_names_no_one(lea, library):
    address = send(lea, ("call.md", CALL), group="east")
    form = form_at(lea, address)
    assert "Ann Smith" not in form["text"]
    page = text_of(lea.get(address))
    assert "The list of who came was taken out" in page
    assert "Ann Smith" in page  # beside it
    refused = lea.post(address, data={**form, "do": "publish"})
    assert refused.status_code == 422
    assert "tick the box if it names no one" in text_of(refused)
    assert not list((library.notes / "east").glob("2020*"))
    lea.post(address, data={**form, "do": "publish", "names_no_one": "yes"})
    assert "Ann Smith" not in (library.notes / "east/2020-03-31-notes.md").read_text()


def test_under_the_rule_a_lead_publishes_what_a_member_took_in(browsers, lea, library):
    mia = browsers("mia", east="member")
    address = send(mia, ("call.md", CALL), group="east")
    page = mia.get(address)
    assert "a lead of the group reads it for names and publishes it" in text_of(page)
    assert 'value="publish"' not in page.text
    assert 'name="names_no_one"' not in page.text
    form = form_at(mia, address)
    assert mia.post(address, data={**form, "title": "Our call", "do": "save"}).headers["location"] == address
    form = {**form_at(mia, address), "names_no_one": "yes"}
    refused = mia.post(address, data={**form, "text": "Of xylophones.", "do": "publish"})
    assert (refused.status_code, "it is not published yet" in text_of(refused)) == (403, True)
    assert mia.post(f"/api/v1{address}/publish", json={"names_no_one": True}).status_code == 403
    assert not list((library.notes / "east").glob("2020*"))

    assert "Our call" in text_of(lea.get("/drafts"))
    form = form_at(lea, address)
    assert form["text"].strip() == "Of xylophones."
    assert lea.post(address, data={**form, "do": "publish"}).status_code == 422
    lea.post(address, data={**form, "do": "publish", "names_no_one": "yes"})
    assert mia.get("/api/v1/search?q=xylophones").json()["total"] == 1


def test_what_a_lead_has_read_is_what_is_published(browsers, lea, library):
    library.document("east/there.md", "Ours.\n", id="there1", kind="notes", date="2020-03-31")
    mia = browsers("mia", east="member")
    address = send(mia, ("call.md", CALL), group="east")
    form, page = form_at(lea, address), lxml.html.fromstring(lea.get(f"{address}/beside/there1").text)
    beside = dict(page.xpath("//main//form")[0].form_values())
    mia.post(address, data={**form, "text": "Ann Smith said it.", "do": "save"})
    said = {"names_no_one": "yes"}
    assert lea.post(address, data={**form, **said, "do": "publish"}).status_code == 409
    assert lea.post(f"{address}/beside/there1", data={**beside, **said, "do": "append"}).status_code == 409
    program = browsers.program("lea", scope="write")
    old = {"If-Match": f'"{form["revision"]}"'}
    assert program.post(f"/api/v1{address}/publish", json={"names_no_one": True}, headers=old).status_code == 412
    assert not any("Ann Smith" in each.read_text() for each in (library.notes / "east").glob("*.md"))
    new = {"If-Match": program.get(f"/api/v1{address}").headers["ETag"]}
    assert program.post(f"/api/v1{address}/publish", json={"names_no_one": True}, headers=new).status_code == 201


def test_under_the_rule_a_member_puts_a_draft_into_no_document_either(browsers, library):
    library.document("east/there.md", "Ours.\n", id="there1", kind="notes", date="2020-03-31")
    ned, lea_of_east = browsers("ned", east="member", north="member"), browsers("lou", east="lead")
    for group in ("east", "north"):
        address = f"{send(ned, ('call.md', CALL), group=group)}/beside/there1"
        page, said = ned.get(address), "a lead of the group reads it for names and publishes it"
        if group == "north":  # which the leads of East do not see
            said = "“there” is under the Chatham House Rule of East: a lead of that group has to read your draft"
            assert lea_of_east.get(address).status_code == 404
        assert said in text_of(page)
        assert 'value="append"' not in page.text
        assert ned.post(address, data={"do": "append", "names_no_one": "yes"}).status_code == 403
        assert "xylophones" not in (library.notes / "east/there.md").read_text()
    draft = address.removesuffix("/beside/there1")
    ned.post(draft, data={**form_at(ned, draft), "group": "east", "do": "save"})
    assert lea_of_east.post(address, data={"do": "append", "names_no_one": "yes"}).status_code == 303
    assert "xylophones" in (library.notes / "east/there.md").read_text()


def test_where_a_group_under_the_rule_has_no_lead_an_admin_publishes(browsers, library):
    root, mia = browsers("root", admin=True), browsers("mia", east="member", north="member")
    address = send(mia, ("call.md", CALL), group="east")
    other = send(mia, ("other.md", b"# Another call\n\nOf other things.\n"), group="north")
    assert root.get(other).status_code == 404
    assert "Monthly call" in text_of(root.get("/drafts"))
    assert "Another call" not in text_of(root.get("/drafts"))
    browsers("lou", east="lead")
    assert root.get(address).status_code == 404
    assert "Monthly call" not in text_of(root.get("/drafts"))
    with browsers.state.write() as db:
        set_disabled(db, browsers.number("lou"), True)
    root.post(address, data={**form_at(root, address), "do": "publish", "names_no_one": "yes"})
    assert mia.get("/api/v1/search?q=xylophones").json()["total"] == 1


def test_a_draft_that_comes_under_the_rule_later_loses_who_came_then(lea):
    address = send(lea, ("call.md", CALL), group="north")
    form = form_at(lea, address)
    assert "Ann Smith" in form["text"]
    lea.post(address, data={**form, "group": "east", "do": "save"})
    assert "Ann Smith" not in form_at(lea, address)["text"]
    page = text_of(lea.get(address))
    assert page.count("The list of who came was taken out") == 1
    assert lea.patch(f"/api/v1{address}", json={"markdown": "Ann Smith wrote.\n"}).json()["markdown"].startswith("Ann")


def test_what_one_ticks_is_changed_as_proposed(ned):
    address = send(ned, ("call.md", CALL + b"\nWrite to ann@example.org or 020 7946 0958.\n"))
    found = ned.get(f"/api/v1{address}").json()["findings"]
    assert {each["kind"] for each in found} >= {"attendance", "address", "telephone"}
    one = next(each for each in found if each["kind"] == "address")
    ned.post(address, data={**form_at(ned, address), "accept": one["id"], "do": "accept"})
    text = form_at(ned, address)["text"]
    assert "ann@example.org" not in text
    assert "020 7946 0958" in text


def test_a_draft_keeps_what_is_half_done_and_never_loses_what_two_wrote(ned, lea):
    address = send(ned, ("call.md", CALL))
    mine, theirs = form_at(ned, address), form_at(lea, address)
    ned.post(address, data={**mine, "title": "", "text": "Mine.\n", "do": "save"})
    assert (form_at(ned, address)["title"], form_at(ned, address)["text"]) == ("", "Mine.\n")
    answer = lea.post(address, data={**theirs, "text": "Theirs.\n", "do": "save"})
    assert answer.status_code == 409
    assert fields_of(lxml.html.fromstring(answer.text))["text"].strip() == "Theirs."
    assert lea.patch(f"/api/v1{address}", json={"markdown": "X"}, headers={"If-Match": '"1"'}).status_code == 412
    assert form_at(ned, address)["text"] == "Mine.\n"
    assert "A document needs a title" in text_of(ned.post(address, data={**form_at(ned, address), "do": "publish"}))


def test_what_is_pasted_becomes_a_draft_with_its_form(ned):
    rich = "<html><body><h2>Topics</h2><ul><li>Porridge<ul><li>Hot</li></ul></li></ul></body></html>"
    address = ned.post("/upload", data={"text": "Topics Porridge", "html": rich}).headers["location"]
    assert "# Topics" in form_at(ned, address)["text"]
    assert "- Porridge" in form_at(ned, address)["text"]
    plain = ned.post("/upload", data={"text": "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Ann>Hello there.\n"})
    assert "Hello there." in form_at(ned, plain.headers["location"])["text"]


def test_a_zip_becomes_several_and_what_cannot_be_read_is_said(ned):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("one.md", "# One\n\nFirst.\n")
        file.writestr("../../two.md", "# Out\n\nNever.\n")
        file.writestr("three.txt", "Three\n\nThird.\n")
        file.writestr("empty.md", "")
    answer = ned.post("/upload", files=[("file", ("all.zip", packed.getvalue())), ("file", ("x.md", b""))])
    page = text_of(answer)
    assert answer.status_code == 200
    for words in (
        "One from one.md",
        "Three from three.txt",
        "empty.md: There is no text in it",
        "x.md: There is no text",
    ):
        assert words in page, page
    assert "Out" not in page


def test_what_nothing_can_be_made_of_stays_a_file_that_is_found_by_its_name(ned, library):
    address = send(ned, ("rota.xyz", bytes(range(256)) * 20))
    form = form_at(ned, address)
    assert form["kind"] == "resource"
    assert "files/rota.xyz" in form["text"]
    assert "Nothing could be taken out of it" in text_of(ned.get(address))
    ned.post(address, data={**form, "do": "publish"})
    assert ned.get("/api/v1/search?q=rota").json()["total"] == 1
    (kept_file,) = (library.notes / "north").rglob("rota.xyz")
    assert kept_file.stat().st_size == 256 * 20


def test_a_draft_is_thrown_away_with_all_that_is_kept_of_it(ned, library):
    address = send(ned, ("call.md", CALL))
    assert len(kept(library)) == 1
    assert ned.get(f"{address}/original").content == CALL
    answer = ned.post(address, data={**form_at(ned, address), "do": "discard"})
    assert answer.headers["location"] == "/drafts?done=gone"
    assert kept(library) == []
    assert ned.get(address).status_code == 404


def test_what_is_there_already_is_said_and_can_be_replaced_added_to_or_kept_beside_it(ned, browsers, library):
    library.document("north/secret.md", CALL.decode(), visibility="leads", kind="notes", date="2020-03-31", id="secret")
    words = " ".join(f"Sentence {number} is about porridge and number {number * 7}." for number in range(40))
    first = send(ned, ("call.md", CALL + words.encode()))
    ned.post(first, data={**form_at(ned, first), "do": "publish"})
    document = ned.get(first).headers["location"]
    again = send(ned, ("call.md", CALL + words.encode()))
    changed = send(ned, ("other.md", b"# Other\n\nNew beginning.\n\n" + words.encode()))
    meeting = send(ned, ("2020-03-31 notes.md", b"# Call\n\nSomething else.\n"))
    for address, why in (
        (again, "made of the same file"),
        (changed, "says nearly the same"),
        (meeting, "same meeting"),
    ):
        page = ned.get(address).text
        assert why in page
        assert document in page
        assert "/d/secret" not in page
    other = send(ned, ("z.md", b"# Quite another\n\nNothing of the kind was said by anybody at all.\n"))
    assert "Perhaps it is here already" not in ned.get(other).text
    identifier = document.split("/")[2]
    assert "New beginning" in text_of(ned.get(f"{changed}/beside/{identifier}"))
    assert ned.get(f"{changed}/beside/secret").status_code == 404
    ned.post(f"{meeting}/beside/{identifier}", data={"do": "append"})
    text = ned.get(f"/api/v1/documents/{identifier}").json()["markdown"]
    assert "We spoke of xylophones" in text
    assert text.endswith("Something else.\n")
    ned.post(f"{changed}/beside/{identifier}", data={"do": "replace"})
    text = ned.get(f"/api/v1/documents/{identifier}").json()["markdown"]
    assert "New beginning" in text
    assert "Something else" not in text
    assert ned.get(meeting).status_code == ned.get(changed).status_code == 404
    assert "Put together with what was uploaded" in text_of(ned.get(f"/d/{identifier}/history"))


def test_nobodys_group_is_chosen_for_them(lea):
    address = send(lea, ("call.md", CALL))
    form = form_at(lea, address)
    assert form["group"] == ""
    assert "Choose the group that it is for" in text_of(lea.post(address, data={**form, "do": "publish"}))


def test_a_mailbox_becomes_a_draft_for_each_thread_and_is_kept_once(ned, library):
    mails = "".join(
        f"From a@example.org Mon Jan  1 00:00:00 2024\nFrom: a@example.org\nTo: b@example.org\n"
        f"Subject: Topic {number}\nDate: Mon, {number} Jan 2024 10:00:00 +0000\n"
        f"Message-ID: <{number}@example.org>\n\nAbout porridge {number}.\n\n"
        for number in (1, 2, 3)
    )
    page = text_of(ned.post("/upload", files=[("file", ("list.mbox", mails.encode()))]))
    assert all(f"Topic {number}" in page for number in (1, 2, 3))
    originals = list((library.home / "state" / "drafts").glob("*/original"))
    assert len(originals) == 3
    assert len({path.stat().st_ino for path in originals}) == 1
