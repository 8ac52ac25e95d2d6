"""What is wrong between documents and files is found, and put right where that is safe."""

from __future__ import annotations

import pytest

from kb.usecases.looking_after.checking import check_library
from kb.usecases.looking_after.mending import Mended, mend
from kb.usecases.moving.relocating import move
from tests.usecases.club import Club

LINKS = (
    "# Links\r\n\r\n[a](north/old.md#why) [b](NORTH/Plan.md) [[old]] ![c](links/Map.PNG \"T\")\r\n"
    "[gone](never.md) [here](#links) [there](#never) [at](north/plan.md#never) [[The plan#Why]]\r\n"
)  # fmt: skip


@pytest.fixture
def club(library):
    library.document("north/index.md", "# North\n", kind="group", title="North", id="north1")
    library.document("north/plan.md", "# The plan\n\n## Why\n\n![m](images/map.png)\n", id="plan01")
    library.holds("north/old.md", "---\nid: old001\ntitle: Call\n---\n## Why\n")
    library.holds("north/images/map.png", b"map")
    library.holds("north/images/loose.png", b"loose")
    library.holds("guide/a.png", b"a")
    for name in ("guide.md", "guide.markdown"):
        library.document(name, "Guide.\n", id=f"g-{name[6:]}")
    made = Club(library.home)
    move(made.desk, "north/old.md", "north/new.md")
    library.holds("links.md", LINKS)
    library.holds("links/map.png", b"map")
    made.desk.refresher.everything()
    yield made
    made.desk.history.close()


def told(club) -> set[str]:
    checked = check_library(club.notes, club.notes.parent / "index", links=True)
    return {f"{each.path}: {each.message}" for each in checked.problems}


def test_dead_places_and_files_that_none_or_several_have_are_found(club):
    said = told(club)
    assert {
        "links.md: The link to “never.md” leads nowhere.",
        "links.md: The link to “#never” leads to no place in links.md.",
        "links.md: The link to “#never” leads to no place in north/plan.md.",
        "north/images/loose.png: No document has this file: none links to it, and it lies in the folder of none.",
        "guide.md: Has the same folder for its files as guide.markdown; give one of them another name.",
    } <= said
    assert not any("#why" in each or "#Why" in each or "“#links”" in each for each in said)


def test_what_is_safe_is_put_right_and_nothing_else(club):
    identifier = club.id("links.md")
    wanted = [
        Mended("links.md", "north/old.md → north/new.md"),
        Mended("links.md", "NORTH/Plan.md → north/plan.md"),
        Mended("links.md", "old → new"),
        Mended("links.md", "links/Map.PNG → links/map.png"),
        Mended("links.md", f"id: {identifier}"),
    ]
    assert mend(club.desk, dry_run=True) == wanted
    assert (club.notes / "links.md").read_bytes() == LINKS.encode()
    assert mend(club.desk) == wanted
    assert (club.notes / "links.md").read_bytes().decode() == f"---\r\nid: {identifier}\r\n---\r\n" + LINKS.replace(
        "north/old.md", "north/new.md"
    ).replace("NORTH/Plan.md", "north/plan.md").replace("[[old]]", "[[new]]").replace("links/Map.PNG", "links/map.png")
    assert [why for _, why in club.told("links.md")] == ["Id written down", "Links put right", "Changed outside"]
    assert mend(club.desk) == []
