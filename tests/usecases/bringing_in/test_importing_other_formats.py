"""Taking a whole drive of files of other programs into the library."""

import base64
import io

import orjson
import pytest
from PIL import Image

from kb.jobs import Progress
from kb.library import text_of
from kb.library.frontmatter import read_front_matter
from kb.usecases.bringing_in.import_plan import plan_import
from kb.usecases.bringing_in.import_record import ImportRecord
from kb.usecases.bringing_in.imported import Wishes
from kb.usecases.bringing_in.importing import import_files
from kb.usecases.in_step.opening import open_library
from tests.intake.making import paragraph, pdf, run, word, written_by_pandoc, zipped
from tests.writing import LibraryFolder

NOTES = "---\ntitle: Monthly call\n---\n\n# Discussion\n\nEarly market engagement.\n"
MESSAGE = """From: Jo Doe <jo@example.org>
To: group@example.org
Subject: What we said
Date: Wed, 1 Apr 2020 18:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

Thank you all.
--x
Content-Type: text/plain
Content-Disposition: attachment; filename="plan.txt"

The plan

We ask early.
--x--
"""


@pytest.fixture
def drive(tmp_path):
    return LibraryFolder(tmp_path / "drive")


def photo():
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Camera of Somebody"
    Image.new("RGB", (4, 4), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def taken(library, drive):
    """Imports the drive; gives what became of each file by the path it got."""
    record = ImportRecord(library.home)

    def import_all(wishes=None, **options):
        opened = open_library(library.notes, library.home / "index").library
        opened.accept(opened.changes())
        planned = plan_import(opened, [drive.notes], options.pop("into", ""))
        options.setdefault("record", record)
        files = import_files(opened, planned, wishes or Wishes(), Progress("Importing", shown=False), **options)
        return {file.path: file for file in files}

    return import_all


def test_a_word_document_becomes_notes_under_its_own_name(library, drive, taken):
    drive.holds("pogo/2020-03-31-notes.docx", written_by_pandoc(NOTES, "docx"))
    found = taken()["pogo/2020-03-31-notes.md"]
    assert (found.outcome, found.inferred["date"], found.inferred["group"][0]) == (
        "imported", ("2020-03-31", "the file name"), "pogo",
    )  # fmt: skip
    text = (library.notes / "pogo/2020-03-31-notes.md").read_text()
    assert text.startswith("---\nid: ")
    assert text.endswith("---\n# Monthly call\n\n## Discussion\n\nEarly market engagement.\n")


def test_its_pictures_lie_beside_it(library, drive, taken):
    body = '<html><body><p>Look:</p><img alt="board" src="data:image/jpeg;base64,{}"></body></html>'
    drive.holds("our call.html", body.format(base64.b64encode(photo()).decode()))
    taken()
    assert "![board](our%20call/picture-1.jpg)" in (library.notes / "our call.md").read_text()
    assert b"Somebody" not in (library.notes / "our call/picture-1.jpg").read_bytes()


def test_a_second_run_converts_nothing_and_overwrites_nothing(library, drive, taken, monkeypatch):
    drive.holds("a.docx", written_by_pandoc(NOTES, "docx"))
    taken()
    (library.notes / "a.md").write_text("mended by hand\n")
    monkeypatch.setattr("kb.usecases.bringing_in.importing.take_in", None)  # calling it would fail
    assert taken(record=ImportRecord(library.home))["a.md"].outcome == "already there"
    assert (library.notes / "a.md").read_text() == "mended by hand\n"


def test_without_its_record_it_is_converted_again_and_found_to_be_there(library, drive, taken):
    drive.holds("a.docx", written_by_pandoc(NOTES, "docx"))
    taken(record=None)
    assert taken(record=None)["a.md"].outcome == "already there"


def test_a_record_that_was_cut_off_is_read_as_far_as_it_goes(library, drive, taken):
    drive.holds("a.docx", written_by_pandoc(NOTES, "docx"))
    taken()
    with (library.home / "imported.jsonl").open("ab") as file:
        file.write(b'{"file": "abc", "pa')
    assert taken(record=ImportRecord(library.home))["a.md"].outcome == "already there"


def test_a_record_of_one_file_in_the_form_it_had_is_read(library, drive, taken):
    drive.holds("a.docx", written_by_pandoc(NOTES, "docx"))
    taken()
    line = orjson.loads((library.home / "imported.jsonl").read_bytes())
    (library.home / "imported.jsonl").write_bytes(orjson.dumps({"file": line["files"][0], "paths": ["a.md"]}) + b"\n")
    (library.notes / "a.md").write_text("mended by hand\n")
    assert taken(record=ImportRecord(library.home))["a.md"].outcome == "already there"


def test_a_dry_run_writes_nothing(library, drive, taken):
    drive.holds("a.docx", written_by_pandoc(NOTES, "docx"))
    assert taken(dry_run=True)["a.md"].outcome == "imported"
    assert not any(library.notes.iterdir())


def test_two_files_of_one_name_become_two_documents(library, drive, taken):
    drive.holds("call.docx", word(paragraph(run("From Word, with a comma."))))
    drive.holds("call.txt", "From a text, with a comma.\n")
    drive.holds("call.md", "Already Markdown.\n")
    assert set(taken()) == {"call.md", "call-docx.md", "call-txt.md"}


def test_two_mailboxes_of_one_name_with_a_thread_of_one_name_lose_nothing(library, drive, taken):
    for ending, said in (("mbox", "Marmalade"), ("zip", "Treacle")):
        each = [MESSAGE.replace("Thank you all", said), MESSAGE.replace("What we said", "Else")]
        box = "".join(f"From x@example.org Wed Apr 1 18:00:00 2020\n{message}\n" for message in each)
        letters = {f"{number}.eml": message for number, message in enumerate(each)}
        drive.holds(f"list.{ending}", box if ending == "mbox" else zipped(letters))
    for _ in range(2):
        taken(record=None)
        assert "Marmalade" in (library.notes / "list/2020-04-01-what-we-said.md").read_text()
        assert "Treacle" in (library.notes / "list-zip/2020-04-01-what-we-said.md").read_text()


def test_a_message_has_its_date_and_its_attached_file_is_a_document_too(library, drive, taken):
    drive.holds("What we said.eml", MESSAGE)
    found = taken()
    message, plan = found["What we said.md"], found["What we said/plan.md"]
    assert message.inferred["date"] == ("2020-04-01", "front matter")
    assert plan.within == "What we said.eml"
    assert "group" not in plan.inferred


def test_a_zip_is_as_if_it_had_been_unpacked_there(library, drive, taken):
    drive.holds("pogo/old.zip", zipped({"2019/05-13 notes.txt": "Some call\n\nWe met.\n", "read.md": "# Read\n\nx\n"}))
    found = taken()
    assert set(found) == {"pogo/2019/05-13 notes.md", "pogo/read.md"}
    assert found["pogo/2019/05-13 notes.md"].inferred["date"][0] == "2019-05-13"


def test_what_markdown_within_a_zip_says_of_itself_holds_but_its_group_is_that_of_its_place(library, drive, taken):
    said = "---\ndate: 2020-05-01\nkind: agenda\ngroup: west\ntags: [pay]\n---\n# Read\n\nWe met on 2 June 2019.\n"
    drive.holds("old.zip", zipped({"one.md": said}))
    drive.holds("pogo/old.zip", zipped({"two.md": said}))
    found = taken()
    for path, group in (("one.md", None), ("pogo/two.md", "pogo")):
        told = {key: value for key, (value, _) in found[path].inferred.items()}
        assert (told["date"], told["kind"], told.get("group")) == ("2020-05-01", "agenda", group)
        assert "pay" in (library.notes / path).read_text()


def test_what_lies_within_a_file_of_a_groups_folder_is_for_that_group(library, drive, taken):
    library.document("pogo/index.md", "# POGO\n", kind="group", title="POGO", visibility="group")
    drive.holds("pogo/old.zip", zipped({"call.txt": "Some call\n\nWe met.\n", "said.eml": MESSAGE}))
    encoded = f"Content-Transfer-Encoding: base64\n\n{base64.b64encode(photo()).decode()}"
    with_picture = MESSAGE.replace("plan.txt", "plan.jpg").replace("\nThe plan\n\nWe ask early.", encoded)
    drive.holds("pogo/What we said.eml", with_picture)
    drive.holds("Elsewhere.eml", with_picture)
    found = taken()
    opened = open_library(library.notes, library.home / "index").library
    opened.accept(opened.changes())
    readers = {each.path: (each.group, each.visibility) for each in opened.catalog.every()}
    within = [path for path in found if path.startswith("pogo/")]
    assert len(within) == 5
    assert {readers[path] for path in within} == {("pogo", "group")}
    assert readers["Elsewhere/plan.md"] == (None, "public")


def test_what_has_no_text_is_kept_as_a_file_of_a_resource(library, drive, taken):
    drive.holds("scanned_minutes.pdf", pdf([[]]))
    drive.holds("board.jpg", photo())
    found = taken()
    assert {path: file.outcome for path, file in found.items()} == {
        "scanned_minutes.md": "kept as a file", "board.md": "kept as a file",
    }  # fmt: skip
    assert b"Secret" not in (library.notes / "scanned_minutes/scanned_minutes.pdf").read_bytes()
    assert b"Somebody" not in (library.notes / "board/board.jpg").read_bytes()
    assert "kind: resource" in (library.notes / "board.md").read_text()


def test_what_cannot_be_read_is_left_out_and_said_and_the_rest_goes_on(drive, taken):
    drive.holds("a.docx", word(paragraph(run("x" * 900)))[:-300])
    drive.holds("b.exe", b"MZ\x00\x01" * 50)
    drive.holds("c.txt", "Text\n\nof this file.\n")
    found = taken()
    assert [found[path].outcome for path in ("a.docx", "b.exe", "c.md")] == ["left out", "left out", "imported"]
    assert "damaged" in found["a.docx"].reason
    assert "never kept" in found["b.exe"].reason


def test_files_that_markdown_links_to_stay_files_without_who_made_them(library, drive, taken):
    drive.document("notes.md", "See ![board](board.jpg), [plan](plan.docx) and [data](data.bin).\n")
    drive.holds("board.jpg", photo())
    core = "<cp:coreProperties><dc:creator>Somebody</dc:creator></cp:coreProperties>"
    drive.holds("plan.docx", word(paragraph(run("The plan.")), docProps__core_xml=core))
    drive.holds("data.bin", b"\0\1\2")
    assert {file.outcome for file in taken().values()} == {"imported"}
    assert b"Somebody" not in (library.notes / "board.jpg").read_bytes()
    assert (library.notes / "plan.docx").read_bytes().startswith(b"PK")
    assert (library.notes / "data.bin").read_bytes() == b"\0\1\2"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Monthly call\n\nDate: 31st March 2020\n\nWe met.\n", "2020-03-31"),
        ("Call of 5 November 2020\n\nWe met.\n", "2020-11-05"),
        ("Monthly call\n\nDate of meeting: 05/11/2020\n\nWe met.\n", "2020-11-05"),
        ("Monthly call\n\nWe met. It is due by 3 May 2021.\n", None),
    ],
)
def test_the_date_is_what_the_words_say_and_never_today(drive, taken, text, date):
    drive.holds("a.txt", text)
    assert taken()["a.md"].inferred.get("date", (None,))[0] == date


