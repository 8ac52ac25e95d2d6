"""Hostile and broken files: whatever is sent the server answers, nothing is left over, and the sentence says what to
do."""

from __future__ import annotations

import resource
import signal
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import httpx2
import pytest

from kb.people import accounts, memberships, sessions
from kb.state import State
from tests.intake.making import paragraph, run, word, zipped
from tests.intake.ole import ole

MEGABYTE = 1_000_000


@pytest.fixture
def home(library):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    state = State(library.home)
    with state.write() as db:
        ned = accounts.create_account(db, "ned@example.org", "Ned").number
        memberships.set_member(db, ned, "north", "lead")
        library.cookie = sessions.begin_session(db, ned, "a browser")
        sam = accounts.create_account(db, "sam@example.org", "Sam").number
        library.of_no_group = sessions.begin_session(db, sam, "a browser")
    state.close()
    return library


@pytest.fixture
def server(home, serving):
    return serving(home.home, KB_MAX_UPLOAD="2")


def ask(server, home, method, address, **sent):
    cookie = sent.pop("cookie", home.cookie)
    headers = {"Cookie": f"session={cookie}", "Origin": server.url, **sent.pop("headers", {})}
    return server.client.request(method, address, headers=headers, follow_redirects=False, timeout=60, **sent)


def upload(server, home, name, data):
    return ask(server, home, "POST", "/upload", files=[("file", (name, data, "application/octet-stream"))])


def left(home):
    """What there is on the shelf of the drafts, and below notes/."""
    shelf = home.home / "state" / "drafts"
    return sorted(path.name for path in shelf.glob("*")), sorted(path.name for path in home.notes.rglob("*"))


LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'


def flat_bomb() -> bytes:
    return zipped({"word/document.xml": b"<w:p/>" * 40_000_000, "[Content_Types].xml": "<Types/>"})


def nested_bomb() -> bytes:
    inner = zipped({"a.txt": b"\0" * 60_000_000})
    for _ in range(4):
        inner = zipped({f"{number}.zip": inner for number in range(8)})
    return inner


def many_members() -> bytes:
    return zipped({f"{number}.md": "x" for number in range(3000)})


