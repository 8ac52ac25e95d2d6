"""The pages: what is on them, where they lead, and what is not told to whom."""

from __future__ import annotations

import gzip
import re
import threading

import lxml.html
import pytest
from fastapi.testclient import TestClient
from lxml import etree

from kb.app import application
from kb.settings import Settings
from tests.signed_in import Browsers

NOTES = """\
# Monthly call

Welcome, all. See [the agenda](2020-03-31-agenda.md), [[Board papers]] and [[Treacle]].

## Discussion

Early market engagement lets a buyer test whether the outcome can be priced at all, and it shows the whole market the
same thing. We spoke about what to publish, whom to invite, and how to keep a record of every talk with a provider.

![The board](2020-03-31-notes/board.png)

<script>alert(1)</script>
"""


@pytest.fixture
def pages(library, site):
    library.holds("kb.yml", "title: Our club\ndescription: What we said.\n")
    library.document(
        "pogo/index.md",
        "A club for procurement.\n",
        id="p0g0",
        kind="group",
        title="POGO",
        lead="The lead",
        next="2019-06?",
    )
    library.document("pogo/2020-03-31-notes.md", NOTES, id="k7w3qd", aliases=["old1d"], tags=["Market engagement"])
    library.holds("pogo/2020-03-31-notes/board.png", b"\x89PNG picture")
    library.holds("pogo/2020-03-31-notes/terms.html", b"<script>alert(1)</script>")
    library.holds("pogo/2020-03-31-agenda.md", "# Agenda\n\n- market engagement\n")
    library.document("pogo/2020-02-notes.md", "# Treacle\n\nWhat slows us down: late legal advice.\n", id="tr34cl")
    library.document(
        "north/board.md", "# Board papers\n\nsecret market\n", id="s3cr3t", visibility="leads", tags=["hush"]
    )
    library.holds("north/board/minutes.txt", b"secret")
    library.holds("about.md", "# About us\n\nWho we are.\n")
    return site()


def html(answer) -> lxml.html.HtmlElement:
    assert answer.status_code == 200, answer.text[:500]
    return lxml.html.fromstring(answer.text)


def links(page) -> dict[str, str]:
    return {a.get("href"): " ".join(a.text_content().split()) for a in page.iter("a")}


def test_home_leads_to_groups_notes_and_tags(pages):
    found = links(html(pages.get("/")))
    assert {"/groups/pogo", "/d/k7w3qd/monthly-call", "/tags/market-engagement"} <= set(found)


def test_a_result_opens_at_the_passage_with_the_words_of_the_search(pages):
    found = links(html(pages.get("/search", params={"q": "market engagement"})))
    assert "/d/k7w3qd/monthly-call?q=market+engagement#discussion" in found


def test_on_the_opened_page_every_match_is_marked_and_numbered(pages):
    page = html(pages.get("/d/k7w3qd/monthly-call", params={"q": "market engagement"}))
    marks = page.findall(".//mark")
    assert next(mark.get("id") for mark in marks if mark.get("id")) == "kb-match-1"
    assert "market" in " ".join(mark.text_content() for mark in marks)


def test_a_filter_is_a_link_and_taking_it_out_is_one_too(pages):
    found = links(html(pages.get("/search", params={"q": "market", "kind": "notes"})))
    assert "/search?q=market&group=pogo&kind=notes" in found or "/search?q=market&kind=notes&group=pogo" in found
    assert "/search?q=market" in found


def test_a_misspelling_gets_what_was_meant(pages):
    answer = pages.get("/search", params={"q": "treacel"})
    assert "No notes have “treacel”; showing “treacle”." in answer.text
    assert "/d/tr34cl/treacle" in answer.text


