"""The same proof with hidden documents and queries that nobody chose: hypothesis makes both."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.app import application
from kb.settings import Settings
from kb.usecases.in_step.refresh import Refresher
from tests.worlds.conftest import written
from tests.worlds.libraries import settle, write_a
from tests.worlds.viewers import Viewers
from tests.worlds.walking import Ask, walk
from tests.writing import LibraryFolder

pytestmark = pytest.mark.xdist_group("worlds")

PUBLIC = ("market", "engagement", "treacle", "payment", "trust", "homelessness", "evaluation", "procurement", "early")
HIDDEN = ("xylophone", "quixotry", "vermilion", "umbrage")
SURFACES = (
    "/search?{q}",
    "/search?{q}&sort=newest",
    "/search?{q}&group=north&tag=procurement",
    "/over-time?{q}",
    "/api/v1/search?{q}&per_page=3",
    "/api/v1/suggest?{q}",
    "/search.csv?{q}",
)
STANDING = ("/", "/groups", "/groups/north", "/groups/north/2024-01-15", "/tags", "/tags/procurement", "/sitemap.xml")


@dataclass(frozen=True)
class Hidden:
    """A document that only a group, or its leads, may read."""

    group: str
    day: str
    name: str
    title: str
    body: str
    tags: list[str]
    aliases: list[str]
    visibility: str

    @property
    def path(self) -> str:
        return f"{self.group}/{self.day}-{self.name}.md"


@st.composite
def near(draw: st.DrawFn, words: tuple[str, ...] = PUBLIC + HIDDEN) -> str:
    """A word, its beginning, two of them as one, or a letter away from it."""
    word = draw(st.sampled_from(words))
    how = draw(st.sampled_from(("as it is", "as it is", "begun", "joined", "letter", "plural")))
    at = draw(st.integers(1, len(word) - 1))
    return {
        "as it is": word,
        "begun": word[: max(at, 2)],
        "joined": f"{word}-{draw(st.sampled_from(words))}",
        "letter": word[:at] + draw(st.sampled_from("aeiost")) + word[at + 1 :],
        "plural": f"{word}s",
    }[how]


phrases = st.lists(near(), min_size=1, max_size=5).map(" ".join)
queries = st.one_of(
    phrases,
    phrases.map(lambda text: f'"{text}"'),
    near().map(lambda word: f"{word}*"),
    st.tuples(near(), near()).map(lambda two: f"{two[0]} -{two[1]}"),
    near().map(lambda word: f"#{word}"),
)
hidden_documents = st.builds(
    Hidden,
    group=st.sampled_from(("north", "west", "archive")),
    day=st.dates().filter(lambda day: day.year > 1990).map(str),
    name=st.sampled_from(("talk", "call", "room")),
    title=phrases,
    body=st.lists(st.one_of(phrases, st.just("\n\n## More\n\n"), st.just("[[Market engagement]]")), max_size=30).map(
        " ".join
    ),
    tags=st.lists(near(), max_size=3),
    aliases=st.lists(st.sampled_from(("old-market", "mkt001", "/groups/north", "north", "trmph1")), max_size=2),
    visibility=st.sampled_from(("group", "leads")),
)


class Pair:
    """A and B, refreshed by hand: `hide` gives B documents, and takes away those it had before."""

    def __init__(self, a: LibraryFolder, b: LibraryFolder) -> None:
        apps = [application(Settings(home=library.home)) for library in (a, b)]
        self.a, self.b = (TestClient(app, follow_redirects=False) for app in apps)
        parts = [app.state.parts for app in apps]
        for each in parts:
            Refresher(each.library, each.index, None).everything()
        self._catalog_of_b = lambda: parts[1].library.catalog
        self._refresher = Refresher(parts[1].library, parts[1].index, None)
        self._library = b
        self._there: set[str] = set()

    def hide(self, documents: list[Hidden]) -> list[str]:
        """Returns the addresses of all that is hidden now."""
        for path in self._there:
            (self._library.notes / path).unlink()
        now = set()
        for one in documents:
            self._library.document(
                one.path,
                f"# {one.title}\n\n{one.body}\n",
                kind="notes",
                visibility=one.visibility,
                tags=one.tags,
                aliases=one.aliases,
            )
            now.add(one.path)
        settle(self._library)
        self._refresher.paths(frozenset(now | self._there))
        self._there = now
        return [each.address for each in self._catalog_of_b().every() if each.path in now]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, viewers: Viewers) -> Pair:
    folder = tmp_path_factory.mktemp("any")
    return Pair(written(folder / "a", viewers, write_a), written(folder / "b", viewers, write_a))


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    documents=st.lists(hidden_documents, min_size=1, max_size=6),
    asked=st.lists(queries, min_size=2, max_size=4),
    viewer=st.sampled_from(("a visitor", "sam", "sam's program")),
)
def test_whatever_is_hidden_and_whatever_is_asked(pair, viewers, documents, asked, viewer):
    hidden = pair.hide(documents)
    assert hidden
    asks = [Ask(address) for address in (*STANDING, *hidden)]
    asks += [Ask(surface.format(q=urlencode({"q": query}))) for query in asked for surface in SURFACES]
    asks += [Ask(f"/tags/{quote(tag, safe='')}") for document in documents for tag in document.tags]
    asks += [Ask(f"/groups/{document.group}/{document.day}") for document in documents]
    found = list(walk(pair.a, pair.b, asks, viewers.headers[viewer]))
    assert not found, "\n".join(found[:5])


def test_who_may_read_it_is_told(pair, viewers):
    """The control."""
    one = Hidden("north", "2031-01-01", "talk", "Quixotry", "A xylophone", ["umbrage"], [], "leads")
    hidden = pair.hide([one])
    asks = [Ask(address) for address in (*STANDING, *hidden, "/search?q=xylophone")]
    assert len(list(walk(pair.a, pair.b, asks, viewers.headers["lea"]))) >= 5
