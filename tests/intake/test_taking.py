"""Files from outside are taken in by a process of their own, and whatever they are, it ends, and says what to do."""

import io
import re
import struct
import tempfile
import textwrap
import time
import zipfile
import zlib

import psutil
import pytest
from PIL import Image

from kb.intake import MOST_BYTES, take_in
from kb.sandbox import Broken, TookTooLong, run_once
from tests.intake.making import paragraph, pdf, run, word, written_by_pandoc, zipped
from tests.intake.ole import ole

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SECRET = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def taken(data, name="file"):
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return take_in(file, name, len(data))


def png_of(width, height):
    """A picture that says it is this large, in a few bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def bomb(name="word/document.xml", size=300_000_000):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file, file.open(name, "w", force_zip64=True) as member:
        for _ in range(size // 1_000_000):
            member.write(b" " * 1_000_000)
    return out.getvalue()


def lying_header():
    """A ZIP whose directory says its member is small."""
    data = bytearray(bomb(size=300_000_000))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def with_document(xml):
    with zipfile.ZipFile(io.BytesIO(word(""))) as file:
        return zipped({name: file.read(name) for name in file.namelist()} | {"word/document.xml": xml})


def locked_office():
    """As Office writes documents that are locked with a password."""
    return ole({"EncryptedPackage": b"\0" * 5000, "EncryptionInfo": b"\0" * 5000})


def locked_pdf():
    locked = pdf([[(60, 700, 10, "secret")]])
    keys = b"/O <%s> /U <%s>" % (b"00" * 32, b"00" * 32)
    lock = b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 %s >>" % keys
    return locked.replace(b"/Root 1 0 R", b"/Root 1 0 R " + lock)


HOSTILE = {
    "a bomb": (bomb(), "bomb.docx", "more than it should"),
    "a bomb in a ZIP": (zipped({"a.docx": bomb("word/document.xml", 100_000_000)}), "nested.zip", None),
    "a ZIP that lies about sizes": (lying_header(), "a.docx", "damaged|more than it should"),
    "too many files": (zipped({f"{n}.txt": "x" for n in range(2_100)}), "a.zip", "2,000 are the most"),
    "laughs": (with_document(f"{LAUGHS}<w:document xmlns:w='{W}'>&b;</w:document>"), "a.docx", "declarations"),
    "a secret looked up": (
        with_document(f"{SECRET}<w:document xmlns:w='{W}'>&a;</w:document>"), "a.docx", "declarations",
    ),
    "a secret in UTF-16": (
        with_document(f"{SECRET}<w:document xmlns:w='{W}'>&a;</w:document>".encode("utf-16")), "a.docx", "declarations",
    ),
    "laughs in an OpenDocument": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"{LAUGHS}<x>&b;</x>"}),
        "a.odt", "declarations",
    ),
    "a drawing that looks things up": (
        SECRET.encode() + b"<svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>", "a.svg", None,
    ),
    "a picture of a thousand million points": (png_of(40_000, 25_000), "a.png", "megapixels"),
    "a locked Word document": (locked_office(), "a.docx", "locked with a password"),
    "a locked PDF": (locked_pdf(), "a.pdf", "locked with a password"),
    "a Word document cut off": (word(paragraph(run("text" * 500)))[:-200], "a.docx", "damaged"),
    "a PDF cut off": (pdf([[(60, 700, 10, "text")]])[:60], "a.pdf", "damaged"),
    "nothing": (b"", "a.docx", "no text in it"),
    "a program": (b"\x7fELF" + bytes(range(256)) * 40, "notes.docx", "never kept"),
    "a page of pages": (b"<html>" + b"<div>" * 100_000, "a.html", "no program writes pages|no text"),
    "a message of messages": (
        b"Subject: x\nFrom: a@b\nDate: x\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 3_000,
        "a.eml", None,
    ),
    "old Word": (ole({"WordDocument": b"\0" * 5000}), "a.doc", "save it as .docx"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_made_to_do_harm_is_refused_in_words(what):
    data, name, why = HOSTILE[what]
    began = time.monotonic()
    found = taken(data, name)
    assert time.monotonic() - began < 40
    if why:
        assert re.search(why, found.why), found.why
        assert not found.pieces
    assert all("root:" not in piece.text for piece in found.pieces)


def test_members_that_lead_out_of_a_zip_are_not_there():
    found = taken(zipped({"../out.txt": "x", "/abs.txt": "x", "a\\..\\b.txt": "x", "c:d.txt": "x", "good/in.txt": "x"}))
    assert [file.name for file in found.files] == ["good/in.txt"]


def test_a_file_over_the_limit_is_not_even_read(tmp_path):
    large = tmp_path / "large.docx"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with large.open("rb") as file:
        found = take_in(file, "large.docx", MOST_BYTES + 1)
        assert file.tell() == 0
    assert "larger than 100 MB" in found.why


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.txt", "a.html", "a"])
def test_what_a_file_is_is_told_by_what_is_in_it(name):
    assert taken(word(paragraph(run("We agreed, all of us."))), name).pieces[0].text == "We agreed, all of us.\n"


@pytest.mark.parametrize("name", ["package.json", "config.yml", "run.py"])
@pytest.mark.parametrize("data", [b"# a: 1\n", b"\0\1\2\3" * 100])
def test_what_is_for_programs_is_no_document(name, data):
    assert "something for programs" in taken(data, name).why


def test_a_page_called_picture_is_a_page():
    found = taken(b"<html><body><script>alert(1)</script>text</body></html>", "a.png")
    assert (found.format.name, found.pieces[0].text) == ("html", "text\n")


def test_a_picture_that_is_a_program_too_is_made_anew():
    picture = io.BytesIO()
    Image.new("P", (2, 2)).save(picture, "GIF")
    found = taken(picture.getvalue() + b"/*<script>alert(1)</script>*/", "a.gif")
    assert found.kept.name == "a.png"
    assert b"script" not in found.kept.data


DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)">
<script>alert(1)</script><a xlink:href="javascript:alert(1)"><rect width="5" height="5" onclick="x()"/></a>
<image xlink:href="https://example.org/spy.png"/><foreignObject><p>x</p></foreignObject>
<rect style="fill:url(https://example.org/x)" width="3" height="3" fill="red"/></svg>"""