def test_a_search_that_finds_nothing_says_what_to_do(pages):
    text = html(pages.get("/search", params={"q": "xyzzyplugh"})).text_content()
    assert re.search(r"nothing", text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("/d/k7w3qd", "/d/k7w3qd/monthly-call"),
        ("/d/k7w3qd/an-old-title?q=market", "/d/k7w3qd/monthly-call?q=market"),
        ("/d/old1d", "/d/k7w3qd/monthly-call"),
        ("/about", "/about-us"),
    ],
)
def test_a_permalink_leads_to_the_document_by_its_current_title(pages, address, there):
    answer = pages.get(address)
    assert answer.status_code in (301, 302, 307, 308)
    assert answer.headers["location"].endswith(there)


def test_links_in_the_text_lead_to_documents_and_files_of_the_library(pages):
    page = html(pages.get("/d/k7w3qd/monthly-call"))
    article = page.find(".//article")
    found = links(article)
    assert any(re.fullmatch(r"/d/\w+/agenda", href) for href in found)
    assert found["/d/tr34cl/treacle"] == "Treacle"
    assert [img.get("src") for img in article.xpath(".//*[@class='text']//img")] == ["/d/k7w3qd/files/board.png"]


def test_a_link_to_what_is_hidden_is_plain_text_like_one_to_nothing(pages):
    page = html(pages.get("/d/k7w3qd/monthly-call"))
    assert "Board papers" in page.text_content()
    assert not [href for href in links(page) if href and "s3cr3t" in href]


def test_the_page_of_a_meeting_joins_its_documents_and_knows_its_neighbour(pages):
    found = links(html(pages.get("/groups/pogo/2020-03-31")))
    assert "/d/k7w3qd/monthly-call" in found
    assert any(re.fullmatch(r"/d/\w+/agenda", href) for href in found)
    assert "/groups/pogo/2020-02" in found


def test_the_page_of_a_meeting_shows_what_is_in_its_documents(library, site):
    text = (
        "Early talks are fair. " + "They go on. " * 900 + "\n\n## Fairness\n\nAll read them: ![The board](board.png)\n"
    )
    library.document("north/2020-01-15-notes.md", f"# Call\n\n{text}")
    library.document("north/2020-01-15-agenda.md", "# Agenda\n\nWelcome.\n", description="What to talk about.")
    library.holds("north/board.png", b"\x89PNG")
    page = html(site().get("/groups/north/2020-01-15"))
    cards = {card.findtext("h2/a"): card for card in page.find_class("card")}
    assert "Early talks are fair." in cards["Call"].text_content()
    assert cards["Call"].text_content().count("went on and on") < 12
    links_of = {a.text: a.get("href") for a in cards["Call"].iter("a")}
    assert links_of["Fairness"].endswith("#fairness")
    assert links_of["board.png"].endswith("/files/board.png")
    assert "What to talk about." in cards["Agenda"].text_content()
    assert "Welcome" not in cards["Agenda"].text_content()


def test_the_page_of_a_group_says_who_leads_it_and_what_it_announced(pages):
    page = html(pages.get("/groups/pogo"))
    text = " ".join(page.text_content().split())
    assert "The lead" in text
    assert "June 2019 (to be confirmed)" in text
    assert "A club for procurement." in text
    assert {"/groups/pogo/2020-03-31", "/groups/pogo/2020-02"} <= set(links(page))


def test_a_meeting_that_waits_for_its_date_is_the_next_one(library, site):
    library.document("north/2020-01-15-notes.md", "# Call\n")
    library.document("north/to-come.md", "# What to ask\n", kind="agenda", date="to be confirmed", meeting="spring")
    library.document("south/2020-01-15-notes.md", "# Call\n")
    pages = site()
    facts = html(pages.get("/groups/north")).xpath("//dl[@class='facts']")[0]
    assert facts.find("dt").text == "Next meeting"
    assert facts.find("dd").text_content() == "date to be confirmed: What to ask"
    assert "No date announced yet" in html(pages.get("/groups/south")).text_content()


def test_a_tag_lists_its_documents(pages):
    assert "/d/k7w3qd/monthly-call" in links(html(pages.get("/tags/market-engagement")))
    assert pages.get("/tags/Market%20Engagement").headers["location"] == "/tags/market-engagement"


