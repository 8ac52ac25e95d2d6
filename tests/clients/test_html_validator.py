"""The Nu HTML checker reads every kind of page."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.files import FOUND_IN, add_files, are_read
from tests.signed_in import ADMIN_PAGES, admin_of

pytestmark = pytest.mark.clients

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
VALIDATOR = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture
def example(serving, tmp_path):
    """The example library, served from a copy so that the checkout stays as it is."""
    shutil.copytree(CHECKOUT / "notes", tmp_path / "club" / "notes")
    add_files(tmp_path / "club" / "notes")
    server = serving(tmp_path / "club")
    assert are_read(server)
    return server


def addresses(server) -> list[str]:
    """One page of every kind, and every document."""
    api = "/api/v1"
    documents = server.get(f"{api}/documents", params={"per_page": 100}).json()["results"]
    meetings = server.get(f"{api}/meetings").json()["results"]
    groups = server.get(f"{api}/groups").json()["results"]
    tags = server.get(f"{api}/tags").json()["results"]
    return [
        "/", "/groups", "/tags", "/search", "/search?q=market+engagement", "/search?q=xyzzyplugh",
        "/over-time?q=treacle",
        "/search?q=treacel", "/news", "/news?group=pogo", "/news/stop/never",
        "/search?q=market&tag=procurement&sort=newest&from=2020", "/api/docs", "/nowhere",
        "/login", "/login/forgotten", "/account/erased",
        *(entry["url"] for entry in (*groups, *meetings, *documents)),
        *(tag["url"] for tag in tags[:3]),
        documents[0]["url"] + "?q=outcomes", FOUND_IN,
        *(entry["url"].rpartition("/")[0] + page for entry in documents[:9] for page in ("/embed", "/share")),
        *(meeting["url"] + page for meeting in meetings[:3] for page in ("/embed", "/share")),
        "/search/embed?q=market+engagement", "/search/embed?q=xyzzyplugh", "/search/share?q=market&tag=procurement",
    ]  # fmt: skip


def test_every_page_is_valid_html(example, tmp_path):
    pages = {}
    for number, address in enumerate(addresses(example)):
        path = tmp_path / f"{number:03}.html"
        path.write_bytes(example.get(address, follow_redirects=True).content)
        pages[path.name] = address
    secret = admin_of(tmp_path / "club")
    for number, address in enumerate(ADMIN_PAGES):
        path = tmp_path / f"admin-{number:03}.html"
        path.write_bytes(example.get(address, headers={"Cookie": f"session={secret}"}).content)
        pages[path.name] = address
    assert len(pages) > 30
    files = sorted(tmp_path.glob("*.html"))
    command = ["java", "-Xmx400m", "-jar", VALIDATOR, "--format", "json", "--stdout", *files]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=110)
    messages = json.loads(checked.stdout)["messages"]
    wrong = [
        f"{pages[m['url'].rpartition('/')[2]]}: {m['message']} ({m.get('extract', '')[:80]})"
        for m in messages
        if m["type"] == "error" or m.get("subType") == "warning"
    ]
    assert sorted(set(wrong)) == []
