"""Links to other sites: what is gone is said, with where it may be found; sites are asked politely, and not twice."""

from __future__ import annotations

import threading
import time

import pytest

from kb.library import Library
from kb.outward.fetching import Fetched, Fetcher, NotFetched
from kb.usecases.linking import outside_links as module
from kb.usecases.linking.outside_links import LinkCheck, Outside, outside_links
from tests.outward.elsewhere import elsewhere


class Sites:
    """What sites answer, by address: a status, or what is wrong. Notes each request, and how many were at once."""

    def __init__(self, **answers: object) -> None:
        self.answers: dict[str, object] = dict(answers)
        self.asked: list[tuple[str, str]] = []
        self.at_once: dict[str, int] = {}
        self.most_at_once = 0
        self._lock = threading.Lock()

    def ask(self, address: str, method: str) -> Fetched:
        site = address.split("/")[2]
        with self._lock:
            self.asked.append((method, address))
            self.at_once[site] = self.at_once.get(site, 0) + 1
            self.most_at_once = max(self.most_at_once, self.at_once[site])
        said = self.answers.get(address, 200)
        with self._lock:
            self.at_once[site] -= 1
        if isinstance(said, BaseException):
            raise said
        return Fetched(address, int(str(said)), "", b"")


def links(*addresses: str) -> list[Outside]:
    return [Outside(address, "a.md", number, None) for number, address in enumerate(addresses, 1)]


def check(sites: Sites, tmp_path, now: float = 1000.0) -> LinkCheck:
    return LinkCheck(sites.ask, tmp_path / "index" / "links.json", pause=0, clock=lambda: now)


def test_what_is_gone_is_told_with_where_it_may_be(library, tmp_path):
    library.document(
        "2020-03-31-notes.md",
        "# Call\n\nSee [it](https://gone.example/a%20b#c), [here](other.md) and <https://there.example/>.\n",
        url="https://gone.example/page",
    )
    notes = Library(library.notes)
    notes.accept(notes.changes())
    sites = Sites(**{"https://gone.example/a%20b": 404, "https://gone.example/page": 410})
    found = check(sites, tmp_path).run(outside_links(notes, notes.catalog))
    assert [(each.line, each.severity, each.message) for each in found.problems] == [
        (None, "warning", "The link to https://gone.example/page leads nowhere: gone (410). What was there may be at "
         "https://web.archive.org/web/20200331/https://gone.example/page"),
        (6, "warning", "The link to https://gone.example/a%20b leads nowhere: gone (404). What was there may be at "
         "https://web.archive.org/web/20200331/https://gone.example/a%20b"),
    ]  # fmt: skip
    assert ("HEAD", "https://there.example/") in sites.asked


def test_a_name_with_letters_of_its_own_language_is_asked(library):
    library.document("a.md", "See <https://bücher.example/ä?ö=ü#x>.\n", url="https://bücher.example/%C3%A4")
    notes = Library(library.notes)
    notes.accept(notes.changes())
    found = [each.address for each in outside_links(notes, notes.catalog)]
    assert found == ["https://bücher.example/%C3%A4", "https://bücher.example/%C3%A4?%C3%B6=%C3%BC"]
    for address in found:
        Fetcher("Knowledge Club test").check(address)


@pytest.mark.parametrize("status", [200, 204, 301, 401, 403, 429])
def test_what_is_there_but_not_for_programs_is_no_dead_link(tmp_path, status):
    assert check(Sites(**{"https://a.example/": status}), tmp_path).run(links("https://a.example/")).problems == ()


def test_what_may_be_back_tomorrow_is_only_a_note(tmp_path):
    sites = Sites(**{"https://a.example/": 503, "https://b.example/": NotFetched("it takes too long")})
    found = check(sites, tmp_path).run(links("https://a.example/", "https://b.example/"))
    assert [each.severity for each in found.problems] == ["note", "note"]
    assert not any("archive" in each.message for each in found.problems)


def test_a_site_that_does_not_know_head_is_asked_for_the_page(tmp_path):
    class NoHead(Sites):
        def ask(self, address: str, method: str) -> Fetched:
            super().ask(address, method)
            return Fetched(address, 500 if method == "HEAD" else 200, "", b"")

    assert check(NoHead(), tmp_path).run(links("https://a.example/")).problems == ()


def test_what_is_known_is_not_asked_again_for_a_week(tmp_path):
    sites = Sites(**{"https://a.example/x": 404})
    wanted = links("https://a.example/x", "https://a.example/y")
    assert check(sites, tmp_path).run(wanted).asked == 2
    again = check(sites, tmp_path, now=1000.0 + 6 * 86_400).run(wanted)
    assert (again.asked, len(again.problems)) == (0, 1)
    assert check(sites, tmp_path, now=1000.0 + 8 * 86_400).run(wanted).asked == 2


def test_what_was_kept_and_cannot_be_read_is_asked_again(tmp_path):
    kept = tmp_path / "index" / "links.json"
    for damaged in (b"", b"{", b"[]", b'{"https://a.example/": 3}', b"\xff"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(damaged)
        assert check(Sites(), tmp_path).run(links("https://a.example/")).asked == 1


def test_a_site_is_asked_one_thing_at_a_time_and_not_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_OF_SITE", 5)
    sites = Sites()
    wanted = [f"https://{site}.example/{number}" for site in "abc" for number in range(9)]
    found = check(sites, tmp_path).run(links(*wanted))
    assert sites.most_at_once == 1
    assert (found.asked, found.left) == (15, 12)
    assert check(sites, tmp_path).run(links(*wanted)).left == 0


def test_a_site_that_is_not_reached_is_let_go(tmp_path):
    wanted = [f"https://a.example/{number}" for number in range(9)]
    sites = Sites(**dict.fromkeys(wanted, NotFetched("it is not reached")))
    found = check(sites, tmp_path).run(links(*wanted))
    assert (len(sites.asked), found.left) == (3, 6)


def test_there_is_a_pause_between_two_requests_to_one_site(tmp_path):
    with elsewhere() as there:
        wanted = links(there.page("/a", "x"), there.page("/b", "y"))
        before = time.monotonic()
        asking = LinkCheck(there.fetcher().fetch, tmp_path / "links.json", pause=0.3)
        assert asking.run(wanted).problems == ()
        assert time.monotonic() - before >= 0.3
        assert [asked.split(" ")[0] for asked in there.asked] == ["HEAD", "HEAD"]


def test_what_was_learned_is_kept_where_somebody_breaks_it_off(tmp_path):
    sites = Sites(**{"https://a.example/2": KeyboardInterrupt()})
    wanted = links("https://a.example/1", "https://a.example/2", "https://a.example/3")
    with pytest.raises(KeyboardInterrupt):
        check(sites, tmp_path).run(wanted)
    sites.answers.clear()
    assert check(sites, tmp_path).run(wanted).asked == 2
