"""LibreOffice reads old Word files, and shows what people upload as it looked."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import openpyxl
import psutil
import pypdfium2
import pytest
from PIL import Image

from tests.clients import office_files
from tests.intake.making import paragraph, run, word, written_by_pandoc
from tests.intake.test_taking import taken
from tests.served import Server
from tests.signed_in import Browsers
from tests.web.pages.drafts.test_draft_pages import frame_of, pictures_of
from tests.web.pages.test_upload import form_at, kept, send

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("office")]

SAID = "# Monthly call\n\nWe spoke of xylophones.\n\n# Next\n\nWe will speak of porridge.\n"
RED = (255, 0, 0)
REACHING = (("docx", "picture"), ("odt", "section"), ("ods", "cells"), ("odt", "background"), ("odp", "slide"))


def sheet() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in range(300):
        book.active.append([f"xylophone {row}", row])
    book.save(out)
    return out.getvalue()


@pytest.fixture
def ned(library, site):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    return Browsers(site())("ned", north="member")


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A web server of this machine, and what it was asked."""
    paths: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            paths.append(str(self.raw_requestline))
            return False

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()


def old_word(folder: Path) -> bytes:
    """What LibreOffice itself writes as an old Word document."""
    (folder / "a.docx").write_bytes(word(paragraph(run("We agreed, all of us."))))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(folder), str(folder / "a.docx")]
    subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree(folder / "profile")
    return (folder / "a.doc").read_bytes()


def shown(library) -> tuple[str, set[tuple[int, ...]]]:
    """The words and the colours of what LibreOffice made of the only draft."""
    (path,) = (library.home / "state" / "drafts").glob("*/look.pdf")
    with pypdfium2.PdfDocument(path) as document:
        pictures = [page.render(scale=0.5).to_pil().convert("RGB") for page in document]
        words = "\n".join(page.get_textpage().get_text_range() for page in document)
    return words, {colour for each in pictures for _, colour in each.getcolors(1 << 24)}


def test_an_old_word_document_becomes_a_draft_with_its_text_and_its_page(ned, library, tmp_path):
    old = old_word(tmp_path)
    assert [piece.text for piece in taken(old, "a.doc").pieces] == ["We agreed, all of us.\n"]
    address = send(ned, ("a.doc", old))
    assert form_at(ned, address)["text"].strip() == "We agreed, all of us."
    assert len(pictures_of(ned, frame_of(ned, address))) == 1
    assert "We agreed, all of us." in shown(library)[0]


@pytest.mark.parametrize("ending", ["docx", "odt", "rtf", "pptx", "xlsx"])
def test_an_office_file_is_shown_page_by_page(ned, library, ending):
    data = sheet() if ending == "xlsx" else written_by_pandoc(SAID, ending)
    address = send(ned, (f"call.{ending}", data))
    pages = pictures_of(ned, frame_of(ned, address))
    assert len(pages) > 1 if ending in ("pptx", "xlsx") else len(pages) == 1
    with Image.open(io.BytesIO(ned.get(pages[0]["src"]).content)) as picture:
        assert picture.size == (int(pages[0]["width"]), int(pages[0]["height"]))
        assert len(picture.convert("L").getcolors()) > 1
    assert "xylophone" in shown(library)[0]
    ned.post(address, data={**form_at(ned, address), "do": "discard"})
    assert kept(library) == []


@pytest.mark.parametrize(
    ("ending", "what", "where"),
    [
        *((ending, what, "file") for ending, what in REACHING),
        *((ending, what, "web") for ending, what in REACHING[:3]),
        ("odt", "macro", "itself"),
    ],
)
def test_what_reaches_out_gets_nothing_and_leaves_nothing_over(
    ned, library, tmp_path, monkeypatch, asked, ending, what, where
):
    """Without its limits LibreOffice shows at least the pictures."""
    secret = tmp_path / f"secret.{'txt' if what == 'section' else 'csv' if what == 'cells' else 'png'}"
    if secret.suffix == ".png":
        Image.new("RGB", (300, 300), RED).save(secret)
    else:
        secret.write_text("SECRET\n")
    url, paths = asked
    address = secret.as_uri() if where == "file" else f"{url}/{secret.name}"
    own = tmp_path / "own"
    own.mkdir()
    data = office_files.with_macro() if what == "macro" else getattr(office_files, f"linked_{what}")(address)
    there = sockets()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    draft = send(ned, (f"a.{ending}", data))
    assert len(pictures_of(ned, frame_of(ned, draft))) == 1
    words, colours = shown(library)
    assert "Hello" in words
    assert "SECRET" not in words
    assert RED not in colours
    assert paths == []
    assert [each.name for each in own.glob("kb-once-*")] == []
    assert Server.until(lambda: sockets() <= there), "where two run these tests, those of the other go again"
    assert [each for each in psutil.process_iter(["cmdline"]) if str(own) in " ".join(each.info["cmdline"] or ())] == []


def test_where_it_is_killed_it_leaves_nothing_over_either(tmp_path):
    there = sockets()
    made = "from kb.intake import office; office.warm(); print(office._made(b'Hello', 'odt', 'pdf'))"
    with subprocess.Popen([sys.executable, "-c", made], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as child:
        assert Server.until(lambda: sockets() - there, within=30)
        for each in psutil.Process(child.pid).children(recursive=True):
            each.kill()
        assert child.communicate()[0] == "[]\n"
    assert Server.until(lambda: sockets() <= there)


def sockets() -> set[str]:
    """By which one LibreOffice would find another."""
    return {path.name for path in Path("/tmp").glob("OSL_PIPE_*")}
