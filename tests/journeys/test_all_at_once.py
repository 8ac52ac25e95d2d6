"""Two browsers, an editor on the disk, `git pull` and a synchronising program write the same notes at once."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import lxml.html
import pytest

from kb.history import History
from kb.people import accounts, sessions
from kb.state import State
from tests.served import Server
from tests.writing import LibraryFolder

pytestmark = pytest.mark.timeout(240)  # a server on a busy machine, and some sixty programs of git

PATH = "north/call.md"
ROUNDS = 4
WRITERS = ("ann", "bob", "editor", "pulled", "synced")
APART = "\n\nWhat stands between.\n\nAnd stays.\n\n"

ON_THE_DISK = threading.Lock()
"""Other programs do not get in each other's way here: what they lose of each other's is not ours to keep."""


def git(folder: Path, *arguments: str) -> int:
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    return subprocess.run(["git", "-C", folder, *identity, *arguments], capture_output=True, check=False).returncode


@pytest.fixture
def club(library: LibraryFolder, tmp_path: Path) -> LibraryFolder:
    library.document("north/index.md", "# North\n", kind="group", title="North")
    text = APART.join(f"Said by {name}: begun." for name in WRITERS)
    library.document(PATH, f"# Call\n\n{text}\n", id="call22")
    git(library.notes, "init", "-q", "-b", "main")
    git(library.notes, "add", ".")
    assert git(library.notes, "commit", "-qm", "begun") == 0
    assert git(tmp_path, "clone", "-q", "--bare", str(library.notes), "origin.git") == 0
    git(library.notes, "remote", "add", "origin", str(tmp_path / "origin.git"))
    assert git(library.notes, "fetch", "-q", "origin") == 0
    assert git(library.notes, "branch", "-q", "--set-upstream-to=origin/main") == 0
    assert git(tmp_path, "clone", "-q", str(tmp_path / "origin.git"), "elsewhere") == 0
    return library


def with_words(text: str, name: str, number: int) -> str:
    """The text with what this one says now instead of what it said before."""
    lines = text.splitlines(keepends=True)
    return "".join(f"Said by {name}: {name}-{number}.\n" if f"Said by {name}:" in line else line for line in lines)


def in_the_browser(server: Server, secret: str, name: str, number: int) -> None:
    """As somebody does: open, write, save; where others changed the same, look and save again."""
    headers, cookies = {"Origin": server.url}, {"session": secret}
    with httpx2.Client(base_url=server.url, headers=headers, cookies=cookies, timeout=60) as client:
        for _ in range(20):
            page = lxml.html.fromstring(client.get("/d/call22/edit").text)
            form = next((form for form in page.forms if "revision" in form.fields), None)
            if form is None:  # git has taken the file away, and not put the other there yet: look again
                time.sleep(0.1)
                continue
            sent = {key: value or "" for key, value in form.form_values()}
            sent["text"] = with_words(sent["text"].replace("\r\n", "\n"), name, number)
            if client.post("/d/call22/edit", data=sent).status_code == 303:
                return
    raise AssertionError("it was never saved")


def by_renaming(notes: Path, name: str, number: int) -> None:
    """As programs do that synchronise a folder, and careful editors: nothing is written over that was not seen."""
    target = notes / PATH
    with ON_THE_DISK:
        while True:
            seen = target.read_bytes()
            new = target.with_name(f".{name}.tmp")
            new.write_text(with_words(seen.decode(), name, number))
            if target.read_bytes() == seen:
                new.rename(target)
                return


def by_git(notes: Path, elsewhere: Path, number: int) -> None:
    """Somebody pushes from elsewhere, and it is pulled here, after what is here was committed."""
    file = elsewhere / PATH
    git(elsewhere, "pull", "-q", "--no-rebase", "--no-edit")
    file.write_text(with_words(file.read_text(), "pulled", number))
    git(elsewhere, "commit", "-qam", f"pulled {number}")
    assert git(elsewhere, "push", "-q") == 0
    for _ in range(60):
        with ON_THE_DISK:
            git(notes, "add", PATH)
            git(notes, "commit", "-qm", "as it is here")
            if git(notes, "pull", "-q", "--no-rebase", "--no-edit") == 0:
                break
            git(notes, "merge", "--abort")
    else:
        raise AssertionError("it was never pulled")
    git(notes, "push", "-q")


def test_whoever_writes_and_however_no_text_is_lost(club, serving, tmp_path):
    state = State(club.home)
    secrets = {}
    for name in ("ann", "bob"):
        with state.write() as db:
            number = accounts.create_account(db, f"{name}@example.org", name.title(), admin=True).number
            secrets[name] = sessions.begin_session(db, number, "")
    state.close()
    server = serving(club.home)
    rounds: dict[str, Callable[[int], None]] = {
        "ann": lambda n: in_the_browser(server, secrets["ann"], "ann", n),
        "bob": lambda n: in_the_browser(server, secrets["bob"], "bob", n),
        "editor": lambda n: by_renaming(club.notes, "editor", n),
        "pulled": lambda n: by_git(club.notes, tmp_path / "elsewhere", n),
        "synced": lambda n: by_renaming(club.notes, "synced", n),
    }
    wrong: list[BaseException] = []

    def work(one: Callable[[int], None]) -> None:
        try:
            for number in range(ROUNDS):
                one(number)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in rounds.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    said = (club.notes / PATH).read_text()
    assert server.until(lambda: f"{ROUNDS - 1}" in server.get("/api/v1/documents/call22").json()["markdown"])
    history = History(club.home / "state" / "history.git")
    kept = [history.content(each).decode() for each in history.revisions(["call22"])]
    history.close()
    everything = "\n".join([said, *kept])
    assert [f"{name}-{n}" for name in ("ann", "bob") for n in range(ROUNDS) if f"{name}-{n}." not in everything] == []
    assert said.count("What stands between.") == len(WRITERS) - 1
    assert "<<<<" not in said
    final = {name: f"{name}-{ROUNDS - 1}." in everything for name in WRITERS}
    assert all(final.values()), final

    copy = club.notes / "north" / "call (conflicted copy).md"  # as such programs put one beside the other
    copy.write_text(with_words(said, "synced", 99))
    assert server.until(lambda: b"synced-99" in copy.read_bytes() and (club.notes / PATH).read_text() == said)
    with httpx2.Client(base_url=server.url, cookies={"session": secrets["ann"]}, timeout=60) as client:
        assert server.until(lambda: client.get("/api/v1/search", params={"q": '"synced 99"'}).json()["total"] > 0)
