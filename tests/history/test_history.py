"""What is kept of each change: versions, who made them, and for whom they were."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import threading
from dataclasses import replace

import pytest
from dulwich.objects import Tree

from kb.history import Change, History, packing


class Clock:
    now = 1_600_000_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "history.git"


@pytest.fixture
def opened(folder):
    """Opens the history as a process would; each is closed with the test."""
    all_opened = []

    def one() -> History:
        all_opened.append(History(folder, Clock()))
        return all_opened[-1]

    yield one
    for each in all_opened:
        each.close()


def change(path: str, text: str | None, document: str = "d1", audience: str = "public") -> Change:
    content = None if text is None else text.encode()
    return Change(path, document, audience, hashlib.sha256(content or b"").hexdigest(), content)


def told(history: History, document: str = "d1") -> list[tuple[int | None, str, str]]:
    return [(each.by, each.why, each.audience) for each in history.revisions([document])]


def git(folder, *arguments: str) -> str:
    done = subprocess.run(["git", "--git-dir", folder, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_change_that_nobody_announced_is_from_outside(opened):
    history = opened()
    assert history.record([change("a/b.md", "one\n")]) == 1
    assert told(history) == [(None, "Changed outside", "public")]
    assert history.content(history.revisions(["d1"])[0]) == b"one\n"


def test_a_save_has_its_author_and_reason_and_what_comes_with_it_has_not(opened):
    history = opened()
    history.begin("a.md", b"one\n", 12, "put right\nKb-Document: d2 public x x x.md")
    history.record([change("a.md", "one\n"), change("b.md", "two\n", "d2")])
    assert told(history) == [(12, "put right Kb-Document: d2 public x x x.md", "public")]
    assert told(history, "d2") == [(None, "Changed outside", "public")]


def test_what_was_begun_but_is_not_what_the_file_says_has_no_author(opened):
    history = opened()
    history.begin("a.md", b"one\n", 12, "")
    history.record([change("a.md", "another\n")])
    assert told(history) == [(None, "Changed outside", "public")]


def test_a_save_that_a_crash_cut_off_has_its_author_still(opened):
    opened().begin("a.md", b"one\n", 12, "put right")
    history = opened()
    history.record([change("a.md", "one\n")])
    assert told(history) == [(12, "put right", "public")]


def test_what_is_recorded_already_is_not_recorded_again(opened):
    history = opened()
    history.record([change("a.md", "one\n")])
    assert history.record([change("a.md", "one\n")]) == 0
    assert opened().record([change("a.md", "one\n")]) == 0
    assert len(history.revisions(["d1"])) == 1


def test_another_audience_is_a_version_of_its_own(opened):
    history = opened()
    history.record([change("a.md", "one\n", audience="leads:north")])
    history.record([change("a.md", "one\n", audience="public")])
    newest, oldest = history.revisions(["d1"])
    assert (newest.audience, oldest.audience) == ("public", "leads:north")
    assert newest.name != oldest.name


def test_what_is_gone_is_told_with_what_it_said_last_and_may_come_back(opened):
    history = opened()
    history.record([change("a.md", "one\n", audience="group:north")])
    history.begin("a.md", None, 3, "not ours")
    history.record([change("a.md", None, "", "")])
    (gone,) = history.gone()
    assert (gone.document, gone.audience, gone.by, gone.gone) == ("d1", "group:north", 3, True)
    assert history.content(gone) == b"one\n"
    assert history.latest() == {}
    history.record([change("a.md", "one\n")])
    assert [each.gone for each in history.revisions(["d1"])] == [False, True, False]


def attached(path: str, text: str | None, document: str = "d1") -> Change:
    return replace(change(path, text, document), attached=True)


def test_an_attached_file_has_versions_of_its_own_beside_those_of_its_document(opened, folder):
    history = opened()
    history.record([change("a.md", "one\n")])
    history.begin("a/plan.png", b"old", 5, "Attached plan.png")
    history.record([attached("a/plan.png", "old")])
    assert history.record([attached("a/plan.png", "old")]) == 0
    history.record([attached("a/plan.png", "new")])
    history.record([attached("a/plan.png", None)])
    gone, new, old = history.files(["d1"])
    assert [(each.by, each.gone) for each in (gone, new, old)] == [(None, True), (None, False), (5, False)]
    assert [history.content(each) for each in (gone, new, old)] == [b"new", b"new", b"old"]
    assert len({gone.name, new.name, old.name}) == 3
    assert [each.path for each in history.revisions(["d1"])] == ["a.md"]
    assert (list(history.latest()), history.gone()) == (["a.md"], [])
    (folder / "kb-register.db").unlink()
    again = opened()
    again.latest()
    assert again.files(["d1"]) == [gone, new, old]
    assert git(folder, "ls-tree", "-r", "--name-only", "main~1").split() == ["a.md", "a/plan.png"]


def test_a_text_is_found_by_its_hash(opened):
    history = opened()
    history.record([change("a.md", "one\n")])
    history.record([change("a.md", "two\n")])
    assert history.with_hash(["d1"], hashlib.sha256(b"one\n").hexdigest()) == b"one\n"
    assert history.with_hash(["d1"], hashlib.sha256(b"three\n").hexdigest()) is None
    assert history.with_hash(["d1"], "") is None
    assert history.with_hash(["other"], hashlib.sha256(b"one\n").hexdigest()) is None


def test_the_register_is_made_anew_where_it_is_lost_damaged_or_behind(opened, folder):
    history = opened()
    for text in ("one\n", "two\n", "three\n"):
        history.record([change("a b/é.md", text), change("b.md", text, "d2")])
    wanted = history.revisions(["d1"]), history.revisions(["d2"]), history.latest()
    history.close()
    kept = folder.parent / "kept"
    for spoil in ("lost", "damaged", "behind"):
        register = folder / "kb-register.db"
        if spoil == "lost":
            shutil.move(register, kept)
        elif spoil == "damaged":
            register.write_bytes(b"SQLite format 3\0" + b"nonsense" * 4000)
        again = opened()
        latest = again.latest()
        assert (again.revisions(["d1"]), again.revisions(["d2"]), latest) == wanted, spoil
        again.close()


def test_a_history_that_was_rewritten_is_read_anew(opened, folder):
    history = opened()
    history.record([change("a.md", "one\n")])
    first = git(folder, "rev-parse", "main").strip()
    history.record([change("a.md", "two\n")])
    git(folder, "update-ref", "refs/heads/main", first)
    history.record([change("a.md", "three\n")])
    assert [history.content(each) for each in history.revisions(["d1"])] == [b"three\n", b"one\n"]


def test_git_itself_reads_it_and_finds_nothing_wrong(opened, folder, tmp_path, monkeypatch):
    history = opened()
    history.record([change(f"g{n % 3}/é {n}.md", f"text {n}\n", f"d{n}") for n in range(60)])
    history.begin("g1/é 1.md", b"mended\n", 7, "mended")
    history.record([change("g1/é 1.md", "mended\n", "d1")])
    history.record([change(f"g2/é {n}.md", None, "", "") for n in range(2, 60, 3)])
    monkeypatch.setattr(packing, "LOOSE", 1)
    monkeypatch.setattr(packing, "PACKS", 1)
    history.tidy()
    assert "error" not in git(folder, "fsck", "--full", "--strict")
    assert [line for line in git(folder, "count-objects", "-v").splitlines() if line[:5] in ("count", "packs")] == [
        "count: 0",
        "packs: 1",
    ]
    assert git(folder, "log", "--format=%an <%ae> %s", "--", "g1/é 1.md").splitlines() == [
        "7 <7@account.invalid> mended",
        "outside <outside@account.invalid> Changed outside",
    ]
    there = tmp_path / "there"
    there.mkdir()
    git(folder, "--work-tree", str(there), "checkout", "--force", "main", "--", ".")
    assert (there / "g1/é 1.md").read_text() == "mended\n"
    assert sorted(path.name for path in there.iterdir()) == ["g0", "g1"]


def test_a_folder_may_take_the_place_of_a_file_and_the_other_way_round(opened):
    history = opened()
    history.record([change("a.md", "one\n")])
    history.record([change("a.md", None, "", ""), change("a.md/b.md", "two\n", "d2")])
    assert list(history.latest()) == ["a.md/b.md"]
    history.record([change("a.md/b.md", None, "", ""), change("a.md", "three\n")])
    assert history.content(history.revisions(["d1"])[0]) == b"three\n"


def test_names_of_versions_say_nothing_of_other_documents(tmp_path):
    names = []
    for others in ((), (change("hidden.md", "secret\n", "h1", "leads:"),)):
        history = History(tmp_path / f"{len(others)}.git", Clock())
        history.record([change("a.md", "one\n"), *others])
        names.append(history.revisions(["d1"])[0].name)
        history.close()
    assert names[0] == names[1]


def test_readers_read_while_somebody_records(opened, monkeypatch):
    monkeypatch.setattr(packing, "LOOSE", 1)
    monkeypatch.setattr(packing, "PACKS", 1)
    history, reader = opened(), opened()
    history.record([change("a.md", "0\n")])
    seen, done = [], threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(reader.content(reader.revisions(["d1"])[0]))

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(1, 40):
        history.record([change("a.md", f"{number}\n")])
        if number in (15, 30):
            history.tidy()
    done.set()
    thread.join()
    assert len(history.revisions(["d1"])) == 40
    assert [int(each) for each in seen] == sorted(int(each) for each in seen)


def test_what_changed_together_is_told_and_each_folder_is_read_once(opened, monkeypatch):
    history = opened()
    texts = {f"g/deep/{number}.md": f"text {number}\n" for number in range(20)}
    history.record([change(path, text, path) for path, text in texts.items()])
    moved = {path: path.replace("g/", "w/", 1) for path in texts}
    hashes = {moved[path]: hashlib.sha256(text.encode()).hexdigest() for path, text in texts.items()}
    history.begin_several([("g", "w")], [], None, "Moved", hashes | dict.fromkeys(texts))
    gone = [change(path, None, path) for path in texts]
    history.record([*gone, *(change(moved[path], text, path) for path, text in texts.items())])
    read, reads = [], Tree._deserialize
    monkeypatch.setattr(Tree, "_deserialize", lambda tree, chunks: read.append(1) or reads(tree, chunks))
    found = history.together(history.revisions(["g/deep/7.md"])[0])
    assert found.moves == (("g", "w"),)
    assert found.before == {path: text.encode() for path, text in texts.items()} | dict.fromkeys(moved.values())
    assert found.after == {path: digest[:32] for path, digest in hashes.items()} | dict.fromkeys(texts)
    assert len(read) == 3  # the top, g and g/deep
