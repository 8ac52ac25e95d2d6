"""Citations: what they say of a document, and that no text breaks their forms."""

from __future__ import annotations

import pytest

from kb.model import Document, Kind, PartialDate, Tag
from kb.outward.citing import bibtex, cited, csl, ris, styles, text

ADDRESS = "https://club.example/d/k7w3qd"


def notes(**values: object) -> Document:
    given = {"title": "Monthly call", "kind": Kind.NOTES, "group": "pogo", "group_label": "POGO", "date": "2020-03-31"}
    given |= values
    given["date"] = PartialDate.parse(str(given["date"])) if given["date"] else None
    return Document(id="k7w3qd", path="pogo/2020-03-31-notes.md", **given)  # type: ignore[arg-type]


def source(section="", **values):
    return cited(notes(**values), "Our club", ADDRESS + ("#discussion" if section else ""), section)


def test_three_styles_say_who_when_what_and_where():
    assert text(source()) == (
        "APA\n"
        "POGO. (2020, March 31). Monthly call [Meeting notes]. Our club. https://club.example/d/k7w3qd\n\n"
        "MLA\n"
        "POGO. “Monthly call.” Our club, 31 Mar. 2020, https://club.example/d/k7w3qd.\n\n"
        "Chicago\n"
        "POGO. “Monthly call.” Meeting notes. Our club, March 31, 2020. https://club.example/d/k7w3qd.\n"
    )


def test_a_passage_is_named_and_its_address_leads_there():
    lines = styles(source("Discussion"))
    assert lines["APA"].endswith(
        "[Meeting notes; section “Discussion”]. Our club. https://club.example/d/k7w3qd#discussion"
    )
    assert "section “Discussion”, https://club.example/d/k7w3qd#discussion." in lines["MLA"]
    assert "“Discussion,” in “Monthly call.”" in lines["Chicago"]


@pytest.mark.parametrize(
    ("date", "apa", "mla", "chicago"),
    [
        ("2020-02", "(2020, February)", "Feb. 2020", "February 2020"),
        ("2020", "(2020)", "2020", "2020"),
        ("2020-06?", "(ca. 2020, June)", "ca. June 2020", "ca. June 2020"),
        ("", "(n.d.)", "Our club, https", "n.d."),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(date, apa, mla, chicago):
    lines = styles(source(date=date))
    assert apa in lines["APA"]
    assert mla in lines["MLA"]
    assert chicago in lines["Chicago"]


def test_what_belongs_to_no_group_is_by_the_library_which_is_named_once():
    lines = styles(source(group=None, group_label=None))
    assert lines["APA"].startswith("Our club. (2020, March 31). Monthly call")
    assert lines["MLA"].startswith("“Monthly call.” Our club, 31 Mar. 2020")
    assert all(line.count("Our club") == 1 for line in lines.values())


def test_an_author_in_the_file_is_the_author_but_not_under_the_rule():
    by_ada = (("author", "Ada Lovelace"),)
    assert source(extra=by_ada).author == "Ada Lovelace"
    assert source(extra=by_ada, rule="chatham-house").author == "POGO"
    for write in (bibtex, ris, text, csl):
        assert "Lovelace" not in str(write(source(extra=by_ada, rule="chatham-house")))


def test_punctuation_is_not_doubled():
    assert "“Why?” Our club" in styles(source(title="Why?"))["MLA"]
    assert "“What ‘treacle’ is.”" in styles(source(title="What “treacle” is"))["Chicago"]


NASTY = 'A {b} $c & 100% #1 _x^y~ \\end "q"\r\nTY  - BOOK\n} @article{x, \x00\x1b[1m ]]> <script>'


def test_no_title_ends_a_field_or_begins_another():
    item = source(title=NASTY, description=NASTY, tags=(Tag("a", NASTY),), group_label=NASTY)
    assert [line[:6] for line in ris(item).split("\r\n") if line].count("TY  - ") == 1
    assert ris(item).count("\n") == ris(item).count("\r\n") == len(ris(item).splitlines())
    entry = bibtex(item)
    assert entry.count("{") == entry.count("}")
    depth = [entry[: n + 1].count("{") - entry[: n + 1].count("}") for n in range(len(entry.rstrip()))]
    assert min(depth[depth.index(1) : -1]) == 1, "a brace in a title closes the entry"
    assert not any(c in text(item) + entry for c in "\x00\x1b\r")


def test_csl_says_only_what_is_known():
    assert csl(source("Discussion", date="2020-02~")) == {
        "id": "pogo2020-k7w3qd",
        "type": "webpage",
        "title": "Monthly call",
        "author": [{"literal": "POGO"}],
        "container-title": "Our club",
        "publisher": "Our club",
        "genre": "Meeting notes",
        "issued": {"date-parts": [[2020, 2]], "circa": True},
        "section": "Discussion",
        "URL": f"{ADDRESS}#discussion",
        "note": "Section “Discussion”. Date: about February 2020",
        "language": "en-GB",
    }
