"""Somebody's first day with Knowledge Club, by the command line, as the README tells it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import lxml.html
import pytest

from tests.writing import LibraryFolder

from .command import kb

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A small folder of notes as it has grown, with a picture, and a link that leads nowhere."""
    folder = LibraryFolder(tmp_path / "before")
    folder.holds("calls/2020-03-31-notes.md", "# Monthly call\n\nAbout marmalade; see [the plan](../plan.md).\n")
    folder.holds("calls/2020-03-31-notes/board.png", b"\x89PNG picture")
    folder.holds("calls/2020-03-31-agenda.md", "# Agenda\n\n- [[Somewhere else]]\n")
    folder.document("plan.md", "What we want to do about rhubarb.\n", title="The plan", tags=["Planning"])
    return folder.notes


def test_from_an_old_folder_to_what_was_said_in_it(tmp_path, old, serving):
    home = tmp_path / "club"
    made = kb(tmp_path, "init", home)
    assert made.returncode == 0
    assert f"KB_HOME={home} kb serve" in made.stdout

    planned = kb(home, "import", old, "--into", "pogo", "--dry-run")
    assert planned.returncode == 0
    assert "4 imported (nothing was written)" in planned.stdout
    assert "date 2020-03-31 from" in planned.stdout
    assert not (home / "notes/pogo").exists()

    imported = kb(home, "import", old, "--into", "pogo")
    assert imported.returncode == 0
    assert "4 imported" in imported.stdout
    again = kb(home, "import", old, "--into", "pogo", "--json")
    assert again.returncode == 0
    assert json.loads(again.stdout)["outcomes"] == {"already there": 4}

    checked = kb(home, "check", "--links", "--offline")
    assert checked.returncode == 1
    assert checked.stdout.count("leads nowhere") == 1
    [line] = [line for line in checked.stdout.splitlines() if "leads nowhere" in line]
    assert line.startswith("pogo/calls/2020-03-31-agenda.md:")
    assert "Somewhere else" in line

    found = kb(home, "search", "marmalade")
    assert found.returncode == 0
    assert "Monthly call" in found.stdout
    assert "31 March 2020" in found.stdout
    answer = json.loads(kb(home, "search", "--json", "marmalade").stdout)
    [result] = answer["results"]
    assert (result["title"], result["kind"], result["group"], result["date"]) == (
        "Monthly call",
        "notes",
        "pogo",
        "2020-03-31",
    )
    assert "<mark>marmalade</mark>" in result["passages"][0]["snippet"]

    server = serving(home)
    page = server.get(result["url"])
    assert page.status_code == 200
    assert '/the-plan"' in page.text, "links between the files lead where they did"
    assert server.get(f"/d/{result['id']}/files/board.png").content == b"\x89PNG picture"
    notes = home / "notes/pogo/calls/2020-03-31-notes.md"
    notes.write_text(notes.read_text() + "\nAnd about walnuts.\n")
    assert server.finds("walnuts", within=4)
    notes.unlink()
    assert server.until(lambda: not server.search("marmalade walnuts")["results"], within=4)
    assert server.until(lambda: server.get(result["url"]).status_code == 410, within=4)
    assert "Traceback" not in server.said


def test_what_a_command_cannot_do_is_said_in_a_sentence_and_ends_with_2(tmp_path, old, library):
    library.holds("a.md", "# A\n")
    for arguments, sentence in (
        (["init", str(library.home)], "has a notes folder with something in it already; nothing was changed"),
        (["import", str(tmp_path / "nowhere")], f"There is nothing at {tmp_path / 'nowhere'}."),
        (["import", str(library.notes)], "is in the library already"),
        (["import", str(old), "--into", "../elsewhere"], "takes a folder below notes/"),
    ):
        said = kb(library.home, *arguments)
        assert (said.returncode, said.stdout) == (2, ""), arguments
        assert sentence in said.stderr
        assert "Traceback" not in said.stderr


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """An environment of its own with the wheel in it, as `make wheel` builds it. What it needs is lent by this one."""
    run = {"check": True, "capture_output": True, "cwd": CHECKOUT}
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"], **run)
    [wheel] = (tmp_path / "dist").glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], **run)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", tmp_path / "venv/bin/python"]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], **run)
    return tmp_path / "venv"


def test_the_wheel_alone_serves_an_empty_library_with_its_style(tmp_path, installed, serving):
    program, home = installed / "bin/kb", tmp_path / "club"
    lent = {"PYTHONPATH": sysconfig.get_path("purelib")}  # its .pth files, this checkout among them, do not count there
    subprocess.run([program, "init", home], check=True, capture_output=True, env={**os.environ, **lent})
    server = serving(home, program=[str(program)], **lent)
    page = server.get("/")
    assert page.status_code == 200
    [style] = lxml.html.fromstring(page.text).xpath("//link[@rel='stylesheet']/@href")
    sheet = server.get(style)
    assert sheet.status_code == 200
    assert sheet.headers["content-type"].startswith("text/css")
    [inside] = installed.glob("lib/python3*/site-packages/kb/templates/static/style.css")
    assert sheet.content == inside.read_bytes()
    assert server.get("/about", follow_redirects=True).status_code == 200
    assert server.finds("meeting notes")
    assert "Traceback" not in server.said
