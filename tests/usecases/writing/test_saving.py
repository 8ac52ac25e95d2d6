"""Saving documents: who may, what is written, how texts come together, and that nothing is ever lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.access import audience_of, audiences_of
from kb.library.frontmatter import read_front_matter
from kb.model import VISITOR
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.reading.versions import readable
from kb.usecases.writing import saving
from kb.usecases.writing.creating import create_document
from kb.usecases.writing.removing import remove_document
from kb.usecases.writing.saving import BreaksLinks, Conflict, NotTheirs, NotThere, Unnamed
from kb.usecases.writing.wording import Wording, reworded, wording_of
from tests.usecases.club import ADA, CALL, LEA, NED, NOTES, READER, SAM


def test_what_is_saved_is_found_at_once_and_all_else_in_the_file_is_as_it_was(club):
    opened = club.open(CALL)
    club.save(opened, text=opened.said.text.replace("Second", "Marmalade"), why="put right")
    identifier = club.id(CALL)
    assert (club.notes / CALL).read_bytes() == NOTES.replace(b"Second", b"Marmalade").replace(
        b"# why\r\n", b"# why\r\nid: %s\r\n" % identifier.encode()
    )
    assert club.finds("marmalade") == ["Call: one"]
    assert club.told(CALL) == [(1, "put right"), (None, "Changed outside")]


def test_a_form_that_is_sent_as_it_was_opened_changes_nothing_at_all(club):
    club.save(club.open(CALL))
    assert (club.notes / CALL).read_bytes() == NOTES
    assert len(club.told(CALL)) == 1


def test_fields_are_written_as_a_person_would(club):
    club.save(
        club.open(CALL), LEA, title="Call: two", date="2020-06?", tags="Jam, market engagement", visibility="members",
        description="What we said.", kind="agenda",
    )  # fmt: skip
    lines = (club.notes / CALL).read_text().splitlines()
    assert lines[:5] == [
        "---",
        "# ours",
        'title: "Call: two"',
        'x-own: [kept, "as it is"]  # why',
        f"id: {club.id(CALL)}",
    ]
    assert sorted(lines[5:10]) == [
        'date: "2020-06?"',
        'description: "What we said."',
        "kind: agenda",
        "tags: [Jam, market engagement]",
        "visibility: members",
    ]
    assert club.open(CALL).said.tags == "Jam, market engagement"
    club.save(club.open(CALL), LEA, tags="", date="")
    assert "tags" not in (club.notes / CALL).read_text()


def test_two_people_in_different_places_both_have_their_words(club):
    opened = club.open(CALL)
    club.save(opened, text=opened.said.text.replace("First", "1st"), title="One", why="first")
    saved = club.save(opened, LEA, text=opened.said.text.replace("Second", "2nd"), tags="jam", why="second")
    assert saved.merged_with
    now = club.open(CALL).said
    assert ("1st" in now.text, "2nd" in now.text, now.title, now.tags) == (True, True, "One", "jam")
    assert [by for by, _ in club.told(CALL)] == [2, 1, None]


def test_an_editor_on_the_disk_is_one_of_them(club, library):
    opened = club.open(CALL)
    library.holds(CALL, NOTES.replace(b"First", b"1st"))
    club.save(opened, text=opened.said.text.replace("Second", "2nd"))
    assert b"1st.\r\n\r\n2nd.\r\n" in (club.notes / CALL).read_bytes()
    assert club.told(CALL) == [(1, "Changed"), (None, "Changed outside"), (None, "Changed outside")]


def test_two_who_change_the_same_both_have_their_words_back_and_nothing_is_written(club):
    opened = club.open(CALL)
    club.save(opened, text=opened.said.text.replace("First", "1st"), title="Mine")
    before = (club.notes / CALL).read_bytes()
    with pytest.raises(Conflict) as conflict:
        club.save(opened, text=opened.said.text.replace("First", "Erst"), title="Yours")
    assert conflict.value.fields == {"text", "title"}
    assert "1st" in conflict.value.theirs.said.text
    assert (club.notes / CALL).read_bytes() == before
    assert club.open(CALL).revision == conflict.value.theirs.revision


def test_a_form_that_is_sent_twice_is_saved_once(club):
    opened = club.open(CALL)
    for _ in range(2):
        club.save(opened, text="Once.\n")
    assert len(club.told(CALL)) == 2


def test_whoever_wants_no_merge_is_told_of_any_other_version(club):
    opened = club.open(CALL)
    club.save(opened, title="Mine")
    with pytest.raises(Conflict):
        club.save(opened, text="Mine.\n", merging=False)


@pytest.mark.parametrize(
    ("viewer", "path", "error"),
    [
        (NED, CALL, None),
        (LEA, CALL, None),
        (ADA, CALL, None),
        (SAM, CALL, NotTheirs),
        (VISITOR, CALL, NotThere),
        (READER, CALL, NotTheirs),
        (NED, "north/index.md", NotTheirs),
        (LEA, "north/index.md", None),
        (NED, "north/leads.md", NotThere),
        (LEA, "north/leads.md", None),
        (LEA, "about.md", NotTheirs),
        (ADA, "about.md", None),
        (NED, "east/index.md", NotThere),
    ],
)
def test_who_may_write(club, viewer, path, error):
    opened = club.open(path, ADA)
    if error is None:
        club.save(opened, viewer, text="Changed.\n", names_no_one=True)
        assert "Changed." in (club.notes / path).read_text()
    else:
        with pytest.raises(error):
            club.save(opened, viewer, text="Changed.\n", names_no_one=True)
        assert "Changed." not in (club.notes / path).read_text()


def test_nobody_opens_wider_than_usual_nor_shuts_themselves_out(club, library):
    library.document("north/index.md", "# North\n", kind="group", title="North", visibility="group")
    club.desk.refresher.everything()
    opened = club.open(CALL)
    for viewer, visibility in ((NED, "public"), (LEA, "public"), (NED, "leads")):
        with pytest.raises((WrongWords, NotTheirs)):
            club.save(opened, viewer, visibility=visibility)
    club.save(opened, LEA, visibility="leads")
    club.save(club.open(CALL), ADA, visibility="public")
    assert club.finds("second") == ["Call: one"]


def test_a_document_moves_only_between_groups_of_whoever_moves_it(club):
    with pytest.raises(NotTheirs):
        club.save(club.open(CALL), NED, group="south")
    with pytest.raises(NotTheirs):
        club.save(club.open(CALL), NED, group="")
    club.save(club.open(CALL), LEA, group="east", names_no_one=True)
    assert club.desk.library.catalog.by_path(CALL).group == "east"


def test_under_the_rule_somebody_has_to_say_that_it_names_no_one(club, library):
    library.holds("east/2020-01-01-notes.md", "Trust.\n")
    club.desk.refresher.everything()
    opened = club.open("east/2020-01-01-notes.md")
    with pytest.raises(Unnamed):
        club.save(opened, LEA, text="Trust me.\n")
    with pytest.raises(Unnamed):
        create_document(club.desk, LEA, Wording(title="New", kind="notes", group="east"))
    club.save(opened, LEA, text="Trust me.\n", names_no_one=True)


def test_what_cannot_be_read_is_not_written_over(club, library):
    for content in (b"---\nvisibility: [\ntitle: {\n---\nText.\n", b"caf\xe9 here\n", "é\n".encode("utf-16")):
        library.holds("north/broken.md", content)
        club.desk.refresher.everything()
        with pytest.raises(NotWritten):
            club.open("north/broken.md", ADA)
        assert (club.notes / "north/broken.md").read_bytes() == content


def test_to_move_a_document_opens_it_no_more_than_to_choose_its_readers(club, library):
    library.holds("east/2020-01-01-notes.md", "Trust.\n")
    club.desk.refresher.everything()
    opened = club.open("east/2020-01-01-notes.md")
    with pytest.raises(WrongWords):
        club.save(opened, LEA, group="north", names_no_one=True)
    club.save(opened, LEA, group="north", visibility="group", names_no_one=True)
    assert (club.finds("trust"), club.finds("trust", NED)) == ([], ["2020 01 01 notes"])


def test_what_somebody_closes_in_the_folder_is_not_opened_any_more(club, library):
    identifier = club.id(CALL)
    library.holds(CALL, b"---\nvisibility: leads\n---\nOnly for leads.\n")  # nobody has looked since
    with pytest.raises(NotThere):
        club.desk.open(NED, identifier)
    assert club.desk.open(LEA, identifier).said.text == "Only for leads.\n"


def test_an_id_is_never_that_of_something_hidden(club, library):
    taken = create_document(club.desk, LEA, Wording("Pay", "", "page", "north", visibility="leads"), once="x")
    made = create_document(club.desk, NED, Wording("New", "", "page", "north"), once="x")
    assert made != taken
    document = club.desk.library.catalog.document(taken, audiences_of(LEA))
    assert document.title == "Pay"
    remove_document(club.desk, LEA, taken, club.desk.open(LEA, taken).revision)
    assert create_document(club.desk, NED, Wording("Newer", "", "page", "north"), once="x") != taken


@pytest.mark.parametrize("half", ["\\ud800", "\\udc80", "\\udfff"])
def test_half_a_pair_in_a_front_matter_stops_nothing(club, library, half):
    library.holds("north/half.md", f'---\ntitle: "Half {half}"\n"key{half}": "{half}"\n---\nTangerine.\n')
    club.desk.refresher.everything()
    assert club.finds("tangerine") == ["Half �"]
    letter = half.encode().decode("unicode_escape")
    for name in ("title", "description", "tags", "url"):
        new = replace(Wording("New", "", "page", "north"), **{name: f"a {letter} b"})
        made = create_document(club.desk, NED, new, why=letter)
        assert club.desk.open(NED, made).said


FRONT = st.lists(
    st.sampled_from([
        "# a comment", "x: 'it''s'", 'y: "a: b"', "list:\n  - one\n  - two # kept", "map: {a: 1, b: [2]}",
        "z:   |\n  two\n  lines",
        "Title: Old", "tags: [a, 'B c']", "tags:\n- a\n- b", "date: 2020-03-31", "group:   north", "", "é: ü", "n: ~",
    ]),
    max_size=6, unique_by=lambda line: line.split(":")[0].casefold(),
)  # fmt: skip
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=20)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FRONT, st.sampled_from(["\n", "\r\n"]), st.booleans(), WORDS, WORDS, st.lists(WORDS, max_size=4).map("\n".join))
def test_whatever_a_front_matter_holds_survives_byte_for_byte(club, front, newline, marked, title, description, text):
    block = "".join(f"{line}\n" for line in front)
    written = f"---\n{block}---\nOld text.\n" if front else "Old text.\n"
    content = (b"\xef\xbb\xbf" if marked else b"") + written.replace("\n", newline).encode()
    said = wording_of(club.desk.library, "north/x.md", content)
    wanted = replace(said, title=" ".join(title.split()) or "T", description=" ".join(description.split()), text=text)
    try:
        after = reworded(content, said, wanted, "abc2345")
    except ValueError:
        return  # refused, so nothing is written
    lines = after.decode().split(newline)
    kept = [line for each in front for line in each.split("\n") if not each.startswith("Title:")]
    assert [line for line in lines if line in kept][: len(kept)] == kept
    values = read_front_matter(after.decode()).values
    before = read_front_matter(content.decode()).values
    unchanged = {key: value for key, value in before.items() if key.casefold() not in ("title", "description")}
    assert unchanged.items() <= values.items()
    now = wording_of(club.desk.library, "north/x.md", after)
    assert (now.title, now.description, now.text) == (wanted.title, wanted.description, text)


def test_a_heading_that_is_reworded_keeps_its_address_also_when_others_save(club, library):
    library.holds("north/plan.md", "# The plan\n\n## Costs\n\nMuch.\n\n## When\n\nSoon.\n")
    club.desk.refresher.everything()
    opened = club.open("north/plan.md")
    for _ in range(2):  # a form that is sent twice
        club.save(opened, text=opened.said.text.replace("Costs", "What it costs"))
    club.save(opened, LEA, text=opened.said.text.replace("Soon", "Later"))
    assert club.open("north/plan.md").said.text == (
        "# The plan\n\n## What it costs {#costs}\n\nMuch.\n\n## When\n\nLater.\n"
    )


def test_links_that_would_lead_nowhere_are_told_as_far_as_they_may_be_seen(club, library):
    library.holds("north/plan.md", "# The plan\n\n## Costs\n\nMuch.\n\n## When\n\nSoon.\n")
    library.holds(
        "about.md", "[a](north/plan.md#costs) [[The plan#Costs]] [b](north/plan.md#when) [c](north/plan.md)\n"
    )
    library.document("north/leads.md", "[a](plan.md#costs)\n", visibility="leads", kind="page")
    club.desk.refresher.everything()
    opened = club.open("north/plan.md")
    shorter = opened.said.text.replace("## Costs\n\nMuch.\n\n", "")
    for viewer, seen in ((NED, ["about.md"] * 2), (LEA, ["about.md"] * 2 + ["north/leads.md"])):
        with pytest.raises(BreaksLinks) as broken:
            club.save(opened, viewer, text=shorter, minds_links=True)
        assert [each.path for each, _ in broken.value.links] == seen
    club.save(opened, text=opened.said.text.replace("Soon", "Later"), minds_links=True)
    club.save(opened, text=shorter)
    assert "Costs" not in club.open("north/plan.md").said.text


def test_a_title_and_a_day_that_change_leave_every_link_and_address_as_they_were(club, library):
    library.holds("north/links.md", "[[Call one]] and [x](2020-01-01-notes.md)\n")
    club.desk.refresher.everything()
    club.save(club.open(CALL), LEA, title="Kick-off", date="2020-02-02")
    catalog, everybody = club.desk.library.catalog, audiences_of(VISITOR)
    assert (club.notes / "north/links.md").read_text() == "[[Kick-off]] and [x](2020-01-01-notes.md)\n"
    assert catalog.meeting("north", "2020-01-01", everybody).key == "2020-02-02"
    assert [each.path for each in catalog.backlinks(catalog.by_path(CALL), everybody)] == ["north/links.md"]


def test_what_another_program_is_putting_in_the_place_of_a_document_is_waited_for(club, monkeypatch):
    place = club.notes / CALL
    monkeypatch.setattr("time.sleep", lambda _: place.write_bytes(NOTES + b"\nLater.\n"))
    place.unlink()
    assert "Later." in club.open(CALL).said.text


def test_what_was_saved_is_kept_though_another_program_writes_over_it_at_once(club, monkeypatch):
    opened = club.open(CALL)
    club.save(opened, text="It was said.", why="before")
    write = saving.write_revision

    def then_written_over(target, data, revision):
        write(target, data, revision)
        target.write_bytes(NOTES + b"\nFrom elsewhere.\n")  # as a program does that has not seen ours

    monkeypatch.setattr(saving, "write_revision", then_written_over)
    club.save(club.open(CALL), text="It was said by nobody.", why="ours")
    assert club.told(CALL)[:2] == [(None, "Changed outside"), (1, "ours")]
    assert club.finds("elsewhere") == ["Call: one"]


def test_a_version_is_for_those_for_whom_the_document_is_then(club, library):
    for name in ("a", "b"):  # of two with one id nobody knows which is meant, so both are for leads
        library.document(f"{name}.md", f"# {name}\n", id="same", kind="page")
    library.document("west/index.md", "# West\n", kind="group", title="West")
    library.document("west/more.md", "# West\n", kind="group", group="west", title="West", visibility="leads")
    club.desk.refresher.everything()
    club.desk.refresher.record()
    for path in ("a.md", "west/index.md"):
        club.save(club.open(path, ADA), ADA, text="# Changed\n", why="ours")
        revision = club.desk.history.revisions([club.id(path)])[0]
        assert (revision.by, revision.why) == (ADA.account, "ours")
        assert revision.audience == audience_of(club.desk.library.catalog.by_path(path))
        assert not readable(club.desk.history, VISITOR)(revision)
