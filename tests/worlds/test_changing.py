"""What is closed is closed everywhere at once: on every surface, in every process, for whoever is no longer in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.people.accounts import account_of
from kb.people.memberships import remove_member
from kb.state import State
from tests.served import Served, Server
from tests.worlds.conftest import written
from tests.worlds.libraries import write_a
from tests.worlds.viewers import Viewers
from tests.writing import LibraryFolder

pytestmark = pytest.mark.xdist_group("servers")

CANARY = "ultramarine"
TOLD_AT = (
    "/d/c4n4ry",
    "/d/c4n4ry/ultramarine-talk",
    "/d/c4n4ry/files/canary.csv",
    f"/search?q={CANARY}",
    f"/search.csv?q={CANARY}",
    f"/search.md?q={CANARY}",
    f"/over-time?q={CANARY}",
    f"/api/v1/search?q={CANARY}",
    "/api/v1/suggest?q=ultram",
    "/api/v1/documents/c4n4ry",
    "/api/v1/documents?per_page=100",
    "/api/v1/tags",
    f"/tags/{CANARY}",
    "/tags",
    "/groups/north",
    "/groups/north/2024-06-03",
    "/feed.atom",
    "/feed.json",
    "/groups/north/feed.atom",
    f"/tags/{CANARY}/feed.atom",
    f"/search.atom?q={CANARY}",
    "/calendar.ics",
    "/groups/north/calendar.ics",
    "/d/c4n4ry/cite.ris",
    "/news",
    "/news?group=north",
    "/d/c4n4ry/embed",
    "/oembed?url={here}/d/c4n4ry",
    "/sitemap.xml",
)
"""`{here}` is the address of the server."""
EVERYWHERE = set(TOLD_AT)
FOR_ALL_ALIKE = {"/sitemap.xml", "/d/c4n4ry/embed", "/oembed?url={here}/d/c4n4ry"}
FOR_READERS = EVERYWHERE - FOR_ALL_ALIKE


class Closing:
    """A library with two processes on it, and a document that names the canary in its title, text, tags and file."""

    def __init__(self, library: LibraryFolder, servers: tuple[Server, Server]) -> None:
        self.library, self.servers = library, servers

    def write(self, visibility: str) -> None:
        self.library.document(
            "north/2024-06-03-notes.md",
            f"# {CANARY.title()} talk\n\n{CANARY.title()} at the market. ![[canary.csv]]\n",
            id="c4n4ry",
            visibility=visibility,
            tags=[CANARY],
        )

    def told(self, who: dict[str, str]) -> list[set[str]]:
        """The addresses at which each server says the word, other than by repeating the question."""
        return [{at for at in TOLD_AT if _tells(server, at, who)} for server in self.servers]

    def settles(self, who: dict[str, str], at: set[str]) -> bool:
        return Server.until(lambda: self.told(who) == [at, at], within=20)


@pytest.fixture(scope="module")
def closing(tmp_path_factory: pytest.TempPathFactory, viewers: Viewers) -> Iterator[Closing]:
    library = written(tmp_path_factory.mktemp("closing") / "home", viewers, write_a)
    library.holds("north/2024-06-03-notes/canary.csv", f"{CANARY},1\n")
    served = Served()
    first = served(library.home)
    yield Closing(library, (first, served(library.home)))
    served.end()


def test_from_public_to_leads_and_back(closing, viewers):
    visitor = viewers.headers["a visitor"]
    closing.write("public")
    assert closing.settles(visitor, EVERYWHERE), closing.told(visitor)
    closing.write("leads")
    assert closing.settles(visitor, set()), closing.told(visitor)
    assert closing.told(viewers.headers["lea"]) == [FOR_READERS] * 2
    assert closing.told(viewers.headers["ned"]) == [set()] * 2
    closing.write("public")
    assert closing.settles(visitor, EVERYWHERE), closing.told(visitor)


def test_a_group_that_closes_takes_its_documents_along(closing, viewers):
    closing.write("public")
    visitor, page = viewers.headers["a visitor"], closing.library.notes / "north/index.md"
    open_page = page.read_text()
    # A document says its own readers, or has those of its group.
    closing.library.document(
        "north/2024-06-03-notes.md", f"# {CANARY}\n\n![[canary.csv]]\n", id="c4n4ry", tags=[CANARY]
    )
    assert closing.settles(visitor, EVERYWHERE)
    page.write_text(open_page.replace("---\n", "---\nvisibility: group\n", 1))
    assert closing.settles(visitor, set()), closing.told(visitor)
    page.write_text(open_page)
    assert closing.settles(visitor, EVERYWHERE), closing.told(visitor)


def test_whoever_is_no_longer_in_a_group_reads_no_more_of_it_with_the_next_request(closing, viewers):
    closing.write("group")
    ned = viewers.headers["ned"]
    assert closing.settles(ned, FOR_READERS), closing.told(ned)
    state = State(closing.library.home)
    with state.write() as db:
        account = account_of(db, "ned@example.org")
        assert account is not None
        remove_member(db, account.number, "north")
    state.close()
    assert closing.told(ned) == [set(), set()]


def _tells(server: Server, at: str, who: dict[str, str]) -> bool:
    """Only what names the document counts: a search that found nothing repeats the word, and so does its address."""
    answer = server.client.get(at.replace("{here}", server.url), headers=who)
    if answer.status_code >= 400:
        return False
    text = answer.headers.get("location", "") + answer.text
    marks = ("c4n4ry", f"{CANARY},1", f"/tags/{CANARY}", f'"slug":"{CANARY}"', "2024-06-03")
    return any(mark in text for mark in marks)
