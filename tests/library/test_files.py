"""The files of a folder as people and their computers leave them."""

import contextlib
import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library import Library, list_files
from kb.library.files import LARGEST, StillChanging, decode, read_text

ENCODED = {
    "utf-8": ("Märkte – “quoted”\n".encode(), "Märkte – “quoted”\n", None),
    "utf-8 with a mark": (b"\xef\xbb\xbf# Hi\n", "# Hi\n", None),
    "windows line ends": (b"# Hi\r\ntext\r\n", "# Hi\r\ntext\r\n", None),
    "empty": (b"", "", None),
    "utf-16": ("\ufeff# Märkte\n".encode("utf-16-le"), "# Märkte\n", "UTF-16"),
    "utf-16 big-endian": ("\ufeff# Märkte\n".encode("utf-16-be"), "# Märkte\n", "UTF-16"),
    "latin-1": (b"one\ncaf\xe9\n", "one\ncafé\n", "not saved as UTF-8"),
    "windows-1252": (b"\x93quoted\x94\n", "“quoted”\n", "not saved as UTF-8"),
    "utf-8 with one bad byte": ("Märkte für Bücher \n".encode() + b"\xff\n", "Märkte für Bücher \n�\n", "not saved"),
    "nul": (b"a\0b\n", "a�b\n", "NUL"),
}


@pytest.mark.parametrize(("data", "text", "complaint"), ENCODED.values(), ids=ENCODED.keys())
def test_text_is_read_in_whatever_way_it_was_saved(data, text, complaint):
    found, problems = decode(data)
    assert found == text
    assert [complaint in message for _, message in problems] == ([True] if complaint else [])


def test_the_line_of_the_first_wrong_byte_is_told():
    assert decode(b"one\ntwo\ncaf\xe9\n")[1][0][0] == 3


@given(st.binary(max_size=400))
def test_no_bytes_make_reading_fail(data):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pogo").mkdir()
        (Path(folder) / "pogo/x.md").write_bytes(data)
        (Path(folder) / "pogo/2020-03-31-y.md").write_bytes(b"---\n" + data + b"\n---\n" + data)
        changes = Library(Path(folder)).changes()
        assert len(changes.catalog.every()) == 2
        changes.catalog.problems()
        changes.catalog.dead_links()


NAMES = (
    "with spaces.md", "a#b.md", "50%.md", "%2e%2e.md", "💡 ideas.md", "x" * 200 + ".md", "Case.md", "case.md",
    "a'b\"c.md", "UPPER.MD", "long.markdown", "naïve.md", "日本語.md", "a:b.md", "trailing .md", "-dash.md", "a\\b.md",
)  # fmt: skip


def test_names_of_every_kind_are_read_and_have_different_ids(notes):
    for name in NAMES:
        notes.has(f"pogo/{name}", f"# {name}\n")
    documents = notes.catalog().every()
    assert {document.path for document in documents} == {f"pogo/{name}" for name in NAMES}
    assert len({document.id for document in documents}) == len(NAMES)
    assert all(notes.library.body(document) for document in documents)


def test_names_that_only_capitals_tell_apart_are_two_documents_and_a_warning(notes):
    notes.has("pogo/Case.md", "# A")
    notes.has("pogo/case.md", "# B")
    assert len(notes.catalog().every()) == 2
    assert ["pogo/Case.md" in message for message in notes.complaints("pogo/case.md")] == [True]


def test_hidden_names_and_packages_are_not_part_of_the_library(notes):
    for path in (
        ".obsidian/x.md",
        "pogo/.hidden.md",
        "node_modules/a/README.md",
        "pogo/node_modules/x.md",
        ".git/x.md",
    ):
        notes.has(path, "# Hidden")
    notes.has("pogo/seen.md", "# Seen")
    assert [document.path for document in notes.catalog().every()] == ["pogo/seen.md"]
    assert notes.complaints() == []


def test_a_folder_with_the_name_of_a_file_is_a_folder(notes):
    notes.has("pogo/x.md/inner.md", "# Inner")
    assert [document.path for document in notes.catalog().every()] == ["pogo/x.md/inner.md"]
    assert "folder" in notes.complaints("pogo/x.md")[0]


