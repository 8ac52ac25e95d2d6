"""Files as people really have them: each is served or closed, `kb check` says why, and none stops the others."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.served import Served, Server
from tests.writing import LibraryFolder

from .command import kb

# One server for all of them: that is what a library with a bad file in it is.
pytestmark = pytest.mark.xdist_group("damaged notes")


@dataclass(frozen=True)
class File:
    """A file, the word in it, and what `kb check` says: at which line, with which words. No words: nothing is wrong."""

    path: str
    content: bytes
    word: str
    said: tuple[str, ...] = ()
    line: int | None = None
    severity: str = "warning"


def _bomb() -> bytes:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join(['*' + before] * 10)}]")
    return "\n".join(["---", *lines, "---", "", "cardamom", ""]).encode()


OPEN = {
    "saved as Windows-1252": File("latin.md", "# Café\n\nrhubarb\n".encode("cp1252"), "rhubarb", ("UTF-8",), 1),
    "one wrong byte": File("byte.md", "# Zürich, naïve\n\nwalnut ".encode() + b"\xff\n", "walnut", ("UTF-8",), 3),
    "NUL bytes": File("nul.md", b"# Nul\n\nwhere\0as thimble\n", "thimble", ("NUL",), 3),
    "UTF-16": File("wide.md", "# Wide\n\noatcake\n".encode("utf-16"), "oatcake", ("UTF-16", "UTF-8")),
    "a byte order mark": File("bom.md", b"\xef\xbb\xbf---\ntitle: Bom\n---\n\nparsnip\n", "parsnip"),
    "Windows line ends": File("crlf.md", b"---\r\ntitle: Crlf\r\n---\r\n\r\nhaddock\r\n", "haddock"),
    "old Mac line ends": File("mac.md", b"---\rtitle: Mac\r---\r\rchutney\r", "chutney"),
    "an empty file": File("gooseberry.md", b"", "gooseberry"),
    "only white space": File("sultana.md", b" \n\n\t\n", "sultana"),
    "an impossible day": File("day.md", b"---\ndate: 2020-02-31\n---\n\nmackerel\n", "mackerel", ("29 days", "31"), 2),
    "tags in lists": File("tags.md", b"---\ntags: [1, [two, [three]]]\n---\n\nnutmeg\n", "nutmeg", ("tags", "list"), 2),
    "a number as tag": File("number.md", b"---\ntags: 2020\n---\n\nbarley\n", "barley"),
    "a picture without words": File(
        "pictures.md", b"---\n---\n\nginger ![](plan.png)\n", "ginger", ("plan.png", "what it shows"), 4, "note"
    ),
    "spaces": File("with  two spaces.md", b"vanilla\n", "vanilla"),
    "a hash": File("hash # sign.md", b"lobster\n", "lobster"),
    "per cent": File("100 % sure %2F.md", b"paprika\n", "paprika"),
    "a question mark": File("why?.md", b"quinoa\n", "quinoa"),
    "markup": File("<b>&'quot\".md", b"sorrel\n", "sorrel"),
    "emoji": File("🎉 party.md", b"turnip\n", "turnip"),
    "a very long name": File("n" * 250 + ".md", b"damson\n", "damson"),
    "capitals": File("Twin.md", b"juniper\n", "juniper"),
    "the same without capitals": File("twin.md", b"sausage\n", "sausage", ("capitals", "Twin.md")),
    "a file in a folder named as a file": File("folder.md/inside.md", b"# Inside\n\nlemonade\n", "lemonade"),
}

FOR_LEADS = {
    "a tab": File("tab.md", b"---\nx:\n\t- a\n---\n\nbutterscotch\n", "butterscotch", ("tab", "spaces"), 3, "error"),
    "an anchor bomb": File("bomb.md", _bomb(), "cardamom", ("too many values",), 2, "error"),
    "no end": File("end.md", b"---\ntitle: No end\n\nhalibut\n", "halibut", ("no end", "---"), 1, "error"),
    "unknown visibility": File("who.md", b"---\nvisibility: all\n---\nhazel\n", "hazel", ("all",), 2, "error"),
    "one id twice": File("a.md", b"---\nid: same\n---\n\nmango\n", "mango", ("same id", "b.md"), 2, "error"),
    "and the other": File("b.md", b"---\nid: same\n---\n\nkale\n", "kale", ("same id", "a.md"), 2, "error"),
}  # fmt: skip


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> LibraryFolder:
    library = LibraryFolder(tmp_path_factory.mktemp("damaged") / "library")
    library.holds("good.md", "# Good\n\nmarmalade\n")
    for file in (*OPEN.values(), *FOR_LEADS.values()):
        library.holds(f"pogo/{file.path}", file.content)
    outside = library.home / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("# Secret\n\nasparagus\n")
    (library.notes / "pogo/link.md").symlink_to(outside / "secret.md")
    (library.notes / "pogo/linked").symlink_to(outside)
    return library


@pytest.fixture(scope="module")
def server(damaged: LibraryFolder) -> Iterator[Server]:
    served = Served()
    yield served(damaged.home)
    served.end()


@pytest.fixture(scope="module")
def checked(damaged: LibraryFolder) -> subprocess.CompletedProcess[str]:
    return kb(damaged.home, "check")


@pytest.mark.parametrize("file", OPEN.values(), ids=OPEN.keys())
def test_the_document_is_found_and_opens_from_its_result(server: Server, file: File):
    answer = server.search(file.word)
    [found] = answer["results"]
    page = server.get(found["url"])
    assert answer["did_you_mean"] is None
    assert page.status_code == 200
    assert file.word in page.text
    listed = server.get(f"/api/v1/documents/{found['id']}").json()
    assert file.word in listed["markdown"] + listed["title"]


@pytest.mark.parametrize("file", FOR_LEADS.values(), ids=FOR_LEADS.keys())
def test_what_cannot_be_trusted_is_for_leads_until_it_is_mended(server: Server, file: File):
    assert file.word not in json.dumps(server.search(file.word)["results"])
    assert f"pogo/{file.path}" not in server.get("/api/v1/documents", params={"per_page": 100}).text
    assert file.word not in server.get("/sitemap.xml").text


@pytest.mark.parametrize("address", ["/d/same", "/d/same/a", "/d/same/b", "/api/v1/documents/same"])
def test_an_id_that_is_there_twice_leads_to_neither(server: Server, address: str):
    assert server.get(address).status_code == 404


def test_links_out_of_the_library_are_not_followed(server: Server, checked: subprocess.CompletedProcess[str]):
    assert not any("Secret" in found["title"] for found in server.search("asparagus")["results"])
    for link in ("pogo/link.md", "pogo/linked"):
        assert f"{link}  warning: Is a link that leads out of the library" in checked.stdout


@pytest.mark.parametrize(
    "file", [f for f in (*OPEN.values(), *FOR_LEADS.values()) if f.said], ids=lambda file: file.path
)
def test_the_check_names_file_line_and_reason(checked: subprocess.CompletedProcess[str], file: File):
    place = f"pogo/{file.path}:{file.line}" if file.line else f"pogo/{file.path}"
    [line] = [line for line in checked.stdout.splitlines() if line.startswith(f"{place}  {file.severity}: ")]
    for words in file.said:
        assert words in line


def test_the_check_names_nothing_else_and_ends_with_1(checked: subprocess.CompletedProcess[str]):
    named = {line.split("  ")[0].rsplit(":", 1)[0] for line in checked.stdout.splitlines()[:-1]}
    expected = {f"pogo/{file.path}" for file in (*OPEN.values(), *FOR_LEADS.values()) if file.said}
    assert named == expected | {"pogo/link.md", "pogo/linked", "pogo/folder.md"}
    assert checked.returncode == 1
    assert checked.stderr == ""


def test_the_other_documents_are_found_and_nothing_went_wrong(server: Server):
    assert server.search("marmalade")["total"] == 1
    assert server.get("/").status_code == 200
    assert "Traceback" not in server.said
