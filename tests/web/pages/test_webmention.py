"""Pages elsewhere that link here: they say so, it is looked at, a lead decides. With a real site, honest or not."""

from __future__ import annotations

import errno
import time

import lxml.html
import pytest
from fastapi.testclient import TestClient

from kb.app import application
from kb.people.mentions import BEING_ASKED, MOST_OF_SITE
from kb.settings import Settings
from kb.usecases.linking import mentioning
from tests.outward.elsewhere import elsewhere
from tests.served import Server
from tests.signed_in import Browsers

HERE = "http://notes.example.org"
TARGET = f"{HERE}/d/c4rd01/rate-card"


@pytest.fixture
def there():
    with elsewhere() as site:
        yield site


@pytest.fixture
def pages(library, there):
    library.document("north/card.md", "# Rate card\n\nPrices.\n", id="c4rd01", kind="resource", title="Rate card")
    library.document("north/secret.md", "Ours.\n", id="s3cr3t", kind="page", visibility="group")
    app = application(Settings(home=library.home, url=HERE), there.fetcher())
    with TestClient(app, follow_redirects=False) as client:
        assert Server.until(lambda: app.state.parts.readiness.ready, within=60)
        yield client


@pytest.fixture
def lea(pages):
    return Browsers(pages)("lea", north="lead")


def says(pages, source: str, target: str = TARGET, **headers: str):
    return pages.post("/webmention", data={"source": source, "target": target}, headers=headers)


def waiting(lea) -> list[str]:
    page = lxml.html.fromstring(lea.get("/d/c4rd01/cited-by").text)
    return [
        " ".join(each.text_content().split()) for each in page.xpath("//section[@aria-labelledby='kb-waiting']//li/p")
    ]


def cited(pages) -> list[tuple[str, str]]:
    page = lxml.html.fromstring(pages.get("/d/c4rd01/rate-card").text)
    return [(a.text, a.get("href")) for a in page.xpath("//section[@aria-labelledby='kb-cited']//li/a")]


def looked(there, pages, path: str) -> bool:
    """Was it asked for, and what came of that written down?"""
    return Server.until(
        lambda: any(f" {path} " in each for each in there.asked) and not pages.app.state.parts.looker._verifier.due()
    )


def test_a_page_that_links_here_is_shown_once_a_lead_has_agreed(pages, lea, there, library):
    source = there.page("/post", f'<title>On  rates</title><p>See <a href="{TARGET}#prices">the card</a>')
    # As other sites do it: no cookie, from anywhere.
    assert says(pages, source, **{"Sec-Fetch-Site": "cross-site"}).status_code == 202
    assert Server.until(lambda: waiting(lea) == [f"On rates {source}"])
    assert cited(pages) == []
    assert "Rate card" in lea.get("/mentions").text
    assert lea.post("/d/c4rd01/cited-by/answer", data={"number": "1", "show": "yes"}).status_code == 303
    assert cited(pages) == [("On rates", source)]
    assert f"[On rates]({source})" in (library.notes / "north/card.md").read_text()
    assert waiting(lea) == []
    # It links here no more, and says so again.
    there.asked.clear()
    there.page("/post", "<p>Nothing")
    assert says(pages, source).status_code == 202
    assert Server.until(lambda: cited(pages) == [])


def test_a_page_whose_base_is_no_address_links_as_it_would_without(pages, lea, there):
    source = there.page("/post", f'<base href="http://[bad"><title>On</title><a href="{TARGET}">x</a>')
    assert says(pages, source).status_code == 202
    assert Server.until(lambda: waiting(lea) == [f"On {source}"])


@pytest.mark.parametrize("charset", ["utf-8", '"UTF-8"', "utf-8; x=y"])
def test_a_title_is_read_as_the_header_says(pages, lea, there, charset):
    kind = f"text/html; charset={charset}"
    source = there.page("/post", f'<title>Über Märkte</title><a href="{TARGET}">x</a>', kind=kind)
    assert says(pages, source).status_code == 202
    assert Server.until(lambda: waiting(lea) == [f"Über Märkte {source}"])


