"""Notes far larger than any that somebody typed."""

from __future__ import annotations

from .command import kb


def test_of_20_megabytes_the_beginning_is_found_and_shown_and_the_rest_is_said(library, serving):
    library.holds("huge.md", "# Huge\n\nrhubarb\n\n" + "A line that somebody pasted.\n\n" * 700_000 + "walnut\n")
    library.holds("good.md", "# Good\n\nmarmalade\n")
    server = serving(library.home)
    [found] = server.search("rhubarb")["results"]
    assert "rhubarb" in server.get(found["passages"][0]["url"]).text
    assert server.search("walnut")["total"] == 0
    assert server.search("marmalade")["total"] == 1
    checked = kb(library.home, "check")
    assert "huge.md  warning: Is 21 MB long; only its first 5 MB are read and searched." in checked.stdout
    assert "Traceback" not in server.said


def test_of_5000_headings_each_is_found_where_it_stands(library, serving):
    library.holds("many.md", "".join(f"## Heading {n}\n\nrhubarb point{n}\n\n" for n in range(5000)))
    server = serving(library.home)
    [found] = server.search("point4321")["results"]
    [passage] = found["passages"]  # short passages stand together under the first of their headings
    page = server.get(passage["url"])
    assert page.status_code == 200
    assert f'id="{passage["anchor"]}"' in page.text
    assert "point4321" in page.text
    assert kb(library.home, "check").returncode == 0
