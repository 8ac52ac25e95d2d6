"""What the page of a resource shows large, in which order its versions stand, and which addresses become links."""

import pytest

from kb.model import AttachedFile
from kb.web.plain.resource import Elsewhere, elsewhere, newest_first, to_show


def files(*names: str) -> list[AttachedFile]:
    return [AttachedFile(name, f"resources/map/{name}", 1) for name in names]


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["v1.svg", "v10.svg", "v2.svg"], ["v10.svg", "v2.svg", "v1.svg"]),
        (["map-v1.pdf", "map-v1.1.pdf", "map-v2.pdf"], ["map-v2.pdf", "map-v1.1.pdf", "map-v1.pdf"]),
        (["b.png", "a.png"], ["a.png", "b.png"]),
        (["٣.png", ".hidden", "v", "V3", "v2"], ["V3", "v2", ".hidden", "v", "٣.png"]),
        ([], []),
    ],
)
def test_versions_stand_newest_first(names, order):
    assert [file.name for file in newest_first(files(*names))] == order


def test_of_each_series_the_newest_version_is_shown_large_where_the_text_does_not_show_it():
    attached = files("v1.svg", "v2.svg", "chart.png", "report-v3.pdf", "report-v4.pdf")
    assert {file.name for file in to_show(attached, lambda _: False)} == {"chart.png", "report-v4.pdf", "v2.svg"}
    assert {file.name for file in to_show(attached, lambda file: file.name == "v2.svg")} == {
        "chart.png",
        "report-v4.pdf",
    }


def test_a_folder_of_pictures_is_not_shown_whole():
    assert len(to_show(files(*(f"photo {number}.jpg" for number in range(40))), lambda _: False)) == 4


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("https://www.example.org/a?b#c", Elsewhere("https://www.example.org/a?b#c", "example.org")),
        ("HTTP://Example.org", Elsewhere("http://Example.org", "example.org")),
        ("javascript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("//example.org/x", None),
        ("https://", None),
        ("https://[::1", None),
        ("not an address", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_web_sites_become_links(url, where):
    assert elsewhere(url) == where
