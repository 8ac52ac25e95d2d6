"""The pages of a document's history: as of a day, what changed as it looks, and paragraph by paragraph."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

import pytest

from kb.history import Change, History
from kb.people.reading import SITTING, Read, mark_of, note_read
from tests.served import Server
from tests.signed_in import Browsers

CALL = "north/call.md"
OTHERS = "One.\n\nTwo.\n"


def at(day: str, hour: int = 12) -> float:
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC).timestamp()


@pytest.fixture
def history(library):
    """Three versions: for all in March, for the group in April, for all again in May."""
    library.document("north/index.md", "# North\n", kind="group", title="North")
    now = [0.0]
    kept = History(library.home / "state" / "history.git", lambda: now[0])
    for day, text, audience in (
        ("2020-03-31", f"# Call\n\n{OTHERS}", "public"),
        ("2020-04-15", "# Call\n\nOne hidden.\n\nTwo.\n", "group:north"),
        ("2020-05-20", "# Call\n\nOne.\n\nTwo, **put right**.\n\n- first\n- second\n", "public"),
    ):
        now[0] = at(day)
        content = f"---\nid: call22\n---\n{text}".encode()
        library.holds(CALL, content)
        kept.record([Change(CALL, "call22", audience, hashlib.sha256(content).hexdigest(), content, group="north")])
    kept.close()
    return library


def text(page) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page.text.partition('<div class="text')[2].partition("</article>")[0])


def test_a_day_a_month_and_a_year_have_addresses(history, site):
    opened = site()
    assert "Two." in text(opened.get("/d/call22/at/2020-03-31"))
    assert "Two." in text(opened.get("/d/call22/at/2020-04"))  # of April a visitor may see nothing
    assert "put right" in text(opened.get("/d/call22/at/2020"))
    assert opened.get("/d/call22/at/2020-03-30").status_code == 404
    assert opened.get("/d/call22/at/-rf").status_code == 404
    assert opened.get("/d/never1/at/2020").status_code == 404
    led = opened.get("/d/call22/at", params={"day": "2020-03-31"}, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/d/call22/at/2020-03-31")
    assert 'action="/d/call22/at"' in opened.get("/d/call22/history").text
    member = Browsers(opened)("ned", north="member")
    assert "One hidden." in text(member.get("/d/call22/at/2020-04"))


def test_changes_are_shown_in_the_page_as_it_looks(history, site):
    opened = site()
    page = opened.get("/d/call22/history").text
    address = re.findall(r'"(/d/call22/history/\w+/changes)"', page)[0]
    assert "As it looks" in opened.get(address).text
    shown = opened.get(f"{address}?view=page").text
    assert "<p>Two<ins>, </ins><strong><ins>put right</ins></strong>.</p>" in shown
    assert "<li><ins>first</ins></li>" in shown
    assert "hidden" not in shown


def test_each_paragraph_tells_since_when_it_says_what_it_says(history, site):
    opened = site()
    page = opened.get("/d/call22/history/by-paragraph").text
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition('class="paragraphs"')[2]))
    assert told.index("31 March 2020, 12:00 or before") < told.index("One.") < told.index("20 May 2020, 12:00")
    assert "hidden" not in page
    member = Browsers(opened)("ned", north="member").get("/d/call22/history/by-paragraph").text
    assert "15 April 2020" not in member  # what was hidden then is nowhere in it any more
    assert opened.get("/d/never1/history/by-paragraph").status_code == 404


def test_whoever_read_it_is_told_what_changed_since_and_nobody_else_is(history, site, library):
    opened = site()
    browsers = Browsers(opened)
    ned, sam = browsers("ned", north="member"), browsers("sam", north="member")
    state = browsers.state
    with state.write() as db:  # ned read it on the first of May, and again just now
        note_read(db, Read(browsers.number("ned"), "call22", int(at("2020-05-01"))))
    page = ned.get("/d/call22", follow_redirects=True).text
    assert "since you read it on 1 May 2020" in page
    address = re.search(r'"(/d/call22/history/[^"]+view=page)"', page)[1].replace("&amp;", "&")
    assert "<ins>put right</ins>" in ned.get(address).text
    assert "since you read it" not in sam.get("/d/call22", follow_redirects=True).text
    assert "since you read it" not in opened.get("/d/call22", follow_redirects=True).text
    assert Server.until(lambda: marked(state, browsers.number("ned"), "call22").before_at == int(at("2020-05-01")))
    assert "since you read it on 1 May 2020" in ned.get("/d/call22", follow_redirects=True).text
    with state.write() as db:
        note_read(db, Read(browsers.number("ned"), "call22", db.now + 2 * SITTING))
    assert "since you read it" not in ned.get("/d/call22", follow_redirects=True).text


def test_a_group_tells_what_was_written_in_it_last_to_each_what_they_could_read(history, site):
    opened = site()
    page = opened.get("/groups/north").text
    assert 'href="/groups/north/history"' in page
    told = opened.get("/groups/north/history").text
    assert told.index("20 May 2020") < told.index("31 March 2020")
    assert "15 April 2020" not in told
    member = Browsers(opened)("ned", north="member").get("/groups/north/history").text
    assert member.index("20 May 2020") < member.index("15 April 2020") < member.index("31 March 2020")
    assert opened.get("/groups/never/history").status_code == 404


def test_what_stood_there_on_a_day_is_cited_with_its_own_address(history, site):
    opened = site()
    (address,) = re.findall(r'href="(/d/call22/cite.txt[^"]*)"', opened.get("/d/call22/at/2020-03-31").text)
    said = opened.get(address.replace("&amp;", "&")).text
    assert "/d/call22/at/2020-03-31" in said
    assert "as of 31 March 2020" in said
    assert "as of" not in opened.get("/d/call22/cite.txt").text
    for day in ("2020-03-30", "-rf"):
        assert opened.get("/d/call22/cite.txt", params={"day": day}).status_code == 404


def marked(state, number, document):
    with state.read() as db:
        return mark_of(db, number, document)
