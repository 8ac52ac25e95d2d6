"""The original of a draft, shown page by page as it looked."""

from __future__ import annotations

import fcntl
import io
import os
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import anyio.to_thread
import lxml.html
import pytest
from PIL import Image

from kb.files import renderings
from kb.sandbox import landlock
from tests.intake.making import paragraph, pdf, run, word
from tests.signed_in import Browsers
from tests.web.pages.groups.test_group_edit import text_of
from tests.web.pages.test_upload import form_at, kept, send

WORD = word(paragraph(run("We spoke of xylophones.")))


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    return Browsers(site())


@pytest.fixture
def ned(browsers):
    return browsers("ned", north="member")


@pytest.fixture
def soffice(monkeypatch, tmp_path):
    """What stands for LibreOffice does this with the file; it may have what `made` holds."""

    def does(script: str, made: bytes = b"") -> None:
        folder = tmp_path / "office"
        folder.mkdir(exist_ok=True)
        (folder / "made.pdf").write_bytes(made)
        program = folder / "soffice"
        program.write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\n{script.format(made=folder / 'made.pdf')}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return does


def pages(count: int) -> bytes:
    return pdf([[(72, 700, 12, f"Page {number}"), (72, 660, 12, "We spoke of porridge.")] for number in range(count)])


def frame_of(browser, address: str) -> str:
    """The address of what the draft shows within it, "" where it shows nothing so."""
    found = lxml.html.fromstring(browser.get(address).text).xpath("//section[@class='original']/iframe/@src")
    return str(found[0]) if found else ""


def pictures_of(browser, frame: str) -> list[dict[str, str]]:
    return [dict(each.attrib) for each in lxml.html.fromstring(browser.get(frame).text).xpath("//img")]


def is_laid_out(browser, address: str) -> bool:
    """Whether LibreOffice may be used for a draft; where the kernel cannot keep it from files, it is not, and the draft
    shows its text alone."""
    if not landlock.is_possible():
        assert frame_of(browser, address) == ""
        assert browser.get(f"{address}/pages").status_code == browser.get(f"{address}/pages/1").status_code == 404
    return landlock.is_possible()


def test_the_pages_of_a_pdf_are_shown_as_they_looked_and_go_with_the_draft(ned, library):
    address = send(ned, ("call.pdf", pages(2)))
    shown = pictures_of(ned, frame_of(ned, address))
    assert [each["alt"] for each in shown] == ["Page 1 of the original", "Page 2 of the original"]
    assert {each["loading"] for each in shown} == {"lazy"}
    answers = [ned.get(each["src"]) for each in shown]
    assert answers[0].content != answers[1].content
    for answer, said in zip(answers, shown, strict=True):
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.size == (int(said["width"]), int(said["height"]))
            assert answer.headers["content-type"] == f"image/{picture.format.lower()}"
    for none in ("0", "3", "-1", "1.5", "x"):
        assert ned.get(f"{address}/pages/{none}").status_code == 404
    ned.post(address, data={**form_at(ned, address), "do": "publish"})
    assert kept(library) == []
    assert ned.get(shown[0]["src"]).status_code == ned.get(f"{address}/pages").status_code == 404


def test_of_a_long_one_the_first_pages_are_shown_and_the_rest_is_for_who_sent_it(ned, browsers):
    address = send(ned, ("call.pdf", pages(23)), group="north")
    assert len(pictures_of(ned, f"{address}/pages")) == 20
    assert ned.get(f"{address}/pages/21").status_code == 404
    assert "3 more pages are not shown here. Download the original" in text_of(ned.get(f"{address}/pages"))
    lea = browsers("lea", north="lead")
    assert "3 more pages are not shown here." in text_of(lea.get(f"{address}/pages"))
    assert "Download" not in text_of(lea.get(f"{address}/pages"))


def test_only_a_page_of_ours_may_show_them_within_it(ned):
    address = send(ned, ("call.pdf", pages(1)))
    assert "frame-src 'self'" in ned.get(address).headers["content-security-policy"]
    policy = ned.get(f"{address}/pages").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'none'" in policy


def test_what_libreoffice_makes_of_an_office_file_is_made_once_and_not_for_the_draft(ned, library, soffice):
    soffice("exit 1")
    address = send(ned, ("call.docx", WORD))
    if not is_laid_out(ned, address):
        return
    frame = frame_of(ned, address)
    assert "the first time" in text_of(ned.get(address))
    soffice("test -s old.docx && mkdir new && cp {made} new/old.pdf", pages(2))
    shown = pictures_of(ned, frame)
    assert len(shown) == 2
    soffice("exit 1")
    assert all(ned.get(each["src"]).status_code == 200 for each in shown)
    assert pictures_of(ned, frame) == shown
    assert "the first time" not in text_of(ned.get(address))
    ned.post(address, data={**form_at(ned, address), "do": "discard"})
    assert kept(library) == []