def test_a_drawing_loses_what_runs_and_what_is_fetched():
    kept = taken(DRAWING, "a.svg").kept.data
    assert b'fill="red"' in kept
    assert not any(word in kept for word in (b"script", b"onload", b"onclick", b"example.org", b"foreignObject"))


def test_a_photo_is_kept_the_right_way_up_without_where_it_was_taken():
    photo, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # turned
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Camera Maker"
    Image.new("RGB", (40, 20), "red").save(photo, "JPEG", exif=exif)
    kept = Image.open(io.BytesIO(taken(photo.getvalue(), "a.jpg").kept.data))
    assert kept.size == (20, 40)
    assert not kept.getexif()


def test_the_same_file_gives_the_same_answer():
    data = written_by_pandoc("# Title\n\ntext\n", "docx")
    assert taken(data, "a.docx") == taken(data, "a.docx")


def test_nothing_is_left_behind_but_the_process_that_makes_the_next_child(tmp_path, monkeypatch):
    taken(b"text", "a.txt")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = psutil.Process().children(recursive=True)
    taken(bomb(), "bomb.docx")
    taken(written_by_pandoc("text", "odt"), "a.odt")
    assert list(tmp_path.iterdir()) == []
    assert not set(psutil.Process().children(recursive=True)) - set(before)


def asked(module, seconds=20.0, most_bytes=10_000, code=""):
    with tempfile.TemporaryFile() as file:
        file.write(code.encode())
        file.seek(0)
        return run_once(module, {}, file, seconds=seconds, most_bytes=most_bytes)


BEGIN = """
import os, sys
from kb.sandbox.frames import encoded
from kb.sandbox.limits import limit, only_the_answer
asked, answer = only_the_answer()
{limits}
def say(**said):
    answer.write(encoded({{"blobs": 0, **said}})); answer.flush()
"""


def child(tmp_path, monkeypatch, code, limits="limit(512 * 1024 * 1024)"):
    """A module of this name that a child can be started with."""
    main = textwrap.indent(BEGIN.format(limits=limits) + code, "    ")
    (tmp_path / "kb_test_child.py").write_text(f"def main():\n{main}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return "kb_test_child"


TRIES = {
    "a socket": "import socket; socket.socket()",
    "a socket of a program it starts": (
        "import subprocess; subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'], check=True)"
    ),
    "a file": "open('x', 'w').write('x' * 100_000)",
    "too much memory": "bytearray(600 * 1024 * 1024)",
}


TRY = """
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    {}
except BaseException as error:
    say(error=type(error).__name__)
else:
    say(error="")
"""


@pytest.mark.parametrize("what", TRIES)
def test_a_child_cannot_have(what, tmp_path, monkeypatch):
    code = TRY.format(TRIES[what])
    answer, _ = asked(child(tmp_path, monkeypatch, code))
    assert answer["error"] in ("PermissionError", "CalledProcessError", "OSError", "MemoryError")


def test_a_child_knows_no_secret_and_begins_in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("KB_SMTP_URL", "smtp://secret")
    answer, _ = asked(child(tmp_path, monkeypatch, "say(names=sorted(os.environ), files=os.listdir('.'))"))
    assert "KB_SMTP_URL" not in answer["names"]
    assert answer["files"] == []


def test_a_child_that_never_ends_is_killed_with_all_it_started(tmp_path, monkeypatch):
    code = """
import subprocess, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
time.sleep(600)
"""
    with pytest.raises(TookTooLong):
        asked(child(tmp_path, monkeypatch, code), seconds=3)
    ours = [
        each for each in psutil.process_iter(["cmdline"]) if "time.sleep(600)" in " ".join(each.info["cmdline"] or ())
    ]
    psutil.wait_procs(ours, timeout=10)
    assert not [each for each in ours if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize(
    "code", ["say(long='x' * 20_000)", "os._exit(1)", "answer.write(b'nonsense')", "say(blobs='x')"]
)
def test_an_answer_that_is_not_as_agreed_is_none(tmp_path, monkeypatch, code):
    with pytest.raises(Broken):
        asked(child(tmp_path, monkeypatch, code))
