"""While a server runs: changes of any size and by anyone, processes that are killed, an index that is damaged."""

from __future__ import annotations

import signal
import threading

import httpx2
import psutil
import pytest

from tests.served import Server
from tests.writing import LibraryFolder

from .command import kb

SOON = 4.0
"""Seconds until everybody finds a change: twice what docs/library-format.md promises, as build machines are busy."""


def note(number: int, word: str) -> str:
    return f"# Note {number}\n\nWe spoke about marmalade and {word}.\n"


@pytest.fixture
def club(library: LibraryFolder) -> LibraryFolder:
    for number in range(20):
        library.holds(f"pogo/2020-03-{number + 1:02}-notes.md", note(number, "rhubarb"))
    return library


def everyone_finds(server: Server, text: str, total: int) -> bool:
    """Does each of its processes find so many? Each request comes by a connection of its own, so all are met."""
    for _ in range(10):
        with httpx2.Client(base_url=server.url) as client:
            answer = client.get("/api/v1/search", params={"q": text}).json()
        if answer["total"] != total or answer["did_you_mean"]:
            return False
    return True


def test_a_thousand_files_changed_at_once_are_found_and_searches_go_on(library, serving):
    paths = [f"pogo/{1990 + number // 40}/note-{number:04}.md" for number in range(1000)]
    for number, path in enumerate(paths):
        library.holds(path, note(number, "rhubarb"))
    server = serving(library.home)
    for number, path in enumerate(paths):
        library.holds(path, note(number, "walnut"))
    assert server.search("marmalade")["total"] == 1000
    assert server.until(lambda: server.search("walnut")["total"] == 1000, within=60)
    assert "Traceback" not in server.said


def test_killed_in_the_middle_of_indexing_it_starts_again_and_finds_everything(library, serving):
    for number in range(400):
        library.holds(f"pogo/note-{number:04}.md", note(number, "rhubarb") + "Words upon words upon words. " * 400)
    first = serving(library.home, ready=False)
    index = library.home / "index"
    assert first.until(lambda: any(path.stat().st_size for path in index.glob("*/*")) or _is_ready(first), within=30)
    first.stop(signal.SIGKILL)
    second = serving(library.home)
    assert second.search("rhubarb")["total"] == 400
    assert "Traceback" not in second.said
    assert kb(library.home, "index", "--json").stdout.count('"indexed": 0') == 1


def _is_ready(server: Server) -> bool:
    try:
        return server.get("/readyz").status_code == 200
    except httpx2.TransportError:
        return False


@pytest.mark.parametrize("damage", ["contents", "words", "texts", "list of parts", "everything", "deleted"])
def test_an_index_damaged_while_serving_mends_itself(club, serving, damage):
    server = serving(club.home)
    patterns = {"contents": "*/*.toc", "words": "*/*.pst", "texts": "*/*_stored.col", "list of parts": "manifest.json"}
    for path in (club.home / "index").glob(patterns.get(damage, "**/*")):
        if path.is_file() and path.suffix != ".lock":
            if damage == "deleted":
                path.unlink()
            else:
                path.write_bytes(b"\x5a" * path.stat().st_size)
    assert server.until(lambda: server.search("rhubarb").get("total") == 20)
    club.holds("pogo/2020-04-28-notes.md", note(20, "walnut"))
    assert server.until(lambda: server.search("walnut").get("total") == 1)
    assert server.until(lambda: server.get("/readyz").status_code == 200)
    assert "Traceback" not in server.said
    assert "the index" in server.said.lower()


def test_two_processes_of_a_server_both_see_every_change_soon(club, serving):
    server = serving(club.home, KB_WORKERS="2")
    assert len(_processes_of(server)) >= 2
    path = club.holds("pogo/new.md", note(1, "walnut"))
    assert server.until(lambda: everyone_finds(server, "walnut", 1), SOON)
    path.write_text(note(1, "paprika"))
    assert server.until(lambda: everyone_finds(server, "paprika", 1), SOON)
    path.unlink()
    assert server.until(lambda: everyone_finds(server, "marmalade -rhubarb", 0), SOON)
    for address in ("/groups/pogo", "/api/v1/documents"):
        assert server.get(address).status_code == 200
    assert "Traceback" not in server.said


def _processes_of(server: Server) -> list[psutil.Process]:
    return [
        child for child in psutil.Process(server.process.pid).children() if "spawn_main" in " ".join(child.cmdline())
    ]


def test_a_server_of_two_processes_that_is_killed_leaves_its_address_free(club, serving):
    first = serving(club.home, KB_WORKERS="2")
    left = _processes_of(first)
    first.stop(signal.SIGKILL)
    assert first.until(lambda: not any(process.is_running() for process in left))
    again = serving(club.home, KB_WORKERS="2", KB_PORT=str(first.client.base_url.port))
    assert again.search("rhubarb")["total"] == 20


def test_a_second_server_follows_and_takes_over_when_the_first_is_killed(club, serving):
    first, second = serving(club.home), serving(club.home)
    club.holds("pogo/new.md", note(1, "walnut"))
    assert second.finds("walnut", SOON)
    first.stop(signal.SIGKILL)
    club.holds("pogo/new.md", note(1, "paprika"))
    assert second.finds("paprika", SOON)
    assert "Traceback" not in second.said


def test_what_is_imported_while_a_server_runs_is_found_when_the_command_ends(club, serving, tmp_path):
    server = serving(club.home)
    old = LibraryFolder(tmp_path / "old")
    for number in range(5):
        old.holds(f"calls/2019-0{number + 1}-05.md", note(number, "walnut"))
    imported = kb(club.home, "import", old.notes, "--into", "pogo")
    assert imported.returncode == 0
    assert server.search("walnut")["total"] == 5
    [page] = {server.get(found["url"]).status_code for found in server.search("walnut")["results"]}
    assert page == 200


def test_while_the_index_is_made_anew_no_search_fails(club, serving):
    server = serving(club.home)
    answers: list[tuple[int, int]] = []
    done = threading.Event()

    def search_all_the_time() -> None:
        with httpx2.Client(base_url=server.url, timeout=30) as client:
            while not done.is_set():
                answer = client.get("/api/v1/search", params={"q": "rhubarb"})
                answers.append((answer.status_code, answer.json().get("total", 0)))

    reader = threading.Thread(target=search_all_the_time)
    reader.start()
    try:
        assert "20 documents indexed" in kb(club.home, "index", "--rebuild").stdout
    finally:
        done.set()
        reader.join()
    assert len(answers) > 20
    assert set(answers) == {(200, 20)}


def test_a_port_in_use_stops_the_start_with_a_sentence(club, serving):
    port = str(serving(club.home).client.base_url.port)
    taken = kb(club.home, "serve", KB_PORT=port)
    assert (taken.returncode, taken.stdout) == (2, "")
    [sentence] = taken.stderr.splitlines()
    assert f"Port {port} is in use by another program" in sentence


def test_a_setting_nobody_knows_stops_the_start_with_a_sentence(club):
    refused = kb(club.home, "serve", KB_HOSTT="x")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "There is no setting KB_HOSTT. Did you mean KB_HOST?\n"


def test_ctrl_c_ends_a_server_without_a_word(club, serving):
    server = serving(club.home)
    before = server.said
    assert server.stop(signal.SIGINT) in (0, 130, -signal.SIGINT)
    assert server.said == before
