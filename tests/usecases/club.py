"""A small library with all that writes in it, and who does."""

from __future__ import annotations

from dataclasses import replace

from kb.access import audiences_of
from kb.history import History
from kb.model import VISITOR, Viewer
from kb.search import Query
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.recording import Recorder
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.writing.saving import Desk, Edit

NED = Viewer(member=True, groups=frozenset({"north"}), account=1)
LEA = Viewer(member=True, leads=frozenset({"north", "east"}), account=2)
SAM = Viewer(member=True, groups=frozenset({"south"}), account=3)
ADA = Viewer(member=True, admin=True, account=4)
READER = replace(NED, writes=False)

NOTES = (
    b"---\r\n# ours\r\ntitle: 'Call:  one'\r\nx-own: [kept, \"as it is\"]  # why\r\n---\r\n"
    b"# Call\r\n\r\nFirst.\r\n\r\nSecond.\r\n"
)


class Club:
    def __init__(self, home):
        opened = open_library(home / "notes", home / "index")
        self.notes, self.index = home / "notes", opened.index
        history = History(home / "state" / "history.git")
        refresher = Refresher(opened.library, opened.index, opened.folder, Recorder(opened.library, history))
        self.desk = Desk(opened.library, history, refresher)
        refresher.everything()
        refresher.record()

    def id(self, path):
        return self.desk.library.catalog.by_path(path).id

    def open(self, path, viewer=LEA):
        return self.desk.open(viewer, self.id(path))

    def save(self, opened, viewer=NED, **changed):
        edit = {
            name: changed.pop(name) for name in ("why", "names_no_one", "merging", "minds_links") if name in changed
        }
        wanted = replace(opened.said, **changed)
        return self.desk.save(viewer, opened.document.id, Edit(wanted, opened.revision, **edit))

    def finds(self, text, viewer=VISITOR):
        return [each.title for each in self.index.search(Query(text=text), audiences_of(viewer)).found]

    def told(self, path):
        return [(each.by, each.why) for each in self.desk.history.revisions([self.id(path)]) if not each.gone]


CALL = "north/2020-01-01-notes.md"