def locked_zip() -> bytes:
    data = bytearray(zipped({"a.md": "# A\n"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


REFUSED = {
    "nothing.docx": (lambda: b"", "There is no text in it"),
    "bomb.docx": (flat_bomb, "unpacks to more than it should"),
    "entities.docx": (
        lambda: zipped({"word/document.xml": f"{LAUGHS}<w>&c;</w>"}),
        "declarations that office programs",
    ),
    "half.docx": (lambda: word(paragraph(run("Half of it.")))[:400], "damaged"),
    "locked.docx": (lambda: ole({"EncryptedPackage": b"x" * 5000}), "Save it without a password"),
    "many.zip": (many_members, "are the most that are taken in at once"),
    "locked.zip": (locked_zip, "locked with a password"),
    "half.pdf": (lambda: b"%PDF-1.7\n1 0 obj << /Type /Catalog", "damaged"),
    "run.sh": (lambda: b"#!/bin/sh\nrm -rf /\n", ""),
}


def test_what_nothing_can_be_made_of_is_said_and_leaves_nothing(home, server):
    before = left(home)
    for name, (made, words) in REFUSED.items():
        answer = upload(server, home, name, made())
        if words:
            assert answer.status_code == 422, name
            assert words in answer.text, name
            assert left(home) == before, name
        assert server.get("/healthz").status_code == 200
    assert "Traceback" not in server.said
    answer = upload(server, home, "nested.zip", nested_bomb())
    assert answer.status_code in (200, 422)
    assert "too deep" in answer.text or "unpacks to more" in answer.text
    assert left(home)[1] == before[1]


NAMES = (
    "../../../state/kb.db",
    "..\\..\\notes\\kb.yml",
    "/etc/passwd",
    "CON",
    "nul.txt",
    "a:b|c?.md",
    "call\u202etxt.exe.md",
    "line\nbreak\r.md",
    "." * 300,
    "x" * 300 + ".md",
    "\u0000\u0001.md",
    ".hidden.md",
    "<img src=x onerror=alert(1)>.md",
)


def test_no_name_leads_anywhere_or_is_shown_otherwise_than_it_is(home, server):
    for name in NAMES:
        body = (
            b"--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + name.encode().replace(b'"', b"").replace(b"\n", b"%0A").replace(b"\r", b"%0D")
            + b"\"\r\nContent-Type: text/plain\r\n\r\n# Call\n\nTreacle.\n\r\n--X--\r\n"
        )  # fmt: skip
        answer = ask(
            server, home, "POST", "/upload", content=body, headers={"Content-Type": "multipart/form-data; boundary=X"}
        )
        if answer.status_code != 303:
            assert answer.status_code in (400, 422), name
            continue
        address = answer.headers["location"]
        page = ask(server, home, "GET", address).text
        assert "<img src=x" not in page
        assert "\u202e" not in page
        sent = ask(server, home, "GET", f"{address}/original")
        assert b"Treacle" in sent.content
        disposition = unquote(sent.headers["content-disposition"])
        assert not set("/\\\u202e\n\r") & set(disposition.partition("filename")[2].replace("utf-8''", ""))
        assert sent.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert left(home)[1] == ["index.md", "north"]
    assert "Traceback" not in server.said


@pytest.mark.parametrize("name", ["a.jpg", "a.docx", "a.pdf", "a.md", "a.svg"])
def test_a_page_by_any_other_name_runs_nothing(home, server, name):
    page = b"<!doctype html><html><body><h1>Call</h1><p>Treacle.</p><script>alert(1)</script></body></html>"
    answer = upload(server, home, name, page)
    assert answer.status_code == 303
    draft = ask(server, home, "GET", answer.headers["location"]).text
    assert "<script>alert" not in draft
    assert "Treacle" in draft


def test_more_than_may_be_sent_is_refused_before_it_is_all_there(home, server):
    """By what is announced, and where nothing is announced by what has come."""
    answer = upload(server, home, "big.txt", b"x" * 3 * MEGABYTE)
    assert answer.status_code == 413
    assert "more than 2 MB" in answer.text
    largest = [0]

    def endless():
        yield b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(60):
            yield b"x" * MEGABYTE
            largest.append(_in_files_of_no_name(server.process.pid))

    headers = {"Content-Type": "multipart/form-data; boundary=X"}
    try:
        answer = ask(server, home, "POST", "/api/v1/uploads", content=endless(), headers=headers)
        assert answer.status_code == 413
        assert "more than 2 MB" in answer.json()["detail"]
    except httpx2.TransportError:
        pass  # it has hung up
    assert max(largest) < 4 * MEGABYTE
    assert left(home)[0] == []
    assert server.get("/healthz").status_code == 200
    assert upload(server, home, "small.md", b"# Call\n\nTreacle.\n").status_code == 303


def _in_files_of_no_name(pid: int) -> int:
    """Bytes that a process has on a disk in files that nobody else sees, where what is sent waits to be read."""
    total = 0
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            total += each.stat().st_size if str(each.readlink()).endswith("(deleted)") else 0
    return total


def test_whoever_may_not_is_told_before_anything_is_read(home, server):
    files = [("file", ("a.md", b"# A\n"))]
    assert ask(server, home, "POST", "/upload", files=files, cookie="").headers["location"].startswith("/login")
    assert ask(server, home, "POST", "/api/v1/uploads", files=files, cookie="").status_code == 401
    assert ask(server, home, "POST", "/upload", files=files, cookie=home.of_no_group).status_code == 403
    assert left(home)[0] == []


def small_files():
    """As a disk that is full after so many bytes of a file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * MEGABYTE, 3 * MEGABYTE))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def test_what_is_kept_of_a_draft_is_there_after_the_server_was_killed(home, server, serving):
    address = upload(server, home, "call.md", b"# Call\n\nTreacle.\n").headers["location"]
    kept = ask(server, home, "PATCH", f"/api/v1{address}", json={"markdown": "Marmalade.\n"})
    assert kept.status_code == 200
    server.stop(signal.SIGKILL)
    again = serving(home.home)
    assert ask(again, home, "GET", f"/api/v1{address}").json()["markdown"] == "Marmalade.\n"
    assert b"Treacle" in ask(again, home, "GET", f"{address}/original").content


def test_a_disk_that_is_full_half_way_keeps_nothing_half(home, serving):
    server = serving(home.home, limits=small_files)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
        file.writestr("one.md", "# One\n\nFirst.\n")
    assert upload(server, home, "all.zip", packed.getvalue()).status_code == 303
    before = left(home)
    answer = upload(server, home, "photo.txt", b"word " * MEGABYTE)
    assert answer.status_code in (503, 507)
    assert "disk" in answer.text or "cannot be kept" in answer.text
    assert left(home) == before
    assert server.get("/healthz").status_code == 200
    drafts = ask(server, home, "GET", "/drafts").text
    assert "One" in drafts
