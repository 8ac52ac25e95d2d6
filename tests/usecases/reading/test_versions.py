"""Versions, and the names of who made them, are for whoever could see them then and can see them now."""

from __future__ import annotations

import pytest

from kb.history import History
from kb.model import Viewer
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.recording import Recorder
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.people import accounts
from kb.usecases.reading import versions
from kb.usecases.reading.versions import versions_in, versions_of
from kb.usecases.writing.group_pages import Said, make_group
from kb.usecases.writing.removing import bin_of, remove_document
from kb.usecases.writing.saving import Desk, Edit
from kb.usecases.writing.wording import Wording


class Clock:
    now = 1_600_000_000.0

    def __call__(self) -> float:
        self.now += 60
        return self.now


class Club:
    def __init__(self, library, state):
        opened = open_library(library.home / "notes", library.home / "index")
        self.state = state
        self.history = History(library.home / "state" / "history.git", Clock())
        refresher = Refresher(opened.library, opened.index, opened.folder, Recorder(opened.library, self.history))
        self.desk = Desk(opened.library, self.history, refresher)
        self.people = {}
        self.takes_in()

    def takes_in(self):
        self.desk.refresher.everything()
        self.desk.refresher.record()

    def person(self, name, *, admin=False, **roles):
        """A viewer with an account; asked again, the same one with other roles."""
        if name not in self.people:
            added = accounts.add_account(self.state, f"{name}@example.org", name=name.title(), admin=admin)
            self.people[name] = added.account.number
        members, leads = ({g for g, role in roles.items() if role == kind} for kind in ("member", "lead"))
        return Viewer(
            member=True, groups=frozenset(members), leads=frozenset(leads), admin=admin, account=self.people[name]
        )

    def write(self, viewer, path, text, **changed):
        opened = self.desk.open(viewer, self.desk.library.catalog.by_path(path).id)
        wanted = Wording(**{**vars(opened.said), "text": text, **changed})
        self.desk.save(viewer, opened.document.id, Edit(wanted, opened.revision, names_no_one=True))

    def seen(self, viewer, path):
        document = self.desk.library.catalog.by_path(path)
        found = versions_of(self.state, self.history, self.desk.library.catalog, viewer, document)
        return [
            (self.history.content(each.revision).decode().rpartition("\n\n")[2].strip(), each.who) for each in found
        ]

    def gone(self, path):
        opened = self.desk.open(self.person("ada", admin=True), self.desk.library.catalog.by_path(path).id)
        remove_document(self.desk, self.person("ada", admin=True), opened.document.id, opened.revision)


@pytest.fixture
def club(library, state):
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house")
    library.document("west/index.md", "# West\n", kind="group", title="West")
    library.document("east/call.md", "# Call\n\nFirst.\n", id="call22", visibility="public")
    made = Club(library, state)
    yield made
    made.history.close()


def test_names_of_the_time_under_the_rule_stay_hidden_when_a_document_leaves_the_group(club):
    eve, wes = club.person("eve", east="lead", west="lead"), club.person("wes", west="member")
    club.write(eve, "east/call.md", "# Call\n\nSecond.\n")
    club.write(eve, "east/call.md", "# Call\n\nThird.\n", group="west")
    club.write(eve, "east/call.md", "# Call\n\nFourth.\n")
    assert club.seen(wes, "east/call.md") == [("Fourth.", "Eve"), ("Third.", "Eve")]
    both = club.person("bo", east="member", west="member")
    assert club.seen(both, "east/call.md") == [
        ("Fourth.", "Eve"), ("Third.", "Eve"), ("Second.", "A member"), ("First.", "Changed outside"),
    ]  # fmt: skip
    leads = club.person("lee", east="lead", west="member")
    assert [who for _, who in club.seen(leads, "east/call.md")] == ["Eve", "Eve", "Eve", "Changed outside"]


def test_names_are_hidden_too_where_the_rule_came_later(club, library):
    wes, bo = club.person("wes", west="lead"), club.person("bo", west="member")
    library.document("west/talk.md", "# Talk\n\nFirst.\n", id="talk22")
    club.takes_in()
    club.write(wes, "west/talk.md", "# Talk\n\nSecond.\n")
    assert club.seen(bo, "west/talk.md")[0] == ("Second.", "Wes")
    library.document("west/index.md", "# West\n", kind="group", title="West", rule="chatham-house")
    library.holds("talk.md", (library.notes / "west/talk.md").read_bytes())
    (library.notes / "west/talk.md").unlink()
    club.takes_in()
    assert [who for _, who in club.seen(bo, "talk.md")] == ["Changed outside", "A member", "Changed outside"]


def test_a_group_made_anew_has_nothing_of_the_one_that_had_its_name(club, library):
    ada, old = club.person("ada", admin=True), club.person("olga", north="lead")
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.document("north/own.md", "# Own\n\nOurs alone.\n", id="ours22", visibility="group")
    library.document("north/open.md", "# Open\n\nFor all.\n", id="open22", visibility="public")
    library.document("west/once.md", "# Once\n\nOnce for North.\n", id="once22", group="north", visibility="group")
    club.takes_in()
    library.document("west/once.md", "# Once\n\nFor all now.\n", id="once22", visibility="public")
    club.takes_in()
    assert [text for text, _ in club.seen(old, "west/once.md")] == ["For all now.", "Once for North."]
    for path in ("north/own.md", "north/open.md", "north/index.md"):
        club.gone(path)
    assert {each.document.id for each in bin_of(club.desk, old)} >= {"ours22", "open22"}
    made = make_group(club.state, club.desk.library, club.history, club.desk.refresher, ada.account, Said("North"))
    assert made == "north"
    new = club.person("nora", north="lead")
    assert [each.document.id for each in bin_of(club.desk, new)] == ["open22"]
    assert [text for text, _ in club.seen(new, "west/once.md")] == ["For all now."]
    assert {each.document.id for each in bin_of(club.desk, ada)} >= {"ours22", "open22"}
    library.document("north/own.md", "# Own\n\nOf the new one.\n", id="own222", visibility="group")
    club.takes_in()
    club.gone("north/own.md")
    assert {each.document.id for each in bin_of(club.desk, new)} == {"open22", "own222"}


def test_versions_of_many_documents_say_the_same_and_ask_once_what_holds_for_all(club, library, monkeypatch):
    eve, bo = club.person("eve", east="lead", west="lead"), club.person("bo", east="member", west="member")
    for number in range(6):
        group = "east" if number % 2 else "west"
        library.document(f"{group}/{number}.md", "# Number\n\nFirst.\n", id=f"number{number}2")
    club.takes_in()
    for number in range(6):
        club.write(eve, f"{'east' if number % 2 else 'west'}/{number}.md", "# Number\n\nSecond.\n")
    catalog = club.desk.library.catalog
    documents = catalog.every()
    of_each = [(d, each) for d in documents for each in versions_of(club.state, club.history, catalog, bo, d)]
    asked = []
    asks = versions.under_the_rule
    monkeypatch.setattr(versions, "under_the_rule", lambda *about: asked.append(about[1]) or asks(*about))
    made, reads = club.history.groups_made, club.state.read
    monkeypatch.setattr(club.history, "groups_made", lambda: asked.append("made") or made())
    monkeypatch.setattr(club.state, "read", lambda: asked.append("names") or reads())
    found = versions_in(club.state, club.history, catalog, bo, documents, 100)
    assert sorted(asked) == ["made", "names", "west"]  # East's say themselves what their rule is
    assert {each.who for _, each in found} == {"Eve", "A member", "Changed outside"}
    assert len(found) == len(of_each)
    assert all(each in found for each in of_each)
