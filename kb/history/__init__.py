"""What each document said before: every version, who wrote it, when and why.

Versions are commits in a git repository of its own (`state/history.git`), whose trees are those of notes/, so that
`git --git-dir state/history.git --work-tree notes log` reads it without us. Authors are numbers of accounts, never
names or addresses. Each version says which audience it was for: whoever shows one asks whether the viewer belongs to
that audience as well as to the one the document is for now.

Which commits are about which document is kept in a small database inside the repository, made from it and made anew
where it is lost: to walk through all commits for one page would take seconds.
"""

from kb.history.differences import Piece, Row, side_by_side, word_differences
from kb.history.history import Change, History, HistoryUnusable, Together
from kb.history.intents import Intent
from kb.history.merging import merge_lines
from kb.history.own import own_repository
from kb.history.paragraphs import Paragraph, last_changed
from kb.history.records import GROUP_MADE, Revision
from kb.history.rendered import marked_changes
from kb.history.rewriting import Erasure, Rewriting

__all__ = [
    "GROUP_MADE",
    "Change",
    "Erasure",
    "History",
    "HistoryUnusable",
    "Intent",
    "Paragraph",
    "Piece",
    "Revision",
    "Rewriting",
    "Row",
    "Together",
    "last_changed",
    "marked_changes",
    "merge_lines",
    "own_repository",
    "side_by_side",
    "word_differences",
]