@pytest.mark.parametrize("charset", ["klingon", "", "utf-8\0"])
def test_a_charset_that_nobody_knows_is_as_none(pages, lea, there, charset):
    page = f'<meta charset="utf-8"><title>Über</title><a href="{TARGET}">x</a>'
    source = there.page("/post", page, kind=f"text/html; charset={charset}")
    assert says(pages, source).status_code == 202
    assert Server.until(lambda: waiting(lea) == [f"Über {source}"])


def test_a_page_that_we_stumble_over_is_looked_at_less_and_less_often(pages, there, monkeypatch, caplog):
    monkeypatch.setattr(mentioning, "links_to", lambda *_: 1 / 0)
    verifier = pages.app.state.parts.looker._verifier
    assert says(pages, there.page("/post", "<p>x")).status_code == 202
    assert Server.until(lambda: (verifier.due() or 0) > time.time() + BEING_ASKED + 60)
    assert "ZeroDivisionError" in caplog.text


def test_a_page_that_is_gone_is_still_due_where_the_document_cannot_be_written(pages, lea, there, monkeypatch, caplog):
    source = there.page("/post", f'<title>On</title><a href="{TARGET}">x</a>')
    says(pages, source)
    assert Server.until(lambda: waiting(lea))
    lea.post("/d/c4rd01/cited-by/answer", data={"number": "1", "show": "yes"})

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    there.page("/post", "<p>Nothing")
    with monkeypatch.context() as patch:
        patch.setattr(mentioning, "write_revision", full)
        says(pages, source)
        assert Server.until(lambda: "could not be looked at: OSError" in caplog.text)
    assert cited(pages) == [("On", source)]
    assert pages.app.state.parts.looker._verifier.due()
    says(pages, source)  # as if the time had come
    assert Server.until(lambda: cited(pages) == [])
    assert Server.until(lambda: pages.app.state.parts.looker._verifier.due() is None)


def test_a_public_document_says_where_to_send_them(pages):
    answer = pages.get("/d/c4rd01/rate-card")
    assert '</webmention>; rel="webmention"' in answer.headers["link"]
    assert '<link rel="webmention" href="/webmention">' in answer.text


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        ("text/html", "<p>See http://notes.example.org/d/c4rd01/rate-card in words"),
        ("text/html", '<a href="http://notes.example.org/d/c4rd01/rate-card-2">'),
        ("text/html", '<!-- <a href="http://notes.example.org/d/c4rd01/rate-card">x</a> -->'),
        ("text/html", ""),
        ("text/html", "\0\0<" * 5000),
        ("text/html", "<div>" * 50_000),
        ("image/png", '<a href="http://notes.example.org/d/c4rd01/rate-card">'),
    ],
)
def test_what_does_not_link_here_waits_for_nobody(pages, lea, there, kind, html):
    assert says(pages, there.page("/post", html, kind=kind)).status_code == 202
    assert looked(there, pages, "/post")
    assert waiting(lea) == []


def test_what_a_lead_refused_does_not_come_back(pages, lea, there):
    source = there.page("/spam", f'<title>Buy</title><a href="{TARGET}">x</a>')
    says(pages, source)
    assert Server.until(lambda: waiting(lea))
    assert lea.post("/d/c4rd01/cited-by/answer", data={"number": "1", "show": "no"}).status_code == 303
    assert says(pages, source).status_code == 202
    assert waiting(lea) == []
    assert cited(pages) == []
    assert lea.post("/d/c4rd01/cited-by/answer", data={"number": "1", "show": "yes"}).status_code == 409


def test_a_hidden_document_and_none_are_answered_alike(pages, there):
    source = there.page("/post", "<p>x")
    for path in ("", "/secret", "/"):
        hidden, never = (says(pages, source, f"{HERE}/d/{each}{path}") for each in ("s3cr3t", "n3v3r1"))
        assert (hidden.status_code, hidden.text, hidden.headers) == (400, never.text, never.headers)
    assert there.asked == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("", TARGET), ("ftp://example.org/", TARGET), ("http://user@127.0.0.1/", TARGET), ("http://10.0.0.1/", TARGET),
        ("http://127.0.0.2/", TARGET), (f"{HERE}/d/c4rd01", TARGET), ("http://[::1]/", TARGET),
        ("http://127.0.0.1:22/", TARGET), ("http://127.0.0.1/", ""), ("http://127.0.0.1/", "http://example.org/"),
        ("http://127.0.0.1/", f"{HERE}/groups/north"), ("http://127.0.0.1/", f"{HERE}.evil.example/d/c4rd01"),
        ("http://127.0.0.1/", f"{HERE}/d/"), ("http://127.0.0.1/", f"{HERE}/d/c4rd01/files/x"),
        ("http://127.0.0.1/", "\0"), ("\0", TARGET), ("http://" + "a" * 5000, TARGET),
        ("http://127.0.0.1/", "x" * 9000), ("http://[bad#x", TARGET), ("http://127.0.0.1/", f"{HERE}/d/[#x"),
    ],
)  # fmt: skip
def test_what_is_no_mention_is_refused_at_once(pages, there, source, target):
    assert says(pages, source, target).status_code == 400
    assert there.asked == []