def test_a_group_is_known_by_its_name_in_the_title(library, drive, taken):
    library.document("pogo/index.md", "# Open government\n", kind="group", title="Open government")
    drive.holds("a.txt", "Minutes of the Open Government call\n\nWe met.\n")
    found = taken()["a.md"].inferred
    assert (found["group"][0], found["kind"][0]) == ("pogo", "notes")


def test_nothing_is_taken_unread_into_a_group_under_the_rule(library, drive, taken):
    library.document("north/index.md", "# North\n", kind="group", rule="chatham-house")
    drive.holds("north/a.docx", written_by_pandoc(NOTES, "docx"))
    drive.holds("b.txt", "Minutes of North\n\nWe met.\n")
    found = taken()
    assert [found[path].outcome for path in ("north/a.md", "b.md")] == ["failed", "failed"]
    assert not (library.notes / "north/a.md").exists()


def test_wishes_come_before_what_is_inferred(drive, taken):
    drive.holds(
        "a.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Call\nDTSTART:20200331T150000Z\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    found = taken(Wishes(group="POGO", kind="notes"))["a.md"].inferred
    assert (found["kind"][0], found["group"][0], found["date"][0]) == ("notes", "pogo", "2020-03-31")


def test_what_a_file_within_another_says_of_its_readers_and_its_rule_closes_it_and_opens_nothing(library, drive, taken):
    library.document("pogo/index.md", "# POGO\n", kind="group", title="POGO", visibility="members")
    said = {
        "closed": "visibility: leads", "ruled": "rule: chatham-house", "open": "visibility: public",
        "unclear": "Visibility: ledas",
    }  # fmt: skip
    files = {f"{name}.md": f"---\n{line}\n---\n\n# One\n\nWords.\n" for name, line in said.items()}
    drive.holds("pogo/old.zip", zipped(files))
    taken()
    written = {path.stem: path.read_text() for path in library.notes.rglob("*.md") if path.stem in said}
    assert "visibility: leads" in written["closed"]
    assert "rule: chatham-house" in written["ruled"]
    assert "ledas" in written["unclear"]
    assert "visibility" not in written["open"]


BLOCK = "---\nrule: none\nvisibility: public\ngroup: west\n---\n"
RULES = "<hr><p>rule: none<br>visibility: public<br>group: west</p><hr><p>What was said.</p>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", f"---\n---\n{BLOCK}What was said."), ("a.md", f"\n\n{BLOCK}What was said."),
        ("a.md", f"[TOC]\n{BLOCK}What was said."), ("a.md", f"###### tags: a\n{BLOCK}What was said."),
        ("a.html", RULES), ("a.md", "---\ndraft: true\nrule: none\n---\n# One\n\nWhat was said."),
    ],
)  # fmt: skip
def test_no_text_is_read_as_front_matter_that_opens_it(library, drive, taken, name, content):
    library.document("pogo/index.md", "# POGO\n", kind="group", title="POGO", visibility="group")
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house", visibility="group")
    drive.holds("pogo/a.zip", zipped({name: content}))
    drive.holds("east/a.zip", zipped({name: content}))
    found = taken()
    assert (found["east/a.md"].outcome, found["pogo/a.md"].outcome) == ("failed", "imported")
    made = library.notes / "pogo/a.md"
    opened = open_library(library.notes, library.home / "index").library
    document = opened.would_be("pogo/a.md", made.read_bytes())
    assert (document.group, document.visibility in ("group", "leads")) == ("pogo", True)
    assert "What was said" in made.read_text()


