"""Versions of an attached file at their addresses, which stay what they were."""

from __future__ import annotations

import lxml.html
import pytest

from kb.model import Viewer
from kb.usecases.writing.attaching import Upload, detach, put_in_place
from tests.served import Server
from tests.signed_in import Browsers
from tests.web.pages.document.test_document_files import GRAPHIC

RED, GREEN, BLUE = (GRAPHIC.format(colour).encode() for colour in ("red", "green", "blue"))


class Map:
    """A graphic of the north that its lead replaces; `shut` says who the readers of its document are."""

    def __init__(self, library, site, visibility="public") -> None:
        self.library = library
        library.document("north/index.md", "# North\n", kind="group", title="North")
        self.shut(visibility)
        library.holds("north/map/map.svg", RED)
        self.client = site()
        self.people = Browsers(self.client)
        self.lead = self.people("lea", north="lead")
        self.parts = self.client.app.state.parts
        self.viewer = Viewer(account=self.people.number("lea"), leads=frozenset({"north"}), writes=True)
        assert Server.until(lambda: self.get("?v=1", self.lead).status_code == 200, within=30)  # it is in the history

    def shut(self, visibility: str, **more: str) -> None:
        self.library.document(
            "north/map.md", "# Map\n", id="m4p", kind="resource", visibility=visibility, group="north", **more
        )

    def reads(self) -> None:
        self.parts.refresher.paths(frozenset({"north/map.md"}))

    def replace(self, data: bytes) -> None:
        put_in_place(self.parts.desk, self.viewer, "m4p", "map.svg", Upload("map.svg", data), names_no_one=True)

    def get(self, asked: str = "", browser=None):
        return (browser or self.client).get(f"/d/m4p/files/map.svg{asked}")


@pytest.fixture
def graphic(library, site):
    return Map(library, site)


def listed(page: str) -> list[str]:
    return [each.text for each in lxml.html.fromstring(page).xpath("//details[@class='versions']//a")]


def test_the_address_is_the_newest_and_a_version_is_what_it_was_for_ever(graphic):
    assert graphic.get("?v=1").content == RED
    assert listed(graphic.client.get("/d/m4p/map").text) == []
    graphic.replace(GREEN)
    graphic.replace(BLUE)
    assert graphic.get().content == BLUE
    assert [graphic.get(f"?v={number}").content for number in (1, 2, 3)] == [RED, GREEN, BLUE]
    assert [graphic.get(f"?v={number}").status_code for number in ("0", "4", "x", "1x", "-1")] == [404] * 5
    old = graphic.get("?v=1")
    assert old.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert old.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert graphic.get().headers["cache-control"] == "no-cache"
    assert graphic.get("?v=1", graphic.lead).headers["cache-control"] == "private, no-store"
    assert listed(graphic.client.get("/d/m4p/map").text) == ["Version 3", "Version 2", "Version 1"]


def test_versions_have_pictures_of_their_own(graphic):
    graphic.replace(GREEN)
    first, second, newest = (graphic.get(f"?{asked}w=320") for asked in ("v=1&", "v=2&", ""))
    assert first.content != second.content == newest.content
    assert "immutable" in first.headers["cache-control"]


def test_whoever_could_not_see_a_version_then_does_not_see_it_now(library, site):
    graphic = Map(library, site, "group")
    graphic.replace(GREEN)
    assert graphic.get("?v=1").text == graphic.get("?v=9").text
    graphic.shut("public")
    graphic.reads()
    graphic.replace(BLUE)
    # The second was what everybody saw until it was replaced.
    assert [graphic.get(f"?v={number}").status_code for number in (1, 2, 3)] == [404, 200, 200]
    assert [graphic.get(f"?v={number}", graphic.lead).status_code for number in (1, 2, 3)] == [200] * 3
    assert listed(graphic.client.get("/d/m4p/map").text) == ["Version 3", "Version 2"]


def test_under_the_chatham_house_rule_earlier_versions_are_for_the_group(graphic):
    graphic.replace(GREEN)
    graphic.shut("public", rule="chatham-house")
    graphic.reads()
    assert [graphic.get(f"?v={number}").status_code for number in (1, 2)] == [404, 200]
    assert graphic.get("?v=1", graphic.lead).content == RED


def test_a_file_that_is_taken_away_has_no_address_nor_have_its_versions(graphic):
    graphic.replace(GREEN)
    detach(graphic.parts.desk, graphic.viewer, "m4p", "map.svg", names_no_one=True)
    assert [graphic.get(asked).status_code for asked in ("", "?v=1", "?v=2")] == [404] * 3


def test_a_graphic_that_is_replaced_in_the_folder_has_versions_as_well(graphic):
    graphic.library.holds("north/map/map.svg", GREEN + b"<!-- by hand -->")
    graphic.parts.refresher.paths(frozenset({"north/map/map.svg"}))
    assert [graphic.get(f"?v={number}").content for number in (1, 2)] == [RED, GREEN + b"<!-- by hand -->"]


def test_a_frame_that_shows_an_earlier_version_says_so_softly(graphic):
    graphic.replace(GREEN)
    first, second, none = (graphic.client.get(f"/d/m4p/embed?v={number}").text for number in (1, 2, 9))
    assert "/d/m4p/files/map.svg?v=1" in first
    assert "This is an earlier version" in first
    assert "/d/m4p/files/map.svg?v=2" in second
    assert "/d/m4p/picture" in none
    assert "This is an earlier version" not in second + none


def test_the_newest_graphic_is_had_in_a_size_too(graphic):
    there = graphic.client.get("/d/m4p/picture?w=800")
    assert there.headers["location"] == "/d/m4p/files/map.svg?w=800"
