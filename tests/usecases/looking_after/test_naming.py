"""Other names of tags: they count as the tag everywhere, and no document changes."""

import pytest

from kb.access import audiences_of
from kb.model import VISITOR
from kb.search import Query
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.looking_after.naming import Named, add_name, remove_name
from kb.usecases.looking_after.tagging import NotATag, TagUse, rename_tags, tags_in_use

KB = "# ours\ntitle: 'Peers'  # kept\n"


class Club:
    def __init__(self, home):
        opened = open_library(home / "notes", home / "index")
        self.library, self.index = opened.library, opened.index
        self.refresher = Refresher(opened.library, opened.index, opened.folder)
        self.done = self.refresher.everything()

    def titles(self, **asked):
        return sorted(each.title for each in self.index.search(Query(**asked), audiences_of(VISITOR)).found)


@pytest.fixture
def club(library):
    library.holds("kb.yml", KB)
    library.document("a.md", "# Apple\n", tags=["SIBs"])
    library.document("b.md", "# Bread\n", tags=["Social Impact Bonds"])
    library.document("c.md", "# Cake\n", tags=["other"])
    return Club(library.home)


def named(club):
    done = add_name(club.library, "SIBs", "social impact bonds")
    club.changed = club.refresher.paths(frozenset({"kb.yml"}))
    return done


def test_a_name_counts_as_the_tag_in_search_facets_tags_and_suggestions_and_documents_stay(club):
    before = (club.library.notes / "a.md").read_bytes()
    assert named(club) == Named("kb.yml", "SIBs", "Social Impact Bonds", 1)
    assert (club.library.notes / "kb.yml").read_text() == KB + "tags:\n  Social Impact Bonds: [SIBs]\n"
    assert (club.library.notes / "a.md").read_bytes() == before
    assert club.changed.put == 2
    for asked in (
        {"tags": ("sibs",)}, {"tags": ("social-impact-bonds",)}, {"text": "tag:sibs"}, {"text": "#SIBs"},
        {"text": "zebra OR tag:sibs"}, {"text": "sibs"},
    ):  # fmt: skip
        assert club.titles(**asked) == ["Apple", "Bread"], asked
    results = club.index.search(Query(tags=("sibs",)), audiences_of(VISITOR))
    assert [(v.value, v.count, v.selected) for v in results.facets["tag"] if v.selected] == [
        ("social-impact-bonds", 2, True)
    ]
    assert results.query.tags == ("social-impact-bonds",)
    tags = club.index.tags(audiences_of(VISITOR))
    assert [(tag.slug, tag.count) for tag in tags] == [("social-impact-bonds", 2), ("other", 1)]
    suggested = club.index.suggest("sib", audiences_of(VISITOR))
    assert [each.target for each in suggested if each.kind == "tag"] == ["social-impact-bonds"]


def test_it_is_taken_away_again_with_the_file_as_it_was(club):
    named(club)
    assert remove_name(club.library, "sibs", dry_run=True).tag == "Social Impact Bonds"
    assert "SIBs" in (club.library.notes / "kb.yml").read_text()
    remove_name(club.library, "sibs")
    club.refresher.paths(frozenset({"kb.yml"}))
    assert (club.library.notes / "kb.yml").read_text() == KB
    assert club.titles(tags=("sibs",)) == ["Apple"]


def test_what_kb_yml_says_of_documents_while_no_server_runs_holds_with_the_next_start(club, library):
    library.holds("kb.yml", "tags: {other: [SIBs]}\ndefault_visibility: leads\n")
    assert club.titles() == ["Apple", "Bread", "Cake"]
    later = Club(library.home)
    assert later.titles() == []
    library.holds("kb.yml", "tags: {other: [SIBs]}\n")
    again = Club(library.home)
    assert again.titles(tags=("sibs",)) == ["Apple", "Cake"]
    assert Club(library.home).done.put == 0


def test_tags_are_listed_with_their_other_names_counted_in(club):
    named(club)
    assert tags_in_use(club.library)[0] == TagUse("social-impact-bonds", ("Social Impact Bonds",), 2, ("SIBs",))


def test_what_cannot_be_named_so_is_said_and_nothing_written(club):
    for name, tag in (("SIBs", "sibs"), ("x", "y"), ("a, b", "other"), ("…", "other")):
        with pytest.raises(NotATag):
            add_name(club.library, name, tag)
    named(club)
    for attempt in (
        lambda: add_name(club.library, "SIBs", "other"),
        lambda: remove_name(club.library, "other"),
        lambda: rename_tags(club.library, ["social impact bonds"], "bonds"),
    ):
        with pytest.raises(NotATag):
            attempt()


def test_a_name_can_still_be_written_into_the_documents(club):
    named(club)
    assert [each.path for each in rename_tags(club.library, ["SIBs"], "Social Impact Bonds")] == ["a.md"]


def test_the_address_of_another_name_leads_to_the_tag(library, site):
    library.holds("kb.yml", "tags: {buying: [purchasing]}\n")
    library.document("a.md", "# Apple\n", tags=["purchasing"])
    client = site()
    answer = client.get("/tags/purchasing")
    assert (answer.status_code, answer.headers["location"]) == (307, "/tags/buying")
    assert "buying" in client.get("/tags/buying").text
    assert "tag=purchasing" not in client.get("/search?tag=purchasing").text
    assert client.get("/over-time?tag=purchasing").status_code == 200
