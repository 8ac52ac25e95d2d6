"""A part of the index is damaged while a server serves: nobody sees more than a sentence, and it is mended."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from tests.journeys.command import kb
from tests.served import Server
from tests.writing import LibraryFolder

PUBLIC_NOTES = 12


@pytest.fixture
def club(library: LibraryFolder) -> LibraryFolder:
    """A dozen public notes, and a dozen for leads."""
    for number in range(PUBLIC_NOTES):
        text = f"# Call {number}\n\nRhubarb of {' '.join(f'word{number}x{each}' for each in range(60))}.\n"
        library.document(f"open/{number}.md", text)
        library.document(f"leads/{number}.md", text.replace("Rhubarb", "Quince"), visibility="leads")
    return library


def part_of(club: LibraryFolder, audience: str) -> Path:
    """The folder of those documents' index."""
    parts = json.loads((club.home / "index" / "manifest.json").read_bytes())["partitions"]
    return club.home / "index" / next(name for each, (name, _) in parts.items() if each.partition(":")[0] == audience)


def _flip(path: Path) -> None:
    draw, data = random.Random(3), bytearray(path.read_bytes())
    for _ in range(max(20, len(data) // 40)):
        data[draw.randrange(len(data))] ^= 0xFF
    with path.open("r+b") as file:  # the same file that the server has open
        file.write(data)


def _truncate(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 3)


DAMAGES: dict[str, Callable[[Path], None]] = {"flipped": _flip, "truncated": _truncate, "deleted": Path.unlink}


def damage(club: LibraryFolder, audience: str, how: str) -> None:
    for path in part_of(club, audience).iterdir():
        if path.suffix in (".pst", ".trm", ".columns", ".col", ".toc") and path.stat().st_size:
            DAMAGES[how](path)


def said_in_a_sentence(answer: httpx2.Response) -> bool:
    """An answer, or a page that says what is going on; never one of an error that nobody thought of."""
    assert "Traceback" not in answer.text
    if answer.status_code == 503:
        assert "search index is being made" in answer.text
        assert answer.headers["retry-after"]
    return answer.status_code in (200, 503)


@pytest.mark.parametrize("how", DAMAGES)
def test_every_page_is_answered_in_a_sentence_while_the_index_mends_itself(club, serving, how: str):
    server: Server = serving(club.home)
    assert server.search("rhubarb")["total"] == PUBLIC_NOTES
    damage(club, "public", how)
    addresses = [f"/search?q=word{number}x{number}" for number in range(PUBLIC_NOTES)]
    addresses += ["/over-time?q=rhubarb", "/tags", "/", "/api/v1/search?q=rhu*", "/api/v1/suggest?q=rhu", "/search.csv"]
    assert [each for each in addresses * 2 if not said_in_a_sentence(server.get(each))] == []
    club.document("open/new.md", "# New\n\nwalnut\n")  # what is written meanwhile is not lost
    assert server.until(lambda: server.search("walnut").get("total") == 1, within=30)
    assert server.until(lambda: server.search("rhubarb").get("total") == PUBLIC_NOTES, within=30)
    assert server.until(lambda: server.get("/readyz").status_code == 200, within=30)
    assert "Traceback" not in server.said


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_part_of_others_is_nothing_to_a_visitor_and_is_mended_with_the_next_change(club, serving, how: str):
    server: Server = serving(club.home)
    before = server.search("rhubarb")["results"]
    damaged = part_of(club, "leads")
    damage(club, "leads", how)
    club.document("open/new.md", "# New\n\nwalnut\n")
    for number in range(PUBLIC_NOTES):
        answer = server.get(f"/api/v1/search?q=word{number}x{number}")
        assert (answer.status_code, answer.json()["total"]) == (200, 1)
    assert server.search("rhubarb")["results"] == before
    assert server.until(lambda: server.search("walnut").get("total") == 1, within=30)
    club.document("leads/0.md", "# Call\n\nfig\n", visibility="leads")
    assert server.until(lambda: not damaged.exists() or "made anew" in server.said, within=30)
    assert "Traceback" not in server.said


@pytest.mark.parametrize("kind", ["*.pst", "*.trm", "*_stored.col", "*.columns"])
def test_the_command_mends_an_index_of_which_a_byte_is_wrong(club: LibraryFolder, kind: str):
    assert kb(club.home, "index").returncode == 0
    (path,) = part_of(club, "leads").glob(kind)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    done = kb(club.home, "index", "--json")
    assert (done.returncode, json.loads(done.stdout)["rebuilt"]) == (0, True)
    again = kb(club.home, "index", "--json")
    assert (json.loads(again.stdout)["rebuilt"], json.loads(again.stdout)["indexed"]) == (False, 0)


def test_a_server_looks_at_every_byte_when_it_starts_and_mends_what_is_wrong(club, serving):
    assert kb(club.home, "index").returncode == 0
    (path,) = part_of(club, "leads").glob("*.pst")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    server: Server = serving(club.home)
    assert server.until(lambda: not path.exists(), within=30)
    assert server.search("rhubarb")["total"] == PUBLIC_NOTES
    assert "made anew" in server.said
