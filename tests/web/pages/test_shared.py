"""One hidden document for somebody outside, by a link that its leads make."""

from __future__ import annotations

import re

import lxml.html
import pytest
from playwright.sync_api import expect

from kb.people import accounts, audit, memberships
from kb.people.shares import shares
from tests.served import Server
from tests.signed_in import Browsers, admin_of

TEXT = """Our own talk, see [the plan](2020-05-01-plan.md), [[Public page]] and [next](#next).

![A board](2020-04-01-notes/board.svg)

## Next

We meet again.
"""


@pytest.fixture
def filled(library):
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO", rule="chatham-house")
    library.document("pogo/2020-04-01-notes.md", TEXT, title="Second", id="s3cond", visibility="group")
    library.holds("pogo/2020-04-01-notes/board.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    library.holds("pogo/2020-04-01-notes/list.csv", "a,b\n")
    library.document("pogo/2020-05-01-plan.md", "Secret plan.\n", title="The plan", id="pl4n", visibility="leads")
    library.document("public.md", "For all.\n", title="Public page", id="pub")
    library.document("house.md", "Ours.\n", title="House", id="h0use", visibility="members")
    return library


@pytest.fixture
def pages(filled, site):
    return site()


@pytest.fixture
def people(pages):
    return Browsers(pages)


def made(browser, document="s3cond", days="7") -> str:
    answer = browser.post(f"/d/{document}/share/links", data={"days": days})
    assert answer.status_code == 200
    page = lxml.html.fromstring(answer.text)
    (address,) = page.xpath("//*[@class='made']//input/@value")
    assert address.startswith("http://127.0.0.1:8000/s/")
    return address.removeprefix("http://127.0.0.1:8000")


def test_somebody_outside_reads_the_document_and_nothing_around_it(pages, people):
    link = made(people("lea", pogo="lead"))
    answer = pages.get(link)
    assert answer.status_code == 200
    page = lxml.html.fromstring(answer.text)
    main = page.get_element_by_id("kb-main")
    assert "Our own talk" in main.text_content()
    assert "Shared under the Chatham House Rule" in main.text_content()
    assert main.xpath(".//h1")[0].text == "Second"
    leads = set(main.xpath(".//@href | .//@src"))
    assert leads == {"#next", f"{link}/files/board.svg", f"{link}/files/list.csv"}
    assert "The plan" not in answer.text
    assert pages.get(f"{link}/files/list.csv").text == "a,b\n"
    for told in (answer, pages.get(f"{link}/files/board.svg")):
        assert told.headers["cache-control"] == "private, no-store"
        assert told.headers["referrer-policy"] == "no-referrer"
        assert told.headers["x-robots-tag"] == "noindex"
    for nothing in (f"{link}x", f"{link}/files/never.svg", f"{link}?part=2", f"{link}/edit", "/d/s3cond", "/d/pl4n"):
        assert pages.get(nothing).status_code == 404


def test_the_page_that_shows_a_new_link_goes_on_to_show_what_is_chosen(people):
    lea = people("lea", pogo="lead")
    for days in ("7", "3650"):
        page = lxml.html.fromstring(lea.post("/d/s3cond/share/links", data={"days": days}).text)
        assert [each for each in page.xpath("//@id | //label/@for") if " " in each] == []
        (form,) = page.xpath("//form[@data-shows]")
        shown = lxml.html.fromstring(lea.get(form.get("action"), params={"at": "next"}).text)
        assert shown.xpath("//*[@id='kb-copy-link']/@value") == ["http://127.0.0.1:8000/d/s3cond#next"]


def test_what_is_chosen_beside_a_new_link_shows_at_once_and_leaves_the_link(filled, serving, windows):
    secret = admin_of(filled.home)
    server = serving(filled.home)
    page = windows(server, "/")
    page.context.add_cookies([{"name": "session", "value": secret, "url": server.url}])
    page.goto("/d/s3cond/share")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link for somebody outside", exact=True)
    expect(link).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("What").select_option(label="“Next”")
    expect(page.get_by_role("textbox", name="Link", exact=True)).to_have_value(f"{server.url}/d/s3cond#next")
    expect(page.get_by_role("button", name="Copy: Link for somebody outside")).to_have_count(1)
    expect(page.get_by_role("button", name="Copy: Link", exact=True)).to_have_count(1)
    assert page.url == f"{server.url}/d/s3cond/share?at=next"


def test_its_leads_see_how_often_it_was_opened_and_take_it_back(pages, people):
    lea = people("lea", pogo="lead")
    link = made(lea)
    for _ in range(3):
        pages.get(link)
        pages.get(f"{link}/files/list.csv")
    text = lea.get("/d/s3cond/share").text
    assert "opened 3 times" in text
    assert link.rpartition("/")[2] not in text, "it is shown once"
    number = re.search(r'name="number" value="(\w+)"', text)[1]
    assert lea.post("/d/s3cond/share/links/back", data={"number": number}).status_code == 303
    assert pages.get(link).status_code == 404
    assert "opened" not in lea.get("/d/s3cond/share").text
    with people.state.read() as db:
        told = [(entry.what, entry.group, entry.detail) for entry in audit.entries(db)]
    assert told[:2] == [("link taken back", "pogo", "s3cond"), ("link made", "pogo", "s3cond")]


def test_only_its_leads_make_one_and_only_of_what_is_hidden(pages, people):
    ned, lea, ada = people("ned", pogo="member"), people("lea", pogo="lead"), people("ada", admin=True)
    for browser, document in ((ned, "s3cond"), (lea, "pub"), (lea, "h0use"), (ned, "pl4n"), (lea, "never")):
        assert browser.post(f"/d/{document}/share/links", data={"days": "7"}).status_code == 404
        assert "without an account" not in browser.get(f"/d/{document}/share").text
    assert people.visitor().post("/d/s3cond/share/links", data={"days": "7"}).status_code in (303, 401, 404)
    assert pages.get(made(ada, "h0use")).status_code == 200
    assert lea.post("/d/s3cond/share/links", data={"days": "3650"}).status_code == 409


def test_it_opens_no_more_once_who_made_it_leads_no_more(pages, people):
    lea, _ = people("lea", pogo="lead"), people("lou", pogo="lead")
    link = made(lea)
    with people.state.write() as db:
        memberships.set_member(db, people.number("lea"), "pogo", "member")
    assert pages.get(link).status_code == 404
    with people.state.write() as db:
        memberships.set_member(db, people.number("lea"), "pogo", "lead")
    assert pages.get(link).status_code == 200
    with people.state.write() as db:
        accounts.erase_account(db, people.number("lea"))
    assert pages.get(link).status_code == 404
    with people.state.read() as db:
        assert shares(db, "s3cond") == []


def test_it_opens_no_more_once_the_document_is_for_fewer(pages, people, filled):
    link = made(people("lea", pogo="lead"))

    def rewritten(visibility: str, group: str = "pogo") -> None:
        filled.document(
            "pogo/2020-04-01-notes.md", TEXT, title="Second", id="s3cond", visibility=visibility, group=group
        )
        pages.app.state.parts.refresher.everything()

    def opens() -> int:
        return pages.get(link).status_code

    for visibility, group, status in (("members", "pogo", 200), ("leads", "pogo", 404), ("group", "north", 404)):
        rewritten(visibility, group)
        assert Server.until(lambda status=status: opens() == status), (visibility, group)
    rewritten("group")
    assert Server.until(lambda: opens() == 200)


def test_it_lasts_for_its_time(pages, people, monkeypatch):
    link = made(people("lea", pogo="lead"), days="1")
    clock = people.state._clock
    monkeypatch.setattr(people.state, "_clock", lambda: clock() + 86_000)
    assert pages.get(link).status_code == 200
    monkeypatch.setattr(people.state, "_clock", lambda: clock() + 86_401)
    assert pages.get(link).status_code == 404


def test_the_database_does_not_hold_what_opens_it(pages, people, filled):
    secret = made(people("lea", pogo="lead")).rpartition("/")[2]
    kept = b"".join(path.read_bytes() for path in (filled.home / "state").iterdir() if path.is_file())
    assert b"s3cond" in kept
    assert secret.encode() not in kept
