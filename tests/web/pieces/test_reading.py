"""The search page says how a search was read, and lets each part be taken out."""

from __future__ import annotations

import lxml.html
import pytest


@pytest.fixture
def read(library, site):
    """The parts shown for a search: label and address, in their order."""
    library.document("pogo/2020-03-31-notes.md", "# March call\n\nMuch treacle, and the Social Impact Bond (SIB).\n")
    library.document("pogo/2020-02-25-notes.md", "# February call\n\nHoney in a SIB.\n")
    client = site()

    def asked(text: str, **filters: str) -> tuple[list[tuple[str, str]], str]:
        main = lxml.html.fromstring(client.get("/search", params={"q": text, **filters}).text).xpath("//main")[0]
        parts = [
            (" ".join(item.text_content().split()), "".join(item.xpath("a/@href")))
            for item in main.xpath(".//ul[contains(@class, 'reading')]/li")
        ]
        return parts, " ".join(main.text_content().split())

    return asked


def test_plain_words_mean_themselves(read):
    assert read("treacle SIB")[0][:1] != []  # an expansion is said
    assert read("treacle honey")[0] == []


def test_each_part_is_a_link_that_takes_it_out(read):
    parts, _ = read("treacle in March 2020 -honey the", kind="notes")
    assert parts == [
        ("Search without: treacle ×", "/search?q=in+March+2020+-honey+the&kind=notes"),
        ("Search without: in March 2020 ×", "/search?q=treacle+-honey+the&kind=notes"),
        ("Search without: not honey ×", "/search?q=treacle+in+March+2020+the&kind=notes"),
        ("not looked for: the", ""),
    ]


def test_a_slip_is_said_once_and_not_asked_about(read):
    parts, said = read("treacel honey")
    assert parts[0][0] == "Search without: treacle for treacel ×"
    assert "No notes have “treacel”; showing “treacle”." in said
    assert "Did you mean" not in said


def test_a_filter_in_the_text_that_leaves_nothing_is_offered_to_be_taken_out(read):
    _, said = read("treacle date:2019")
    assert "Without “2019”: 1 document." in said


def test_another_version_of_the_language_is_said(read):
    assert "made for version 7 of the search language" in read("treacle", v="7")[1]


def test_a_result_for_a_word_half_typed_opens_with_its_words_marked(library, site):
    library.document("pogo/notes.md", "# Call\n\nTreacle is what slows us down.\n")
    pages = site()
    page = lxml.html.fromstring(pages.get("/search", params={"q": "trea"}).text)
    [address] = page.xpath("//li[contains(@class, 'found')]/h2/a/@href")
    assert "<mark" in pages.get(address, follow_redirects=True).text


def test_a_word_half_typed_is_a_beginning_on_the_page_and_whole_for_software_and_links_find_what_is_shown(
    library, site
):
    library.document("a.md", "# A\n\nmarket engagement\n", id="aaaaaa", date="2020-01-01")
    library.document("b.md", "# B\n\nthe eng team\n", id="bbbbbb", date="2020-02-01")
    pages = site()
    page = lxml.html.fromstring(pages.get("/search?q=market+eng").text)
    assert page.xpath("//ol[@class='results']//h2/a/text()") == ["A"]
    said = pages.get("/api/v1/search?q=market+eng").json()
    assert (said["read_as"], said["total"]) == ("market AND eng", 2)
    links = page.xpath("//p[contains(@class, 'onward')]/a/@href")
    kept = [f"{path}?q=market+eng%2A&v=1" for path in ("/search.csv", "/search.md", "/api/v1/search", "/search.atom")]
    assert links == ["/over-time?q=market+eng%2A", *kept, "/search/share?q=market+eng%2A"]
    assert [each["title"] for each in pages.get(links[3]).json()["results"][:1]] == ["A"]
    assert pages.get(links[3]).json()["read_as"] == "market AND eng*"


def test_a_beginning_of_a_common_word_finds_it_or_says_that_it_was_left_out(library, site):
    library.document("a.md", "# A\n\nbetween betwixt about\n")
    pages = site()
    assert pages.get("/api/v1/search?q=betw*").json()["remarks"] == []
    assert "<mark>between</mark>" in pages.get("/search?q=betw*").text
    (said,) = pages.get("/api/v1/search?q=be*").json()["remarks"]
    assert said in lxml.html.fromstring(pages.get("/search?q=be*").text).text_content()
    assert "between" in said


def test_where_no_single_filter_is_why_all_of_them_are_offered_to_be_taken_out(library, site):
    library.document("a.md", "# A\n\ntreacle\n", date="2020-01-01", kind="notes")
    page = lxml.html.fromstring(site().get("/search?q=treacle&kind=agenda&year=1999").text)
    (line,) = page.xpath("//*[@class='nothing']//li[starts-with(., 'Without')]")
    assert line.text_content() == "Without “Agenda, 1999”: 1 document."
    assert line.xpath("a/@href") == ["/search?q=treacle"]
