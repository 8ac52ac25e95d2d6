"""The small picture of when results are from: bars of years, or of the months of one year, each a filter."""

from __future__ import annotations

import lxml.html
import pytest
from fastapi.testclient import TestClient

from kb.web.pieces.timeline import _MOST_BARS as MOST_BARS


def bars(pages: TestClient, address: str) -> list[tuple[str, str | None]]:
    """What each bar says, and the address it leads to."""
    answer = pages.get(address)
    assert answer.status_code == 200
    items = lxml.html.fromstring(answer.text).xpath("//ol[@class='timeline']/li")
    return [(item.findtext(".//span[@class='unseen']"), next(iter(item.xpath("a/@href")), None)) for item in items]


def total(pages: TestClient, address: str) -> int:
    return pages.get(address.replace("/search", "/api/v1/search", 1)).json()["total"]


@pytest.fixture
def dated(library, site):
    def opened(*dates: str) -> TestClient:
        for number, each in enumerate(dates):
            library.document(f"{number}.md", "# Call\n\ntreacle\n", date=each, tags=["sticky"])
        return site()

    return opened


def test_years_have_a_bar_each_none_left_out(dated):
    pages = dated("2018-01-01", "2020-02-01", "2020-03-01")
    assert bars(pages, "/search?q=treacle") == [
        ("2018: 1 document", "/search?q=treacle&year=2018"),
        ("2019: none", None),
        ("2020: 2 documents", "/search?q=treacle&year=2020"),
    ]
    assert [name for name, _ in bars(pages, "/tags/sticky")] == ["2018: 1 document", "2019: none", "2020: 2 documents"]


def test_results_of_one_year_have_a_bar_for_each_month(dated):
    pages = dated("2020-02-11", "2020-02-29", "2020-04-30", "2020")
    found = bars(pages, "/search?q=treacle")
    assert found == [
        ("February 2020: 2 documents", "/search?q=treacle&from=2020-02-01&to=2020-02-29"),
        ("March 2020: none", None),
        ("April 2020: 1 document", "/search?q=treacle&from=2020-04-01&to=2020-04-30"),
    ]


def test_months_are_counted_over_all_results_not_those_of_the_page(dated):
    pages = dated(*(f"2020-{1 + number % 6:02}-{1 + number % 28:02}" for number in range(30)))
    assert [name for name, _ in bars(pages, "/search?q=treacle&per_page=1")] == [
        f"{month} 2020: 5 documents" for month in ("January", "February", "March", "April", "May", "June")
    ]


def test_a_bar_of_a_month_finds_what_it_says(dated):
    pages = dated("2020-02-11", "2020-02-29", "2020-04-30")
    for name, address in bars(pages, "/search?q=treacle"):
        if address:
            assert f": {total(pages, address)} document" in name


@pytest.mark.parametrize("dates", [("2020-02-11", "2020-02-12", "2020-02-13"), ("2020-02-11", "2020-03-11"), ("2020",)])
def test_where_there_is_nothing_to_see_there_is_no_picture(dated, dates: tuple[str, ...]):
    assert bars(dated(*dates), "/search?q=treacle") == []


def test_many_years_share_bars_wide_enough_for_a_finger(dated):
    pages = dated("1971-01-01", "1999-05-01", "2020-02-01")
    found = bars(pages, "/search?q=treacle")
    assert 1 < len(found) <= MOST_BARS
    assert found[-1] == ("2020 to 2024: 1 document", "/search?q=treacle&from=2020-01-01&to=2024-12-31")
    assert all(total(pages, address) == 1 for _, address in found if address)