@pytest.mark.parametrize("script", ["exit 1", "mkdir new && cp /bin/sh new/old.pdf"])
def test_where_none_can_be_made_that_is_remembered_and_the_text_stands_there_instead(ned, library, soffice, script):
    soffice(script)
    address = send(ned, ("call.docx", WORD))
    if not is_laid_out(ned, address):
        return
    frame = frame_of(ned, address)
    assert "It cannot be shown as it looked" in text_of(ned.get(frame))
    soffice("mkdir new && cp {made} new/old.pdf", pages(2))
    assert ned.get(f"{address}/pages/1").status_code == 404
    assert frame_of(ned, address) == ""
    original = lxml.html.fromstring(ned.get(address).text).xpath("//section[@class='original']/div")
    assert "xylophones" in original[0].text_content()
    (known,) = (library.home / "state" / "drafts").glob("*/look.json")
    os.utime(known, (known.stat().st_mtime - 7200,) * 2)  # the machine may have been busy
    assert len(pictures_of(ned, frame)) == 2


def test_only_a_few_wait_for_pages_at_once_and_the_next_is_told(ned, browsers, library):
    address = send(ned, ("call.pdf", pages(2)))
    (original,) = (library.home / "state" / "drafts").glob("*/original")
    with ThreadPoolExecutor() as people:
        with original.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            asking = [people.submit(browsers.again("ned").get, f"{address}/pages") for _ in range(5)]
            told, _ = wait(asking, return_when=FIRST_COMPLETED)
            (answer,) = (each.result() for each in told)
            assert answer.status_code == 503
            assert "The server is busy. Try again" in text_of(answer)
        assert sorted(each.result().status_code for each in asking) == [200, 200, 200, 200, 503]


@pytest.fixture
def makers(monkeypatch):
    """Makes pictures as ever, counts them, and begins none while `go` is cleared; `begun` once one would be."""

    class Makers:
        def __init__(self) -> None:
            self.count, self.go, self.begun = 0, threading.Event(), threading.Event()
            self.run = renderings.run_once

        def __call__(self, *asked, **limits):
            self.count += 1
            self.begun.set()
            assert self.go.wait(60)
            return self.run(*asked, **limits)

    makers = Makers()
    monkeypatch.setattr(renderings, "run_once", makers)
    yield makers
    makers.go.set()


def test_a_page_that_takes_long_is_made_once_for_all_and_keeps_no_thread(library, site, makers):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    server = site()
    ned = Browsers(server)("ned", north="member")
    server.cookies.update(ned.cookies)  # all that it asks is answered by the same threads
    address = send(ned, ("call.pdf", pages(1)))
    assert len(pictures_of(server, f"{address}/pages")) == 1

    async def one_thread() -> None:
        anyio.to_thread.current_default_thread_limiter().total_tokens = 1

    server.portal.call(one_thread)
    with ThreadPoolExecutor() as people:
        asking = [people.submit(server.get, f"{address}/pages/1") for _ in range(4)]
        assert makers.begun.wait(60)
        assert server.get("/groups").status_code == 200
        assert [each for each in asking if each.done()] == []
        makers.go.set()
        assert [each.result().status_code for each in asking] == [200] * 4
    assert makers.count == 1


def test_only_so_many_wait_for_pictures_of_drafts_and_the_next_is_told(ned, browsers, makers, monkeypatch):
    monkeypatch.setattr(renderings, "_MOST_BESIDE", 1)
    address = send(ned, ("call.pdf", pages(2)))
    assert len(pictures_of(ned, f"{address}/pages")) == 2
    with ThreadPoolExecutor() as people:
        asking = people.submit(browsers.again("ned").get, f"{address}/pages/1")
        assert makers.begun.wait(60)
        answer = ned.get(f"{address}/pages/2")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        makers.go.set()
        assert asking.result().status_code == 200
    assert ned.get(f"{address}/pages/2").status_code == 200


def test_a_page_that_cannot_be_made_is_not_tried_at_each_view(ned, makers, monkeypatch):
    monkeypatch.setattr(renderings, "_SECONDS", 0.0)
    makers.go.set()
    address = send(ned, ("call.pdf", pages(1)))
    assert len(pictures_of(ned, f"{address}/pages")) == 1
    assert [ned.get(f"{address}/pages/1").status_code for _ in range(3)] == [404] * 3
    assert makers.count == 1


@pytest.mark.parametrize("do", ["discard", "publish"])
def test_a_draft_that_goes_while_a_picture_of_it_is_made_stays_gone(ned, browsers, library, makers, do):
    address = send(ned, ("call.pdf", pages(1)), group="north", date="2020-03-31")
    assert len(pictures_of(ned, f"{address}/pages")) == 1
    with ThreadPoolExecutor() as people:
        asking = people.submit(browsers.again("ned").get, f"{address}/pages/1")
        assert makers.begun.wait(60)
        ned.post(address, data={**form_at(ned, address), "do": do})
        assert kept(library) == []
        makers.go.set()
        assert asking.result().status_code == 404
    assert kept(library) == []


def test_without_libreoffice_an_office_file_is_shown_as_its_text(ned, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    address = send(ned, ("call.docx", WORD))
    assert frame_of(ned, address) == ""
    assert ned.get(f"{address}/pages").status_code == 404
