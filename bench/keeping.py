"""`python -m bench.keeping`: saves, pages of the history and differences, in a library with a long history.

The history is made as `git fast-import` makes one: its commits say what thousands of saves would have said. All is
measured over HTTP, from one server process.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2
from dulwich.objects import Blob, Commit, ShaFile, Tree
from dulwich.repo import Repo

from bench.corpus import default_cache, make_corpus
from bench.figures import Times
from bench.report import DOCUMENT, machine, table, write_section
from bench.sentences import corpora, pool
from bench.serving import Server, serving
from kb.access import audience_of
from kb.history.places import REGISTER
from kb.history.records import HASH, Line, author, message
from kb.history.register import Register
from kb.history.repository import MAIN, Repository, blob_name
from kb.library import Library
from kb.model import Document
from kb.people import accounts
from kb.people.tokens import make_token
from kb.state import State

REACH = {"save": 300, "history": 100, "changes": 200, "publish": 1_000}
"""Milliseconds."""

LONG = 100_000
"""Bytes of the two versions that are compared."""

_AT_ONCE = 5_000  # objects in a pack
_FIRST = 1_600_000_000
_BETWEEN = 600  # seconds from one commit to the next
_SAVES = 30


@dataclass(frozen=True)
class Kept:
    """What was measured, by row: milliseconds by the clock, and of the server's processor for one."""

    documents: int
    commits: int
    rows: dict[str, tuple[Times, float]]


def main() -> None:
    """Measure and write docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--commits", type=int, default=50_000)
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    wanted = parser.parse_args()
    corpus = make_corpus(wanted.documents, pool(corpora()), default_cache())
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as scratch:
        home = Path(scratch) / "library"
        shutil.copytree(corpus.home, home, ignore=shutil.ignore_patterns("state"))
        (home / "notes" / "long.md").write_text(_long(random.Random(1), 0))
        found = measure(home, wanted.commits)
    write_section(wanted.document, "keeping", part(found))


def measure(home: Path, commits: int) -> Kept:
    """Give the library a history, and measure what people wait for."""
    library = Library(home / "notes")
    library.accept(library.changes())
    documents = list(library.catalog.every())
    often = write_history(home, documents, commits)
    state = State(home)
    with state.write() as db:
        token = make_token(db, accounts.create_account(db, "ada@example.org", "Ada", admin=True).number, "b", "write")
    state.close()
    with serving(home) as server:
        client = httpx2.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=120)
        chosen = random.Random(2).sample([each for each in documents if each.path != "long.md"], _SAVES)
        long = next(each for each in documents if each.path == "long.md")
        _save(client, long, _long(random.Random(1), 1))
        names = re.findall(rf"/d/{long.id}/history/([a-z2-9]{{10}})", _got(client, f"/d/{long.id}/history"))
        drafts = [_draft(client, number) for number in range(_SAVES)]
        changes = f"/d/{long.id}/history/{names[0]}/changes"
        rows = {
            "save": _times(server, [lambda each=each: _saved(client, each) for each in chosen]),  # type: ignore[misc]
            "history": _times(server, [lambda: _got(client, f"/d/{often.id}/history")] * _SAVES),
            "changes": _times(server, [lambda: _got(client, changes)] * _SAVES),
            "paragraphs": _times(server, [lambda: _got(client, f"/d/{often.id}/history/by-paragraph")] * _SAVES),
            "publish": _times(server, [lambda each=each: _published(client, *each) for each in drafts]),  # type: ignore[misc]
        }
    return Kept(len(documents), commits, rows)


def part(found: Kept) -> str:
    """The part of docs/benchmarks.md."""
    names = {
        "save": "a save, until the search finds it",
        "history": "the history of a document with many versions",
        "changes": f"what changed between two versions of {LONG // 1000} kB",
        "paragraphs": "who wrote which paragraph, of many versions",
        "publish": "a draft published, until the search finds it",
    }
    rows = [
        [name, f"{times.p50:.0f}", f"{times.p95:.0f}", f"{processor:.0f}", str(REACH.get(key, ""))]
        for key, name in names.items()
        for times, processor in (found.rows[key],)
    ]
    return "\n\n".join(
        [
            "## Saves and history",
            f"`python -m bench.keeping`, {machine()}; {found.documents:,} documents with a history of "
            f"{found.commits:,} commits, over HTTP from one server process; milliseconds. On a machine that others use "
            "as well, the time of the processor says more than the clock.",
            table(["", "p50", "p95", "processor", "to reach"], rows),
        ]
    )


def write_history(home: Path, documents: list[Document], commits: int) -> Document:
    """Commits as saves make them, of documents at random; the last one says what is there now. Gives the document that
    was changed most often, apart from the long one."""
    folder = home / "state" / "history.git"
    (home / "state").mkdir(mode=0o700, exist_ok=True)
    repository = Repository(folder)
    repository.make()
    repo = Repo(str(folder))
    repo.get_config().set((b"pack",), b"compression", b"1")
    chance = random.Random(3)
    writer = _Writer(repo)
    writer.commit([(each, (home / "notes" / each.path).read_bytes()) for each in documents], None, _FIRST)
    often, changed = documents[1], {}
    for number in range(1, commits):
        document = often if number % 500 == 0 else chance.choice(documents)
        if document.path == "long.md":
            continue
        content = (home / "notes" / document.path).read_bytes()
        changed[document.path] = (document, content)
        writer.commit([(document, content + b"\nChanged %d.\n" % number)], 1, _FIRST + number * _BETWEEN)
    writer.commit(list(changed.values()), None, _FIRST + commits * _BETWEEN)
    writer.end()
    repo.close()
    register = Register(folder / REGISTER, repository)
    register.catch_up()
    register.close()
    repository.close()
    return often


class _Writer:
    """Writes commits into packs. Lists of files are written for the first commit and the last one, which are of many
    files: only the newest are ever read."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._waiting: list[ShaFile] = []
        self._folders: dict[str, dict[str, bytes]] = {}
        self._changed: set[str] = set()
        self._root = b""
        self._newest: bytes | None = None

    def commit(self, files: list[tuple[Document, bytes]], by: int | None, at: int) -> None:
        lines = []
        for document, content in files:
            blob = Blob.from_string(content)
            folder, _, name = document.path.rpartition("/")
            self._folders.setdefault(folder, {})[name] = b"100644 %s\0%s" % (name.encode(), blob.sha().digest())
            digest = hashlib.sha256(content).hexdigest()[:HASH]
            line = Line(document.id, audience_of(document), digest, blob_name(content), document.path)
            lines.append(line)
            self._waiting.append(blob)
        self._changed |= {document.path.rpartition("/")[0] for document, _ in files} - {""}
        if len(files) > 1:
            for folder in self._changed:
                self._folders.setdefault("", {})[folder] = b"40000 %s\0%s" % (folder.encode(), self._tree(folder))
            self._root, self._changed = self._tree("").hex().encode(), set()
        made = Commit()
        made.tree = self._root
        made.parents = [self._newest] if self._newest else []  # type: ignore[list-item]
        made.author = made.committer = author(by)
        made.author_time = made.commit_time = at
        made.author_timezone = made.commit_timezone = 0
        made.message = message("Changed", lines)
        self._waiting.append(made)
        self._newest = made.id
        if len(self._waiting) > _AT_ONCE:
            self.end()

    def end(self) -> None:
        assert self._newest is not None
        self._repo.object_store.add_objects([(each, None) for each in self._waiting])
        self._waiting = []
        self._repo.refs[MAIN] = self._newest  # type: ignore[assignment]

    def _tree(self, folder: str) -> bytes:
        entries = self._folders[folder]
        ordered = sorted(entries, key=lambda name: name + ("/" if entries[name].startswith(b"40000") else ""))
        tree = ShaFile.from_raw_string(Tree.type_num, b"".join(entries[name] for name in ordered))
        self._waiting.append(tree)
        return tree.sha().digest()


