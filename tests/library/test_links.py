"""Where links between documents lead, and for whom."""

import pytest

from kb.library import FoundFile
from kb.model import Document
from tests.library.conftest import ALL, EVERYBODY, SIGNED_IN


@pytest.fixture
def linked(notes):
    notes.has("pogo/2020-03-31-notes.md", "---\nid: march\n---\n# March call")
    notes.has("pogo/2020-03-31-notes/board.jpg", b"123")
    notes.has("pogo/index.md", "---\nkind: group\n---\n# POGO")
    notes.has("resources/README.md", "# Resources")
    notes.has("resources/triumphs-and-treacle.md", "---\ntitle: Triumphs & Treacle, été\naliases: [T and T]\n---\n")
    notes.has("resources/Plan B.md", "# Plan")
    notes.has("resources/shared/plan.pdf", b"123")
    notes.has("north/minutes.md", "# North minutes")
    notes.has("south/minutes.md", "# South minutes")
    notes.has("south/deep/er/minutes.md", "# Deep minutes")
    notes.has("hidden/secret.md", "---\ntitle: Secret plan\nvisibility: members\n---\n")
    notes.has("hidden/secret/x.pdf", b"123")
    return notes


def lead(notes, target, source="pogo/2020-03-31-notes.md", audiences=EVERYBODY, *, wiki=False):
    catalog = notes.catalog()
    found = catalog.resolve(target, catalog.by_path(source), audiences, wiki=wiki)
    if isinstance(found, FoundFile):
        return f"{found.document.path} > {found.file.name}"
    return found.path if isinstance(found, Document) else None


LINKS = {
    "index.md": "pogo/index.md",
    "./index.md": "pogo/index.md",
    "index": "pogo/index.md",
    "../resources/triumphs-and-treacle.md": "resources/triumphs-and-treacle.md",
    "../resources/triumphs-and-treacle": "resources/triumphs-and-treacle.md",
    "../resources/triumphs-and-treacle.html": "resources/triumphs-and-treacle.md",
    "/resources/triumphs-and-treacle.md": "resources/triumphs-and-treacle.md",
    "../resources/Plan B.md": "resources/Plan B.md",
    "../Resources/plan b.md": "resources/Plan B.md",
    "../resources/": "resources/README.md",
    "../resources": "resources/README.md",
    "/resources": "resources/README.md",
    ".": "pogo/index.md",
    "2020-03-31-notes/board.jpg": "pogo/2020-03-31-notes.md > board.jpg",
    "/d/march": "pogo/2020-03-31-notes.md",
    "/d/march/some-words": "pogo/2020-03-31-notes.md",
    "/d/march/files/board.jpg": "pogo/2020-03-31-notes.md > board.jpg",
    "/d/march/files/none.jpg": None,
    "../../etc/passwd": None,
    "../..": None,
    "/../x": None,
    "../": None,
    "": None,
    "nowhere.md": None,
    "../hidden/secret.md": None,
    "../hidden/secret/x.pdf": None,
    "https://example.org/index.md": None,
    "a\0b": None,
}


@pytest.mark.parametrize(("target", "expected"), LINKS.items())
def test_a_link_is_relative_to_its_document_or_rooted_in_the_library(linked, target, expected):
    assert lead(linked, target) == expected


WIKI = {
    "Triumphs & Treacle, été": "resources/triumphs-and-treacle.md",
    "triumphs treacle ete": "resources/triumphs-and-treacle.md",
    "triumphs-and-treacle": "resources/triumphs-and-treacle.md",
    "T and T": "resources/triumphs-and-treacle.md",
    "Plan B": "resources/Plan B.md",
    "resources/Plan B": "resources/Plan B.md",
    "resources/Plan B.md": "resources/Plan B.md",
    "Resources": "resources/README.md",
    "March call": "pogo/2020-03-31-notes.md",
    "minutes": "north/minutes.md",
    "south/minutes": "south/minutes.md",
    "deep/er/minutes": "south/deep/er/minutes.md",
    "board.jpg": "pogo/2020-03-31-notes.md > board.jpg",
    "Secret plan": None,
    "secret": None,
    "x.pdf": None,
    "Nothing": None,
}


