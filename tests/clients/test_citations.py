"""bibtexparser, rispy and citeproc-py read the citations of a real server."""

from __future__ import annotations

import bibtexparser
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

pytestmark = [
    pytest.mark.clients,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning"),  # of theirs
]

NASTY = 'Cost & benefit: 100% {sure} #1 \\o/ $5 "x" <i>A</i> ]]> ünï 👩‍🔬'


@pytest.fixture
def server(serving, library):
    library.holds("kb.yml", "title: Our club\n")
    library.document("pogo/index.md", "A club.\n", kind="group", title="POGO")
    library.document(
        "pogo/2020-03-31-notes.md",
        "## Staying fair\n\nPublish.\n",
        id="k7w3qd",
        title=NASTY,
        tags=["market engagement", "a & b"],
        description="What {we} said.",
    )
    library.document("pogo/2020-06-agenda.md", "- One\n", id="ag3nda", title="Agenda", date="2020-06?")
    library.document("undated.md", "# Undated\n\nWords.\n", id="und4td")
    return serving(library.home)


def plain(tex: str) -> str:
    """What LaTeX would print."""
    for code, printed in {
        r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\^{}": "^", r"\~{}": "~",
    }.items():  # fmt: skip
        tex = tex.replace(code, printed)
    for sign in "$&%#_":
        tex = tex.replace("\\" + sign, sign)
    return tex


def test_bibtexparser_reads_every_entry(server):
    text = "\n".join(server.get(f"/d/{each}/cite.bib").text for each in ("k7w3qd", "ag3nda", "und4td"))
    read = bibtexparser.parse_string(text, parse_stack=[])
    assert not read.failed_blocks
    call, agenda, undated = ({f.key: f.value.strip("{}") for f in each.fields} for each in read.entries)
    assert read.entries[0].entry_type == "misc"
    (title,) = (f.value for f in read.entries[0].fields if f.key == "title")
    assert plain(title[2:-2]) == NASTY
    assert (call["author"], call["year"], call["month"], call["day"]) == ("POGO", "2020", "mar", "31")
    assert call["url"].endswith("/d/k7w3qd")
    assert (agenda["year"], agenda["month"], "day" in agenda) == ("2020", "jun", False)
    assert "year" not in undated


def test_rispy_reads_every_record(server):
    text = "".join(server.get(f"/d/{each}/cite.ris").content.decode() for each in ("k7w3qd", "ag3nda", "und4td"))
    call, agenda, undated = rispy.loads(text)
    assert (call["type_of_reference"], call["title"], call["authors"]) == ("ELEC", NASTY, ["POGO"])
    assert (call["year"], call["date"], call["keywords"]) == ("2020", "2020/03/31/", ["market engagement", "a & b"])
    assert agenda["date"] == "2020/06//"
    assert agenda["notes"] == ["Date: June 2020 (to be confirmed)"]
    assert "year" not in undated


def test_citeproc_makes_a_bibliography_of_a_passage(server):
    items = server.get("/d/k7w3qd/cite.json?at=staying-fair").json()
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem(items[0]["id"])]))
    (line,) = map(str, bibliography.bibliography())
    assert "POGO" in line
    assert "2020" in line
    assert "Cost & benefit" in line
    assert items[0]["URL"] in line