def _times(server: Server, asks: list[Callable[[], object]]) -> tuple[Times, float]:
    each, before = [], server.processor_seconds()
    for ask in asks:
        start = time.perf_counter()
        ask()
        each.append((time.perf_counter() - start) * 1000)
    return Times(tuple(each)), (server.processor_seconds() - before) / len(asks) * 1000


def _save(client: httpx2.Client, document: Document, text: str) -> None:
    there = client.get(f"/api/v1/documents/{document.id}")
    answer = client.put(
        f"/api/v1/documents/{document.id}",
        headers={"If-Match": there.json()["etag"]},
        json={"markdown": text, "names_no_one": True},
    )
    answer.raise_for_status()


def _saved(client: httpx2.Client, document: Document) -> None:
    word = f"quokka{random.randrange(10**9)}"
    _save(client, document, f"# {document.title}\n\n{word}\n")
    assert json.loads(client.get("/api/v1/search", params={"q": word}).content)["total"] == 1


def _draft(client: httpx2.Client, number: int) -> tuple[str, str]:
    """A file taken in: the draft's address, and a word that only it has."""
    word = f"quagga{random.randrange(10**9)}"
    file = f"call {number}.txt", f"Call {number}\n\nSomebody said {word}.\n".encode()
    answer = client.post("/api/v1/uploads", files={"file": file}, data={"group": "north"})
    answer.raise_for_status()
    return f"/api/v1/drafts/{answer.json()['drafts'][0]['id']}/publish", word


def _published(client: httpx2.Client, address: str, word: str) -> None:
    client.post(address, json={"accept_proposals": True, "names_no_one": True}).raise_for_status()
    assert json.loads(client.get("/api/v1/search", params={"q": word}).content)["total"] == 1


def _got(client: httpx2.Client, address: str) -> str:
    answer = client.get(address)
    answer.raise_for_status()
    return answer.text


def _long(chance: random.Random, changed: int) -> str:
    words = [f"word{chance.randrange(3000)}" for _ in range(LONG // 9)]
    for _ in range(changed * 200):
        words[chance.randrange(len(words))] = "changed"
    lines = (" ".join(words[at : at + 60]) for at in range(0, len(words), 60))
    return "# Long\n\n" + "\n\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
