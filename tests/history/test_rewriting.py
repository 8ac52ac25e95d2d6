"""A history from which something is erased: nothing of it is left, and all else is as it was."""

from __future__ import annotations

import hashlib
import os
import subprocess

import pytest

from kb.history import Change, Erasure, History
from tests.every_byte import where

SECRET = b"zyxwhat Ann said"


class Clock:
    now = 1_600_000_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def history(tmp_path):
    made = History(tmp_path / "state" / "history.git", Clock())
    yield made
    made.close()


def change(path: str, text: bytes | None, document: str, audience: str = "public") -> Change:
    return Change(path, document, audience, hashlib.sha256(text or b"").hexdigest(), text)


def saved(history: History, path: str, text: bytes | None, document: str, by: int = 7, why: str = "") -> None:
    history.begin(path, text, by, why)
    history.record([change(path, text, document)])


def told(history: History, document: str) -> list[object]:
    return [(each, None if each.gone else history.content(each)) for each in history.revisions([document])]


@pytest.fixture
def written(history):
    history.record(
        [change("a/one.md", b"one", "one"), change("a/two.md", b"two", "two"), change("a/three.md", SECRET, "three")]
    )
    saved(history, "a/one.md", b"one, " + SECRET, "one", why="as zyxwhat wanted")
    saved(history, "b/other.md", b"other", "other", why="put right")
    history.record([change("a/one.md", None, ""), change("b/zyxwhat.md", b"one, " + SECRET, "one", "group:b")])
    saved(history, "a/one.md", b"another document at its old place", "later", why="new")
    saved(history, "b/zyxwhat.md", b"one, put right", "one")
    return history


def erase(history: History, erasure: Erasure) -> None:
    with history.rewriting(erasure) as rewriting:
        rewriting.catch_up()
        rewriting.finish()


def test_nothing_of_an_erased_document_is_left_and_all_others_are_as_they_were(written, tmp_path):
    others = {each: told(written, each) for each in ("two", "other", "later")}
    assert all(others.values())
    erase(written, Erasure(frozenset({"one", "three"})))
    assert where(tmp_path / "state", b"zyxwhat") == []
    assert told(written, "one") == []
    assert {each: told(written, each) for each in others} == others
    head = ["git", "--git-dir", tmp_path / "state" / "history.git"]
    subprocess.run([*head, "fsck", "--strict"], check=True, capture_output=True)
    log = subprocess.run([*head, "log", "--format=%an %s"], check=True, capture_output=True, text=True).stdout
    assert log.splitlines() == ["7 new", "7 put right", "outside Changed outside"]
    listed = subprocess.run([*head, "ls-tree", "-r", "--name-only", "main"], check=True, capture_output=True, text=True)
    assert listed.stdout.split() == ["a/one.md", "a/two.md", "b/other.md"]


def test_what_another_process_has_open_is_the_new_one_at_once(written, tmp_path):
    other = History(tmp_path / "state" / "history.git")
    assert len(other.revisions(["one"])) == 5
    erase(written, Erasure(frozenset({"one"})))
    assert other.revisions(["one"]) == []
    other.record([change("c.md", b"goes on", "c")])
    assert written.content(written.revisions(["c"])[0]) == b"goes on"
    other.close()


def test_what_comes_while_it_is_made_anew_is_in_it(written, tmp_path):
    with written.rewriting(Erasure(frozenset({"one", "three"}))) as rewriting:
        rewriting.catch_up()
        saved(written, "a/two.md", b"two, meanwhile", "two")
        saved(written, "b/zyxwhat.md", b"zyxwhat again", "one")
        rewriting.catch_up()
        rewriting.finish()
    assert [content for _, content in told(written, "two")] == [b"two, meanwhile", b"two"]
    assert where(tmp_path / "state", b"zyxwhat") == []


def test_a_part_of_what_a_document_said_goes_from_each_version_and_the_versions_stay(written, tmp_path):
    before = written.revisions(["one"])
    erase(written, Erasure(frozenset({"one"}), lambda content: content.replace(b", " + SECRET, b"")))
    after = told(written, "one")
    assert [(each.at, each.by, each.audience, each.path) for each, _ in after] == [
        (each.at, each.by, each.audience, each.path) for each in before
    ]
    assert [content for each, content in after if not each.gone] == [b"one, put right", b"one", b"one", b"one"]
    assert where(tmp_path / "state", b"one, zyxwhat") == []
    assert [content for _, content in told(written, "three")] == [SECRET]


@pytest.mark.parametrize("killed_after", [0, 1])
def test_a_crash_while_the_two_change_places_leaves_one_of_them_whole(written, tmp_path, monkeypatch, killed_after):
    others = told(written, "two")
    renamed, moved = [], os.rename

    class Killed(BaseException):
        pass

    def rename(old, new):
        if len(renamed) > killed_after:
            raise Killed
        renamed.append(new)
        moved(old, new)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(Killed):
        erase(written, Erasure(frozenset({"one", "three"})))
    monkeypatch.undo()
    again = History(tmp_path / "state" / "history.git", Clock())
    assert told(again, "two") == others
    erase(again, Erasure(frozenset({"one", "three"})))
    assert where(tmp_path / "state", b"zyxwhat") == []
    assert told(again, "two") == others
    again.close()
