"""axe-core looks at every kind of page, on a desktop and a phone, light and dark."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.browsing import DESKTOP, PHONE
from tests.clients.files import add_files, are_read
from tests.signed_in import ADMIN_PAGES, admin_of
from tests.web.pages.drafts.test_draft_pages import pages

pytestmark = pytest.mark.clients

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def example(serving, tmp_path):
    shutil.copytree(HERE.parents[1] / "notes", tmp_path / "club" / "notes")
    add_files(tmp_path / "club" / "notes")
    server = serving(tmp_path / "club")
    assert are_read(server)
    return server


def kinds_of_pages(server) -> list[str]:
    documents = server.get("/api/v1/documents", params={"per_page": 100}).json()["results"]
    by_path = {entry["path"]: entry["url"] for entry in documents}
    return [
        "/", "/groups", "/groups/pogo", "/groups/north", "/groups/pogo/2020-03-31", "/tags", "/tags/procurement",
        "/search?q=market+engagement", "/search?q=market&kind=notes", "/search?q=xyzzyplugh", "/over-time?q=treacle",
        "/news", "/api/docs", "/nowhere", "/login", "/login/forgotten", "/account/erased",
        "/d/k7w3qd/share", "/d/k7w3qd/embed?at=drawing-the-line", "/d/kqemew/embed", "/groups/pogo/2020-03-31/share",
        "/groups/pogo/2020-03-31/embed", "/search/share?q=market", "/search/embed?q=market",
        by_path["pogo/2020-03-31-notes.md"] + "?q=market+engagement+kedgeree",
        by_path["resources/triumphs-and-treacle.md"],
        by_path["resources/projects-database.md"],
        by_path["london/outcome-rate-card.md"],
    ]  # fmt: skip


@pytest.fixture
def admin(example):
    """The secret of their cookie."""
    return admin_of(example.home)


@pytest.fixture
def signed_in(example, admin):
    """Signs an admin in: `signed_in(context)`."""

    def sign_in(context):
        context.add_cookies([{"name": "session", "value": admin, "url": example.url}])

    return sign_in


@pytest.fixture
def draft(example, admin):
    """A draft of theirs, and what it shows within it: the pages of its original."""
    headers = {"Origin": example.url, "Cookie": f"session={admin}"}
    made = example.client.post("/upload", files={"file": ("call.pdf", pages(2))}, headers=headers)
    address = made.headers["location"]
    assert "Page 2 of the original" in example.get(f"{address}/pages", headers=headers).text
    return address, f"{address}/pages"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(example, browser, signed_in, draft, scheme, size):
    # bypass_csp: axe itself is injected; the pages' own policy is tested elsewhere.
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = []
    for address in (*kinds_of_pages(example), *ADMIN_PAGES, *draft):
        if address == ADMIN_PAGES[0]:
            signed_in(context)
        page.goto(example.url + address)
        page.add_script_tag(path=AXE)
        answer = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [
            f"{address}: {violation['id']}: {node['html'][:120]}: {node['failureSummary'][:200]}"
            for violation in answer["violations"]
            for node in violation["nodes"]
        ]
    context.close()
    assert found == []


def test_nothing_scrolls_sideways_at_320_pixels_which_is_400_percent_zoom(example, browser, signed_in, draft):
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    wide = []
    for address in (*kinds_of_pages(example), *ADMIN_PAGES, *draft):
        if address == ADMIN_PAGES[0]:
            signed_in(context)
        page.goto(example.url + address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)
    context.close()
    assert wide == []
