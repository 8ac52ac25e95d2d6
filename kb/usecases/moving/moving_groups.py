"""People of a group that goes by another slug, because all of it moved: they stay in it, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Mapping

from kb.people.audit import note
from kb.people.links import rename_group_invited
from kb.people.memberships import copy_group, rename_group
from kb.people.tokens import rename_group_opened
from kb.state import State


def before_move(state: State, renamed: Mapping[str, str]) -> None:
    """Let those who are in these groups be in the new ones as well: after a crash half-way they are in either."""
    if renamed:
        with state.write() as db:
            for old, new in renamed.items():
                copy_group(db, old, new)


def after_move(state: State, renamed: Mapping[str, str]) -> None:
    """Let nobody be in the former ones any more; who asked, who was invited and tokens go along."""
    if renamed:
        with state.write() as db:
            for old, new in renamed.items():
                rename_group(db, old, new)
                rename_group_invited(db, old, new)
                rename_group_opened(db, old, new)
                note(db, None, "group moved", group=new, detail=f"from {old}")