@pytest.mark.parametrize(("target", "expected"), WIKI.items())
def test_a_wiki_link_finds_names_titles_and_aliases_whatever_their_case_and_accents(linked, target, expected):
    assert lead(linked, target, wiki=True) == expected


def test_of_several_of_one_name_the_one_in_the_same_folder_is_meant(linked):
    assert lead(linked, "minutes", "south/minutes.md", wiki=True) == "south/minutes.md"
    linked.has("south/index.md", "# South")
    assert lead(linked, "minutes", "south/index.md", wiki=True) == "south/minutes.md"


def test_links_lead_signed_in_people_to_what_they_may_see(linked):
    assert lead(linked, "Secret plan", audiences=SIGNED_IN, wiki=True) == "hidden/secret.md"
    assert lead(linked, "../hidden/secret/x.pdf", audiences=SIGNED_IN) == "hidden/secret.md > x.pdf"


def test_a_hidden_document_of_the_same_name_does_not_stand_in_the_way(linked):
    linked.has("a/plan.md", "---\nvisibility: members\n---\n# Plan")
    linked.has("b/plan.md", "# Plan")
    assert lead(linked, "plan", wiki=True) == "b/plan.md"
    assert lead(linked, "plan", audiences=SIGNED_IN, wiki=True) == "a/plan.md"


def test_backlinks_are_the_visible_documents_that_lead_here(linked):
    linked.has("a.md", "[x](pogo/2020-03-31-notes.md)")
    linked.has("b.md", "[[March call]] and [[March call]]")
    linked.has("c.md", "[x](/d/march/anything)")
    linked.has("d.md", "---\nvisibility: members\n---\n[x](pogo/2020-03-31-notes.md)")
    linked.has("e.md", "`[x](pogo/2020-03-31-notes.md)` and [y](https://example.org/2020-03-31-notes.md)")
    linked.has("f.md", "[folder](resources/)")
    catalog = linked.catalog()
    here = catalog.by_path("pogo/2020-03-31-notes.md")
    assert [document.path for document in catalog.backlinks(here, EVERYBODY)] == ["a.md", "b.md", "c.md"]
    assert [document.path for document in catalog.backlinks(here, SIGNED_IN)] == ["a.md", "b.md", "c.md", "d.md"]
    folder = catalog.by_path("resources/README.md")
    assert [document.path for document in catalog.backlinks(folder, EVERYBODY)] == ["f.md"]


def test_a_wiki_link_that_means_a_hidden_document_is_no_backlink_of_another(linked):
    linked.has("a/plan.md", "---\nvisibility: members\n---\n# The plan")
    linked.has("b/plan.md", "# The other plan")
    linked.has("a/source.md", "[[plan]]")
    catalog = linked.catalog()
    other = catalog.by_path("b/plan.md")
    assert catalog.backlinks(other, SIGNED_IN) == ()


def test_links_that_lead_nowhere_are_told_with_their_line(linked):
    linked.has("a.md", "---\ntitle: A\n---\n[good](pogo/index.md) [x](gone.md)\n\n[[Nobody]] [web](https://e.org/x)\n")
    dead = [problem for problem in linked.catalog().dead_links() if problem.path == "a.md"]
    assert [(problem.line, "“" in problem.message) for problem in dead] == [(4, True), (6, True)]


def test_a_link_to_what_only_some_may_see_is_not_dead(linked):
    linked.has("a.md", "[x](hidden/secret.md)")
    catalog = linked.catalog()
    assert not [problem for problem in catalog.dead_links() if problem.path == "a.md"]
    assert catalog.resolve("hidden/secret.md", catalog.by_path("a.md"), ALL).path == "hidden/secret.md"


def test_a_hidden_file_does_not_stand_in_the_way_of_a_document_that_the_link_may_mean_as_well(notes):
    notes.has("pogo/call.md", "# Call")
    notes.has("pogo/list/plan.md", "# Plan")
    notes.has("pogo/list.md", "---\nvisibility: leads\n---\n# List")
    notes.has("pogo/list/plan", b"1")
    assert lead(notes, "list/plan", "pogo/call.md") == "pogo/list/plan.md"
