"""Pages of libraries as they should not be: nothing breaks out, nothing scrolls sideways, nothing runs."""

from __future__ import annotations

import json

import pytest

from tests.browsing import DESKTOP, PHONE

PAYLOAD = (
    "</title></textarea>\"'><img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>"
    "{{7*7}}{% raw %}]]><!--"
)


@pytest.fixture
def look(browser, serving, library):
    """Opens an address of the library at a size, and says what went wrong there."""
    server = None

    def opened(address, size=PHONE):
        nonlocal server
        server = server or serving(library.home)
        context = browser.new_context(viewport=size)
        page = context.new_page()
        wrong = []
        page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: wrong.append(f"script error {error}"))
        page.on("console", lambda message: "Content Security Policy" in message.text and wrong.append(message.text))
        page.on("request", lambda request: request.url.startswith(server.url) or wrong.append(f"asks {request.url}"))
        page.goto(server.url + address)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            wrong.append("scrolls sideways")
        if leading := page.locator("[href^='javascript:' i], [src^='javascript:' i]").count():
            wrong.append(f"{leading} links that run something")
        text = page.inner_text("body")
        context.close()
        assert wrong == [], address
        return text

    return opened


def test_a_title_of_300_characters_without_a_space_and_40_tags_stay_on_the_page(library, look):
    library.document("pogo/index.md", kind="group", title="G" * 120, lead="L" * 120)
    library.document(
        "pogo/2020-03-31-notes.md", "text", id="l0ng", title="x" * 300, tags=[f"tag {n}" for n in range(40)]
    )
    for address in ("/", "/groups", "/groups/pogo", "/groups/pogo/2020-03-31", "/d/l0ng", "/search?q=text", "/tags"):
        for size in (PHONE, DESKTOP):
            look(address, size)


def test_a_library_of_nothing_says_what_to_do(look):
    assert "There is nothing here yet" in look("/")
    assert "no groups yet" in look("/groups")
    assert "No document has a tag yet" in look("/tags")
    assert "Nothing was found" in look("/search?q=anything")


def test_one_document_without_anything_is_enough(library, look):
    library.holds("note.md", "")
    assert "1 document" in look("/")
    assert "1 document" in look("/search")


def test_five_hundred_groups_are_listed(library, look):
    for number in range(500):
        library.document(f"group-{number:03}/index.md", "", kind="group", title=f"Group {number:03}")
    assert "Group 499" in look("/groups")
    look("/")


def test_a_group_without_meetings_and_a_meeting_without_notes_have_their_pages(library, look):
    library.document("quiet/index.md", "", kind="group", title="Quiet")
    library.document("busy/2020-03-31-agenda.md", "- one\n", title="What to talk about")
    assert "No meetings yet" in look("/groups/quiet")
    assert "What to talk about" in look("/groups/busy/2020-03-31")


def test_writing_from_right_to_left_and_without_spaces_keeps_its_words(library, look):
    library.document("a.md", "هذا نص عربي\n\n調達の専門家の裁量について話し合った。\n", id="w0rds", title="اجتماع 調達")
    assert "調達の専門家" in look("/d/w0rds")
    assert "1 document" in look("/search?q=調達")


def test_wide_tables_long_code_and_broken_pictures_scroll_within_themselves(library, look):
    cells = " | ".join(f"column{n}" for n in range(30))
    rule = " | ".join("---" for _ in range(30))
    code = "x = " + "1 + " * 200 + "1"
    text = f"| {cells} |\n| {rule} |\n| {cells} |\n\n```\n{code}\n```\n\n`{code}`\n\n![a lost picture](nothing.png)\n"
    library.document("wide.md", text, id="w1de", title="Wide")
    assert "a lost picture" in look("/d/w1de")
    look("/d/w1de", {"width": 320, "height": 640})


def test_a_document_of_more_than_a_megabyte_comes_in_parts_that_can_be_paged(library, look):
    section = "## Meeting {n}\n\n" + "We talked about procurement and outcomes. " * 200 + "\n\n"
    library.document("long.md", "".join(section.replace("{n}", str(n)) for n in range(160)), id="b1g", title="Long")
    text = look("/d/b1g?part=2")
    assert "Part 2 of" in text
    assert len(text) < 400_000


def test_hostile_words_in_every_field_are_only_words(library, look):
    library.holds("kb.yml", f"title: {json.dumps(PAYLOAD)}\ndescription: {json.dumps(PAYLOAD)}\n")
    library.document(
        "evil/index.md",
        PAYLOAD,
        kind="group",
        title=PAYLOAD,
        description=PAYLOAD,
        lead=PAYLOAD,
        join=PAYLOAD,
        next_note=PAYLOAD,
    )
    library.document(
        "evil/2020-03-31-notes.md", f"# {PAYLOAD}\n\n{PAYLOAD}\n\n[[{PAYLOAD}]] [x](javascript:alert(4))\n",
        id="ev1l", title=PAYLOAD, description=PAYLOAD, tags=[PAYLOAD], group="evil", date_note=PAYLOAD,
        url="javascript:alert(5)", rule=PAYLOAD,
    )  # fmt: skip
    library.document(
        "evil/resource.md",
        PAYLOAD,
        id="ev2l",
        kind="resource",
        title=PAYLOAD,
        url="javascript:alert(6)",
        tags=[PAYLOAD],
    )
    library.holds(
        "evil/resource/<img src=x onerror=alert(7)>.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(8)'/>"
    )
    for address in (
        "/", "/groups", "/groups/evil", "/groups/evil/2020-03-31", "/d/ev1l", "/d/ev1l?q=script", "/d/ev2l", "/tags",
        "/search", "/search?q=alert", "/search?q=onerror&kind=agenda", "/api/docs",
    ):  # fmt: skip
        text = look(address)
        assert "49" not in text.replace("7*7", "")
    look('/search?q="><script>alert(9)</script>&tag="><img src=x onerror=alert(10)>&in="><b>')
