"""The documentation tells the truth about the program."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").glob("*.md")])


def test_the_commands_are_documented_as_they_are(tmp_path):
    written = tmp_path / "commands.md"
    typer = Path(sys.executable).with_name("typer")
    command = [typer, "kb.cli", "utils", "docs", "--name", "kb", "--title", "Commands", "--output", written]
    subprocess.run(command, check=True, capture_output=True, cwd=CHECKOUT)
    assert (CHECKOUT / "docs/commands.md").read_text() == written.read_text(), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_tour_names_every_room_and_no_other():
    tour = (CHECKOUT / "docs/architecture.md").read_text(encoding="utf-8")
    plan = tour.partition("## Rooms")[2].partition("templates/")[0]
    named = set(re.findall(r"^  (\w+(?:\.py|/))", plan, re.MULTILINE))
    kb = CHECKOUT / "kb"
    there = {f"{p.name}/" for p in kb.iterdir() if (p / "__init__.py").exists()}
    there |= {p.name for p in kb.glob("*.py") if p.name != "__init__.py"}
    assert named == there


def test_where_the_tour_names_rooms_within_a_room_it_names_them_all():
    tour = (CHECKOUT / "docs/architecture.md").read_text(encoding="utf-8")
    plan = tour.partition("## Rooms")[2].partition("templates/")[0]
    blocks = re.findall(r"^  (\w+)/.*\n((?:    .*\n)*)", plan, re.MULTILINE)
    named = {room: inner for room, block in blocks if (inner := set(re.findall(r"^    (\w+)/", block, re.MULTILINE)))}
    assert "search" in named
    assert named == {room: {p.parent.name for p in (CHECKOUT / "kb" / room).glob("*/__init__.py")} for room in named}


def test_every_target_of_the_makefile_that_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert set(re.findall(r"`make ([a-z-]+)`", pages)) <= targets


def test_every_dependency_has_its_reason():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    needed = [*project["project"]["dependencies"], *chain(*project["dependency-groups"].values())]
    names = [re.split(r"[\[<>=]", need)[0] for need in needed]
    reasons = (CHECKOUT / "docs/dependencies.md").read_text(encoding="utf-8")
    assert [name for name in names if name not in reasons] == []