def test_words_between_two_lines_across_the_page_stay_words(library, drive, taken):
    drive.holds("a.html", "<hr><p>Date: 1 April</p><hr><p>We met.</p>")
    drive.holds("b.html", "<hr><p>Present: Ann, Bob</p><p>We met.</p>")
    drive.holds("c.html", "<hr><p>Note: see a: b</p><hr><p>We met.</p>")
    taken()
    texts = {name: text_of((library.notes / f"{name}.md").read_bytes()) for name in "abc"}
    for name, words in (("a", "Date: 1 April"), ("b", "Present: Ann, Bob"), ("c", "see a: b")):
        assert words in texts[name]


@pytest.mark.parametrize(
    "front",
    [
        "visibility: leads\nurl: a: b\n---",
        "visibility: leads\n",
        "draft: true\n---",
        "Visibility: x\nvisibility: y\n---",
    ],
)
def test_front_matter_within_a_zip_that_is_unclear_or_of_a_draft_closes_and_is_kept(library, drive, taken, front):
    drive.holds("a.zip", zipped({"a.md": f"---\n{front}\n\n# One\n\nWhat was said.\n", "b.md": "# Two\n\nMore.\n"}))
    assert {each.outcome for each in taken().values()} == {"imported"}
    made = (library.notes / "a.md").read_bytes()
    opened = open_library(library.notes, library.home / "index").library
    assert opened.would_be("a.md", made).visibility == "leads"
    assert "What was said" in text_of(made)
    assert ("leads" in text_of(made)) is ("visibility: leads" in front)