@pytest.mark.parametrize(
    "address",
    [
        "/d/s3cr3t", "/d/s3cr3t/board-papers", "/d/s3cr3t/files/minutes.txt", "/groups/north", "/tags/hush",
        "/d/nothere", "/d/nothere/at-all", "/d/k7w3qd/files/nothere.png", "/groups/nowhere", "/groups/pogo/1999-01-01",
        "/tags/nothere", "/nothere", "/d/k7w3qd/monthly-call?part=2", "/d/k7w3qd/monthly-call?part=x",
        "/d/k7w3qd/files/..%2f..%2fkb.yml", "/d/k7w3qd/files/%2e%2e/index.md", "/static/..%2fbase.html",
        "/static/nothere.css",
    ],
)  # fmt: skip
def test_what_is_hidden_and_what_never_was_are_the_same_404(pages, address):
    never = pages.get("/d/never0/was")
    answer = pages.get(address)
    assert answer.status_code == never.status_code == 404
    assert answer.text == never.text
    assert dict(answer.headers) == dict(never.headers)


@pytest.mark.parametrize(
    "address", ["/", "/groups", "/tags", "/sitemap.xml", "/search?q=secret", "/search?q=hush", "/search"]
)
def test_hidden_documents_show_nowhere(pages, address):
    text = pages.get(address).text
    for trace in ("s3cr3t", "Board papers", "hush&lt;", ">hush<", "/groups/north"):
        assert trace not in text


def test_pictures_are_shown_and_everything_else_is_a_download_that_runs_nothing(pages):
    picture = pages.get("/d/k7w3qd/files/board.png")
    assert (picture.headers["content-type"], picture.content) == ("image/png", b"\x89PNG picture")
    assert picture.headers["content-disposition"].startswith("inline")
    page = pages.get("/d/k7w3qd/files/terms.html")
    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"].startswith("attachment")
    for answer in (picture, page):
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_page_carries_a_script_of_the_notes_or_a_style_of_its_own(pages):
    for address in (
        "/",
        "/search?q=market",
        "/d/k7w3qd/monthly-call",
        "/groups/pogo",
        "/groups/pogo/2020-03-31",
        "/tags",
    ):
        page = html(pages.get(address))
        run = [s for s in page.iter("script") if s.get("type") != "application/ld+json"]  # that is data
        assert [s.get("src") for s in run if not (s.get("src") or "").startswith("/static/")] == []
        assert page.xpath("//@style | //style | //@*[starts-with(name(), 'on')]") == []


