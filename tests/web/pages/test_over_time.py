"""The page of a subject over time, and its JSON twin."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from fastapi.testclient import TestClient

from kb.search import OverTime, Period, Query
from kb.web.pieces.timechart import BARS, chart

AGENDA = f"# Agenda\n\n{'Many other words. ' * 9} Treacle.\n"


@pytest.fixture
def pages(library, site) -> TestClient:
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO")
    library.document("north/index.md", "Another.\n", kind="group", title="North")
    library.document(
        "pogo/2020-03-31-notes.md",
        "# Monthly call\n\n## Why\n\nTreacle slows us down.\n\n## Again\n\nMore treacle.\n",
        id="k7w3qd",
        tags=["Sticky things"],
    )
    library.document(
        "pogo/2020-03-31-agenda.md",
        AGENDA,
        id="ag3nda",
    )
    library.document("north/2019-11-notes.md", "# First meeting\n\nOur treacle.\n", id="n0rth1", tags=["sticky things"])
    library.document("north/secret.md", "# Treacle\n\nTreacle!\n", id="s3cr3t", date="2021-05-01", visibility="leads")
    library.document("page.md", "# Treacle in general\n\nSticky.\n", id="page01")
    return site()


def html(pages: TestClient, address: str) -> lxml.html.HtmlElement:
    answer = pages.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return lxml.html.fromstring(answer.text)


def text(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_page_says_when_it_came_up_first_and_last_and_leads_to_the_passages(pages):
    page = html(pages, "/over-time?q=treacle")
    assert "2 meetings of 2 groups, from November 2019 to 31 March 2020" in text(page.find(".//p[@class='lead']"))
    ends = [a.get("href") for a in page.xpath("//ul[contains(@class,'ends')]//a")]
    assert ends == ["/d/n0rth1/first-meeting?q=treacle#first-meeting", "/d/k7w3qd/monthly-call?q=treacle#why"]
    assert [text(each) for each in page.xpath("//section[@class='moments']/h3")] == ["2020", "2019"]
    assert [a.get("href") for a in page.xpath("//section[@class='moments']//p[@class='more']/a")] == [
        "/groups/pogo/2020-03-31",
        "/groups/pogo/2020-03-31",
        "/groups/north/2019-11",
    ]
    assert "1 document that says it has no date" in text(page.find(".//figcaption"))


def test_the_words_a_slip_was_mended_to_are_marked_where_it_leads(pages):
    addresses = html(pages, "/over-time?q=treacel").xpath("//a/@href")
    assert any("/d/k7w3qd/" in each and "q=treacle" in each for each in addresses)
    assert not any("/d/" in each and "q=treacel" in each for each in addresses)


def test_how_it_was_read_is_told_part_by_part_and_each_can_be_taken_out(pages):
    address = "/over-time?q=treacel+since+2019&group=north"
    told = html(pages, address).xpath("//ul[@aria-label='How the search was read']/li/a")
    expected = {
        "treacle for treacel": "/over-time?q=since+2019&group=north",
        "since 2019": "/over-time?q=treacel&group=north",
    }
    said = {text(a).removeprefix("Search without: ").removesuffix(" ×"): a.get("href") for a in told}
    assert said == expected
    twin = pages.get(f"/api/v1{address}").json()["reading"]
    assert {part["label"]: part["url"] for part in twin} == expected
    assert not html(pages, "/over-time?q=treacle").xpath("//ul[@aria-label='How the search was read']")


def test_a_slip_that_somebody_wrote_is_searched_and_asked_about(library, site):
    for number in range(30):
        library.document(f"{number}.md", "# Call\n\ntreacle\n", date="2020-01-01")
    library.document("slip.md", "# Slip\n\ntreacel\n", id="sl1p01", date="2019-01-01")
    page = html(site(), "/over-time?q=treacel&group=")
    assert page.xpath("//p[@class='meant']/a/@href") == ["/over-time?q=treacle"]
    assert page.xpath("//section[@class='moments']//h4/a/@href") == ["/d/sl1p01/slip?q=treacel#slip"]


def test_nothing_of_it_tells_of_what_this_visitor_may_not_read(pages):
    for address in ("/over-time?q=treacle", "/over-time", "/api/v1/over-time?q=treacle&sort=oldest"):
        assert "s3cr3t" not in pages.get(address).text
        assert "2021" not in pages.get(address).text


def test_the_bars_are_links_and_the_table_has_the_same_numbers(pages):
    page = html(pages, "/over-time?q=treacle&kind=notes")
    bars = page.xpath("//*[@class='bars']/a")
    assert [text(bar.find("title")) for bar in bars] == [
        "October to December 2019: 1 meeting",
        "January to March 2020: 1 meeting",
    ]
    assert bars[0].get("href") == "/over-time?q=treacle&kind=notes&from=2019-10-01&to=2019-12-31"
    rows = [[text(cell) for cell in row] for row in page.xpath("//table//tr")]
    assert rows == [
        ["When", "Meetings", "North", "POGO"],
        ["October to December 2019", "1", "1", ""],
        ["January to March 2020", "1", "", "1"],
    ]
    one = html(pages, bars[0].get("href"))
    assert [text(chip) for chip in one.xpath("//ul[@aria-label='Filters that are on']/li")][:1] == [
        "Take out the filter Notes ×"
    ]
    assert "1 meeting of North" in text(one)


def test_a_tag_over_time_is_under_its_name(pages):
    page = html(pages, "/over-time?tag=sticky-things")
    assert text(page.find(".//h1")) == "sticky things"
    assert not page.xpath("//ul[@aria-label='Filters that are on']")
    assert len(page.xpath("//section[@class='moments']//li")) == 2


def test_oldest_first_pages_and_links_back_to_the_search(pages):
    page = html(pages, "/over-time?q=treacle&sort=oldest&per_page=1")
    assert [text(each) for each in page.xpath("//section[@class='moments']/h3")] == ["2019"]
    links = {a.get("href") for a in page.iter("a")}
    assert {"/over-time?q=treacle&sort=oldest&page=2&per_page=1", "/search?q=treacle&per_page=1"} <= links


def test_search_and_tag_pages_lead_here(pages):
    for address, there in (
        ("/search?q=treacle&group=pogo", "/over-time?q=treacle&group=pogo"),
        ("/tags/sticky-things", "/over-time?tag=sticky-things"),
    ):
        assert there in {a.get("href") for a in html(pages, address).iter("a")}


@pytest.mark.parametrize(
    "asked", ["q=zeppelin", "q=" + "(" * 300, "q=a*&page=99999", "tag=nothing&from=x&sort=y&in=k7w3qd", "q=%00"]
)
def test_what_finds_nothing_says_what_to_do_and_nothing_is_an_error(pages, asked):
    page = html(pages, f"/over-time?{asked}")
    assert page.xpath("//*[@class='moments' or @class='nothing']")


def test_the_twin_has_the_same(pages):
    answer = pages.get("/api/v1/over-time", params={"q": "treacle"}).json()
    assert set(answer) == {
        "query", "read_as", "reading", "total", "documents", "undated", "unplaced", "took_ms", "page", "per_page",
        "did_you_mean", "remarks", "first", "last", "periods", "groups", "words", "results",
    }  # fmt: skip
    assert (answer["total"], answer["documents"], answer["undated"]) == (2, 3, 1)
    newest = answer["results"][0]
    assert (newest["date"], newest["documents"], newest["meeting"]) == ("2020-03-31", 2, "/groups/pogo/2020-03-31")
    assert newest["document"]["passages"][0]["url"] == "/d/k7w3qd/monthly-call?q=treacle#why"
    assert answer["periods"][0] == {
        "label": "October to December 2019",
        "since": "2019-10-01",
        "until": "2019-12-31",
        "count": 1,
        "groups": {"north": 1},
    }
    assert [group["url"] for group in answer["groups"]] == [
        "/over-time?q=treacle&group=north",
        "/over-time?q=treacle&group=pogo",
    ]


def periods(*counts: tuple[str, int]) -> OverTime:
    made = []
    for since, count in counts:
        first = date.fromisoformat(since)
        made.append(Period(first, date(first.year, first.month + 2, 28), since, count))
    return OverTime(Query(), "", 0.0, total=1, periods=tuple(made))


def test_bars_stand_on_the_base_and_the_highest_is_as_high_as_there_is_room():
    drawn = chart(periods(("2020-04-01", 2), ("2020-07-01", 0), ("2020-10-01", 8)), Query("x"))
    assert drawn is not None
    assert [bar.height for bar in drawn.bars] == [BARS / 4, BARS]
    assert all(round(bar.y + bar.height, 2) == drawn.base for bar in drawn.bars)
    assert drawn.bars[0].x > 100 / 8  # after an empty first quarter
    assert drawn.years == ((0.0, "2020"), (50.0, "2021"))
