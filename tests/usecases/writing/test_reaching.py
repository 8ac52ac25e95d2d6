"""What a text may show: no file that only hidden documents have, and no word that one is there."""

from __future__ import annotations

import pytest

from kb.usecases.in_step.refused import WrongWords
from kb.usecases.writing.creating import create_document
from kb.usecases.writing.wording import Wording
from tests.usecases.club import CALL, LEA, NED


def test_nobody_shows_a_file_that_only_hidden_documents_have(club, library):
    library.holds(
        "north/leads.md", "---\nvisibility: leads\nkind: page\n---\n![](images/plan.png)\n[x](leads/pay.pdf)\n"
    )
    library.holds("north/open.md", "![](images/map.png)\n")
    for name in ("images/plan.png", "images/map.png", "images/loose.png", "leads/pay.pdf"):
        library.holds(f"north/{name}", b"x")
    club.desk.refresher.everything()
    opened = club.open(CALL)
    for target in ("![](images/plan.png)", "![[plan.png]]", "[x](leads/pay.pdf)", "[[pay.pdf]]"):
        with pytest.raises(WrongWords):
            club.save(opened, text=f"{target}\n")
        with pytest.raises(WrongWords):
            create_document(club.desk, NED, Wording("New", "", "page", "north", text=target))
    club.save(opened, text="![](images/map.png) ![](images/loose.png) ![](2020-01-01-notes/to-come.png)\n")
    files = [each.name for each in club.desk.library.catalog.by_path(CALL).files]
    assert files == ["loose.png", "map.png"]
    club.save(club.open(CALL), LEA, text="![](images/plan.png)\n")
    club.save(club.open(CALL), NED, text="Again ![](images/plan.png)\n")  # it is there already


def test_a_file_that_is_hidden_and_one_that_never_was_are_refused_in_the_same_words(club, library):
    library.holds("north/leads.md", "---\nvisibility: leads\nkind: page\n---\n![](images/h1dden.png) [x](h1dden.csv)\n")
    library.document("north/page.md", "Page.\n", visibility="leads")
    for name in ("images/h1dden.png", "h1dden.csv", "leads/h1dden.pdf"):
        library.holds(f"north/{name}", b"x")
    club.desk.refresher.everything()
    opened = club.open(CALL)
    for form in (
        "![](images/{}.png)",
        "![[{}.png]]",
        "[x]({}.csv)",
        "[x](leads/{}.pdf)",
        "[[{}.pdf]]",
        "[a]: /north/{}.csv",
    ):
        said = []
        for name in ("h1dden", "n3v3r1"):
            for save in (
                lambda text: club.save(opened, text=text),
                lambda text: create_document(club.desk, NED, Wording("New", "", "page", "north", text=text)),
            ):
                with pytest.raises(WrongWords) as refused:
                    save(f"{form.format(name)}\n")
                said.append(str(refused.value).replace(name, "*"))
        assert len(set(said)) == 1
    club.save(
        opened, text="[a](page.md) [b](never.md) [[Page]] [[Dr. Smith]] [c](page) [d](https://example.org/x.png)\n"
    )


def test_a_loose_file_in_the_folder_of_a_closed_group_is_shown_by_nobody_outside_of_it(club, library):
    library.holds("east/plan.png", b"x")
    library.holds("logo.png", b"x")
    club.desk.refresher.everything()
    opened = club.open(CALL)
    for text in ("![](../east/plan.png)\n", "![[plan.png]]\n"):
        with pytest.raises(WrongWords):
            club.save(opened, text=text)
    club.save(opened, text="![](../logo.png)\n")
    club.save(club.open(CALL), LEA, text="![](../east/plan.png)\n")