def test_what_is_typed_comes_back_as_text(pages):
    text = pages.get("/search", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_every_address_carries_the_security_headers(pages):
    kinds = {
        "/": 200, "/search": 200, "/groups": 200, "/groups/pogo": 200, "/groups/pogo/2020-03-31": 200, "/tags": 200,
        "/tags/market-engagement": 200, "/d/k7w3qd": 307, "/d/k7w3qd/monthly-call": 200, "/about": 307, "/nothere": 404,
        "/static/style.css": 200, "/favicon.ico": 200, "/opensearch.xml": 200, "/sitemap.xml": 200, "/robots.txt": 200,
        "/healthz": 200, "/readyz": 200, "/api/docs": 200, "/api/openapi.json": 200, "/api/v1/tags": 200,
    }  # fmt: skip
    for address, status in kinds.items():
        answer = pages.get(address)
        assert answer.status_code == status, address
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'"), address
        assert answer.headers["x-content-type-options"] == "nosniff", address
        assert "set-cookie" not in answer.headers, address


def test_a_page_that_has_not_changed_is_not_sent_again(pages):
    etag = pages.get("/groups/pogo").headers["etag"]
    assert pages.get("/groups/pogo", headers={"If-None-Match": etag}).status_code == 304


def test_search_engines_and_browsers_are_told_where_things_are(pages):
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in pages.get("/robots.txt").text
    assert "http://127.0.0.1:8000/d/k7w3qd/monthly-call" in pages.get("/sitemap.xml").text
    description = pages.get("/opensearch.xml")
    assert description.headers["content-type"].startswith("application/opensearchdescription+xml")
    assert 'template="http://127.0.0.1:8000/search?q={searchTerms}"' in description.text


def test_a_browser_suggests_what_a_search_may_become(pages):
    described = etree.fromstring(pages.get("/opensearch.xml").content)
    names = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert 0 < len(described.findtext("o:ShortName", namespaces=names)) <= 16
    [url] = [each for each in described.findall("o:Url", names) if each.get("rel") == "suggestions"]
    address = url.get("template").replace("http://127.0.0.1:8000", "").replace("{searchTerms}", "monthly+c")
    answer = pages.get(address)
    assert answer.headers["content-type"].startswith(url.get("type"))
    assert answer.json() == ["monthly c", ["Monthly call"]]
    assert pages.get("/suggest.json?q=").json() == ["", []]


def test_static_files_are_kept_for_a_year_by_their_fingerprint(pages):
    address = re.search(r'href="(/static/style\.css\?v=\w+)"', pages.get("/").text)
    assert address is not None
    assert "immutable" in pages.get(address[1]).headers["cache-control"]
    assert "immutable" not in pages.get("/static/style.css").headers["cache-control"]


def test_the_api_is_documented_on_a_page_of_our_own(pages):
    text = html(pages.get("/api/docs")).text_content()
    assert "/api/v1/search" in text


def test_the_site_is_alive_and_ready(pages):
    assert pages.get("/healthz").text == "alive\n"
    assert pages.get("/readyz").json()["ready"] is True


def test_a_library_overrides_one_page_and_keeps_the_others(library, site):
    own = library.home / "templates"
    own.mkdir()
    (own / "groups.html").write_text("<h1>Our circles</h1>")
    library.holds("a.md", "# One")
    pages = site()
    assert pages.get("/groups").text == "<h1>Our circles</h1>"
    assert "<html" in pages.get("/").text


def test_below_a_path_every_address_of_ours_has_it(library):
    library.document("a.md", "# One\n\nmarmalade\n", id="0ne", tags=["jam"])
    with TestClient(application(Settings(home=library.home, url="https://example.org/club"))) as client:
        for path in ("/club/search?q=marmalade", "/search?q=marmalade"):
            text = client.get(path).text
            assert 'href="/club/d/0ne/one' in text
            assert not re.search(r'(href|src|action)="/(?!club|/)', text)
        assert "upgrade-insecure-requests" in client.get("/club/").headers["content-security-policy"]
        assert "https://example.org/club/d/0ne/one" in client.get("/club/sitemap.xml").text


def test_where_filters_leave_nothing_it_says_which_to_take_out(pages):
    found = links(html(pages.get("/search", params={"q": "treacle", "kind": "agenda", "year": "2020"})))
    assert found["/search?q=treacle&year=2020"] == "Without “Agenda”"


def test_where_nothing_is_found_it_says_what_there_is_that_begins_as_what_was_typed(pages):
    page = html(pages.get("/search", params={"q": "Marketplacexyz"}))
    assert links(page)["/tags/market-engagement"] == "Market engagement"


def test_where_nothing_is_found_words_that_look_like_it_are_a_link_away_and_in_the_api(pages):
    assert links(html(pages.get("/search", params={"q": "xangagementt"})))["/search?q=engagement"] == "engagement"
    answer = pages.get("/api/v1/search", params={"q": "xangagementt"}).json()
    assert answer["alike"] == [{"query": "engagement", "url": "/search?q=engagement"}]


def test_the_box_to_search_a_document_stands_above_a_long_one_and_beside_a_short_one(library, site):
    library.document("long.md", "# Long\n\n" + "What was said in two hours. " * 700 + "Treacle.\n", id="l0ng01")
    library.document("short.md", "# Short\n\nTreacle.\n", id="sh0rt1")
    pages = site()
    for identifier, above in (("l0ng01", True), ("sh0rt1", False)):
        page = html(pages.get(f"/d/{identifier}", follow_redirects=True))
        (form,) = page.xpath("//main//form[@role='search'][.//input[@name='in']]")
        assert bool(form.xpath("ancestor::header")) is above
        sent = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
        found = html(pages.get(form.get("action"), params={**sent, "q": "treacle"}))
        assert found.xpath("string(//*[@class='count'])") == "1 passage"
        assert found.xpath("//ol[@class='results']//mark/text()") == ["Treacle"]


def test_dates_are_chosen_beside_the_results_in_words_and_keep_the_rest_of_the_search(pages):
    (form,) = html(pages.get("/search?q=market&kind=notes&page=2&from=2020-03")).xpath(
        "//form[@aria-labelledby='kb-dates']"
    )
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert sent == {"q": "market", "kind": "notes", "from": "1 March 2020", "to": ""}
    chosen = html(pages.get(form.get("action"), params={**sent, "from": "", "to": "March 2020"}))
    assert chosen.xpath("//ul[@aria-label='Filters that are on']//a/@href") == [
        "/search?q=market&to=2020-03-31",
        "/search?q=market&kind=notes",
    ]
    nothing = html(pages.get("/search?q=market&from=spring+1999&to=31/12/1999"))
    assert nothing.xpath("//form[@aria-labelledby='kb-dates']//input[@id]/@value") == [
        "1 March 1999",
        "31 December 1999",
    ]
    assert "could not" not in nothing.text_content()


def test_all_scripts_of_a_search_are_eight_kilobytes_at_most_on_their_way(pages):
    scripts = html(pages.get("/search", params={"q": "market"})).xpath("//script[@src]/@src")
    assert len(scripts) >= 3
    assert sum(len(gzip.compress(pages.get(script).content)) for script in scripts) <= 8 * 1024


def test_a_year_in_an_address_that_is_no_number_finds_nothing_and_breaks_nothing(pages):
    assert "Nothing was found" in pages.get("/search", params={"year": "soon"}).text


def test_a_resource_shows_its_picture_and_where_it_was_discussed(library, site):
    library.document("resources/map.md", "What a map is for.\n", id="m4p", kind="resource", title="A map")
    library.holds("resources/map/v1.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    library.holds("resources/map/v2.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    library.holds("pogo/2020-03-31-notes.md", "# Call\n\nWe drew [the map](../resources/map.md).\n")
    page = html(site().get("/d/m4p/a-map"))
    assert [img.get("src") for img in page.xpath("//figure//img")] == ["/d/m4p/files/v2.svg"]
    assert [a.text for a in page.xpath("//ul[@class='files']/li/a[not(@class)]")] == ["v2.svg", "v1.svg"]
    discussed = page.xpath("//section[h2[text()='Discussed in']]")[0]
    assert "Call" in discussed.text_content()
    assert "31 March 2020" in discussed.text_content()


def test_the_front_door_opens_while_a_first_index_is_being_made(library, monkeypatch):
    library.holds("a.md", "# One")
    monkeypatch.setattr("kb.app.PATIENCE", 0.0)
    seen = threading.Event()
    monkeypatch.setattr("kb.usecases.in_step.refresh.Refresher.everything", lambda *_: not seen.wait(30))
    with TestClient(application(Settings(home=library.home))) as client:
        assert client.get("/").status_code == 200
        assert client.get("/search", params={"q": "one"}).status_code == 503
        assert client.get("/readyz").status_code == 503
        assert client.get("/readyz").json() == {"ready": False, "percent": 0}
        seen.set()


def test_a_file_in_a_folder_called_static_has_the_readers_of_its_document(library, site):
    library.document("frank.md", "# Frank\n\n![x](frank/static/board.png)\n", id="fr4nk0", visibility="leads")
    library.holds("frank/static/board.png", b"\x89PNG picture")
    browsers = Browsers(site())
    address = "/d/fr4nk0/files/static/board.png"
    assert browsers.visitor().get(address).status_code == 404
    answer = browsers("ada", admin=True).get(address)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