def test_a_link_out_of_the_library_is_not_followed_and_named(notes, tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/salaries.md").write_text("# Salaries")
    (notes.folder / "pogo").mkdir()
    (notes.folder / "pogo/folder").symlink_to(tmp_path / "secret")
    (notes.folder / "pogo/file.md").symlink_to(tmp_path / "secret/salaries.md")
    (notes.folder / "pogo/up").symlink_to("../../secret")
    assert notes.catalog().every() == ()
    for path in ("pogo/folder", "pogo/file.md", "pogo/up"):
        assert "leads out of the library" in notes.complaints(path)[0]


def test_links_in_circles_and_links_to_nothing_do_no_harm(notes):
    notes.has("pogo/x.md", "# X")
    (notes.folder / "pogo/loop").symlink_to("..")
    (notes.folder / "pogo/self.md").symlink_to("self.md")
    (notes.folder / "pogo/gone.md").symlink_to("nowhere.md")
    assert [document.path for document in notes.catalog().every()] == ["pogo/x.md"]
    assert "read there" in notes.complaints("pogo/loop")[0]


def test_a_file_swapped_for_a_link_is_not_read(notes, tmp_path):
    (tmp_path / "secret.md").write_text("# Secret")
    (notes.folder / "x.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(OSError, match="symbolic links"):
        read_text(notes.folder, "x.md")


def test_pipes_and_sockets_are_not_opened(notes):
    os.mkfifo(notes.folder / "pipe.md")
    here = Path.cwd()
    os.chdir(notes.folder)  # the path of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket.md")
    finally:
        os.chdir(here)
    assert notes.catalog().every() == ()
    assert "not a file that can be read" in notes.complaints("pipe.md")[0]
    with pytest.raises(OSError, match="not a file"):
        read_text(notes.folder, "pipe.md")


def test_a_name_that_is_no_text_is_named_and_skipped(notes):
    (notes.folder / os.fsdecode(b"caf\xe9.md")).write_text("# X")
    (notes.folder / "line\nbreak.md").write_text("# Y")
    assert notes.catalog().every() == ()
    assert (
        notes.complaints() == ["The name holds characters that cannot be shown; rename it, then it will be read."] * 2
    )


def test_of_a_very_large_file_the_beginning_is_read_and_somebody_is_told(notes):
    notes.has("pogo/huge.md", "# Huge\n\n" + "A line of text.\n\n" * 1_200_000)
    document = notes.document("pogo/huge.md")
    assert document.title == "Huge"
    assert "20 MB" in notes.complaints("pogo/huge.md")[0]
    body = notes.library.body(document)
    assert body.cut
    assert LARGEST - 20 < len(body.text) <= LARGEST
    assert body.text.endswith("\n")


def test_five_thousand_headings_are_read(notes):
    notes.has("pogo/many.md", "".join(f"## Heading {number}\n\ntext\n\n" for number in range(5000)))
    assert notes.document("pogo/many.md").title == "Heading 0"


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything; the tests must not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def readable_folder() -> Iterator[Path]:
    """A folder that somebody who is not root may list."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_an_unreadable_file_is_for_leads_and_the_others_are_served(readable_folder):
    (readable_folder / "open.md").write_text("# Open")
    (readable_folder / "shut.md").write_text("# Shut")
    (readable_folder / "shut.md").chmod(0)
    with as_nobody():
        library = Library(readable_folder)
        library.accept(library.changes())
        shut = library.catalog.by_path("shut.md")
        assert shut.visibility == "leads"
        assert library.body(shut) is None
        assert library.changes().put == ()  # looked at again, found the same
        assert library.catalog.by_path("open.md").title == "Open"
        [problem] = library.catalog.problems()
        assert (problem.path, problem.severity) == ("shut.md", "error")
        assert "permission denied" in problem.message
    (readable_folder / "shut.md").chmod(0o644)
    assert library.changes().put == ("shut.md",)


def test_an_unreadable_folder_is_named_and_the_others_are_served(readable_folder):
    for folder in ("open", "shut"):
        (readable_folder / folder).mkdir()
        (readable_folder / folder / "x.md").write_text("# X")
    (readable_folder / "shut").chmod(0)
    with as_nobody():
        catalog = Library(readable_folder).changes().catalog
    (readable_folder / "shut").chmod(0o755)
    assert [document.path for document in catalog.every()] == ["open/x.md"]
    assert [problem.path for problem in catalog.problems()] == ["shut"]


def test_a_file_that_is_being_written_is_never_half_read(notes):
    place = notes.has("pogo/x.md", "# One\n" * 10)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with place.open("ab") as file:
                file.write(b"# One\n")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(200):
            try:
                read = read_text(notes.folder, "pogo/x.md")
            except StillChanging:
                continue
            assert len(read.text) == read.stamp.size
    finally:
        stop.set()
        writer.join()


def test_a_folder_lists_every_file_with_what_tells_it_changed(notes):
    notes.has("pogo/x.md", "# X")
    notes.has("pogo/x/picture.png", b"12345")
    notes.has("kb.yml", "title: T")
    listing = list_files(notes.folder)
    assert {path: stamp.size for path, stamp in listing.stamps.items()} == {"pogo/x.md": 3, "pogo/x/picture.png": 5}


def test_what_goes_while_a_folder_is_listed_is_no_problem(notes):
    for name in "abc":
        notes.has(f"{name}.md")
    listing = list_files(notes.folder, step=lambda: (notes.folder / "b.md").unlink(missing_ok=True))
    assert (sorted(listing.stamps), listing.problems) == (["a.md", "c.md"], [])
