"""However changes arrive, the library is what a fresh look at the folder finds."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.library import Library
from kb.library.reading import derived_id

PATHS = (
    "pogo/index.md",
    "pogo/a.md",
    "pogo/2020-03-31-notes.md",
    "pogo.md",
    "north/a.md",
    "north/pogo.md",
    "north/a/deep/b.md",
    "about.md",
    "pogo/a/x.png",
    "north/a/deep/x.png",
)
TEXTS = (
    "# Text\n[x](a/x.png) [[about]]",
    "---\nid: same\n---\n# Other",
    "---\nid: other\ngroup: pogo\n---\n",
    "---\nkind: group\nvisibility: members\nrule: chatham-house\n---\n",
    "---\nkind: group\nvisibility: leads\n---\n",
    "---\ntitle: a: b\n---\n",
    "---\nvisibility: nonsense\n---\n",
    "---\naliases: [old, older]\n---\n# Renamed",
    f"---\nid: {derived_id('pogo/a.md')}\n---\n# Has the id that another has from its path",
    "# Without a link",
    "",
)
SETTINGS = (
    "default_visibility: members\n",
    'rules:\n  - match: "north/*"\n    group: pogo\n    visibility: group\n',
    "title: a: b\n",
)
LOOKS = st.sampled_from(["file", "folder", "all"])
CHANGES = st.lists(
    st.tuples(st.sampled_from(PATHS), st.sampled_from(TEXTS) | st.none(), LOOKS)
    | st.tuples(st.just("kb.yml"), st.sampled_from(SETTINGS) | st.none(), LOOKS),
    min_size=1,
    max_size=8,
)


def change(notes: Path, path: str, text: str | None) -> None:
    place = notes / path
    if text is None:
        place.unlink(missing_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def known(library: Library) -> dict[str, tuple[object, str]]:
    catalog = library.catalog
    return {document.path: (document, catalog.sources.readings[document.path].hash) for document in catalog.every()}


def led(library: Library) -> list[object]:
    """The documents in their order, and what their ids and the former names lead to."""
    catalog = library.catalog
    names = (*(each.id for each in catalog.every()), "old", "older")
    return [*catalog.every(), *(catalog.document(name, catalog.audiences) for name in names)]


@settings(deadline=None)
@given(CHANGES)
def test_bit_by_bit_or_at_once_the_same_is_known_and_all_that_differs_is_indexed(steps):
    with tempfile.TemporaryDirectory() as folder:
        notes, ledger = Path(folder, "notes"), Path(folder, "index")
        notes.mkdir()
        ledger.mkdir()
        library, follower = Library(notes, ledger), Library(notes, ledger)
        for path, text, look in steps:
            change(notes, path, text)
            before = known(library)
            looked_at = {"file": [path], "folder": [path.rpartition("/")[0] or path], "all": None}[look]
            changes = library.changes(looked_at)
            library.accept(changes)
            follower.follow()
            after = known(library)
            fresh = Library(notes)
            fresh.accept(fresh.changes())
            assert after == known(fresh)
            assert led(library) == led(fresh)
            assert library.catalog.problems() == fresh.catalog.problems()
            assert set(changes.put) == {path for path in after if before.get(path) != after[path]}
            assert set(changes.remove) == before.keys() - after.keys()
            assert known(follower) == after
            assert known(Library(notes, ledger)) == after
