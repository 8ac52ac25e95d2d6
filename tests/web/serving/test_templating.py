"""Which templates and static files a running server gives: ours as at its start, the library's own as they are now."""

from __future__ import annotations

import re
import shutil

import pytest

from kb.web.serving import templating
from kb.web.serving.static import Static


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """A copy of our templates that an update may put other files into."""
    folder = tmp_path / "program" / "templates"
    shutil.copytree(templating.OWN, folder)
    monkeypatch.setattr(templating, "OWN", folder)
    return folder


def test_an_update_below_a_running_server_shows_once_it_is_started_anew(ours, library, site):
    library.holds("a.md", "# One")
    pages = site()
    before = pages.get("/").text
    style = re.search(r'href="(/static/style\.css\?v=\w+)"', before)
    assert style is not None
    (ours / "home.html").write_text("{{ what_only_the_next_version_knows }}")
    (ours / "groups.html").unlink()
    (ours / "static" / "style.css").write_text("of the next version")
    (ours / "static" / "keys.js").unlink()
    assert pages.get("/").text == before
    assert "There are no groups yet" in pages.get("/groups").text
    assert "next version" not in pages.get(style[1]).text
    assert "immutable" in pages.get(style[1]).headers["cache-control"]
    assert pages.get("/static/keys.js").status_code == 200


@pytest.mark.parametrize("linked", [False, True], ids=["its own", "ours, where a checkout is the library"])
def test_a_library_sees_what_it_changes_in_its_own_templates_at_once(ours, library, site, linked):
    library.holds("a.md", "# One")
    own = library.home / "templates"
    if linked:
        own.symlink_to(ours)
    else:
        (own / "static").mkdir(parents=True)
        (own / "groups.html").write_text("Circles")
        (own / "static" / "style.css").write_text("body { color: navy }")
    pages = site()
    before = pages.get("/groups").text, pages.get("/static/style.css").text
    (own / "groups.html").write_text("Round tables")
    (own / "static" / "style.css").write_text("body { color: teal }")
    after = pages.get("/groups").text, pages.get("/static/style.css").text
    assert after == (before if linked else ("Round tables", "body { color: teal }"))


def test_the_fingerprint_of_an_own_file_follows_its_content(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "style.css").write_text("ours")
    files = Static(tmp_path / "own", tmp_path / "ours")
    fingerprints = set()
    for content in (None, "one", "two, longer"):
        if content:
            (tmp_path / "own" / "style.css").write_text(content)
        found = files.find("style.css")
        assert found is not None
        fingerprints.add(files.fingerprint(found))
    assert len(fingerprints) == 3
    assert files.find("../ours/style.css") is None
    assert files.find("nothing.css") is None


def test_every_script_is_kept_by_its_fingerprint_and_imports_no_other(library, site):
    library.holds("a.md", "# One")
    pages = site()
    scripts = re.findall(r'<script type="module" src="([^"]+)">', pages.get("/").text)
    assert {re.sub(r".*/|\?.*", "", address) for address in scripts} == {"keys.js", "live.js", "suggest.js"}
    templates = pages.app.state.parts.templates
    for name in (path.name for path in (templating.OWN / "static").glob("*.js")):
        answer = pages.get(templates.static_address(name))
        assert "immutable" in answer.headers["cache-control"]
        assert not re.search(r"^\s*import\b|\bimport\(", answer.text, re.MULTILINE)


def test_a_page_names_its_style_in_a_header_so_that_a_proxy_can_hint_at_it(library, site):
    library.holds("a.md", "# One")
    page = site().get("/")
    style = re.search(r'href="(/static/style\.css\?v=\w+)"', page.text)
    assert style is not None
    assert page.headers["link"] == f"<{style[1]}>; rel=preload; as=style"