@pytest.mark.parametrize(
    ("title", "heading", "named", "kept"),
    [
        ("Monthly call", "MONTHLY CALL", "MONTHLY CALL", False), ("???", "A real one", "A real one", False),
        ("C", "C++", "C", True), ("x" * 90 + " 2019", "x" * 90 + " 2020", "x" * 90 + " 2019", True),
    ],
)  # fmt: skip
def test_a_heading_that_is_not_the_title_stays(library, drive, taken, title, heading, named, kept):
    drive.holds("a.zip", zipped({"a.md": f"---\ntitle: '{title}'\n---\n# {heading}\n\nWe met.\n"}))
    assert taken()["a.md"].inferred["title"][0] == named
    made = read_front_matter((library.notes / "a.md").read_text()).body
    assert (f"\n# {heading.replace('+', chr(92) + '+')}\n" in made or f"\n# {heading}\n" in made) is kept


def test_what_is_attached_to_a_message_is_for_the_group_of_the_message(library, drive, taken):
    library.document("south/index.md", "# South\n", kind="group", title="South", visibility="group")
    message = MESSAGE.replace("What we said", "South: what we said")
    encoded = f"Content-Transfer-Encoding: base64\n\n{base64.b64encode(photo()).decode()}"
    picture = message.replace("plan.txt", "plan.jpg").replace("\nThe plan\n\nWe ask early.", encoded)
    drive.holds("m.eml", message)
    drive.holds("n.eml", picture)
    drive.holds("o.zip", zipped({"p.eml": message}))
    found = taken()
    opened = open_library(library.notes, library.home / "index").library
    opened.accept(opened.changes())
    readers = {each.path: (each.group, each.visibility) for each in opened.catalog.every()}
    assert set(found) == {"m.md", "m/plan.md", "n.md", "n/plan.md", "p.md", "p/plan.md"}
    assert {readers[path] for path in found} == {("south", "group")}
