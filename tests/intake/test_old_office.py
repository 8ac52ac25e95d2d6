"""Old Word files are read where LibreOffice is installed, and else kept as files without who made them."""

import io

import olefile
import pytest

from kb.sandbox import landlock
from tests.intake.making import paragraph, run, word
from tests.intake.ole import ole
from tests.intake.test_taking import asked, child, taken

SECRET = b"Somebody Secret".ljust(5_000, b"\0")
OLD = ole(
    {
        "WordDocument": b"text of it".ljust(5_000, b"\0"),
        "\x05SummaryInformation": SECRET,
        "\x05DocumentSummaryInformation": SECRET,
    }
)


@pytest.fixture
def without_libreoffice(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


def test_without_libreoffice_it_is_kept_as_a_file_and_said_so(without_libreoffice):
    found = taken(OLD, "minutes.doc")
    assert found.kept.name == "minutes.doc"
    assert b"Secret" not in found.kept.data
    with olefile.OleFileIO(io.BytesIO(found.kept.data)) as file:
        assert file.openstream("WordDocument").read().startswith(b"text of it")
    assert "kept as a file" in found.why
    assert "save it as .docx" in found.why


@pytest.mark.parametrize(
    ("script", "read"),
    [
        ("mkdir new && cp {new} new/old.docx", True),
        ("exit 1", False),
        ("cp {new} x", False),
        ("mkdir new && cp {elsewhere} new/old.docx", False),
        ("echo > {elsewhere}; chmod 0 {elsewhere}; mkdir new && cp {new} new/old.docx", True),
    ],
)
def test_what_libreoffice_makes_is_read_as_any_word_document(monkeypatch, tmp_path, script, read):
    """It is kept from what lies elsewhere on the machine: a file may show any other as a picture of its own. Where the
    kernel cannot do that, it is not used."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    new, elsewhere, program = bin_ / "made.docx", tmp_path / "elsewhere.docx", bin_ / "soffice"
    for each in (new, elsewhere):
        each.write_bytes(word(paragraph(run("We agreed, all of us."))))
    program.write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\n{script.format(new=new, elsewhere=elsewhere)}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_))
    before = elsewhere.stat()
    found = taken(OLD, "minutes.doc")
    read = read and landlock.is_possible()
    assert found.format.name == "doc"
    assert [piece.text for piece in found.pieces] == (["We agreed, all of us.\n"] if read else [])
    assert (found.kept is None) == read
    after = elsewhere.stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_size) == (before.st_mode, before.st_mtime_ns, before.st_size)


LOCAL = """
import socket
refused = []
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):
    try:
        socket.socket(family, socket.SOCK_DGRAM)
    except PermissionError:
        refused.append(int(family))
own = socket.socket(socket.AF_UNIX)
try:
    own.connect("/nothing")
except PermissionError:
    refused.append("connect")
say(refused=refused)
"""


def test_a_program_that_needs_local_sockets_reaches_nobody_with_them(tmp_path, monkeypatch):
    answer, _ = asked(child(tmp_path, monkeypatch, LOCAL, limits="limit(2**29, local_sockets=True)"))
    assert answer["refused"] == [2, 10, 16, "connect"]
