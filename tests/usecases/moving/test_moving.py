"""Moving documents, files and groups: every link goes along, no address is lost, and nothing else is touched."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from kb.access import audiences_of
from kb.library import Stale
from kb.library.moving import is_second_name
from kb.model import VISITOR, Document, Viewer
from kb.people.accounts import create_account
from kb.people.memberships import groups_of, set_member
from kb.state import State
from kb.usecases.in_step.carrying_out import carried_out, renaming
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.in_step.several import Steps, Write, carry_out
from kb.usecases.moving.merging import merge
from kb.usecases.moving.moving_groups import after_move, before_move
from kb.usecases.moving.relocating import Wish, move, relocate
from kb.usecases.moving.undoing import may_undo, undo_move
from kb.usecases.writing.removing import bin_of, bring_back, remove_document, taken_away
from kb.usecases.writing.saving import Conflict, NotTheirs, NotThere, Unnamed
from tests.usecases.club import ADA, LEA, NED, READER, SAM, Club

CALL = "north/2020-01-01-notes.md"
MOVED = "Moved, or what it links to was moved"
PUBLIC = audiences_of(VISITOR)


@pytest.fixture
def club(library):
    library.document("north/index.md", "# North\n\n[call](2020-01-01-notes.md)\n", kind="group", title="North")
    library.holds(
        CALL, "---\n# ours\ntitle: 'Call:  one'\n---\nSee ![b](2020-01-01-notes/board.png),\r\n[plan](plan.md#why).\n"
    )
    library.holds("north/2020-01-01-notes/board.png", b"board")
    library.holds("north/plan.md", "# The plan\n\n## Why\n\n![map](images/map.png) ![[map.png]]\n")
    library.holds("north/images/map.png", b"map")
    library.document("north/hidden.md", "See [[2020-01-01-notes]] and [x](plan.md).\r\n", visibility="leads")
    library.document("east/index.md", "# East\n", kind="group", title="East", visibility="group")
    library.holds(
        "about.md", "[[Call one]], [a](/north/2020-01-01-notes) [b](./north/2020-01-01-notes.html#x) "
        "![c](north/2020-01-01-notes/board.png) [d](<north/2020-01-01-notes.md> 'T') `[e](north/plan.md)`\n"
    )  # fmt: skip
    made = Club(library.home)
    made.state = State(library.home)
    yield made
    made.state.close()
    made.desk.history.close()


def leads(club, path: str, audiences=PUBLIC) -> list[str]:
    """Where the links of a document lead."""
    catalog = club.desk.library.catalog
    source = catalog.by_path(path)
    found = []
    for link in catalog.sources.readings[path].links:
        there = catalog.resolve(link.target, source, audiences, wiki=link.wiki)
        found.append("nowhere" if there is None else there.path if isinstance(there, Document) else there.file.path)
    return found


def text(club, path: str) -> str:
    return (club.notes / path).read_bytes().decode()


def test_every_link_goes_along_and_nothing_else_changes(club):
    identifier, before = club.id(CALL), text(club, "about.md")
    move(club.desk, CALL, "north/first call.md")
    assert text(club, "about.md") == before.replace("/north/2020-01-01-notes)", "/north/first%20call)").replace(
        "./north/2020-01-01-notes.html", "./north/first%20call.html"
    ).replace("north/2020-01-01-notes/board", "north/first%20call/board").replace(
        "<north/2020-01-01-notes.md>", "<north/first call.md>"
    )
    assert text(club, "north/first call.md") == (
        f'---\n# ours\ntitle: \'Call:  one\'\nid: {identifier}\naliases: ["/{CALL}", "/groups/north/2020-01-01"]\n---\n'
        "See ![b](first%20call/board.png),\r\n[plan](plan.md#why).\n"
    )
    assert text(club, "north/index.md").endswith("[call](first%20call.md)\n")
    assert text(club, "north/hidden.md").endswith("See [[first call]] and [x](plan.md).\r\n")
    assert club.id("north/first call.md") == identifier
    assert not (club.notes / "north/2020-01-01-notes").exists()
    assert leads(club, "about.md") == [
        *["north/first call.md"] * 3,
        "north/first call/board.png",
        "north/first call.md",
    ]


def test_all_of_a_move_is_one_version_of_each_document_and_tells_none_of_the_others(club):
    move(club.desk, CALL, "north/other.md")
    for path in ("north/other.md", "about.md", "north/index.md", "north/hidden.md"):
        assert club.told(path)[0] == (None, MOVED)
    commits = {club.desk.history.revisions([club.id(path)])[0].commit for path in ("north/other.md", "about.md")}
    assert len(commits) == 1
    assert club.told("north/plan.md") == [(None, "Changed outside")]


def test_a_link_that_was_written_for_the_former_place_still_leads_there(club, library):
    move(club.desk, CALL, "north/other.md")
    library.holds("new.md", "[a](north/2020-01-01-notes.md) [[2020-01-01-notes]]\n")
    club.desk.refresher.everything()
    assert leads(club, "new.md") == ["north/other.md"] * 2
    backlinks = club.desk.library.catalog.backlinks(club.desk.library.catalog.by_path("north/other.md"), PUBLIC)
    assert "new.md" in [each.path for each in backlinks]


def test_a_document_in_another_folder_still_leads_where_it_led(club):
    move(club.desk, "north/plan.md", "deep/er/plan.md", wider=True)
    assert text(club, "deep/er/plan.md").endswith("![map](../../north/images/map.png) ![[map.png]]\n")
    assert leads(club, "deep/er/plan.md") == ["north/images/map.png"] * 2
    assert leads(club, CALL)[1] == "deep/er/plan.md"


def test_a_file_that_is_no_document_takes_its_links_along(club):
    move(club.desk, "north/images/map.png", "north/maps/of the north.png")
    assert leads(club, "north/plan.md") == ["north/maps/of the north.png"] * 2
    assert not (club.notes / "north/images").exists()


def test_a_title_that_changes_changes_the_links_that_name_it(club):
    relocate(club.desk, NED, club.id(CALL), Wish("Kick-off: the call", "north"))
    assert text(club, "about.md").startswith("[[Kick-off: the call]]")
    assert "nowhere" not in leads(club, "about.md")
    assert club.desk.library.catalog.by_path(CALL).title == "Kick-off: the call"  # notes are named after their day
    relocate(club.desk, LEA, club.id(CALL), Wish("Kick-off: the call", "north", "kick-off"))
    moved = club.desk.library.catalog.by_path("north/kick-off.md")
    assert (moved.date.iso, moved.kind, moved.meeting_key) == ("2020-01-01", "notes", "2020-01-01")
    assert club.told("about.md")[0] == (2, MOVED)


def test_a_title_that_is_the_heading_changes_there(club):
    relocate(club.desk, LEA, club.id("north/plan.md"), Wish("The *better* plan", "north"))
    assert "# The \\*better\\* plan\n\n## Why\n" in text(club, "north/the-better-plan.md")
    assert "title:" not in text(club, "north/the-better-plan.md")


def test_whoever_moves_between_groups_needs_to_write_in_both(club):
    for viewer, group, error in (
        (SAM, "north", NotTheirs),
        (VISITOR, "north", NotThere),
        (READER, "north", NotTheirs),
        (NED, "east", NotTheirs),
        (NED, "", NotTheirs),
        (LEA, "nowhere", NotTheirs),
    ):
        with pytest.raises(error):
            relocate(club.desk, viewer, club.id(CALL), Wish("Call: one", group))
    relocate(club.desk, LEA, club.id(CALL), Wish("Call: one", "east", "first"))
    moved = club.desk.library.catalog.by_path("east/first.md")
    assert (moved.group, moved.visibility, moved.files[0].path) == ("east", "group", "east/first/board.png")
    with pytest.raises(WrongWords):  # only an admin opens what is closed
        relocate(club.desk, LEA, moved.id, Wish("Call: one", "north"))
    relocate(club.desk, ADA, moved.id, Wish("Call: one", "north"))


def test_what_opens_tells_nobody_where_it_was(club, library):
    library.holds("east/2021-05-05-notes.md", "Secret.\n")
    club.desk.refresher.everything()
    identifier = club.id("east/2021-05-05-notes.md")
    relocate(club.desk, ADA, identifier, Wish("Call", "north", "open"))
    assert "aliases" not in text(club, "north/open.md")
    assert club.desk.library.catalog.meeting("east", "2021-05-05", PUBLIC) is None


def test_under_the_rule_somebody_has_to_say_that_the_title_names_no_one(club, library):
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house")
    library.holds("east/2021-05-05-notes.md", "Trust.\n")
    club.desk.refresher.everything()
    identifier = club.id("east/2021-05-05-notes.md")
    with pytest.raises(Unnamed):
        relocate(club.desk, LEA, identifier, Wish("What Ada said", "east"))
    relocate(club.desk, LEA, identifier, Wish("Trust", "east", names_no_one=True))


def test_a_group_that_moves_keeps_its_addresses_and_its_meetings(club, library):
    library.document("resources/guide.md", "Guide.\n", group="North", kind="resource", title="Guide")
    club.desk.refresher.everything()
    ids = {each.path: each.id for each in club.desk.library.catalog.every()}
    planned = []
    move(club.desk, "north", "far-north", begun=planned.append)
    assert dict(planned[0].renamed) == {"north": "far-north"}
    catalog = club.desk.library.catalog
    assert {catalog.by_path(path.replace("north/", "far-north/", 1)).id for path in ids} == set(ids.values())
    assert catalog.group("north", PUBLIC).slug == "far-north"
    assert catalog.meeting("north", "2020-01-01", PUBLIC).address == "/groups/far-north/2020-01-01"
    assert catalog.by_path("resources/guide.md").group == "far-north"
    assert "nowhere" not in leads(club, "about.md")
    hidden = catalog.by_path("far-north/hidden.md")
    assert (hidden.visibility, hidden.group) == ("leads", "far-north")


def test_what_would_open_documents_is_not_done_by_the_way(club, library):
    library.holds("kb.yml", 'rules:\n  - match: "closed/**"\n    visibility: leads\n')
    library.holds("closed/pay.md", "Pay.\n")
    club.desk.refresher.everything()
    with pytest.raises(NotWritten, match=r"Others could read closed/pay\.md then"):
        move(club.desk, "closed", "open")
    move(club.desk, "east/index.md", "east/group.md")
    with pytest.raises(NotWritten, match="Others could read"):
        move(club.desk, "east/group.md", "north/group.md")
    move(club.desk, "closed", "open", wider=True)
    assert "aliases" not in text(club, "open/pay.md")


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (CALL, CALL, "there already"),
        (CALL, "north/plan.md", "something at north/plan.md"),
        (CALL, "north/PLAN.md", "something at north/plan.md"),
        (CALL, "north/hidden", "something at north/hidden.md"),
        ("north", "north/deeper", "into itself"),
        ("north/never.md", "x.md", "no north/never.md"),
        (CALL, "../outside.md", "not a place"),
        (CALL, "/etc/../../x.md", "not a place"),
        (CALL, "north/.git/config.md", "not a place"),
        (CALL, "north/CON.md", "name of a device"),
        (CALL, "north/nul.txt.md", "name of a device"),
        (CALL, "north/a:b.md", "on every computer"),
        (CALL, "north/a .md/x.md", None),
        (CALL, "north/trailing./x.md", "on every computer"),
        (CALL, "north/" + "x" * 300 + ".md", "too long"),
        ("kb.yml", "x.yml", "no kb.yml"),
        ("north/images/map.png", "kb.yml", "stays where it is"),
        ("north/images/map.png", "north/map.md", "no document"),
        ("north/images", "north/images.md", "no document"),
        (CALL, "north/a\\b.md", "not a place"),
        (CALL, "north/a\nb.md", "not a place"),
    ],
)
def test_what_cannot_be_moved_stays_where_it_is(club, start, end, why):
    before = {path: path.read_bytes() for path in club.notes.rglob("*") if path.is_file()}
    if why is None:
        move(club.desk, start, end)
        return
    with pytest.raises(NotWritten, match=why):
        move(club.desk, start, end)
    assert {path: path.read_bytes() for path in club.notes.rglob("*") if path.is_file()} == before


def test_names_in_other_normal_forms_are_one_name(club, library):
    decomposed = unicodedata.normalize("NFD", "north/café.md")
    move(club.desk, CALL, decomposed)
    assert (club.notes / "north/café.md").exists()
    library.holds("other.md", f"[x]({decomposed})\n")
    club.desk.refresher.everything()
    assert leads(club, "other.md") == ["north/café.md"]


@pytest.mark.parametrize("name", ["-rf", "--upload-pack=x", "HEAD~1", "$(x)", "north/--help"])
def test_a_name_is_a_name_and_no_option_of_anything(club, name):
    moved = move(club.desk, CALL, name)
    assert (club.notes / moved.path).exists()
    assert [each.path for each in club.desk.history.latest().values() if "notes" in each.path] == []
    move(club.desk, moved.path, CALL)
    assert club.told(CALL)[0] == (None, MOVED)


def test_a_member_learns_from_no_name_that_a_file_is_hidden_there(club, library):
    identifier = club.id(CALL)
    library.document("north/taken.md", "Hidden.\n", visibility="leads")
    club.desk.refresher.everything()
    for name in ("taken", "free"):
        relocate(club.desk, NED, identifier, Wish("Call: one", "north", name))
        assert (club.notes / f"north/{name}-{identifier}.md").exists()
    relocate(club.desk, LEA, identifier, Wish("Call: one", "north", "taken"))
    assert (club.notes / f"north/taken-{identifier}.md").exists()
    relocate(club.desk, LEA, identifier, Wish("Call: one", "north", "free"))
    assert (club.notes / "north/free.md").exists()


def test_a_form_that_is_sent_twice_moves_once(club):
    identifier = club.id(CALL)
    for _ in range(2):
        relocate(club.desk, LEA, identifier, Wish("Call: two", "north", "two"))
    assert [why for _, why in club.told("north/two.md")] == [MOVED, "Changed outside"]


def test_what_somebody_wrote_meanwhile_is_a_version_and_is_kept(club, library):
    opened = club.open(CALL)
    library.holds(CALL, opened.content + b"From outside.\n")
    move(club.desk, CALL, "north/two.md")
    assert text(club, "north/two.md").endswith("From outside.\n")
    assert [why for _, why in club.told("north/two.md")] == [MOVED, "Changed outside", "Changed outside"]
    saved = club.save(opened, title="From a form")
    assert saved.merged_with
    assert text(club, "north/two.md").count("From") == 2


def test_a_move_that_fails_in_the_middle_has_not_been(club, library, monkeypatch):
    before = {path: path.read_bytes() for path in club.notes.rglob("*") if path.is_file()}
    (club.notes / "about.md").chmod(0o444)
    real = __import__("kb.usecases.in_step.several", fromlist=["write_revision"]).write_revision

    def full(target, data, revision):
        if target.name == "plan.md" and b"aliases" in data:
            raise OSError(28, "No space left on device")
        real(target, data, revision)

    monkeypatch.setattr("kb.usecases.in_step.several.write_revision", full)
    with pytest.raises(OSError, match="No space"):
        move(club.desk, "north", "far-north")
    assert {path: path.read_bytes() for path in club.notes.rglob("*") if path.is_file()} == before
    assert club.desk.history.unfinished() is None
    monkeypatch.undo()
    move(club.desk, "north", "far-north")


def test_a_move_that_could_not_be_taken_back_is_finished_by_the_next_start(club, library, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("kb.usecases.in_step.several.write_revision", killed)
    monkeypatch.setattr("kb.usecases.in_step.several._taken_back", lambda *_: False)
    with pytest.raises(KeyboardInterrupt):
        move(club.desk, CALL, "north/two.md")
    monkeypatch.undo()
    again = Club(library.home)
    assert again.desk.history.unfinished() is None
    assert "nowhere" not in leads(again, "about.md")
    assert again.told("north/two.md")[0] == (None, MOVED)
    again.desk.history.close()


def test_a_document_that_cannot_be_changed_is_moved_and_named(club, library):
    library.holds("north/broken.md", "---\ntitle: [\nvisibility: {\n---\nText.\n")
    club.desk.refresher.everything()
    assert move(club.desk, "north", "far-north").plain == ("north/broken.md",)
    assert (club.notes / "far-north/broken.md").exists()


def test_a_document_named_as_a_folder_of_documents_takes_its_own_files_alone(club, library):
    library.holds("guide.md", "![a](guide/a.png) [x](guide/part.md)\n")
    library.holds("guide/part.md", "Part.\n")
    library.holds("guide/a.png", b"a")
    club.desk.refresher.everything()
    move(club.desk, "guide.md", "handbook.md")
    assert leads(club, "handbook.md") == ["handbook/a.png", "guide/part.md"]


def test_nobody_reads_more_by_a_move_than_they_could(club):
    viewer: Viewer = replace(NED, groups=frozenset({"north", "south"}))
    relocate(club.desk, viewer, club.id(CALL), Wish("Call: one", "north", "moved"))
    assert leads(club, "about.md")[0].startswith("north/moved")


def undone(club, path: str, viewer: Viewer = ADA) -> None:
    found = club.desk.history.revisions([club.id(path)])[0]
    assert may_undo(club.desk, viewer, found)
    undo_move(club.desk, viewer, found, club.state)


def everything(club) -> dict[str, bytes]:
    return {str(path.relative_to(club.notes)): path.read_bytes() for path in club.notes.rglob("*") if path.is_file()}


def test_a_move_is_undone_byte_for_byte(club):
    before = everything(club)
    for start, end in ((CALL, "east/x.md"), ("north", "far-north"), ("north/images/map.png", "map.png")):
        move(club.desk, start, end, wider=True)
        assert everything(club) != before
        undone(club, "far-north/plan.md" if end == "far-north" else end if end == "east/x.md" else "north/plan.md")
        assert everything(club) == before
        assert "nowhere" not in leads(club, "about.md")


def test_people_of_a_group_are_in_it_again_when_its_move_is_undone(club):
    with club.state.write() as db:
        ned = create_account(db, "ned@example.org", "Ned").number
        set_member(db, ned, "north", "lead")
    planned = []
    move(club.desk, "north", "far-north", begun=planned.append)
    before_move(club.state, planned[0].renamed)
    after_move(club.state, planned[0].renamed)
    for group in ("far-north", "north"):
        with club.state.read() as db:
            assert groups_of(db, ned) == {group: "lead"}
        if group == "far-north":
            undone(club, "far-north/plan.md")


def test_what_was_written_since_is_kept_when_a_move_is_undone(club, library):
    relocate(club.desk, LEA, club.id(CALL), Wish("Call: two", "north", "two"))
    library.holds("about.md", text(club, "about.md") + "More [z](north/two.md).\n")
    club.desk.refresher.everything()
    undone(club, "north/two.md", LEA)
    assert text(club, "about.md").endswith(f"More [z]({CALL}).\n")
    assert text(club, CALL).startswith("---\n# ours\ntitle: 'Call:  one'\n---\n")
    assert "nowhere" not in leads(club, "about.md")


def test_only_whoever_could_move_it_undoes_it_and_only_once(club):
    relocate(club.desk, LEA, club.id(CALL), Wish("Call: one", "east", "x"))
    found = club.desk.history.revisions([club.id("about.md")])[0]
    for viewer in (NED, SAM, VISITOR, READER):
        assert not may_undo(club.desk, viewer, found)
        with pytest.raises(NotTheirs):
            undo_move(club.desk, viewer, found, club.state)
    undo_move(club.desk, ADA, found, club.state)
    assert not may_undo(club.desk, ADA, found)
    with pytest.raises(NotWritten):
        undo_move(club.desk, ADA, found, club.state)


def test_one_document_takes_the_place_of_another_and_that_is_undone(club, library):
    library.document("north/old-plan.md", "Old ![p](old-plan/p.png)\n", id="old111", aliases=["older1"])
    library.holds("north/old-plan/p.png", b"p")
    library.holds("links.md", "[a](north/old-plan.md) [[old-plan]] [c](/d/old111)\n")
    club.desk.refresher.everything()
    before, plan = everything(club), club.id("north/plan.md")
    opened = club.open("north/old-plan.md")
    with pytest.raises(WrongWords):
        merge(club.desk, LEA, "old111", club.id("about.md"), opened.revision)  # not hers to change
    with pytest.raises(Conflict):
        merge(club.desk, LEA, "old111", plan, "another")
    assert merge(club.desk, LEA, "old111", plan, opened.revision) == plan
    catalog = club.desk.library.catalog
    for former in ("old111", "older1"):
        assert catalog.document(former, PUBLIC).id == plan
    assert leads(club, "links.md") == ["north/plan.md"] * 3
    assert text(club, "links.md").startswith("[a](north/plan.md) [[plan]]")
    assert "p.png" in [file.name for file in catalog.document("old111", PUBLIC).files]
    assert [each.document.id for each in bin_of(club.desk, LEA)] == ["old111"]
    undone(club, "north/plan.md", LEA)
    assert everything(club) == before


def test_who_could_read_a_document_that_is_gone_is_told_so_and_nobody_else(club):
    for path in (CALL, "north/hidden.md"):
        opened = club.open(path)
        remove_document(club.desk, LEA, opened.document.id, opened.revision)
        seen = {viewer.account: taken_away(club.desk, viewer, opened.document.id) for viewer in (VISITOR, NED, LEA)}
        assert [bool(each) for each in seen.values()] == ([True] * 3 if path == CALL else [False, False, True])
        bring_back(club.desk, LEA, opened.document.id)
        assert taken_away(club.desk, LEA, opened.document.id) is None
    assert taken_away(club.desk, ADA, "never11") is None


def test_a_document_that_only_moved_is_not_in_the_bin(club):
    move(club.desk, "north", "far-north")
    assert club.desk.history.gone() == []


def test_what_stays_where_it_is_is_still_there_where_the_rest_fails(club):
    before = text(club, CALL)
    steps = Steps(((CALL, CALL),), (Write("about.md", b"", "0" * 32, b"x"),))
    with pytest.raises(Stale):
        carry_out(club.notes, club.desk.history, steps, None, "")
    assert text(club, CALL) == before
    assert club.desk.history.unfinished() is None


def test_what_somebody_writes_while_a_save_is_planned_is_not_written_over(club):
    opened = club.desk.open(LEA, club.id(CALL))
    (club.notes / CALL).write_text("---\ntitle: Ours\n---\nWritten outside.\n")
    content = opened.content.replace(b"Call:  one", b"Call two")
    library, read = club.desk.library, (opened.content, opened.revision)
    planned = renaming(library, opened.document, read, content)
    assert planned is not None
    with pytest.raises(Stale):
        carried_out(library, club.desk.history, planned, LEA.account)
    assert "Written outside." in text(club, CALL)
    assert "[[Call one]]" in text(club, "about.md")


def test_a_second_name_of_a_file_is_told_from_one_name_found_under_other_letters(tmp_path):
    (tmp_path / "here").mkdir()
    file = tmp_path / "here" / "a.md"
    file.write_text("a")
    (tmp_path / "here" / "b.md").hardlink_to(file)
    (tmp_path / "HERE").symlink_to(tmp_path / "here")  # as a disk finds it that takes capitals for small letters
    assert is_second_name(file, tmp_path / "here" / "b.md")
    assert not is_second_name(file, tmp_path / "HERE" / "a.md")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.md").hardlink_to(file)
    assert is_second_name(file, tmp_path / "there" / "a.md")


def test_the_move_of_a_file_alone_is_undone_by_nobody_but_admins(club):
    move(club.desk, "north/images/map.png", "north/pictures/map.png")
    (revision,) = [each for each in club.desk.history.revisions([club.id("north/plan.md")]) if each.why == MOVED][:1]
    for viewer in (READER, NED, LEA):
        assert not may_undo(club.desk, viewer, revision)
        with pytest.raises(NotTheirs):
            undo_move(club.desk, viewer, revision, club.state)
    assert (club.notes / "north/pictures/map.png").exists()
    assert may_undo(club.desk, ADA, revision)
    undo_move(club.desk, ADA, revision, club.state)
    assert (club.notes / "north/images/map.png").exists()
