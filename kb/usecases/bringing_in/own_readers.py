"""What a file that was taken in says of its readers and its rule: a draft keeps it, as far as whoever sent it may."""

from __future__ import annotations

from dataclasses import replace

from kb.access import may_lead, may_open_to
from kb.drafts import Draft
from kb.library.frontmatter import read_front_matter
from kb.library.values import NO_RULE, as_rule, as_visibility
from kb.model import CHATHAM_HOUSE, Viewer, Visibility
from kb.usecases.bringing_in.converting import Document
from kb.usecases.bringing_in.draft_rule import would_become
from kb.usecases.writing.saving import Desk

_CLOSED = "Until you choose who can read it, it is for as few as you can choose."
_WIDER = "“visibility: {}” in the file would let more people read it than you may, so it is left out."
_NOT_OUT = "“rule: none” in the file is left out: only a lead of the group can take a document out of its rule."


def with_its_readers(desk: Desk, viewer: Viewer, draft: Draft, document: Document) -> Draft:
    """The draft with the visibility and the rule that are written in the document it was taken in as; what is not kept
    is said in its report. Where something cannot be read, it is closed as far as they can close it."""
    written_in = read_front_matter(document.content.decode()).values
    values = {**{key.casefold(): value for key, value in written_in.items()}, **document.permission}
    report: list[str] = []
    said, closed = draft.fields, False
    if "rule" in values:
        rule, why = as_rule(values["rule"])
        closed = rule is None
        report += [f"{why} {_CLOSED}"] if closed else []
        said = replace(said, rule=CHATHAM_HOUSE if CHATHAM_HOUSE in (said.rule, rule) else rule or said.rule)
    if said.rule == NO_RULE and not may_lead(viewer, said.group):
        report.append(_NOT_OUT)
        said = replace(said, rule="")
    theirs = _choices(desk, viewer, replace(draft, fields=said))
    if "visibility" in values:
        written, why = as_visibility(values["visibility"])
        if written is None:
            report.append(f"{why} {_CLOSED}")
            closed = True
        elif written in theirs:
            said = replace(said, visibility=_narrower(written.value, said.visibility))
        elif not said.visibility:
            report.append(_WIDER.format(written.value))
    if closed:
        readers = [each for each in theirs if each is not Visibility.LEADS or may_lead(viewer, said.group)]
        said = replace(said, visibility=readers[-1].value if readers else "")
    return replace(draft, fields=said, told=replace(draft.told, report=(*draft.told.report, *report)))


def _choices(desk: Desk, viewer: Viewer, draft: Draft) -> tuple[Visibility, ...]:
    """From the widest to the narrowest."""
    becomes = would_become(desk, replace(draft, fields=replace(draft.fields, visibility="")))
    usual = becomes.visibility if becomes else desk.library.site.default_visibility
    return may_open_to(viewer, usual, usual)


def _narrower(one: str, other: str) -> str:
    return max(one, other or one, key=[each.value for each in Visibility].index)