def test_a_thousand_from_one_site_are_a_few(pages, lea, there, monkeypatch):
    """The last ones are turned away before anything is written or asked."""
    monkeypatch.setattr(pages.app.state.parts.looker, "wake", lambda: None)
    said = [says(pages, f"{there.url}/{number}").status_code for number in range(1_000)]
    assert said.count(202) <= MOST_OF_SITE
    assert set(said) == {202, 429}
    assert said[MOST_OF_SITE:] == [429] * (1_000 - MOST_OF_SITE)


def test_only_leads_of_the_group_decide(pages, there):
    browsers = Browsers(pages)
    ada, wes = browsers("ada", north="member"), browsers("wes", west="lead")
    for who in (pages, ada, wes):
        assert who.get("/d/c4rd01/cited-by").status_code == 404
        assert who.post("/d/c4rd01/cited-by", data={"address": "https://example.org/"}).status_code in (403, 404)
        assert who.post("/d/c4rd01/cited-by/answer", data={"number": "1", "show": "yes"}).status_code in (403, 404)
    assert "None waits for you" in wes.get("/mentions").text
    assert cited(pages) == []


def test_a_lead_names_a_page_by_hand_and_takes_it_out_again(pages, lea, library):
    form = {"address": "https://example.org/paper?a=b", "title": "A [paper](x) on <rates>"}
    assert lea.post("/d/c4rd01/cited-by", data=form).status_code == 303
    assert cited(pages) == [("A (paper)(x) on <rates>", form["address"])]
    for wrong in ("javascript:alert(1)", "", "example.org", "https://example.org/a b", "https://example.org/)"):
        assert lea.post("/d/c4rd01/cited-by", data={"address": wrong, "title": "No"}).status_code == 422
    assert lea.post("/d/c4rd01/cited-by/remove", data={"address": form["address"]}).status_code == 303
    assert cited(pages) == []
    assert "cited_by" not in (library.notes / "north/card.md").read_text()


def test_an_address_with_brackets_can_cite_and_be_taken_out(pages, lea, there):
    """As encyclopedias have them. By hand and by a mention it is the same address."""
    source = there.page("/wiki/Rate_%28card%29%5B1%5D", f'<title>On</title><a href="{TARGET}">x</a>')
    written = f"{there.url}/wiki/Rate_(card)[1]"
    assert says(pages, f"{written}#part").status_code == 202
    assert Server.until(lambda: waiting(lea) == [f"On {source}"])
    assert lea.post("/d/c4rd01/cited-by/answer", data={"number": "1", "show": "yes"}).status_code == 303
    assert cited(pages) == [("On", source)]
    assert lea.post("/d/c4rd01/cited-by", data={"address": written, "title": "By hand"}).status_code == 303
    assert cited(pages) == [("By hand", source)]
    assert lea.post("/d/c4rd01/cited-by/remove", data={"address": source}).status_code == 303
    assert cited(pages) == []


def test_what_cites_a_document_can_be_written_by_hand_in_its_file(library, site):
    library.document(
        "card.md",
        "Prices.\n",
        title="Rate card",
        id="c4rd01",
        cited_by=[
            "https://a.example/",
            "[B](https://b.example/)",
            {"url": "https://c.example/", "title": "C"},
            "nothing",
        ],
    )
    pages = site()
    assert cited(pages) == [
        ("https://a.example/", "https://a.example/"), ("B", "https://b.example/"), ("C", "https://c.example/")
    ]  # fmt: skip
