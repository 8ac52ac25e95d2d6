"""The page of what is new: in words, by day and group, and for whoever asks alone."""

from __future__ import annotations

import time

import lxml.html
import pytest

from kb.history import History
from kb.library import Library
from kb.usecases.in_step.recording import Recorder
from tests.signed_in import Browsers

DAY = 86_400
NOW = int(time.time()) // DAY * DAY + 3600 * 12 - 10 * DAY
MANY = " ".join(f"word{number}" for number in range(60))


class Past:
    """A history that is written as if time went by: `recorded(days=3)` keeps the notes as they are now."""

    def __init__(self, library) -> None:
        self.library, self.at = library, NOW

    def recorded(self, days: float) -> None:
        history = History(self.library.home / "state" / "history.git", lambda: NOW + days * DAY)
        read = Library(self.library.notes)
        read.accept(read.changes())
        Recorder(read, history).record(read.catalog, [document.path for document in read.catalog.every()])
        history.close()


@pytest.fixture
def past(library):
    return Past(library)


def said(answer) -> list[str]:
    assert answer.status_code == 200
    page = lxml.html.fromstring(answer.text)
    return [" ".join(each.text_content().split()) for each in page.find_class("bulletin")]


def test_it_tells_who_published_what_the_latest_first(library, past, site):
    library.holds("kb.yml", "title: Our club\n")
    library.document("north/index.md", "Us.\n", kind="group", title="North")
    past.recorded(0)
    library.document("north/2024-02-14-notes.md", "We met.\n", title="A call")
    library.document("resources/toolkit.md", "Tools.\n", title="The toolkit")
    past.recorded(1)
    library.document("north/2024-03-notes.md", "We met.\n", title="A call in March")
    past.recorded(2)
    assert said(site().get("/news")) == [
        "North published the notes of its March 2024 meeting.",
        "North published the notes of its meeting on 14 February 2024.",
        "Our club published the resource “The toolkit”.",
        "North published its page.",
    ]


def test_many_of_one_day_are_one_statement(library, past, site):
    for day in range(1, 10):
        library.document(f"north/2024-01-0{day}-notes.md", "We met.\n", title=f"Call {day}")
    past.recorded(0)
    [one] = said(site().get("/news"))
    assert one.startswith("north published notes of 9 meetings: Call")
    assert one.endswith("and 3 more")


def test_a_typo_is_no_news_and_a_rewriting_is(library, past, site):
    library.document("north/2024-02-14-notes.md", "We mett.\n", title="A call")
    past.recorded(0)
    library.document("north/2024-02-14-notes.md", "We met.\n", title="A call")
    past.recorded(2)
    pages = site()
    assert said(pages.get("/news")) == ["north published the notes of its meeting on 14 February 2024."]
    library.document("north/2024-02-14-notes.md", f"We met. {MANY}\n", title="A call")
    past.recorded(4)
    library.document("north/2024-02-14-notes.md", f"We met again. {MANY}\n", title="A call")
    past.recorded(6)
    assert said(site().get("/news")) == [
        "north revised the notes of its meeting on 14 February 2024.",
        "north published the notes of its meeting on 14 February 2024.",
    ]


def test_a_file_that_is_replaced_is_news(library, past, site):
    library.document("north/map.md", "The map.\n", title="Map", kind="resource", id="m4p001")
    library.holds("north/map/map.csv", "one\n")
    past.recorded(0)
    library.holds("north/map/map.csv", "two\n")
    past.recorded(3)
    assert said(site().get("/news")) == [
        "north revised the resource “Map”.",
        "north published the resource “Map”.",
    ]


def test_what_is_opened_is_new_on_the_day_it_was_opened_to_whom_it_was_opened(library, past, site):
    library.document("north/plan.md", f"Ours. {MANY}\n", title="Plan", kind="page", visibility="group")
    library.document("north/other.md", "Open.\n", title="Other", kind="page")
    past.recorded(0)
    library.document("north/plan.md", f"Ours. {MANY}\n", title="Plan", kind="page", visibility="public")
    past.recorded(3)
    pages = site()
    assert said(pages.get("/news"))[0] == "north published the page “Plan”."
    assert said(Browsers(pages)("ada", north="member").get("/news")) == ["north published 2 pages: Other Plan"]


def test_what_somebody_may_not_read_is_no_news_for_them(library, past, site):
    library.document("north/plan.md", "Ours.\n", title="Plan", kind="page", visibility="group")
    past.recorded(0)
    pages = site()
    assert said(pages.get("/news")) == []
    assert pages.get("/news?group=north").status_code == 404
    assert pages.get("/news?group=never").status_code == 404
    assert said(Browsers(pages)("ada", north="member").get("/news?group=north")) == ["north published the page “Plan”."]


def test_it_has_pages(library, past, site):
    for day in range(35):
        library.document(f"g{day}/about.md", "Us.\n", title="About", kind="page")
        past.recorded(day / 4)
    pages = site()
    assert len(said(pages.get("/news"))) == 30
    assert len(said(pages.get("/news?page=2"))) == 5
    assert said(pages.get("/news?page=9")) == said(pages.get("/news?page=2"))
